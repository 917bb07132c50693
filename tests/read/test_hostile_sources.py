"""Whatever the bytes are: articles, or one clear line, within limits; and the rest goes on."""

import gzip
import io
import os
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import LEAD, MORE, TEXT, atom, csv, email, json_lines, page, pdf, rss, warc, zipped

from kg.errors import ReadError
from kg.model import Article
from kg.read import READERS, Failure, Given, Raw, articles, isolated, packed, read
from kg.read.kinds import reader_of

FR = Given("fr")


def told(data: bytes, name: str = "source") -> list[str]:
    """What is said of bytes that give no article; each is one line."""
    found = list(articles(Raw.of(name, data), FR))
    assert all(isinstance(f, Failure) for f in found), found
    messages = [f.message for f in found if isinstance(f, Failure)]
    assert all("\n" not in message for message in messages)
    return messages


def of_100_gigabytes(begin: bytes = b"") -> bytes:
    """A ZIP archive with one text of 100 GB, made of one block of blanks that is repeated."""
    packer = zlib.compressobj(9, wbits=-15)
    head = packer.compress(begin) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 100_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    body = head + block * 20  # the archive claims a thousand times as much as it could give
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bomb.txt", body)
    data = bytearray(out.getvalue())
    central = data.rindex(b"PK\x01\x02")
    data[8:10] = data[central + 10 : central + 12] = b"\x08\0"  # deflated, not stored
    size = (3_999_999_999).to_bytes(4, "little")
    data[22:26] = data[central + 24 : central + 28] = size
    return bytes(data)


def test_a_zip_bomb_ends_in_one_line_and_little_memory() -> None:
    bomb = of_100_gigabytes()
    tracemalloc.start()
    begin = time.monotonic()
    assert told(bomb) == ["is larger than 8 MB, too long for one article; split it"]
    assert time.monotonic() - begin < 20
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_unpacking_has_an_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "SPARE", 20_000_000)
    line = gzip.compress(b'{"text": "' + b"a" * 120_000_000)
    assert len(line) < 150_000
    assert told(line) == ["unpacks to far more than its size; what comes after is left out"]
    inner = zipped({f"{n}.txt": b"a " * 3_000_000 for n in range(10)})
    assert "unpacks to far more than its size; what comes after is left out" in told(
        zipped({"inner.zip": inner})
    )


def test_archives_in_archives_come_to_an_end() -> None:
    data = zipped({"a.txt": TEXT.encode()})
    for depth in range(6):
        data = zipped({f"{depth}.zip": data})
    assert told(data) == ["is packed more than 3 deep"]


def test_the_rest_of_an_archive_is_read(tmp_path: Path) -> None:
    files = {"1.txt": TEXT.encode(), "2.html": b"<html><body></body></html>", "3.pdf": b"%PDF-1.4 broken"}
    (tmp_path / "a.zip").write_bytes(zipped({**files, "4.txt": (LEAD + MORE).encode()}))
    kinds = [type(found) for found in read([tmp_path / "a.zip"], FR)]
    assert kinds == [Article, Failure, Failure, Article]


def test_a_damaged_archive_is_told() -> None:
    whole = zipped({"a.txt": TEXT.encode() * 50})
    assert "damaged" in told(whole[:-30])[0]
    broken = bytearray(whole)
    broken[60:90] = bytes(30)
    assert "damaged" in told(bytes(broken))[0]
    assert "damaged" in told(gzip.compress(TEXT.encode() * 50)[:100])[0]


def test_html_that_is_nested_100_000_deep() -> None:
    for tag in ("div", "blockquote", "table", "b"):
        deep = f"<html><body>{f'<{tag}>' * 100_000}{LEAD}</body></html>"
        begin = time.monotonic()
        for found in articles(Raw.of("deep.html", deep.encode()), FR):
            assert isinstance(found, Article) or "\n" not in found.message
        assert time.monotonic() - begin < 30
    assert next(articles(Raw.of("a.html", page().encode()), FR))


@pytest.mark.parametrize(
    ("begin", "name", "message"),
    [
        (b'{"text": "', "a.jsonl", "line 1: is longer than 8 MB"),
        (b"a" * 70_000, "a.txt", "is larger than 8 MB"),
        (b"<html><body>" + b"a" * 70_000, "a.html", "is larger than 8 MB"),
        (b"<rss>" + b"a" * 70_000, "a.xml", "is larger than 8 MB"),
        (b"%PDF-1.4", "a.pdf", "is larger than 64 MB"),
        (b"From: a\nTo: b\nSubject: c\n\n" + b"a" * 70_000, "a.eml", "is larger than 32 MB"),
    ],
)
def test_a_line_of_two_gigabytes(tmp_path: Path, begin: bytes, name: str, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(begin)
    os.truncate(path, 2_000_000_000)
    (found,) = read([path], FR)
    assert message in str(found)


def test_a_long_line_of_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,date\n" + b"a" * 20_000_000)
    (found,) = read([path], FR)
    assert "line 2 is longer than 8 MB" in str(found)


def test_lines_after_an_endless_one_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "' + b"a" * 80_000_000 + b'"}\n' + json_lines().encode())
    tracemalloc.start()
    found = list(read([path], FR))
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert [type(f) for f in found] == [Failure, Article, Article]


def test_a_feed_with_entity_expansion() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(10))
    feed = rss().replace("?>\n", f'?>\n<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>\n', 1)
    assert told(feed.replace("Un résumé.", "&e10;").encode())[0].startswith("declares entities of its own")


def test_a_feed_asks_for_no_file() -> None:
    feed = rss().replace("?>\n", '?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n', 1)
    assert "declares entities" in told(feed.encode())[0]


@pytest.mark.parametrize("head", [b"\x7fELF\x02\x01\x01\0", b"MZ\x90\0\x03\0\0\0"])
def test_a_pdf_that_is_a_program(head: bytes) -> None:
    assert told(head + bytes(1000), "paper.pdf") == ["is a program"]
    assert "is a PDF file that can't be understood" in told(head + b"\n%PDF-1.5\n" + bytes(1000))[0]


def test_a_pdf_of_one_huge_stream() -> None:
    content = zlib.compress(b"BT (a) Tj ET " * 20_000_000, 9)
    whole = pdf(["x"])
    begin, end = whole.index(b"stream\n") + 7, whole.index(b"\nendstream")
    huge = whole[:begin] + content + whole[end:]
    huge = huge.replace(b"<< /Length %d " % (end - begin), b"<< /Length %d " % len(content))
    begin_time = time.monotonic()
    assert len(told(huge)) == 1
    assert time.monotonic() - begin_time < 40


def test_pdfs_without_text_or_with_a_lock() -> None:
    assert "without a text layer" in told(pdf([]))[0]
    assert "locked with a password" in told(locked())[0] or "can't be understood" in told(locked())[0]


def locked() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_takes_too_long_is_ended_and_the_next_is_read() -> None:
    data = page((LEAD,) * 5_000).encode()
    with pytest.raises(ReadError, match=r"takes longer than 0\.01 seconds"):
        list(isolated.parse("html", data, 0.01, url=None, charset=None))
    assert next(articles(Raw.of("a.html", page().encode()), FR))


def test_a_child_that_dies_is_told_and_replaced() -> None:
    children = [isolated._children().get() for _ in range(isolated.CHILDREN)]
    for child in children:
        isolated._children().put(child)
        if child.process is not None:
            child.process.kill()
            child.process.wait()
    assert next(articles(Raw.of("a.html", page().encode()), FR))
    with pytest.raises(ReadError, match="is damaged and can't be understood"):
        list(isolated.parse("html", b"<html>", unknown="hint"))


def test_json_that_is_nested_too_deep() -> None:
    assert told(b'{"text": ' + b"[" * 200_000) == ["is not valid JSON, neither as a whole nor line by line"]
    assert told(b'[{"a": ' + b'{"a": ' * 200_000)


def test_many_bad_parts_are_told_in_a_few_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": ""}\n' * 1_000)
    messages = [str(found) for found in read([tmp_path / "a.jsonl"], FR)]
    assert len(messages) == 6
    assert messages[0].endswith("a.jsonl, line 1: is empty")
    assert messages[-1].endswith("a.jsonl: 995 more parts of it could not be read")


SAMPLES: dict[str, Callable[[], bytes]] = {
    "text": TEXT.encode,
    "HTML": lambda: page().encode(),
    "feed": lambda: rss().encode(),
    "Atom": lambda: atom().encode(),
    "JSON": lambda: json_lines().encode(),
    "CSV": lambda: csv().encode(),
    "ZIP": lambda: zipped({"a.txt": TEXT.encode(), "b.csv": csv().encode()}),
    "gzip": lambda: gzip.compress(csv().encode()),
    "WARC": lambda: warc({"https://a.example/": page().encode()}),
    "WARC in gzip": lambda: warc({"https://a.example/": page().encode()}, packed=True),
    "PDF": pdf,
    "e-mail": email,
}
BEGINNINGS = {
    "PDF": b"%PDF-1.4\n",
    "ZIP": b"PK\x03\x04",
    "gzip": b"\x1f\x8b\x08",
    "WARC": b"WARC/1.0\r\n",
    "feed": b"<rss version='2.0'>",
    "HTML": b"<html><body><p>",
    "JSON": b'{"text": "',
    "e-mail": b"From: a\r\nTo: b\r\nSubject: c\r\n",
    "CSV": b"text;date\n",
    "text": b"",
}


def test_every_reader_is_tried() -> None:
    assert set(BEGINNINGS) == {reader.kind for reader in READERS}
    for kind, begin in BEGINNINGS.items():
        reader = reader_of(Raw.of("x", begin or b"Bonjour"))
        assert reader is not None
        assert reader.kind == kind


def check(data: bytes) -> None:
    for found in articles(Raw.of("source", data), FR):
        if isinstance(found, Failure):
            assert found.message
            assert "\n" not in found.message
        else:
            assert found.text.strip()


@pytest.mark.parametrize("kind", BEGINNINGS)
@settings(max_examples=40, deadline=None)
@given(rest=st.binary(max_size=300))
def test_arbitrary_bytes_give_articles_or_failures(kind: str, rest: bytes) -> None:
    check(BEGINNINGS[kind] + rest)


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_damaged_sources_give_articles_or_failures(kind: str, data: st.DataObject) -> None:
    whole = bytearray(SAMPLES[kind]())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    check(bytes(whole[: data.draw(st.integers(1, len(whole) or 1))]))
