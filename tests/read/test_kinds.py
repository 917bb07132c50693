"""Every kind of source, from samples that look like what people have."""

import gzip
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import samples
from samples import END, LEAD, MORE, TEXT, TITLE

from kg.errors import UsageError
from kg.model import Article
from kg.read import Failure, Given, Raw, articles, parse_fields, read, told
from kg.read.pdf import unwrap
from kg.read.record import day

AUTO = Given()


def found(data: bytes | str, name: str = "source", given: Given = AUTO) -> list[Article]:
    everything = list(articles(Raw.of(name, data.encode() if isinstance(data, str) else data), given))
    failures = [str(f) for f in everything if isinstance(f, Failure)]
    assert failures == []
    return [f for f in everything if isinstance(f, Article)]


def one(data: bytes | str, name: str = "source", given: Given = AUTO) -> Article:
    (article,) = found(data, name, given)
    return article


def message(data: bytes | str, given: Given = AUTO) -> str:
    (failure,) = articles(Raw.of("source", data.encode() if isinstance(data, str) else data), given)
    assert isinstance(failure, Failure)
    return failure.message


def test_text() -> None:
    article = one(TEXT)
    assert (article.text, article.headline, article.kind) == (TEXT, TITLE, "text")
    assert article.media_type == "text/plain"
    assert one(f"## {TEXT}", "a.md").media_type == "text/markdown"


def test_front_matter_tells_of_markdown_and_is_no_text() -> None:
    front = (
        '---\ntitle: "Un autre titre"\nsource: https://a.example/1\ndate: 2025-03-04\ntags:\n  - a\n---\n\n'
    )
    article = one(f"{front}# {TEXT}", "a.md")
    assert (article.text, article.headline, article.date) == (TEXT, TITLE, date(2025, 3, 4))
    assert (article.url, article.publisher) == ("https://a.example/1", None)
    article = one(f"{front}{LEAD}", "a.md")
    assert (article.text, article.headline) == (f"Un autre titre\n\n{LEAD}", "Un autre titre")
    assert one(f"{front}{LEAD}", "a.txt").text == f"{front}{LEAD}"
    rule = f"---\n{LEAD}\n---\n{MORE}"
    assert one(rule, "a.md").text == rule


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16", "utf-8-sig", "utf-32"])
def test_encodings_are_found(encoding: str) -> None:
    text = TEXT.replace("'", "’")
    assert one(text.encode(encoding)).text == text


def test_html_is_read_without_what_surrounds_the_article() -> None:
    article = one(samples.page())
    assert article.text == TEXT
    assert (article.headline, article.date) == (TITLE, date(2025, 3, 4))
    assert (article.publisher, article.author) == ("Le Courrier des Îles", "Jeanne Dupré")
    assert article.url == "https://courrier.example/monde/norvege-japon"
    assert (article.kind, article.media_type, article.lang) == ("HTML", "text/html", "fr")
    assert article.retrieved is None


@pytest.mark.parametrize("begin", ["", "\ufeff", "\n <!-- saved -->\n", '<?xml version="1.0"?>'])
def test_html_is_known_by_its_content(begin: str) -> None:
    assert one(begin + samples.page(), "page.txt").kind == "HTML"
    wide = (begin + samples.page()).removeprefix("\ufeff").encode("utf-16")
    assert one(wide, "page.txt").headline == TITLE


@pytest.mark.parametrize("line", ["Par Jeanne Dupré", "par  Jeanne Dupré", "By Jeanne Dupré", "Jeanne Dupré"])
def test_an_author_is_a_name_alone(line: str) -> None:
    assert one(json.dumps({"text": LEAD, "author": line})).author == "Jeanne Dupré"
    assert one(json.dumps({"text": LEAD, "author": "Byron Parnell"})).author == "Byron Parnell"


def test_a_piece_of_a_page_is_html() -> None:
    article = one(f"<p>{LEAD}</p>\n<p>{MORE}</p>")
    assert (article.text, article.kind) == (f"{LEAD}\n\n{MORE}", "HTML")
    assert one(f"<p>{END}</p>").text == END


def test_a_date_in_the_future_is_none() -> None:
    ahead = (datetime.now() + timedelta(days=40)).date().isoformat()
    assert one(samples.page(date=ahead)).date is None
    assert one(samples.page(date=ahead), "2025-03-05-page.html").date == date(2025, 3, 5)
    assert one(f'{{"text": "{LEAD}", "date": "{ahead}"}}').date is None


def test_a_page_without_an_article() -> None:
    assert message("<html><head><title>Accueil</title></head><body></body></html>") == (
        "no article's text was found in the page"
    )


def test_rss() -> None:
    first, second = found(samples.rss())
    assert first.headline == f"{TITLE}, épisode 1"
    assert first.text == f"{TITLE}, épisode 1\n\nNuméro 1. {LEAD}\n\n{MORE}"
    assert (first.date, first.lang, first.author) == (date(2025, 3, 4), "fr", "Jeanne Dupré")
    assert (second.url, second.publisher) == ("https://courrier.example/2", "Le Courrier des Îles")
    assert (second.kind, second.media_type) == ("feed", "application/rss+xml")
    assert second.source == "source, entry 2"


def test_atom() -> None:
    article = one(samples.atom())
    assert article.text == f"{TITLE}\n\n{LEAD}"
    assert (article.date, article.author) == (date(2025, 3, 4), "Jeanne Dupré")
    assert (article.url, article.media_type) == ("https://courrier.example/atom", "application/atom+xml")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tue, 04 Mar 2025 00:30:00 +0100", date(2025, 3, 4)),
        ("Tue, 04 Mar 2025 23:30:00 -0500", date(2025, 3, 4)),
        ("2025-03-04T00:30:00+01:00", date(2025, 3, 4)),
        ("4 Mar 2025", date(2025, 3, 4)),
    ],
)
def test_the_day_of_an_entry_is_that_of_its_own_clock(said: str, expected: date) -> None:
    feed = samples.rss(1).replace("Tue, 04 Mar 2025 08:01:00 +0100", said)
    assert one(feed).date == expected


def test_a_feed_without_entries() -> None:
    assert (
        message("<rss version='2.0'><channel><title>x</title></channel></rss>") == "is a feed without entries"
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.json_lines(), "JSON"),
        (json.dumps(samples.rows()), "JSON"),
        (json.dumps(samples.rows(), indent=2), "JSON"),
        (samples.json_lines().encode("utf-16"), "JSON"),
        (samples.csv(";"), "CSV"),
        (samples.csv(",").encode("utf-8-sig"), "CSV"),
        (samples.csv("\t").encode("utf-16"), "CSV"),
        (samples.csv("|").encode("cp1252"), "CSV"),
    ],
)
def test_exports_are_guessed(data: bytes | str, kind: str) -> None:
    first, second = found(data)
    assert first.text == f"{TITLE}, suite 1\n\n{LEAD}\n\n{MORE}"
    assert (first.headline, first.date, first.url) == (
        f"{TITLE}, suite 1",
        date(2025, 3, 1),
        "https://a.example/1",
    )
    assert (second.kind, second.date) == (kind, date(2025, 3, 2))


def test_the_encoding_of_csv_may_show_late() -> None:
    rows = "".join(f"Ligne numero {n}. {'Rien de neuf. ' * 20};2025-03-01\n" for n in range(300))
    data = f"texte;date\n{rows}{LEAD.replace('lundi', 'à midi')};2025-03-02\n"
    assert "à midi" in found(data.encode("cp1252"), given=Given("fr"))[-1].text


def test_columns_can_be_named() -> None:
    given = Given(fields=parse_fields(["text=résumé", "headline = objet,date=jour"]))
    data = f"objet;résumé;jour;texte\n{TITLE};{LEAD};2025-03-01;Autre chose.\n"
    article = one(data, "a.csv", given)
    assert (article.text, article.date) == (f"{TITLE}\n\n{LEAD}", date(2025, 3, 1))
    row = {"objet": TITLE, "résumé": LEAD, "jour": "2025-03-01"}
    assert one(json.dumps(row, ensure_ascii=False), given=given).text == article.text


def test_a_named_column_is_known_without_regard_to_case_and_told_when_it_is_missing() -> None:
    data = f"n;Papier du jour\n1;{LEAD}"
    given = Given(fields=parse_fields(["text=papier du jour"]))
    assert one(data, "a.csv", given).text == LEAD
    (failure,) = articles(Raw.of("a.csv", data.encode()), Given(fields=parse_fields(["text=papier"])))
    assert str(failure) == "a.csv: has no field 'papier' to hold the text (there are: n, Papier du jour)"


@pytest.mark.parametrize("indent", [None, 2])
def test_the_list_in_an_answer_of_a_service_is_read(indent: int | None) -> None:
    rows = samples.rows()
    whole = json.dumps({"status": "ok", "total": 2, "articles": rows}, indent=indent)
    assert [f.date for f in found(whole)] == [date(2025, 3, 1), date(2025, 3, 2)]
    assert (found(whole)[1].source or "").endswith(", articles 2")
    assert "no field is known" in message(json.dumps({"one": rows, "other": rows}))


def test_columns_that_nobody_knows_are_told() -> None:
    (failure,) = articles(Raw.of("a.csv", b"alpha;beta\n1;2\n"), AUTO)
    assert "name it with --fields text=NAME (there are: alpha, beta)" in str(failure)
    assert "there are: alpha" in message('{"alpha": "1"}')


@pytest.mark.parametrize("text", ["corps", "texte=corps", "text=", "text=a,b"])
def test_fields_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="write FIELD=COLUMN"):
        parse_fields([text])


def test_values_in_data_may_be_markup_lists_or_things() -> None:
    row = {
        "articleBody": f"<p>{LEAD}</p><p>Élysée&nbsp;: {MORE}</p><script>x</script>",
        "author": [{"name": "Jeanne Dupré"}, {"name": "Paul Roy"}],
        "publisher": {"@type": "Organization", "name": "Le Courrier"},
        "inLanguage": "fr-FR",
        "headline": None,
    }
    article = one(json.dumps(row))
    assert article.text == f"{LEAD}\n\nÉlysée : {MORE}"
    assert (article.author, article.publisher, article.headline) == (
        "Jeanne Dupré, Paul Roy",
        "Le Courrier",
        None,
    )


def test_half_characters_are_left_out() -> None:
    article = one('{"text": "\\ud800' + LEAD + '", "author": "\\udfff", "url": "https://a.example/\\ud800"}')
    assert (article.text, article.author, article.url) == (LEAD, None, "https://a.example/")
    assert one(TEXT, "a\udcff.txt").source == "a?.txt"


def test_text_with_commas_is_no_csv() -> None:
    assert one(f"Paris, Berlin, Londres\n\n{LEAD}").kind == "text"
    assert one(f"Macron, Scholz\n{LEAD}").kind == "text"


def test_zip_holds_files_of_any_kind() -> None:
    files = {
        "b/page.html": samples.page().encode(),
        "a.txt": TEXT.encode(),
        ".hidden.txt": TEXT.encode(),
        "__MACOSX/a.txt": b"x",
        "style.css": b"p {}",
        "photo.png": b"\x89PNG\r\n\x1a\n",
        "c.zip": samples.zipped({"d.csv": samples.csv().encode()}),
    }
    *all_found, last = articles(Raw.of("a.zip", samples.zipped(files)), AUTO)
    assert [a.kind for a in all_found if isinstance(a, Article)] == [
        *("text in ZIP", "HTML in ZIP", "CSV in ZIP in ZIP", "CSV in ZIP in ZIP")
    ]
    assert str(last) == "a.zip: 2 files of other kinds left out (1 .css, 1 .png)"
    assert isinstance(last, Failure)
    assert not last.is_fault


def test_gzip() -> None:
    article = one(gzip.compress(TEXT.encode()), "2025-03-04-a.txt.gz")
    assert (article.text, article.kind, article.date) == (TEXT, "text in gzip", date(2025, 3, 4))


@pytest.mark.parametrize("packed", [False, True])
def test_warc(packed: bool) -> None:
    pages = {
        "https://a.example/1": samples.page((LEAD, END)).encode(),
        "https://a.example/2": samples.page().encode(),
    }
    data = samples.warc(pages, packed)
    first, second = found(data)
    assert first.kind == ("HTML in WARC in gzip" if packed else "HTML in WARC")
    assert (second.url, second.text) == ("https://a.example/2", TEXT)
    assert second.retrieved is not None
    assert second.retrieved.isoformat() == "2025-03-05T09:00:00+00:00"


def test_warc_gives_good_answers_that_are_texts() -> None:
    page = samples.warc({"https://a.example/1": samples.page().encode()})
    picture = page.replace(
        b"Content-Type: text/html; charset=utf-8", b"Content-Type: image/png; charset=utf-8"
    )
    lost = page.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 404 NO")
    assert found(picture + lost) == []
    assert [a.url for a in found(picture + page + lost)] == ["https://a.example/1"]


def test_pdf() -> None:
    article = one(samples.pdf())
    assert article.text.split() == TEXT.split()
    assert article.text.startswith(f"{TITLE}\n\n")
    assert (article.headline, article.author) == (TITLE, "Jeanne Dupré")
    assert (article.date, article.media_type) == (
        None,
        "application/pdf",
    )  # the file's date is not the article's


def test_lines_of_a_pdf_become_paragraphs() -> None:
    lines = ["Un titre", "Le président a reçu la délé-", "gation norvégienne.", "Fin.", "", "Autre."]
    assert list(unwrap(lines)) == [
        "Un titre",
        "Le président a reçu la délégation norvégienne.",
        "Fin.",
        "Autre.",
    ]


@pytest.mark.parametrize("html", [False, True])
def test_email(html: bool) -> None:
    article = one(samples.email(html))
    assert article.text == f"{TITLE}\n\n{LEAD}\n\n{MORE}"
    assert (article.headline, article.date, article.author) == (TITLE, date(2025, 3, 4), "Service de presse")
    assert (article.kind, article.media_type) == ("e-mail", "message/rfc822")


def test_a_text_that_looks_a_little_like_email_is_text() -> None:
    assert one(f"Note: brouillon\n\n{LEAD}").kind == "text"


@pytest.mark.parametrize(
    "data", [samples.json_lines().encode(), samples.pdf(), samples.zipped({"a.txt": b"Bonjour"})]
)
def test_standard_input_is_of_any_kind(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    for article in read(["-"], Given("fr")):
        assert isinstance(article, Article)
        assert str(article.source).startswith("standard input")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-04", date(2025, 3, 4)),
        ("2025-03-04T08:00:00+01:00", date(2025, 3, 4)),
        (" 20250304 ", date(2025, 3, 4)),
        ("Tue, 04 Mar 2025 08:00:00 +0100", date(2025, 3, 4)),
        ("04/03/2025", None),
        ("2025-13-04", None),
        ("1741071600", None),
        ("hier", None),
        ("", None),
    ],
)
def test_days_as_machines_write_them(text: str, expected: date | None) -> None:
    assert day(text) == expected


def test_what_is_told_can_be_read_again() -> None:
    article = one(samples.page())
    again = one(json.dumps(told.row(article)))
    assert (again.text, again.headline, again.date, again.url) == (
        *(article.text, article.headline, article.date, article.url),
    )
    lines = list(told.lines(article))
    assert lines[0] == "source"
    assert "  date       2025-03-04" in lines
    assert "  retrieved  -" in lines


def test_what_is_told_commands_no_terminal() -> None:
    article = one(f"\x1b[31mRouge\x1b[0m\n\n{LEAD}", "a\nb.txt")
    lines = list(told.lines(article))
    assert (lines[0], lines[2]) == ("a b.txt", "  headline    [31mRouge [0m")


def test_a_mixed_folder_is_read_in_a_stable_order(tmp_path: Path) -> None:
    for name, data in samples.every_kind().items():
        (tmp_path / name).write_bytes(data)
    everything = list(read([tmp_path]))
    assert [f.kind for f in everything if isinstance(f, Article)] == [
        *("text", "text", "HTML", "feed", "feed", "JSON", "JSON", "CSV", "CSV", "PDF", "e-mail"),
        *("text in ZIP", "HTML in ZIP", "text in gzip", "HTML in WARC in gzip", "HTML in WARC"),
    ]
    assert [str(f) for f in everything if isinstance(f, Failure)] == [
        f"{tmp_path}: 3 files of other kinds left out (1 .css, 1 .docx, 1 .jpg)"
    ]
    assert list(read([tmp_path])) == everything
