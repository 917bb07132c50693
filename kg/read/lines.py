"""Data with an article a row: JSON Lines, a JSON array, CSV. Rows are read one by one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from kg.errors import ReadError
from kg.read.encoding import decode, encoding, marked
from kg.read.fields import columns, guessed, to_record
from kg.read.html import sniffed
from kg.read.record import Record
from kg.read.source import MAX_BYTES, Failure, Given, Raw

MAX_JSON = 64_000_000  # of a file that is one JSON value
_BLOCK = 1 << 16
_DELIMITERS = ",;\t|"
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*(?:"|\Z)')
_CELL = re.compile(r"[^.!?\n]{1,40}")


def is_json(raw: Raw) -> bool:
    """Whether the source is JSON Lines, a JSON array of objects or one JSON object."""
    return _JSON.match(sniffed(raw.head)) is not None


def read_json(raw: Raw, given: Given) -> Iterator[Record | Failure]:
    """The articles of JSON Lines, or of one JSON value: an object an article.

    What is no object, has no text, or is a line longer than MAX_BYTES gives a Failure.
    Raises ReadError when the whole is no JSON.
    """
    lines = _lines(_stream(raw))
    first = next(lines, b"")
    if first is None or isinstance(_json(first), dict):
        yield from _json_lines(chain([first], lines), raw, given)
        return
    whole = _json(raw.data(MAX_JSON))
    if whole is None:
        raise ReadError("is not valid JSON, neither as a whole nor line by line")
    for number, value in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield from _objects(value, given, raw, f"item {number}")


def _json_lines(lines: Iterable[bytes | None], raw: Raw, given: Given) -> Iterator[Record | Failure]:
    for number, line in enumerate(lines, 1):
        place = f"line {number}"
        if line is None:
            yield Failure(f"{raw.name}, {place}", f"is longer than {MAX_BYTES // 1_000_000} MB")
        elif line.strip():
            yield from _objects(_json(line), given, raw, place)


def _objects(value: object, given: Given, raw: Raw, place: str) -> Iterator[Record | Failure]:
    """The article of an object, or those of the one list that it wraps, as the answers of services do."""
    if isinstance(value, dict) and not guessed(value) and given.fields.get("text") not in value:
        lists = [(name, items) for name, items in value.items() if _are_objects(items)]
        if len(lists) == 1:
            name, items = lists[0]
            for number, item in enumerate(items, 1):
                yield from _object(item, given, raw, f"{place}, {name} {number}")
            return
    yield from _object(value, given, raw, place)


def _are_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _object(value: object, given: Given, raw: Raw, place: str) -> Iterator[Record | Failure]:
    try:
        if not isinstance(value, dict):
            raise ReadError("is no JSON object")
        row = {str(name): item for name, item in value.items()}
        yield to_record(row, columns(row, given.fields), place)
    except ReadError as error:
        yield Failure(f"{raw.name}, {place}", str(error))


def _json(data: bytes) -> object:
    """The value of a JSON text, None for what is none."""
    try:
        return json.loads(decode(data))
    except (ValueError, RecursionError, ReadError):
        return None


def _stream(raw: Raw) -> IO[bytes]:
    """The source from its beginning, in an encoding in which a line's end is one byte."""
    if marked(raw.head) not in (None, "utf-8-sig"):
        return io.BytesIO(decode(raw.data(MAX_JSON)).encode())
    raw.stream.seek(0)
    return raw.stream


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is longer than MAX_BYTES, which is never held as a whole."""
    held, too_long = b"", False
    while block := stream.read(_BLOCK):
        if too_long and b"\n" not in block:
            continue
        *lines, held = (held + block).split(b"\n")
        for line in lines:
            yield None if too_long or len(line) > MAX_BYTES else line + b"\n"
            too_long = False
        too_long = too_long or len(held) > MAX_BYTES
        held = b"" if too_long else held
    if held or too_long:
        yield None if too_long else held


def is_csv(raw: Raw) -> bool:
    """Whether the source is CSV: its first line names columns, one of them known to hold a text.

    A file that is called .csv or .tsv may have other names in its first line.
    """
    try:
        header = _header(raw.head)
    except ReadError:
        return False
    return len(header) > 1 and (guessed(header) or raw.name.lower().endswith((".csv", ".tsv")))


def read_csv(raw: Raw, given: Given) -> Iterator[Record | Failure]:
    """The articles of CSV, one a row; commas, semicolons, tabs or bars divide the columns.

    Raises ReadError when no column holds the text, or a row is longer than a text may be.
    """
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(_decoded(raw), delimiter=_delimiter(_first_line(raw.head)))
    try:
        header = [cell.strip() for cell in next(rows, [])]
        named = columns(header, given.fields)
        for number, row in enumerate(rows, 2):
            if any(row):
                yield to_record(dict(zip(header, row, strict=False)), named, f"row {number}")
    except csv.Error as error:
        raise ReadError(f"is not valid CSV: line {rows.line_num}: {error}") from error


def _decoded(raw: Raw) -> Iterator[str]:
    """The lines of CSV, each with its end."""
    stream = _stream(raw)
    name = "utf-8" if stream is not raw.stream else encoding(raw.head)
    for number, line in enumerate(_lines(stream), 1):
        if line is None:
            raise ReadError(f"line {number} is longer than {MAX_BYTES // 1_000_000} MB")
        yield decode(line.replace(b"\0", b""), name)


def _first_line(head: bytes) -> str:
    name = encoding(head)
    return head.decode(name, "replace").lstrip().partition("\n")[0].rstrip("\r")


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _header(head: bytes) -> list[str]:
    """The names of the columns in the first line; none when it does not look like names."""
    line = _first_line(head)
    try:
        row = next(csv.reader([line], delimiter=_delimiter(line)), [])
    except csv.Error:
        return []
    cells = [cell.strip() for cell in row]
    return cells if len(set(cells)) == len(cells) and all(map(_CELL.fullmatch, cells)) else []
