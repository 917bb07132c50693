"""Ten papers that print one dispatch are one source."""

import itertools
from datetime import date

from kg.copies import copies

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
