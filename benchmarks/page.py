"""How fast the page is made and opens, beside pyvis's own page of the same graph.

    python benchmarks/page.py [NODES ...]

Needs Chromium and playwright. A graph of NODES actors and events is made up (300, 2,000 and 10,000 of them
when none are named). "made" and "open" are medians of several; "open" is the time from the address to a page
that answers and is drawn, by the page's own clock; for pyvis, whose page shows a progress bar while it
arranges the nodes, to the end of the bar, once. "empty" is a page with nothing but vis-network and one node,
opened in turns with ours: what is left is the work of the page. Frames are counted while a mouse drags the
graph and turns its wheel. pyvis gets a minute to open.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
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
    from playwright.sync_api import Browser, Page

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
_COUNT = """() => {
    window.frames_ = 0;
    const tick = () => { window.frames_++; requestAnimationFrame(tick); };
    tick();
}"""
#: Notes when the page is ready and has drawn two frames more, in seconds since its address was asked for.
_WATCH = """const look = () => requestAnimationFrame(() => {
    if (!(%s)) return look();
    requestAnimationFrame(() => requestAnimationFrame(() => {
        document.documentElement.dataset.opened = performance.now() / 1000;
    }));
}); look();"""
_TURNS = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """A page to measure: its name, what makes it, where its graph is, and what is true when it is ready."""

    name: str
    make: Callable[[nx.MultiDiGraph], str]
    graph_at: str
    ready: str


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


def empty() -> str:
    """A page with vis-network and one node: what any page of its kind costs to open."""
    library = files("kg.view").joinpath("vendor/vis-network.min.js").read_text(encoding="utf-8")
    return f"""<!DOCTYPE html><meta charset="utf-8"><div id="graph" style="height: 800px"></div>
        <script>{library}</script><script>
        const data = {{ nodes: [{{ id: 1, label: "a", x: 0, y: 0 }}], edges: [] }};
        new vis.Network(document.getElementById("graph"), data, {{ physics: false }});
        document.documentElement.dataset.ready = "true";
        </script>"""


READY = "document.documentElement.dataset.ready === 'true'"
OURS = Subject("pourparlers", ours, "#graph", READY)
PYVIS = Subject(
    "pyvis", theirs, "#mynetwork", "document.getElementById('loadingBar')?.style.display === 'none'"
)


def opened(page: Page, html: str, ready: str) -> float:
    """Seconds until a page is ready and drawn; the page stays open. Raises Error after a minute."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        page.add_init_script(_WATCH % ready)
        page.goto(file.as_uri(), timeout=60_000)
        page.wait_for_selector("html[data-opened]", timeout=60_000)
    return float(page.evaluate("document.documentElement.dataset.opened"))


def frames(page: Page, act: Callable[[int], object], seconds: float = 2.0) -> float:
    """Frames a second while something is done again and again."""
    before, start, turn = page.evaluate("window.frames_"), time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        act(turn)
        turn += 1
    return float((page.evaluate("window.frames_") - before) / (time.perf_counter() - start))


def moved(page: Page, graph_at: str) -> tuple[float, float]:
    """Frames a second when dragging, and when zooming."""
    page.evaluate(_COUNT)
    box = page.locator(graph_at).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 60
    page.mouse.move(x, y)
    page.mouse.down()
    pan = frames(page, lambda turn: page.mouse.move(x + turn % 60 * 4, y + turn % 40 * 3))
    page.mouse.up()
    return pan, frames(page, lambda turn: page.mouse.wheel(0, -60 if turn // 10 % 2 else 60))


def timed(make: Callable[[nx.MultiDiGraph], str], graph: nx.MultiDiGraph) -> tuple[str, float]:
    """A page and the seconds that it took to make."""
    start = time.perf_counter()
    html = make(graph)
    return html, time.perf_counter() - start


def row(size: int, name: str, html: str, made: float, open_: str, pan: str = "-", zoom: str = "-") -> str:
    """A line of the table."""
    return f"{size:>7} {name:<12} {len(html.encode()) // 1000:>6} {made:>7.2f} {open_:>7} {pan:>8} {zoom:>9}"


def compare(browser: Browser, size: int) -> Iterator[str]:
    """The lines of the table for one size of graph."""
    graph, bare = invent(size), empty()

    def tab() -> Page:
        return browser.new_page(viewport={"width": 1400, "height": 900})

    pages, makes = zip(*(timed(OURS.make, graph) for _ in range(_TURNS)), strict=True)
    html = pages[0]
    opens: list[float] = []
    floor: list[float] = []
    for _ in range(_TURNS):
        for times, text in ((opens, html), (floor, bare)):
            page = tab()
            times.append(opened(page, text, OURS.ready))
            page.close()
    page = tab()
    opened(page, html, OURS.ready)
    pan, zoom = moved(page, OURS.graph_at)
    page.close()
    ours_open = statistics.median(opens)
    yield row(
        size, OURS.name, html, statistics.median(makes), f"{ours_open:.2f}", f"{pan:.0f}", f"{zoom:.0f}"
    )
    yield row(size, "empty", bare, 0, f"{statistics.median(floor):.2f}")
    html, made = timed(PYVIS.make, graph)
    page = tab()
    try:
        theirs_open = opened(page, html, PYVIS.ready)
        pan, zoom = moved(page, PYVIS.graph_at)
    except Error:
        yield row(size, PYVIS.name, html, made, "> 60")
        yield f"{'':>7} opens more than {60 / ours_open:.0f} times as fast"
    else:
        yield row(size, PYVIS.name, html, made, f"{theirs_open:.2f}", f"{pan:.0f}", f"{zoom:.0f}")
        yield f"{'':>7} opens {theirs_open / ours_open:.0f} times as fast"
    page.close()


def main() -> None:
    """Print the table."""
    sizes = [int(word) for word in sys.argv[1:]] or [300, 2000, 10_000]
    path = os.environ.get("PLAYWRIGHT_CHROMIUM") or shutil.which("chromium", path="/usr/bin") or None
    print(f"{'nodes':>7} {'page':<12} {'kB':>6} {'made s':>7} {'open s':>7} {'pan fps':>8} {'zoom fps':>9}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        for size in sizes:
            for line in compare(browser, size):
                print(line, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
