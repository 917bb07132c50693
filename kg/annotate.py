"""Article -> spaCy Doc: the parser's part, and the only place where a model is loaded.

    >>> from kg.model import Article
    >>> article = Article.of("Paris a condamné la frappe.\\n\\nMoscou dément.", "fr")
    >>> for _, doc in parse([article], "fr"):           # doctest: +SKIP
    ...     print([s.text for s in doc.sents])
    ['Paris a condamné la frappe.\\n\\n', 'Moscou dément.']

A line break of the text ends a sentence, whatever the parser thinks. A text longer than ``LIMIT`` characters
is parsed in pieces cut at line or sentence ends, so that memory stays bounded; the pieces are one Doc again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from kg.errors import ModelError
from kg.language import load
from kg.model import Article

LIMIT = 20_000
UNUSED = ("senter",)
PLAIN = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


@lru_cache(maxsize=4)
def pipeline(lang: str) -> Pipeline:
    """The spaCy pipeline of a language: the first of its models that is installed. Raises ModelError."""
    models = load(lang).models
    for name in models:
        if find_spec(name) is not None:
            nlp: Pipeline = import_module(name).load(exclude=UNUSED)
            return nlp
    raise ModelError(f"no spaCy model for {lang!r} is installed: pip install {models[-1].replace('_', '-')}")


def versions(lang: str) -> dict[str, str]:
    """Name and version of the model that reads a language."""
    meta = pipeline(lang).meta
    return {f"{meta['lang']}_{meta['name']}": str(meta["version"])}


def parse(articles: Iterable[Article], lang: str) -> Iterator[tuple[Article, Doc]]:
    """Each article with its Doc, in order. Raises ModelError when the language has no model."""
    nlp = pipeline(lang)
    for article in articles:
        pieces = [nlp(prepare(nlp, piece)) for piece in cut(article.text, LIMIT)]
        yield article, pieces[0] if len(pieces) == 1 else Doc.from_docs(pieces, ensure_whitespace=False)


def prepare(nlp: Pipeline, text: str) -> Doc:
    """A tokenised Doc in which a token after a line break begins a sentence.

    Typographic apostrophes and spaces become plain ones, which the models know better; offsets stay the same.
    """
    doc = nlp.make_doc(text.translate(PLAIN))
    for token in doc[1:]:
        if "\n" in doc[token.i - 1].text and not token.is_space:
            token.is_sent_start = True
    return doc


def cut(text: str, limit: int) -> list[str]:
    """The text in pieces of at most ``limit`` characters that together are the text.

    Cuts at the last line end in reach, else at a sentence end, else at a space, else anywhere.

    >>> cut("Un. Deux. Trois.", 10)
    ['Un. Deux. ', 'Trois.']
    """
    pieces: list[str] = []
    while len(text) > limit:
        window = text[:limit]
        at = window.rfind("\n") + 1
        if not at:
            ends = [m.end() for m in re.finditer(r"[.!?…]\s", window)]
            at = ends[-1] if ends else window.rfind(" ") + 1 or limit
        pieces.append(text[:at])
        text = text[at:]
    return [*pieces, text] if text or not pieces else pieces
