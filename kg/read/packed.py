"""What other sources are packed in: ZIP archives and gzip files. What comes out is read as if it stood alone.

A packed source may unpack to a hundred times its size and a gigabyte more, and be packed three deep.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from kg.errors import ReadError
from kg.read.source import Allowance, Failure, Given, Raw

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DEPTH = 3
RATIO = 100
SPARE = 1_000_000_000
MAX_MEMBERS = 100_000
MAX_INNER = 256_000_000  # of an archive inside another
_OFFICE = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|mimetype|META-INF/)", re.DOTALL)


class _Unpacked(io.RawIOBase):
    """A stream of unpacked bytes that takes what it gives from an allowance."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, allowance: Allowance) -> None:
        self._stream, self._allowance = stream, allowance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            block = self._stream.read(len(view))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise ReadError(f"is damaged and can't be unpacked ({error})") from error
        self._allowance.spend(len(block))
        view[: len(block)] = block
        return len(block)


def is_zip(raw: Raw) -> bool:
    """Whether the source is a ZIP archive, but not one that an office program made."""
    return raw.head.startswith(b"PK\x03\x04") and not _OFFICE.match(raw.head)


def read_zip(raw: Raw, given: Given) -> Iterator[Raw | Failure]:
    """The files of a ZIP archive, sorted by name. Raises ReadError when it is damaged or holds too much."""
    allowance = _allowance(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data(MAX_INNER)) if raw.within else raw.stream) as archive:
            members = sorted(
                (m for m in archive.infolist() if _is_file(m)), key=lambda member: member.filename
            )
            if len(members) > MAX_MEMBERS:
                raise ReadError(f"holds more than {MAX_MEMBERS:,} files")
            for member in members:
                name = f"{raw.name}/{member.filename}"
                if member.flag_bits & 1:
                    yield Failure(name, "is locked with a password")
                    continue
                try:
                    with archive.open(member) as stream:
                        yield _inner(raw, name, stream, allowance, "ZIP")
                except (NotImplementedError, zipfile.BadZipFile, ReadError) as error:
                    yield Failure(name, str(error))
                if allowance.left < 0:
                    break
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, RuntimeError) as error:
        raise ReadError(f"is a ZIP archive that is damaged ({error})") from error


def _is_file(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file, and none that a system hides."""
    parts = PurePosixPath(member.filename).parts
    return not member.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def is_gzip(raw: Raw) -> bool:
    """Whether the source is a gzip file."""
    return raw.head.startswith(b"\x1f\x8b\x08")


def read_gzip(raw: Raw, given: Given) -> Iterator[Raw]:
    """The one file that gzip has packed. Raises ReadError when it is damaged."""
    with gzip.GzipFile(fileobj=raw.stream, mode="rb") as stream:
        name = raw.name[:-3] if raw.name.lower().endswith(".gz") else raw.name
        yield _inner(raw, name, stream, _allowance(raw), "gzip")


def _inner(raw: Raw, name: str, stream: IO[bytes] | gzip.GzipFile, allowance: Allowance, kind: str) -> Raw:
    if len(raw.within) == DEPTH:
        raise ReadError(f"is packed more than {DEPTH} deep")
    unpacked = io.BufferedReader(_Unpacked(stream, allowance), 1 << 16)
    return Raw.of(
        name,
        unpacked,
        url=raw.url,
        retrieved=raw.retrieved,
        within=(*raw.within, kind),
        allowance=allowance,
    )


def _allowance(raw: Raw) -> Allowance:
    """How much may be unpacked: what is left for the outermost source."""
    if raw.allowance:
        return raw.allowance
    size = raw.stream.seek(0, os.SEEK_END)
    raw.stream.seek(0)
    return Allowance(SPARE + RATIO * size)
