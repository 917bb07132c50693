"""The shipped queries by name."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import DataError, QueryError
from kg.query.catalogue import catalogue, named

HEAD = """\
# title@fr: Tout
# title@en: Everything
# description@fr: Tous les triplets.
# description@en: All triples.

SELECT * WHERE { ?s ?p ?o }
"""


def test_there_are_at_least_twenty_two_queries_in_order() -> None:
    names = [query.name for query in catalogue()]
    assert len(names) >= 22
    assert names == sorted(names)


def test_titles_and_descriptions_are_in_both_languages_and_distinct() -> None:
    queries = catalogue()
    for lang in ("fr", "en"):
        assert len({query.titles[lang] for query in queries}) == len(queries)
        assert all(len(query.descriptions[lang]) > len(query.titles[lang]) for query in queries)


def test_a_query_is_found_by_its_name() -> None:
    query = named("who-phoned-whom")
    assert query.titles["fr"] == "Qui a téléphoné à qui"
    assert query.path.read_text(encoding="utf-8") == query.sparql
    assert "PREFIX pp:" in query.sparql


def test_an_unknown_name_gets_close_ones() -> None:
    with pytest.raises(QueryError, match=r"no query named who-phoned-who; did you mean who-phoned-whom"):
        named("who-phoned-who")


def test_a_name_like_no_other_points_to_the_list() -> None:
    with pytest.raises(QueryError, match=r"kg query --list"):
        named("zzz")


def test_a_folder_of_queries(tmp_path: Path) -> None:
    (tmp_path / "all-triples.rq").write_text(HEAD, encoding="utf-8")
    (query,) = catalogue(tmp_path)
    assert (query.name, query.titles["en"], query.descriptions["fr"]) == (
        "all-triples",
        "Everything",
        "Tous les triplets.",
    )


@pytest.mark.parametrize("missing", ["title@fr", "title@en", "description@fr", "description@en"])
def test_a_file_without_its_words_is_an_error_that_says_which(tmp_path: Path, missing: str) -> None:
    lines = [line for line in HEAD.splitlines(keepends=True) if missing not in line]
    (tmp_path / "broken.rq").write_text("".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=f"broken.rq.*{missing}"):
        catalogue(tmp_path)


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_bytes(b"# title@fr: \xff")
    with pytest.raises(DataError, match=r"broken.rq: can't be read"):
        catalogue(tmp_path)


def test_rdflib_is_not_imported() -> None:
    code = "import sys, kg.query.catalogue as c; c.catalogue(); print('rdflib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
