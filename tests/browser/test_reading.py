"""Open the page and read it: nodes, hover, the evidence of an event, the two languages, the two themes."""

import re
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

Open = Callable[..., Any]  # the fixture open_page; see conftest.py

pytestmark = pytest.mark.browser


def test_the_page_opens_with_everything_counted(open_page: Open) -> None:
    opened = open_page()
    assert opened.count == "24 sur 24 nœuds"
    assert opened.heading == "Vue d'ensemble"
    assert opened.page.inner_text(".figures").split() == ["7", "acteurs", "17", "événements", "3", "articles"]
    assert opened.page.title() == "Essai"


def test_a_click_on_an_event_shows_the_sentence_with_its_words_marked(open_page: Open) -> None:
    opened = open_page()
    opened.find("appel")
    opened.page.keyboard.press("Escape")
    assert opened.heading == "Vue d'ensemble"
    opened.page.mouse.click(*opened.middle())
    opened.page.wait_for_timeout(400)
    assert opened.heading == "Appel téléphonique : Castel, Doran"
    quotes = opened.page.locator("#panel blockquote")
    assert quotes.count() == 2
    assert quotes.first.inner_text().startswith("La présidente valdorienne Irène Castel")
    assert quotes.locator("mark.event").all_inner_texts() == ["entretenus par téléphone", "spoken by phone"]
    assert (
        opened.page.locator("#panel figcaption a").first.get_attribute("href")
        == "https://exemple.test/valdorie-ostrevie"
    )
    facts = opened.page.inner_text("#panel dl")
    for words in ("3 mars 2031", "1\xa0heure", "Irène Castel", "le prix du gaz", "« franc et utile »", "92"):
        assert words in facts


def test_an_edge_tells_its_role_and_a_click_shows_the_evidence(
    open_page: Open, example: nx.MultiDiGraph
) -> None:
    three = [node for node in example if node.endswith(("/invitation", "/castel", "/doran"))]
    opened = open_page(example.subgraph(three).copy())
    opened.find("invitation")
    opened.page.locator(".depths .act").first.click()  # now the two actors are above and below
    opened.page.keyboard.press("Escape")
    opened.page.wait_for_timeout(300)
    x, y = opened.middle()
    tips = []
    for dy in (-70, 70):
        opened.page.mouse.move(x + 40, y + dy)
        opened.page.mouse.move(x, y + dy, steps=4)
        opened.page.wait_for_selector("#tip:not([hidden])", timeout=3000)
        tips.append(opened.page.inner_text("#tip").split("\n")[1])
    assert sorted(tips) == ["auteur – Irène Castel", "destinataire – Pavel Doran"]
    opened.page.mouse.click(x, y + 70)
    opened.page.wait_for_timeout(400)
    assert opened.heading == "Invitation : Castel, Doran"
    assert opened.page.locator("#panel mark.event").all_inner_texts() == ["invité"]


def test_a_graph_without_events_says_so(open_page: Open, example: nx.MultiDiGraph) -> None:
    actors = example.subgraph([n for n, kind in example.nodes(data="type") if kind == "actor"]).copy()
    opened = open_page(actors)
    assert opened.page.inner_text("#nothing").startswith("Aucun événement n'a été reconnu")
    assert "Aucun événement" in opened.page.inner_text("#panel")
    assert not opened.page.is_visible("#time")
    empty = open_page(nx.MultiDiGraph(), lang="en")
    assert empty.page.inner_text("#nothing").startswith("No event was found")


def test_hover_tells_what_a_node_is(open_page: Open) -> None:
    opened = open_page()
    opened.find("saisie")
    opened.page.keyboard.press("Escape")
    x, y = opened.middle()
    opened.page.mouse.move(x - 60, y - 60)
    opened.page.mouse.move(x, y, steps=4)
    opened.page.wait_for_selector("#tip:not([hidden])")
    tip = opened.page.inner_text("#tip")
    assert tip.split("\n")[0] == "Saisie : Ostrevie, Valdorie"
    assert "démenti" in tip
    assert "1 mars 2031" in tip


def test_an_actor_shows_its_names_offices_and_events_by_date(open_page: Open) -> None:
    opened = open_page()
    opened.find("irene")
    opened.page.keyboard.press("Escape")
    opened.page.mouse.click(*opened.middle())
    opened.page.wait_for_timeout(400)
    assert opened.heading == "Irène Castel"
    panel = opened.page.inner_text("#panel")
    assert "la présidente valdorienne" in panel
    assert "Valdorie" in panel
    assert (
        opened.page.locator("#panel dd a").get_attribute("href")
        == "http://www.wikidata.org/entity/Q900000001"
    )
    dates = opened.page.locator("#panel .list small").all_inner_texts()
    assert dates == ["3 mars 2031", "3 mars 2031", "12 mai 2031"]
    opened.page.locator("#panel .list .row").last.click()
    assert opened.heading == "Rencontre : Castel, Doran"


def test_what_an_event_is_about_leads_on(open_page: Open) -> None:
    opened = open_page()
    opened.find("menace")
    opened.page.locator("#panel dd .node", has_text="Sanctions").click()
    assert opened.heading == "Sanctions : Ligue du Nord, Ostrevie"
    assert "possible" in opened.page.inner_text("#panel .head")


def test_the_interface_speaks_two_languages(open_page: Open) -> None:
    opened = open_page()
    opened.page.click("#lang")
    assert opened.page.locator("html").get_attribute("lang") == "en"
    assert opened.count == "24 of 24 nodes"
    opened.find("seizure")
    assert opened.heading == "Seizure: Ostrevia, Valdoria"
    opened.page.click("#lang")
    assert opened.heading == "Saisie : Ostrevie, Valdorie"


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("fr-CA", "fr"), ("de-DE", "fr")])
def test_auto_follows_the_browser(open_page: Open, locale: str, language: str) -> None:
    opened = open_page(lang="auto", locale=locale)
    assert opened.page.locator("html").get_attribute("lang") == language


def test_light_and_dark(open_page: Open) -> None:
    def ground(opened: Any) -> int:
        colour = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)))

    dark = open_page(dark=True)
    assert ground(dark) < 150
    dark.page.click("#theme")
    assert ground(dark) > 600
    assert ground(open_page(dark=False)) > 600


def test_a_phone_can_read_it(open_page: Open) -> None:
    opened = open_page(width=390, height=780)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not opened.page.is_visible("#filters")
    opened.page.click("#open-filters")
    assert opened.page.is_visible("#filters")
    opened.page.click("#open-filters")
    opened.page.fill("#search", "okoro")
    opened.page.keyboard.press("Enter")
    assert opened.heading == "Anselme Okoro"
    assert opened.page.locator("#graph").bounding_box()["height"] > 150
