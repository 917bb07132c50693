"""Which articles nearly repeat another, as ten papers print one dispatch: they are one source, not ten.

Two texts are copies when they share at least :data:`ALIKE` of their runs of words, which MinHash estimates. A
short text that stands in a long one among much else is no copy of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rensa import RMinHash

ALIKE = 0.5
RUN = 3  # words
FEWEST = 25  # runs; a text with fewer is too short to tell
_HASHES = 192
_BANDS = 64
_WORD = re.compile(r"\w+")


def copies(texts: Iterable[tuple[str, dt.date | None, str]]) -> Iterator[tuple[str, str]]:
    """The pairs of a copy and the first of its kind, by their keys, from keys, dates and texts of articles.

    The first is the one that was published first, those without a date last, and then the one with the least
    key; it is no copy itself. The order in which the texts come changes nothing, and no text is kept.
    """
    from rensa import RMinHashLSH

    met = [(date or dt.date.max, key, marks) for key, date, text in texts if (marks := _marks(text))]
    met.sort(key=lambda entry: entry[:2])
    index = RMinHashLSH(threshold=ALIKE, num_perm=_HASHES, num_bands=_BANDS)
    for place, (_, key, marks) in enumerate(met):
        alike = ((marks.jaccard(met[other][2]), -other) for other in index.query(marks))
        likeness, first = max(alike, default=(0.0, 0))
        if likeness >= ALIKE:
            yield key, met[-first][1]
        else:
            index.insert(place, marks)


def _marks(text: str) -> RMinHash | None:
    """What is left of a text to compare it by; None when it is too short to tell."""
    from rensa import RMinHash

    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    if len(runs) < FEWEST:
        return None
    marks = RMinHash(num_perm=_HASHES, seed=1)
    marks.update(sorted(runs))
    return marks
