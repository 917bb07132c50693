"""The shipped articles, each checked against what a careful reader finds in it (expected.toml)."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import PP, Graph, build
from kg.query.run import Rows

ARTICLES = Path(__file__).parents[2] / "notebooks" / "articles"
EXPECTED = Path(__file__).with_name("expected.toml")
FILES = sorted(ARTICLES.glob("*.txt"))
ENGLISH = {
    "2015-07-14-iran-nuclear-deal",
    "2018-03-26-allies-expel-russian-diplomats",
    "2018-06-12-trump-kim-singapore-summit",
    "2021-02-02-myanmar-military-coup",
    "2021-09-19-france-recalls-ambassadors",
    "2022-10-20-truss-resigns",
}
TWO_SIDES = (
    ("2015-07-15-accord-nucleaire-iran-vienne.txt", "2015-07-14-iran-nuclear-deal.txt"),
    ("2018-03-30-skripal-moscou-riposte.txt", "2018-03-26-allies-expel-russian-diplomats.txt"),
    ("2021-09-22-sous-marins-biden-macron.txt", "2021-09-19-france-recalls-ambassadors.txt"),
)
ROLES = ("agent", "recipient", "participant", "supporter")
NAMED = {"place": "pp:place/skos:prefLabel", "according_to": "pp:accordingTo/skos:prefLabel"}
WORDED = {"topic": "pp:topic/skos:prefLabel", "view": "pp:view/rdf:value"}
TIMES = {
    "date": "sem:hasBeginTimeStamp",
    "end": "sem:hasEndTimeStamp",
    "earliest": "sem:hasEarliestBeginTimeStamp",
    "latest": "sem:hasLatestEndTimeStamp",
    "duration": "time:hasXSDDuration",
}
DETAILS = (*NAMED, *WORDED, *TIMES, "content")
PARTS = ("event", "status", "actors", "details")
OTHERS = "..."

pytestmark = pytest.mark.model


@dataclass(frozen=True, slots=True)
class Expectation:
    """One table of expected.toml, the ``number``-th of its kind."""

    kind: str
    number: int
    article: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.article}: {self.fields['class']} {self.fields.get('words', '')}"

    @property
    def known(self) -> Mapping[str, str]:
        """Part -> why it is not met yet."""
        marks: Mapping[str, str] = self.fields.get("known", {})
        return marks

    @property
    def told(self) -> tuple[str, ...]:
        """The parts of which the table says something."""
        if self.kind == "never":
            return ("never",)
        told = {
            "event": True,
            "status": "status" in self.fields,
            "actors": any(role in self.fields for role in ROLES),
            "details": any(name in self.fields for name in DETAILS),
        }
        return tuple(part for part in PARTS if told[part])

    @property
    def checked(self) -> tuple[str, ...]:
        """The parts to check: all that are told, but the event alone as long as it is not found."""
        return ("event",) if "event" in self.known else self.told

    def pattern(self, parts: Sequence[str]) -> str:
        """The SPARQL group that an event matches when it meets these parts."""
        lines = [self._within(), *(line for part in parts for line in self._part(part))]
        return "\n".join(lines)

    def _within(self) -> str:
        low, high = _find(self.article, self.fields["words"]) if "words" in self.fields else (0, 1_000_000)
        return (
            f"VALUES (?file ?low ?high) {{ ({_text(self.article + '.txt')} {low} {high}) }}\n"
            "?mention nif:referenceContext/schema:name ?file ; nif:beginIndex ?begin ; nif:endIndex ?end .\n"
            "FILTER(?begin < ?high && ?end > ?low)\n"
            "?event gaf:denotedBy ?mention ; pp:status ?status ."
        )

    def _part(self, part: str) -> Iterator[str]:
        match part:
            case "event":
                yield f"?event a <{PP.iri}{self.fields['class']}> ."
            case "status" if "status" in self.fields:
                yield f"FILTER(?status = <{PP.iri}{self.fields['status']}>)"
            case "actors":
                for role in ROLES:
                    yield from self._role(role, self.fields.get(role, ()))
            case "details":
                yield from self._details()

    def _role(self, role: str, labels: Sequence[str]) -> Iterator[str]:
        named = [_is("?name", label) for label in labels if label != OTHERS]
        for test in named:
            yield f"FILTER EXISTS {{ ?event pp:{role}/skos:prefLabel ?name FILTER({test}) }}"
        if named and OTHERS not in labels and self.kind == "expect":
            known = f"FILTER NOT EXISTS {{ ?actor skos:prefLabel ?name FILTER({' || '.join(named)}) }}"
            yield f"FILTER NOT EXISTS {{ ?event pp:{role} ?actor {known} }}"

    def _details(self) -> Iterator[str]:
        for name, path in NAMED.items():
            for label in self.fields.get(name, ()):
                yield f"FILTER EXISTS {{ ?event {path} ?name FILTER({_is('?name', label)}) }}"
        for name, path in WORDED.items():
            for words in self.fields.get(name, ()):
                yield f"FILTER EXISTS {{ ?event {path} ?name FILTER({_is('?name', '~' + words)}) }}"
        for cls in self.fields.get("content", ()):
            yield f"FILTER EXISTS {{ ?event pp:content/rdf:type <{PP.iri}{cls}> }}"
        for name, path in TIMES.items():
            if name in self.fields:
                test = f"STRSTARTS(STR(?time), {_text(self.fields[name])})"
                yield f"FILTER EXISTS {{ ?event {path} ?time FILTER({test}) }}"


def _text(words: str) -> str:
    """A literal of SPARQL."""
    return str(ox.Literal(words))


def _is(variable: str, label: str) -> str:
    """The SPARQL test that a label is this one, or contains what follows a "~"."""
    plain = f'REPLACE(STR({variable}), "’", "\'")'
    if label.startswith("~"):
        return f"CONTAINS(LCASE({plain}), {_text(label[1:].lower())})"
    return f"{plain} = {_text(label)}"


def _find(article: str, words: str) -> tuple[int, int]:
    """Where an article has the words, or the bracketed ones among them."""
    text = (ARTICLES / f"{article}.txt").read_text(encoding="utf-8").replace("’", "'").replace("\u00a0", " ")
    before, _, rest = words.partition("[") if "[" in words else ("", "", words)
    inside, _, after = rest.partition("]")
    assert text.count(before + inside + after) == 1, f"{article} has not exactly once: {words}"
    begin = text.index(before + inside + after) + len(before)
    return begin, begin + len(inside)


def expectations(kind: str) -> list[Expectation]:
    """The tables of one kind ("expect" or "never")."""
    tables = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))[kind]
    return [Expectation(kind, number, table["article"], table) for number, table in enumerate(tables)]


EXPECT, NEVER = expectations("expect"), expectations("never")


def met(graph: Graph, expectation: Expectation, part: str) -> bool:
    """Whether an event meets a part of an expectation; for "never", whether no event matches."""
    never = part == "never"
    parts = PARTS if never else tuple(dict.fromkeys(("event", part)))
    return graph.query(f"ASK {{ {expectation.pattern(parts)} }}") is not never


def found(graph: Graph, expectation: Expectation) -> str:
    """What the graph has at the words of an expectation, a line an event, for people."""
    rows = graph.query(
        "SELECT DISTINCT ?event ?words ?class ?status ?role ?name {\n"
        + expectation.pattern(())
        + " ?mention pp:eventClass ?class ; nif:anchorOf ?words ."
        " OPTIONAL { ?event ?role ?node . FILTER(STRSTARTS(STR(?role), STR(pp:)) && ?role != pp:status)"
        "   OPTIONAL { ?node skos:prefLabel|rdfs:label|rdf:value ?label }"
        "   BIND(COALESCE(STR(?label), STR(?node)) AS ?name) } }"
    )
    assert isinstance(rows, Rows)
    events: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        key = (row["words"], row["class"].removeprefix(PP.iri), row["status"].removeprefix(PP.iri))
        events[key][row.get("role", "").removeprefix(PP.iri)].add(row.get("name", ""))
    lines = (
        f"  {words!r} {cls} {status} "
        + "; ".join(f"{role}={'|'.join(sorted(names))}" for role, names in sorted(roles.items()) if role)
        for (words, cls, status), roles in events.items()
    )
    return "\n".join(lines) or "  nothing"


def check(graph: Graph, expectation: Expectation, part: str) -> None:
    """Asserts that a part is met, or not yet when it is marked."""
    wanted = {name: value for name, value in expectation.fields.items() if name not in ("article", "known")}
    told = f"\n  {expectation.article}: {wanted}\nfound there:\n{found(graph, expectation)}"
    if part in expectation.known:
        assert not met(graph, expectation, part), f"now met: take known.{part} out of expected.toml{told}"
    else:
        assert met(graph, expectation, part), f"{part} not met{told}"


def asked(part: str) -> pytest.MarkDecorator:
    """One test an expectation that says something of ``part``."""
    chosen = [expectation for expectation in EXPECT if part in expectation.checked]
    return pytest.mark.parametrize("expectation", chosen, ids=str)


@asked("event")
def test_event_is_found_at_its_words(graph: Graph, expectation: Expectation) -> None:
    check(graph, expectation, "event")


@asked("status")
def test_event_has_its_status(graph: Graph, expectation: Expectation) -> None:
    check(graph, expectation, "status")


@asked("actors")
def test_event_has_its_actors_and_no_others(graph: Graph, expectation: Expectation) -> None:
    check(graph, expectation, "actors")


@asked("details")
def test_event_has_its_place_time_topic_and_content(graph: Graph, expectation: Expectation) -> None:
    check(graph, expectation, "details")


@pytest.mark.parametrize("expectation", NEVER, ids=str)
def test_nothing_is_found_that_nobody_told(graph: Graph, expectation: Expectation) -> None:
    check(graph, expectation, "never")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_article_has_its_headline_date_and_language(graph: Graph, file: Path) -> None:
    headline, blank, _ = file.read_text(encoding="utf-8").split("\n", 2)
    lang = "en" if file.stem in ENGLISH else "fr"
    rows = graph.query(
        f"SELECT ?headline ?date ?lang {{ VALUES ?name {{ {_text(file.name)} }}"
        " ?article a schema:NewsArticle ; schema:name ?name ; schema:headline ?headline ;"
        " schema:datePublished ?date ;"
        " schema:inLanguage ?lang . FILTER(lang(?headline) = ?lang) }"
    )
    assert isinstance(rows, Rows)
    assert blank == ""
    assert list(rows) == [{"headline": headline, "date": file.stem[:10], "lang": lang}]


@pytest.mark.parametrize(("french", "english"), TWO_SIDES)
def test_two_sides_of_a_story_share_their_actors(graph: Graph, french: str, english: str) -> None:
    rows = graph.query(
        f"SELECT DISTINCT ?actor {{ VALUES (?one ?two) {{ ({_text(french)} {_text(english)}) }}"
        " ?actor a pp:Actor ; gaf:denotedBy/nif:referenceContext/schema:name ?one, ?two }"
    )
    assert isinstance(rows, Rows)
    assert len(rows) >= 4


def test_every_article_has_expectations() -> None:
    stems = {file.stem for file in FILES}
    assert {expectation.article for expectation in EXPECT} == stems
    assert {expectation.article for expectation in NEVER} == stems
    assert len(stems - ENGLISH) >= 14
    assert stems >= ENGLISH


def test_articles_are_100_to_400_words_of_utf8() -> None:
    for file in FILES:
        assert 100 <= len(file.read_text(encoding="utf-8").split()) <= 400, file.name


def report(graph: Graph) -> Iterator[tuple[Expectation, str]]:
    """Prints how many expectations are met, by part, and gives the marks that may go."""
    for part in (*PARTS, "never"):
        told = [item for item in (NEVER if part == "never" else EXPECT) if part in item.told]
        good = [item for item in told if met(graph, item, part)]
        print(f"{part:8} {len(good):3} of {len(told):3} met ({len(good) / len(told):.0%})")
        for item in told:
            if item in good and part in item.known:
                print(f"  mark may go: {part}, {item}")
                yield item, part
            elif item not in good and part in item.checked and part not in item.known:
                print(f"  not met: {part}, {item}")


def unmark(graph: Graph, stale: Sequence[tuple[Expectation, str]]) -> None:
    """Takes marks out of expected.toml; that of an event stays with its parts which are not met."""
    gone = {(item.kind, item.number, part): item for item, part in stale}
    kept: list[str] = []
    seen: Counter[str] = Counter()
    kind = ""
    for line in EXPECTED.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("[["):
            kind = line.strip("[]\n")
            seen[kind] += 1
        mark, _, why = line.partition("=")
        part = mark.strip().removeprefix("known.")
        item = gone.get((kind, seen[kind] - 1, part)) if mark.startswith("known.") else None
        if item is None:
            kept.append(line)
        elif part == "event":
            rest = (p for p in item.told if p not in item.known and not met(graph, item, p))
            kept.extend(f"known.{other} ={why}" for other in rest)
    EXPECTED.write_text("".join(kept), encoding="utf-8")


if __name__ == "__main__":
    articles = build(ARTICLES)
    marks = list(report(articles))
    if "--unmark" in sys.argv:
        unmark(articles, marks)
