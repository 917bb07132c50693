"""One source as bytes that can be read piece by piece, what is known of it, and how it can fail."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.errors import ReadError

if TYPE_CHECKING:
    from kg.read.web import Client

SCHEMES = ("http", "https")
STDIN = Path("-")
HEAD = 65_536  # how many bytes tell the kind
MAX_BYTES = 8_000_000  # of one text or page
MAX_STDIN = 2_000_000_000


@dataclass(slots=True)
class Allowance:
    """How many bytes may still be unpacked from one source."""

    left: int

    def spend(self, number: int) -> None:
        """Take this many. Raises ReadError when there were not so many left."""
        self.left -= number
        if self.left < 0:
            raise ReadError("unpacks to far more than its size; what comes after is left out")


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one source. Make it with :meth:`of`."""

    name: str  # what to call it in messages and in the graph
    stream: IO[bytes]  # at its beginning; can go back to it
    head: bytes
    url: str | None = None
    retrieved: datetime | None = None  # when it was fetched
    charset: str | None = None  # as the server or the envelope says
    within: tuple[str, ...] = ()  # the kinds of what it is packed in, outermost first
    allowance: Allowance | None = None  # set when it is packed

    @classmethod
    def of(
        cls,
        name: str,
        content: bytes | IO[bytes],
        *,
        url: str | None = None,
        retrieved: datetime | None = None,
        charset: str | None = None,
        within: tuple[str, ...] = (),
        allowance: Allowance | None = None,
    ) -> Raw:
        """The source with this content: bytes, or a stream that can go back to its beginning."""
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        head = stream.read(HEAD)
        stream.seek(0)
        return cls(name, stream, head, url, retrieved, charset, within, allowance)

    def data(self, limit: int = MAX_BYTES) -> bytes:
        """All bytes. Raises ReadError when there are more than ``limit``."""
        self.stream.seek(0)
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise ReadError(f"is larger than {limit // 1_000_000} MB, too long for one article; split it")
        return data


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address that a person named."""

    url: str

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows about every source, and who asks addresses.

    ``lang`` is a language code or "auto", ``date`` a publication date, ``fields`` the names of columns or
    keys for those of :class:`~kg.read.record.Record`. Without a ``client`` it is the usual one.
    """

    lang: str = "auto"
    date: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    client: Client | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no article, and why: one line for a person.

    ``is_fault`` is false when nothing is wrong, such as for the pictures in a folder.
    """

    source: str
    message: str
    is_fault: bool = True

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


@contextmanager
def load(path: Path) -> Iterator[Raw]:
    """A file, or standard input for :data:`STDIN`, as a source that is open for as long as the block runs.

    Raises ReadError when there is no such file, when it can't be opened, or when what comes through a pipe is
    larger than :data:`MAX_STDIN`; the error's text does not repeat the name.
    """
    if path == STDIN:
        with _kept(sys.stdin.buffer) as kept:
            yield Raw.of("standard input", kept)
        return
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise ReadError("there is no such file or folder; check the path") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        raise ReadError(f"can't be opened: {getattr(error, 'strerror', None) or error}") from error
    with file, nullcontext(file) if file.seekable() else _kept(file) as stream:
        yield Raw.of(str(path), stream)


def _kept(stream: IO[bytes]) -> IO[bytes]:
    """What comes through a pipe, kept so that it can be read twice."""
    kept = tempfile.SpooledTemporaryFile(MAX_BYTES)  # noqa: SIM115
    while block := stream.read(1 << 20):
        kept.write(block)
        if kept.tell() > MAX_STDIN:
            kept.close()
            raise ReadError(f"is larger than {MAX_STDIN // 1_000_000_000} GB; save it to a file first")
    kept.seek(0)
    return kept
