"""Seven questions to an article on a call between two presidents, each a query with its rows and evidence.

They are put to a sibling of our own, 2025-06-06-entretien-xi-trump.txt, and to the text that
the project was asked for where that lies beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import Graph, build
from kg.query.run import Rows

ROOT = Path(__file__).parents[2]
SIBLING = ROOT / "notebooks" / "articles" / "2025-06-06-entretien-xi-trump.txt"
FIRST = ROOT.parent / "shared" / "examples" / "entretien-poutine-trump.txt"

pytestmark = pytest.mark.model

# Every query gives the rows to compare, then ?begin and ?end of its evidence.
QUERIES = {
    "call": """
        SELECT ?who ?duration ?begin ?end {
          ?event a pp:PhoneCall ; pp:status pp:occurred ; pp:participant ?x ; time:hasXSDDuration ?duration ;
                 gaf:denotedBy ?mention .
          ?x skos:prefLabel ?who . FILTER(lang(?who) = "fr") }""",
    "invitation": """
        SELECT ?from ?to ?place ?begin ?end {
          ?event a pp:Invitation ; pp:status pp:occurred ; pp:agent/skos:prefLabel ?from ;
                 pp:recipient/skos:prefLabel ?to ; pp:place/skos:prefLabel ?place ; gaf:denotedBy ?mention .
          FILTER(lang(?from) = "fr" && lang(?to) = "fr" && lang(?place) = "fr") }""",
    "agreement": """
        SELECT ?who ?what ?begin ?end {
          ?event a pp:Agreement ; pp:participant/skos:prefLabel ?who ; pp:content ?planned ;
                 gaf:denotedBy ?mention .
          ?planned a ?class ; pp:status pp:planned .
          FILTER(?class IN (pp:Meeting, pp:Visit) && lang(?who) = "fr")
          BIND(STRAFTER(STR(?class), "#") AS ?what) }""",
    "ordered negotiation": """
        SELECT ?by ?begin ?end {
          ?event a pp:Request ; pp:status pp:occurred ; pp:agent/skos:prefLabel ?by ; pp:content ?talks ;
                 gaf:denotedBy ?mention .
          ?talks a pp:Negotiation ; pp:status pp:planned . FILTER(lang(?by) = "fr") }""",
    "who backs the negotiation": """
        SELECT ?role ?of ?begin ?end {
          ?event a pp:Negotiation ; pp:status pp:planned ; pp:supporter/org:holds ?post ;
                 gaf:denotedBy ?mention .
          ?post org:role/skos:prefLabel ?role ; org:postIn/skos:prefLabel ?of . FILTER(lang(?of) = "fr") }""",
    "dispute": """
        SELECT ?who ?about ?begin ?end {
          ?event a pp:Dispute ; pp:status pp:ongoing ; pp:participant/skos:prefLabel ?who ; pp:topic ?topic ;
                 gaf:denotedBy ?mention .
          ?topic skos:prefLabel ?words . FILTER(lang(?who) = "fr")
          VALUES ?about { $topics } FILTER(CONTAINS(LCASE(STR(?words)), ?about)) }""",
    "view on the call": """
        SELECT ?value ?holder ?begin ?end {
          ?event a pp:PhoneCall ; pp:status pp:occurred ; pp:participant/skos:prefLabel $one, $other ;
                 pp:view ?view .
          ?view rdf:value ?value ; sem:accordingTo/skos:prefLabel ?holder ; gaf:denotedBy ?mention .
          FILTER(lang(?holder) = "fr") }""",
    "planned meeting": """
        SELECT ?place ?begin ?end {
          ?event a pp:Meeting ; pp:status pp:planned ; pp:place/skos:prefLabel ?place ;
                 gaf:denotedBy ?mention . FILTER(lang(?place) = "fr") }""",
    "topics of the call": """
        SELECT ?about ?begin ?end {
          ?event a pp:PhoneCall ; pp:status pp:occurred ; pp:participant/skos:prefLabel $one, $other ;
                 pp:topic/skos:prefLabel ?words ; gaf:denotedBy ?mention .
          VALUES ?about { $subjects } FILTER(CONTAINS(LCASE(STR(?words)), ?about)) }""",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query, all of them, and words that must be among the evidence, exactly as long.

    Words that stand more than once are given in their context: "Au cœur de cet [appel]". ``known`` says why
    the answer is not given yet.
    """

    rows: frozenset[tuple[str, ...]]
    evidence: tuple[str, ...]
    known: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An article, the two who talk, and the answers to the questions."""

    file: Path
    one: str
    other: str
    topics: tuple[str, ...]  # of the dispute
    subjects: tuple[str, ...]  # of the call
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def query(self, name: str) -> str:
        """The query with this article's names in it, as literals."""
        values = {
            "$one": str(ox.Literal(self.one, language="fr")),
            "$other": str(ox.Literal(self.other, language="fr")),
            "$topics": " ".join(str(ox.Literal(words)) for words in self.topics),
            "$subjects": " ".join(str(ox.Literal(words)) for words in self.subjects),
        }
        text = QUERIES[name].rstrip().removesuffix("}")
        for variable, value in values.items():
            text = text.replace(variable, value)
        return text + " ?mention nif:beginIndex ?begin ; nif:endIndex ?end }"


def rows(*found: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(found)


def cross(left: tuple[str, ...], right: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset((one, other) for one in left for other in right)


EXAMPLES = (
    Example(
        SIBLING,
        "Xi Jinping",
        "Donald Trump",
        ("taïwan", "terres rares", "fentanyl"),
        ("étudiants chinois", "terres rares"),
        {
            "call": Answer(
                rows(("Xi Jinping", "PT1H30M"), ("Donald Trump", "PT1H30M")),
                (
                    "se sont entretenus par téléphone",
                    "Au cours de cet [appel]",
                    "Lors de cette [conversation]",
                ),
            ),
            "invitation": Answer(
                rows(("Xi Jinping", "Donald Trump", "Chine")),
                ("a invité",),
                known="« son homologue » is not found, « en Chine » is not its place",
            ),
            "agreement": Answer(
                cross(("Xi Jinping", "Donald Trump"), ("Meeting", "Visit")),
                ("ont convenu",),
            ),
            "ordered negotiation": Answer(
                rows(("Chine",), ("États-Unis",)),
                ("ont chargé",),
                known="« charger » is an appointment as often, the judge turns both down",
            ),
            "who backs the negotiation": Answer(
                rows(
                    ("secrétaire au Trésor", "États-Unis"),
                    ("secrétaire au Commerce", "États-Unis"),
                    ("vice-Premier ministre", "Chine"),
                ),
                ("reprendre rapidement les négociations",),
                known="« avec le concours de » a list of offices",
            ),
            "dispute": Answer(
                cross(("Chine", "États-Unis"), ("taïwan", "terres rares", "fentanyl")),
                ("continuent d'[opposer]",),
                known="« continuent d'opposer les deux puissances »: subjects as topics",
            ),
            "view on the call": Answer(
                rows(("très positif", "Donald Trump")),
                ("très positif",),
            ),
            "planned meeting": Answer(rows(("Pékin",)), ("Une future [rencontre]",)),
            "topics of the call": Answer(
                rows(("étudiants chinois",), ("terres rares",)),
                ("L'[entretien] a également",),
            ),
        },
    ),
    Example(
        FIRST,
        "Vladimir Poutine",
        "Donald Trump",
        ("crise ukrainienne", "moyen-orient", "programme nucléaire iranien"),
        ("échanges commerciaux", "échange de citoyens"),
        {
            "call": Answer(
                rows(("Vladimir Poutine", "PT1H30M"), ("Donald Trump", "PT1H30M")),
                ("se sont entretenus par téléphone", "Au cœur de cet [appel]", "cette [conversation]"),
            ),
            "invitation": Answer(rows(("Vladimir Poutine", "Donald Trump", "Moscou")), ("a ainsi invité",)),
            "agreement": Answer(
                cross(("Vladimir Poutine", "Donald Trump"), ("Meeting", "Visit")),
                ("ont convenu",),
            ),
            "ordered negotiation": Answer(
                rows(("Russie",), ("États-Unis",)),
                ("ont donné pour instruction",),
            ),
            "who backs the negotiation": Answer(
                rows(
                    ("chef", "CIA"),
                    ("secrétaire d'État", "États-Unis"),
                    ("conseiller à la sécurité nationale", "États-Unis"),
                ),
                ("lancer immédiatement des négociations",),
            ),
            "dispute": Answer(
                cross(
                    ("Russie", "États-Unis"),
                    ("crise ukrainienne", "moyen-orient", "programme nucléaire iranien"),
                ),
                ("continuent de [diviser]",),
            ),
            "view on the call": Answer(
                rows(("productif", "Donald Trump")),
                ("productif",),
            ),
            "planned meeting": Answer(
                rows(("Moscou",)),
                ("une future [rencontre]",),
            ),
            "topics of the call": Answer(
                rows(("échanges commerciaux",), ("échange de citoyens",)),
                ("l'[entretien] a également",),
            ),
        },
    ),
)
CASES = [(example, name) for example in EXAMPLES if example.file.exists() for name in QUERIES]


@cache
def graph(file: Path) -> Graph:
    """The graph of one article by itself."""
    return build(file)


def span(text: str, words: str) -> tuple[int, int]:
    """Where the words, or the bracketed ones among them, stand in a text that has them once."""
    before, _, rest = words.partition("[") if "[" in words else ("", "", words)
    inside, _, after = rest.partition("]")
    assert text.count(before + inside + after) == 1, f"not exactly once: {words}"
    begin = text.index(before + inside + after) + len(before)
    return begin, begin + len(inside)


@pytest.mark.parametrize(("example", "name"), CASES, ids=[f"{e.file.stem}: {name}" for e, name in CASES])
def test_answer_with_its_evidence(example: Example, name: str) -> None:
    answer = example.answers[name]
    text = example.file.read_text(encoding="utf-8").replace("’", "'")
    wanted = {span(text, words) for words in answer.evidence}
    found = graph(example.file).query(example.query(name))
    assert isinstance(found, Rows)
    told = {tuple(row[column].replace("’", "'") for column in found.variables[:-2]) for row in found}
    evidence = {(int(row["begin"]), int(row["end"])) for row in found}
    if answer.known:
        assert told != answer.rows or not evidence >= wanted, f"now given: take away {answer.known!r}"
        return
    assert told == answer.rows
    assert evidence >= wanted, [text[begin:end] for begin, end in sorted(evidence)]


def test_every_example_answers_every_question() -> None:
    assert SIBLING.exists()
    for example in EXAMPLES:
        assert example.answers.keys() == QUERIES.keys()
