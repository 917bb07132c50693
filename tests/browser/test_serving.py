"""The pages of kg serve in a real browser: hostile text stays text, and no request goes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from serving import EXAMPLE, Client, running

from kg.vocab import DATA, GAF, NIF, ORG, PP, RDF, RDFS, SCHEMA, SEM, SKOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = (
    "</mark></article></title></script><script>window.pwned = 1</script>"
    '"><img src=x onerror="window.pwned = 1"> <svg onload=window.pwned=1> '
    "' onmouseover='window.pwned = 1' {{ 7 * 7 }} {% raw %} <!--<script> &lt;b&gt; "
    "<style>*{display:none}</style><base href=https://evil.example/>"
    "<meta http-equiv=refresh content=0;url=//evil.example>"
)
#: What Chromium says of each cell of YASGUI's table as DOMPurify parses it, in a document where nothing runs.
_PARSED = "Executing inline event handler violates"
SCRIPT = "javascript:window.pwned=1"


def hostile() -> ox.Store:
    """A graph whose every string tries to be more than one."""
    article, event, actor, post = (
        ox.NamedNode(f"{DATA.iri}{path}") for path in ("article/x", "event/x", "actor/x", "post/x")
    )
    resolved = ox.NamedNode(f"{DATA.iri}graph/resolved")
    words, script = ox.Literal(HOSTILE), ox.NamedNode(SCRIPT)
    said: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (article, RDF.type, ox.NamedNode(SCHEMA.NewsArticle)),
        (article, NIF.isString, ox.Literal(f"a {HOSTILE} b")),
        *((article, name, words) for name in (SCHEMA.headline, SCHEMA.publisher, SCHEMA.inLanguage)),
        (article, SCHEMA.datePublished, words),
        (article, SCHEMA.url, script),
        (event, RDF.type, ox.NamedNode(PP.Event)),
        (event, RDFS.label, words),
        (event, PP.status, ox.NamedNode(PP.occurred)),
        (event, PP.agent, actor),
        (event, SEM.hasBeginTimeStamp, words),
        (actor, RDF.type, ox.NamedNode(PP.Actor)),
        (actor, SKOS.prefLabel, words),
        (actor, SKOS.altLabel, words),
        (actor, "http://a.example/property", words),
        (actor, SKOS.exactMatch, script),
        (actor, ORG.holds, post),
        (post, ORG.role, words),
    ]
    for begin, end, kind, thing in ((2, 40, PP.EventMention, event), (20, 90, PP.ActorMention, actor)):
        mention = ox.NamedNode(f"{article.value}#char={begin},{end}")
        said += [
            (thing, GAF.denotedBy, mention),
            (mention, RDF.type, ox.NamedNode(kind)),
            (mention, NIF.beginIndex, ox.Literal(begin)),
            (mention, NIF.endIndex, ox.Literal(end)),
            (mention, NIF.referenceContext, article),
        ]
    store = ox.Store()
    for subject, predicate, value in said:
        graph = article if subject.value.startswith(article.value) else resolved
        store.add(ox.Quad(subject, ox.NamedNode(predicate), value, graph))
    return store


@contextmanager
def opened(browser: Browser, client: Client) -> Iterator[Page]:
    """A page that may ask only this server, and has nothing to complain of."""
    page = browser.new_page(locale="en-GB")
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    page.close()
    assert [url for url in requests if not url.startswith((client.address, "data:", "blob:"))] == []
    assert [complaint for complaint in complaints if not complaint.startswith(_PARSED)] == []


def test_hostile_text_is_only_shown(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "graph.nq"
    hostile().dump(str(file), format=ox.RdfFormat.N_QUADS)
    with running(file) as client, opened(browser, client) as page:
        for path in ("/", "/articles", "/article/x", "/event/x", "/actor/x", "/post/x", "/graph"):
            page.goto(client.address + path)
            assert page.evaluate("window.pwned") is None
            assert (
                page.locator("img, iframe, object, embed, base, svg:not(.icon)").count() == 0
                or path == "/graph"
            )
            assert page.evaluate("[...document.links].every(a => a.protocol === 'http:')")
            if path != "/graph":
                assert page.locator("script, style").count() == 0
                assert "window.pwned" in page.inner_text("main") or path == "/"
        page.goto(client.address + "/article/x")
        assert page.inner_text(".text").startswith("a </mark></article></title></script><script>")
        page.goto(f"{client.address}/articles?words=%22%3E%3Cscript%3Ewindow.pwned%3D1%3C/script%3E")
        assert page.input_value("#words") == '"><script>window.pwned=1</script>'
        assert page.evaluate("window.pwned") is None
        page.goto(client.address + "/query")
        page.wait_for_selector("#yasgui[data-ready=true]")
        page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT * { ?s ?p ?o }')")
        page.click(".yasqe_queryButton")
        page.wait_for_selector(".yasr table")
        page.hover(".yasr table")
        assert "onerror" in page.inner_text(".yasr table")
        assert page.locator("[onerror], [onload], [onmouseover], .yasr img, .yasr script, base").count() == 0
        page.fill(".tableFilter", "pwned")
        assert page.evaluate("window.pwned") is None


def test_the_page_for_queries_asks_this_server_only(browser: Browser, server_of_example: Client) -> None:
    client = server_of_example
    with opened(browser, client) as page:
        page.goto(client.address + "/query")
        page.wait_for_selector("#yasgui[data-ready=true]")
        page.click(".yasqe_queryButton")
        page.wait_for_selector(".yasr table")
        page.click(".CodeMirror")
        page.keyboard.press("Control+a")
        page.keyboard.type("PREFIX pp: <https://w3id.org/pourparlers/ontology#>\nSELECT * { ?s a pp:PhoneC")
        page.keyboard.press("Control+Space")
        page.wait_for_function(
            "document.querySelector('.CodeMirror').CodeMirror.getValue().endsWith('pp:PhoneCall')"
            " || document.querySelector('.CodeMirror-hints li')"
        )
        page.keyboard.press("Escape")
        page.keyboard.type("all ; pp:rec")
        page.keyboard.press("Control+Space")
        page.wait_for_timeout(300)
        page.keyboard.press("Escape")
        page.click("summary")
        page.click("details li a >> nth=0")
        page.wait_for_function(
            "document.querySelectorAll('.yasgui .tab').length === 2 || document.readyState === 'x'"
        )
        page.wait_for_selector(".yasr .yasr_response_chip")


def test_a_link_to_the_page_can_not_choose_another_server(
    browser: Browser, server_of_example: Client
) -> None:
    client = server_of_example
    with opened(browser, client) as page:
        page.goto(f"{client.address}/query#query=ASK%20%7B%7D&endpoint=https%3A%2F%2Fevil.example%2Fsparql")
        page.wait_for_selector("#yasgui[data-ready=true]")
        page.wait_for_selector(".yasr .yasr_response_chip")
        assert "evil.example" not in page.inner_text("#yasgui")


def test_the_policy_stops_foreign_scripts_and_requests(browser: Browser, server_of_example: Client) -> None:
    page = browser.new_page()
    for path in ("/query", "/articles"):
        page.goto(server_of_example.address + path)
        broken = page.evaluate(
            """async () => {
                const broken = new Set();
                document.addEventListener("securitypolicyviolation", (e) => broken.add(e.effectiveDirective));
                await fetch("https://evil.example/").catch(() => {});
                const script = document.createElement("script");
                script.textContent = "window.pwned = 1";
                document.body.append(script);
                const form = document.createElement("form");
                form.action = "https://evil.example/";
                document.body.append(form);
                form.submit();
                await new Promise((done) => setTimeout(done, 100));
                return [[...broken].sort(), window.pwned ?? null];
            }"""
        )
        assert broken == [["connect-src", "form-action", "script-src-elem"], None]
    page.close()


@pytest.fixture(scope="module")
def server_of_example() -> Iterator[Client]:
    with running(EXAMPLE) as client:
        yield client
