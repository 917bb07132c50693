from __future__ import annotations

import csv
import re
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import vocab
from kg.errors import DataError
from kg.model import Form, Kind, Role, Status
from kg.vocab import GAF, PP, SEM, SKOS

TABLE = Path(__file__).parents[2] / "shared" / "event-types.tsv"

FAIR = """
@prefix pp: <https://w3id.org/pourparlers/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/fairs#> .

ex:TradeFair a owl:Class ;
    rdfs:subClassOf pp:Summit ;
    rdfs:label "Salon professionnel"@fr , "Trade fair"@en .
"""


def names() -> set[str]:
    return {value for name, value in vars(PP).items() if not name.startswith("_") and name != "iri"}


def turtle(folder: Path, text: str) -> Path:
    file = folder / "mine.ttl"
    file.write_text(text, encoding="utf-8")
    return file


# Names and prefixes


def test_python_names_are_those_of_the_turtle() -> None:
    assert names() == set(vocab.terms())


def test_a_python_name_is_the_end_of_its_iri() -> None:
    assert [name for name, value in vars(PP).items() if not name.startswith("_") and name != "iri"] == [
        iri.removeprefix(PP.iri) for iri in vocab.terms()
    ]


def test_the_models_words_are_terms() -> None:
    words = [word.value for kind in (Kind, Role, Status) for word in kind]
    assert {PP.iri + word for word in words} <= names()


def test_the_forms_of_the_model_are_those_of_the_ontology() -> None:
    assert vocab.terms()[PP.form].values == tuple(Form)


def test_namespaces_give_full_iris() -> None:
    assert SKOS.prefLabel == "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert str(SEM) + "title" == SEM.title
    assert vocab.PREFIXES["gaf"] == GAF.iri


def test_dunder_names_are_no_terms() -> None:
    with pytest.raises(AttributeError):
        _ = SEM.__nothing__


def test_prefixes_are_the_turtles() -> None:
    head = (vocab.ontology_path() / "pourparlers.ttl").read_text(encoding="utf-8")
    written = dict(re.findall(r"^@prefix (\w+): <([^>]+)> \.$", head, re.MULTILINE))
    del written["vann"]  # of the ontology's own description only
    assert written.items() <= vocab.PREFIXES.items()


def test_prefixes_hold_the_usual_ones() -> None:
    assert {"schema", "rdf", "rdfs", "owl", "xsd"} <= set(vocab.PREFIXES)
    assert vocab.PREFIXES["schema"] == "https://schema.org/"


def test_no_heavy_library_is_imported() -> None:
    code = "import sys, kg.vocab; print([m for m in ('rdflib', 'spacy', 'numpy') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


# The taxonomy


def test_lines_and_families() -> None:
    taxonomy = vocab.taxonomy()
    assert taxonomy.line("Summit") == ("Summit", "Meeting", "Consultation", "Event")
    assert taxonomy.family("Warning") == "Threat"
    assert taxonomy.family("Event") == "Event"
    assert taxonomy.classes["PhoneCall"].labels == {"fr": "Entretien téléphonique", "en": "Phone call"}
    assert taxonomy.classes["PhoneCall"].iri == PP.PhoneCall


def test_only_events_are_event_classes() -> None:
    assert {"Actor", "Person", "Mention", "Topic", "Status"}.isdisjoint(vocab.taxonomy().classes)


def test_reading_the_taxonomy_takes_milliseconds() -> None:
    vocab.taxonomy()
    best = min(_seconds() for _ in range(5))
    assert best < 0.1


def _seconds() -> float:
    start = time.perf_counter()
    vocab.taxonomy()
    return time.perf_counter() - start


@pytest.mark.skipif(not TABLE.exists(), reason="the table of event types is not beside the project")
def test_classes_are_those_of_the_table() -> None:
    terms = vocab.terms()
    taxonomy = vocab.taxonomy()
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["class"] for row in rows} | {"Event"} == set(taxonomy.classes)
    for row in rows:
        term = terms[PP.iri + row["class"]]
        got = {
            "class": term.name,
            "parent": taxonomy.classes[term.name].parent,
            "plover": term.notation or "-",
            "symmetric": "yes" if taxonomy.symmetric(term.name) else "-" if row["symmetric"] == "-" else "no",
            "roles": {role.removeprefix(PP.iri) for role in term.roles},
        }
        roles = {part.split("=")[0] for part in row["roles"].split(",") if part != "-"}
        assert got == {key: row[key] for key in ("class", "parent", "plover", "symmetric")} | {"roles": roles}


def test_a_user_adds_a_class(tmp_path: Path) -> None:
    taxonomy = vocab.taxonomy([turtle(tmp_path, FAIR)])
    assert taxonomy.line("TradeFair") == ("TradeFair", "Summit", "Meeting", "Consultation", "Event")
    assert taxonomy.symmetric("TradeFair")
    assert taxonomy.classes["TradeFair"].iri == "https://example.org/fairs#TradeFair"
    assert taxonomy.classes["TradeFair"].labels["fr"] == "Salon professionnel"


def test_a_user_may_write_in_the_ontologys_namespace(tmp_path: Path) -> None:
    taxonomy = vocab.taxonomy([turtle(tmp_path, FAIR.replace("ex:TradeFair", "pp:TradeFair"))])
    assert taxonomy.family("TradeFair") == "Consultation"


def test_a_label_in_one_language_stands_for_both(tmp_path: Path) -> None:
    taxonomy = vocab.taxonomy([turtle(tmp_path, FAIR.replace('"Salon professionnel"@fr , ', ""))])
    assert taxonomy.classes["TradeFair"].labels == {"fr": "Trade fair", "en": "Trade fair"}


def test_a_users_actor_class_is_no_event(tmp_path: Path) -> None:
    taxonomy = vocab.taxonomy([turtle(tmp_path, FAIR.replace("pp:Summit", "pp:Organization"))])
    assert "TradeFair" not in taxonomy.classes


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("rdfs:subClassOf pp:Summit ;", "", "TradeFair has no known parent"),
        ("pp:Summit", "pp:Sumit", "TradeFair has no known parent"),
        (
            "rdfs:subClassOf pp:Summit",
            "rdfs:subClassOf pp:Summit , pp:Aid",
            "two parents among the event classes",
        ),
        (
            "rdfs:subClassOf pp:Summit",
            "rdfs:subClassOf pp:Summit , ex:TradeFair",
            "TradeFair is above itself",
        ),
        ("ex:TradeFair a", "ex:Visit a", "the name of another event class"),
        ('rdfs:label "Salon professionnel"@fr , "Trade fair"@en', "rdfs:seeAlso ex:x", "has no label"),
        ("pp:Summit ;", "pp:Summit", "not well-formed Turtle"),
        ("rdfs:subClassOf pp:Summit", "rdfs:subClassOf <no iri>", "not well-formed Turtle"),
        ("rdfs:subClassOf pp:Summit", "rdfs:seeAlso <<( ex:a ex:b ex:c )>>", "triple terms"),
    ],
)
def test_a_faulty_file_is_one_line_for_people(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in FAIR
    file = turtle(tmp_path, FAIR.replace(before, after))
    with pytest.raises(DataError) as error:
        vocab.taxonomy([file])
    assert message in str(error.value)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_and_bad_utf8_are_data_errors(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.ttl: can't be read"):
        vocab.taxonomy([tmp_path / "none.ttl"])
    file = tmp_path / "latin.ttl"
    file.write_bytes(FAIR.encode("utf-8").replace(b"Salon", b"\xe9"))
    with pytest.raises(DataError, match=r"latin\.ttl"):
        vocab.taxonomy([file])


# Shortcut edges

EVENTS = """
@prefix pp: <https://w3id.org/pourparlers/ontology#> .
@prefix : <urn:x:> .
:g {
  :call a pp:PhoneCall , pp:Consultation , pp:Event ; pp:status pp:occurred ;
    pp:participant :a , :b , :c ; pp:supporter :s .
  :visit a pp:Visit , pp:Consultation , pp:Event ; pp:status pp:ongoing ;
    pp:agent :d ; pp:recipient :e , :f ; pp:participant :d , :e , :f .
  :leave a pp:Withdrawal , pp:Retreat , pp:Event ; pp:status pp:occurred ;
    pp:agent :m ; pp:recipient :n ; pp:participant :m , :n .
  :soon a pp:Invitation , pp:Commitment , pp:Event ; pp:status pp:planned ; pp:agent :p ; pp:recipient :q .
  :self a pp:Accusation , pp:Criticism , pp:Event ; pp:status pp:occurred ; pp:agent :r ; pp:recipient :r .
  :began a pp:Meeting , pp:Consultation , pp:Event ; pp:status pp:occurred ;
    pp:agent :t ; pp:participant :t , :u .
}
"""


def edges(data: str, extra: list[Path] | None = None) -> set[str]:
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.TRIG)
    result = store.query(vocab.edges_construct(extra or []), use_default_graph_as_union=True)
    assert isinstance(result, ox.QueryTriples)
    found = set()
    for triple in result:
        ends = (str(end).strip("<>").removeprefix("urn:x:") for end in (triple.subject, triple.object))
        found.add(f" {triple.predicate.value.removeprefix(PP.iri)} ".join(ends))
    return found


def test_edges_of_events() -> None:
    both = ("a phoned b", "b phoned a", "a phoned c", "c phoned a", "b phoned c", "c phoned b")
    expected = {
        *both,
        "d visited e",
        "d visited f",
        "m yieldedTo n",
        "t met u",
        "u met t",
    }
    found = edges(EVENTS)
    assert {edge for edge in found if "relatesTo" not in edge and "consultedWith" not in edge} == expected
    for upper in ("relatesTo", "consultedWith"):
        assert {e for e in found if upper in e} == {
            f"{e.split()[0]} {upper} {e.split()[2]}"
            for e in expected
            if upper == "relatesTo" or "yielded" not in e
        }


def test_edges_of_a_users_class(tmp_path: Path) -> None:
    file = turtle(
        tmp_path,
        FAIR
        + """
ex:TradeFair pp:shortcut ex:exhibitedWith .
ex:Boycott a owl:Class ; rdfs:subClassOf pp:Event ; rdfs:label "Boycott"@en ; pp:symmetric true .
""",
    )
    data = """
@prefix pp: <https://w3id.org/pourparlers/ontology#> .
@prefix ex: <https://example.org/fairs#> .
@prefix : <urn:x:> .
:fair a ex:TradeFair , pp:Summit , pp:Event ; pp:status pp:occurred ; pp:participant :a , :b .
:boycott a ex:Boycott , pp:Event ; pp:status pp:occurred ; pp:participant :c , :d .
"""
    assert edges(data, [file]) == {
        "a https://example.org/fairs#exhibitedWith b",
        "b https://example.org/fairs#exhibitedWith a",
        "a metAtSummit b",
        "b metAtSummit a",
        "a relatesTo b",
        "b relatesTo a",
        "c relatesTo d",
        "d relatesTo c",
    }


def test_every_class_has_or_inherits_a_shortcut_below_its_parents() -> None:
    terms = vocab.terms()
    taxonomy = vocab.taxonomy()
    for name, event_class in taxonomy.classes.items():
        line = [terms[taxonomy.classes[step].iri].shortcut for step in taxonomy.line(name)]
        own = [shortcut for shortcut in line if shortcut]
        assert own[-1] == PP.relatesTo
        if event_class.parent and line[0]:
            assert terms[line[0]].parents == (own[1],), name


def test_shortcuts_of_symmetric_classes_are_symmetric_properties() -> None:
    terms = vocab.terms()
    taxonomy = vocab.taxonomy()
    marked = {iri for iri, term in terms.items() if vocab.OWL.SymmetricProperty in term.types}
    shortcuts = {terms[c.iri].shortcut for name, c in taxonomy.classes.items() if taxonomy.symmetric(name)}
    assert marked == shortcuts


# Terms


def test_unions_and_listed_words_are_read() -> None:
    terms = vocab.terms()
    assert terms[PP.confidence].domain == (PP.Event, PP.Mention, PP.Argument)
    assert terms[PP.polarity].values == ("positive", "negative")


def test_foreign_terms_are_left_out() -> None:
    assert all(iri.startswith(PP.iri) for iri in vocab.terms())


def test_a_missing_ontology_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vocab, "__file__", str(tmp_path / "kg" / "vocab.py"))
    with pytest.raises(DataError, match="install the package again"):
        vocab.ontology_path()


def test_an_installed_ontology_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vocab, "__file__", str(tmp_path / "kg" / "vocab.py"))
    for folder in (tmp_path / "ontology", tmp_path / "kg" / "ontology"):
        folder.mkdir(parents=True)
        (folder / "pourparlers.ttl").write_text("", encoding="utf-8")
    assert vocab.ontology_path() == (tmp_path / "kg" / "ontology").resolve()
