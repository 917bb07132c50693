import gzip
import io
import os
import threading
from datetime import date
from pathlib import Path

import pytest

from kg.errors import DateError, LanguageError, ReadError
from kg.model import Article
from kg.read import Address, Failure, Given, find, load, parse_date, read
from kg.read.encoding import decode
from kg.read.record import MAX_CHARACTERS, date_of
from kg.read.source import MAX_BYTES
from kg.read.text import headline

FRENCH = "Le président russe a appelé son homologue américain. Les deux hommes ont parlé de commerce."
ENGLISH = "The Russian president called his American counterpart. Both men talked about trade."
FR = Given("fr")


def one(path: Path | str, given: Given = FR) -> Article | Failure:
    (result,) = read([path], given)
    return result


def article(path: Path | str, given: Given = FR) -> Article:
    result = one(path, given)
    assert isinstance(result, Article), result
    return result


def failure(path: Path | str, given: Given = FR) -> str:
    result = one(path, given)
    assert isinstance(result, Failure)
    assert "\n" not in str(result)
    assert str(path) in str(result)
    return result.message


def test_text_is_kept_as_it_stands_but_in_nfc(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("  Cafe\u0301 à l’Élysée\r\n\r\nFin \n".encode())
    assert article(path).text == "  Café à l’Élysée\n\nFin \n"


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_bytes(FRENCH.encode(encoding))
        assert article(path).text == FRENCH


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Le \0 pr", "binary"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"MZ\x90\0\3\0\0\0", "a program"),
        (b"\x7fELF\2\1\1", "a program"),
        (b"\xff\xfea\x00b", "not valid UTF-16"),
        (b"a" * (MAX_CHARACTERS + 1), "too long for one article"),
    ],
)
def test_bytes_that_are_no_article(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert message in failure(path)


def test_missing_file(tmp_path: Path) -> None:
    assert "no such file" in failure(tmp_path / "nowhere.txt")


def test_endless_source_is_not_read_to_its_end() -> None:
    with load(Path("/dev/zero")) as raw, pytest.raises(ReadError, match="larger than"):
        raw.data()
    assert MAX_BYTES < 10**8


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("data", [FRENCH.encode(), gzip.compress(FRENCH.encode())])
def test_a_pipe_is_read_once(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(data,))
    writer.start()
    assert article(path).text == FRENCH
    writer.join()


def test_folder_is_walked_in_a_stable_order_without_hidden_files(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/2.md",
        "a/1.TXT",
        "c.js",
        ".hidden.txt",
        ".git/x.txt",
        "a/.x/y.txt",
        "Z.txt",
        "d",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(FRENCH)
    *places, last = find([tmp_path])
    assert [str(p.relative_to(tmp_path)) for p in places if isinstance(p, Path)] == [
        *("Z.txt", "a/1.TXT", "a/2.md", "b.txt", "d")
    ]
    assert str(last) == f"{tmp_path}: 1 file of other kinds left out (1 .js)"


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ((), ("a",), ["b.txt", "c/d.txt"]),
        ((), ("*.txt",), []),
        (("c/*",), (), ["c/d.txt", "c/e.log"]),
        (("b.*", "d.*"), ("c",), ["b.txt"]),
        (("*.log",), (), ["a/f.log", "c/e.log"]),
    ],
)
def test_patterns_choose_among_the_files_of_a_folder(
    tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
) -> None:
    for name in ("a/1.txt", "a/f.log", "b.txt", "c/d.txt", "c/e.log"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(FRENCH)
    found = find([tmp_path], include, exclude)
    assert [p.relative_to(tmp_path).as_posix() for p in found if isinstance(p, Path)] == expected


def test_graph_folders_and_pages_of_graphs_are_no_articles(tmp_path: Path) -> None:
    for name in ("a.txt", "graph/store/LOCK", "graph/graph.html", "graph/failures.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(FRENCH)
    (tmp_path / "page.html").write_text(
        f'<html><head><meta name="generator" content="Pourparlers"></head><body>{FRENCH}</body></html>'
    )
    place, others = find([tmp_path])
    assert place == tmp_path / "a.txt"
    assert "1 .html" in str(others)


def test_addresses_are_told_from_files() -> None:
    assert list(find(["https://a.example/b", "HTTP://a.example"])) == [
        Address("https://a.example/b"),
        Address("HTTP://a.example"),
    ]
    (found,) = find(["file:///etc/passwd"])
    assert "only http and https" in str(found)


def test_folder_inside_a_hidden_one_is_walked_when_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / ".news"
    folder.mkdir()
    (folder / "a.txt").write_text(FRENCH)
    assert list(find([folder])) == [folder / "a.txt"]


def test_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    assert "no article in this folder" in failure(tmp_path)


def test_bad_file_among_good_ones_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(FRENCH)
    (tmp_path / "2.txt").write_bytes(b"")
    (tmp_path / "3.txt").write_text(FRENCH + " Fin.")
    kinds = [type(result) for result in read([tmp_path], FR)]
    assert kinds == [Article, Failure, Article]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(FRENCH.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    found = article("-")
    assert (found.text, found.source) == (FRENCH, "standard input")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2025-02-12-appel.txt", date(2025, 2, 12)),
        ("2025-02-12.txt", date(2025, 2, 12)),
        ("2025-02-30-appel.txt", None),
        ("2025-02-123.txt", None),
        ("appel-2025-02-12.txt", None),
    ],
)
def test_date_in_a_name(name: str, expected: date | None) -> None:
    assert date_of(name) == expected


def test_given_date_wins_over_the_name(tmp_path: Path) -> None:
    path = tmp_path / "2025-02-12-appel.txt"
    path.write_text(FRENCH)
    assert article(path).date == date(2025, 2, 12)
    assert article(path, Given("fr", date(2024, 1, 1))).date == date(2024, 1, 1)


@pytest.mark.parametrize("text", ["12/02/2025", "2025-2-1", "2025-02-30", "20250212", "2025-W07-3", "", "x"])
def test_bad_date(text: str) -> None:
    with pytest.raises(DateError, match="YYYY-MM-DD"):
        parse_date(text)


def test_good_date() -> None:
    assert parse_date("2025-02-12") == date(2025, 2, 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Poutine appelle Trump\n\nLe président ...", "Poutine appelle Trump"),
        ("\nPoutine appelle Trump\r\n \r\nLe président ...", "Poutine appelle Trump"),
        ("Une phrase tout entière.\n\nLe président ...", None),
        ("Poutine appelle Trump\nLe président ...", None),
        ("Poutine appelle Trump", None),
        ("Poutine appelle Trump\n\n", None),
        ("x" * 200 + "\n\nLe président", None),
    ],
)
def test_headline(text: str, expected: str | None) -> None:
    assert headline(text) == expected


def test_headline_stays_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Poutine appelle Trump\n\n" + FRENCH)
    found = article(path)
    assert found.headline == "Poutine appelle Trump"
    assert found.text == "Poutine appelle Trump\n\n" + FRENCH


def test_headline_is_in_nfc_like_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Poutine a\u0300 Paris\n\n" + FRENCH)
    found = article(path)
    assert found.headline == "Poutine à Paris"
    assert found.text.startswith(found.headline)


def test_markup_is_only_text() -> None:
    text = '<script>alert(1)</script> <http://x> """ . } GRAPH'
    assert decode(text.encode()) == text


@pytest.mark.parametrize("text", ["L'Inde a condamné l'attentat.", "Riga a condamné Minsk."])
def test_few_words_are_of_a_language_of_ours_when_it_is_nearly_as_likely(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    assert article(file, Given()).lang == "fr"


def test_what_is_called_a_text_and_is_none_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1" * 100)
    (tmp_path / "b.bin").write_bytes(b"\0\1" * 100)
    assert list(map(str, read([tmp_path]))) == [
        f"{tmp_path / 'a.txt'}: is a binary file of a kind that is not known",
        f"{tmp_path}: 1 file of other kinds left out (1 .bin)",
    ]


def test_language_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(FRENCH)
    assert article(path, Given()).lang == "fr"


def test_english_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ENGLISH)
    assert article(path, Given()).lang == "en"


def test_unsupported_language_is_a_failure_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Der russische Präsident hat gestern mit seinem amerikanischen Kollegen telefoniert.")
    assert "'de'" in failure(path, Given())


def test_language_that_is_given_is_checked_at_once() -> None:
    with pytest.raises(LanguageError, match="'xx' is not supported"):
        list(read(["nowhere.txt"], Given("xx")))


def test_an_empty_name_is_no_folder() -> None:
    (found,) = find([" "])
    assert isinstance(found, Failure)
    assert "is an empty name" in str(found)


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(DateError, match=r"give a datetime\.date"):
        Article.of("Paris a condamné la frappe.", "fr", date="2025-01-01")  # type: ignore[arg-type]
