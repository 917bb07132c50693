"""What the README tells a newcomer to write runs, and answers as it says."""

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from kg import Graph, build
from kg.cli import app, run
from kg.errors import DataError
from kg.reference import LANGUAGES, reference
from kg.validate import validate

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str, after: str = "") -> list[str]:
    """The fenced blocks of a kind, from a heading on."""
    text = README[README.index(after) :]
    return [body for name, body in FENCE.findall(text) if name == kind]


def calls() -> Iterator[str]:
    """The calls of kg in blocks and tables."""
    for line in README.splitlines():
        found = re.findall(r"`(kg [^`]+)`", line) if line.startswith("|") else re.findall(r"^kg .*", line)
        yield from found


def test_quick_start_has_two_lines() -> None:
    text = README[README.index("## Quick start") :]
    first = FENCE.search(text)
    assert first is not None
    lines = first[2].splitlines()
    assert lines == [
        "pip install . && kg build notebooks/articles --output graph",
        "pip install '.[test]' && pytest",
    ]


def test_number_of_articles() -> None:
    number = len(list((ROOT / "notebooks" / "articles").glob("*.txt")))
    assert f"the {number} articles in" in README


def test_files_that_are_linked_are_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    missing = [target for target in targets if "://" not in target and not (ROOT / target).exists()]
    assert missing == []


@pytest.mark.parametrize("call", sorted(set(calls())))
def test_commands_and_their_options_exist(call: str) -> None:
    command, options = call.split()[1], re.findall(r"--[\w-]+", call)
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    names = {name for parameter in group.commands[command].params for name in parameter.opts}
    assert set(options) <= names


@pytest.mark.model
@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_python_answers_as_it_says(number: int) -> None:
    test = doctest.DocTestParser().get_doctest(blocks("python")[number], {}, "README", "README.md", 0)
    assert test.examples
    said: list[str] = []
    assert doctest.DocTestRunner().run(test, out=said.append).failed == 0, "".join(said)


@pytest.fixture
def fair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the chapter on one's own events."""
    heading = "## Events of your own"
    names = {"fair.ttl": "turtle", "fair.toml": "toml", "fair.txt": "text"}
    for name, kind in names.items():
        (tmp_path / name).write_text(blocks(kind, heading)[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.model
def test_own_class_needs_no_code(fair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_call, _, explain_call = blocks("sh", "## Events of your own")[0].splitlines()
    assert run(build_call.split()[1:]) == 0
    assert "TradeFair     2" in capsys.readouterr().out
    assert run(explain_call.split()[1:]) == 0
    assert "TradeFair, planned" in capsys.readouterr().out
    graph = Graph.load(fair / "fairs")
    assert graph.summary().events == {"TradeFair": 2}
    assert graph.query(
        """ASK { ?fair a <https://example.org/fair#TradeFair> , pp:Meeting , pp:Event ;
        pp:status pp:occurred ; rdfs:label "Trade fair: China, India"@en }"""
    )
    edge = "<https://example.org/fair#exhibitedWith>"
    ids = "https://w3id.org/pourparlers/id/actor/"
    assert graph.query(f"ASK {{ <{ids}Q148> {edge} <{ids}Q668> . <{ids}Q668> {edge} <{ids}Q148> }}")
    assert graph.query(f"ASK {{ <{ids}Q155> {edge} ?other }}") is False  # planned is no edge
    assert validate(graph.store) == ()
    classes = graph.to_networkx().graph["classes"]
    assert classes["TradeFair"] == {"fr": "Foire commerciale", "en": "Trade fair"}


@pytest.mark.model
def test_lexicon_with_an_unknown_class_is_refused(fair: Path) -> None:
    with pytest.raises(DataError, match=r"fr/fair:1 participer foire.*no class 'TradeFair'"):
        build(fair / "fair.txt", lang="fr", lexicons=[fair / "fair.toml"])


@pytest.mark.model
def test_lexicon_is_for_its_language(fair: Path) -> None:
    text = (fair / "fair.toml").read_text(encoding="utf-8")
    (fair / "fair.toml").write_text(text.replace('"fr"', '"en"'), encoding="utf-8")
    graph = build(fair / "fair.txt", lang="fr", ontology=[fair / "fair.ttl"], lexicons=[fair / "fair.toml"])
    assert "TradeFair" not in graph.summary().events


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_the_ontology_are_up_to_date(lang: str) -> None:
    page = ROOT / "docs" / f"ontology.{lang}.md"
    assert page.read_text(encoding="utf-8") == reference(lang), "run: kg ontology --output docs"
