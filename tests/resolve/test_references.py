"""Event mentions of one and the same span are told apart, in both layers alike."""

from kg import vocab
from kg.model import Article, EventMention, Reading, Span
from kg.rdf import Base, mention_quads
from kg.resolve import references
from kg.vocab import PP, RDF

TEXT = "Visite et entretien."
READING = Reading(
    Article.of(TEXT, "fr"),
    events=(
        EventMention(Span(0, 6), "Visite", "Visit"),
        EventMention(Span(10, 19), "entretien", "Meeting"),
        EventMention(Span(0, 6), "Visite", "Meeting"),
        EventMention(Span(0, 6), "Visite", "Summit"),
    ),
)


def test_mentions_of_one_span_are_numbered() -> None:
    found = [(ref.span.begin, ref.nth) for ref in references(READING)]
    assert found == [(0, 0), (10, 0), (0, 1), (0, 2)]
    assert references(Reading(READING.article)) == ()


def test_they_point_to_what_is_written_of_the_text() -> None:
    quads = mention_quads(READING, vocab.taxonomy())
    kinds = {q.subject for q in quads if q.predicate.value == RDF.type and PP.EventMention in str(q.object)}
    assert kinds == {Base().mention(ref) for ref in references(READING)}
