"""What the commands that change a graph folder do, tell and leave behind."""

import io
import json
from pathlib import Path

import pytest

from kg import growth, store
from kg.cli import run
from kg.errors import GraphError, ReadError, UsageError
from kg.graph import Graph
from kg.growth import grow, remove, resolve_all
from kg.model import Article
from kg.pipeline import build
from kg.read import Failure
from kg.store.archive import Outcome

pytestmark = pytest.mark.usefixtures("simple_extraction")
TEXTS = {"a.txt": "Ada appelle Bo.\n", "b.txt": "Eva appelle Al.\n", "c.txt": "Ada appelle Al.\n"}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "articles" / name).write_text(text)
    return tmp_path / "articles"


def counts(grown: growth.Growth) -> tuple[int, ...]:
    return *(grown.outcomes[outcome] for outcome in Outcome), len(grown.failures)


def test_a_folder_grows_as_if_built_at_once(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    assert counts(grow(folder, articles / "c.txt", lang="fr")) == (1, 0, 0, 0)
    assert counts(grow(folder, articles, lang="fr")) == (2, 1, 0, 0)
    assert counts(grow(folder, articles, lang="fr")) == (0, 3, 0, 0)
    at_once = build(articles, lang="fr")
    assert set(Graph.load(folder).store) == set(at_once.store)
    assert at_once.save(tmp_path / "g.trig").read_bytes() == (folder / "graph.trig").read_bytes()
    assert "Ada" in (folder / "graph.html").read_text(encoding="utf-8")


def test_a_changed_text_takes_the_place_of_the_old_from_wherever_it_is_named(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "graph"
    grow(folder, articles, lang="fr")
    (articles / "a.txt").write_text("Ada appelle Cy.\n")
    monkeypatch.chdir(articles)
    assert counts(grow(folder, "a.txt", lang="fr")) == (0, 0, 1, 0)
    assert set(Graph.load(folder).store.named_graphs()) == set(build(".", lang="fr").store.named_graphs())


def test_an_article_with_a_url_is_known_by_it(tmp_path: Path) -> None:
    texts = ("Ada appelle Bo.", "Ada appelle Al.")
    old, new = (Article.of(text, "fr", url="https://ex.org/1") for text in texts)
    grow(tmp_path, old)
    assert counts(grow(tmp_path, [new, new])) == (0, 1, 1, 0)
    assert Graph.load(tmp_path).summary().articles == 1


def test_articles_of_one_file_do_not_replace_each_other(tmp_path: Path) -> None:
    def write(*texts: str) -> Path:
        file = tmp_path / "several.jsonl"
        file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        return file

    folder = tmp_path / "graph"
    three = ("Ada appelle Bo.", "Ada appelle Al.", "Ada appelle Cy.")
    assert counts(grow(folder, write(*three), lang="fr")) == (3, 0, 0, 0)
    assert counts(grow(folder, write("Eva appelle Bo.", three[0]), lang="fr")) == (1, 1, 0, 0)
    assert Graph.load(folder).summary().articles == 4


def test_failures_are_listed_and_can_be_read_again(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(articles)
    Path("a.txt").write_bytes(b"\xe9")
    folder = tmp_path / "graph"
    told: list[Failure] = []
    steps: list[tuple[int, int]] = []
    sources = ["a.txt", "b.txt", "nowhere.txt"]
    grown = grow(
        folder, sources, lang="fr", tell=told.append, progress=lambda done, total: steps.append((done, total))
    )
    assert counts(grown) == (1, 0, 0, 2)
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert grown.listed == folder / "failures.jsonl"
    rows = [json.loads(line) for line in grown.listed.read_text().splitlines()]
    assert [row["source"] for row in rows] == [str(articles / "a.txt"), str(articles / "nowhere.txt")]
    assert [row["message"] for row in rows] == [failure.message for failure in told]
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "nowhere.txt"):
        (articles / name).write_text(f"Ada appelle Bo. {name}")
    for path in (folder, folder / "failures.jsonl"):
        assert growth.failed_sources(path) == (folder, tuple(row["source"] for row in rows))
    assert run(["build", "--retry", str(folder), "--lang", "fr"]) == 0
    assert not grown.listed.exists()
    assert Graph.load(folder).summary().articles == 3


def test_lists_of_failures_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing is left to retry"):
        growth.failed_sources(tmp_path)
    for text in ("x", "[]", "{}"):
        (tmp_path / "failures.jsonl").write_text(text)
        with pytest.raises(UsageError, match="not a list of failures"):
            growth.failed_sources(tmp_path)


def test_what_was_read_is_kept_when_the_rest_goes_wrong(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    (tmp_path / "void").mkdir()
    with pytest.raises(ReadError, match="no article in this folder"):
        grow(folder, tmp_path / "void")

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grow(folder, articles, lang="fr", progress=stop)
    assert counts(grow(folder, articles, lang="fr")) == (1, 2, 0, 0)


def test_removing(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    grow(folder, articles, lang="fr")
    state = remove(folder, ["a.txt", str(articles / "b.txt")])
    assert state.summary.articles == 1
    left = build(articles / "c.txt", lang="fr")
    assert set(Graph.load(folder).store) == set(left.store)
    with pytest.raises(UsageError, match=r"no article a\.txt"):
        remove(folder, ["a.txt"])
    with pytest.raises(GraphError, match="holds no database"):
        remove(tmp_path / "nowhere", ["a.txt"])


def test_resolving_all(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    grow(folder, articles, lang="fr")
    before = (folder / "graph.trig").read_bytes()
    state = resolve_all(folder)
    assert (folder / "graph.trig").read_bytes() == before
    assert state.written == (folder / "graph.trig", folder / "graph.html")


def test_a_large_graph_has_no_trig_beside_it(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "graph"
    grow(folder, articles / "a.txt", lang="fr")
    assert (folder / "graph.trig").exists()
    monkeypatch.setattr(growth, "TRIG_LIMIT", 20)
    state = grow(folder, articles, lang="fr").state
    assert state.written == (folder / "graph.html",)
    assert "no graph.trig: the graph is large, kg export writes it" in state.note
    assert not (folder / "graph.trig").exists()
    assert run(["export", str(folder), "--format", "trig", "--output", str(tmp_path / "g.trig")]) == 0
    assert set(store.open(tmp_path / "g.trig")) == set(store.open(folder))


def test_the_commands_tell(articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "graph"
    (articles / "d.txt").write_bytes(b"\xe9")
    assert run(["build", str(articles), "--output", str(folder), "--lang", "fr"]) == 0
    out = capsys.readouterr().out
    assert f"3 added, 0 skipped, 0 replaced, 1 failed, listed in {folder / 'failures.jsonl'}" in out
    assert run(["remove", str(folder), "a.txt", "b.txt"]) == 0
    assert capsys.readouterr().out.startswith("1 article, 2 actors, 1 event\n")
    assert run(["resolve", str(folder), "--all"]) == 0
    assert capsys.readouterr().out.startswith("1 article, 2 actors, 1 event\n")
    assert run(["resolve", str(folder)]) == 2
    assert "say --all" in capsys.readouterr().err


def test_progress_shows_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg import cli

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with cli._progress("Reading articles") as progress:
        for done in range(1, 4):
            progress(done, 9)
    shown = terminal.getvalue()
    assert "Reading articles" in shown
    assert "3/9" in shown
    assert "/s" in shown
    assert ":" in shown.rpartition("/s")[2]
