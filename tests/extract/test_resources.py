"""What extraction needs is checked when it is loaded."""

from pathlib import Path

import pytest

from kg import vocab
from kg.errors import DataError
from kg.extract import Resources
from kg.language import languages

ENTRY = '[[entry]]\nclass = "{}"\nverbs = ["exposer foire"]\nparticipant = ["subj"]\n'


@pytest.mark.parametrize("lang", languages())
def test_each_class_of_the_lexicons_is_in_the_ontology(lang: str) -> None:
    taxonomy = vocab.taxonomy()
    loaded = Resources.load(lang, taxonomy)
    assert {entry.type for entry in loaded.language.lexicon} <= set(taxonomy.classes)


def test_a_lexicon_of_ones_own_is_added(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(ENTRY.format("Meeting"), encoding="utf-8")
    loaded = Resources.load("fr", vocab.taxonomy(), (file,))
    assert any(
        e.words == ("foire",) and e.type == "Meeting" for e in loaded.language.lexicon.verbs["exposer"]
    )


def test_a_class_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(ENTRY.format("TradeFare"), encoding="utf-8")
    with pytest.raises(DataError, match=r"fr/mine:1 exposer foire.*no class 'TradeFare'"):
        Resources.load("fr", vocab.taxonomy(), (file,))
