"""Both engines make the same of made-up programs: whatever can be written, in worlds of edges.

Every campaign of a program is a case, and so are some of them one after another, in the world as
it was or as the cases before have left it. How many are refused is bounded, so that the search
does not come to nothing unseen.
"""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from cdsl.api import Project
from cdsl.batch.database import Connection
from cdsl.batch.plan import Refused
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import CampaignKind, Program
from cdsl.source.diagnostic import Severity
from tests.batch.generated import NOWS, later, passed_to, world_of, written
from tests.batch.test_engines import REFUSALS, with_batch
from tests.properties.engines import by_row, by_set, differences, startable

BATCHES: Final = 6
CASES_A_PROGRAM: Final = BATCHES + 8
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
    handed = outcomes.pop("handed over")
    refused = sum(count for code, count in outcomes.items() if code)
    assert set(outcomes) <= REFUSALS | {""}
    assert refused < 0.2 * outcomes.total(), outcomes
    assert handed > 0.01 * outcomes.total(), (handed, outcomes)


def program_of(text: str) -> Program:
    analysis = Project.from_texts({"made_up.cdsl": text})._program().analysis
    errors = [one for one in analysis.diagnostics if one.severity is Severity.ERROR]
    assert {one.code for one in errors} <= MEANT, errors
    return startable(analysis.program)


def compare(
    program: Program, seed: int, is_chained: bool, connection: Connection, outcomes: Counter[str]
) -> None:
    random = Random(seed)
    now = random.choice(NOWS)
    store = world_of(program, random, now)
    for keys in started_in(program, random):
        started, after = with_batch(program, keys[0]), store.copy()
        passed = passed_to(started.campaigns[keys[0]], random) if len(keys) == 1 else NOTHING_PASSED
        draws, until = random.choice((*[0] * 7, 7)), until_of(now, random)
        came = by_set(started, keys, store.copy(), now, connection, passed, draws, until, outcomes)
        if isinstance(came, Refused):
            outcomes[came.code] += 1
            continue
        was = by_row(started, keys, after, now, passed, draws, until)
        assert differences(was, came) == {}, keys
        outcomes[""] += 1
        if is_chained:
            store = after


def started_in(program: Program, random: Random) -> list[list[AssetKey]]:
    """Each campaign but those that are fired, then some batch campaigns one after another."""
    kinds = {key: one.kind for key, one in program.campaigns.items()}
    alone = [[key] for key, kind in kinds.items() if kind is not CampaignKind.TRIGGER]
    batches = [key for key, kind in kinds.items() if kind is CampaignKind.BATCH]
    return [*alone, *(random.sample(batches, count) for count in (2, len(batches)))]


def until_of(now: datetime, random: Random) -> datetime | None:
    """When the clock stops; mostly at once."""
    hours = random.choice((None, None, None, 1, 49, 24 * 40))
    return None if hours is None else later(now, timedelta(hours=hours))
