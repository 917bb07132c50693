"""Nothing leaves the page, and no text of a graph becomes anything but text."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from kg.analyse import Evidence, Holding, Mark, Opinion, Thing

Open = Callable[..., Any]  # the fixture open_page; see conftest.py

pytestmark = pytest.mark.browser

STRINGS = [
    "</script><script>window.pwned = 1</script>",
    '"><img src=x onerror="window.pwned = 1">',
    "<!--<script>",
    "' onmouseover='window.pwned = 1",
    "javascript:window.pwned=1",
    "\u202eneddih\u202c \u2067droite\u2069",
    "\U0001f4de\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "{{ 7 * 7 }} ${7 * 7} <%= 7 %>",
    "line\u2028separator\u2029paragraph",
    "A" * 10_000,
    "\\u003cscript\\u003e \\ \" '",
    "__proto__",
]


def hostile() -> nx.MultiDiGraph:
    """A graph in which every string is one of the above."""
    graph = nx.MultiDiGraph()
    for i, text in enumerate(STRINGS):
        graph.add_node(
            f"http://x.test/actor/{i}",
            type="actor",
            kind="Person",
            labels={"fr": text, text: text},
            aliases=[text],
            wikidata="javascript:window.pwned=1",
            offices=(Holding({"fr": text}, None, {"": text}),),
        )
    for i, text in enumerate(STRINGS):
        evidence = Evidence(
            f"a {text} b",
            (Mark(2, 2 + len(text), "event"),),
            f"http://x.test/article/{i}",
            title=text,
            publisher=text,
            date=text,
            url="javascript:window.pwned=1",
            lang=text,
        )
        graph.add_node(
            f"http://x.test/event/{i}",
            type="event",
            cls=text,
            family=text,
            status="denied",
            labels={"": text},
            begin=text,
            end=None,
            earliest=None,
            latest=None,
            duration=text,
            places=(Thing(text, {"": text}),),
            topics=(Thing(text, {"fr": text}),),
            confidence=0.5,
            according_to=(f"http://x.test/actor/{i}",),
            evidence=(evidence,),
            views=(Opinion(text, f"http://x.test/actor/{i}"),),
        )
        graph.add_edge(f"http://x.test/event/{i}", f"http://x.test/actor/{i}", key="agent", role="agent")
        other = f"http://x.test/actor/{(i + 1) % len(STRINGS)}"
        graph.add_edge(f"http://x.test/event/{i}", other, key="recipient", role="recipient")
    graph.graph["classes"] = {text: {"fr": text, "en": text} for text in STRINGS}
    return graph


def test_hostile_strings_change_nothing_but_what_is_shown(open_page: Open) -> None:
    opened = open_page(hostile(), title=STRINGS[0] + STRINGS[1])
    page = opened.page
    assert page.title() == STRINGS[0] + STRINGS[1]
    elements = page.evaluate("[...document.querySelectorAll('script')].length")
    for i, text in enumerate(STRINGS):
        opened.change(f"#s=event/{i}")
        assert page.evaluate("document.querySelector('#panel h2').textContent") == text
        assert page.evaluate("document.querySelector('#panel mark.event').textContent") == text
        opened.change(f"#s=actor/{i}")
        assert page.evaluate("document.querySelector('#panel h2').textContent") == text
        assert page.locator("#panel a").count() == 0
    page.keyboard.press("a")
    page.keyboard.press("t")
    page.keyboard.press("/")
    page.keyboard.type("script")
    assert page.locator("#hits li").count() >= 2
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("[...document.querySelectorAll('script')].length") == elements == 3
    assert page.locator("img, iframe, object, embed, form, base").count() == 0
    assert page.evaluate("[...document.querySelectorAll('a')].every(a => /^https?:/.test(a.href))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_the_address_is_data_too(open_page: Open) -> None:
    opened = open_page(
        hash="#s=%3Cimg%20src=x%20onerror=window.pwned=1%3E&f=9:x&t=a..b&c=NaN&off.cls=%3Cb%3E&p=x&e=1%202&n=-5&v=<b>&l=xx"
    )
    assert opened.count == "24 sur 24 nœuds"
    assert opened.page.evaluate("window.pwned") is None


def test_the_policy_stops_requests_and_foreign_scripts(open_page: Open) -> None:
    opened = open_page()
    outcome = opened.page.evaluate(
        """async () => {
            const broken = [];
            document.addEventListener("securitypolicyviolation", (e) => broken.push(e.effectiveDirective));
            await fetch("https://example.org/").catch(() => {});
            const image = new Image();
            image.src = "https://example.org/x.png";
            const script = document.createElement("script");
            script.textContent = "window.pwned = 1";
            document.body.append(script);
            await new Promise((done) => setTimeout(done, 200));
            return [broken.sort(), window.pwned ?? null];
        }"""
    )
    assert outcome == [["connect-src", "img-src", "script-src-elem"], None]
    opened.complaints.clear()
    opened.requests.clear()  # the browser reports the image, though it never went out


def test_nothing_is_left_in_the_global_names(open_page: Open) -> None:
    opened = open_page()
    names = opened.page.evaluate(
        "['state', 'facts', 'network', 'choose', 'nodeSet', 'compute'].filter((name) => name in window)"
    )
    assert names == []
