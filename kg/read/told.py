"""An article for people to look at, and as data that can be read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import shorten

from kg.model import Article

_WIDTH = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # what could command a terminal


def lines(article: Article) -> Iterator[str]:
    """The lines that tell what was understood of an article, a name and a value each; "-": unknown.

    None has a control character.
    """
    body = article.text.removeprefix(article.headline or "")
    told = {
        "read as": f"{article.kind} ({article.media_type})",
        "headline": article.headline,
        "date": article.date or "- (relative dates stay open)",
        "language": article.lang,
        "address": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "retrieved": article.retrieved,
        "length": f"{len(article.text):,} characters",
        "begins": shorten(body, _WIDTH, placeholder=" ..."),
    }
    yield _CONTROL.sub(" ", str(article.source))
    for name, value in told.items():
        yield f"  {name:<10} {_CONTROL.sub(' ', str(value or '-'))}"


def row(article: Article) -> dict[str, str | None]:
    """The same as data, the whole text with it: an object that the reader of JSON Lines reads again."""
    return {
        "source": article.source,
        "kind": article.kind,
        "media_type": article.media_type,
        "headline": article.headline,
        "date": article.date.isoformat() if article.date else None,
        "lang": article.lang,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "retrieved": article.retrieved.isoformat() if article.retrieved else None,
        "sha256": article.digest,
        "text": article.text,
    }
