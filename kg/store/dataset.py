"""What can be asked: a store here, or a SPARQL endpoint elsewhere that is asked in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pyoxigraph as ox

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Dataset(Protocol):
    """The part of an Oxigraph store that reading needs."""

    def query(
        self,
        query: str,
        /,
        *,
        prefixes: dict[str, str] | None = None,
        use_default_graph_as_union: bool = False,
    ) -> Results:
        """The answer to a SPARQL query."""

    def __iter__(self) -> Iterator[ox.Quad]: ...

    def __len__(self) -> int: ...
