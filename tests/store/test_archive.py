"""An archive that grows one article at a time is the one that is made of all its articles at once."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import invented
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import at_once

from kg import store
from kg.errors import BusyError, DataError, GraphError, UsageError, WriteError
from kg.model import Kind
from kg.store import lock
from kg.store.archive import Archive, Outcome
from kg.store.ledger import Ledger

POOL = [*invented.readings(14, people=6)]


def remembered(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """All that the ledger counts."""
    file = archive.folder / store.DATABASE / "articles.db"
    ledger = Ledger.open(file)
    tables = ("named", "said", "shared")
    rows = {name: ledger.connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    ledger.close()
    return {name: sorted(found) for name, found in rows.items()}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("archive")) as archive:
        yield archive


@settings(max_examples=15, deadline=None)
@given(moves=st.lists(st.integers(0, len(POOL) - 1), min_size=1, max_size=30))
def test_any_coming_and_going_ends_as_if_built_at_once(shared: Archive, moves: list[int]) -> None:
    there: set[int] = set()
    for number in moves:
        if number in there:
            shared.remove(POOL[number].article.key)
        else:
            assert shared.add(POOL[number]) is Outcome.ADDED
        there ^= {number}
    assert set(shared.store) == at_once(POOL[number] for number in there)
    for number in there:
        shared.remove(POOL[number].article.key)
    assert len(shared.store) == 0
    assert remembered(shared) == {"named": [], "said": [], "shared": []}


def test_names_and_states_change_in_the_pool() -> None:
    """The test above would be idle if nothing changed in articles that stay."""
    names: dict[str, set[str]] = {}
    states, places = set(), set()
    for reading in POOL:
        for actor in reading.actors:
            names.setdefault(actor.text.lower(), set()).add(actor.text)
            states |= set(actor.known) if actor.kind is Kind.STATE else set()
        places |= {place.wikidata for event in reading.events for place in event.places}
    assert any(len(spellings) > 1 for spellings in names.values())
    assert states & places


def test_every_order_gives_the_same_bytes_and_so_does_resolving_all(tmp_path: Path) -> None:
    seen = set()
    for seed in range(3):
        with Archive.open(tmp_path / str(seed)) as archive:
            for reading in random.Random(seed).sample(POOL, len(POOL)):
                archive.add(reading)
            counted = remembered(archive)
            seen.add(store.serialise(archive.store, ox.RdfFormat.TRIG))
            archive.rebuild()
            assert remembered(archive) == counted
            seen.add(store.serialise(archive.store, ox.RdfFormat.TRIG))
    assert len(seen) == 1


def test_resolving_all_mends_what_is_believed_and_tells_how_far_it_is(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    with Archive.open(tmp_path) as archive:
        archive.add(POOL[0])
        archive.store.remove_graph(archive.base.resolved)
        node = ox.NamedNode("https://ex.org/mine")
        mine = ox.Quad(node, node, ox.Literal("a note of one's own"), node)
        archive.store.add(mine)
        archive.rebuild(lambda done, total: steps.append((done, total)))
        assert set(archive.store) == at_once(POOL[:1]) | {mine}
    assert steps == [(1, 2), (2, 2)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".writer", "store"]


def test_a_text_that_is_there_is_left_alone_and_a_changed_one_takes_its_place(tmp_path: Path) -> None:
    old, new, other = POOL[:3]
    with Archive.open(tmp_path) as archive:
        assert archive.add(old, "a.txt") is Outcome.ADDED
        assert archive.add(old, "a.txt") is Outcome.SKIPPED
        assert archive.add(old, "elsewhere.txt") is Outcome.SKIPPED
        assert archive.add(new, "a.txt") is Outcome.REPLACED
        assert set(archive.store) == at_once([new])
        assert archive.add(other, "b.txt") is Outcome.ADDED
        assert archive.add(other, "a.txt") is Outcome.REPLACED  # a.txt now says what b.txt says
        assert set(archive.store) == at_once([other])


def test_the_address_of_an_article_is_its_url(tmp_path: Path) -> None:
    first, second = (replace(r, article=replace(r.article, url="https://ex.org/1")) for r in POOL[:2])
    with Archive.open(tmp_path) as archive:
        archive.add(first)
        assert archive.add(second) is Outcome.REPLACED
        assert [*map(archive.find, ("https://ex.org/1", "1-1.txt"))] == [second.article.key] * 2


def test_an_article_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    key = POOL[0].article.key
    (tmp_path / "file.txt").write_text("x")
    with Archive.open(tmp_path / "graph") as archive:
        archive.add(POOL[0], str(tmp_path / "file.txt"))
        iri = archive.base.article(key).value
        for name in (key, iri, str(tmp_path / "file.txt"), "articles/1-0.txt", "1-0.txt"):
            assert archive.find(name) == key
        with pytest.raises(UsageError, match=r"no article nowhere\.txt"):
            archive.find("nowhere.txt")
        archive.add(replace(POOL[1], article=replace(POOL[1].article, source="1-0.txt")))
        archive.add(replace(POOL[2], article=replace(POOL[2].article, source="else/1-0.txt")))
        archive.remove(archive.find("1-0.txt"))  # a whole name goes first
        with pytest.raises(UsageError, match=r"2 articles are called 1-0\.txt"):
            archive.find("1-0.txt")


def test_the_base_stays(tmp_path: Path) -> None:
    with Archive.open(tmp_path, base="https://ex.org/") as archive:
        archive.add(POOL[0])
    with Archive.open(tmp_path) as archive:
        assert archive.base.iri == "https://ex.org/"
        archive.add(POOL[1])
        assert store.base_of(archive.store) == "https://ex.org/"
    with pytest.raises(UsageError, match=r"begin with https://ex\.org/"):
        Archive.open(tmp_path, base="https://other.org/")


OWN = """@prefix x: <https://ex.org/x#> .
@prefix pp: <https://w3id.org/pourparlers/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:Fair a owl:Class ; rdfs:subClassOf pp:Meeting ; rdfs:label "Fair"@en ; pp:shortcut x:exhibitedWith .
"""


def test_classes_of_ones_own_stay(tmp_path: Path) -> None:
    own, edge = tmp_path / "own.ttl", ox.NamedNode("https://ex.org/x#exhibitedWith")
    own.write_text(OWN)
    reading = next(r for r in POOL if r.events[0].status == "occurred" and len({*r.actors[:2]}) == 2)
    fair = replace(reading, events=(replace(reading.events[0], type="Fair", content=()),))
    with Archive.open(tmp_path / "graph", ontology=[own]) as archive:
        archive.add(fair)
    with Archive.open(tmp_path / "graph") as archive:
        assert "Fair" in archive.taxonomy.classes
        before = set(archive.store)
        assert [*archive.store.quads_for_pattern(None, edge, None, archive.base.edges)]
        archive.rebuild()
        assert set(archive.store) == before
    own.write_text(OWN.replace("pp:Meeting", "pp:Visit"))
    with pytest.raises(UsageError, match="another in this graph"):
        Archive.open(tmp_path / "graph", ontology=[own])
    own.write_text("x")
    with pytest.raises(DataError):
        Archive.open(tmp_path / "graph", ontology=[own])


def test_a_second_writer_is_told_who_holds_the_folder_and_reading_goes_on(tmp_path: Path) -> None:
    code = (
        "import sys; from kg.store.archive import Archive\n"
        f"with Archive.open({str(tmp_path)!r}): print('open', flush=True); sys.stdin.read()"
    )
    call = [sys.executable, "-c", code]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        with pytest.raises(BusyError, match=rf"process {process.pid}, since 20.* \(-c.*writes to it") as told:
            Archive.open(tmp_path)
        assert "\n" not in str(told.value)
        assert len(store.open(tmp_path)) == 0
        process.kill()
    with Archive.open(tmp_path) as archive:  # a lock ends with its process
        archive.add(POOL[0])


def test_a_reader_sees_the_moment_at_which_it_came(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add(POOL[0])
        seen = store.open(tmp_path)
        archive.add(POOL[1])
        archive.remove(POOL[0].article.key)
        archive.store.flush()
        assert set(seen) == at_once(POOL[:1])
        assert set(store.open(tmp_path)) == at_once(POOL[1:2])
        archive.rebuild()
        assert set(seen) == at_once(POOL[:1])


def test_a_folder_that_can_not_be_written_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add(POOL[0])

    def refuse(path: Path) -> None:
        raise OSError(30, "Read-only file system", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(lock, "take", refuse)
        with pytest.raises(WriteError, match="written: Read-only file system; what is in it is kept"):
            Archive.open(tmp_path)
        assert set(store.open(tmp_path)) == at_once(POOL[:1])


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError, match="can't be made"):
        Archive.open(tmp_path / "file")


def test_a_graph_without_a_database_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "graph.trig").write_text("<a:a> <a:b> <a:c> .")
    with pytest.raises(GraphError, match=r"holds graph\.trig and no database"):
        Archive.open(tmp_path)


def test_a_ledger_of_another_version_is_refused(tmp_path: Path) -> None:
    with Archive.open(tmp_path):
        pass
    file = tmp_path / store.DATABASE / "articles.db"
    ledger = Ledger.open(file)
    ledger.note("format", "0")
    ledger.close()
    with pytest.raises(GraphError, match=r"format 0"):
        Archive.open(tmp_path)
    file.write_text("nothing of the kind")
    with pytest.raises(GraphError, match="can't be opened"):
        Archive.open(tmp_path)


def test_opening_it_again_and_again_leaves_no_logs_behind(tmp_path: Path) -> None:
    for _ in range(4):
        Archive.open(tmp_path).close()
    assert len([*(tmp_path / store.DATABASE).glob("LOG.old.*")]) <= 1
    assert (tmp_path / store.DATABASE / "LOG").exists()
