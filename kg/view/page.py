"""The page: pyvis makes the nodes, edges and options, our template and scripts the rest.

Everything is inside the file, and its Content-Security-Policy allows the two scripts and the style sheet in
it by their hashes and nothing else: no request leaves the page, no text of the graph can become a script.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import networkx as nx
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg.analyse import Evidence, Labels, Mention, actor_graph
from kg.errors import LanguageError
from kg.model import Status
from kg.view import palette
from kg.view.layout import positions

#: The parts of the viewer's script, in the order in which they are joined.
_SCRIPTS = (
    "core",
    "state",
    "graph",
    "groups",
    "panel",
    "legend",
    "search",
    "time",
    "table",
    "export",
    "main",
)
_LONGEST_LABEL = 32
_KEPT = (
    "type",
    "cls",
    "family",
    "status",
    "labels",
    "begin",
    "end",
    "earliest",
    "latest",
    "duration",
    "confidence",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a notebook shows in place, without a server."""

    html: str
    height: int = 720

    @classmethod
    def of(cls, graph: nx.MultiDiGraph, *, title: str, lang: str = "auto", height: int = 720) -> Page:
        """The page that :func:`render` makes, shown ``height`` pixels high. Raises LanguageError."""
        return cls(render(graph, title=title, lang=lang), height)

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{html.escape(self.html)}" title="Pourparlers" width="100%" '
            f'height="{int(self.height)}" style="border:0" allowfullscreen></iframe>'
        )


def render(graph: nx.MultiDiGraph, *, title: str, lang: str = "auto") -> str:
    """One HTML page that shows a graph of :func:`kg.analyse.to_networkx`, complete and offline.

    ``lang`` is the language that the page opens in: "fr", "en", or "auto" for the browser's (French when that
    is neither). A reader can switch. A graph that is a part of a larger one says in ``graph.graph["whole"]``
    how many nodes that has; the page tells its reader. Raises LanguageError when ``lang`` is something else.
    """
    if lang not in ("fr", "en", "auto"):
        raise LanguageError(f"the page speaks fr and en, not {lang!r}")
    words = json.loads(_text("words.json"))
    opening = "fr" if lang == "auto" else lang
    return _template().render(
        title=title,
        lang=opening,
        words=words[opening],
        policy=policy(),
        library=Markup(_library()),
        viewer=Markup(_viewer()),
        style=Markup(_style()),
        data=Markup(embed({"title": title, "lang": lang, "words": words, **data(graph, opening)})),
    )


def data(graph: nx.MultiDiGraph, lang: str) -> dict[str, object]:
    """What the viewer's script reads: pyvis's nodes, edges and options, and what the panel tells of each."""
    iris = sorted(graph, key=lambda iri: (graph.nodes[iri]["type"], iri))
    number = {iri: i for i, iri in enumerate(iris)}
    network = _network(graph, iris, number, lang)
    articles = _articles(graph)
    order = {iri: i for i, iri in enumerate(articles)}
    things = _things(graph)
    nth = {iri: i for i, iri in enumerate(things)}
    return {
        "nodes": network.nodes,
        "edges": network.edges,
        "options": json.loads(network.get_network_data()[5]),
        "facts": [_facts(graph.nodes[iri], number, order, nth) | {"iri": iri} for iri in iris],
        "articles": [
            {
                "iri": iri,
                "title": e.title,
                "publisher": e.publisher,
                "date": e.date,
                "url": e.url,
                "lang": e.lang,
            }
            for iri, e in articles.items()
        ],
        "things": [{"iri": iri, "labels": labels} for iri, labels in things.items()],
        "whole": graph.graph.get("whole", len(graph)),
        "classes": graph.graph.get("classes", {}),
        "lines": graph.graph.get("lines", {}),
        "sides": palette.SIDES,
        "chief": palette.CHIEF,
        "colours": palette.FAMILIES | {"other": palette.OTHER},
        "shapes": palette.SHAPES,
        "groups": {theme.name: palette.groups(theme) for theme in (palette.LIGHT, palette.DARK)},
        "themes": {
            theme.name: {
                "ground": theme.ground,
                "ink": theme.ink,
                "soft": theme.soft,
                "denied": palette.DENIED[theme.name],
                "kinds": theme.kinds,
            }
            for theme in (palette.LIGHT, palette.DARK)
        },
    }


def embed(value: object) -> str:
    """JSON that can stand inside a script element: nothing in it closes the element or opens a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _network(graph: nx.MultiDiGraph, iris: list[str], number: Mapping[str, int], lang: str) -> Network:
    """The graph in pyvis. Nodes and edges are made by its own classes: its ``add_node`` and ``add_edge``
    search all that is there each time, which takes minutes for some thousand nodes."""
    network = Network(directed=True)
    options = {iri: _node(graph, iri, lang) for iri in iris}
    sizes = {iri: _box(made) for iri, made in options.items()}
    at = positions(nx.Graph(graph), sizes=sizes)
    alone = positions(nx.Graph(actor_graph(graph, statuses=tuple(Status))), sizes=sizes, spacing=170)
    for iri in iris:
        x, y = at[iri]
        made = options[iri] | {"x": x, "y": y} | ({"alone": alone[iri]} if iri in alone else {})
        network.nodes.append(Node(number[iri], **made).options)
    network.node_ids = [node["id"] for node in network.nodes]
    edges = sorted((number[event], number[target], role) for event, target, role in graph.edges(keys=True))
    for nth, (event, target, role) in enumerate(edges):
        stroke = palette.ROLES.get(role, {"arrows": ""})
        network.edges.append(Edge(event, target, directed=True, id=f"e{nth}", role=role, **stroke).options)
    network.options = _options(len(iris))
    return network


def _node(graph: nx.MultiDiGraph, iri: str, lang: str) -> dict[str, Any]:
    node = graph.nodes[iri]
    if node["type"] == "actor":
        size = round(9 + 3.2 * min(graph.in_degree(iri), 60) ** 0.5, 1)
        label = short(best(node["labels"], lang))
        font = {"size": round(14 + 1.8 * min(graph.in_degree(iri), 100) ** 0.5)}
        shape = palette.SHAPES[node["kind"]]
        return {"shape": shape, "label": label, "group": node["kind"], "size": size, "font": font}
    label = short(best(graph.graph.get("classes", {}).get(node["cls"], {}), lang) or node["cls"])
    return {"shape": "box", "label": label, "group": palette.group(node["family"], node["status"])}


def _box(made: Mapping[str, Any]) -> tuple[float, float]:
    """About how wide and high a node is drawn, its label and some air included."""
    letters = len(made["label"])
    if "size" in made:
        font = made["font"]["size"]
        return max(2 * made["size"], 0.52 * font * letters) + 14, 2 * made["size"] + 2 * font + 8
    return 6.8 * letters + 34, 38


def _options(count: int) -> dict[str, object]:
    many = count > 600
    return {
        "autoResize": True,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "groups": palette.groups(palette.LIGHT),
        "nodes": {
            "font": {"face": palette.FONT},
            "margin": {"top": 5, "bottom": 5, "left": 9, "right": 9},
            "scaling": {"label": {"enabled": False, "drawThreshold": 5}},
            "shapeProperties": {"borderRadius": 9},
        },
        "edges": {
            "smooth": False,
            "width": 1.2,
            "selectionWidth": 1,
            "hoverWidth": 0.6,
            "arrows": {"to": {"enabled": False, "scaleFactor": 0.6}, "from": {"scaleFactor": 0.6}},
            "font": {"size": 11, "face": palette.FONT, "align": "middle", "strokeWidth": 3},
            "scaling": {"label": {"drawThreshold": 6}},
        },
        "interaction": {
            "hover": True,
            "tooltipDelay": 150,
            "hideEdgesOnDrag": many,
            "hideEdgesOnZoom": many,
            "keyboard": False,
            "navigationButtons": False,
        },
    }


def _articles(graph: nx.MultiDiGraph) -> dict[str, Evidence]:
    """One piece of evidence from each article by the article's IRI, first published first."""
    found = {e.article: e for _, proofs in graph.nodes(data="evidence", default=()) for e in proofs}
    return dict(sorted(found.items(), key=lambda item: (item[1].date or "~", item[0])))


def _things(graph: nx.MultiDiGraph) -> dict[str, Labels]:
    """The places and topics of the events by IRI."""
    return {
        thing.iri: thing.labels
        for kind in ("places", "topics")
        for _, found in graph.nodes(data=kind, default=())
        for thing in found
    }


def _facts(
    node: Mapping[str, Any],
    number: Mapping[str, int],
    articles: Mapping[str, int],
    things: Mapping[str, int],
) -> dict[str, object]:
    if node["type"] == "actor":
        return {
            "type": "actor",
            "kind": node["kind"],
            "labels": node["labels"],
            "aliases": node["aliases"],
            "wikidata": node["wikidata"],
            "offices": [
                {"role": held.role, "of": number.get(held.of or ""), "ofLabels": held.of_labels}
                for held in node["offices"]
            ],
        }
    return {
        **{key: node[key] for key in _KEPT},
        "places": [things[thing.iri] for thing in node["places"]],
        "topics": [things[thing.iri] for thing in node["topics"]],
        "accordingTo": [number[iri] for iri in node["according_to"] if iri in number],
        "views": [{"text": view.text, "holder": number.get(view.holder or "")} for view in node["views"]],
        "evidence": [
            {"article": articles[e.article], "begin": e.begin, "parts": list(_parts(e))}
            for e in node["evidence"]
        ],
    }


def _parts(evidence: Evidence) -> Iterator[list[object]]:
    """The text cut at its marks: [words], [words, role] or [words, "event", mention]. A script that counts
    UTF-16 units has no need to count code points."""
    at = 0
    for mark in evidence.marks:
        if mark.begin > at:
            yield [evidence.text[at : mark.begin]]
        told = [_told(mark.mention, evidence.article)] if mark.mention else []
        yield [evidence.text[mark.begin : mark.end], mark.what, *told]
        at = mark.end
    if at < len(evidence.text):
        yield [evidence.text[at:]]


def _told(mention: Mention, article: str) -> dict[str, str]:
    """What is known of a mention, its IRI without the article's."""
    known = {"class": mention.cls, "polarity": mention.polarity, "foundBy": mention.found_by}
    return {"iri": mention.iri.removeprefix(article)} | {key: text for key, text in known.items() if text}


@cache
def policy() -> str:
    """The Content-Security-Policy that the page runs under: its scripts and style, nothing else."""
    return (
        f"default-src 'none'; script-src {_hash(_library())} {_hash(_viewer())}; "
        f"style-src {_hash(_style())}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _text(name: str) -> str:
    return files("kg.view").joinpath(name).read_text(encoding="utf-8")


def _library() -> str:
    return _text("vendor/vis-network.min.js")


def _style() -> str:
    return _text("viewer.css")


@cache
def _viewer() -> str:
    """The viewer's script: its parts in one function, so that they share names and leave none behind."""
    parts = "\n".join(_text(f"viewer/{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


@cache
def _template() -> Template:
    loader = FunctionLoader(_text)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("page.html.j2")


def best(labels: Mapping[str, str], lang: str) -> str:
    """The words in a language, else in French, English, or whatever there is; "" when there are none."""
    return next(
        (labels[key] for key in (lang, "fr", "en", "") if labels.get(key)), next(iter(labels.values()), "")
    )


def short(label: str) -> str:
    """A label that fits the drawing: one line, cut at ``_LONGEST_LABEL`` characters."""
    label = " ".join(label.split())
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "…"
