"""Content negotiation: what a client accepts, and the best that there is for it (RFC 9110, 12.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def media_type(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that an Accept header likes best, the first among equals; None when it likes none.

    >>> media_type("text/*;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> media_type("image/png", ["text/csv"])
    >>> media_type(None, ["text/csv", "application/json"])
    'text/csv'
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = list(_weighed(accept))
    best = max(offers, key=lambda offer: _quality(ranges, offer))
    return best if _quality(ranges, best) > 0 else None


def language(accept: str | None, offers: Sequence[str]) -> str:
    """The language that an Accept-Language header likes best; the first offer when it names none.

    >>> language("de, en-GB;q=0.8, fr;q=0.3", ["fr", "en"])
    'en'
    """
    wanted = sorted(_weighed(accept or ""), key=lambda item: -item[1])
    tags = (tag.partition("-")[0] for tag, quality in wanted if quality > 0)
    return next((tag for tag in tags if tag in offers), offers[0])


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    """The members of a header with their qualities; what is not well formed is left out."""
    for member in header.split(","):
        name, *parameters = (part.strip().lower() for part in member.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        if name and 0 <= quality <= 1:
            yield name, quality


def _quality(ranges: Sequence[tuple[str, float]], offer: str) -> float:
    """How much an offer is liked: the quality of the most specific range that it falls under."""
    kind = offer.partition("/")[0]
    for pattern in (offer, f"{kind}/*", "*/*"):
        for name, quality in ranges:
            if name == pattern:
                return quality
    return 0.0
