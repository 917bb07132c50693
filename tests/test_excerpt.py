"""A part of a dataset says of its events what the whole says."""

import invented
import pyoxigraph as ox
from invented import at_once

from kg import store
from kg.excerpt import count_events, excerpt, most_connected
from kg.graph import Graph
from kg.store.dataset import select

DATASET = store.new(at_once(invented.readings(8, people=6)))


def test_an_excerpt_says_of_events_what_the_whole_says() -> None:
    events = most_connected(DATASET, 7)
    assert len(events) == 7
    part, whole = (Graph(data).to_networkx() for data in (excerpt(DATASET, events), Graph(DATASET).store))
    assert {n for n, about in part.nodes(data=True) if about["type"] == "event"} == {e.value for e in events}
    for iri, about in part.nodes(data=True):
        assert about == whole.nodes[iri]
    for event in events:
        here, there = ({(t, k) for _, t, k in g.out_edges(event.value, keys=True)} for g in (part, whole))
        assert {edge for edge in there if edge[1] != "content"} <= here <= there


def test_the_events_are_those_of_the_most_connected_actors() -> None:
    text = """@prefix pp: <https://w3id.org/pourparlers/ontology#> .
    @prefix x: <https://ex.org/> .
    x:1 pp:status pp:occurred ; pp:participant x:rare , x:rarer .
    x:2 pp:status pp:occurred ; pp:participant x:often , x:rare .
    x:3 pp:status pp:occurred ; pp:participant x:often .
    x:4 pp:status pp:occurred ; pp:participant x:often ."""
    data = ox.Store()
    data.load(text.encode(), format=ox.RdfFormat.TURTLE)
    assert count_events(data) == 4
    assert [event.value[-1] for event in most_connected(data, 3)] == ["2", "3", "4"]
    assert [event.value[-1] for event in most_connected(data, 2)] == ["2", "3"]
    assert [event.value[-1] for event in most_connected(data, 4)] == ["2", "3", "4", "1"]
    assert most_connected(ox.Store(), 3) == []


def test_the_page_of_a_large_graph_has_its_most_connected_part() -> None:
    small, large = Graph(DATASET).to_html(most=5), Graph(DATASET).to_html()
    events = {event.value for event in most_connected(DATASET, 5)}
    for (event,) in select(DATASET, "SELECT ?event { ?event pp:status ?status }"):
        assert isinstance(event, ox.NamedNode)
        assert event.value in large
        assert (event.value in small) == (event.value in events)
    for page in (small, large):
        assert f'"whole":{len(Graph(DATASET).to_networkx())},' in page
    assert Graph(DATASET).left_out(5).startswith("the page has 5 of 24 events")
    assert Graph(DATASET).left_out() == ""
