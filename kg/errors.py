"""Errors that people read: one line that says what is wrong and what to do.

KgError
├── UsageError           the call itself is wrong (exit code 2)
│   ├── DateError        a date that is none
│   ├── LanguageError    a language that is not supported
│   └── QueryError       SPARQL that can't be parsed, or a query name that is unknown
├── ReadError            a source that can't be read (exit code 1)
├── DataError            a data file of a language, gazetteer or ontology that is not well formed
├── ModelError           a spaCy model that is not installed
├── GraphError           a graph that can't be loaded
│   └── EndpointError    a SPARQL endpoint that can't be reached or answers with an error
├── WriteError           an output that can't be written
│   └── BusyError        a graph folder that another process writes to
└── RequestError         a request over HTTP that can't be answered
"""

from __future__ import annotations


class KgError(Exception):
    """Anything this package raises on purpose; its text is one line for a person."""

    exit_code = 1


class UsageError(KgError):
    """The call itself is wrong."""

    exit_code = 2


class DateError(UsageError):
    """A date that is not one."""


class LanguageError(UsageError):
    """A language that is not supported."""


class QueryError(UsageError):
    """SPARQL that can't be parsed (at ``line`` and ``column``), or the name of a query that is unknown."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class ReadError(KgError):
    """A source that can't be read."""


class DataError(KgError):
    """A data file (lexicon, gazetteer, ontology) that is not well formed."""


class ModelError(KgError):
    """A spaCy model that is not installed."""


class GraphError(KgError):
    """A graph that can't be loaded."""


class EndpointError(GraphError):
    """A SPARQL endpoint that can't be reached or answers with an error, whose HTTP ``code`` it then has."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class WriteError(KgError):
    """An output that can't be written."""


class BusyError(WriteError):
    """A graph folder that another process writes to."""


class RequestError(KgError):
    """A request over HTTP that can't be answered: the response's ``status``, where SPARQL is wrong."""

    def __init__(self, status: int, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(status, message, line, column)  # all of them, so that it can be pickled
        self.status, self.message, self.line, self.column = status, message, line, column

    def __str__(self) -> str:
        return self.message
