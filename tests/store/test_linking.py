"""Near-copies are linked in a database that grows as they are in a graph that is built at once."""

import datetime as dt
import itertools
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import copies, rdf
from kg.model import Article, Reading
from kg.store.archive import Archive
from kg.vocab import PP

WORDS = [f"mot{number}" for number in range(300)]


def reading(day: int | None, begin: int, end: int) -> Reading:
    """An article with a stretch of the words, which says nothing."""
    date = dt.date(2025, 3, day) if day else None
    return Reading(Article.of(" ".join(WORDS[begin:end]), "fr", date=date))


CHAIN = (reading(2, 0, 140), reading(1, 30, 170), reading(3, 60, 200), reading(None, 250, 300))


def linked(archive: Archive) -> set[ox.Quad]:
    return set(archive.store.quads_for_pattern(None, ox.NamedNode(PP.copyOf), None, None))


def expected(readings: Iterable[Reading]) -> set[ox.Quad]:
    articles = [r.article for r in readings]
    return set(rdf.copy_quads(copies.copies((a.key, a.date, a.text) for a in articles), rdf.Base()))


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))][::4])
def test_every_order_links_the_same(tmp_path: Path, order: tuple[int, ...]) -> None:
    readings = [CHAIN[number] for number in order]
    with Archive.open(tmp_path / "graph") as archive:
        for number, one in enumerate(readings, 1):
            archive.add(one)
            assert linked(archive) == expected(readings[:number])
        assert len(linked(archive)) == 2
        archive.rebuild()
        assert linked(archive) == expected(readings)
        while readings:
            archive.remove(readings.pop(0).article.key)
            assert linked(archive) == expected(readings)
