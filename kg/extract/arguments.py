"""Who plays which part in an event: frames of the lexicon applied to the slots of a trigger.

    "La Russie a été accusée par Paris d'avoir attaqué l'Ukraine."
     accuser:   agent = ["subj"] -> Paris   recipient = ["obj"] -> la Russie
     attaquer:  agent = ["subj"] -> la Russie (control)   recipient = ["obj"] -> l'Ukraine

Of a role's slots the first that holds an actor fills it; in a symmetric class every slot adds participants.
A place in a locative slot ("à Moscou") is never an actor. A party that is not there is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.extract.actors import Found
from kg.extract.events import Trigger
from kg.extract.slots import Slots, unique
from kg.extract.syntax import Tree
from kg.model import Argument, Form, Role

ACTOR_ROLES = (Role.PARTICIPANT, Role.AGENT, Role.RECIPIENT, Role.SUPPORTER)


@dataclass(frozen=True, slots=True)
class Frames:
    """Applies frames: the tree, its slots and the actors found in it."""

    tree: Tree
    slots: Slots
    found: Found
    locative: frozenset[str]
    backing: tuple[str, ...]  # prepositions of a supporter in any frame: "avec l'appui de"

    def arguments(self, trigger: Trigger, symmetric: bool) -> tuple[Argument, ...]:
        """The arguments that the trigger's frame finds, one actor in one role only."""
        frame = trigger.entry.frame
        out: list[Argument] = []
        taken: set[int] = set()
        for role in ACTOR_ROLES:
            gather = role is Role.PARTICIPANT or symmetric
            for slot in self.slots_of(role, frame):
                fillers = [
                    n for n in self.actors(trigger.token, slot, frame.get("place", ())) if n not in taken
                ]
                if not fillers:
                    continue
                kind = Role.PARTICIPANT if symmetric and role is not Role.SUPPORTER else role
                out.extend(Argument(kind, n, slot) for n in fillers)
                taken.update(fillers)
                if not gather:
                    break
        return tuple(out)

    def slots_of(self, role: Role, frame: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The slots of a role: the frame's, and for a supporter those that every event has."""
        return frame.get(role.value, ()) + (self.backing if role is Role.SUPPORTER else ())

    def actors(self, token: int, slot: str, spots: Sequence[str] = ()) -> list[int]:
        """Mentions that fill a slot of a trigger, as indices into ``Found.mentions``."""
        preposition = slot.rsplit(".", 1)[-1]
        out = []
        filled = [m for t in self.slots.fill(token, slot) for m in self.found.enumerated.get(t, (t,))]
        for t in filled:
            number = self.found.of_token.get(t)
            if number is None:
                continue
            mention = self.found.mentions[number]
            if preposition in self.locative and number in self.found.locative:
                dative = preposition == self.slots.grammar.dative
                capital = mention.form is Form.METONYM and slot not in spots
                if not (capital or (dative and mention.form is not Form.METONYM)):
                    continue  # "à Moscou" is a place, unless the frame wants "à" for a party only
            if mention.form is Form.POSSESSIVE and not slot.endswith("poss"):
                continue
            if number not in out:
                out.append(number)
        return out


def places(tree: Tree, slots: Slots, found: Found, trigger: Trigger, locative: frozenset[str]) -> list[int]:
    """Tokens of an event's places: of its frame's place slots, else of locative complements of its clause."""
    out: list[int] = []
    for slot in trigger.entry.frame.get("place", ()):
        out += [t for t in slots.fill(trigger.token, slot) if t in found.places]
    if out:
        return unique(out)
    heads = [trigger.token]
    carrier = slots.carrier(trigger.token) if tree.pos[trigger.token] != "VERB" else None
    if carrier is not None:
        heads.append(carrier)
    if tree.rel[trigger.token] in ("subj", "subj:pass"):
        heads.append(tree.head[trigger.token])  # "protests erupted in Santiago"
    for head in heads:
        for c in tree.deps(head, "obl", "nmod"):
            out += [t for t in tree.conjuncts(c) if t in found.places and tree.case[c] in locative]
    return unique(out)
