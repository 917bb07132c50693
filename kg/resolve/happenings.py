"""Which event mentions of a text are one event: "cet appel" is the phone call told before.

A mention joins an earlier event of the same class (or, for a noun that points back, of the same family) when
their actors do not contradict each other: a definite noun without actors of its own joins the last one; a
mention with actors joins one that shares them. A planned meeting and one that took place stay two.

    "Poutine a téléphoné à Macron mardi. Cet appel a duré une heure."      one event: cet appel is the call
    "Poutine a rencontré Macron. Une rencontre avec Biden est prévue."     two: the actors differ
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from kg.model import EventMention, Role, Status, Taxonomy

MEMORY = 80  # events that a mention looks back over
Roles = frozenset[tuple[Role, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """An event mention with its arguments as actor keys, and its number in the Reading."""

    number: int
    mention: EventMention
    roles: Roles

    @property
    def own(self) -> bool:
        """Whether its own sentence names someone in it; of a definite noun, whether its frame does."""
        found = "labeller" if self.mention.definite else "labeller, sentence before"
        return any(not a.rule.startswith(found) for a in self.mention.arguments) and bool(self.roles)

    @property
    def actors(self) -> frozenset[str]:
        """Keys of everyone in it."""
        return frozenset(key for _, key in self.roles)


def group(told: Sequence[Told], taxonomy: Taxonomy) -> list[list[Told]]:
    """Event mentions in text order, those of one event together."""
    groups: list[list[Told]] = []
    for one in told:
        homes = [g for g in islice(reversed(groups), MEMORY) if same(g, one, taxonomy)]
        exact = (g for g in homes if any(t.mention.type == one.mention.type for t in g))
        home = next(exact, homes[0] if homes else None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return groups


def same(group: Sequence[Told], one: Told, taxonomy: Taxonomy) -> bool:
    """Whether a mention tells of the event of a group."""
    first = group[0].mention
    mention = one.mention
    roles = frozenset(r for t in group for r in t.roles)
    actors = frozenset(k for _, k in roles)
    exact = first.type == mention.type
    back = mention.definite
    if not exact and not (
        mention.pointing and not one.own and taxonomy.family(first.type) == taxonomy.family(mention.type)
    ):
        return False
    if first.status != mention.status and not back:
        return False
    if clashing(first, mention):
        return False
    if back and not one.own:
        return True
    if not one.roles or not roles:
        planned = mention.status is Status.PLANNED and not one.roles and exact
        return back or planned  # "une future rencontre à Moscou" is the meeting that was agreed on
    if one.roles <= roles:
        return True
    return roles <= one.roles and bool(actors)


def clashing(first: EventMention, second: EventMention) -> bool:
    """Whether two mentions are dated on different days."""
    a = {t.begin for t in first.times if t.begin}
    b = {t.begin for t in second.times if t.begin}
    return bool(a and b and not a & b)


def best_type(group: Sequence[Told], taxonomy: Taxonomy) -> str:
    """The most specific class among the mentions of one event, the first at equal depth."""
    return max((t.mention.type for t in group), key=lambda name: len(taxonomy.line(name)))
