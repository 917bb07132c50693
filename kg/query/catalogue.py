"""The named queries of ontology/queries: competency questions that anyone can ask of a graph.

Each is a file of SPARQL that any engine runs as it stands. The comment lines at its head name it and say
what it answers, in French and in English:

    # title@en: Who phoned whom
    # description@en: Telephone and video calls ...

    >>> named("who-phoned-whom").titles["fr"]
    'Qui a téléphoné à qui'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from kg.errors import DataError, QueryError
from kg.vocab import ontology_path

_HEAD = re.compile(r"#\s*(title|description)@([a-z]{2,3}):\s*(\S.*?)\s*")
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question, in words and in SPARQL. Titles and descriptions are by language."""

    name: str
    path: Path
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    sparql: str


def catalogue(folder: Path | None = None) -> tuple[NamedQuery, ...]:
    """The shipped queries, or those of a folder, by name.

    Raises DataError when a file can't be read, or lacks a title or description in French or English.
    """
    folder = folder or ontology_path() / "queries"
    return tuple(_read(path) for path in sorted(folder.glob("*.rq")))


def named(name: str) -> NamedQuery:
    """The shipped query of that name. Raises QueryError, with close names, when there is none."""
    queries = {query.name: query for query in catalogue()}
    if name in queries:
        return queries[name]
    close = get_close_matches(name.lower(), queries)
    hint = f"did you mean {', '.join(close)}?" if close else "kg query --list shows them all"
    raise QueryError(f"there is no query named {name}; {hint}")


def _read(path: Path) -> NamedQuery:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: can't be read: {error}") from error
    heads: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if found := _HEAD.fullmatch(line):
            what, lang, words = found.groups()
            heads[what][lang] = words
    for what, words_of in heads.items():
        for lang in _LANGUAGES:
            if lang not in words_of:
                raise DataError(f'{path}: write its {what} at the top: "# {what}@{lang}: ..."')
    return NamedQuery(
        path.stem,
        path,
        MappingProxyType(heads["title"]),
        MappingProxyType(heads["description"]),
        text,
    )
