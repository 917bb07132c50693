"""The command ``kg serve`` from the outside: what it says, how it ends, and that nothing is left of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest
from serving import EXAMPLE, Client

from kg.cli import run


@contextmanager
def command(*arguments: str, temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Client]]:
    """A running ``kg serve`` and a client of it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", str(EXAMPLE), "--port", "0", "--parallel", "1", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        start_new_session=True,
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        assert said.startswith(f"kg: serving {EXAMPLE} at http://127.0.0.1:")
        yield process, Client(int(said.split(" (")[0].rstrip("/").rpartition(":")[2]))
    finally:
        process.stderr.close()
        process.kill()
        process.wait()


def members(session: int) -> list[int]:
    """The processes of a session that are still at work."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_for_none(session: int, seconds: float) -> list[int]:
    end = time.monotonic() + seconds
    while (left := members(session)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_ctrl_c_ends_it_and_its_workers_and_nothing_is_left(tmp_path: Path) -> None:
    with command(temporary=tmp_path) as (process, client):
        assert client.ask("ASK { ?call a pp:PhoneCall }").status == 200
        assert len(members(process.pid)) > 3
        assert list(tmp_path.glob("kg-serve-*"))
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert process.stderr.read() == "kg: stopped\n"
        assert wait_for_none(process.pid, 5) == []
        assert list(tmp_path.glob("kg-serve-*")) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_workers_end_by_themselves_when_the_server_is_killed(tmp_path: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with (
        command("--seconds", "0.5", temporary=tmp_path) as (process, client),
        ThreadPoolExecutor(1) as threads,
    ):
        asked = threads.submit(client.ask, endless)
        time.sleep(0.3)
        process.kill()
        assert isinstance(asked.exception(), OSError | HTTPException)
        assert wait_for_none(process.pid, 8) == []


def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert run(["serve", str(EXAMPLE), "--port", str(other.getsockname()[1])]) == 2
    assert "can't be listened on" in capsys.readouterr().err
    assert run(["serve", str(tmp_path / "none")]) == 1
    assert run(["serve", str(EXAMPLE), "--writable"]) == 2
    assert run(["serve", "http://127.0.0.1:9/query"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert "no graph" in lines[0]
    assert "KG_SERVE_TOKEN" in lines[1]
    assert "takes a graph folder or a file" in lines[2]
