"""Spark makes of made-up programs what the row engine makes of them, from Parquet to Parquet.

The programs and the worlds are those of `test_generated`, of which this is a sample: a run in Spark
takes seconds, whatever there is to do.
"""

from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from cdsl.world.tables.write import Format
from tests.batch.generated import DRAWS, written
from tests.batch.generated_runs import Start, ordered, project_of, started_in
from tests.batch.runs_in_spark import compare_in_spark
from tests.batch.test_generated import BATCHES

pytestmark = pytest.mark.spark

A_PROGRAM: Final = 2
"""How many runs of a program are tried in Spark; of some it is known at the end that it cannot."""


@pytest.fixture(scope="module")
def wanted(request: pytest.FixtureRequest) -> int:
    """How many runs are compared at least."""
    return 100 if request.config.getoption("--long") else 10


def test_made_up_campaigns_do_the_same_in_spark(wanted: int, spark: Any) -> None:
    outcomes: Counter[str] = Counter()

    @settings(max_examples=wanted * 2 // A_PROGRAM, suppress_health_check=list(HealthCheck))
    @given(DRAWS, st.integers(0, 2**32))
    def search(random: Random, seed: int) -> None:
        text = written(random, BATCHES)
        note(text)
        with TemporaryDirectory() as folder:
            try_out(text, Random(seed), Path(folder), outcomes)

    search()
    assert outcomes[""] >= wanted, outcomes


def try_out(text: str, random: Random, folder: Path, outcomes: Counter[str]) -> None:
    """Run some campaigns of a program in one world, those that Spark does."""
    project = project_of(text)
    start = Start(project, random, folder, Format.PARQUET, is_plain=True)
    candidates, tried = started_in(project, random), 0
    random.shuffle(candidates)
    for number, keys in enumerate(candidates):
        started, order = ordered(project, keys, start, random)
        choice = started.engine(engine="spark", **order, **start.inputs)
        if choice.diagnostics:
            outcomes[choice.diagnostics[0].code] += 1
            continue
        own = folder / str(number)
        own.mkdir()
        refused = compare_in_spark(started, start.inputs, own, **order)
        # What is written is known at the end alone.
        outcomes["" if refused is None else refused.code] += 1
        tried += 1
        if tried == A_PROGRAM:
            break
