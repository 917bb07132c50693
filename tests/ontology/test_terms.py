"""The ontology's own health: both readers agree, nothing is missing, no reasoner finds a contradiction."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import owlready2
import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, TIME, VANN, XSD

from kg import rdf, vocab
from kg.model import (
    Actor,
    ActorMention,
    Argument,
    Article,
    Event,
    EventMention,
    Form,
    Judgement,
    Kind,
    Label,
    MentionRef,
    Post,
    Reading,
    Resolved,
    Role,
    Site,
    Span,
    Status,
    View,
)
from kg.vocab import PP

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it warns of its own use

FOLDER = vocab.ontology_path()
CORE = FOLDER / "pourparlers.ttl"
ALIGNMENTS = FOLDER / "alignments.ttl"
CONTEXT = FOLDER / "context.jsonld"
FORMATS = {
    ".ttl": (ox.RdfFormat.TURTLE, "turtle"),
    ".trig": (ox.RdfFormat.TRIG, "trig"),
    ".jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}
CODE_FOLDER = Path(vocab.__file__).parent
CODE = sorted(CODE_FOLDER.rglob("*.py"))
FILES = sorted(file for file in FOLDER.rglob("*") if file.suffix in FORMATS)
PREFIXES = {
    **vocab.PREFIXES,
    "plover": "https://w3id.org/pourparlers/plover#",
    "vann": "http://purl.org/vocab/vann/",
    "sh": "http://www.w3.org/ns/shacl#",
    "": "https://example.org/fault#",
}
HEADER = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


# Both readers


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_both_readers_find_the_same_statements(file: Path) -> None:
    ours, theirs = FORMATS[file.suffix]
    quads = set(ox.parse(path=str(file), format=ours))
    dataset = rdflib.Dataset()
    dataset.parse(file, format=theirs)
    assert len(quads) == len(set(dataset.quads()))
    assert quads or file == CONTEXT


# Every term in two languages


def test_every_term_is_told_in_two_languages() -> None:
    lacking = [
        f"{term.name}: {what} in {lang}"
        for term in vocab.terms().values()
        for what, words in (("label", term.labels), ("definition", term.definitions))
        for lang in ("fr", "en")
        if not words.get(lang, "").strip()
    ]
    assert lacking == []


def test_classes_statuses_and_roles_have_examples_in_two_languages() -> None:
    roles = {
        f"{PP.iri}{name}" for name in ("participant", "agent", "recipient", "supporter", "place", "topic")
    }
    lacking = [
        term.name
        for term in vocab.terms().values()
        if (term.is_class or PP.Status in term.types or term.iri in roles)
        and set(term.examples) != {"fr", "en"}
    ]
    assert lacking == []


def test_the_description_is_what_catalogues_look_for() -> None:
    graph = rdflib.Graph().parse(CORE)
    ontology = rdflib.URIRef("https://w3id.org/pourparlers/ontology")
    assert (ontology, RDF.type, OWL.Ontology) in graph
    for predicate in (DCTERMS.title, DCTERMS.description):
        words = [word for word in graph.objects(ontology, predicate) if isinstance(word, rdflib.Literal)]
        assert {word.language for word in words} == {"fr", "en"}
    for predicate in (DCTERMS.creator, DCTERMS.created, DCTERMS.modified, OWL.versionIRI, OWL.versionInfo):
        assert graph.value(ontology, predicate) is not None, predicate
    assert str(graph.value(ontology, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert str(graph.value(ontology, VANN.preferredNamespacePrefix)) == "pp"
    assert str(graph.value(ontology, VANN.preferredNamespaceUri)) == PP.iri
    version = graph.value(ontology, OWL.versionInfo)
    assert str(graph.value(ontology, OWL.versionIRI)).endswith(f"/{version}")


# Hygiene: queries that must return no rows


@dataclass(frozen=True, slots=True)
class Check:
    query: str
    fault: str  # statements that make the query return a row


CHECKS = {
    "undefined term": Check(
        """
        { ?term ?p1 ?o1 } UNION { ?s2 ?term ?o2 } UNION { ?s3 ?p3 ?term }
        FILTER(isIRI(?term) && STRSTARTS(STR(?term), STR(pp:)))
        FILTER NOT EXISTS { ?term a ?type }
        """,
        "pp:Meeting rdfs:seeAlso pp:Meetting .",
    ),
    "class without parent": Check(
        """
        ?term a owl:Class FILTER(isIRI(?term) && STRSTARTS(STR(?term), STR(pp:)))
        FILTER NOT EXISTS { ?term rdfs:subClassOf ?parent FILTER(isIRI(?parent) && ?parent != ?term) }
        """,
        "pp:Orphan a owl:Class .",
    ),
    "parent that is no class": Check(
        """
        ?term rdfs:subClassOf ?parent
        FILTER(isIRI(?parent) && STRSTARTS(STR(?parent), STR(pp:))) FILTER NOT EXISTS { ?parent a owl:Class }
        """,
        "pp:Orphan a owl:Class ; rdfs:subClassOf pp:agent .",
    ),
    "property without domain": Check(
        """
        VALUES ?type { owl:ObjectProperty owl:DatatypeProperty }
        ?term a ?type FILTER(STRSTARTS(STR(?term), STR(pp:)))
        FILTER NOT EXISTS { ?term rdfs:subPropertyOf*/rdfs:domain ?domain }
        """,
        "pp:loose a owl:ObjectProperty ; rdfs:range pp:Actor .",
    ),
    "property without range": Check(
        """
        VALUES ?type { owl:ObjectProperty owl:DatatypeProperty }
        ?term a ?type FILTER(STRSTARTS(STR(?term), STR(pp:)))
        FILTER NOT EXISTS { ?term rdfs:subPropertyOf*/rdfs:range ?range }
        """,
        "pp:loose a owl:DatatypeProperty ; rdfs:domain pp:Actor .",
    ),
    "two terms of one label": Check(
        """
        ?term rdfs:label ?label . ?other rdfs:label ?same
        FILTER(?term != ?other && LANG(?label) = LANG(?same) && LCASE(STR(?label)) = LCASE(STR(?same)))
        """,
        'pp:Strike rdfs:label "attaque"@fr .',
    ),
    "two labels in one language": Check(
        "?term rdfs:label ?label, ?other FILTER(?label != ?other && LANG(?label) = LANG(?other))",
        'pp:Strike rdfs:label "Walkout"@en .',
    ),
    "two definitions in one language": Check(
        "?term skos:definition ?one, ?other FILTER(?one != ?other && LANG(?one) = LANG(?other))",
        'pp:Strike skos:definition "People walk out."@en .',
    ),
    "words without a language": Check(
        """
        VALUES ?property { rdfs:label skos:definition skos:example skos:scopeNote skos:prefLabel }
        ?term ?property ?words FILTER(LANG(?words) NOT IN ("fr", "en"))
        """,
        'pp:Strike skos:example "They stopped work." .',
    ),
    "definition that is no sentence": Check(
        r"""
        ?term skos:definition ?words FILTER(!REGEX(STR(?words), "^\\p{Lu}.*[.?](»|\")?\\.?$"))
        """,
        'pp:Strike skos:definition "people walk out"@en .',
    ),
    "one language copied into the other": Check(
        "?term skos:definition ?fr, ?en FILTER(LANG(?fr) = 'fr' && LANG(?en) = 'en' && STR(?fr) = STR(?en))",
        'pp:Strike skos:definition "A strike."@fr , "A strike."@en .',
    ),
    "role that is no property of events": Check(
        """
        ?term pp:takesRole ?role
        FILTER NOT EXISTS { ?role rdfs:subPropertyOf*/rdfs:domain pp:Event }
        """,
        "pp:Strike pp:takesRole pp:phoned .",
    ),
    "symmetric class with sides": Check(
        "?term pp:symmetric true ; pp:takesRole ?role FILTER(?role IN (pp:agent, pp:recipient))",
        "pp:Meeting pp:takesRole pp:recipient .",
    ),
    "subclass of a symmetric class that is not marked": Check(
        """
        ?term rdfs:subClassOf+ ?parent . ?parent pp:symmetric true
        FILTER NOT EXISTS { ?term pp:symmetric true }
        """,
        "pp:Strike rdfs:subClassOf pp:Meeting .",
    ),
    "shortcut that is no edge between actors": Check(
        "?term pp:shortcut ?edge FILTER NOT EXISTS { ?edge rdfs:subPropertyOf* pp:relatesTo }",
        "pp:Withdrawal pp:shortcut pp:agent .",
    ),
    "shortcut of two classes": Check(
        "?term pp:shortcut ?edge . ?other pp:shortcut ?edge FILTER(?term != ?other)",
        "pp:Withdrawal pp:shortcut pp:met .",
    ),
    "two shortcuts of a class": Check(
        "?term pp:shortcut ?edge, ?other FILTER(?edge != ?other)",
        "pp:Meeting pp:shortcut pp:phoned .",
    ),
    "edge of no class": Check(
        "?term rdfs:subPropertyOf+ pp:relatesTo FILTER NOT EXISTS { ?class pp:shortcut ?term }",
        "pp:greeted a owl:ObjectProperty ; rdfs:subPropertyOf pp:met .",
    ),
    "edge above the wrong edge": Check(
        """
        ?term rdfs:subClassOf ?parent ; pp:shortcut ?edge . ?parent pp:shortcut ?upper
        FILTER NOT EXISTS { ?edge rdfs:subPropertyOf ?upper }
        """,
        "pp:Strike rdfs:subClassOf pp:Meeting .",
    ),
    "status outside the list": Check(
        """
        ?term a pp:Status
        FILTER NOT EXISTS { pp:Status owl:equivalentClass/owl:oneOf/rdf:rest*/rdf:first ?term }
        """,
        "pp:rumoured a pp:Status .",
    ),
    "kind of actor that excludes no other": Check(
        """
        ?term rdfs:subClassOf pp:Actor
        FILTER NOT EXISTS {
          ?all owl:members/rdf:rest*/rdf:first ?term ; owl:members/rdf:rest*/rdf:first pp:Person
        }
        """,
        "pp:Robot rdfs:subClassOf pp:Actor .",
    ),
    "PLOVER code that the scheme lacks": Check(
        """
        ?term a owl:Class ; skos:notation ?code
        FILTER NOT EXISTS { ?term skos:closeMatch|skos:broadMatch ?concept . ?concept skos:notation ?code ;
          skos:inScheme plover:scheme }
        """,
        'pp:Dispute skos:notation "QUARREL" .',
    ),
    "PLOVER category of another code": Check(
        """
        ?term a owl:Class ; skos:closeMatch|skos:broadMatch ?concept . ?concept skos:inScheme plover:scheme
        FILTER NOT EXISTS { ?term skos:notation ?code . ?concept skos:notation ?code }
        """,
        "pp:Strike skos:closeMatch plover:AID .",
    ),
    "PLOVER category that no class uses": Check(
        """
        ?term skos:inScheme plover:scheme
        FILTER NOT EXISTS { ?class skos:closeMatch|skos:broadMatch ?term }
        """,
        "plover:DANCE skos:inScheme plover:scheme .",
    ),
    "PLOVER category without words": Check(
        """
        ?term skos:inScheme plover:scheme VALUES ?lang { "fr" "en" }
        FILTER NOT EXISTS { ?term skos:prefLabel ?label ; skos:definition ?definition
          FILTER(LANG(?label) = ?lang && LANG(?definition) = ?lang) }
        """,
        'plover:DANCE skos:inScheme plover:scheme ; skos:prefLabel "dance"@en .',
    ),
    "PLOVER root without CAMEO's": Check(
        "?term skos:topConceptOf plover:scheme FILTER NOT EXISTS { ?term plover:cameo ?code }",
        "plover:DANCE skos:topConceptOf plover:scheme .",
    ),
}


def terms_and_alignments(more: str = "") -> ox.Store:
    store = ox.Store()
    for file in sorted(FOLDER.glob("*.ttl")):
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    store.load(HEADER + more, format=ox.RdfFormat.TURTLE)
    return store


def rows(check: Check, store: ox.Store) -> set[str]:
    query = f"SELECT DISTINCT ?term WHERE {{ {check.query} }}"
    solutions = store.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    return {str(solution["term"]) for solution in solutions}


@pytest.mark.parametrize("name", CHECKS)
def test_hygiene(name: str) -> None:
    assert rows(CHECKS[name], terms_and_alignments()) == set()


@pytest.mark.parametrize("name", CHECKS)
def test_a_hygiene_query_finds_its_fault(name: str) -> None:
    assert rows(CHECKS[name], terms_and_alignments(CHECKS[name].fault)) != set()


# Names in texts that are no statements: SPARQL in queries and shapes, examples

NAME = re.compile(r"(?<![\w:])pp:(\w+)")


def undefined(text: str) -> set[str]:
    return set(NAME.findall(text)) - {iri.removeprefix(PP.iri) for iri in vocab.terms()}


@pytest.mark.parametrize(
    "file",
    sorted(file for file in FOLDER.rglob("*") if file.suffix in {".ttl", ".trig", ".rq", ".jsonld"}),
    ids=lambda file: str(file.relative_to(FOLDER)),
)
def test_every_name_in_a_file_is_a_term(file: Path) -> None:
    assert undefined(file.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(CODE_FOLDER)))
def test_every_name_in_the_codes_sparql_is_a_term(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert undefined(text) == set()
    assert unknown(text) == set()


def test_an_undefined_name_is_found() -> None:
    assert undefined("SELECT * { ?e a pp:Meting ; pp:status pp:planned }") == {"Meting"}


# Terms of other vocabularies

SEM = {
    *("Event", "Actor", "Place", "Time", "Object", "Role", "RoleType", "View", "Authority"),
    *("eventType", "hasActor", "hasPlace", "hasTime", "hasSubEvent", "roleType", "accordingTo"),
    *("hasTimeStamp", "hasBeginTimeStamp", "hasEndTimeStamp", "hasEarliestBeginTimeStamp"),
    *("hasLatestBeginTimeStamp", "hasEarliestEndTimeStamp", "hasLatestEndTimeStamp"),
}
NIF = {
    *("String", "OffsetBasedString", "RFC5147String", "Context", "Sentence", "beginIndex"),
    *("endIndex", "anchorOf", "isString", "referenceContext", "confidence", "sentence"),
    *("sourceUrl",),
}
KNOWN: dict[str, Callable[[str], bool]] = {
    "prov": PROV.__contains__,
    "org": ORG.__contains__,
    "schema": SDO.__contains__,
    "dcterms": DCTERMS.__contains__,
    "skos": SKOS.__contains__,
    "time": TIME.__contains__,
    "vann": VANN.__contains__,
    "rdf": RDF.__contains__,
    "rdfs": RDFS.__contains__,
    "owl": OWL.__contains__,
    "xsd": XSD.__contains__,
    "sem": SEM.__contains__,
    "gaf": ["Mention", "denotedBy"].__contains__,
    "nif": NIF.__contains__,
}


def unknown(text: str) -> set[str]:
    names = re.findall(r"(?<![\w:/])(" + "|".join(KNOWN) + r"):([A-Za-z]\w*)", text)
    return {f"{prefix}:{name}" for prefix, name in names if not KNOWN[prefix](name)}


def unknown_in_code(text: str) -> set[str]:
    """Names as Python writes them: ``SKOS.prefLabel``."""
    prefixes = "|".join(KNOWN).upper()
    names = re.findall(rf"\b({prefixes})\.([A-Za-z]\w*)", text)
    return unknown(" ".join(f"{prefix.lower()}:{name}" for prefix, name in names if name != "iri"))


@pytest.mark.parametrize("file", [CORE, ALIGNMENTS, CONTEXT], ids=lambda file: file.name)
def test_foreign_terms_exist(file: Path) -> None:
    assert unknown(file.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(CODE_FOLDER)))
def test_foreign_terms_of_the_code_exist(file: Path) -> None:
    assert unknown_in_code(file.read_text(encoding="utf-8")) == set()


def test_a_foreign_term_of_the_code_that_does_not_exist_is_found() -> None:
    assert unknown_in_code("node(SCHEMA.NewsArticle, SEM.hasActors)") == {"sem:hasActors"}


def test_a_foreign_term_that_does_not_exist_is_found() -> None:
    assert unknown("pp:Vote skos:closeMatch schema:VotingAction .") == {"schema:VotingAction"}


# The JSON-LD context


def test_the_context_covers_every_property_that_points_to_things() -> None:
    context = json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
    for term in vocab.terms().values():
        if vocab.OWL.ObjectProperty in term.types:
            assert context[term.name]["@id"] == f"pp:{term.name}"
            assert context[term.name]["@type"] in ("@id", "@vocab")


def test_compact_json_is_read_as_the_statements_it_stands_for() -> None:
    document = {
        **json.loads(CONTEXT.read_text(encoding="utf-8")),
        "@graph": [
            {
                "id": "data:event/1",
                "type": ["PhoneCall", "Event"],
                "label": {"fr": "Appel", "en": "Call"},
                "status": "occurred",
                "participant": ["data:actor/a", "data:actor/b"],
                "confidence": "0.9",
                "begin": {"@value": "2025-02", "@type": "xsd:gYearMonth"},
                "duration": "PT1H30M",
                "view": {
                    "id": "data:view/1",
                    "type": "View",
                    "value": {"fr": "utile"},
                    "heldBy": "data:actor/a",
                },
            },
            {
                "id": "data:actor/a",
                "type": "Person",
                "altLabel": {"fr": ["A.", "elle"]},
                "phoned": "data:actor/b",
            },
        ],
    }
    expected = rdflib.Graph().parse(
        data=HEADER
        + """
        data:event\\/1 a pp:PhoneCall , pp:Event ; rdfs:label "Appel"@fr , "Call"@en ; pp:status pp:occurred ;
          pp:participant data:actor\\/a , data:actor\\/b ; pp:confidence 0.9 ; pp:view data:view\\/1 ;
          sem:hasBeginTimeStamp "2025-02"^^xsd:gYearMonth ; time:hasXSDDuration "PT1H30M"^^xsd:duration .
        data:view\\/1 a sem:View ; rdf:value "utile"@fr ; sem:accordingTo data:actor\\/a .
        data:actor\\/a a pp:Person ; skos:altLabel "A."@fr , "elle"@fr ; pp:phoned data:actor\\/b .
        """
    )
    text = json.dumps(document)
    assert set(rdflib.Graph().parse(data=text, format="json-ld")) == set(expected)
    ours = "".join(f"{quad.triple} .\n" for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD))
    assert set(rdflib.Graph().parse(data=ours, format="nt")) == set(expected)


# Reasoning

WORLD = """
:visit a pp:Visit ; pp:agent :anna ; pp:recipient :norway ; pp:place :norway ; pp:supporter :un ;
  pp:topic :fish ; pp:status pp:planned ; pp:confidence 0.5 ; pp:accordingTo :crowd ;
  pp:view :useful ; gaf:denotedBy :words .
:deal a pp:Agreement ; pp:participant :anna , :norway ; pp:content :visit ; pp:status pp:occurred .
:anna a pp:Person . :norway a pp:State . :un a pp:Organization . :crowd a pp:Group . :fish a pp:Topic .
:useful a sem:View ; sem:accordingTo :anna .
:words a pp:EventMention ; pp:hasArgument :argument ; pp:polarity "positive" ;
  pp:confidence 0.5 ; pp:foundBy "rule" .
:argument a pp:Argument ; sem:roleType pp:agent ; pp:filler :name ; pp:confidence 0.5 ; pp:foundBy "subj" .
:name a pp:ActorMention ; pp:form "name" .
:anna pp:visited :norway ; pp:agreedWith :norway .
"""
CLASHES = {
    "an event that is an actor": ":visit a pp:Person .",
    "a person that is an organisation": ":anna a pp:Organization .",
    "an event in two states": ":visit pp:status pp:possible .",  # owlrl overlooks the last of a list
    "an event that is its own content": ":deal pp:content :deal .",
    "a mention as a participant": ":visit pp:agent :name .",
    "an argument as a participant": ":visit pp:participant :argument .",
    "an event as a place": ":visit pp:place :deal .",
    "an event as a topic": ":visit pp:topic :deal .",
    "an event mention that fills a role": ":argument pp:filler :words .",
    "an edge from an event": ":visit pp:met :anna .",
}
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def ontology(*files: Path, more: str = "") -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in files:
        graph.parse(file)
    graph.remove((None, OWL.imports, None))
    return graph.parse(data=HEADER + more, format="turtle")


def contradictions(*files: Path, more: str) -> list[str]:
    graph = ontology(*files, more=more)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return [str(message) for message in graph.objects(None, ERROR)]


def test_the_closure_holds_no_contradiction() -> None:
    assert contradictions(CORE, ALIGNMENTS, more=WORLD) == []


@pytest.mark.parametrize("name", CLASHES)
def test_the_closure_finds_a_clash(name: str) -> None:
    assert contradictions(CORE, more=WORLD + CLASHES[name]) != []


def test_the_closure_knows_superclasses_and_participants() -> None:
    graph = ontology(CORE, more=WORLD)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    ask = (
        "ASK { :visit a pp:Event , sem:Event ; pp:participant :anna , :norway . :norway pp:relatesTo :anna }"
    )
    assert graph.query(ask, initNs=PREFIXES).askAnswer


def written() -> list[ox.Quad]:
    """What the code writes of a small article, told by hand: both layers and the edges."""
    text = "Anna a appelé Boris, un entretien utile."
    begins = {word: text.index(word) for word in ("Anna", "appelé", "Boris", "utile")}
    spans = {word: Span(begin, begin + len(word)) for word, begin in begins.items()}
    article = Article.of(text, "fr", date=date(2025, 3, 4), headline="Un appel", url="https://example.org/1")
    actors = [ActorMention(spans[n], n, Kind.PERSON, Form.NAME, spans[n]) for n in ("Anna", "Boris")]
    call = EventMention(
        spans["appelé"],
        "appelé",
        "PhoneCall",
        arguments=(Argument(Role.PARTICIPANT, 0, "subj"), Argument(Role.PARTICIPANT, 1, "obj")),
        views=(View(spans["utile"], "utile", 0),),
        entry="appeler",
        rule="verb",
    )
    refs = {word: MentionRef(article.key, span) for word, span in spans.items()}
    event = Event(
        "e1",
        "PhoneCall",
        Status.OCCURRED,
        labels=(Label("Entretien téléphonique : Anna, Boris", "fr"),),
        roles=((Role.PARTICIPANT, "anna"), (Role.PARTICIPANT, "boris"), (Role.SUPPORTER, "land")),
        places=(Site("land", (Label("Pays", "fr"),)), Site("port", (Label("Port", "fr"),))),
        topics=(Label("la pêche", "fr"),),
        content=("e2",),
        begin="2025-03-03",
        duration="PT1H",
        according_to=("anna",),
        views=(Judgement(Label("utile", "fr"), "anna", refs["utile"]),),
        mentions=(refs["appelé"],),
    )
    visit = Event("e2", "Visit", Status.ONGOING, roles=((Role.AGENT, "boris"), (Role.RECIPIENT, "land")))
    people = [
        Actor(name.lower(), Kind.PERSON, (Label(name, "fr"),), mentions=(refs[name],), wikidata="Q1")
        for name in ("Anna", "Boris")
    ]
    minister = replace(people[0], posts=(Post(Label("ministre", "fr"), "land", begin="2024"),))
    land = Actor("land", Kind.STATE, (Label("Pays", "fr"),))
    taxonomy = vocab.taxonomy()
    reading = Reading(article, tuple(actors), (call,), {"model": "1"})
    resolved = Resolved((minister, people[1], land), (event, visit))
    quads = [*rdf.mention_quads(reading, taxonomy), *rdf.resolved_quads(resolved, taxonomy)]
    store = ox.Store()
    store.extend(quads)
    return [*quads, *rdf.edge_quads(store)]


def test_what_the_code_writes_fits_the_ontology() -> None:
    quads = written()
    nodes = {node.value for q in quads for node in (q.predicate, q.object) if isinstance(node, ox.NamedNode)}
    names = {iri for iri in nodes if iri.startswith(PP.iri)}
    assert names <= set(vocab.terms())
    assert {PP.phoned, PP.visited, PP.relatesTo, PP.filler, PP.foundBy, PP.view, PP.content} <= names
    triples = "".join(f"{quad.triple} .\n" for quad in quads)
    assert contradictions(CORE, ALIGNMENTS, more=triples) == []


@pytest.fixture
def java() -> str:
    """The path of java; without it the test is skipped, but fails in CI, where CI is set."""
    found = shutil.which("java")
    if found is None and os.environ.get("CI"):
        pytest.fail("HermiT needs Java, and there is none")
    if found is None:
        pytest.skip("HermiT needs Java, and there is none")
    return found


def unsatisfiable(folder: Path, java: str, more: str = "") -> set[str]:
    file = folder / "ontology.nt"
    ontology(CORE, ALIGNMENTS, more=more).serialize(file, format="nt", encoding="utf-8")
    owlready2.JAVA_EXE = java
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load()
    assert {entity.iri for entity in world.classes()} >= {
        term.iri for term in vocab.terms().values() if term.is_class
    }
    owlready2.sync_reasoner_hermit(world, debug=0)
    return {entity.iri for entity in world.inconsistent_classes()} - {vocab.OWL.Nothing}


@pytest.mark.java
def test_hermit_finds_every_class_satisfiable(tmp_path: Path, java: str) -> None:
    assert unsatisfiable(tmp_path, java) == set()


@pytest.mark.java
def test_hermit_finds_an_unsatisfiable_class(tmp_path: Path, java: str) -> None:
    fault = "pp:Embassy a owl:Class ; rdfs:subClassOf pp:Organization , pp:Event ."
    assert unsatisfiable(tmp_path, java, fault) == {PP.iri + "Embassy"}


@pytest.mark.java
def test_hermit_accepts_a_small_world(tmp_path: Path, java: str) -> None:
    assert unsatisfiable(tmp_path, java, WORLD) == set()


@pytest.mark.java
def test_hermit_finds_a_clash(tmp_path: Path, java: str) -> None:
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(tmp_path, java, WORLD + CLASHES["an event in two states"])
