"""Whose word an event rests on, and who judges it how.

"Selon l'ONU, l'armée a bombardé un hôpital."           bombarder: source = l'ONU
"Kiev affirme que Moscou prépare une offensive."        offensive: source = Kiev
"Décrit par Trump comme « productif », cet appel ..."   appel: view "productif", holder = Trump
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.extract.actors import Found, text_of
from kg.extract.slots import Slots
from kg.extract.syntax import Tree
from kg.model import Span, View

QUOTES = frozenset('«»"“”„')


@dataclass(frozen=True, slots=True)
class Speech:
    """Verbs of saying and judging, and prepositions that name a source."""

    verbs: frozenset[str]
    according: frozenset[str]
    judging: frozenset[str]
    markers: frozenset[str]

    @classmethod
    def of(cls, cues: Mapping[str, Any]) -> Speech:
        """From the parsed cues.toml."""
        speech = cues["speech"]
        return cls(
            frozenset(speech["verbs"]),
            frozenset(speech["according"]),
            frozenset(speech["view"]),
            frozenset(speech["view_marker"]),
        )


def source_of(tree: Tree, i: int, slots: Slots, found: Found, speech: Speech) -> int | None:
    """The mention on whose word the event at ``i`` rests, as an index into ``Found.mentions``."""
    at = i
    for _ in range(8):
        for c in tree.deps(at, "obl", "nmod", "advmod", "parataxis"):
            if tree.case[c] in speech.according and c in found.of_token:
                return found.of_token[c]
        head = tree.head[at]
        if head == at:
            break
        if tree.rel[at] in ("ccomp", "xcomp") and tree.lemmas[head] in speech.verbs:
            return first(slots.logical_subject(head), found)
        at = head
    for c in tree.deps(at, "parataxis"):  # "..., a déclaré X"
        if tree.lemmas[c] in speech.verbs and c != i:
            return first(slots.logical_subject(c), found)
    return None


def first(tokens: list[int], found: Found) -> int | None:
    """The first token's mention."""
    return next((found.of_token[t] for t in tokens if t in found.of_token), None)


def views(tree: Tree, text: str, i: int, slots: Slots, found: Found, speech: Speech) -> tuple[View, ...]:
    """Judgements on the event noun at ``i``: by the verbs of judging whose logical object it is."""
    out = []
    for verb in judges(tree, i, speech):
        if i not in slots.logical_object(verb):
            continue
        holder = first(slots.logical_subject(verb), found)
        spoken = in_quotes(tree, verb)
        if spoken:
            begin, end = spoken
            out.append(
                View(Span(tree.begin[begin], tree.end[end - 1]), text_of(tree, text, begin, end), holder)
            )
            continue
        for c in tree.children[verb]:
            if (
                c != i
                and tree.pos[c] in ("ADJ", "NOUN", "VERB")
                and (
                    tree.case[c] in speech.markers
                    or any(tree.words[m].casefold() in speech.markers for m in tree.children[c])
                )
            ):
                begin, end = quoted(tree, c)
                out.append(
                    View(Span(tree.begin[begin], tree.end[end - 1]), text_of(tree, text, begin, end), holder)
                )
                break
    return tuple(out)


def judges(tree: Tree, i: int, speech: Speech) -> list[int]:
    """Verbs of judging next to a noun: above it, below it, or under the verb that it is the subject of."""
    near = [tree.head[i], *tree.children[i], *tree.children[tree.head[i]]]
    return [t for t in dict.fromkeys(near) if t != i and tree.lemmas[t] in speech.judging]


def in_quotes(tree: Tree, verb: int) -> tuple[int, int] | None:
    """Token span of a few quoted words below a verb of judging: "jugé par X « très positif »"."""
    marks = [
        t
        for t in range(verb, min(verb + 12, len(tree)))
        if tree.words[t] in QUOTES and tree.sent[t] == tree.sent[verb]
    ]
    if len(marks) < 2 or not 0 < marks[1] - marks[0] - 1 <= 4:
        return None
    return marks[0] + 1, marks[1]


def quoted(tree: Tree, i: int) -> tuple[int, int]:
    """Token span of a predicate: the adjective, with an adverb before it."""
    begin = i
    while begin > 0 and tree.head[begin - 1] == i and tree.rel[begin - 1] == "advmod":
        begin -= 1
    return begin, i + 1
