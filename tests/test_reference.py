from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import vocab
from kg.errors import DataError, LanguageError
from kg.reference import LANGUAGES, reference
from kg.vocab import PP

HEADER = """
@prefix pp: <https://w3id.org/pourparlers/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/fairs#> .
"""


def page_with(folder: Path, lang: str, turtle: str) -> str:
    file = folder / "mine.ttl"
    file.write_text(HEADER + turtle, encoding="utf-8")
    return reference(lang, [file])


def section(page: str, anchor: str) -> str:
    """From the heading with this anchor to the next heading."""
    begin = page.index(f'<a id="{anchor}">')
    end = page.find("\n#", begin)
    return page[begin:] if end < 0 else page[begin:end]


def shown(text: str) -> str:
    """Text as the page writes it, for the few characters that the ontology's own words hold."""
    return text.replace("*", r"\*")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_class_property_and_status_is_told_in_the_pages_language(lang: str) -> None:
    page = reference(lang)
    described = {PP.shortcut, PP.symmetric, PP.takesRole, PP.Topic, PP.Status}  # told by the page's own words
    missing = [
        term.name
        for term in vocab.terms().values()
        if term.iri not in described
        and not (
            f"`{term.name}`" in page
            and shown(term.labels[lang]) in page
            and shown(term.definitions[lang]) in page
            and (not term.is_class or shown(term.examples[lang]) in page)
        )
    ]
    assert missing == []


@pytest.mark.parametrize(("lang", "other"), [("fr", "en"), ("en", "fr")])
def test_the_languages_are_not_mixed(lang: str, other: str) -> None:
    page = reference(lang)
    mixed = [term.name for term in vocab.terms().values() if term.definitions[other] in page]
    assert mixed == []


def test_a_class_is_told_as_a_reader_wants_it() -> None:
    assert section(reference("en"), "PhoneCall").splitlines() == [
        '<a id="PhoneCall"></a>Phone call `PhoneCall`',
        "",
        "A conversation by telephone or video between named parties; not a meeting in person.",
        "",
        "- Example: *The chancellor called the Ukrainian president on Tuesday evening.*",
        "- Roles: `participant`, `topic` — all parties are plain participants",
        "- PLOVER code: `CONSULT/phone`",
        "- Edge: A *talked by phone with* B `phoned`, both ways",
    ]


def test_what_the_roles_mean_for_a_class_is_told() -> None:
    text = section(reference("fr"), "Visit")
    assert "- Rôles : `agent`, destinataire `recipient`, lieu `place` — Agent : qui se déplace" in text
    assert "- Arête : A *a rendu visite à* B `visited`\n" in text


def test_an_edge_of_the_class_above_is_told_as_such() -> None:
    assert "A *yielded to* B `yieldedTo` (as of the class above)" in section(reference("en"), "Withdrawal")


def test_headings_follow_the_tree() -> None:
    page = reference("en")
    assert '\n### <a id="Consultation"></a>' in page
    assert '\n#### <a id="Meeting"></a>' in page
    assert '\n##### <a id="Summit"></a>' in page
    assert page.index('id="Meeting"') < page.index('id="Summit"') < page.index('id="Visit"')


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_lead_somewhere(lang: str) -> None:
    page = reference(lang)
    anchors = re.findall(r'<a id="([^"]+)">', page)
    assert len(anchors) == len(set(anchors))
    links = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert links <= set(anchors)
    assert len(links) > len(vocab.taxonomy().classes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_are_whole(lang: str) -> None:
    tables = [block.splitlines() for block in reference(lang).split("\n\n") if block.startswith("|")]
    assert len(tables) == 7
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table}) == 1


def test_the_version_and_licence_are_told() -> None:
    about = vocab.about()
    last = reference("en").splitlines()[-1]
    assert about.version in last
    assert about.modified in last
    assert PP.iri in last
    assert "creativecommons.org/licenses/by/4.0" in last


def test_a_users_class_stands_at_its_place(tmp_path: Path) -> None:
    page = page_with(
        tmp_path,
        "fr",
        """
        ex:TradeFair a owl:Class ; rdfs:subClassOf pp:Summit ;
          rdfs:label "Salon professionnel"@fr , "Trade fair"@en ; skos:definition "Un salon."@fr .
        ex:Party a owl:Class ; rdfs:subClassOf pp:Organization ; rdfs:label "Parti"@fr .
        """,
    )
    assert page.index('id="Summit"') < page.index('id="TradeFair"') < page.index('id="Visit"')
    text = section(page, "TradeFair")
    assert text.startswith(
        '<a id="TradeFair"></a>Salon professionnel `https://example.org/fairs#TradeFair`\n\nUn salon.'
    )
    assert "- Arête : A *a pris part à un sommet avec* B `metAtSummit`, dans les deux sens" in text
    assert "| Parti | `https://example.org/fairs#Party` |" in section(page, "actors")


def test_another_language_stands_in_where_one_is_missing(tmp_path: Path) -> None:
    page = page_with(
        tmp_path, "fr", 'ex:Fair a owl:Class ; rdfs:subClassOf pp:Event ; rdfs:label "Fair"@en .'
    )
    assert "[Fair](#Fair)" in page


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    page = page_with(
        tmp_path,
        "en",
        r"""
        <https://example.org/a)(b> a owl:Class ; rdfs:subClassOf pp:Event ;
          rdfs:label "<script>alert(1)</script> [x](javascript:y) | `z`"@en ;
          skos:definition "- one\n# two\n| three"@en ; skos:notation "`<b>`" .
        """,
    )
    assert r"\<script\>alert(1)\</script\> \[x\](javascript:y) \| \`z\`" in page
    assert r"\- one \# two \| three" in page
    assert "](#a%29%28b)" in page
    assert "- PLOVER code: `<b>`" in page
    assert "<script" not in page.replace(r"\<script", "")


def test_an_unknown_language_and_a_broken_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match="no reference page in 'de': choose fr or en"):
        reference("de")
    with pytest.raises(DataError, match=r"mine\.ttl"):
        page_with(tmp_path, "fr", "ex:TradeFair a")
