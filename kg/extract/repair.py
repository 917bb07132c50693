"""A second, shallow look at what parsers get wrong, before roles are read.

    names           "Theresa May accused": a name that was parsed as an auxiliary is the subject
    roots           "La crise, ainsi que ses suites, continuent de ...": a noun that was made the sentence's
                    root over its finite verb becomes the verb's subject
    partitives      "22 des 27 gouvernements ont signé": who is counted takes the number's place
    conjuncts       alike: an infinitive joins the infinitive before, "au Y" joins "au X"
    coordination    "la Cédéao, l'Union africaine et l'ONU ont suspendu": a series of actors that commas and a
                    conjunction join is one coordination, whatever the tree says, and "A et B, C et D" too
    inversion       "..., déclare à l'AFP Jean Magnen": a verb of saying without a subject takes the
                    actor without a preposition that follows it
    attachment      "l'arrestation d'un opposant par la police", "a rencontré Modi à Delhi": a complement with
                    such a preposition hangs from the event, not from the actor before it
    expletives      "il" is the subject of a verb that is not impersonal

Each overrules the tree only where the words are clear. Takes a Tree and the actors found; gives a Tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.extract.actors import Found
from kg.extract.syntax import Tree
from kg.model import Form

WINDOW = 7  # tokens between a verb of saying and its subject


@dataclass(frozen=True, slots=True)
class Joints:
    """The words that repairs look for."""

    conjunctions: frozenset[str]
    speech: frozenset[str]
    impersonal: frozenset[str]
    raised: frozenset[str]
    locative: frozenset[str]

    @classmethod
    def of(cls, syntax: Mapping[str, Any], cues: Mapping[str, Any], locative: frozenset[str]) -> Joints:
        """From the parsed language.toml and cues.toml."""
        return cls(
            frozenset(syntax["repair"]["conjunctions"]),
            frozenset(cues["speech"]["verbs"]),
            frozenset(syntax["repair"]["impersonal"]),
            frozenset(syntax["repair"]["raised"]),
            locative,
        )


def repair(tree: Tree, found: Found, joints: Joints) -> Tree:
    """The tree with its clear mistakes mended."""
    rel, head, case = list(tree.rel), list(tree.head), list(tree.case)
    unmask(tree, found, rel)
    crown(tree, joints, rel, head)
    count(tree, found, rel, head, case)
    pair_alike(tree, rel, head, case)
    coordinate(tree, found, joints, rel, head, case)
    invert(tree, found, joints, rel, head)
    personal(tree, joints, rel)
    raise_complements(tree, found, joints, rel, head, case)
    return tree.rewired(rel, head, case)


def unmask(tree: Tree, found: Found, rel: list[str]) -> None:
    """Makes a name that was parsed as an auxiliary the verb's subject: "Theresa May accused"."""
    for t, number in found.of_token.items():
        if rel[t] == "aux" and found.mentions[number].form is Form.NAME and tree.words[t][:1].isupper():
            rel[t] = "flat" if tree.deps(tree.head[t], "subj", "subj:pass") else "subj"


def crown(tree: Tree, joints: Joints, rel: list[str], head: list[int]) -> None:
    """Makes the finite verb the root where the parser chose its subject."""
    for r in range(len(tree)):
        if tree.rel[r] != "root" or tree.pos[r] not in ("NOUN", "PROPN") or tree.deps(r, "cop"):
            continue
        own = [c for c in tree.children[r] if c > r and hung(tree, c) and finite(tree, c)]
        after = [c for c in next_roots(tree, r) if finite(tree, c) and not tree.deps(c, "subj", "subj:pass")]
        verb = next(iter(own or after), None)
        if verb is None:
            continue
        subjects = tree.deps(verb, "subj")
        if any(
            r < s and tree.words[t].casefold() not in joints.conjunctions
            for s in subjects
            for t in (opening(tree, s),)
        ):
            continue
        for s in subjects:
            rel[s], head[s] = "conj", r
        rel[verb], head[verb] = "root", verb
        rel[r], head[r] = "subj", verb


def count(tree: Tree, found: Found, rel: list[str], head: list[int], case: list[str]) -> None:
    """Puts the actors that a number counts in the number's place: "22 des 27 gouvernements"."""
    for t in found.heads:
        number = head[t]
        numeral = tree.words[number].isdigit() or tree.feat(number, "NumType") == "Card"
        if rel[t] == "nmod" and number < t and numeral and number not in found.of_token:
            rel[t], head[t], case[t] = rel[number], head[number], case[number]
            rel[number], head[number] = "nummod", t


def hung(tree: Tree, verb: int) -> bool:
    """Whether a verb hangs from its subject as a conjunct, or as a relative clause without a relative
    word.
    """
    if tree.rel[verb] == "conj":
        return True
    words = (*tree.children[verb], *(g for c in tree.children[verb] for g in tree.children[c]))
    joined = any(tree.feat(c, "PronType") == "Rel" or tree.rel[c] == "mark" for c in words)
    return tree.rel[verb] in ("relcl", "acl") and not joined


def next_roots(tree: Tree, r: int) -> list[int]:
    """Further roots of the same sentence: "condamné" where the parser cut "Paris a condamné" in two."""
    found = []
    for t in range(r + 1, len(tree)):
        if tree.sent[t] != tree.sent[r]:
            break
        if tree.rel[t] == "root":
            found.append(t)
    return found


def finite(tree: Tree, i: int) -> bool:
    """Whether a verb or its auxiliary is finite."""
    return tree.pos[i] == "VERB" and any(
        tree.feat(t, "VerbForm") == "Fin" for t in (i, *tree.deps(i, "aux", "aux:pass"))
    )


def opening(tree: Tree, i: int) -> int:
    """The token before a phrase and its determiner: the conjunction of "ainsi que les enjeux"."""
    at = min(tree.subtree(i)) - 1
    while at > 0 and tree.rel[at] == "fixed":
        at = tree.head[at]
    return max(at, 0)


def pair_alike(tree: Tree, rel: list[str], head: list[int], case: list[str]) -> None:
    """Hangs a conjunct from the nearest word of its own kind: an infinitive, or one with its preposition."""
    for t in range(len(tree)):
        if rel[t] != "conj":
            continue
        first = head[t]
        if tree.feat(t, "VerbForm") == "Inf" and tree.pos[first] != "VERB":
            above = head[first]
            if tree.feat(above, "VerbForm") == "Inf" and above != first:
                head[t] = above
        elif case[t] and case[t] != case[first] and first < t:
            same = [u for u in range(t - 1, first, -1) if case[u] == case[t] and rel[u] in ("obl", "nmod")]
            if same and tree.sent[same[0]] == tree.sent[t]:
                head[t] = same[0]


def coordinate(
    tree: Tree, found: Found, joints: Joints, rel: list[str], head: list[int], case: list[str]
) -> None:
    """Joins series of actors: commas between, a conjunction before the last."""
    items = sorted(
        (found.edges[n], n)
        for n, m in enumerate(found.mentions)
        if m.form not in (Form.PRONOUN, Form.POSSESSIVE, Form.ADJECTIVE)
    )
    series: list[int] = []
    closed = False
    last_end = -1
    for (begin, end), number in items:
        if begin < last_end:
            continue
        joint = joint_of(tree, last_end, begin, joints) if series else None
        if closed and joint == "," and further(tree, found, series, number):
            closed = False
        if joint is None or closed:
            series, closed = [number], False
        else:
            series.append(number)
            if joint == "and":
                closed = True
                link(tree, found, series, rel, head, case)
        last_end = end


def further(tree: Tree, found: Found, series: list[int], number: int) -> bool:
    """Whether a name goes on with a series after its conjunction: "entre A et B, C et D".

    The parser makes it an apposition, but a name does not explain another name.
    """
    t = found.heads[number]
    return (
        tree.rel[t] in ("appos", "conj")
        and tree.head[t] in {found.heads[n] for n in series}
        and found.mentions[number].form is Form.NAME
        and found.mentions[series[-1]].form is Form.NAME
    )


def joint_of(tree: Tree, end: int, begin: int, joints: Joints) -> str | None:
    """What joins two mentions: "," or "and", articles and the second's preposition apart; else None."""
    kind = None
    for t in range(end, begin):
        word = tree.words[t].casefold()
        if word == ",":
            kind = kind or ","
        elif word in joints.conjunctions:
            kind = "and"
        elif tree.pos[t] == "DET" or (tree.pos[t] in ("ADP", "SCONJ") and kind is not None):
            continue
        else:
            return None
    return kind


def link(
    tree: Tree, found: Found, series: list[int], rel: list[str], head: list[int], case: list[str]
) -> None:
    """Hangs the later members of a series from the first, when they share its preposition or have none."""
    first = found.heads[series[0]]
    for number in series[1:]:
        t = found.heads[number]
        if t == first or tree.sent[t] != tree.sent[first]:
            continue
        loose = ("conj", "appos", "dep", *(() if case[t] else ("obl", "nmod")))
        if case[t] != case[first] and tree.rel[t] not in loose:
            continue
        if within(head, first, t):
            return
        rel[t], head[t] = "conj", first
        case[t] = case[first]


def within(head: list[int], t: int, other: int) -> bool:
    """Whether ``t`` lies below ``other``."""
    for _ in range(60):
        if t == other:
            return True
        if head[t] == t:
            return False
        t = head[t]
    return True


def invert(tree: Tree, found: Found, joints: Joints, rel: list[str], head: list[int]) -> None:
    """Gives a verb of saying its subject when that follows it."""
    for i in range(len(tree)):
        if tree.pos[i] != "VERB" or tree.lemmas[i] not in joints.speech:
            continue
        if tree.feat(i, "VerbForm") == "Inf" or any(rel[c].startswith("subj") for c in tree.children[i]):
            continue
        if tree.rel[i] in ("conj", "acl", "xcomp", "advcl") or any(
            tree.rel[c] in ("aux:pass", "obj") for c in tree.children[i]
        ):
            continue
        for t in range(i + 1, min(i + WINDOW, len(tree))):
            if tree.sent[t] != tree.sent[i] or tree.pos[t] == "VERB" or tree.words[t] in ",.:;«":
                break
            number = found.of_token.get(t)
            if number is not None and found.heads[number] == t and not tree.case[t] and tree.rel[t] != "obj":
                if not within(head, i, t):
                    rel[t], head[t] = "subj", i
                break


def personal(tree: Tree, joints: Joints, rel: list[str]) -> None:
    """Makes an expletive the subject of a verb that is not impersonal."""
    for i, r in enumerate(tree.rel):
        verb = tree.head[i]
        if (
            r == "expl"
            and tree.pos[i] == "PRON"
            and tree.pos[verb] == "VERB"
            and tree.lemmas[verb] not in joints.impersonal
            and not any(rel[c].startswith("subj") for c in tree.children[verb])
        ):
            rel[i] = "subj"


def raise_complements(
    tree: Tree, found: Found, joints: Joints, rel: list[str], head: list[int], case: list[str]
) -> None:
    """Moves a complement up from the actor that it was hung from."""
    heads = {h: n for n, h in enumerate(found.heads)}
    for t in range(len(tree)):
        if rel[t] not in ("nmod", "obl", "agent") or head[t] == t or head[t] not in heads:
            continue
        actor = head[t]
        mention = found.mentions[heads[actor]]
        begin, end = found.edges[heads[actor]]
        if begin <= t < end or t < actor:
            continue
        place = case[t] in joints.locative and t in found.places and mention.form is Form.NAME
        if case[t] not in joints.raised and not place:
            continue
        at = actor
        while head[at] != at and rel[at] == "conj":
            at = head[at]
        up = head[at]
        if up == at or (tree.pos[up] not in ("VERB", "NOUN", "ADJ")):
            continue
        head[t] = up
        rel[t] = "obl" if tree.pos[up] == "VERB" else "nmod"
