"""What this software is called, and its version."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

SOFTWARE = "pourparlers"


@cache
def software_version() -> str:
    """The version of this package, "0" when it is not installed."""
    try:
        return version(SOFTWARE)
    except PackageNotFoundError:
        return "0"
