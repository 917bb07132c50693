"""How fast the page is made and opens, beside pyvis's own page of the same graph.

    python benchmarks/page.py [NODES ...]

Needs Chromium and playwright. A graph of NODES actors and events is made up (300, 2,000 and 10,000 of them
when none are named). "open" is the time from the address to a page that answers; for pyvis, whose page shows
a progress bar while it arranges the nodes, to the end of the bar. Frames are counted while a mouse drags the
graph and turns its wheel. pyvis gets a minute to open.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from playwright.sync_api import Error, sync_playwright
from pyvis.network import Network

from kg.analyse import Evidence, Mark
from kg.model import Kind, Status
from kg.view import render
from kg.vocab import taxonomy

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
_COUNT = """() => {
    window.frames_ = 0;
    const tick = () => { window.frames_++; requestAnimationFrame(tick); };
    tick();
}"""
_DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def invent(nodes: int, *, seed: int = 1) -> nx.MultiDiGraph:
    """A graph of a third actors and two thirds events, some actors in many of them, most in one circle."""
    dice = random.Random(seed)
    known = taxonomy()
    classes = [name for name in known.classes if name != "Event"]
    graph = nx.MultiDiGraph(classes={name: dict(known.classes[name].labels) for name in classes})
    people = nodes // 3
    circles = [dice.randrange(max(1, nodes // 150)) for _ in range(people)]
    members = [[i for i, circle in enumerate(circles) if circle == c] for c in range(max(circles) + 1)]
    fame = [1 / (i + 1) ** 0.7 for i in range(people)]
    for i in range(people):
        kind = dice.choice([*Kind])
        actor = {"type": "actor", "kind": kind, "labels": {"fr": f"Acteur {i}"}, "aliases": []}
        graph.add_node(f"http://x.test/actor/{i}", **actor, wikidata=None, offices=())
    for i in range(nodes - people):
        cls, day = dice.choice(classes), f"2025-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
        iri, text = f"http://x.test/event/{i}", f"Une phrase dit ce qui est arrivé le {day}."
        article = f"http://x.test/article/{i % 200}"
        proof = Evidence(text, (Mark(4, 10, "event"),), article, "Titre", "Journal", day, None, "fr")
        event: dict[str, Any] = {
            "type": "event",
            "cls": cls,
            "family": known.family(cls),
            "labels": {"fr": f"{cls} {i}"},
        }
        event |= {"status": dice.choice([Status.OCCURRED] * 6 + [*Status]), "begin": day, "confidence": 0.8}
        event |= dict.fromkeys(("end", "earliest", "latest", "duration"))
        graph.add_node(iri, **event, places=(), topics=(), according_to=(), views=(), evidence=(proof,))
        one = dice.choices(range(people), fame)[0]
        other = dice.choice(members[circles[one]]) if dice.random() < 0.85 else dice.randrange(people)
        graph.add_edge(iri, f"http://x.test/actor/{one}", key="agent", role="agent")
        if other != one:
            graph.add_edge(iri, f"http://x.test/actor/{other}", key="recipient", role="recipient")
    return graph


def ours(graph: nx.MultiDiGraph) -> str:
    """The page of this project."""
    return render(graph, title="Essai")


def theirs(graph: nx.MultiDiGraph) -> str:
    """pyvis's own page, as its manual makes it."""
    network = Network(directed=True, cdn_resources="in_line")
    plain = nx.MultiDiGraph()
    plain.add_nodes_from((iri, {"label": data["labels"]["fr"]}) for iri, data in graph.nodes(data=True))
    plain.add_edges_from((u, v, {"label": role}) for u, v, role in graph.edges(keys=True))
    network.from_nx(plain)
    return str(network.generate_html())


def frames(page: Page, act: Callable[[int], object], seconds: float = 2.0) -> float:
    """Frames a second while something is done again and again."""
    before, start, turn = page.evaluate("window.frames_"), time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        act(turn)
        turn += 1
    return float((page.evaluate("window.frames_") - before) / (time.perf_counter() - start))


def measure(page: Page, html: str, graph_at: str, ready: str) -> tuple[float, float, float]:
    """Seconds to open, frames a second when dragging, and when zooming."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        start = time.perf_counter()
        page.goto(file.as_uri(), timeout=60_000)
        page.wait_for_function(ready, timeout=60_000)
        page.evaluate(_DRAWN)
        opened = time.perf_counter() - start
        page.evaluate(_COUNT)
        box = page.locator(graph_at).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + 60
        page.mouse.move(x, y)
        page.mouse.down()
        pan = frames(page, lambda turn: page.mouse.move(x + turn % 60 * 4, y + turn % 40 * 3))
        page.mouse.up()
        zoom = frames(page, lambda turn: page.mouse.wheel(0, -60 if turn // 10 % 2 else 60))
    return opened, pan, zoom


def main() -> None:
    """Print the table."""
    sizes = [int(word) for word in sys.argv[1:]] or [300, 2000, 10_000]
    path = os.environ.get("PLAYWRIGHT_CHROMIUM") or shutil.which("chromium", path="/usr/bin") or None
    pages: list[tuple[str, Callable[[nx.MultiDiGraph], str], str, str]] = [
        ("pourparlers", ours, "#graph", "document.documentElement.dataset.ready === 'true'"),
        (
            "pyvis",
            theirs,
            "#mynetwork",
            "(document.getElementById('loadingBar')?.style.display ?? '') === 'none'",
        ),
    ]
    print(f"{'nodes':>7} {'page':<12} {'kB':>6} {'made s':>7} {'open s':>7} {'pan fps':>8} {'zoom fps':>9}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        for size in sizes:
            graph, times = invent(size), []
            for name, make, graph_at, ready in pages:
                start = time.perf_counter()
                html = make(graph)
                made = time.perf_counter() - start
                page = browser.new_page(viewport={"width": 1400, "height": 900})
                line = f"{size:>7} {name:<12} {len(html.encode()) // 1000:>6} {made:>7.2f}"
                try:
                    opened, pan, zoom = measure(page, html, graph_at, ready)
                except Error:
                    print(f"{line} {'> 60':>7} {'-':>8} {'-':>9}")
                    times.append(60.0)
                else:
                    print(f"{line} {opened:>7.2f} {pan:>8.0f} {zoom:>9.0f}")
                    times.append(opened)
                page.close()
            print(f"{'':>7} opens {times[1] / times[0]:.0f} times as fast")
        browser.close()


if __name__ == "__main__":
    main()
