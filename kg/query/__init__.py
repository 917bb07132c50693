"""How SPARQL runs, and the named queries of the ontology."""
