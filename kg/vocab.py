"""The ontology's IRIs as Python names, and what the code needs to know of it, read from the Turtle.

The Turtle is the truth: ``PP`` lists the same names (a test keeps the two in step), and all else is read
from it, with a user's own Turtle files where there are some. Needs pyoxigraph only, so that a command
starts fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg.errors import DataError
from kg.model import EventClass, Taxonomy

_PP = "https://w3id.org/pourparlers/ontology#"


@dataclass(frozen=True, slots=True)
class Namespace:
    """The IRIs of a vocabulary: ``SKOS.prefLabel`` is the full one, as a string."""

    iri: str

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.iri + name

    def __str__(self) -> str:
        return self.iri


SEM = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
GAF = Namespace("http://groundedannotationframework.org/gaf#")
NIF = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
PROV = Namespace("http://www.w3.org/ns/prov#")
ORG = Namespace("http://www.w3.org/ns/org#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
TIME = Namespace("http://www.w3.org/2006/time#")
SCHEMA = Namespace("https://schema.org/")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
DATA = Namespace("https://w3id.org/pourparlers/id/")

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "pp": _PP,
        "data": DATA.iri,
        "sem": SEM.iri,
        "gaf": GAF.iri,
        "nif": NIF.iri,
        "prov": PROV.iri,
        "org": ORG.iri,
        "skos": SKOS.iri,
        "dcterms": DCTERMS.iri,
        "time": TIME.iri,
        "schema": SCHEMA.iri,
        "rdf": RDF.iri,
        "rdfs": RDFS.iri,
        "owl": OWL.iri,
        "xsd": XSD.iri,
    }
)


class PP:
    """The terms of the ontology, in the order of the Turtle."""

    iri = _PP

    # What describes a class of events
    shortcut = _PP + "shortcut"
    symmetric = _PP + "symmetric"
    takesRole = _PP + "takesRole"

    # Events
    Event = _PP + "Event"

    # Consultation
    Consultation = _PP + "Consultation"
    PhoneCall = _PP + "PhoneCall"
    Meeting = _PP + "Meeting"
    Summit = _PP + "Summit"
    Visit = _PP + "Visit"
    Negotiation = _PP + "Negotiation"
    Mediation = _PP + "Mediation"

    # Commitment
    Commitment = _PP + "Commitment"
    Agreement = _PP + "Agreement"
    Promise = _PP + "Promise"
    Invitation = _PP + "Invitation"

    # Support
    Support = _PP + "Support"
    Endorsement = _PP + "Endorsement"
    Recognition = _PP + "Recognition"
    Signing = _PP + "Signing"

    # Concession
    Concession = _PP + "Concession"

    # Cooperation
    Cooperation = _PP + "Cooperation"
    PrisonerExchange = _PP + "PrisonerExchange"

    # Aid
    Aid = _PP + "Aid"
    MilitaryAid = _PP + "MilitaryAid"
    EconomicAid = _PP + "EconomicAid"
    HumanitarianAid = _PP + "HumanitarianAid"

    # Retreat
    Retreat = _PP + "Retreat"
    Withdrawal = _PP + "Withdrawal"
    Release = _PP + "Release"
    Ceasefire = _PP + "Ceasefire"
    SanctionRelief = _PP + "SanctionRelief"

    # Request
    Request = _PP + "Request"
    Demand = _PP + "Demand"
    Summons = _PP + "Summons"

    # Criticism
    Criticism = _PP + "Criticism"
    Accusation = _PP + "Accusation"
    Condemnation = _PP + "Condemnation"
    Investigation = _PP + "Investigation"

    # Rejection
    Rejection = _PP + "Rejection"

    # Threat
    Threat = _PP + "Threat"
    Warning = _PP + "Warning"

    # Protest
    Protest = _PP + "Protest"
    Demonstration = _PP + "Demonstration"
    Strike = _PP + "Strike"
    Riot = _PP + "Riot"

    # Sanction
    Sanction = _PP + "Sanction"
    Expulsion = _PP + "Expulsion"
    BreakOfRelations = _PP + "BreakOfRelations"
    Conviction = _PP + "Conviction"

    # Mobilization
    Mobilization = _PP + "Mobilization"
    Deployment = _PP + "Deployment"
    MilitaryExercise = _PP + "MilitaryExercise"

    # Coercion
    Coercion = _PP + "Coercion"
    Arrest = _PP + "Arrest"
    Seizure = _PP + "Seizure"
    Coup = _PP + "Coup"
    Blockade = _PP + "Blockade"
    Restriction = _PP + "Restriction"
    CyberAttack = _PP + "CyberAttack"

    # Assault
    Assault = _PP + "Assault"
    Attack = _PP + "Attack"
    Killing = _PP + "Killing"
    Abduction = _PP + "Abduction"
    ArmedConflict = _PP + "ArmedConflict"

    # Dispute
    Dispute = _PP + "Dispute"

    # Statement
    Statement = _PP + "Statement"

    # PoliticalProcess
    PoliticalProcess = _PP + "PoliticalProcess"
    Election = _PP + "Election"
    Vote = _PP + "Vote"
    Ruling = _PP + "Ruling"
    Appointment = _PP + "Appointment"
    Departure = _PP + "Departure"

    # Actors and topics
    Actor = _PP + "Actor"
    Person = _PP + "Person"
    State = _PP + "State"
    Organization = _PP + "Organization"
    Group = _PP + "Group"
    Topic = _PP + "Topic"

    # Roles and other properties of events
    participant = _PP + "participant"
    agent = _PP + "agent"
    recipient = _PP + "recipient"
    supporter = _PP + "supporter"
    place = _PP + "place"
    topic = _PP + "topic"
    content = _PP + "content"
    accordingTo = _PP + "accordingTo"
    status = _PP + "status"
    view = _PP + "view"
    confidence = _PP + "confidence"

    # Statuses
    Status = _PP + "Status"
    occurred = _PP + "occurred"
    ongoing = _PP + "ongoing"
    planned = _PP + "planned"
    possible = _PP + "possible"
    requested = _PP + "requested"
    denied = _PP + "denied"

    # Mentions: what a text says
    Mention = _PP + "Mention"
    EventMention = _PP + "EventMention"
    ActorMention = _PP + "ActorMention"
    Argument = _PP + "Argument"
    hasArgument = _PP + "hasArgument"
    filler = _PP + "filler"
    eventClass = _PP + "eventClass"
    form = _PP + "form"
    polarity = _PP + "polarity"
    certainty = _PP + "certainty"
    tense = _PP + "tense"
    foundBy = _PP + "foundBy"

    # Articles: where a text comes from
    copyOf = _PP + "copyOf"
    readAs = _PP + "readAs"

    # Shortcuts: an event as one edge between two actors
    relatesTo = _PP + "relatesTo"
    consultedWith = _PP + "consultedWith"
    phoned = _PP + "phoned"
    met = _PP + "met"
    metAtSummit = _PP + "metAtSummit"
    visited = _PP + "visited"
    negotiatedWith = _PP + "negotiatedWith"
    mediatedFor = _PP + "mediatedFor"
    committedTo = _PP + "committedTo"
    agreedWith = _PP + "agreedWith"
    promisedTo = _PP + "promisedTo"
    invited = _PP + "invited"
    supported = _PP + "supported"
    endorsed = _PP + "endorsed"
    recognized = _PP + "recognized"
    signedWith = _PP + "signedWith"
    concededTo = _PP + "concededTo"
    cooperatedWith = _PP + "cooperatedWith"
    exchangedPrisonersWith = _PP + "exchangedPrisonersWith"
    aided = _PP + "aided"
    gaveMilitaryAidTo = _PP + "gaveMilitaryAidTo"
    gaveEconomicAidTo = _PP + "gaveEconomicAidTo"
    gaveHumanitarianAidTo = _PP + "gaveHumanitarianAidTo"
    yieldedTo = _PP + "yieldedTo"
    released = _PP + "released"
    ceasedFireWith = _PP + "ceasedFireWith"
    easedSanctionsOn = _PP + "easedSanctionsOn"
    asked = _PP + "asked"
    demandedOf = _PP + "demandedOf"
    summoned = _PP + "summoned"
    criticized = _PP + "criticized"
    accused = _PP + "accused"
    condemned = _PP + "condemned"
    investigated = _PP + "investigated"
    rejected = _PP + "rejected"
    threatened = _PP + "threatened"
    warned = _PP + "warned"
    protestedAgainst = _PP + "protestedAgainst"
    demonstratedAgainst = _PP + "demonstratedAgainst"
    wentOnStrikeAgainst = _PP + "wentOnStrikeAgainst"
    riotedAgainst = _PP + "riotedAgainst"
    sanctioned = _PP + "sanctioned"
    expelled = _PP + "expelled"
    brokeRelationsWith = _PP + "brokeRelationsWith"
    convicted = _PP + "convicted"
    mobilizedAgainst = _PP + "mobilizedAgainst"
    coerced = _PP + "coerced"
    arrested = _PP + "arrested"
    seizedFrom = _PP + "seizedFrom"
    stagedCoupAgainst = _PP + "stagedCoupAgainst"
    blockaded = _PP + "blockaded"
    restricted = _PP + "restricted"
    cyberattacked = _PP + "cyberattacked"
    assaulted = _PP + "assaulted"
    attacked = _PP + "attacked"
    killed = _PP + "killed"
    abducted = _PP + "abducted"
    fought = _PP + "fought"
    inDisputeWith = _PP + "inDisputeWith"
    addressed = _PP + "addressed"
    elected = _PP + "elected"
    ruledOn = _PP + "ruledOn"
    appointed = _PP + "appointed"
    dismissed = _PP + "dismissed"


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or status, with what its own file says of it (not what it inherits).

    Mappings go from a language to words; other terms are given by their IRIs.
    """

    iri: str
    name: str
    types: tuple[str, ...]
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    examples: Mapping[str, str]
    notes: Mapping[str, str]
    parents: tuple[str, ...]
    domain: tuple[str, ...]  # more than one: any of these
    range: tuple[str, ...]
    values: tuple[str, ...]  # of a property that takes one of a few words
    notation: str | None  # PLOVER's code
    shortcut: str | None
    symmetric: bool
    roles: tuple[str, ...]

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return OWL.Class in self.types or RDFS.Class in self.types


@dataclass(frozen=True, slots=True)
class About:
    """What the ontology says of itself; titles and descriptions by language."""

    iri: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    version: str
    modified: str
    licence: str


def ontology_path() -> Path:
    """The folder of the ontology: inside the package when installed, beside it in a checkout.

    Raises DataError when it is in neither place.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "ontology", here.parent / "ontology"):
        if (folder / "pourparlers.ttl").is_file():
            return folder
    raise DataError("the ontology's files are missing: install the package again")


def terms(extra: Iterable[Path] = ()) -> dict[str, Term]:
    """Every class, property and status by its IRI, in the order of the files.

    ``extra`` are a user's own Turtle files. Raises DataError when a file can't be read or is not well formed.
    """
    facts, _ = _read(extra)
    return {term.iri: term for term in _terms(facts)}


def about() -> About:
    """The ontology's title, description, version and licence. Raises DataError as :func:`terms` does."""
    facts, _ = _read(())
    node = ox.NamedNode(_PP.rstrip("#"))
    said = facts.get(node, {})
    return About(
        iri=node.value,
        titles=_words(said, DCTERMS.title),
        descriptions=_words(said, DCTERMS.description),
        version=next(iter(_literals(said, OWL.versionInfo)), ""),
        modified=next(iter(_literals(said, DCTERMS.modified)), ""),
        licence=next(iter(_iris(said, DCTERMS.license)), ""),
    )


def taxonomy(extra: Iterable[Path] = ()) -> Taxonomy:
    """The event classes of the ontology and of a user's own Turtle files.

    Raises DataError when a file can't be read or is not well formed, when a user's class has no parent among
    the known classes, no label, or the name of another, or when an event class has two parents.
    """
    facts, origin = _read(extra)
    ontology = ontology_path() / "pourparlers.ttl"
    classes = {term.iri: term for term in _terms(facts) if term.is_class}
    parents = {iri: [p for p in term.parents if p in classes] for iri, term in classes.items()}
    lines = {iri: _line(iri, parents, origin) for iri in classes}
    found: dict[str, EventClass] = {}
    for iri, term in classes.items():
        where = f"{origin[iri]}: class {term.name}"
        if not parents[iri] and origin[iri] != ontology:
            raise DataError(f"{where} has no known parent; write: rdfs:subClassOf pp:Event, or a finer class")
        if PP.Event not in lines[iri]:
            continue
        over = [p for p in parents[iri] if PP.Event in lines[p]]
        if len(over) > 1:
            raise DataError(f"{where} has two parents among the event classes; leave one")
        if term.name in found:
            raise DataError(f"{where} has the name of another event class; choose a different one")
        if not term.labels:
            raise DataError(f'{where} has no label; write: rdfs:label "..."@fr , "..."@en')
        found[term.name] = EventClass(
            name=term.name,
            parent=classes[over[0]].name if over else None,
            symmetric=any(classes[c].symmetric for c in lines[iri]),
            labels={lang: term.labels.get(lang, next(iter(term.labels.values()))) for lang in ("fr", "en")}
            | dict(term.labels),
            iri=iri,
        )
    return Taxonomy(found)


def edges_construct(extra: Iterable[Path] = ()) -> str:
    """The SPARQL CONSTRUCT that derives the shortcut edges from a dataset's events (read as one graph).

    An event that occurred or is ongoing gives an edge from each agent to each recipient; one of a symmetric
    class gives one each way between any two participants. Events carry their superclasses, and each class
    with a shortcut gives its own edge, so the edges of superclasses are written out up to pp:relatesTo, and a
    class without a shortcut has its parent's. The query needs no ontology in the dataset: its table of
    classes is read from the Turtle. Raises DataError as :func:`terms` does.
    """
    classes = [term for term in terms(extra).values() if term.is_class]
    shortcuts = "\n".join(f"    ({_curie(c.iri)} {_curie(c.shortcut)})" for c in classes if c.shortcut)
    symmetric = " ".join(_curie(c.iri) for c in classes if c.symmetric)
    return f"""\
PREFIX pp: <{_PP}>
CONSTRUCT {{ ?source ?edge ?target }}
WHERE {{
  VALUES ?status {{ pp:occurred pp:ongoing }}
  ?event pp:status ?status ; a ?class .
  VALUES (?class ?edge) {{
{shortcuts}
  }}
  {{
    ?event pp:agent ?source ; pp:recipient ?target .
  }} UNION {{
    VALUES ?symmetric {{ {symmetric} }}
    ?event a ?symmetric ; pp:participant ?source , ?target .
  }}
  FILTER(?source != ?target)
}}
"""


_Node = ox.NamedNode | ox.BlankNode | ox.Literal
_About = dict[str, list[_Node]]
_Facts = dict[ox.NamedNode | ox.BlankNode, _About]


def _read(extra: Iterable[Path]) -> tuple[_Facts, dict[str, Path]]:
    """All statements by subject and predicate, and the file in which each named subject was first met."""
    facts: _Facts = {}
    origin: dict[str, Path] = {}
    for file in (ontology_path() / "pourparlers.ttl", *extra):
        try:
            for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
                subject, value = quad.subject, quad.object
                if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                    raise DataError(f"{file}: triple terms are not understood here")
                facts.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(value)
                if isinstance(subject, ox.NamedNode):
                    origin.setdefault(subject.value, file)
        except SyntaxError as error:
            raise DataError(f"{file}, line {error.lineno}: not well-formed Turtle: {error.msg}") from error
        except OSError as error:
            raise DataError(f"{file}: can't be read: {error.strerror or error}") from error
        except ValueError as error:
            raise DataError(f"{file}: not well-formed Turtle: {error}") from error
    return facts, origin


_TERM_TYPES = {
    OWL.Class,
    RDFS.Class,
    RDF.Property,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    PP.Status,
}


_FOREIGN = tuple(iri for iri in PREFIXES.values() if iri != _PP)


def _terms(facts: _Facts) -> list[Term]:
    """The terms that the files declare; those of other vocabularies are left out."""
    return [
        Term(
            iri=subject.value,
            name=_local(subject.value),
            types=_iris(about, RDF.type),
            labels=_words(about, RDFS.label),
            definitions=_words(about, SKOS.definition),
            examples=_words(about, SKOS.example),
            notes=_words(about, SKOS.scopeNote),
            parents=_iris(about, RDFS.subClassOf) + _iris(about, RDFS.subPropertyOf),
            domain=_any_of(facts, about, RDFS.domain),
            range=_any_of(facts, about, RDFS.range),
            values=_one_of(facts, about, RDFS.range),
            notation=next(iter(_literals(about, SKOS.notation)), None),
            shortcut=next(iter(_iris(about, PP.shortcut)), None),
            symmetric="true" in _literals(about, PP.symmetric),
            roles=_iris(about, PP.takesRole),
        )
        for subject, about in facts.items()
        if isinstance(subject, ox.NamedNode)
        and _TERM_TYPES.intersection(_iris(about, RDF.type))
        and not subject.value.startswith(_FOREIGN)
    ]


def _line(iri: str, parents: Mapping[str, list[str]], origin: Mapping[str, Path]) -> set[str]:
    """The class and all above it."""
    line: set[str] = set()
    ahead = [iri]
    while ahead:
        at = ahead.pop()
        line.add(at)
        if iri in parents[at]:
            raise DataError(f"{origin[iri]}: class {_local(iri)} is above itself: mend its rdfs:subClassOf")
        ahead += [p for p in parents[at] if p not in line]
    return line


def _curie(iri: str) -> str:
    """An IRI as SPARQL writes it, short where it is the ontology's."""
    local = iri.removeprefix(_PP)
    return f"pp:{local}" if local != iri and local.isascii() and local.isalnum() else f"<{iri}>"


def _local(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def _iris(about: _About, predicate: str) -> tuple[str, ...]:
    return tuple(v.value for v in about.get(predicate, ()) if isinstance(v, ox.NamedNode))


def _literals(about: _About, predicate: str) -> tuple[str, ...]:
    return tuple(v.value for v in about.get(predicate, ()) if isinstance(v, ox.Literal))


def _words(about: _About, predicate: str) -> dict[str, str]:
    values = about.get(predicate, ())
    return {v.language: v.value for v in values if isinstance(v, ox.Literal) and v.language}


def _any_of(facts: _Facts, about: _About, predicate: str) -> tuple[str, ...]:
    """The classes of a domain or range, those of a union one by one."""
    found = [value for value in about.get(predicate, ()) if isinstance(value, ox.NamedNode)]
    for value in about.get(predicate, ()):
        if isinstance(value, ox.BlankNode):
            found += [
                v for v in _items(facts, facts[value].get(OWL.unionOf, [])) if isinstance(v, ox.NamedNode)
            ]
    return tuple(value.value for value in found)


def _one_of(facts: _Facts, about: _About, predicate: str) -> tuple[str, ...]:
    """The words of a range that lists them."""
    lists = [facts[v].get(OWL.oneOf, []) for v in about.get(predicate, ()) if isinstance(v, ox.BlankNode)]
    return tuple(v.value for heads in lists for v in _items(facts, heads) if isinstance(v, ox.Literal))


def _items(facts: _Facts, heads: Iterable[_Node]) -> Iterator[_Node]:
    """The members of an RDF list, given the values that should hold its head."""
    for head in heads:
        at = head
        while isinstance(at, ox.BlankNode):
            yield from facts[at].get(RDF.first, [])
            at = facts[at][RDF.rest][0]
