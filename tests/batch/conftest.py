"""Databases that the tests of the set-based engine share: opening costs more than most tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cdsl.batch.duckdb.database import Connection
from cdsl.world.tables.address import DatabaseKind
from tests.batch.databases import fresh
from tests.batch.postgresql import programs, server


@pytest.fixture(scope="session")
def connection() -> Iterator[Connection]:
    """A database of DuckDB."""
    with duckdb.connect() as found:
        yield found


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A local session of Spark; whoever asks is skipped where there is none."""
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from tests.batch.sessions import local_session

    with local_session() as session:
        yield session


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server as a URI; whoever asks is skipped where none is installed."""
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed")
    with server(where) as uri:
        yield uri


@pytest.fixture(params=list(DatabaseKind))
def database(request: Any, tmp_path: Path) -> str:
    """The address of an empty database, one of each kind."""
    if request.param != DatabaseKind.POSTGRESQL:
        return f"{request.param}:{tmp_path / 'crm.db'}"
    return fresh(request.getfixturevalue("postgresql"), tmp_path.name)
