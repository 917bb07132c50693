"""Whatever stops a writer, and whenever: the archive holds whole articles, and the same command goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import invented
import pytest
from invented import at_once

from kg import store
from kg.store.archive import Archive

BUILD = """
import sys, invented
from kg.store.archive import Archive
with Archive.open(sys.argv[1]) as archive:
    for reading in invented.readings(int(sys.argv[2]), events=1, people=40):
        if reading.article.key not in archive:
            archive.add(reading)
            print(reading.article.key, flush=True)
"""
#: Changes the text of each address, takes every third article out, and resolves all.
CHANGE = """
import sys, invented
from kg.store.archive import Archive
number = int(sys.argv[2])
with Archive.open(sys.argv[1]) as archive:
    for seed in (1, 2):
        for i, reading in enumerate(invented.readings(number, seed=seed, events=1, people=8)):
            archive.add(reading, str(i))
            print("added", flush=True)
    for reading in [*invented.readings(number, seed=2, events=1, people=8)][::3]:
        archive.remove(reading.article.key)
        print("removed", flush=True)
    archive.rebuild(lambda done, total: print("resolved", flush=True))
"""


#: Says what the command would say of an error.
TOLD = """
import sys
sys.excepthook = lambda kind, error, trace: print(error, file=sys.stderr)
"""


def environment() -> dict[str, str]:
    path = os.pathsep.join((str(Path(invented.__file__).parent), *sys.path))
    return {**os.environ, "PYTHONPATH": path}


def start(code: str, folder: Path, number: int) -> "subprocess.Popen[str]":
    call = [sys.executable, "-c", code, str(folder), str(number)]
    return subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment())


def kill_after(process: "subprocess.Popen[str]", lines: int, pause: float) -> None:
    """Kill a process a little after it has printed so many lines."""
    assert process.stdout is not None
    with process:
        for _ in range(lines):
            if not process.stdout.readline():
                break
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)


def articles(dataset: store.Dataset) -> set[str]:
    head = "https://w3id.org/pourparlers/id/article/"
    names = (name.value for name in dataset.named_graphs())
    return {name.removeprefix(head) for name in names if name.startswith(head)}


def test_a_build_killed_at_twenty_moments_goes_on(tmp_path: Path) -> None:
    dice = random.Random(6)
    every = {r.article.key: r for r in invented.readings(500, events=1, people=40)}
    done = 0
    for goal in sorted(dice.sample(range(1, 500), 20)):
        kill_after(start(BUILD, tmp_path, 500), goal - done, dice.uniform(0, 0.02))
        seen = store.open(tmp_path)
        there = articles(seen)
        assert set(seen) == at_once(every[key] for key in there)
        assert len(there) >= done
        done = len(there)
    with start(BUILD, tmp_path, 500) as process:
        assert process.wait() == 0
    assert set(store.open(tmp_path)) == at_once(every.values())
    assert sorted(path.name for path in tmp_path.iterdir() if "reading" not in path.name) == [
        ".writer",
        "store",
    ]


def test_replacing_removing_and_resolving_killed_at_any_moment(tmp_path: Path) -> None:
    dice = random.Random(7)
    every = {r.article.key: r for seed in (1, 2) for r in invented.readings(8, seed=seed, events=1, people=8)}
    for lines in dice.sample(range(8, 32), 6):
        kill_after(start(CHANGE, tmp_path, 8), lines, dice.uniform(0, 0.02))
        with Archive.open(tmp_path) as archive:
            found = set(archive.store)
        assert found == at_once(every[key] for key in articles(store.open(tmp_path)))


def test_a_writer_killed_before_the_database_knew_of_an_article(tmp_path: Path) -> None:
    first, second = invented.readings(2, people=4)
    with Archive.open(tmp_path) as archive:
        archive.add(first)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Archive, "_apply", _stop)
            with pytest.raises(KeyboardInterrupt):
                archive.add(second)
    with Archive.open(tmp_path) as archive:
        assert second.article.key not in archive
        archive.add(second)
        assert set(archive.store) == at_once((first, second))


def test_an_article_that_the_ledger_lost_goes(tmp_path: Path) -> None:
    first, second = invented.readings(2, people=4)
    with Archive.open(tmp_path) as archive:
        archive.add(first)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Archive, "_apply", lambda self, change: None)
            archive.remove(first.article.key)
        archive.add(second)
    with Archive.open(tmp_path) as archive:
        assert set(archive.store) == at_once([second])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files")
def test_a_full_disk_is_told_in_one_line_and_nothing_is_lost(tmp_path: Path) -> None:
    import resource

    first = [*invented.readings(5, events=1, people=40)]
    every = {r.article.key: r for r in invented.readings(150, events=1, people=40)}
    with Archive.open(tmp_path) as archive:
        for reading in first:
            archive.add(reading)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = subprocess.run(
        [sys.executable, "-c", TOLD + BUILD, str(tmp_path), "150"],
        env=environment(),
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{tmp_path}: can't be written: ")
    assert "File too large" in line
    assert line.endswith("what is in it is kept, the same command goes on from there")
    there = articles(store.open(tmp_path))
    assert {reading.article.key for reading in first} <= there
    assert done.stdout.split() == [key for key in every if key in done.stdout]
    assert {*done.stdout.split()} <= there
    assert set(store.open(tmp_path)) == at_once(every[key] for key in there)
    with start(BUILD, tmp_path, 150) as process:
        assert process.wait() == 0
    assert articles(store.open(tmp_path)) == every.keys()


def _stop(*arguments: object) -> None:
    raise KeyboardInterrupt
