"""What surrounds news is taken away, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.clean import compose, paragraphs

BODY = "Le président a reçu son homologue."


def body_of(text: str) -> str:
    return compose(None, paragraphs(text))[1]


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi : Poutine appelle Trump",
        "→ À lire aussi | Le Conseil se réunit",
        "A lire : le Conseil se réunit",
        "Sur le même sujet",
        "Publicité",
        "Photo : Reuters",
        "PHOTO AFP",
        "© AFP",
        "Crédit photo : Jeanne Dupré",
        "Read more: the council meets",
        "Related",
        "Image source, Getty",
        "File photo: the minister in Oslo",
    ],
)
def test_pointers_and_captions_are_left_out(line: str) -> None:
    assert body_of(f"{BODY}\n{line}\n{BODY}") == f"{BODY}\n\n{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "À voir les chiffres, il a tort.",
        "Photographes en grève contre Paris.",
        "Image of war, the film displeased Moscow.",
        "Recommended by the union, the deal passed.",
        "Video shows the president leaving.",
        "Lire aussi " + "long " * 50,
        "Selon l'AFP, le président est parti.",
        "Le Caire - une nouvelle capitale - a été choisi.",
    ],
)
def test_sentences_are_kept(line: str) -> None:
    assert body_of(f"{BODY}\n{line}\n{BODY}") == f"{BODY}\n\n{line.strip()}\n\n{BODY}"


@pytest.mark.parametrize(
    "tag",
    [
        "(AFP) – ",
        "PARIS, 3 mars (AFP) - ",
        "Moscou (AFP) — ",
        "New York (Nations unies), 3 mars (AFP) - ",
        "BRUXELLES (Belga/AFP) - ",
        "LONDON, March 3 (Reuters) - ",
        "WASHINGTON/PARIS (AP) — ",
        "Reuters - ",
    ],
)
def test_agency_tags_are_left_out(tag: str) -> None:
    assert body_of(tag + BODY) == BODY
    assert compose("Titre", paragraphs(tag + BODY))[1] == f"Titre\n\n{BODY}"


@pytest.mark.parametrize("tag", [" (AFP)", " (avec AFP et Reuters)", " - AFP", " (with Reuters)"])
def test_agency_signatures_are_left_out(tag: str) -> None:
    assert body_of(BODY + tag) == BODY


@pytest.mark.parametrize(
    "text", ["L'agence (AFP) rapporte un accord.", "Le chef (Reuters) a dit non - enfin."]
)
def test_agencies_in_sentences_are_kept(text: str) -> None:
    assert body_of(text) == text


def test_characters_are_made_plain() -> None:
    assert paragraphs(
        "pro\u00adcès\u200b à\u00a0l'Élyse\u0301e\u202f: «\u00a0non\u00a0»\r\n\r\n\t Fin\ufeff "
    ) == [
        "procès à l'Élysée : « non »",
        "Fin",
    ]


def test_the_headline_stands_once() -> None:
    assert compose("Un titre", ["Un titre", BODY]) == ("Un titre", f"Un titre\n\n{BODY}")
    assert compose("Un titre", ["UN TITRE", "Un titre", BODY]) == ("Un titre", f"Un titre\n\n{BODY}")
    assert compose(" ", [BODY]) == (None, BODY)
    assert compose("Un titre", []) == ("Un titre", "Un titre")


@pytest.mark.parametrize("end", [" | Le Courrier", " - le courrier", " – Le Courrier", " · Le Courrier"])
def test_the_publisher_is_no_part_of_the_headline(end: str) -> None:
    assert compose("Un titre" + end, [BODY], "Le Courrier")[0] == "Un titre"
    assert compose("Un titre" + end, [BODY])[0] == "Un titre" + end


@given(st.text(max_size=40) | st.none(), st.text(max_size=300))
def test_any_text_is_composed(headline: str | None, body: str) -> None:
    found, text = compose(headline, paragraphs(body))
    assert text == unicodedata.normalize("NFC", text)
    assert text.startswith(found or "")
    assert "\n\n\n" not in text
    assert text == text.strip()
