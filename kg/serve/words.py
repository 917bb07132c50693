"""The words of the pages in French and English."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

#: The languages of the pages, the first when a reader reads neither.
LANGUAGES = ("en", "fr")


@cache
def words_in(lang: str) -> dict[str, Any]:
    """The words of a language by key; under ``properties`` and ``kinds``, by what they name."""
    text = files("kg.serve").joinpath("words.json").read_text(encoding="utf-8")
    words: dict[str, Any] = json.loads(text)[lang]
    return words
