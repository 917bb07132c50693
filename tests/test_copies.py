"""Ten papers that print one dispatch are one source."""

import itertools
from datetime import date

import pyoxigraph as ox

from kg.copies import copies
from kg.query import run

WORDS = [f"mot{number}" for number in range(2_000)]
DISPATCH = " ".join(WORDS[:400])


def edited(every: int) -> str:
    """The dispatch with one word in so many changed."""
    return " ".join(f"autre{n}" if n % every == 0 else word for n, word in enumerate(WORDS[:400]))


def test_edited_and_shortened_texts_are_copies_of_the_one_published_first() -> None:
    texts = [
        ("d", None, DISPATCH + " " + WORDS[900]),
        ("b", date(2025, 3, 5), edited(25)),
        ("a", date(2025, 3, 4), DISPATCH),
        ("c", date(2025, 3, 6), " ".join(WORDS[:280])),
        ("e", date(2025, 3, 1), " ".join(WORDS[500:900])),
        ("f", date(2025, 3, 1), "Un texte court."),
        ("g", date(2025, 3, 1), "Un texte court."),
    ]
    expected = [("b", "a"), ("c", "a"), ("d", "a")]
    assert list(copies(texts)) == expected
    for some in itertools.islice(itertools.permutations(texts), 0, 5_000, 500):
        assert list(copies(some)) == expected


def test_another_text_on_the_same_matter_is_no_copy() -> None:
    assert list(copies([("a", None, DISPATCH), ("b", None, edited(3))])) == []


def test_case_and_punctuation_do_not_matter() -> None:
    assert list(copies([("a", None, DISPATCH), ("b", None, DISPATCH.upper().replace(" ", ", "))])) == [
        ("b", "a")
    ]


def test_nothing() -> None:
    assert list(copies([])) == []


def test_a_copy_corroborates_nothing() -> None:
    turtle = """
    @prefix pp: <https://w3id.org/pourparlers/ontology#> .
    @prefix gaf: <http://groundedannotationframework.org/gaf#> .
    @prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
    @prefix : <https://example.org/> .
    :event pp:status pp:occurred ; gaf:denotedBy :m1 , :m2 .
    :m1 nif:anchorOf "appelle" ; nif:referenceContext :a1 .
    :m2 nif:anchorOf "appelle" ; nif:referenceContext :a2 .
    """
    query = run.text_of("events-from-one-article")
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    assert not run.ask(store, query)
    pp = "https://w3id.org/pourparlers/ontology#"
    one, two = (ox.NamedNode(f"https://example.org/{name}") for name in ("a1", "a2"))
    store.add(ox.Quad(two, ox.NamedNode(pp + "copyOf"), one))
    answer = run.ask(store, query)
    assert isinstance(answer, run.Rows)
    assert [row["quote"] for row in answer] == ["appelle"]
