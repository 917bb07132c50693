"""Five states of the page as pictures, for people to look at: in $SCREENSHOTS, else in test-artefacts."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Open = Callable[..., Any]  # the fixture open_page; see conftest.py

pytestmark = pytest.mark.browser

FOLDER = Path(os.environ.get("SCREENSHOTS") or Path(__file__).parents[2] / "test-artefacts" / "screenshots")
STATES: dict[str, tuple[str, dict[str, Any]]] = {
    "all": ("", {}),
    "event": ("#s=event/appel", {}),
    "actors-dark": ("#v=actors&s=actor/castel", {"dark": True}),
    "table": ("#v=table&l=en", {}),
    "phone": ("#s=actor/castel", {"width": 390, "height": 800}),
}


@pytest.mark.parametrize("state", STATES)
def test_a_picture_of_each_state_is_kept(open_page: Open, state: str) -> None:
    hash, options = STATES[state]
    opened = open_page(hash=hash, **options)
    opened.page.wait_for_timeout(300)
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{state}.png"
    opened.page.screenshot(path=file)
    assert file.stat().st_size > 20_000
