"""One database for all tests of the set-based engine: to open one costs more than most of them."""

from collections.abc import Iterator

import duckdb
import pytest

from cdsl.batch.database import Connection


@pytest.fixture(scope="session")
def connection() -> Iterator[Connection]:
    with duckdb.connect() as found:
        yield found
