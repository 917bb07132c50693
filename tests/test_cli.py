import io
import json
import os
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import samples

import kg
from kg import growth
from kg.cli import run
from kg.graph import Summary

TEXT = "Ada appelle Bo.\n"
pytestmark = pytest.mark.usefixtures("simple_extraction")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "2025-02-12-a.txt").write_text(TEXT)
    (folder / "b.txt").write_text("Eva appelle Al.\n")
    return folder


@pytest.fixture
def graph(articles: Path, tmp_path: Path) -> Path:
    with redirect_stdout(io.StringIO()):
        assert run(["build", str(articles), "--output", str(tmp_path / "my graph"), "--lang", "fr"]) == 0
    return tmp_path / "my graph"


def test_build_writes_a_folder_and_tells_what_it_found(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "my graph"
    assert run(["build", str(articles), "--output", str(target), "--lang", "fr"]) == 0
    out, err = capsys.readouterr()
    assert sorted(path.name for path in target.iterdir()) == [".writer", "graph.html", "graph.trig", "store"]
    assert out.splitlines()[:2] == ["2 articles, 4 actors, 2 events", "  PhoneCall     2"]
    assert out.splitlines()[2] == "2 added, 0 skipped, 0 replaced, 0 failed"
    assert err == ""
    lines = [line.strip() for line in out.splitlines() if line.startswith("  kg query ")]
    assert len(lines) == 3
    assert all(line.startswith(f"kg query '{target}' ") for line in lines)


def test_a_report_names_the_most_frequent_classes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    events = {f"Class{n:02}": 90 - n for n in range(17)}
    state = growth.State(Summary(1, 2, events, {}, 0, 0), (), ())
    monkeypatch.setattr(growth, "resolve_all", lambda folder, progress: state)
    assert run(["resolve", "graph", "--all"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"1 article, 2 actors, {sum(events.values())} events"
    assert lines[1:17] == [
        *(f"  Class{n:02}    {90 - n}" for n in range(15)),
        "  and 2 more classes of events",
    ]


def test_suggested_lines_run(graph: Path, articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["build", str(articles), "--output", str(graph), "--lang", "fr"])
    for line in capsys.readouterr().out.splitlines():
        if line.startswith("  kg query "):
            assert run(shlex.split(line)[1:]) == 0
            assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("name", ["g.trig", "g.ttl", "g.nq", "g.nt"])
def test_build_writes_one_file(articles: Path, tmp_path: Path, name: str) -> None:
    page = tmp_path / "page.htm"
    call = ["build", str(articles), "-o", str(tmp_path / name), "--lang", "fr", "--html", str(page)]
    assert run(call) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["articles", name, "page.htm"])
    assert run(["query", str(tmp_path / name), "ASK { ?e a pp:PhoneCall }"]) == 0
    assert page.read_text().lstrip().lower().startswith("<!doctype html")


def test_date_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    output = tmp_path / "g.trig"
    assert run(["build", "-", "--output", str(output), "--lang", "fr", "--date", "2025-02-12"]) == 0
    assert '"2025-02-12"' in output.read_text()


def test_bad_file_among_good_ones(articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (articles / "c.txt").write_bytes(b"")
    assert run(["build", str(articles), "--output", str(tmp_path / "g.nq"), "--lang", "fr"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("2 articles")
    assert err.splitlines() == [f"kg: {articles / 'c.txt'}: is empty"]


def test_text_without_event_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Ada regarde Bo.")
    assert run(["build", str(tmp_path / "a.txt"), "--output", str(tmp_path / "g.nq"), "--lang", "fr"]) == 0
    assert "no event" in capsys.readouterr().err
    assert (tmp_path / "g.nq").exists()


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        ("build {dir}/nowhere.txt -o {dir}/g.trig", 1, "no such file"),
        ("build {dir}/empty.txt -o {dir}/g.trig", 1, "is empty"),
        ("build {dir}/binary.txt -o {dir}/g.trig", 1, "is a binary file"),
        ("build {dir}/void -o {dir}/g.trig", 1, "no article in this folder"),
        ("build {dir}/german.txt -o {dir}/g.trig", 1, "'de', which is not supported"),
        ("build {dir}/a.txt -o {dir}/g.trig --lang xx", 2, "'xx' is not supported"),
        ("build {dir}/a.txt -o {dir}/g.trig --date 12/02/2025", 2, "is not a date"),
        ("build {dir}/a.txt -o {dir}/g.trig --date 2025-02-30", 2, "is not a date"),
        ("build {dir}/a.txt -o {dir}/g.trig --jobs 0", 2, "--jobs"),
        ("build {dir}/a.txt -o {dir}/g.trig --jobs many", 2, "--jobs"),
        ("build {dir}/a.txt -o {dir}/g.trig --base nonsense", 2, "IRI"),
        ("build {dir}/a.txt -o {dir}/nowhere/g.trig --lang fr", 1, "there is no folder"),
        ("build {dir}/a.txt -o {dir}/a.txt --lang fr", 1, "can't be made"),
        ("build {dir}/a.txt -o {dir}/g.trig --html {dir}/void --lang fr", 1, "a folder has this name"),
        ("build {dir}/a.txt", 2, "--output"),
        ("build -o {dir}/g.trig", 2, "SOURCE"),
        ("bild", 2, "bild"),
        ("query {dir}/nowhere ASK{{}}", 1, "no such file or folder"),
        ("query {dir}/void ASK{{}}", 1, "no graph.trig"),
        ("query {dir}/a.txt ASK{{}}", 1, "must end in .trig"),
        ("query {dir}/graph.trig SELECT", 2, "no query named SELECT"),
        ("query {dir}/graph.trig SELECT{{", 2, "line 1, column"),
        ("query {dir}/graph.trig {dir}/nowhere.rq", 2, "nowhere.rq"),
        ("query {dir}/graph.trig ASK{{}} --format xml", 2, "--format"),
        ("query {dir}/graph.trig ASK{{SERVICE<http://127.0.0.1:8/>{{}}}}", 2, "SERVICE"),
        ("query {dir}/graph.trig", 2, "QUERY"),
        ("view {dir}/nowhere.trig -o {dir}/p.html", 1, "no such file"),
        ("view {dir}/graph.trig -o {dir}/nowhere/p.html", 1, "there is no folder"),
    ],
)
def test_what_goes_wrong_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], call: str, code: int, message: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(b"\0\1")
    (tmp_path / "german.txt").write_text(
        "Der russische Präsident hat gestern mit seinem Kollegen telefoniert."
    )
    (tmp_path / "void").mkdir()
    (tmp_path / "graph.trig").write_text("")
    before = sorted(tmp_path.iterdir())
    assert run([part.format(dir=tmp_path) for part in call.split(" ")]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("kg: ")
    assert message in err.splitlines()[0]
    assert len(err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_unexpected_error_is_one_line_and_debug_shows_it(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("kg.resolve.resolve_one", broken)
    call = ["build", str(articles), "--output", str(tmp_path / "g.trig"), "--lang", "fr"]
    assert run(call) == 1
    assert capsys.readouterr().err == "kg: unexpected error, RuntimeError: out of luck; --debug shows where\n"
    with pytest.raises(RuntimeError):
        run([*call, "--debug"])
    assert not (tmp_path / "g.trig").exists()


def test_message_has_no_control_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", str(tmp_path / "a\x1b[31m\nb.trig"), "ASK {}"]) == 1
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert len(err.splitlines()) == 1


def test_table(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT ?who ?call { ?call a pp:PhoneCall ; pp:participant/skos:prefLabel ?who } ORDER BY ?who"
    assert run(["query", str(graph), query]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[0] == ["who", "call"]
    assert [line[0] for line in lines[2:]] == ["Ada", "Al", "Bo", "Eva"]
    assert lines[2][1].startswith("data:event/")


def test_empty_table(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", str(graph), "SELECT ?x { ?x a pp:Visit }"]) == 0
    out, err = capsys.readouterr()
    assert "x" in out
    assert err == "kg: no row\n"


def test_formats(graph: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    query = "SELECT ?who { ?who skos:prefLabel 'Ada'@fr }"
    answers = {}
    for form in ("csv", "tsv", "json"):
        assert run(["query", str(graph), query, "--format", form]) == 0
        answers[form] = capsysbinary.readouterr().out
    iri = "https://w3id.org/pourparlers/id/actor/ada"
    assert answers["csv"].decode().split() == ["who", iri]
    assert answers["tsv"].decode().split() == ["?who", f"<{iri}>"]
    assert json.loads(answers["json"])["results"]["bindings"] == [{"who": {"type": "uri", "value": iri}}]


def test_construct_and_ask(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", str(graph), "CONSTRUCT { ?a pp:phoned ?b } { ?a pp:phoned ?b }"]) == 0
    assert "<actor/ada> pp:phoned <actor/bo> ." in capsys.readouterr().out
    assert run(["query", str(graph), "ASK { ?x a pp:Visit }"]) == 0
    assert capsys.readouterr().out == "false\n"


def test_list_of_queries(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "--list"]) == 0
    assert "who-phoned-whom" in capsys.readouterr().out


def test_view(graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    assert run(["view", str(graph), "--output", str(page), "--title", "Ma <b>page</b>", "--lang", "en"]) == 0
    assert capsys.readouterr().out == f"Written: {page}\n"
    text = page.read_text(encoding="utf-8")
    assert "Ma <b>page" not in text
    assert "Ada" in text


def test_ontology(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ontology", "--lang", "fr"]) == 0
    assert "PhoneCall" in capsys.readouterr().out


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"kg {kg.__version__}\n"
    assert run(["--help"]) == 0
    assert "build" in capsys.readouterr().out
    assert run([]) == 2
    out, err = capsys.readouterr()
    assert "build" in out
    assert err == ""


@pytest.mark.parametrize("arguments", [["--help"], ["query", "GRAPH", "SELECT * { ?s ?p ?o }"]])
def test_start_is_light(tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "g.trig"
    path.write_text("<a:a> <a:b> <a:c> .")
    code = (
        "import sys; from kg.cli import run; code = run(sys.argv[1:]);"
        "heavy = {'spacy', 'rdflib', 'networkx', 'numpy', 'pyvis', 'jinja2', 'trafilatura', 'lxml',"
        "'feedparser', 'pypdf', 'warcio', 'charset_normalizer', 'rensa'} & set(sys.modules);"
        "assert not heavy, heavy; sys.exit(code)"
    )
    call = [sys.executable, "-c", code, *(str(path) if a == "GRAPH" else a for a in arguments)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_closed_pipe_is_no_error(graph: Path) -> None:
    code = "import sys; from kg.cli import main; main(sys.argv[1:])"
    call = [
        sys.executable,
        "-c",
        code,
        "query",
        str(graph),
        "SELECT * { ?s ?p ?o . ?a ?b ?c }",
        "--format",
        "csv",
    ]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=buffered)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


def test_public_names() -> None:
    assert kg.__all__ == ["PP", "Article", "Graph", "KgError", "__version__", "build"]
    for name in kg.__all__:
        assert getattr(kg, name) is not None
        assert name in dir(kg)
    with pytest.raises(AttributeError, match="nothing"):
        kg.nothing  # noqa: B018


def test_examples_of_the_package_run() -> None:
    import doctest

    assert doctest.testmod(kg).failed == 0
    assert doctest.testmod(kg).attempted > 2


def test_json_ld(articles: Path, tmp_path: Path) -> None:
    output = tmp_path / "g.jsonld"
    assert run(["build", str(articles), "-o", str(output), "--lang", "fr"]) == 0
    document = json.loads(output.read_text(encoding="utf-8"))
    (believed,) = (part for part in document["graph"] if part["id"] == "graph/resolved")
    (call, _) = (node for node in believed["graph"] if "PhoneCall" in node["type"])
    assert call["status"] == "occurred"
    assert run(["query", str(output), "ASK { ?e a pp:PhoneCall ; pp:participant ?a }"]) == 0


def test_validate(graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", str(graph)]) == 0
    assert capsys.readouterr() == ("", f"kg: {graph} keeps the shapes of the ontology\n")
    broken = tmp_path / "broken.ttl"
    broken.write_text("<https://ex.org/e> a <https://w3id.org/pourparlers/ontology#Event> .")
    assert run(["validate", str(broken), "--lang", "fr"]) == 1
    out, err = capsys.readouterr()
    assert "statut" in out
    assert "https://ex.org/e" in out
    assert err.endswith(" faults\n")


def test_reference_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ontology", "--output", str(tmp_path / "docs")]) == 0
    pages = [tmp_path / "docs" / f"ontology.{lang}.md" for lang in ("fr", "en")]
    assert capsys.readouterr().out.splitlines() == [f"Written: {page}" for page in pages]
    assert ["événement" in page.read_text(encoding="utf-8") for page in pages] == [True, False]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder that mixes all kinds of sources."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name, data in samples.every_kind().items():
        (folder / name).write_bytes(data)
    return folder


def test_a_mixed_folder_builds_in_one_command(
    mixed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(mixed), "--output", str(tmp_path / "g.trig")]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].startswith("14 articles")
    assert (
        "Read: 2 JSON, 2 feed, 2 text, 1 HTML, 1 HTML in WARC, 1 HTML in WARC in gzip, 1 HTML in ZIP, "
        "1 PDF, 1 e-mail, 1 text in ZIP, 1 text in gzip"
    ) in lines
    assert "Without a publication date, so that relative dates stay open: 5" in lines
    assert any(line.startswith("Nearly the same as another article") for line in lines)
    assert err.splitlines()[:3] == [
        f"kg: {mixed}/f.export, row 2: has the same text as {mixed}/e.data, line 1; left out",
        f"kg: {mixed}/f.export, row 3: has the same text as {mixed}/e.data, line 2; left out",
        f"kg: {mixed}: 3 files of other kinds left out (1 .css, 1 .docx, 1 .jpg)",
    ]
    assert run(["query", str(tmp_path / "g.trig"), "ASK { ?copy pp:copyOf ?first }"]) == 0
    assert capsys.readouterr().out == "true\n"


def test_what_was_left_out_as_no_article_is_no_failure(
    mixed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", str(mixed), "--output", str(tmp_path / "graph")]) == 0
    assert "14 added, 2 skipped, 0 replaced, 0 failed" in capsys.readouterr().out
    assert not (tmp_path / "graph" / "failures.jsonl").exists()
    assert run(["build", str(mixed), "--output", str(tmp_path / "graph")]) == 0
    assert "0 added, 16 skipped, 0 replaced, 0 failed" in capsys.readouterr().out


def test_sources_are_chosen_and_columns_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text("quoi;quand\nAda appelle Bo.;2025-02-12\n")
    (tmp_path / "b.csv").write_text("texte;date\nEva appelle Al.;2025-02-13\n")
    output = tmp_path / "g.nq"
    call = [
        "build",
        str(tmp_path),
        "-o",
        str(output),
        "--lang",
        "fr",
        "--include",
        "*.csv",
        "--exclude",
        "b*",
    ]
    assert run([*call, "--fields", "text=quoi,date=quand"]) == 0
    assert capsys.readouterr().out.startswith("1 article,")
    assert '"2025-02-12"' in output.read_text()
    assert run([*call, "--fields", "quoi"]) == 2
    assert "write FIELD=COLUMN" in capsys.readouterr().err


def test_read_shows_what_was_understood(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(mixed / "c.page"), str(mixed / "m.jpg")]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[:5] == [
        f"{mixed}/c.page",
        "  read as    HTML (text/html)",
        f"  headline   {samples.TITLE}",
        "  date       2025-03-04",
        "  language   fr",
    ]
    assert err == f"kg: {mixed}/m.jpg: is a picture\n"
    assert run(["read", str(mixed / "m.jpg")]) == 1


def test_read_gives_json_that_can_be_read_again(
    mixed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["read", str(mixed), "--format", "json"]) == 0
    out = capsys.readouterr().out
    (tmp_path / "again.jsonl").write_text(out, encoding="utf-8")
    assert run(["read", str(tmp_path / "again.jsonl"), "--format", "json"]) == 0
    rows, again = (list(map(json.loads, text.splitlines())) for text in (out, capsys.readouterr().out))
    names = ("text", "headline", "date", "lang", "publisher", "author")
    assert [[row[n] for n in names] for row in again] == [[row[n] for n in names] for row in rows]


def test_private_addresses_need_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "http://127.0.0.1:9/"]) == 1
    assert "--allow-private allows it" in capsys.readouterr().err
    assert run(["read", "ftp://a.example/x"]) == 1
    assert "only http and https" in capsys.readouterr().err
