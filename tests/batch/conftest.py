"""What the tests of the set-based engine share: a session of Spark, where Spark is installed."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A local session of Spark; whoever asks is skipped where there is none."""
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from tests.batch.sessions import local_session

    with local_session() as session:
        yield session
