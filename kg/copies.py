"""Which articles nearly repeat another, as ten papers print one dispatch: they are one source, not ten.

Two texts are copies when they share at least :data:`ALIKE` of their runs of words, which MinHash estimates. A
short text that stands in a long one among much else is no copy of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import Article

if TYPE_CHECKING:
    from rensa import RMinHash, RMinHashLSH

ALIKE = 0.5
RUN = 3  # words
FEWEST = 25  # runs; a text with fewer is too short to tell
_HASHES = 192
_BANDS = 64
_WORD = re.compile(r"\w+")


def copies(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    """For each article that nearly repeats one before it: its key, and the key of the first of its kind."""
    index = Index()
    for article in articles:
        first = index.add(article.key, article.text)
        if first is not None:
            yield article.key, first


@dataclass(frozen=True, slots=True)
class Index:
    """The texts met so far, as so many numbers each; no text is kept."""

    _seen: list[tuple[str, RMinHash]] = field(default_factory=list)  # the first of each kind
    _places: RMinHashLSH = field(default_factory=lambda: _lsh())

    def add(self, key: str, text: str) -> str | None:
        """The key of the first text that this one nearly repeats; None when it is new or too short."""
        from rensa import RMinHash

        words = _WORD.findall(text.casefold())
        runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
        if len(runs) < FEWEST:
            return None
        marks = RMinHash(num_perm=_HASHES, seed=1)
        marks.update(sorted(runs))
        alike = ((marks.jaccard(self._seen[place][1]), -place) for place in self._places.query(marks))
        likest = max(alike, default=(0.0, 0))
        if likest[0] >= ALIKE:
            return self._seen[-likest[1]][0]
        self._places.insert(len(self._seen), marks)
        self._seen.append((key, marks))
        return None


def _lsh() -> RMinHashLSH:
    from rensa import RMinHashLSH

    return RMinHashLSH(threshold=ALIKE, num_perm=_HASHES, num_bands=_BANDS)
