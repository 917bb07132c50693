"""One server for all tests that only read."""

from collections.abc import Iterator

import pytest
from serving import EXAMPLE, Client, running


@pytest.fixture(scope="session")
def server() -> Iterator[Client]:
    with running(EXAMPLE) as client:
        yield client
