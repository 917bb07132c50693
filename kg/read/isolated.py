"""Child processes in which pages, feeds, PDF and e-mail are parsed: a hostile one can't harm the rest.

Those formats need large parsers of other people's making. A child may use so much memory and so much time
for one document; when it needs more it is ended, and the next document gets a new one. It answers in JSON,
one line a document.
"""

from __future__ import annotations

import atexit
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import import_module
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any

from kg.errors import KgError, ReadError
from kg.read.record import Record

if TYPE_CHECKING:
    import subprocess

CHILDREN = 2
SECONDS = 30.0
MEMORY = 2_000_000_000  # bytes
_START = "import sys; sys.path[:] = sys.argv[1:]; from kg.read.isolated import serve; serve()"


def parse(module: str, data: bytes, seconds: float = SECONDS, **hints: str | None) -> Iterator[Record]:
    """What ``parse(data, **hints)`` of a module of kg.read gives, made in a child process.

    Raises ReadError when that does, when it takes longer than ``seconds`` or more than :data:`MEMORY`.
    """
    child = _children().get()
    try:
        answer = child.ask({"module": module, "size": len(data), "hints": hints}, data, seconds)
    finally:
        _children().put(child)
    if "error" in answer:
        raise ReadError(str(answer["error"]))
    for record in answer["records"]:
        yield Record(**record)


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes] | None = None

    def ask(self, head: Mapping[str, object], data: bytes, seconds: float) -> dict[str, list[dict[str, str]]]:
        process = self.process if self.process and self.process.poll() is None else self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(json.dumps(head).encode() + b"\n" + data)
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        is_late = timer.finished.is_set()
        timer.cancel()
        if line.endswith(b"\n"):
            answer: dict[str, list[dict[str, str]]] = json.loads(line)
            return answer
        self.end()
        raise ReadError(
            f"takes longer than {seconds:g} seconds to read"
            if is_late
            else f"needs more than {_memory()} to be read"
        )

    def _start(self) -> subprocess.Popen[bytes]:
        import subprocess

        self.end()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self.process

    def end(self) -> None:
        """End the process, if there is one."""
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None


@lru_cache(maxsize=1)
def _children() -> SimpleQueue[_Child]:
    """Those that have nothing to do; each is started when it is first needed."""
    children: SimpleQueue[_Child] = SimpleQueue()
    for child in [_Child() for _ in range(CHILDREN)]:
        atexit.register(child.end)
        children.put(child)
    return children


def serve() -> None:
    """What the child does: parse one document after the other until there is no more."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):  # a system without such limits
        pass
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a parser that prints must not answer
    while line := source.readline():
        target.write(_answer(json.loads(line), source) + b"\n")
        target.flush()


def _answer(head: Mapping[str, Any], source: IO[bytes]) -> bytes:
    try:
        data = source.read(head["size"])
        found = import_module(f"kg.read.{head['module']}").parse(data, **head["hints"])
        return json.dumps({"records": [asdict(record) for record in found]}).encode()
    except KgError as error:
        message = str(error)
    except MemoryError:
        message = f"needs more than {_memory()} to be read"
    except RecursionError:
        message = "is nested too deeply"
    except ImportError as error:
        message = f"can't be read: {' '.join(str(error).split())}; install pourparlers again"
    except Exception as error:  # a parser of others may raise anything on a damaged document
        message = f"is damaged and can't be understood ({type(error).__name__})"
    return json.dumps({"error": message}).encode()


def _memory() -> str:
    return f"{MEMORY // 1_000_000_000} GB of memory"
