"""What `kg build` writes keeps the shapes of the ontology."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import build
from kg.validate import report, validate

ROOT = Path(__file__).parents[2]
SOURCES = [
    source
    for source in (ROOT / "notebooks" / "articles", ROOT.parent / "shared" / "examples")
    if source.is_dir()
]


@pytest.mark.model
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_built_graphs_keep_the_shapes(source: Path) -> None:
    graph = build(source)
    assert graph.summary().articles > 0
    assert report(validate(graph.store)) == ""
