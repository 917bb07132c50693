"""The same over HTTP: a SPARQL endpoint that is safe to leave open, and pages for people.

settings   what a server is told, and its limits
source     the databases that are read, renewed when the graph changes
worker     a process that answers requests and can be killed; guard, answer, update, lookup: what it does
pool       workers that are ready, and the line before them
backend    source and pools together
protocol   the SPARQL 1.1 Protocol; negotiate: content negotiation
endpoint   /sparql; pages: everything for people; app: both, and what surrounds every answer
"""

import sys

from kg.errors import UsageError

if sys.platform == "win32":
    raise UsageError("kg serve needs Linux or macOS: what it bounds queries with is not in Windows")

from kg.serve.app import serve
from kg.serve.settings import Limits, Settings

__all__ = ["Limits", "Settings", "serve"]
