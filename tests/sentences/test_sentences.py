"""The marked sentences against the engine, one test each; a text with a ``~`` line must still fail."""

from __future__ import annotations

import pytest
from compare import FOLDER, differences, found
from marks import Marked, load

pytestmark = pytest.mark.model

TEXTS = load(FOLDER)


def test_there_are_enough() -> None:
    assert sum(m.lang == "fr" for _, m in TEXTS) >= 250
    assert sum(m.lang == "en" for _, m in TEXTS) >= 120
    assert len({m.text for _, m in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize("marked", [pytest.param(m, id=name) for name, m in TEXTS])
def test_sentence(marked: Marked) -> None:
    lines = differences(marked)
    if marked.broken is not None:
        assert lines, f"works now, so its line «~ {marked.broken}» must go: {marked.text}"
    else:
        assert not lines, "\n".join([marked.text, *(f"  differs: {line}" for line in lines), found(marked)])
