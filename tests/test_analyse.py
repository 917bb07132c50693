"""The dataset of tests/view/data as a networkx graph."""

from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.analyse import (
    Evidence,
    Holding,
    Mark,
    Mention,
    Opinion,
    actor_graph,
    centrality,
    sentence,
    to_networkx,
)

EXAMPLE = Path(__file__).parent / "view" / "data" / "example.trig"
ID = "https://w3id.org/pourparlers/id/"


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    return to_networkx(store)


def words(evidence: Evidence) -> list[tuple[str, str]]:
    return [(evidence.text[m.begin : m.end], m.what) for m in evidence.marks]


def test_every_actor_and_event_is_a_node(graph: nx.MultiDiGraph) -> None:
    types = [kind for _, kind in graph.nodes(data="type")]
    assert (types.count("actor"), types.count("event")) == (7, 17)


def test_actor(graph: nx.MultiDiGraph) -> None:
    castel = graph.nodes[ID + "actor/castel"]
    assert castel["kind"] == "Person"
    assert castel["labels"] == {"fr": "Irène Castel", "en": "Irène Castel"}
    assert castel["aliases"] == ["Mme Castel", "la présidente valdorienne"]
    assert castel["wikidata"] == "http://www.wikidata.org/entity/Q900000001"
    country = {"fr": "Valdorie", "en": "Valdoria"}
    assert castel["offices"] == (Holding({"fr": "présidente"}, ID + "actor/valdorie", country),)


def test_event_has_its_finest_class_and_its_family(graph: nx.MultiDiGraph) -> None:
    summit = graph.nodes[ID + "event/sommet"]
    assert (summit["cls"], summit["family"], summit["status"]) == ("Summit", "Consultation", "planned")
    assert (summit["begin"], summit["earliest"]) == (None, "2031-05")
    assert graph.graph["classes"]["Summit"]["fr"] == "Sommet"


def test_event_facts(graph: nx.MultiDiGraph) -> None:
    call = graph.nodes[ID + "event/appel"]
    assert (call["begin"], call["duration"], call["confidence"]) == ("2031-03-03", "PT1H", 0.92)
    assert [topic.labels["fr"] for topic in call["topics"]] == [
        "le prix du gaz",
        "la pêche au large des îles Brunes",
    ]
    assert call["views"] == (Opinion("« franc et utile »", ID + "actor/castel"),)
    assert graph.nodes[ID + "event/saisie"]["according_to"] == (ID + "actor/ostrevie",)
    assert graph.nodes[ID + "event/invitation"]["places"][0].labels == {"fr": "Sauvemont"}


def test_edges_carry_the_finest_role_and_the_content(graph: nx.MultiDiGraph) -> None:
    edges = {(target, role) for _, target, role in graph.out_edges(ID + "event/invitation", keys=True)}
    assert edges == {
        (ID + "actor/castel", "agent"),
        (ID + "actor/doran", "recipient"),
        (ID + "event/rencontre", "content"),
    }


def test_evidence_marks_the_words_by_code_points(graph: nx.MultiDiGraph) -> None:
    """The French text begins with a character outside the basic plane."""
    first, second = graph.nodes[ID + "event/appel"]["evidence"]
    assert words(first) == [
        ("Irène Castel", "participant"),
        ("Pavel Doran", "participant"),
        ("entretenus par téléphone", "event"),
    ]
    assert first.text.startswith("La présidente valdorienne")
    assert first.text.endswith("le palais de Sauvemont.")
    assert (first.title, first.publisher) == ("Valdorie et Ostrevie se reparlent", "Le Courrier des Îles")
    assert (first.date, first.url) == ("2031-03-04", "https://exemple.test/valdorie-ostrevie")
    assert (second.lang, second.date) == ("en", "2031-03-11")
    assert "Mr Doran" in second.text


def test_every_event_of_the_example_has_evidence(graph: nx.MultiDiGraph) -> None:
    events = [data for _, data in graph.nodes(data=True) if data["type"] == "event"]
    assert all(data["evidence"] for data in events)
    assert all(e.marks for data in events for e in data["evidence"])


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        ("Il pleut. Paris a protesté. Rien.", "protesté", "Paris a protesté."),
        ("Titre sans point\n\nM. Doran a parlé hier.", "parlé", "M. Doran a parlé hier."),
        ("« Assez ! » a crié Mme Roy. Puis rien.", "crié", "« Assez ! » a crié Mme Roy."),
        ("One. Mr. Roy spoke. Two.", "spoke", "Mr. Roy spoke."),
        ("Le prix est de 3.5 euros selon Paris. Fin.", "selon", "Le prix est de 3.5 euros selon Paris."),
        ("sans fin", "fin", "sans fin"),
    ],
)
def test_sentence(text: str, marked: str, shown: str) -> None:
    begin = text.index(marked)
    low, high = sentence(text, begin, begin + len(marked))
    assert text[low:high] == shown


def test_a_sentence_without_end_is_cut_at_words() -> None:
    text = "mot " * 400 + "ici " + "mot " * 400
    begin = text.index("ici")
    low, high = sentence(text, begin, begin + 3)
    assert low < begin < high
    assert high - low < 500
    assert text[low:high].split() == text[low - 1 : high + 1].split()


def test_marks_that_overlap_the_event_are_left_out() -> None:
    trig = """
        @prefix pp: <https://w3id.org/pourparlers/ontology#> .
        @prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
        @prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
        @prefix gaf: <http://groundedannotationframework.org/gaf#> . @base <http://x.test/> .
        <e> a pp:Visit, pp:Consultation, pp:Event ; pp:status pp:planned ; gaf:denotedBy <a#1> , <a#9> .
        <a> nif:isString "Sa visite." .
        <a#1> nif:referenceContext <a> ; nif:beginIndex 0 ; nif:endIndex 9 ;
          pp:hasArgument [ sem:roleType pp:agent ; pp:filler <a#2> ] .
        <a#2> nif:beginIndex 0 ; nif:endIndex 2 .
        <a#9> nif:referenceContext <a> ; nif:beginIndex 8 ; nif:endIndex 99 ."""
    store = ox.Store()
    store.load(input=trig.encode(), format=ox.RdfFormat.TRIG)
    event = to_networkx(store).nodes["http://x.test/e"]
    assert event["evidence"] == (
        Evidence("Sa visite.", (Mark(0, 9, "event", Mention("http://x.test/a#1")),), "http://x.test/a"),
    )


def test_an_empty_dataset_is_an_empty_graph() -> None:
    graph = to_networkx(ox.Store())
    assert len(graph) == 0
    assert graph.graph["classes"] == {}


def test_actor_graph_folds_what_happened(graph: nx.MultiDiGraph) -> None:
    people = actor_graph(graph)
    assert len(people) == 7
    assert people.has_edge(ID + "actor/castel", ID + "actor/doran", "PhoneCall")
    assert people.has_edge(ID + "actor/castel", ID + "actor/doran", "Invitation")
    assert not people.has_edge(ID + "actor/doran", ID + "actor/castel", "Invitation")
    assert not people.has_edge(ID + "actor/ostrevie", ID + "actor/valdorie", "Seizure")
    edge = people.edges[ID + "actor/ligue", ID + "actor/ostrevie", "Condemnation"]
    assert edge["events"] == [ID + "event/condamnation"]
    assert edge["count"] == edge["weight"] == 1


def test_actor_graph_counts_events_of_one_class(graph: nx.MultiDiGraph) -> None:
    twice = graph.copy()
    twice.add_node("again", **graph.nodes[ID + "event/invitation"])
    twice.add_edge("again", ID + "actor/castel", key="agent")
    twice.add_edge("again", ID + "actor/doran", key="recipient")
    edge = actor_graph(twice).edges[ID + "actor/castel", ID + "actor/doran", "Invitation"]
    assert edge["count"] == 2


def test_actor_graph_of_other_statuses(graph: nx.MultiDiGraph) -> None:
    denied = actor_graph(graph, statuses=["denied"])
    assert [(u, v, k) for u, v, k in denied.edges(keys=True)] == [
        (ID + "actor/ostrevie", ID + "actor/valdorie", "Seizure")
    ]


def test_centrality_puts_the_broker_first(graph: nx.MultiDiGraph) -> None:
    ranked = centrality(actor_graph(graph))
    assert ranked[0][0] == ID + "actor/valdorie"
    assert len(ranked) == 7
