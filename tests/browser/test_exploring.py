"""Use the page as an analyst does: search, filter, brush, focus, fold, sort, take away."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF

from kg.query import run
from kg.query.catalogue import catalogue
from kg.view import Page
from kg.vocab import PREFIXES

Open = Callable[..., Any]  # the fixture open_page; see conftest.py

pytestmark = pytest.mark.browser


def only(opened: Any, key: str) -> None:
    """Press "only" on a line of the legend."""
    opened.page.locator(f'[data-key="{key}"]').locator("xpath=ancestor::li[1]").hover()
    opened.page.click(f'[data-key="only {key}"]')


def lines(opened: Any, facet: str) -> dict[str, str]:
    items = opened.page.locator(f'[data-facet="{facet}"] li').all()
    return {i.locator(".label").inner_text(): i.locator(".count").text_content() for i in items}


# Search


def test_search_knows_no_accents_and_suggests(open_page: Open) -> None:
    opened = open_page()
    opened.page.fill("#search", "PECHE")
    hits = opened.page.locator("#hits [role=option]").all_inner_texts()
    assert hits[0].startswith("pêcheurs valdoriens")
    assert any(hit.startswith("Négociations : Valdorie, Ostrevie") for hit in hits)
    opened.page.keyboard.press("ArrowDown")
    assert opened.page.locator("#hits [aria-selected=true]").inner_text() == hits[1]
    opened.page.keyboard.press("ArrowUp")
    opened.page.keyboard.press("Enter")
    assert opened.heading == "pêcheurs valdoriens"


def test_search_without_result_says_so(open_page: Open) -> None:
    opened = open_page()
    opened.page.fill("#search", "zzz")
    assert opened.page.inner_text("#hits") == "Aucun résultat"
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible("#hits")


def test_a_hit_that_filters_hide_is_shown_again(open_page: Open) -> None:
    opened = open_page()
    only(opened, "status denied")
    assert opened.count.startswith("3 sur 24")
    opened.find("sommet")
    assert opened.heading == "Sommet : Ligue du Nord"
    assert opened.count == "24 sur 24 nœuds"


# Legend and filters


def test_the_legend_counts(open_page: Open) -> None:
    opened = open_page()
    assert lines(opened, "kind") == {"Personne": "3", "État": "2", "Organisation": "1", "Groupe": "1"}
    assert lines(opened, "status") == {
        "survenu": "10",
        "en cours": "1",
        "prévu": "2",
        "possible": "2",
        "demandé": "1",
        "démenti": "1",
    }


def test_filters_combine_and_count(open_page: Open) -> None:
    opened = open_page()
    opened.page.click('[data-facet="status"] label:has-text("survenu")')
    assert opened.page.inner_text(".figures").split()[2] == "7"
    only(opened, "family Consultation")
    assert opened.page.inner_text(".figures").split()[2] == "4"
    assert lines(opened, "status")["survenu"] == "2"
    opened.page.click("#clear")
    assert opened.count == "24 sur 24 nœuds"


def test_a_family_opens_to_its_classes(open_page: Open) -> None:
    opened = open_page()
    opened.page.click('[data-key="open Consultation"]')
    opened.page.click('label:has([data-key="cls Summit"])')
    assert opened.page.inner_text(".figures").split()[2] == "16"
    assert "off.cls=Summit" in opened.page.url


def test_kind_article_country_confidence_and_degree_filter(open_page: Open) -> None:
    opened = open_page()
    only(opened, "kind Person")
    assert opened.page.inner_text(".figures").split()[0] == "3"
    opened.page.click("#clear")
    only(opened, "article 1")
    assert opened.page.inner_text(".figures").split()[2] == "7"
    opened.page.click("#clear")
    only(opened, "publisher The Harbour Post")
    assert opened.page.inner_text(".figures").split()[2] == "6"
    opened.page.click("#clear")
    opened.page.locator('[data-key="confidence"]').fill("0.85")
    assert opened.page.inner_text(".figures").split()[2] == "7"
    opened.page.click("#clear")
    opened.page.locator('[data-key="degree"]').fill("4")
    assert opened.page.inner_text(".figures").split()[0] == "4"
    opened.page.click("#clear")
    opened.page.locator("[data-facet=country] label", has_text="Valdorie").click()
    assert int(opened.page.inner_text(".figures").split()[2]) < 17


def test_a_filter_that_leaves_nothing_says_so(open_page: Open) -> None:
    opened = open_page(hash="#off.kind=Person&off.kind=State&off.kind=Group&off.kind=Organization")
    assert opened.page.is_visible("#nothing")


# Time


def test_the_histogram_brushes(open_page: Open) -> None:
    opened = open_page()
    bars = opened.page.locator("#time svg.bars").bounding_box()
    opened.page.mouse.move(bars["x"] + bars["width"] * 0.5, bars["y"] + 20)
    opened.page.mouse.down()
    opened.page.mouse.move(bars["x"] + bars["width"] - 1, bars["y"] + 20, steps=5)
    opened.page.mouse.up()
    assert re.fullmatch(r"\d+ avr. – 12 mai 2031", opened.page.inner_text("#period"))
    opened.page.click("#undated")
    assert opened.page.inner_text(".figures").split()[2] == "3"  # two to come, and the dispute that goes on
    opened.page.dblclick("#time svg.bars", position={"x": 300, "y": 10})
    assert opened.page.inner_text("#period") == "Toute la période"


def test_undated_events_are_counted_and_can_be_hidden(open_page: Open) -> None:
    opened = open_page()
    assert "5 sans date" in opened.page.inner_text("#time")
    opened.page.click("#undated")
    assert opened.page.inner_text(".figures").split()[2] == "12"
    assert "5 sans date" in opened.page.inner_text("#time")


@pytest.mark.parametrize(
    ("last", "bins", "label"),
    [("2031-02-20", 51, "1 janv."), ("2033-01-01", 25, "janv. 2031"), ("2061-01-01", 31, "2031")],
    ids=["days", "months", "years"],
)
def test_the_histogram_counts_days_months_or_years(open_page: Open, last: str, bins: int, label: str) -> None:
    opened = open_page(many(4, begins=("2031-01-01", last)))
    grip = opened.page.locator("#grip-1")
    assert int(grip.get_attribute("aria-valuemax")) + 1 == bins
    assert opened.page.get_attribute("#grip-0", "aria-valuetext") == label
    heights = [float(bar.get_attribute("height")) for bar in opened.page.locator("#time .bar").all()]
    assert len(heights) == 2
    assert heights[0] == heights[1]


def test_the_brush_has_keys(open_page: Open) -> None:
    opened = open_page()
    opened.page.focus("#grip-1")
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("ArrowLeft")
    assert opened.page.evaluate("document.activeElement.id") == "grip-1"
    assert re.search(r"[#&]t=\d{4}-\d\d-\d\d", opened.page.url)
    opened.page.keyboard.press("End")
    assert opened.page.inner_text("#period") == "Toute la période"


def test_time_plays_from_the_first_events_to_the_last(open_page: Open) -> None:
    opened = open_page()
    opened.page.click("#play")
    first = opened.page.inner_text("#period")
    opened.page.wait_for_function(
        "(first) => document.getElementById('period').textContent !== first", arg=first
    )
    opened.page.click("#play")
    still = opened.page.inner_text("#period")
    opened.page.wait_for_timeout(1500)
    assert opened.page.inner_text("#period") == still


# Views


def test_actors_alone_with_events_folded_into_edges(open_page: Open) -> None:
    opened = open_page()
    opened.page.click("[data-view=actors]")
    assert opened.count == "7 sur 7 nœuds"
    opened.change("#v=actors&e=actor/castel actor/doran PhoneCall")
    assert opened.heading.split() == ["Irène", "Castel", "–", "Pavel", "Doran"]
    marks = opened.page.locator("#panel mark.event").all_inner_texts()
    assert marks == ["entretenus par téléphone", "spoken by phone"]


def test_a_click_on_an_edge_between_actors_shows_its_events(open_page: Open) -> None:
    opened = open_page(hash="#v=actors")
    only(opened, "family Commitment")
    opened.page.keyboard.press("0")
    opened.page.wait_for_timeout(300)
    x, y = opened.middle()
    for dy in range(0, -60, -4):  # the names stand below the nodes: the edge is a little above the middle
        opened.page.mouse.click(x, y + dy)
        opened.page.wait_for_timeout(350)
        if "→" in opened.heading:
            break
    assert opened.heading.split() == ["Irène", "Castel", "→", "Pavel", "Doran"]
    assert opened.page.locator("#panel mark.event").all_inner_texts() == ["invité"]


def test_the_keyboard_chooses_edges_between_actors(open_page: Open) -> None:
    opened = open_page()
    opened.find("castel")
    opened.page.keyboard.press("a")
    assert opened.page.locator("#panel [data-edge]").count() == 3
    seen = set()
    for _ in range(3):
        opened.page.keyboard.press("e")
        assert "Irène Castel" in opened.heading
        assert opened.page.locator("#panel blockquote").count() >= 1
        seen.add(opened.page.url)
    assert len(seen) == 3
    opened.page.keyboard.press("Shift+E")
    assert opened.page.url in seen
    assert "e=actor" in opened.page.url


def test_an_actor_lists_its_edges_with_their_counts(open_page: Open) -> None:
    opened = open_page(repeated(), hash="#v=actors&s=a/0")
    edges = opened.page.locator("#panel [data-edge]")
    assert edges.all_inner_texts() == ["→ Pays 1 : Visit\n3"]
    edges.first.click()
    assert opened.heading.split() == ["Pays", "0", "→", "Pays", "1"]
    assert opened.page.locator("#panel h3").count() == 3


def test_a_pinned_node_stays_when_the_rest_is_rearranged(open_page: Open) -> None:
    opened = open_page()
    opened.find("saisie")
    opened.page.locator("#panel .act", has_text="Épingler").click()
    assert "pin=event%2Fsaisie" in opened.page.url
    opened.page.click("#arrange")
    opened.page.wait_for_timeout(700)
    opened.page.click("#arrange")
    opened.page.keyboard.press("Escape")
    opened.page.mouse.click(*opened.middle())
    opened.page.wait_for_timeout(400)
    assert opened.heading == "Saisie : Ostrevie, Valdorie"


def test_communities_fold_and_open(open_page: Open) -> None:
    opened = open_page()
    picture = "document.querySelector('#graph canvas').toDataURL()"
    whole = opened.page.evaluate(picture)
    opened.page.keyboard.press("g")
    opened.page.wait_for_timeout(300)
    folded = opened.page.evaluate(picture)
    assert folded != whole
    assert opened.page.get_attribute("#group", "aria-pressed") == "true"
    assert opened.count == "24 sur 24 nœuds"
    opened.find("saisie")
    assert opened.heading == "Saisie : Ostrevie, Valdorie"
    assert re.search(r"[#&]g=actor%2F\w+", opened.page.url)
    opened.page.keyboard.press("Escape")
    opened.page.mouse.click(*opened.middle())
    opened.page.wait_for_timeout(400)
    assert opened.heading == "Saisie : Ostrevie, Valdorie"
    opened.page.keyboard.press("a")
    opened.page.keyboard.press("g")
    opened.page.keyboard.press("a")
    assert opened.page.get_attribute("#group", "aria-pressed") == "false"


def test_the_table_has_the_same_data_and_sorts(open_page: Open) -> None:
    opened = open_page()
    opened.page.click("[data-view=table]")
    rows = opened.page.locator("#table tbody tr")
    assert rows.count() == 17
    opened.page.click("[data-sort=cls]")
    kinds = opened.page.locator("#table tbody tr td:nth-child(2)").all_inner_texts()
    assert (kinds[0], kinds[-1]) == ("Accusation", "Visite")
    opened.page.click("[data-sort=cls]")
    assert opened.page.locator("#table tbody tr td:nth-child(2)").all_inner_texts() == kinds[::-1]
    opened.page.locator("#table .node", has_text="Saisie").click()
    assert opened.heading == "Saisie : Ostrevie, Valdorie"
    assert opened.page.is_visible("#table")
    opened.page.keyboard.press("t")
    opened.page.keyboard.press("a")
    opened.page.keyboard.press("t")
    assert rows.count() == 7


# Focus, hiding, paths, the address


def test_focus_by_depth(open_page: Open) -> None:
    opened = open_page()
    opened.find("okoro")
    depths = opened.page.locator(".depths .act")
    counts = []
    for depth in (0, 1, 2):
        depths.nth(depth).click()
        counts.append(int(opened.count.split()[0]))
    assert counts == [5, 20, 24]
    opened.page.click("#showing button.chip.strong")
    assert opened.count == "24 sur 24 nœuds"


def test_hide_and_show_again(open_page: Open) -> None:
    opened = open_page()
    opened.find("ostrevie")
    opened.page.locator("#panel .act", has_text="Masquer").click()
    assert "1 masqué(s)" in opened.page.inner_text("#showing")
    assert int(opened.count.split()[0]) < 24
    opened.page.locator("#showing button", has_text="masqué").click()
    assert opened.count == "24 sur 24 nœuds"


def test_shortest_path_between_two_actors(open_page: Open) -> None:
    opened = open_page()
    opened.find("castel")
    opened.page.locator("#panel .act", has_text="Chemin").click()
    opened.page.keyboard.type("ligue")
    opened.page.keyboard.press("Enter")
    assert "Plus court chemin : 3 événement(s)" in opened.page.inner_text("#showing")
    assert opened.count == "7 sur 24 nœuds"


def test_the_address_holds_the_state(open_page: Open) -> None:
    opened = open_page()
    opened.page.click('[data-facet="status"] label:has-text("démenti")')
    opened.find("anselme")
    opened.page.locator(".depths .act").nth(1).click()
    address, count = opened.page.url, opened.count
    other = open_page(hash="#" + address.partition("#")[2])
    assert other.count == count
    assert other.heading == "Anselme Okoro"
    assert not other.page.is_checked('[data-key="status denied"]')


def test_back_and_forward(open_page: Open) -> None:
    opened = open_page()
    opened.find("castel")
    opened.find("doran")
    assert opened.heading == "Pavel Doran"
    opened.page.evaluate("history.back()")
    opened.page.wait_for_timeout(300)
    assert opened.heading == "Irène Castel"
    opened.page.evaluate("history.forward()")
    opened.page.wait_for_timeout(300)
    assert opened.heading == "Pavel Doran"


def test_back_undoes_a_filter_and_what_was_hidden(open_page: Open) -> None:
    opened = open_page()
    only(opened, "status denied")
    opened.find("okoro")
    before = opened.count
    opened.page.locator("#panel .act", has_text="Masquer").click()
    assert "1 masqué(s)" in opened.page.inner_text("#showing")
    opened.page.evaluate("history.back()")
    opened.page.wait_for_timeout(300)
    assert "masqué" not in opened.page.inner_text("#showing")
    assert (opened.heading, opened.count) == ("Anselme Okoro", before)
    for _ in range(2):
        opened.page.evaluate("history.back()")
        opened.page.wait_for_timeout(300)
    assert opened.count == "24 sur 24 nœuds"


def test_a_tap_on_a_hit_presses_nothing_below_it(open_page: Open, browser: Any) -> None:
    file = open_page().file
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, locale="fr-FR")
    page.goto(file.as_uri())
    page.tap("#search")
    page.keyboard.type("castel")
    page.locator("#hits [data-node]").first.tap()
    page.wait_for_timeout(500)
    assert page.locator("#hits").is_hidden()
    assert page.get_attribute("[data-view=events]", "aria-pressed") == "true"
    assert page.inner_text("#panel h2") == "Irène Castel"
    page.close()


def test_the_keyboard_reaches_everything(open_page: Open) -> None:
    opened = open_page()
    opened.page.keyboard.press("n")
    assert opened.heading == "Anselme Okoro"
    opened.page.keyboard.press("n")
    assert opened.heading == "Irène Castel"
    opened.page.keyboard.press("p")
    assert opened.heading == "Anselme Okoro"
    opened.page.keyboard.press("f")
    assert "Autour de Anselme Okoro" in opened.page.inner_text("#showing")
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("Escape")
    assert opened.count == "24 sur 24 nœuds"
    opened.page.keyboard.press("d")
    assert opened.page.locator("html").get_attribute("data-theme") == "dark"
    opened.page.keyboard.press("?")
    assert opened.page.is_visible("#help")
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible("#help")


def test_nodes_are_arranged_only_when_asked(open_page: Open) -> None:
    opened = open_page()
    picture = "document.querySelector('#graph canvas').toDataURL()"
    first = opened.page.evaluate(picture)
    opened.page.wait_for_timeout(400)
    assert opened.page.evaluate(picture) == first
    opened.page.click("#arrange")
    opened.page.wait_for_timeout(500)
    opened.page.click("#arrange")
    assert opened.page.evaluate(picture) != first


# Exports


def save(opened: Any, what: str, folder: Path) -> Path:
    opened.page.click("#export")
    with opened.page.expect_download() as waiting:
        opened.page.click(f"[data-export={what}]")
    file = folder / str(waiting.value.suggested_filename)
    waiting.value.save_as(file)
    return file


def test_what_is_visible_is_exported(open_page: Open, tmp_path: Path) -> None:
    opened = open_page()
    only(opened, "status planned")
    rows = list(csv.DictReader(io.StringIO(save(opened, "csv", tmp_path).read_text("utf-8-sig"))))
    assert [row["class"] for row in rows] == ["Summit", "Meeting"]
    assert rows[1]["participant"] == "Irène Castel; Pavel Doran"
    assert "rencontrer le 12 mai" in rows[1]["sentence"]
    content = json.loads(save(opened, "json", tmp_path).read_text("utf-8"))
    assert {event["status"] for event in content["events"]} == {"planned"}
    assert save(opened, "png", tmp_path).read_bytes().startswith(b"\x89PNG")


#: They ask for what the page does not hold: whole texts, mentions of actors, the edges derived from events.
NOT_IN_THE_PAGE = (
    "evidence-of-who-did-what-to-whom",
    "paths-between-actors",
    "what-each-article-tells",
)


def rows(dataset: ox.Store, query: str) -> list[dict[str, list[str]]]:
    """An answer, cells that hold several values in no order of theirs."""
    answer = run.ask(dataset, query)
    assert isinstance(answer, run.Rows)
    return [{name: sorted(cell.split(" | ")) for name, cell in row.items()} for row in answer]


def test_the_turtle_answers_the_shipped_queries(open_page: Open, dataset: ox.Store, tmp_path: Path) -> None:
    file = save(open_page(), "turtle", tmp_path)
    exported = rdflib.Graph().parse(file)
    assert len(exported) > 400
    store = ox.Store()
    store.load(exported.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    answered = 0
    for question in catalogue():
        if question.name in NOT_IN_THE_PAGE:
            continue
        found = rows(store, question.sparql)
        assert found == rows(dataset, question.sparql), question.name
        answered += bool(found)
    assert answered > 20


def test_the_turtle_has_the_visible_part_alone(open_page: Open, tmp_path: Path) -> None:
    opened = open_page()
    only(opened, "status planned")
    exported = rdflib.Graph().parse(save(opened, "turtle", tmp_path))
    pp, nif = rdflib.Namespace(PREFIXES["pp"]), rdflib.Namespace(PREFIXES["nif"])
    assert {str(o) for o in exported.objects(None, pp.status)} == {str(pp.planned)}
    sentences = {str(exported.value(s, nif.anchorOf)) for s in exported.subjects(RDF.type, nif.Sentence)}
    assert len(sentences) == 1
    assert "rencontrer le 12 mai" in sentences.pop()


def copied(opened: Any) -> str:
    """The selection as SPARQL, as the clipboard has it."""
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.click("#export")
    opened.page.click("[data-export=sparql]")
    opened.page.wait_for_selector("text=Copié dans le presse-papiers")
    return str(opened.page.evaluate("navigator.clipboard.readText()"))


def labels(dataset: ox.Store, query: str) -> set[str]:
    return {row["label"][0] for row in rows(dataset, query)}


def test_the_selection_as_sparql_gives_the_selection(open_page: Open, dataset: ox.Store) -> None:
    opened = open_page()
    opened.find("okoro")
    assert labels(dataset, copied(opened)) >= {"Visite : Okoro", "Médiation : Okoro"}
    assert not any("Castel" in label for label in labels(dataset, copied(opened)))
    opened.find("saisie")
    properties = {row["property"][0] for row in rows(dataset, copied(opened))}
    assert properties >= {str(RDF.type), PREFIXES["pp"] + "status"}
    opened.page.keyboard.press("Escape")
    only(opened, "status planned")
    planned = {"Sommet : Ligue du Nord", "Rencontre : Castel, Doran"}
    assert planned <= labels(dataset, copied(opened))
    opened.change("#v=actors&e=actor/castel actor/doran PhoneCall")
    call = {"Appel téléphonique : Castel, Doran"}
    assert {label for label in labels(dataset, copied(opened)) if "Appel" in label} == call


# Large graphs, notebooks, access


def many(events: int, *, begins: tuple[str, ...] = ()) -> nx.MultiDiGraph:
    """Visits among half as many countries, some of them to many; the dates of the first come round."""
    graph = nx.MultiDiGraph()
    for i in range(events // 2):
        country = {"type": "actor", "kind": "State", "labels": {"fr": f"Pays {i}"}, "aliases": []}
        graph.add_node(f"http://x.test/a/{i}", **country, wikidata=None, offices=())
    for i in range(events):
        empty = dict.fromkeys(("begin", "end", "earliest", "latest", "duration", "confidence"))
        visit = {"type": "event", "cls": "Visit", "family": "Consultation", "status": "occurred"} | empty
        if begins:
            visit["begin"] = begins[i % len(begins)]
        things = dict.fromkeys(("places", "topics", "according_to", "evidence", "views"), ())
        graph.add_node(f"http://x.test/e/{i}", **visit, labels={"fr": f"Visite {i}"}, **things)
        for role, actor in (("agent", i % 40), ("recipient", i // 2)):
            graph.add_edge(
                f"http://x.test/e/{i}", f"http://x.test/a/{actor % (events // 2)}", key=role, role=role
            )
    return graph


def repeated() -> nx.MultiDiGraph:
    """Three visits of one country to another."""
    graph = many(6)
    graph.remove_edges_from(list(graph.edges))
    graph.remove_nodes_from([f"http://x.test/e/{i}" for i in range(3, 6)])
    for i in range(3):
        graph.add_edge(f"http://x.test/e/{i}", "http://x.test/a/0", key="agent", role="agent")
        graph.add_edge(f"http://x.test/e/{i}", "http://x.test/a/1", key="recipient", role="recipient")
    return graph


def test_a_large_graph_shows_its_core_and_says_so(open_page: Open) -> None:
    opened = open_page(many(1400))
    shown, total = (int(re.sub(r"\D", "", part)) for part in opened.count.split(" sur "))
    assert total == 2100
    assert 1990 <= shown <= 2010
    opened.page.click("#show-more")
    assert opened.page.locator("#show-more").count() == 0
    assert re.sub(r"\D", "", opened.count) == "21002100"


def test_a_part_of_a_larger_graph_says_so(open_page: Open) -> None:
    graph = many(4)
    graph.graph["whole"] = 14312
    opened = open_page(graph, lang="en")
    assert opened.count == "6 of 14,312 nodes"
    assert opened.page.inner_text("#part") == "this page has the 6 most connected of 14,312 nodes"


def test_a_notebook_frame_works(browser: Any, example: nx.MultiDiGraph, tmp_path: Path) -> None:
    file = tmp_path / "frame.html"
    file.write_text(
        f"<!DOCTYPE html><meta charset=utf-8>{Page.of(example, title='Essai')._repr_html_()}", "utf-8"
    )
    tab = browser.new_page(locale="fr-FR")
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(file.as_uri())
    frame = tab.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for()
    frame.locator("#search").fill("saisie")
    frame.locator("#search").press("Enter")
    assert frame.locator("#panel h2").inner_text() == "Saisie : Ostrevie, Valdorie"
    tab.close()
    assert complaints == []
