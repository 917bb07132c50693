import datetime as dt
import hashlib

import pyoxigraph as ox
import pytest

from kg import rdf, vocab
from kg.errors import UsageError
from kg.model import (
    Actor,
    ActorMention,
    Argument,
    Article,
    Event,
    EventClass,
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
    Taxonomy,
    View,
)
from kg.rdf import Base, edge_quads, mention_quads, resolved_quads
from kg.store import new, serialise
from kg.vocab import GAF, NIF, ORG, PP, PROV, RDF, SCHEMA, SEM, SKOS, TIME, XSD

TAXONOMY = vocab.taxonomy()
TEXT = 'Ada a appelé Bo "hier" <b> .\nL\'échange était "utile" \\ }'
ARTICLE = Article.of(
    TEXT, "fr", date=dt.date(2025, 2, 12), headline="Ada appelle", url="https://ex.org/a?b=é"
)


def span(words: str) -> Span:
    begin = TEXT.index(words)
    return Span(begin, begin + len(words))


def actor_mention(words: str) -> ActorMention:
    return ActorMention(span(words), words, Kind.PERSON, Form.NAME, span(words))


READING = Reading(
    ARTICLE,
    (actor_mention("Ada"), actor_mention("Bo")),
    (
        EventMention(
            span("appelé"),
            "appelé",
            "PhoneCall",
            arguments=(Argument(Role.PARTICIPANT, 0, "subj", 0.9), Argument(Role.PARTICIPANT, 1, "obj")),
            views=(View(span("utile"), "utile", 0),),
            confidence=0.75,
            entry="fr/consultation:1 appeler",
            rule="verb",
        ),
        EventMention(span("appelé"), "appelé", "Statement"),
    ),
    {"fr_core_news_md": "3.8.0"},
)


def ref(words: str, nth: int = 0) -> MentionRef:
    return MentionRef(ARTICLE.key, span(words), nth)


ADA = Actor(
    "ada",
    Kind.PERSON,
    (Label("Ada", "fr"), Label("Ada", "en")),
    (Label("la présidente", "fr"), Label("Ada", "fr")),
    "Q1",
    (Post(Label("présidente", "fr"), "Q2", begin="2020"),),
    (ref("Ada"),),
)
LAND = Actor("Q2", Kind.STATE, (Label("Pays", "fr"),), wikidata="Q2")
BO = Actor('bo/"> <x', Kind.PERSON, (Label("Bo", "fr"),), mentions=(ref("Bo"),))
CALL = Event(
    "call",
    "PhoneCall",
    Status.OCCURRED,
    (Label("Entretien téléphonique : Ada, Bo", "fr"),),
    ((Role.PARTICIPANT, "ada"), (Role.PARTICIPANT, BO.key)),
    topics=(Label("la pêche", "fr"),),
    begin="2025-02-11",
    duration="PT1H30M",
    confidence=0.9,
    according_to=("ada",),
    views=(Judgement(Label("utile", "fr"), "ada", ref("utile")),),
    mentions=(ref("appelé"),),
)
INVITATION = Event(
    "invitation",
    "Invitation",
    Status.ONGOING,
    roles=((Role.AGENT, "ada"), (Role.RECIPIENT, BO.key), (Role.SUPPORTER, "Q2")),
    places=(Site("Q2", (Label("Pays", "fr"),)), Site("ville", (Label("Ville", "fr"),), "Q3")),
    content=("call",),
    earliest="2025-03",
    latest="2025",
)
RESOLVED = Resolved((ADA, LAND, BO), (CALL, INVITATION))


def ask(quads: list[ox.Quad], pattern: str) -> bool:
    found = new(quads).query(
        f"ASK {{ {pattern} }}", prefixes=dict(vocab.PREFIXES), use_default_graph_as_union=True
    )
    return bool(found)


@pytest.fixture(scope="module")
def layer1() -> list[ox.Quad]:
    return list(mention_quads(READING, TAXONOMY))


@pytest.fixture(scope="module")
def layer2() -> list[ox.Quad]:
    return list(resolved_quads(RESOLVED, TAXONOMY))


def test_everything_a_text_says_is_in_the_graph_of_its_article(layer1: list[ox.Quad]) -> None:
    assert {quad.graph_name for quad in layer1} == {Base().article(ARTICLE.key)}
    assert Base().article(ARTICLE.key).value == f"https://w3id.org/pourparlers/id/article/{ARTICLE.key}"


def test_no_node_is_blank(layer1: list[ox.Quad], layer2: list[ox.Quad]) -> None:
    nodes = [node for quad in (*layer1, *layer2) for node in (quad.subject, quad.object)]
    assert not [node for node in nodes if isinstance(node, ox.BlankNode)]


def test_article(layer1: list[ox.Quad]) -> None:
    assert ask(
        layer1,
        """?article a schema:NewsArticle , nif:Context ; schema:headline "Ada appelle"@fr ;
        schema:datePublished "2025-02-12"^^xsd:date ; schema:inLanguage "fr" ;
        schema:url <https://ex.org/a?b=é> ; nif:beginIndex 0""",
    )


def test_where_an_article_comes_from() -> None:
    article = Article.of(
        "Texte.",
        "fr",
        url="https://ex.org/a",
        publisher="Le Courrier",
        author="Jeanne Dupré",
        retrieved=dt.datetime(2025, 3, 5, 9, tzinfo=dt.UTC),
        media_type="text/html",
        kind="HTML in WARC",
    )
    assert ask(
        list(mention_quads(Reading(article), TAXONOMY)),
        f"""?article a schema:NewsArticle , prov:Entity ; prov:wasDerivedFrom <https://ex.org/a> ;
        prov:generatedAtTime "2025-03-05T09:00:00+00:00"^^xsd:dateTime ; schema:publisher "Le Courrier" ;
        schema:author "Jeanne Dupré" ; schema:encodingFormat "text/html" ; pp:readAs "HTML in WARC" ;
        schema:sha256 "{hashlib.sha256(b"Texte.").hexdigest()}" """,
    )


def test_copies_are_linked_in_what_is_believed() -> None:
    (quad,) = rdf.copy_quads([("b", "a")], Base())
    assert (quad.subject, quad.object) == (Base().article("b"), Base().article("a"))
    assert (quad.predicate.value, quad.graph_name) == (PP.copyOf, Base().resolved)


def test_text_comes_back_as_it_was(layer1: list[ox.Quad]) -> None:
    data = serialise(layer1, ox.RdfFormat.TRIG)
    texts = [q.object for q in ox.parse(data, format=ox.RdfFormat.TRIG) if q.predicate.value == NIF.isString]
    assert texts == [ox.Literal(TEXT)]


def test_mentions_have_the_words_of_their_offsets(layer1: list[ox.Quad]) -> None:
    article = Base().article(ARTICLE.key).value
    assert ask(
        layer1,
        f"""<{article}#char=6,12> a pp:EventMention , gaf:Mention , nif:OffsetBasedString ;
        nif:beginIndex 6 ; nif:endIndex 12 ; nif:anchorOf "appelé" ; nif:referenceContext <{article}> ;
        pp:eventClass pp:PhoneCall ; pp:polarity "positive" ; pp:certainty "certain" ; pp:tense "past" ;
        pp:confidence 0.75 ; pp:foundBy "fr/consultation:1 appeler | verb" .
        <{article}#char=0,3> a pp:ActorMention ; nif:anchorOf "Ada" ; pp:form "name"
        """,
    )


def test_arguments_are_roles_filled_by_actor_mentions(layer1: list[ox.Quad]) -> None:
    assert ask(
        layer1,
        """?event pp:hasArgument ?argument . ?argument a pp:Argument ; sem:roleType pp:participant ;
        pp:filler [ a pp:ActorMention ; nif:anchorOf "Bo" ] ; pp:confidence 1.0 ; pp:foundBy "obj" """,
    )


def test_second_event_of_one_span_has_an_iri_of_its_own(layer1: list[ox.Quad]) -> None:
    mentions = {q.subject for q in layer1 if q.object == ox.NamedNode(PP.EventMention)}
    assert mentions == {Base().mention(ref("appelé")), Base().mention(ref("appelé", 1))}
    assert ask(layer1, '?m pp:eventClass pp:Statement ; nif:anchorOf "appelé"')


def test_words_of_a_view_are_a_mention(layer1: list[ox.Quad]) -> None:
    assert ask(layer1, f'<{Base().mention(ref("utile")).value}> a gaf:Mention ; nif:anchorOf "utile"')


def test_actor_and_event_mention_may_share_a_span() -> None:
    event = EventMention(span("Ada"), "Ada", "Statement")
    quads = list(mention_quads(Reading(ARTICLE, (actor_mention("Ada"),), (event,)), TAXONOMY))
    assert ask(quads, "?m a pp:ActorMention , pp:EventMention")


def test_run_is_an_activity_with_versions_and_no_time(layer1: list[ox.Quad]) -> None:
    assert ask(
        layer1,
        """?run a prov:Activity ; prov:used ?article ; prov:wasAssociatedWith
        [ schema:name "fr_core_news_md" ; schema:softwareVersion "3.8.0" ] , [ schema:name "pourparlers" ]""",
    )
    assert PROV.startedAtTime not in {quad.predicate.value for quad in layer1}


def test_time_of_the_run_is_written_when_given() -> None:
    moment = dt.datetime(2025, 2, 12, 9, 30, tzinfo=dt.UTC)
    quads = list(mention_quads(READING, TAXONOMY, started=moment))
    assert ask(quads, '?run prov:startedAtTime "2025-02-12T09:30:00Z"^^xsd:dateTime')


def test_same_reading_gives_the_same_bytes() -> None:
    first, second = (serialise(mention_quads(READING, TAXONOMY), ox.RdfFormat.TRIG) for _ in range(2))
    assert first == second


def test_event_has_its_classes_up_to_the_top(layer2: list[ox.Quad]) -> None:
    assert ask(layer2, "?e a pp:PhoneCall , pp:Consultation , pp:Event ; pp:status pp:occurred")
    assert {q.graph_name for q in layer2} == {Base().resolved}


def test_agent_and_recipient_are_participants_and_a_supporter_is_not(layer2: list[ox.Quad]) -> None:
    assert ask(layer2, "?e pp:agent ?a ; pp:recipient ?b ; pp:participant ?a , ?b FILTER(?a != ?b)")
    assert not ask(layer2, "?e pp:supporter ?c ; pp:participant ?c")


def test_times_have_the_datatype_of_their_form(layer2: list[ox.Quad]) -> None:
    assert ask(
        layer2,
        """?call sem:hasBeginTimeStamp "2025-02-11"^^xsd:date ; time:hasXSDDuration "PT1H30M"^^xsd:duration .
        ?e sem:hasEarliestBeginTimeStamp "2025-03"^^xsd:gYearMonth .
        ?e sem:hasLatestEndTimeStamp "2025"^^xsd:gYear
        """,
    )


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("2025", XSD.gYear), ("2025-02-12T09:30:00", XSD.dateTime), ("2025-02-12T09:30:00+01:00", XSD.dateTime)],
)
def test_datatype_of_a_time(text: str, datatype: str) -> None:
    quads = list(resolved_quads(Resolved((), (Event("e", "Visit", Status.PLANNED, begin=text),)), TAXONOMY))
    (time,) = [q.object for q in quads if q.predicate.value == SEM.hasBeginTimeStamp]
    assert time == ox.Literal(text, datatype=ox.NamedNode(datatype))


@pytest.mark.parametrize("text", ["demain", "2025-13", "2025-02-30", "25", "2025-02-12T25:00:00"])
def test_time_that_is_none_is_left_out(text: str) -> None:
    event = Event("e", "Visit", Status.PLANNED, begin=text, end="2025")
    quads = list(resolved_quads(Resolved((), (event,)), TAXONOMY))
    times = [q.object for q in quads if "TimeStamp" in q.predicate.value]
    assert times == [ox.Literal("2025", datatype=ox.NamedNode(XSD.gYear))]


@pytest.mark.parametrize("text", ["P", "PT", "1H", "PT1H30", "90 minutes"])
def test_duration_that_is_none_is_left_out(text: str) -> None:
    event = Event("e", "Visit", Status.PLANNED, duration=text)
    quads = list(resolved_quads(Resolved((), (event,)), TAXONOMY))
    assert quads
    assert not [q for q in quads if q.predicate.value == TIME.hasXSDDuration]


def test_state_is_a_place_under_its_own_iri(layer2: list[ox.Quad]) -> None:
    assert ask(layer2, "?e pp:place <https://w3id.org/pourparlers/id/actor/Q2>")
    assert ask(layer2, "<https://w3id.org/pourparlers/id/actor/Q2> a pp:State , pp:Actor , sem:Place")
    assert ask(
        layer2,
        """?e pp:place <https://w3id.org/pourparlers/id/place/ville> . <https://w3id.org/pourparlers/id/place/ville>
        a sem:Place ; skos:prefLabel "Ville"@fr ; skos:exactMatch <http://www.wikidata.org/entity/Q3>""",
    )


def test_topic_content_and_word_of_whom(layer2: list[ox.Quad]) -> None:
    assert ask(layer2, '?e pp:topic [ a pp:Topic ; skos:prefLabel "la pêche"@fr ; rdfs:label "la pêche"@fr ]')
    assert ask(layer2, "?e a pp:Invitation ; pp:content [ a pp:PhoneCall ; pp:accordingTo ?who ]")


def test_view(layer2: list[ox.Quad]) -> None:
    assert ask(
        layer2,
        """?e pp:view [ a sem:View ; rdf:value "utile"@fr ; gaf:denotedBy ?mention ;
        sem:accordingTo <https://w3id.org/pourparlers/id/actor/ada> ]""",
    )


def test_office_is_a_post_with_a_role_that_is_a_node(layer2: list[ox.Quad]) -> None:
    assert ask(
        layer2,
        """?ada org:holds [ a org:Post ; org:postIn ?land ; schema:startDate "2020"^^xsd:gYear ;
        org:role [ a org:Role ; skos:prefLabel "présidente"@fr ] ] . ?land a pp:State""",
    )
    assert not [q for q in layer2 if q.predicate.value == ORG.role and isinstance(q.object, ox.Literal)]


def test_labels_of_an_actor(layer2: list[ox.Quad]) -> None:
    node = Base().node("actor", "ada")
    labels = {
        (q.predicate.value, str(q.object))
        for q in layer2
        if q.subject == node and "abel" in q.predicate.value
    }
    assert labels == {
        (SKOS.prefLabel, '"Ada"@fr'),
        (SKOS.prefLabel, '"Ada"@en'),
        (SKOS.altLabel, '"la présidente"@fr'),
    }
    assert ask(layer2, f"<{node.value}> skos:exactMatch <http://www.wikidata.org/entity/Q1>")


def test_a_key_can_not_break_out_of_its_iri(layer2: list[ox.Quad]) -> None:
    iris = {str(q.subject) for q in layer2 if q.predicate.value == RDF.type and "/bo" in str(q.subject)}
    assert iris == {"<https://w3id.org/pourparlers/id/actor/bo%2F%22%3E%20%3Cx>"}


def test_events_and_actors_point_to_their_mentions(layer1: list[ox.Quad], layer2: list[ox.Quad]) -> None:
    assert ask([*layer1, *layer2], '?e a pp:PhoneCall ; gaf:denotedBy [ nif:anchorOf "appelé" ]')
    assert ask([*layer1, *layer2], '?a a pp:Person ; gaf:denotedBy [ nif:anchorOf "Bo" ]')
    known = {q.subject for q in layer1}
    assert {q.object for q in layer2 if q.predicate.value == GAF.denotedBy} <= known


def test_edges_come_from_what_occurred_or_goes_on(layer2: list[ox.Quad]) -> None:
    edges = list(edge_quads(new(layer2)))
    assert {q.graph_name for q in edges} == {Base().edges}
    ada, bo = Base().node("actor", "ada"), Base().node("actor", BO.key)
    found = {(q.subject, q.predicate.value.removeprefix(PP.iri), q.object) for q in edges}
    assert {(ada, "phoned", bo), (bo, "phoned", ada), (ada, "invited", bo)} <= found
    assert (bo, "invited", ada) not in found


def test_planned_events_give_no_edge() -> None:
    event = Event("e", "PhoneCall", Status.PLANNED, roles=((Role.PARTICIPANT, "a"), (Role.PARTICIPANT, "b")))
    assert list(edge_quads(new(resolved_quads(Resolved((), (event,)), TAXONOMY)))) == []


def test_another_base() -> None:
    base = Base.of("https://example.org/news/")
    quads = [*mention_quads(READING, TAXONOMY, base), *resolved_quads(RESOLVED, TAXONOMY, base)]
    assert all(str(q.subject).startswith("<https://example.org/news/") for q in quads)


@pytest.mark.parametrize("iri", ["", "news/", "https://example.org/a b/", "https://example.org/news"])
def test_base_that_is_none(iri: str) -> None:
    with pytest.raises(UsageError):
        Base.of(iri)


def test_class_of_a_users_own_ontology() -> None:
    event = EventClass("Event", None, False, {}, PP.Event)
    own = EventClass("Regatta", "Event", True, {"fr": "Régate"}, "https://example.org/Regatta")
    taxonomy = Taxonomy({"Event": event, "Regatta": own})
    quads = list(resolved_quads(Resolved((), (Event("e", "Regatta", Status.OCCURRED),)), taxonomy))
    assert ask(quads, "?e a <https://example.org/Regatta> , pp:Event")


def test_address_that_is_no_address_is_a_string() -> None:
    article = Article.of("Texte.", "fr", url='javascript:alert("x")')
    quads = list(mention_quads(Reading(article), TAXONOMY))
    assert [q.object for q in quads if q.predicate.value == SCHEMA.url] == [
        ox.Literal('javascript:alert("x")')
    ]


def test_duration_is_written_once(layer2: list[ox.Quad]) -> None:
    assert len([q for q in layer2 if q.predicate.value == TIME.hasXSDDuration]) == 1
