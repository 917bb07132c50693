"""Taking away what surrounds news: invisible characters, pointers to other texts, captions, agency tags.

The words are those of ``news.toml`` in the folder of each language; all languages' are tried, since a text's
own is found only when it is clean. Offsets count in the text that these functions give.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kg.language import FOLDER, read_toml

SHORT = 200  # characters of a paragraph that may be a pointer or a caption
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")
_DASH = "[-\u2010-\u2015]"
_NAME = r"[^\W\d_a-zà-öø-ÿ][\w'’.]*"  # a word with a capital letter


class _Marks(NamedTuple):
    """How the words of all languages look in a text."""

    aside: re.Pattern[str]  # a pointer or a caption
    dateline: re.Pattern[str]
    signature: re.Pattern[str]


@lru_cache(maxsize=1)
def _marks() -> _Marks:
    words = [read_toml(file) for file in sorted(FOLDER.glob("*/news.toml"))]

    def any_of(*keys: str) -> str:
        found = {
            word.replace("'", "['’]")
            for table in words
            for key in keys
            for word in map(re.escape, table[key])
        }
        return "(?:" + "|".join(sorted(found, key=lambda word: (-len(word), word))) + ")"

    agency = any_of("agencies")
    several = rf"{agency}(?:(?:\s*[/,&+]\s*|\s+\w{{1,3}}\s+){agency})*"
    begins, labels, after = (
        any_of("pointers", "credits"),
        any_of("labels"),
        rf"(?:\s+{agency})?\s*(?:[^\w\s,.]|\Z)",
    )
    place = rf"{_NAME}(?:[ /-]{_NAME}){{0,3}}(?:\s\([^\n()]{{1,30}}\))?(?:,[^\n()]{{1,30}}?)?"
    return _Marks(
        re.compile(rf"[\W_]*?(?:{begins}(?!\w)|{labels}{after})", re.IGNORECASE),
        re.compile(rf"(?:{place}\s)?\({several}\)\s*(?:{_DASH}+|:)\s*|{several}\s*{_DASH}+\s+"),
        re.compile(
            rf"\s*(?:\((?:{any_of('with')}\s+)?{several}\)|{_DASH}\s*{several})\s*\.?\Z", re.IGNORECASE
        ),
    )


def tidy(text: str) -> str:
    """One line without invisible characters, all blanks alike and single; NFC."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\n", " ")).strip()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, one a line or set off by blank lines, tidied; empty ones are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return [line for line in map(tidy, _BREAKS.split(text)) if line]


def compose(
    headline: str | None, body: Iterable[str], publisher: str | None = None
) -> tuple[str | None, str]:
    """The headline and the whole text of an article: the headline and each paragraph, a blank line between.

    ``body`` are tidy paragraphs. The headline is text too, and stands there once: a body that begins with it
    does not repeat it. " | Publisher" at the headline's end, pointers, captions and agency tags are left out.
    """
    marks = _marks()
    kept = [line for line in body if not (len(line) <= SHORT and marks.aside.match(line))]
    title = tidy(headline or "")
    if publisher:
        title = re.sub(
            rf"\s+(?:[|·•]|{_DASH})\s+{re.escape(tidy(publisher))}\Z", "", title, flags=re.IGNORECASE
        )
    while title and kept and kept[0].casefold() == title.casefold():
        del kept[0]
    if kept:
        dateline = marks.dateline.match(kept[0])
        kept[0] = kept[0][dateline.end() :] if dateline else kept[0]
        kept[-1] = marks.signature.sub("", kept[-1])
    return title or None, "\n\n".join(line for line in (title, *kept) if line)
