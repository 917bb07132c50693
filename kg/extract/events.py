"""Words that tell of events: which lexicon entries fire at which tokens, and which sense holds.

    "Les deux dirigeants se sont entretenus par téléphone."
     entretenir, reflexive, with "téléphone"  -> PhoneCall   (wins: more words)
     entretenir, reflexive                    -> Meeting

A candidate that another one's words cover is dropped. Takes a Tree, its Slots and the lexicon; gives Triggers
in text order. Senses are chosen by ``Entry.weight``; conditions are those of kg/language/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from kg.extract.actors import Found
from kg.extract.slots import Slots
from kg.extract.syntax import Tree
from kg.language import Condition, Entry, Lexicon, split_words
from kg.model import Form, Kind

AHEAD = 7  # tokens after a verb in which a word that it needs may stand
STOPS = frozenset({"relcl", "advcl", "ccomp", "conj", "parataxis", "punct", "cc", "mark"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A token that tells of an event, the tokens of its evidence, and the entry that says so."""

    token: int
    tokens: tuple[int, ...]
    words: tuple[int, ...]  # the further tokens that the entry needed
    entry: Entry
    met: bool = True  # whether the entry's conditions hold; where none does, the judge may still believe it


def find_candidates(
    tree: Tree, slots: Slots, lexicon: Lexicon, found: Found, forms: Callable[[Tree, int], Iterator[str]]
) -> list[tuple[Trigger, ...]]:
    """For each token that may tell of an event its senses: one a class, the most specific entry first.

    ``forms`` gives the lemmas under which a token may stand in the lexicon.
    """
    by_token: dict[int, list[Trigger]] = {}
    told: set[str] = set()
    words = frozenset((*tree.lemmas, *tree.lower, *(w.rstrip("s") for w in tree.lower)))
    for i in range(len(tree)):
        if tree.rel[i] == "fixed" or named_body(i, found):
            continue  # inside a preposition, "avec l'appui de", or a name, "Amnesty International"
        found_here = list(senses(tree, i, slots, lexicon, found, forms, told, words))
        for trigger in found_here:
            by_token.setdefault(trigger.token, []).append(trigger)
        told.update(t.entry.type for t in found_here[:1] if t.met)
    return [best_senses(by_token[token]) for token in sorted(by_token)]


def named_body(i: int, found: Found) -> bool:
    """Whether a token is a part of a known body's name."""
    number = found.of_token.get(i)
    mention = found.mentions[number] if number is not None else None
    return (
        mention is not None
        and mention.form is Form.NAME
        and mention.kind is Kind.ORGANIZATION
        and bool(mention.known)
    )


def best_senses(triggers: Sequence[Trigger]) -> tuple[Trigger, ...]:
    """Of the triggers at one token the most specific of each class; met ones where there are any."""
    met = [t for t in triggers if t.met]
    best: dict[str, Trigger] = {}
    for t in sorted(met or triggers, key=lambda t: -len(t.entry.words)):
        best.setdefault(t.entry.type, t)
    return tuple(best.values())


def disjoint(triggers: Iterable[Trigger]) -> list[Trigger]:
    """Triggers, the likeliest first, without those inside another's words: "fin" in "mettre fin"."""
    kept: list[Trigger] = []
    covered: set[int] = set()
    for t in triggers:
        words = t.words if len(t.tokens) > 1 else ()
        if t.token not in covered and not any(k.token in words for k in kept):
            kept.append(t)
            covered.update(words)
    return kept


def senses(
    tree: Tree,
    i: int,
    slots: Slots,
    lexicon: Lexicon,
    found: Found,
    forms: Callable[[Tree, int], Iterator[str]],
    told: Set[str],
    vocabulary: frozenset[str],
) -> Iterator[Trigger]:
    """The entries whose words and conditions hold at a token, the most specific of each class.

    Where there is none, those whose words do. ``told`` holds the classes of the events before: the condition
    "told" is that this one's is among them. ``vocabulary`` has all words of the text, to look no further for
    an entry that needs others.
    """
    seen: set[str] = set()
    unmet: list[Trigger] = []
    for entry in entries_at(tree, i, lexicon, forms):
        if entry.type in seen:
            continue
        if entry.pos != "preposition" and not vocabulary.issuperset(entry.words):
            continue
        if entry.type not in told and any(c.slot == "told" for c in entry.conditions):
            continue
        words = needed_words(tree, i, entry)
        if words is None:
            continue
        at = phrase_head(tree, (i, *words)) if entry.pos == "noun" else i
        if any(holds(c, tree, at, slots, found) for c in entry.exceptions):
            continue
        met = all(holds(c, tree, at, slots, found) for c in entry.conditions)
        others = tuple(t for t in (i, *words) if t != at)
        trigger = Trigger(at, evidence(tree, i, words, entry), others, entry, met)
        if met:
            seen.add(entry.type)
            yield trigger
        elif not any(t.entry.type == entry.type for t in unmet):
            unmet.append(trigger)
    if not seen:
        yield from unmet


def phrase_head(tree: Tree, tokens: Sequence[int]) -> int:
    """The token of a noun's words that the others hang from: "talks" in "peace talks"."""
    inside = set(tokens)
    return next((t for t in tokens if tree.head[t] not in inside or tree.head[t] == t), tokens[0])


def entries_at(
    tree: Tree, i: int, lexicon: Lexicon, forms: Callable[[Tree, int], Iterator[str]]
) -> Iterator[Entry]:
    """Entries that a token's lemma and part of speech call up, most specific first."""
    pos = tree.pos[i]
    mistaken = taken_for_another(tree, i)
    if pos == "VERB" or mistaken or (pos == "AUX" and tree.rel[i] not in ("aux", "aux:pass", "cop")):
        table, reflexive = lexicon.verbs, is_reflexive(tree, i)
        lemma = next((f for f in lexicon.infinitives(tree.lemmas[i], tree.lower[i]) if f in table), "")
        yield from (e for e in table.get(lemma, ()) if e.reflexive == reflexive)
        if tree.rel[i] in ("amod", "acl") or tree.deps(i, "cop", "aux:pass"):
            yield from lexicon.adjectives.get(tree.words[i].casefold(), ())
    elif tree.rel[i] == "case":
        first, *rest = split_words(tree.case[tree.head[i]]) or [""]
        yield from (e for e in lexicon.prepositions.get(first, ()) if e.words == tuple(rest))
    if pos == "ADJ" or (pos == "VERB" and tree.rel[i] == "amod"):  # "military aid", "attempted coup"
        yield from (e for f in dict.fromkeys(forms(tree, i)) for e in lexicon.nouns.get(f, ()) if e.words)
    if pos in ("NOUN", "PROPN", "ADJ") and not mistaken and tree.rel[i] != "case":
        table = lexicon.adjectives if pos == "ADJ" else lexicon.nouns
        for form in dict.fromkeys(forms(tree, i)):
            if form in table:
                yield from table[form]
                return


def taken_for_another(tree: Tree, i: int) -> bool:
    """Whether a verb seems to be tagged as something else, since it has what only verbs have.

    An auxiliary or a reflexive clitic ("a nié", X), or a subject but neither copula nor determiner ("les
    rebelles contrôlent", ADJ).
    """
    if tree.pos[i] in ("ADJ", "NOUN", "X") and tree.deps(i, "aux", "aux:pass", "reflexive"):
        return True
    closed = tree.pos[i] in ("VERB", "AUX", "DET", "ADP", "NUM", "PUNCT")
    return not closed and bool(tree.deps(i, "subj", "subj:pass")) and not tree.deps(i, "cop", "det", "poss")


def is_reflexive(tree: Tree, i: int) -> bool:
    """Whether a verb has a reflexive clitic."""
    return any(tree.rel[c] == "reflexive" or tree.feat(c, "Reflex") == "Yes" for c in tree.children[i])


def needed_words(tree: Tree, i: int, entry: Entry) -> tuple[int, ...] | None:
    """Tokens of the further words that an entry needs; None when one is missing.

    A noun's words follow it one by one; a verb's are among its dependents or those of the words found so far.
    """
    if not entry.words or entry.pos == "preposition":
        return ()
    if entry.pos != "verb":
        return following_words(tree, i, entry)
    got: list[int] = []
    reach = dependents(tree, i)
    for word in entry.words:
        below = (t for t in reach if t not in got)
        at = next((t for t in (*below, *ahead(tree, i)) if is_word(tree, t, word)), None)
        if at is None:
            return None
        got.append(at)
        reach += [c for c in dependents(tree, at) if c not in reach]
    return tuple(got)


def following_words(tree: Tree, i: int, entry: Entry) -> tuple[int, ...] | None:
    """The tokens right behind a noun that an entry of several words needs; None when one is another."""
    tokens = tuple(range(i + 1, i + 1 + len(entry.words)))
    if tokens[-1] >= len(tree):
        return None
    pairs = zip(tokens, entry.words, strict=True)
    return tokens if all(is_word(tree, t, w) or tree.lower[t].rstrip("s") == w for t, w in pairs) else None


def is_word(tree: Tree, i: int, word: str) -> bool:
    """Whether a token is a word of the lexicon, by its lemma or its form."""
    return word in (tree.lemmas[i], tree.lower[i])


def ahead(tree: Tree, i: int) -> Iterator[int]:
    """The next words of a verb's clause, whatever hangs from what: "s'est entretenu hier au téléphone"."""
    for t in range(i + 1, min(i + AHEAD, len(tree))):
        if tree.sent[t] != tree.sent[i] or tree.pos[t] in ("VERB", "SCONJ", "PUNCT", "CCONJ"):
            return
        yield t


def dependents(tree: Tree, i: int) -> list[int]:
    """What hangs from a word inside its own clause: no subject, no subordinate clause."""
    return [c for c in tree.children[i] if tree.rel[c] not in STOPS and tree.rel[c] != "subj"]


def holds(condition: Condition, tree: Tree, i: int, slots: Slots, found: Found) -> bool:
    """Whether a condition of an entry holds at a token."""
    if condition.slot == "told":
        return True  # looked at by ``senses``
    if condition.slot in ("passive", "active"):
        return slots.passive(i) == (condition.slot == "passive")
    if condition.slot == "plural":
        return tree.plural(i)
    if condition.slot == "det":
        lemmas = {tree.lemmas[c] for c in tree.children[i] if tree.rel[c] in ("det", "poss")}
        return bool(lemmas & condition.lemmas) if condition.lemmas else bool(lemmas)
    tokens = slots.fill(i, condition.slot)
    if condition.lemmas:
        return any(tree.lemmas[t] in condition.lemmas or tree.lower[t] in condition.lemmas for t in tokens)
    if not condition.kinds:
        return bool(tokens)
    for t in tokens:
        number = found.of_token.get(t)
        mention = found.mentions[number] if number is not None else None
        if mention is None:
            if "thing" in condition.kinds:
                return True
        elif "actor" in condition.kinds or mention.kind is None or mention.kind.value in condition.kinds:
            return True
    return False


def evidence(tree: Tree, i: int, words: tuple[int, ...], entry: Entry) -> tuple[int, ...]:
    """The tokens that say it: auxiliaries and clitics on the left, the trigger, the words it needed.

    Of a preposition of several words all of them: it hangs from what it governs by its first ("d'après") or
    its last ("à la demande de").
    """
    left = i
    if entry.pos == "preposition":
        fixed = tree.deps(i, "fixed")
        return tuple(range(i, max(fixed) + 1) if fixed else range(max(0, i - len(entry.words)), i + 1))
    if entry.pos == "verb":
        helpers = {c for c in tree.children[i] if tree.rel[c] in ("aux", "aux:pass", "reflexive")}
        near = [c for c in helpers if c < i and i - c <= 4]
        left = min(near, default=i)
    right = max((w for w in words if 0 < w - i <= 6), default=i)
    return tuple(t for t in range(left, right + 1))
