"""Who talked to whom, and which sentence says so: a knowledge graph from news, offline."""
