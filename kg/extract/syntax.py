"""One view of syntax for every language and parser: a Tree of plain tuples made from a spaCy Doc.

The relations are these, whatever the parser calls them: root subj subj:pass csubj obj iobj obl agent nmod
poss amod appos conj cc acl relcl advcl xcomp ccomp parataxis aux aux:pass cop det case mark reflexive advmod
nummod flat compound fixed expl punct dep. Prepositions are folded into their complement: in "parle avec
Paris" the node "Paris" is an ``obl`` of "parle" whose ``case`` is "avec". Prepositions of several words are
one case ("auprès de"), contractions are undone ("au" is "à"). A copula hangs from its predicate. Trees in
ClearNLP's style (English) come out the same: ``prep`` + ``pobj`` become ``obl`` or ``nmod``, ``be`` +
``acomp`` a predicate with ``cop``.

Following Universal Dependencies v2 (de Marneffe et al. 2021) for the names.

    >>> from spacy.vocab import Vocab
    >>> from kg import language
    >>> doc = Doc(Vocab(), words=["parle", "avec", "Paris"], pos=["VERB", "ADP", "PROPN"],
    ...           deps=["ROOT", "case", "obl:arg"], heads=[0, 2, 0])
    >>> made = tree(doc, language.load("fr").syntax)
    >>> made.rel, made.case
    (('root', 'case', 'obl'), ('', '', 'avec'))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc

STRINGS: list[int | str] = ["ORTH", "LEMMA", "POS", "DEP", "MORPH"]  # columns of a Doc, read at once
NUMBERS: list[int | str] = ["HEAD", "SENT_START", "IDX"]
NEAR = 200  # tokens on either side among which a word's dependents are looked for
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"})
CLAUSAL = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Tree:
    """The words of a text with their normalised syntax; every tuple has one item a token.

    ``head[i] == i`` at the root of a sentence. ``begin`` and ``end`` are offsets into the text.
    """

    words: tuple[str, ...]
    lower: tuple[str, ...]  # the words in lower case, with straight apostrophes
    lemmas: tuple[str, ...]
    pos: tuple[str, ...]
    rel: tuple[str, ...]
    head: tuple[int, ...]
    case: tuple[str, ...]  # the preposition, "" when there is none
    feats: tuple[Mapping[str, str], ...]
    begin: tuple[int, ...]
    end: tuple[int, ...]
    sent: tuple[int, ...]  # number of the sentence
    children: tuple[tuple[int, ...], ...]
    entities: tuple[tuple[int, int, str], ...]  # token spans with the model's label, normalised

    def __len__(self) -> int:
        return len(self.words)

    def deps(self, i: int, *rels: str) -> list[int]:
        """Dependents of ``i`` with one of these relations, in text order."""
        return [c for c in self.children[i] if self.rel[c] in rels]

    def feat(self, i: int, name: str) -> str:
        """A morphological feature, "" when the word has none."""
        return self.feats[i].get(name, "")

    def subtree(self, i: int) -> list[int]:
        """``i`` and all below it, in text order."""
        out, todo = [], [i]
        while todo:
            at = todo.pop()
            out.append(at)
            todo.extend(self.children[at])
        return sorted(out)

    def ancestors(self, i: int) -> Iterator[int]:
        """The heads above ``i``, nearest first."""
        seen = {i}
        while self.head[i] != i and self.head[i] not in seen:
            i = self.head[i]
            seen.add(i)
            yield i

    def conjuncts(self, i: int) -> list[int]:
        """``i`` and what is coordinated with it below (first conjunct as the head)."""
        out = [i]
        for c in self.children[i]:
            if self.rel[c] == "conj":
                out.extend(self.conjuncts(c))
        return out

    def plural(self, i: int) -> bool:
        """Whether the word is marked plural."""
        return self.feats[i].get("Number") == "Plur"

    def rewired(self, rel: Sequence[str], head: Sequence[int], case: Sequence[str]) -> Tree:
        """The same words with other arcs."""
        return replace(self, rel=tuple(rel), head=tuple(head), case=tuple(case), children=children_of(head))


def children_of(head: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """For each token the tokens that hang from it."""
    out: list[list[int]] = [[] for _ in head]
    for i, h in enumerate(head):
        if h != i:
            out[h].append(i)
    return tuple(map(tuple, out))


@lru_cache(maxsize=4096)
def features_of(morph: str) -> Mapping[str, str]:
    """The features of a morphological description, "Gender=Fem|Number=Sing"."""
    return dict(pair.split("=", 1) for pair in morph.split("|") if "=" in pair)


def around(i: int, length: int) -> range:
    """The tokens near a token, among which its dependents are."""
    return range(max(0, i - NEAR), min(length, i + NEAR))


def tree(doc: Doc, syntax: Mapping[str, Any]) -> Tree:
    """The normalised view of a parsed Doc; ``syntax`` is the language's language.toml.

    Spaces that the tokeniser made tokens are kept as tokens (pos "SPACE"): indices stay those of the Doc.
    """
    labels, entities = syntax["relations"], syntax["entities"]
    text = doc.vocab.strings.__getitem__
    words, lemmas, pos, deps, morphs = (
        [str(text(key)) for key in column] for column in doc.to_array(STRINGS).T.tolist()
    )
    jumps, starts, begin = doc.to_array(NUMBERS).astype("int64").T.tolist()
    rel = [labels.get(dep, "dep") for dep in deps]
    head = [i + jump for i, jump in enumerate(jumps)]
    feats = [features_of(morph) for morph in morphs]
    sent, number = [], -1
    closed = True  # a sentence ends at its punctuation or at a line's end, whatever the parser thinks
    for start, word, p in zip(starts, words, pos, strict=True):
        number += (start == 1 and closed) or number < 0
        sent.append(number)
        closed = p == "PUNCT" or "\n" in word
    case = [""] * len(words)
    relatives = frozenset(syntax.get("relatives", ()))
    lower = [w.casefold().replace("’", "'") for w in words]
    for i, r in enumerate(rel):  # "le pays qu'il accuse": a relative object parsed as a conjunction
        verb = head[i]
        if (
            r == "mark"
            and lower[i] in relatives
            and rel[verb] in ("acl", "relcl")
            and pos[head[verb]] in NOMINAL
        ):
            own = {rel[c] for c in range(max(0, verb - 12), min(len(rel), verb + 12)) if head[c] == verb}
            if "subj" in own and "obj" not in own:
                rel[i], rel[verb], feats[i] = "obj", "relcl", {"PronType": "Rel"}
    read_missed_verbs(feats, pos, lower, lemmas, syntax.get("missed_verbs", {}))
    read_infinitive_stems(feats, pos, lower, lemmas, syntax.get("on_infinitive", {}))
    fold_copulas(rel, head, lemmas, syntax)
    fold_prepositions(rel, head, pos)
    for i, r in enumerate(rel):
        if r == "det" and feats[i].get("Poss") == "Yes":
            rel[i] = "poss"
    for i, r in enumerate(rel):  # an adjective is no preposition: "le guide suprême iranien"
        if r == "case" and pos[i] == "ADJ":
            rel[i], head[i] = "amod", head[head[i]]
    mark_relatives(rel, head, feats, lower, frozenset(syntax.get("relative_pronouns", ())))
    read_cases(rel, head, case, lower, syntax)
    unfold_complex(rel, head, case, lower, syntax)
    for i, r in enumerate(rel):
        if r == "nmod" and pos[i] == "ADJ" and not case[i]:
            rel[i] = "amod"
    copular = {head[i] for i, r in enumerate(rel) if r == "cop"}
    for i, r in enumerate(rel):  # "obl" and "nmod" by what they hang from
        if r in ("obl", "nmod") and head[i] != i:
            nominal = pos[head[i]] in NOMINAL
            if r == "obl" and nominal and head[i] not in copular:
                rel[i] = "nmod"
            elif r == "nmod" and pos[head[i]] in CLAUSAL:
                rel[i] = "obl"
    return Tree(
        words=tuple(words),
        lower=tuple(lower),
        lemmas=tuple(x.casefold().replace("’", "'") or w for x, w in zip(lemmas, lower, strict=True)),
        pos=tuple(pos),
        rel=tuple(rel),
        head=tuple(head),
        case=tuple(case),
        feats=tuple(feats),
        begin=tuple(begin),
        end=tuple(at + len(word) for at, word in zip(begin, words, strict=True)),
        sent=tuple(sent),
        children=children_of(head),
        entities=tuple((e.start, e.end, entities[e.label_]) for e in doc.ents if e.label_ in entities),
    )


def read_missed_verbs(
    feats: list[Mapping[str, str]],
    pos: list[str],
    lower: Sequence[str],
    lemmas: list[str],
    infinitives: Mapping[str, str],
) -> None:
    """A form that can only be of a verb in the present is that, whatever the tagger says: "dément"."""
    for i, word in enumerate(lower):
        if word in infinitives and pos[i] != "VERB":
            pos[i], lemmas[i] = "VERB", infinitives[word]
            feats[i] = features_of("Mood=Ind|Tense=Pres|VerbForm=Fin")


def read_infinitive_stems(
    feats: list[Mapping[str, str]],
    pos: Sequence[str],
    lower: Sequence[str],
    lemmas: Sequence[str],
    endings: Mapping[str, str],
) -> None:
    """A form that adds an ending to its whole infinitive is what the ending says: "quitteront"."""
    for i, p in enumerate(pos):
        if p in ("VERB", "AUX"):
            stem = lemmas[i].removesuffix("e")
            if stem.endswith("r") and lower[i].startswith(stem) and lower[i][len(stem) :] in endings:
                kept = {name: value for name, value in feats[i].items() if name in ("Number", "Person")}
                feats[i] = {**kept, **features_of(endings[lower[i][len(stem) :]])}


def fold_copulas(rel: list[str], head: list[int], lemmas: Sequence[str], syntax: Mapping[str, Any]) -> None:
    """ClearNLP's "be" + predicate becomes the predicate with a ``cop``; other trees have no ``pred``."""
    for i, r in enumerate(rel):
        if r == "pred" and lemmas[head[i]] in syntax.get("copulas", ()):
            verb = head[i]
            rel[i], head[i] = rel[verb], i if head[verb] == verb else head[verb]
            rel[verb], head[verb] = "cop", i
            for c in around(verb, len(head)):
                if head[c] == verb and c != i:
                    head[c] = i


def fold_prepositions(rel: list[str], head: list[int], pos: Sequence[str]) -> None:
    """ClearNLP's preposition over its complement becomes a ``case`` below it."""
    for i, r in enumerate(rel):
        if r in ("pobj", "pcomp") and rel[head[i]] in ("prep", "agent", "dative"):
            prep = head[i]
            over = head[prep]
            rel[i] = "agent" if rel[prep] == "agent" else "advcl" if r == "pcomp" else "obl"
            head[i] = over
            rel[prep], head[prep] = "mark" if rel[i] == "advcl" else "case", i
            for c in around(prep, len(head)):
                if head[c] == prep:
                    head[c] = i
    for i, r in enumerate(rel):
        if r == "pobj":
            rel[i] = "obl"
        elif r == "dative":
            rel[i] = "iobj"


def mark_relatives(
    rel: Sequence[str],
    head: Sequence[int],
    feats: list[Mapping[str, str]],
    lower: Sequence[str],
    pronouns: frozenset[str],
) -> None:
    """Marks the pronouns of relative clauses for parsers that don't: "the man who left"."""
    for i, word in enumerate(lower):
        if word not in pronouns or rel[i] in ("mark", "det"):
            continue
        at = i
        for _ in range(4):
            at = head[at]
            if rel[at] == "relcl":
                if i < at:
                    feats[i] = {**feats[i], "PronType": "Rel"}
                break
            if rel[at] not in ("subj", "subj:pass", "obj", "obl", "nmod", "xcomp", "ccomp"):
                break


def read_cases(
    rel: Sequence[str], head: Sequence[int], case: list[str], lower: Sequence[str], syntax: Mapping[str, Any]
) -> None:
    """Each complement's preposition, contractions undone."""
    forms = syntax["prepositions"]
    for i, r in enumerate(rel):
        if r == "case" and not case[head[i]]:
            word = lower[i]
            for t in range(i + 1, len(rel)):  # "d'après": a preposition with fixed parts
                if rel[t] != "fixed" or head[t] != i:
                    break
                word += lower[t] if word.endswith("'") else f" {lower[t]}"
            after = forms.get(lower[i + 1], "") if i + 1 < len(rel) else ""
            if after and f"{word} {after}" in syntax["complex"]["prepositions"]:
                word = f"{word} {after}"  # "face aux": the parser makes the contraction a determiner
            case[head[i]] = forms.get(word, word)


@lru_cache(maxsize=8)
def by_ending(phrases: tuple[str, ...]) -> Mapping[tuple[str, str], list[tuple[str, ...]]]:
    """Prepositions of several words by their last two."""
    out: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for phrase in phrases:
        parts = tuple(phrase.replace("'", "' ").split())
        if len(parts) > 1:
            out.setdefault((parts[-2], parts[-1]), []).append(parts)
    return out


def unfold_complex(
    rel: list[str], head: list[int], case: list[str], lower: Sequence[str], syntax: Mapping[str, Any]
) -> None:
    """A preposition of several words ("à l'égard de X") that was parsed as nouns becomes X's case."""
    forms = syntax["prepositions"]
    endings = by_ending(tuple(syntax["complex"]["prepositions"]))
    for i, r in enumerate(rel):
        if r != "case" or i == 0:
            continue
        plain, before = forms.get(lower[i], lower[i]), forms.get(lower[i - 1], lower[i - 1])
        phrases = {*endings.get((before, plain), ()), *endings.get((lower[i - 1], plain), ())}
        for parts in sorted(phrases, key=len, reverse=True):
            start = i - len(parts) + 1
            if start < 0:
                continue
            got = tuple(forms.get(w, w) for w in lower[start : i + 1])
            if got != parts and tuple(lower[start:i]) != parts[:-1]:
                continue
            top = head[i]
            inner = {*range(start, i + 1)}
            noun = head[top]
            while noun not in inner and head[noun] != noun and noun != top:
                noun = head[noun]
            case[top] = " ".join(parts).replace("' ", "'")
            if noun in inner and rel[noun] not in ("case", "fixed"):
                head[top], rel[top] = (head[noun], rel[noun]) if head[noun] != noun else (top, "root")
                head[noun], rel[noun] = top, "fixed"
            if rel[top] not in ("root", "conj", "agent", "appos"):
                rel[top] = "obl"
            break
