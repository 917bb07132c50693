"""The headline is text too: what it tells counts, once with what the body tells of it."""

import pytest
import samples

from kg import build
from kg.model import Article
from kg.query.run import Rows
from kg.read import Raw, articles
from kg.read.source import Given


@pytest.mark.model
@pytest.mark.parametrize(
    ("headline", "lead", "kind"),
    [
        (
            "Scholz reçu par Macron à Paris",
            "Le chancelier Olaf Scholz a été reçu mardi à Paris par le président Emmanuel Macron.",
            "Meeting",
        ),
        (
            "La Norvège condamne la frappe russe",
            "Oslo a condamné lundi la frappe menée par la Russie sur Kiev.",
            "Condemnation",
        ),
    ],
)
def test_an_event_of_headline_and_body_is_one(headline: str, lead: str, kind: str) -> None:
    page = samples.page((lead, "La journée a été calme. " * 12), title=headline, date="2024-03-06")
    (article,) = articles(Raw.of("page.html", page.encode()), Given("fr"))
    assert isinstance(article, Article)
    graph = build(article)
    assert graph.summary().events[kind] == 1
    places = graph.query(
        f"SELECT ?begin {{ ?e a pp:{kind} ; gaf:denotedBy/nif:beginIndex ?begin }} ORDER BY ?begin"
    )
    assert isinstance(places, Rows)
    begins = [int(row["begin"]) for row in places]
    assert begins[0] < len(headline) < begins[-1]
