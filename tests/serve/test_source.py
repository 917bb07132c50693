"""A graph is read from a folder of its own, wherever there is a place for one."""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.serve.source import Source

QUAD = ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal("c"), ox.NamedNode("a:g"))


def test_a_folder_without_a_place_for_links_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, temporary = tmp_path / "graph", tmp_path / "temporary"
    temporary.mkdir()
    graph.mkdir()
    ox.Store(str(graph / "store")).add(QUAD)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    source = Source(graph)
    assert source.database.parent == temporary
    assert list(ox.Store.read_only(str(source.database))) == [QUAD]
    ox.Store(str(graph / "store")).remove(QUAD)
    assert source.renew()
    assert list(ox.Store.read_only(str(source.database))) == []
    source.close()
    assert list(temporary.iterdir()) == []
    assert [path.name for path in graph.iterdir()] == ["store"]
