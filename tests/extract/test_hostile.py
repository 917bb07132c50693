"""No text makes extraction fail: odd characters, endless sentences, only marks or figures."""

from __future__ import annotations

import random

import pytest

from kg import annotate, extract, gazetteer, vocab
from kg.model import Article
from kg.resolve import resolve

LONG = "Paris a condamné les frappes de l'armée israélienne et Poutine a invité Emmanuel Macron, tandis que "


def texts() -> dict[str, str]:
    choose = random.Random(7)
    planes = (range(32, 0xD7FF), range(0xE000, 0x110000))
    return {
        "one sentence": LONG * 300,
        "quotes": '"' * 10_000,
        "guillemets": "« " * 3_000,
        "figures": " ".join(str(choose.randrange(10**6)) for _ in range(3_000)),
        "any characters": "".join(chr(choose.choice(choose.choice(planes))) for _ in range(8_000)),
        "line ends": "\n" * 3_000,
        "a space": " ",
        "right to left": "\u202e" + "أبجد " * 200,
    }


@pytest.mark.model
@pytest.mark.parametrize("name", sorted(texts()))
def test_any_text_is_read(name: str) -> None:
    taxonomy = vocab.taxonomy()
    resources = extract.Resources.load("fr", taxonomy)
    article = Article.of(texts()[name], "fr")
    ((_, doc),) = annotate.parse([article], "fr")
    reading = extract.read(article, doc, resources)
    for span in (*(a.span for a in reading.actors), *(e.span for e in reading.events)):
        assert article.text[span.begin : span.end].strip()
    resolved = resolve([reading], taxonomy, gazetteer.load())
    keys = {actor.key for actor in resolved.actors}
    assert all(key in keys for event in resolved.events for _, key in event.roles)
