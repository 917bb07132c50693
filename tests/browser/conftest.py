"""A real Chromium for the tests of the page, and what it takes to use the page as a person does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.analyse import to_networkx
from kg.view import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

EXAMPLE = Path(__file__).parents[1] / "view" / "data" / "example.trig"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def _missing(reason: str) -> NoReturn:
    """Without a browser the tests are skipped; where CI is set that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"CI needs a browser: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: $PLAYWRIGHT_CHROMIUM, else the system's, else the one that playwright installed."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _missing("playwright is not installed (pip install playwright)")
    path = os.environ.get("PLAYWRIGHT_CHROMIUM") or shutil.which("chromium", path="/usr/bin") or None
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        except Error as error:
            _missing(f"no Chromium can be started: {str(error).splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture(scope="session")
def dataset() -> ox.Store:
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="session")
def example(dataset: ox.Store) -> nx.MultiDiGraph:
    return to_networkx(dataset)


class Opened:
    """A page that is open, with all it asked for and all that it complained of."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.file = page, file
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._refuse)

    def goto(self, hash: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(self.file.as_uri() + hash)
        self.page.wait_for_selector("html[data-ready]")

    def change(self, hash: str) -> None:
        """Another address after #, without loading the page again."""
        self.page.evaluate("(hash) => { location.hash = hash; }", hash)
        self.page.wait_for_timeout(60)

    def find(self, words: str) -> None:
        """Search for words and take the first hit; it is then chosen and in the middle of the graph."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(500)

    def _refuse(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    @property
    def heading(self) -> str:
        return self.page.inner_text("#panel h2")

    @property
    def count(self) -> str:
        return self.page.inner_text("#shown-count")

    def middle(self) -> tuple[float, float]:
        box = self.page.locator("#graph").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, example: nx.MultiDiGraph) -> Iterator[Open]:
    """Makes the page of a graph (the example's when none is given) and opens it from its file.

    After the test nothing may have been asked for but the file, and nothing complained of.
    """
    opened: list[Opened] = []

    def run(
        graph: nx.MultiDiGraph | None = None,
        *,
        hash: str = "",
        title: str = "Essai",
        lang: str = "fr",
        locale: str = "fr-FR",
        dark: bool = False,
        width: int = 1400,
        height: int = 900,
    ) -> Opened:
        file = tmp_path / f"page-{len(opened)}.html"
        file.write_text(render(example if graph is None else graph, title=title, lang=lang), encoding="utf-8")
        page = browser.new_page(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        made = Opened(page, file)
        opened.append(made)
        made.goto(hash)
        return made

    yield run
    for made in opened:
        own = made.file.as_uri()
        others = [url for url in made.requests if url.partition("#")[0] not in (own, "about:blank")]
        complaints = made.complaints
        made.page.close()
        assert others == []
        assert complaints == []
