"""axe-core finds no serious fault of accessibility in any state of the page.

axe-core is looked for in $AXE_CORE and in node_modules (npm install axe-core); without it the tests are
skipped.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Open = Callable[..., Any]  # the fixture open_page; see conftest.py

pytestmark = pytest.mark.browser

STATES = ["", "#s=event/appel", "#s=actor/castel", "#v=actors", "#v=table", "#v=table&fold=1&l=en"]


@pytest.fixture(scope="module")
def axe() -> str:
    paths = [
        Path(os.environ.get("AXE_CORE") or "axe.min.js"),
        Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js",
    ]
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        pytest.skip("axe-core is not installed (npm install axe-core, or set AXE_CORE to axe.min.js)")
    return found.read_text(encoding="utf-8")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390], ids=["desk", "phone"])
def test_axe_finds_no_serious_fault(open_page: Open, axe: str, dark: bool, width: int) -> None:
    opened = open_page(dark=dark, width=width)
    for state in STATES:
        opened.change(state or "#")
        opened.page.evaluate(axe)
        result = opened.page.evaluate("axe.run()")
        assert len(result["passes"]) > 10
        faults = [
            (v["id"], v["nodes"][0]["html"])
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert faults == [], state
