"""Validation of whole datasets, and its report."""

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import UsageError
from kg.model import Label
from kg.validate import Fault, report, validate
from kg.vocab import PP, ontology_path

STORY = Path(__file__).parent / "ontology" / "data" / "example.trig"
BASE = "https://w3id.org/pourparlers/id/"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"

PREFIXES = f"""
@base <{BASE}> .
@prefix pp: <{PP.iri}> .
@prefix gaf: <http://groundedannotationframework.org/gaf#> .
@prefix nif: <{NIF}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def story() -> ox.Store:
    store = ox.Store()
    store.load(path=str(STORY), format=ox.RdfFormat.TRIG)
    return store


def turtle(text: str) -> ox.Store:
    store = ox.Store()
    store.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    return store


def quoting(text: str, begin: int, end: int, quote: str) -> ox.Store:
    """A mention of an actor in a text."""
    return turtle(f"""
        <article/a> nif:isString "{text}" .
        <article/a#m> a pp:ActorMention , pp:Mention ; nif:beginIndex {begin} ; nif:endIndex {end} ;
            nif:anchorOf "{quote}" ; nif:referenceContext <article/a> .
    """)


def fault(number: int, message: str = "rule") -> Fault:
    return Fault(f"{BASE}event/{number:02}", PP.status, (Label(message, "en"), Label("règle", "fr")), "")


def test_a_fault_has_node_path_message_and_value() -> None:
    store = story()
    event = ox.NamedNode(f"{BASE}event/call")
    graph = ox.NamedNode(f"{BASE}graph/resolved")
    store.add(ox.Quad(event, ox.NamedNode(PP.participant), ox.NamedNode(f"{BASE}place/Q71"), graph))
    (found,) = validate(store)
    assert found.node == f"{BASE}event/call"
    assert found.path.split(" | ")[0] == PP.participant
    assert found.value == f"{BASE}place/Q71"
    assert found.says("en") == "A role must lead to an actor (pp:Actor); this is none."
    assert found.says("fr").startswith("Un rôle doit mener à un acteur")


def test_a_store_is_not_changed() -> None:
    store = story()
    before = set(store)
    assert validate(store) == ()
    assert set(store) == before


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it calls its own old names
@pytest.mark.parametrize("union", [True, False])
def test_an_rdflib_dataset_is_read_as_one_graph(union: bool) -> None:
    dataset = rdflib.Dataset(default_union=union)
    dataset.parse(STORY, format="trig")
    size = len(dataset)
    assert validate(dataset) == ()
    assert len(dataset) == size


def test_an_rdflib_graph_is_read() -> None:
    graph = rdflib.Graph()
    actor = rdflib.URIRef(f"{BASE}actor/nobody")
    graph.add((actor, rdflib.RDF.type, rdflib.URIRef(PP.Actor)))
    graph.add((actor, rdflib.RDF.type, rdflib.URIRef(PP.Person)))
    (found,) = validate(graph)
    assert found.says("en") == "An actor has a preferred label (skos:prefLabel)."
    assert len(graph) == 2


def test_an_empty_graph_has_no_fault() -> None:
    assert validate(ox.Store()) == ()


@pytest.mark.parametrize(
    ("text", "begin", "end", "quote"),
    [
        ("Anna parle.", 0, 4, "Anna"),
        ("À Evian, Anna parle.", 9, 13, "Anna"),
        ("😀🇫🇷 Anna parle.", 4, 8, "Anna"),
        ("Anna", 0, 4, "Anna"),
    ],
)
def test_offsets_count_code_points(text: str, begin: int, end: int, quote: str) -> None:
    assert report(validate(quoting(text, begin, end, quote))) == ""


@pytest.mark.parametrize(("begin", "end"), [(0, 3), (1, 4), (1, 5), (0, 5)])
def test_a_quote_that_is_not_at_its_place_is_shown_with_what_is_there(begin: int, end: int) -> None:
    (found,) = validate(quoting("Anna parle.", begin, end, "Anna"))
    assert found.value == "Anna parle."[begin:end]
    assert "nif:anchorOf" in found.says("en")


def test_a_mention_beyond_the_end_of_its_text_is_a_fault() -> None:
    (found,) = validate(quoting("Anna parle.", 20, 24, "Anna"))
    assert found.value == ""


def test_a_class_of_ones_own_needs_its_superclasses_and_may_be_symmetric(tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        f"""@prefix pp: <{PP.iri}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <https://example.org/TradeFair> a owl:Class ; rdfs:subClassOf pp:Cooperation ;
            rdfs:label "Salon"@fr , "Trade fair"@en .""",
        encoding="utf-8",
    )
    text = """
        <article/a> nif:isString "Le salon ouvre." .
        <article/a#m> a pp:EventMention , pp:Mention ; nif:beginIndex 3 ; nif:endIndex 8 ;
            nif:anchorOf "salon" ; nif:referenceContext <article/a> .
        <event/fair> a <https://example.org/TradeFair> , pp:Event ; pp:status pp:ongoing ;
            gaf:denotedBy <article/a#m> .
    """
    faults = validate(turtle(text), [mine])
    assert {(f.value, f.says("en").split(";")[0]) for f in faults} == {
        (PP.Cooperation, "The superclasses of an event are written out too, up to pp:Event")
    }
    whole = turtle(text.replace("pp:Event ;", "pp:Cooperation , pp:Event ;"))
    assert [f.says("en") for f in validate(whole, [mine])] == [
        "A symmetric event (meeting, agreement, dispute) has at least one participant."
    ]


def test_the_report_groups_by_rule_and_shortens_iris() -> None:
    text = report([fault(1), fault(2), fault(3, "other")])
    assert text.splitlines() == [
        "2 x rule",
        "    data:event/01   pp:status",
        "    data:event/02   pp:status",
        "",
        "1 x other",
        "    data:event/03   pp:status",
    ]


@pytest.mark.parametrize(("lang", "last"), [("en", "... and 5 more"), ("fr", "... et 5 de plus")])
def test_the_report_counts_what_it_does_not_list(lang: str, last: str) -> None:
    lines = report([fault(n) for n in range(15)], lang).splitlines()
    assert len(lines) == 12
    assert lines[0].startswith("15 x ")
    assert lines[-1].strip() == last


def test_the_report_of_nothing_is_empty() -> None:
    assert report(()) == ""


def test_a_value_from_outside_stays_on_one_line() -> None:
    text = report([Fault("x", "", (Label("rule", "en"),), "a\nb\x1b[31m" + "c" * 500)])
    assert len(text.splitlines()) == 2
    assert "\x1b" not in text
    assert len(text) < 200


def test_a_language_that_a_message_lacks_falls_back() -> None:
    assert fault(1).says("de") in {"rule", "règle"}


def test_without_pyshacl_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(UsageError, match="pip install pyshacl"):
        validate(ox.Store())


def test_shapes_lie_beside_the_ontology() -> None:
    assert (ontology_path() / "shapes.ttl").is_file()
