"""How SPARQL runs: on every graph of a dataset as one, with the usual prefixes, never leaving the store.

Oxigraph would fetch what a SERVICE clause names, so a query that has one is refused before it runs. FROM
names graphs of the dataset and reads nothing else; updates are no queries and do not parse.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import vocab
from kg.errors import QueryError
from kg.query.catalogue import named
from kg.store.dataset import Dataset, Results
from kg.store.files import write_terms

if TYPE_CHECKING:
    from rich.table import Table

FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
}
_POSITION = re.compile(r"error at (\d+):(\d+)")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A SERVICE clause as it must be written, wherever it stands. Possessive, so that no query can make it slow.
_SPACE = r"(?:\s|#[^\r\n]*(?:[\r\n]|$))*+"
_SERVICE = re.compile(
    rf"service{_SPACE}(?:silent{_SPACE})?+(?:<[^<>]*+>|[^\s{{<]++){_SPACE}\{{", re.IGNORECASE
)
_FROM = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\#[^\r\n]*"""
    r"""|(?<![?$:@\w.-])(?P<from>from)\s*(?:named\s*)?[<\w:]""",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: a term or None for each variable in each row."""

    variables: tuple[str, ...]
    terms: tuple[tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...], ...]

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Each row as a dict of texts; what is unbound is left out."""
        for row in self.terms:
            yield {
                name: plain(term) for name, term in zip(self.variables, row, strict=True) if term is not None
            }

    def _repr_html_(self) -> str:
        cells = [self.variables, *([short(term) for term in row] for row in self.terms)]
        tags = ["th", *("td" for _ in self.terms)]
        lines = (
            "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>"
            for tag, row in zip(tags, cells, strict=True)
        )
        return f"<table>{''.join(lines)}</table>"


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE."""

    triples: tuple[ox.Triple, ...]

    def __len__(self) -> int:
        return len(self.triples)

    def __str__(self) -> str:
        """The triples as Turtle."""
        return write_terms(self.triples, ox.RdfFormat.TURTLE).decode()


def execute(store: Dataset, sparql: str) -> Results:
    """Run a query on all graphs of ``store`` as one; the prefixes of :data:`kg.vocab.PREFIXES` are there.

    Raises QueryError for SPARQL that can't be parsed (with line and column), that calls another service or
    that fails.
    """
    refuse_service(sparql)
    try:
        return store.query(
            sparql, prefixes=dict(vocab.PREFIXES), use_default_graph_as_union=not _has_from(sparql)
        )
    except SyntaxError as error:
        raise fault(sparql, error) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {_one_line(str(error))}") from error


def ask(store: Dataset, sparql: str) -> Rows | Triples | bool:
    """Run a query as :func:`execute` does and read the whole answer: Rows, Triples or True and False.

    Raises QueryError.
    """
    results = execute(store, sparql)
    try:
        if isinstance(results, ox.QuerySolutions):
            names = tuple(variable.value for variable in results.variables)
            return Rows(names, tuple(tuple(row) for row in results))
        if isinstance(results, ox.QueryTriples):
            return Triples(tuple(results))
        return bool(results)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {_one_line(str(error))}") from error


def text_of(query: str) -> str:
    """The SPARQL that ``query`` stands for: itself, the text of a .rq file, or a shipped query by its name.

    Raises QueryError when the file can't be read or the name is unknown.
    """
    if query.endswith(".rq") and "{" not in query:
        try:
            return Path(query).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise QueryError(f"{query}: the query can't be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise QueryError(f"{query}: the query is not valid UTF-8") from error
    if re.fullmatch(r"[\w-]+", query):
        return named(query).sparql
    return query


def refuse_service(sparql: str) -> None:
    """Raise QueryError when a query has a SERVICE clause, however it is hidden.

    The clause's shape is looked for everywhere, in strings and comments as well: nothing that Oxigraph would
    take for one can be written otherwise.
    """
    if _SERVICE.search(sparql) or _SERVICE.search(_ESCAPE.sub(_unescape, sparql)):
        raise QueryError("the query has a SERVICE clause; queries run on this graph only")


def _has_from(sparql: str) -> bool:
    """Whether the query names the graphs that it wants (Oxigraph would overrule it with the union of all)."""
    return any(match["from"] for match in _FROM.finditer(sparql))


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else " "


def fault(sparql: str, error: SyntaxError) -> QueryError:
    """What Oxigraph found wrong in a query or update, in words for people, and where."""
    if not sparql.strip():
        return QueryError("the query is empty")
    match = _POSITION.search(str(error))
    if match is None:
        return QueryError(f"the query is not valid SPARQL: {_one_line(str(error))}")
    line, column = int(match[1]), int(match[2])
    lines = sparql.splitlines()
    at = lines[line - 1] if line <= len(lines) else ""
    near = at[max(column - 21, 0) : column + 19].strip()
    hint = " (a prefix that is not known?)" if "Prefix not found" in str(error) else ""
    words = f"the query is not valid SPARQL at line {line}, column {column}, near {near!r}{hint}"
    return QueryError(words, line, column)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def plain(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """A term's IRI or words, without a datatype or language."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def short(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    """A term for people, on one line: a prefixed name where there is a prefix for it, "" for None."""
    if term is None:
        return ""
    text = _CONTROL.sub(" ", plain(term))
    if isinstance(term, ox.NamedNode):
        known = [(iri, name) for name, iri in vocab.PREFIXES.items() if text.startswith(iri)]
        if known:
            iri, name = max(known, key=lambda pair: len(pair[0]))
            return f"{name}:{text.removeprefix(iri)}"
    return text


def table(rows: Rows) -> Table:
    """Rows as a Rich table; the cells are plain text, whatever stands in them."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in rows.variables:
        made.add_column(Text(name), overflow="fold")
    for row in rows.terms:
        made.add_row(*(Text(short(term)) for term in row))
    return made


def answer(store: Dataset, sparql: str, form: str) -> bytes:
    """The answer to a query as bytes: rows in a format of :data:`FORMATS`, triples as Turtle.

    Raises QueryError.
    """
    results = execute(store, sparql)
    out = io.BytesIO()
    try:
        if isinstance(results, ox.QueryTriples):
            return str(Triples(tuple(results))).encode()
        results.serialize(out, format=FORMATS[form])
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {_one_line(str(error))}") from error
    data = out.getvalue()
    return data if data.endswith(b"\n") else data + b"\n"
