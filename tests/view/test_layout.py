import math

import networkx as nx
import pytest

from kg.view.layout import positions


def named(graph: nx.Graph) -> nx.Graph:
    return nx.relabel_nodes(graph, str)


def test_no_nodes() -> None:
    assert positions(nx.Graph()) == {}


def test_one_node_is_in_the_middle() -> None:
    assert positions(named(nx.empty_graph(1))) == {"0": (0.0, 0.0)}


@pytest.mark.parametrize(
    "graph",
    [
        nx.star_graph(30),
        nx.cycle_graph(40),
        nx.random_labeled_tree(700, seed=3),
        nx.disjoint_union_all([nx.path_graph(3) for _ in range(20)]),
        nx.empty_graph(25),
        nx.complete_graph(12),
    ],
    ids=["star", "cycle", "large tree", "pieces", "alone", "complete"],
)
def test_every_node_has_a_place_of_its_own(graph: nx.Graph) -> None:
    graph = named(graph)
    at = positions(graph)
    assert at.keys() == set(graph)
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in at.values())
    assert len(set(at.values())) == len(graph)


def test_boxes_of_a_small_graph_do_not_overlap() -> None:
    graph = named(nx.random_labeled_tree(60, seed=1))
    at = positions(graph, sizes=dict.fromkeys(graph, (120.0, 40.0)))
    overlaps = [
        (u, v)
        for u in graph
        for v in graph
        if u < v and abs(at[u][0] - at[v][0]) < 119 and abs(at[u][1] - at[v][1]) < 39
    ]
    assert overlaps == []


def test_the_same_graph_gets_the_same_places() -> None:
    graph = named(nx.random_labeled_tree(50, seed=2))
    shuffled = nx.Graph()
    shuffled.add_edges_from(reversed(list(graph.edges())))
    assert positions(graph) == positions(shuffled)


def test_neighbours_are_nearer_than_others() -> None:
    graph = named(nx.grid_2d_graph(12, 12))
    at = positions(graph)
    near = [math.dist(at[u], at[v]) for u, v in graph.edges()]
    far = [math.dist(at[u], at[v]) for u in list(graph)[::7] for v in list(graph)[::5]]
    assert sum(near) / len(near) < 0.5 * sum(far) / len(far)


def test_loops_and_parallel_edges_do_no_harm() -> None:
    graph = nx.MultiDiGraph([("a", "a"), ("a", "b"), ("b", "a"), ("a", "b")])
    assert positions(graph).keys() == {"a", "b"}
