import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.analyse import to_networkx
from kg.errors import LanguageError
from kg.view import Page, render
from kg.view.page import best, data, embed, short

VIEW = files("kg.view")
HOSTILE = "</script><script>alert(1)</script><!-- <b>\u2028\u2029 & \"'` {{ 7*7 }} \U0001f4de \u202e"


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    store = ox.Store()
    store.load(path=str(Path(__file__).parent / "data" / "example.trig"), format=ox.RdfFormat.TRIG)
    return to_networkx(store)


class Elements(HTMLParser):
    """The start tags of a page and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self._inside: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else None

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw.append((self._inside, data))


def test_embedded_json_closes_no_element_and_comes_back_whole() -> None:
    text = embed({"words": HOSTILE})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"words": HOSTILE}


def test_the_page_names_nothing_outside_itself(graph: nx.MultiDiGraph) -> None:
    html = render(graph, title="Essai")
    loads = [
        (tag, name, value)
        for tag, attributes in Elements(html).tags
        for name, value in attributes.items()
        if name in ("src", "href", "srcset", "action", "data") and value != "data:,"
    ]
    assert loads == []


def test_no_attribute_is_a_script_or_a_style(graph: nx.MultiDiGraph) -> None:
    names = {name for _, attributes in Elements(render(graph, title=HOSTILE)).tags for name in attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_the_policy_allows_the_two_scripts_and_the_style_by_their_hashes(graph: nx.MultiDiGraph) -> None:
    elements = Elements(render(graph, title="Essai"))
    policy = next(a["content"] for _, a in elements.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for _, text in elements.raw
    ]
    assert [tag for tag, _ in elements.raw] == ["style", "script", "script", "script"]
    assert directives["default-src"] == "'none'"
    assert directives["style-src"] == hashes[0]
    assert directives["script-src"].split() == hashes[2:]
    assert "unsafe" not in policy


def test_a_hostile_title_stays_a_title(graph: nx.MultiDiGraph) -> None:
    plain, hostile = render(graph, title="Essai"), render(graph, title=HOSTILE)
    assert [tag for tag, _ in Elements(plain).tags] == [tag for tag, _ in Elements(hostile).tags]


def test_what_the_script_reads(graph: nx.MultiDiGraph) -> None:
    content = json.loads(embed(data(graph, "fr")))
    assert (len(content["nodes"]), len(content["edges"]), len(content["facts"])) == (24, 40, 24)
    assert [node["id"] for node in content["nodes"]] == list(range(24))
    by_iri = {fact["iri"].rpartition("/")[2]: number for number, fact in enumerate(content["facts"])}
    call = content["facts"][by_iri["appel"]]
    assert "".join(part[0] for part in call["evidence"][0]["parts"]).startswith("La présidente")
    assert ["entretenus par téléphone", "event", {"iri": "#char=129,153"}] in call["evidence"][0]["parts"]
    assert content["articles"][call["evidence"][0]["article"]]["publisher"] == "Le Courrier des Îles"
    node = content["nodes"][by_iri["appel"]]
    assert (node["label"], node["shape"], node["group"]) == (
        "Entretien téléphonique",
        "box",
        "Consultation/occurred",
    )
    assert content["options"]["physics"] == {"enabled": False}
    drawn = {(e["from"], e["to"], e["role"], e["arrows"]) for e in content["edges"]}
    assert (by_iri["invitation"], by_iri["castel"], "agent", "from") in drawn
    assert (by_iri["invitation"], by_iri["doran"], "recipient", "to") in drawn
    assert content["facts"][by_iri["castel"]]["offices"][0]["of"] == by_iri["valdorie"]


def test_the_same_graph_makes_the_same_page(graph: nx.MultiDiGraph) -> None:
    assert render(graph, title="Essai") == render(graph.copy(), title="Essai")


def test_an_empty_graph_makes_a_page() -> None:
    assert '"nodes":[]' in render(nx.MultiDiGraph(), title="Rien")


def test_languages(graph: nx.MultiDiGraph) -> None:
    assert '<html lang="en">' in render(graph, title="Essai", lang="en")
    assert '<html lang="fr">' in render(graph, title="Essai", lang="auto")
    with pytest.raises(LanguageError, match="'de'"):
        render(graph, title="Essai", lang="de")


def test_a_notebook_shows_the_page_in_a_frame(graph: nx.MultiDiGraph) -> None:
    shown = Page.of(graph, title=HOSTILE, height=500)
    frame = Elements(shown._repr_html_()).tags
    assert [tag for tag, _ in frame] == ["iframe"]
    assert frame[0][1]["srcdoc"] == shown.html
    assert frame[0][1]["height"] == "500"


def test_words_are_the_same_in_both_languages_and_all_used() -> None:
    words = json.loads(VIEW.joinpath("words.json").read_text(encoding="utf-8"))
    assert words["fr"].keys() == words["en"].keys()
    assert all(text.strip() for language in words.values() for text in language.values())
    for key in words["fr"]:
        holes = [sorted(re.findall(r"\{\w+\}", words[lang][key])) for lang in ("fr", "en")]
        assert holes[0] == holes[1], key
    template = VIEW.joinpath("page.html.j2").read_text(encoding="utf-8")
    scripts = [
        p.read_text(encoding="utf-8") for p in VIEW.joinpath("viewer").iterdir() if p.name.endswith(".js")
    ]
    called = {key for text in scripts for key in re.findall(r'\bt\("(\w+)"', text)}
    called |= set(re.findall(r'data-(?:t|title)="(\w+)"', template)) | set(
        re.findall(r"words\.(\w+)", template)
    )
    assert called <= words["fr"].keys()


def test_labels() -> None:
    assert best({"fr": "Sommet", "en": "Summit"}, "en") == "Summit"
    assert best({"de": "Gipfel"}, "fr") == "Gipfel"
    assert best({}, "fr") == ""
    assert short("a\n b") == "a b"
    assert len(short("x" * 10_000)) == 32


def test_the_vendored_script_puts_no_style_into_the_page() -> None:
    script = VIEW.joinpath("vendor/vis-network.min.js").read_text(encoding="utf-8")
    assert "vis-tooltip{" not in script
    assert "sourceMappingURL" not in script
    assert "@version 10.1.5" in script
    assert "MIT" in VIEW.joinpath("vendor/LICENSE-MIT").read_text(encoding="utf-8")
