"""How fast graphs load and answer beside plain rdflib, and what an archive costs as it grows.

    python benchmarks/store.py queries [TRIPLES]      1,000,000 when none is named
    python benchmarks/store.py growing [ARTICLES]     2,000, and then ten times as many

The graphs are of made-up articles, each as large as a short news text makes one; no model is needed. rdflib
answers few of the shipped queries in reasonable time on a large graph, so it is asked them on a small one.
Each part of "growing" runs in a process of its own, so that its memory can be told. What is believed is
brought up to date with each article; what that takes is printed for the first and the last of them.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import rdflib

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "store"))

from invented import at_once, readings

from kg import growth
from kg.query import run
from kg.query.catalogue import catalogue
from kg.store.archive import Archive
from kg.vocab import PREFIXES

T = TypeVar("T")
_PEOPLE = 2_000
_SMALL = 20_000  # triples of the graph on which rdflib is asked the shipped queries
_FEW = 200  # articles that are timed together
_JOIN = "SELECT ?a ?b { ?e a pp:PhoneCall ; pp:status pp:occurred ; pp:participant ?a , ?b FILTER(?a != ?b) }"


def timed(what: Callable[[], object]) -> float:
    """The seconds that a call takes."""
    return clocked(what)[1]


def clocked(what: Callable[[], T]) -> tuple[T, float]:
    """What a call gives, and the seconds that it takes."""
    start = time.perf_counter()
    given = what()
    return given, time.perf_counter() - start


def write(triples: int, file: Path) -> None:
    """Write a graph of about so many triples as N-Quads."""
    each = len(at_once(readings(50, people=_PEOPLE))) // 50
    quads = at_once(readings(triples // each, people=_PEOPLE))
    ox.serialize(quads, str(file), format=ox.RdfFormat.N_QUADS)
    print(f"{len(quads):,} triples of {triples // each:,} articles", flush=True)


def read(file: Path, store: ox.Store) -> ox.Store:
    """The graph in a file, loaded into a store."""
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    return store


def read_plain(file: Path) -> rdflib.Dataset:
    """The graph in a file, loaded by rdflib."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(file, format="nquads")
    return dataset


def line(name: str, *seconds: float) -> None:
    """Print seconds; of two, how many times faster the first is."""
    ratio = f"{seconds[1] / seconds[0]:>9.1f} x" if len(seconds) == 2 else ""
    print(f"  {name:<38}{''.join(f'{number:>12.3f}' for number in seconds)}{ratio}", flush=True)


def queries(triples: int) -> None:
    """Load so many triples, and ask them a join and every shipped query."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder, "large.nq"), Path(folder, "small.nq")
        write(triples, large)
        print("loading                          seconds      rdflib")
        slow, plain = clocked(lambda: read_plain(large))
        memory, seconds = clocked(lambda: read(large, ox.Store()))
        line("into memory", seconds, plain)
        disk, seconds = clocked(lambda: read(large, ox.Store(str(Path(folder, "store")))))
        line("into a database", seconds, plain)
        disk.optimize()
        line("a join", timed(lambda: run.ask(memory, _JOIN)), timed(lambda: _rows(slow, _JOIN)))
        del slow
        print("shipped queries                  in memory  in a database")
        for query in catalogue():
            times = [_best(partial(run.answer, store, query.sparql, "csv")) for store in (memory, disk)]
            print(f"  {query.name:<38}{''.join(f'{number:>12.3f}' for number in times)}", flush=True)
        write(_SMALL, small)
        print("shipped queries                  seconds      rdflib")
        fast, slow = read(small, ox.Store()), read_plain(small)
        for query in catalogue():
            ours = timed(partial(run.ask, fast, query.sparql))
            line(query.name, ours, timed(partial(_rows, slow, query.sparql)))


def _rows(dataset: rdflib.Dataset, sparql: str) -> list[object]:
    return list(dataset.query(sparql, initNs=dict(PREFIXES)))


def _best(what: Callable[[], object]) -> float:
    """The least of three times: the machine may be busy with something else."""
    return min(timed(what) for _ in range(3))


def growing(articles: int) -> None:
    """Let archives grow to some articles, and to ten times as many, each in a process of its own."""
    needed = []
    for number in (articles, 10 * articles):
        call = [sys.executable, __file__, "grow", str(number)]
        needed.append(int(subprocess.run(call, stdout=subprocess.PIPE, check=True, text=True).stdout))
    print(f"memory: {needed[0]:,} MB and {needed[1]:,} MB, {needed[1] / needed[0]:.2f} times as much")


def grow(articles: int) -> None:
    """Let an archive grow; prints the memory that this took, in MB, and the times to standard error."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(folder) as archive:
        for done, seconds in enumerate(_steps(archive, articles), 1):
            if done in (1, articles // _FEW):
                which = "first" if done == 1 else "last"
                each = 1000 * seconds / _FEW
                told = f"{articles:,} articles, the {which} {_FEW}: {each:.1f} ms of processor time each"
                print(told, file=sys.stderr, flush=True)
        seconds = timed(lambda: growth.refresh(archive))
        print(f"{articles:,} articles, page and counts: {seconds:.1f} s", file=sys.stderr, flush=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _steps(archive: Archive, articles: int) -> Iterable[float]:
    """The processor time for each few articles that an archive takes in."""
    made = readings(articles, people=_PEOPLE)
    for _ in range(articles // _FEW):
        some = [next(made) for _ in range(_FEW)]
        start = time.process_time()
        for reading in some:
            archive.add(reading)
        yield time.process_time() - start


if __name__ == "__main__":
    parts = {"queries": (queries, 1_000_000), "growing": (growing, 2_000), "grow": (grow, 2_000)}
    part, number = parts.get(sys.argv[1] if len(sys.argv) > 1 else "", (None, 0))
    if part is None:
        sys.exit(__doc__)
    part(int(sys.argv[2]) if len(sys.argv) > 2 else number)
