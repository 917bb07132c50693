"""The graph of all shipped articles, built once."""

from pathlib import Path

import pytest

from kg import Graph, build

ARTICLES = Path(__file__).parents[2] / "notebooks" / "articles"


@pytest.fixture(scope="session")
def graph() -> Graph:
    return build(ARTICLES)
