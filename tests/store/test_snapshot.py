import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import GraphError
from kg.store import snapshot

QUAD = ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal("c"), ox.NamedNode("a:g"))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    store = ox.Store(str(tmp_path / "store"))
    store.add(QUAD)
    return tmp_path / "store"


def test_what_a_reader_leaves_goes_with_it(database: Path) -> None:
    folder = snapshot.take(database)
    assert folder.parent == database.parent
    assert list(ox.Store.read_only(str(folder))) == [QUAD]
    snapshot.sweep(database.parent)  # it is in use
    assert folder.exists()
    snapshot.drop(folder)
    assert [*database.parent.iterdir()] == [database]
    snapshot.drop(folder)


def test_what_a_killed_reader_leaves_is_swept(database: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from kg.store import snapshot\n"
        "snapshot.take(Path(sys.argv[1])); os._exit(1)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(database)], check=False).returncode == 1
    (left,) = (path for path in database.parent.iterdir() if path != database)
    snapshot.drop(snapshot.take(database))
    assert not left.exists()


def test_a_process_removes_what_it_took_at_its_end(database: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kg.store import snapshot\n"
        "snapshot.read(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(database)], check=True)
    assert [*database.parent.iterdir()] == [database]


def test_a_writer_that_tidies_up_meanwhile(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, tries = os.link, []

    def vanish(source: Path, target: Path) -> None:
        tries.append(source)
        if len(tries) < 3:
            raise FileNotFoundError(source)
        link(source, target)

    monkeypatch.setattr(os, "link", vanish)
    assert list(snapshot.read(database)) == [QUAD]
    assert len(tries) > 2


def test_where_no_link_can_be_made_the_database_itself_is_read(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert list(snapshot.read(database)) == [QUAD]
    assert [*database.parent.iterdir()] == [database]


def test_copies_elsewhere_stay_what_they_were(database: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder = snapshot.take(database, tmp_path / "elsewhere")
    assert folder.parent == tmp_path / "elsewhere"
    assert all(file.stat().st_nlink == 1 for file in folder.iterdir())
    assert list(ox.Store.read_only(str(folder))) == [QUAD]
    snapshot.drop(folder)
    assert not folder.exists()


def test_a_folder_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with pytest.raises(GraphError, match="can't be read"):
        snapshot.read(tmp_path / "store")
