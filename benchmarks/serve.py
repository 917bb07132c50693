"""How ``kg serve`` stands many clients: none may fail or hang, and how long they wait.

    python benchmarks/serve.py [--clients 50] [--seconds 60] [--copies 100] [--hostile 0]

A graph is made up of copies of the example that the tests of the page use; 100 of them are 300 articles and
53,400 statements. Each client sends one request after another over one connection: the shipped queries,
articles, actors, events, the overview. ``--hostile`` makes so many clients more send queries that never end,
which must be ended while the others are answered. Printed are requests, failures, and the 50th and 99th
percentile and the longest of the times from request to whole answer, in milliseconds.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.query.catalogue import catalogue

EXAMPLE = Path(__file__).parents[1] / "tests" / "view" / "data" / "example.trig"
KINDS = ("article", "actor", "event")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_NODE = re.compile(r"/id/(?!graph/)\w+/|(?<= )_:|^_:", re.MULTILINE)
_HANGING = 60.0  # seconds after which a client gives a request up


@dataclass
class Tally:
    """What clients met: times of answers by kind of request, and failures."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)


def copies(number: int, file: Path) -> list[str]:
    """Write a graph of so many copies of the example; gives the paths of what is in it."""
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    text = store.dump(format=ox.RdfFormat.N_QUADS)
    assert text is not None
    lines, paths = text.decode(), []
    with file.open("w", encoding="utf-8") as out:
        for copy in range(number):
            out.write(_NODE.sub(rf"\g<0>{copy}-", lines))
    subjects = {str(quad.subject.value) for quad in store if isinstance(quad.subject, ox.NamedNode)}
    for iri in sorted(subjects):
        kind, _, key = iri.partition("/id/")[2].partition("/")
        if kind in KINDS and "#" not in key:
            paths += [f"/{kind}/{copy}-{key}" for copy in range(0, number, 10)]
    return paths


def client(port: int, end: float, paths: list[str], seed: int, tally: Tally, hostile: bool) -> None:
    """Send requests until ``end``."""
    choose = random.Random(seed)
    queries = [query.sparql for query in catalogue()]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_HANGING)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}
    while time.monotonic() < end:
        kind = "endless query" if hostile else choose.choice(["query", "query", "thing", "thing", "list"])
        begin = time.monotonic()
        try:
            if kind in ("query", "endless query"):
                text = ENDLESS if hostile else choose.choice(queries)
                connection.request("POST", "/sparql", urlencode({"query": text}), form)
            else:
                path = choose.choice(paths) if kind == "thing" else choose.choice(["/", "/articles"])
                connection.request("GET", path, headers={"Accept": "text/html"})
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as error:
            tally.failures.append(f"{kind}: {error!r}")
            connection.close()
            continue
        tally.times[kind].append(time.monotonic() - begin)
        if response.status not in ((503, 504, 507) if hostile else (200,)):
            tally.failures.append(f"{kind}: {response.status}")


def main() -> None:
    """Make the graph, serve it, let the clients loose, and print what they met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("clients", 50), ("seconds", 60), ("copies", 100), ("hostile", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nq"
        paths = copies(options.copies, file)
        begin = time.monotonic()
        server = subprocess.Popen(
            [sys.executable, "-m", "kg", "serve", str(file), "--port", "0"], stderr=subprocess.PIPE, text=True
        )
        assert server.stderr is not None
        port = int(server.stderr.readline().split(" (")[0].rstrip("/").rpartition(":")[2])
        print(f"started in {time.monotonic() - begin:.1f} s")
        tally = Tally()
        end = time.monotonic() + options.seconds
        threads = [
            threading.Thread(
                target=client, args=(port, end, paths, number, tally, number >= options.clients), daemon=True
            )
            for number in range(options.clients + options.hostile)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(options.seconds + 2 * _HANGING)
        hanging = sum(thread.is_alive() for thread in threads)
        server.terminate()
        server.wait()
    every = [seconds for kind, times in tally.times.items() if kind != "endless query" for seconds in times]
    for kind, times in [*sorted(tally.times.items()), ("all but endless", every)]:
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
        p50, p99, longest = (1000 * value for value in (cuts[49], cuts[98], max(times, default=0.0)))
        print(
            f"{kind:16} {len(times):>6} requests, p50 {p50:7.0f}, p99 {p99:7.0f}, longest {longest:7.0f} ms"
        )
    print(f"{len(tally.failures)} failed, {hanging} clients hang")
    for failure in tally.failures[:10]:
        print(f"  {failure}")
    sys.exit(bool(tally.failures or hanging))


if __name__ == "__main__":
    main()
