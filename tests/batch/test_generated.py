"""Both engines make the same of made-up programs: whatever can be written, in worlds of edges.

A world is written as tables, and every campaign of a program is a run over them, as `cdsl run`
does it: by either engine from tables to tables and a report. So are some campaigns one after
another, and runs over what the runs before have written; some change a DuckDB file in place. How
many are refused is bounded, and of how many nothing differs is counted, so that the search does not
come to nothing unseen.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from random import Random
from secrets import randbits
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from cdsl.api import Project
from cdsl.api.handover import carry_on
from cdsl.api.loading import zone_of_files
from cdsl.world.calendar import is_utc
from cdsl.world.tables.write import Format
from tests.batch.generated import DRAWS, written
from tests.batch.generated_runs import Start, ordered, project_of, started_in
from tests.batch.runs import DUCKDB, Place, compare, compare_in_place, going_on
from tests.batch.test_engines import REFUSALS

BATCHES: Final = 6
RUNS_OF_A_PROGRAM: Final = 9
"""So many are compared on the average, or a little more."""
ROUNDS: Final = 3
"""How often is searched at most; each time for what is left of the runs that are wanted."""
UNCHECKED: Final = tuple(HealthCheck)
"""What Hypothesis does not complain of: programs are large, and slow to run."""


@pytest.fixture(scope="module")
def wanted(request: pytest.FixtureRequest) -> int:
    """How many runs are compared at least."""
    runs: int | None = request.config.getoption("--runs")
    usual = 20_000 if request.config.getoption("--long") else 200
    return usual if runs is None else runs


_MANY: Final = 2_000
"""Of so many runs some go every way."""


@pytest.fixture
def few_threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let DuckDB work alone in a long search: for small tables that is less of the processor."""
    if request.config.getoption("--long"):
        monkeypatch.setattr(duckdb, "connect", partial(duckdb.connect, config={"threads": 1}))


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> Sequence[None]:
    """Each time that people were handed over."""
    times: list[None] = []

    def noted(*asked: Any) -> Any:
        times.append(None)
        return carry_on(*asked)

    monkeypatch.setattr("cdsl.api.everybody.carry_on", noted)
    return times


@pytest.mark.usefixtures("few_threads")
def test_made_up_campaigns_do_the_same_to_everybody(
    wanted: int, handed_over: Sequence[None], long: bool
) -> None:
    outcomes: Counter[str] = Counter()
    begins = randbits(32) if long else 0

    def search(random: Random, world: int) -> None:
        text = written(random, BATCHES)
        note(text)
        note(f"of the search that begins at {begins}")
        with TemporaryDirectory() as folder:
            try_out(project_of(text), Random(world), Path(folder), outcomes)

    for beginning in range(begins, begins + ROUNDS):
        if (left := wanted - outcomes[""]) > 0:
            # Hypothesis takes examples that end early for flaky ones, so there are rounds instead.
            searched = given(DRAWS, st.integers(0, 2**32))(search)
            bounded = settings(
                max_examples=left // RUNS_OF_A_PROGRAM + 1, suppress_health_check=UNCHECKED
            )
            seed(beginning)(bounded(searched))()
    ways = {name: outcomes.pop(name, 0) for name in ("in place", "going on", "explained")}
    compared = outcomes[""]
    assert set(outcomes) <= REFUSALS | {""}, outcomes
    assert compared >= wanted, outcomes
    assert compared > 0.65 * outcomes.total(), outcomes
    if wanted < _MANY:
        return
    assert ways["in place"] > 0.02 * compared, ways
    assert ways["going on"] > 0.1 * compared, ways
    assert len(handed_over) > 0.02 * compared, len(handed_over)


def try_out(project: Project, random: Random, folder: Path, outcomes: Counter[str]) -> None:
    """Start campaigns of a program in one world, or in what becomes of it."""
    is_plain, is_chained = random.random() < 0.95, random.random() < 0.5
    format = format_in(random, zone_of_files(project._program()), is_chained=is_chained)
    start = Start(project, random, folder, format, is_plain=is_plain)
    inputs = start.inputs
    for number, keys in enumerate(started_in(project, random)):
        own = folder / str(number)
        own.mkdir()
        started, order = ordered(project, keys, start, random)
        is_in_place = order["until"] is None and random.random() < 0.06
        out = format if is_chained else format_in(random, UTC)
        places = Place(own / "row", out), Place(own / "set", out)
        if is_in_place:
            refused = compare_in_place(started, start.database, places[0], start.zone, **order)
        else:
            refused = compare(started, inputs, places, **order)
        outcomes["" if refused is None else refused.code] += 1
        if number == 0 and refused is not None and refused.code == "CDS612":
            # Every run is refused for the same cells.
            break
        if refused is not None:
            # What flows have written may be refused, and would be so until the end.
            inputs = inputs if is_in_place else start.inputs
        elif is_in_place:
            outcomes["in place"] += 1
        elif random.random() < 0.06:
            choice = started.engine(engine="set", **order, **inputs)
            assert choice.statements
            outcomes["explained"] += 1
        elif is_chained and places[0].is_there:
            inputs = going_on(inputs, random.choice(places))
            outcomes["going on"] += 1


def format_in(random: Random, zone: tzinfo, *, is_chained: bool = False) -> str:
    """A format of tables; CSV of other zones than UTC is read one by one.

    So is much of what flows have written as CSV.
    """
    csv = (Format.CSV,) * (1 if is_chained else 5) if is_utc(zone) else ()
    return random.choice((*csv, *(Format.PARQUET,) * 5, DUCKDB))
