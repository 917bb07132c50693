import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import store
from kg.errors import GraphError, UsageError, WriteError
from kg.vocab import PP, RDF, RDFS

N = ox.NamedNode
ONE, TWO = (
    N("https://w3id.org/pourparlers/id/graph/resolved"),
    N("https://w3id.org/pourparlers/id/graph/edges"),
)
HOSTILE = 'a "b" \\ \n } <script> \x01\x1b """ \u2028 \U0001f4de'
QUADS = [
    ox.Quad(N("https://ex.org/a"), N("https://ex.org/p"), ox.Literal(HOSTILE, language="fr"), ONE),
    ox.Quad(N("https://ex.org/a"), N("https://ex.org/p"), N("https://ex.org/b"), ONE),
    ox.Quad(N("https://ex.org/a"), N("https://ex.org/p"), N("https://ex.org/b"), TWO),
    ox.Quad(N("https://w3id.org/pourparlers/id/actor/Q1"), N("https://ex.org/p"), ox.Literal("x")),
]


@pytest.mark.parametrize("name", ["g.trig", "g.nq", "g.jsonld", "G.TRIG"])
def test_what_is_saved_comes_back(tmp_path: Path, name: str) -> None:
    path = store.save(store.new(QUADS), tmp_path / name)
    assert path == tmp_path / name
    assert set(store.open(path)) == set(QUADS)


@pytest.mark.parametrize("name", ["g.ttl", "g.nt"])
def test_formats_without_graphs_merge_them(tmp_path: Path, name: str) -> None:
    path = store.save(store.new(QUADS), tmp_path / name)
    assert {quad.triple for quad in store.open(path)} == {quad.triple for quad in QUADS}
    assert len(store.open(path)) == 3


def test_graph_folder(tmp_path: Path) -> None:
    path = store.save(store.new(QUADS), tmp_path / "a" / "graph")
    assert path == tmp_path / "a" / "graph" / "graph.trig"
    assert set(store.open(tmp_path / "a" / "graph")) == set(QUADS)


def test_order_of_the_quads_does_not_change_the_bytes() -> None:
    for form in store.FORMATS.values():
        assert store.serialise(QUADS, form) == store.serialise(QUADS[::-1], form)


def test_trig_has_prefixes_and_a_base() -> None:
    text = store.serialise(QUADS, ox.RdfFormat.TRIG).decode()
    assert "@prefix pp: <https://w3id.org/pourparlers/ontology#>" in text
    assert "<actor/Q1>" in text


def test_json_is_compact_and_carries_its_context() -> None:
    label = ox.Quad(N("https://ex.org/a"), N(RDFS.label), ox.Literal("Appel", language="fr"), ONE)
    kind = ox.Quad(N("https://ex.org/a"), N(RDF.type), N(PP.PhoneCall), ONE)
    document = json.loads(store.serialise([label, kind], ox.RdfFormat.JSON_LD))
    assert document.pop("@context")["@base"] == "https://w3id.org/pourparlers/id/"
    node = {"id": "https://ex.org/a", "type": "PhoneCall", "label": {"fr": "Appel"}}
    assert document == {"graph": [{"id": "graph/resolved", "graph": [node]}]}


def test_base_is_that_of_the_data() -> None:
    graph = N("https://news.example/graph/resolved")
    quad = ox.Quad(N("https://news.example/actor/Q1"), N("https://ex.org/p"), ox.Literal("x"), graph)
    text = store.serialise([quad], ox.RdfFormat.TRIG).decode()
    assert "@base <https://news.example/>" in text
    assert "<actor/Q1>" in text


def test_empty_dataset(tmp_path: Path) -> None:
    assert len(store.open(store.save(store.new(), tmp_path / "g.trig"))) == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nowhere.trig", None, "no such file"),
        ("g.csv", "a,b", "must end in .trig"),
        ("g.ttl", "<a> <b> .", "not well-formed RDF"),
        ("g.nq", "{}", "not well-formed RDF"),
        ("folder", None, "no such file or folder"),
    ],
)
def test_graph_that_is_none(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(GraphError, match=message) as caught:
        store.open(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_folder_without_a_graph(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"no graph\.trig in this folder"):
        store.open(tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "g.trig").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GraphError):
        store.open(tmp_path / "g.trig")


def test_output_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.trig").mkdir()
    for path in ("nowhere/g.trig", "file/graph", "file/g.trig", "folder.trig"):
        with pytest.raises(WriteError, match="can't be"):
            store.save(store.new(QUADS), tmp_path / path)


def test_failed_write_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "g.trig"
    path.write_text("before")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WriteError, match="No space left on device"):
        store.write(path, b"after")
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["g.trig"]


def test_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("x")
    store.write(tmp_path / "g.nt", b"")
    assert (tmp_path / "g.nt").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_database_is_not_contradicted_by_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / store.DATABASE).mkdir()
    with pytest.raises(UsageError, match="holds a database"):
        store.save(store.new(QUADS), tmp_path)


def test_the_ending_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"graphs are written as \.trig"):
        store.check_output(tmp_path / "graph.rdf")
    assert not (tmp_path / "graph.rdf").exists()
