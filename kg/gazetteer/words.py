"""How a word is cut and folded before it is looked up: the one place that both build and match use."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ə": "e"}
)
_CUT = re.compile(r"[-‐‑–'’ʼʻ`´\s]+")

# What may stand before an apostrophe in French.
ELISIONS = frozenset(["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"])


def fold(word: str) -> str:
    """``word`` without case, accents and full stops: "États" gives "etats", "U.S." gives "us"."""
    if word.isascii():
        folded = word.lower()
    else:
        folded = "".join(
            char
            for char in unicodedata.normalize("NFD", word.casefold().translate(_LETTERS))
            if not unicodedata.combining(char)
        )
    return folded.replace(".", "") if len(folded) > 1 else folded


def pieces(word: str) -> list[str]:
    """The parts of ``word`` between hyphens, apostrophes and blanks, as they are written."""
    return [part for part in _CUT.split(word) if part]


def key(name: str) -> str:
    """What ``name`` is looked up by: its folded pieces with a blank between."""
    return " ".join(fold(part) for part in pieces(name))


def need(name: str, *, adjective: bool = False) -> str:
    """What the letters of each piece must look like, one character a piece.

    ``U`` an initial capital, ``A`` capitals throughout, ``l`` a lower-case initial, ``-`` anything.
    A lower-case piece of a name asks for nothing; one of an adjective asks for lower case.
    """
    out = []
    for part in pieces(name):
        letters = [char for char in part if char.isalpha()]
        if not letters or not letters[0].isupper():
            out.append("l" if adjective else "-")
        elif all(char.isupper() for char in letters):
            out.append("A")
        else:
            out.append("U")
    return "".join(out)


def meets(part: str, demand: str) -> bool:
    """Whether a piece of text is written as one character of :func:`need` asks."""
    if demand == "-":
        return True
    if demand == "l":
        return part[0].islower()
    if demand == "A":
        return part == part.upper() and part != part.lower()
    return part[0].isupper()
