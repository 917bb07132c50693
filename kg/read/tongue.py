"""Which language a text is in, found offline by py3langid, whose model comes with the package."""

from __future__ import annotations

from kg.errors import LanguageError
from kg.language import languages

_ENOUGH = 4_000  # characters that are looked at
_NEARLY = 5.0  # logarithm of how much likelier another language may be: a few words look like many


def check(lang: str) -> str:
    """``lang`` itself when it is "auto" or a supported code. Raises LanguageError otherwise."""
    if lang != "auto" and lang not in languages():
        raise LanguageError(
            f"the language {lang!r} is not supported; choose auto, {' or '.join(languages())}"
        )
    return lang


def detect(text: str) -> str:
    """The code of the supported language that ``text`` is in.

    Raises LanguageError when it looks like another one, or like none.
    """
    from py3langid.langid import rank

    ranked = [(str(code), float(score)) for code, score in rank(text[:_ENOUGH])]
    found, best = ranked[0]
    ours = next(((code, score) for code, score in ranked if code in languages()), None)
    if ours and best - ours[1] < _NEARLY:
        return ours[0]
    if found not in languages():
        known = " or ".join(languages())
        raise LanguageError(
            f"its language looks like {found!r}, which is not supported; --lang {known} overrules"
        )
    return found
