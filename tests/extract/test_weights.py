"""Tables of weights: what they add up to, what a language adds, which features speak for a label."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.extract.weights import BIAS, Weights

TABLE = Weights(
    ("agent", "none"),
    {
        BIAS: (0.0, 1.0),
        "near": (2.0, 0.0),
        "fr|near": (1.0, 0.0),
        "fr|far": (0.0, 3.0),
        "en|near": (-2.0, 0.0),
    },
)


def test_features_that_are_not_there_weigh_nothing() -> None:
    assert TABLE.scores(["near", "unknown"]) == [2.0, 1.0]
    assert sum(TABLE.probabilities(["near"]).values()) == pytest.approx(1)


def test_a_language_adds_to_what_all_share() -> None:
    assert TABLE.of_language("fr").scores(["near", "far"]) == [3.0, 4.0]
    assert TABLE.of_language("en").scores(["near", "far"]) == [0.0, 1.0]
    assert TABLE.of_language("es").scores(["near", "far"]) == [2.0, 1.0]


def test_the_features_that_speak_most_for_a_label_come_first() -> None:
    french = TABLE.of_language("fr")
    assert french.reasons(["far", "near", "unknown"], "agent") == [("near", 1.5), ("far", -1.5)]
    assert french.reasons(["far", "near"], "none", most=1) == [("far", 1.5)]


def test_a_table_is_saved_and_read(tmp_path: Path) -> None:
    file = tmp_path / "weights.tsv"
    TABLE.save(file)
    assert Weights.load(file) == TABLE
    assert Weights.load(tmp_path / "none.tsv") is None
    file.write_text("feature\tyes\nnear\tmuch\n", encoding="utf-8")
    with pytest.raises(DataError, match="not a table of weights"):
        Weights.load(file)
