"""Both engines make the same of made-up programs: whatever can be written, in worlds of edges.

Every campaign of a program is a case, run in the world as it was or as the campaigns before it
have left it. How many are refused is bounded, so that the search does not come to nothing unseen.
"""

from collections import Counter
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from cdsl.api import Project
from cdsl.batch.database import Connection
from cdsl.batch.plan import Refused
from cdsl.semantics.program import Program
from cdsl.source.diagnostic import Severity
from tests.batch.generated import NOWS, passed_to, world_of, written
from tests.batch.test_engines import REFUSALS, with_batch
from tests.properties.engines import as_batches, by_row, by_set, differences

BATCHES: Final = 6
CASES_A_PROGRAM: Final = BATCHES + 7
MEANT: Final = frozenset(("CDS304", "CDS305"))
"""Errors that a program may have: campaigns that execute each other too deep or in a circle."""


@pytest.fixture(scope="module")
def examples(request: pytest.FixtureRequest) -> int:
    """How many programs there are to be: of 2,000 cases, or of 20,000."""
    return (20_000 if request.config.getoption("--long") else 2_000) // CASES_A_PROGRAM


def test_made_up_campaigns_do_the_same_to_everybody(examples: int, connection: Connection) -> None:
    outcomes: Counter[str] = Counter()

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False), st.integers(0, 2**32), st.booleans())
    def search(random: Random, seed: int, is_chained: bool) -> None:
        text = written(random, BATCHES)
        note(text)
        compare(program_of(text), seed, is_chained, connection, outcomes)

    search()
    refused = sum(count for code, count in outcomes.items() if code)
    assert set(outcomes) <= REFUSALS | {""}
    assert refused < 0.1 * outcomes.total(), outcomes


def program_of(text: str) -> Program:
    analysis = Project.from_texts({"made_up.cdsl": text})._program().analysis
    errors = [one for one in analysis.diagnostics if one.severity is Severity.ERROR]
    assert {one.code for one in errors} <= MEANT, errors
    return as_batches(analysis.program)


def compare(
    program: Program, seed: int, is_chained: bool, connection: Connection, outcomes: Counter[str]
) -> None:
    random = Random(seed)
    now = random.choice(NOWS)
    store = world_of(program, random, now)
    for key in program.campaigns:
        started, after = with_batch(program, key), store.copy()
        passed = passed_to(started.campaigns[key], random)
        draws = random.choice((0, 0, 0, 7))
        came = by_set(started, key, store.copy(), now, connection, passed, draws)
        if isinstance(came, Refused):
            outcomes[came.code] += 1
            continue
        was = by_row(started, key, after, now, passed, draws)
        assert differences(was, came) == {}, key
        outcomes[""] += 1
        if is_chained:
            store = after
