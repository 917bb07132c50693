"""Each family of events has a small valid example in ontology/examples, and a twin with named faults."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.validate import Fault, report, validate
from kg.vocab import PP, ontology_path, taxonomy

EXAMPLES = ontology_path() / "examples"
INVALID = sorted(EXAMPLES.glob("*.invalid.trig"))
VALID = sorted(path for path in EXAMPLES.glob("*.trig") if path not in INVALID)
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def load(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TRIG)
    return store


def expected(path: Path) -> set[str]:
    """The messages of the comment lines at the head of an invalid twin."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.removeprefix("# fault: ") for line in lines if line.startswith("# fault: ")}


def messages(faults: tuple[Fault, ...]) -> set[str]:
    return {fault.says("en") for fault in faults}


def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path() / "shapes.ttl", format="turtle")


def test_every_family_has_an_example_and_a_twin() -> None:
    tree = taxonomy()
    found = set()
    for path in VALID:
        types = load(path).quads_for_pattern(
            None, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), None
        )
        names = {
            quad.object.value.removeprefix(PP.iri)
            for quad in types
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(PP.iri)
        }
        found |= {tree.family(name) for name in names & set(tree.classes) if name != "Event"}
    assert found == {tree.family(name) for name in tree.classes if name != "Event"}
    assert [path.stem for path in VALID] == [path.stem.removesuffix(".invalid") for path in INVALID]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_conforms(path: Path) -> None:
    assert report(validate(load(path))) == ""


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_twin_fails_as_it_says(path: Path) -> None:
    faults = validate(load(path))
    assert expected(path)
    assert messages(faults) == expected(path)


def test_each_rule_is_broken_by_a_twin() -> None:
    texts = [text for text in shapes().objects(None, SH.message) if isinstance(text, rdflib.Literal)]
    rules = {str(text) for text in texts if text.language == "en"}
    assert rules == {message for path in INVALID for message in expected(path)}


def test_each_rule_speaks_both_languages() -> None:
    graph = shapes()
    nodes = set(graph.subjects(SH.message, None))
    assert nodes
    for node in nodes:
        texts = [text for text in graph.objects(node, SH.message) if isinstance(text, rdflib.Literal)]
        assert sorted(str(text.language) for text in texts) == ["en", "fr"]


def test_the_story_of_the_query_tests_conforms() -> None:
    assert report(validate(load(Path(__file__).parent / "data" / "example.trig"))) == ""
