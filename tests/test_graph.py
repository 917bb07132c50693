"""A graph knows the classes that it adds to the ontology, whatever else it says."""

import pyoxigraph as ox

from kg import Graph

HEAD = """
@prefix x: <https://example.org/x#> .
@prefix pp: <https://w3id.org/pourparlers/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def graph(text: str) -> Graph:
    store = ox.Store()
    store.load((HEAD + text).encode(), format=ox.RdfFormat.TURTLE)
    return Graph(store)


def test_added_classes_come_after_their_parents_in_any_order() -> None:
    found = graph(
        """
        x:BookFair a owl:Class ; rdfs:subClassOf x:Fair ; rdfs:label "Book fair"@en .
        x:Fair a owl:Class ; rdfs:subClassOf pp:Meeting ; rdfs:label "Fair"@en , "Foire"@fr .
        """
    ).taxonomy()
    assert found.line("BookFair") == ("BookFair", "Fair", "Meeting", "Consultation", "Event")
    assert found.symmetric("BookFair")
    assert found.classes["Fair"].labels == {"en": "Fair", "fr": "Foire"}
    assert found.classes["Fair"].iri == "https://example.org/x#Fair"


def test_symmetry_may_be_said() -> None:
    said = graph(
        """x:Duel a owl:Class ; rdfs:subClassOf pp:Assault ; pp:symmetric true ; rdfs:label "Duel"@en .
        x:Siege a owl:Class ; rdfs:subClassOf pp:Assault ; rdfs:label "Siege"@en ."""
    ).taxonomy()
    assert (said.symmetric("Duel"), said.symmetric("Siege")) == (True, False)


def test_what_makes_no_sense_is_left_out() -> None:
    plain = graph("").taxonomy()
    odd = graph(
        """
        x:A a owl:Class ; rdfs:subClassOf x:B ; rdfs:label "A"@en .
        x:B a owl:Class ; rdfs:subClassOf x:A ; rdfs:label "B"@en .
        x:Meeting a owl:Class ; rdfs:subClassOf pp:Event ; rdfs:label "A namesake"@en .
        pp:Visit a owl:Class ; rdfs:subClassOf pp:Event , pp:Meeting ; rdfs:label "Known"@en .
        x:Elsewhere a owl:Class ; rdfs:subClassOf x:Nothing ; rdfs:label "Elsewhere"@en .
        """
    ).taxonomy()
    assert odd == plain


def test_the_finest_class_is_counted() -> None:
    found = graph(
        """
        x:Fair a owl:Class ; rdfs:subClassOf pp:Meeting ; rdfs:label "Fair"@en .
        x:e a x:Fair , pp:Meeting , pp:Event ; pp:status pp:occurred .
        """
    )
    assert found.summary().events == {"Fair": 1}
    assert found.to_networkx().nodes["https://example.org/x#e"]["cls"] == "Fair"
