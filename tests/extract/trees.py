"""A parsed Doc written by hand in one string, so that what reads trees is tested without a model.

    Paris/PROPN/nsubj/3 a/AUX/aux/3/avoir condamné/VERB/ROOT/0/condamner/Tense=Past|VerbForm=Part

A token is its form, part of speech, relation, head (counted from 1 in the whole text; 0 for a root), lemma
(the form in lower case when left out) and features.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg import language
from kg.extract.slots import Slots, grammar
from kg.extract.syntax import Tree, tree


def doc(written: str, entities: Mapping[str, str] | None = None) -> Doc:
    """The Doc that a string writes out; ``entities`` maps words of the text to the label of their entity."""
    rows = [token.split("/") for token in written.split()]
    words = [row[0].replace("_", " ") for row in rows]
    glued = [
        w.endswith(("'", "’")) or n in (",", ".", ")") for w, n in zip(words, [*words[1:], "."], strict=True)
    ]
    made = Doc(
        Vocab(),
        words=words,
        spaces=[not g for g in glued],
        pos=[row[1] for row in rows],
        deps=[row[2] for row in rows],
        heads=[int(row[3]) - 1 if row[3] != "0" else i for i, row in enumerate(rows)],
        lemmas=[row[4] if len(row) > 4 and row[4] else row[0].casefold() for row in rows],
        morphs=[row[5] if len(row) > 5 else "" for row in rows],
    )
    spans = []
    for text, label in (entities or {}).items():
        span = made.char_span(made.text.index(text), made.text.index(text) + len(text), label=label)
        assert span is not None, f"{text!r} is not a span of tokens"
        spans.append(span)
    made.set_ents(spans)
    return made


@lru_cache
def data(lang: str) -> language.Language:
    """A language's data, loaded once."""
    return language.load(lang)


def make(lang: str, written: str, entities: Mapping[str, str] | None = None) -> Tree:
    """The normalised tree of a written text."""
    return tree(doc(written, entities), data(lang).syntax)


def slots(lang: str, written: str) -> Slots:
    """The slots of a written text."""
    return Slots(make(lang, written), grammar(data(lang)))


def arcs(made: Tree) -> dict[str, str]:
    """For each word "relation head" or "relation head case", for a look; the first of equal words."""
    out: dict[str, str] = {}
    for i, word in enumerate(made.words):
        out.setdefault(word, " ".join(filter(None, (made.rel[i], made.words[made.head[i]], made.case[i]))))
    return out
