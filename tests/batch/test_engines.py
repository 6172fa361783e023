"""Both engines make the same of every campaign that there is: tables, report and changes.

Each campaign of the corpus, the examples and the library is run for everybody by the row engine
and by the set-based one, from tables to tables; the worlds lie where the campaign's own conditions
part. Whatever kind a campaign is of, it is started as a batch campaign. How many runs are refused
is counted, so that the comparison does not come to nothing unseen.
"""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.api.loading import zone_of_files
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import CampaignKind, Program
from cdsl.world.calendar import is_utc
from cdsl.world.tables.write import Format
from tests.batch.runs import Place, as_batch, compare, meaning, name_of, put, with_meaning
from tests.properties.engines import as_batches, startable
from tests.properties.populations import CLOCKS, Pool, populated

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("tests/corpus/run", "tests/corpus/lint/programs", "examples", "stdlib")
    for path in (ROOT / folder).rglob("*.cdsl")
)
REFUSALS = frozenset(f"CDS6{number:02}" for number in range(1, 14))
SHARE = 6
"""One of so many campaigns is run in a short search."""
COMPARED = 0.5
"""Which share of all runs is compared at least."""


def campaigns() -> list[Any]:
    """Every campaign of these files."""
    found: list[Any] = []
    for path in FILES:
        for key in meaning(Project.open(ROOT / path, root=ROOT)).campaigns:
            marks = () if len(found) % SHARE == 0 else (pytest.mark.long,)
            found.append(pytest.param(path, key, id=f"{path}-{key.name}", marks=marks))
    return found


@pytest.fixture(scope="module")
def outcomes() -> Counter[str]:
    """How many runs came to what: the codes of refusals, nothing where both engines agree."""
    return Counter()


@pytest.mark.parametrize(("path", "key"), campaigns())
def test_a_campaign_does_the_same_to_everybody(
    path: str, key: AssetKey, tmp_path: Path, outcomes: Counter[str]
) -> None:
    project = Project.open(ROOT / path, root=ROOT)
    program, zone = meaning(project), zone_of_files(project._program())
    now = CLOCKS[len(path) % 2]
    format = Format.CSV if is_utc(zone) and len(key.name) % 2 else Format.PARQUET
    before = Place(tmp_path / "before", format)
    put(populated(program, Pool(program, now, Random(path))), program, before, zone)
    alone, whole = as_batches(program), startable(program)
    ways: list[tuple[Program, datetime | None]] = [(alone, None)]
    if program.campaigns[key].kind is not CampaignKind.TRIGGER:
        # Others are fired, and people wait.
        ways += [(whole, None), (whole, now + timedelta(days=2))]
    for number, (meant, until) in enumerate(ways):
        started = with_meaning(project, as_batch(meant, key))
        places = _places(tmp_path / str(number), format)
        order = {"now": now, "until": until, "campaign": name_of(key)}
        refused = compare(started, before.inputs, places, **order)
        assert refused is None or refused.code in REFUSALS, refused
        outcomes["" if refused is None else refused.code] += 1


def test_most_runs_are_compared(outcomes: Counter[str]) -> None:
    """Of those that were done before: it stands behind them."""
    if not outcomes:
        pytest.skip("no campaign was run")
    assert outcomes[""] >= COMPARED * outcomes.total(), outcomes


def _places(folder: Path, format: str) -> tuple[Place, Place]:
    row, others = (Place(folder / name, format) for name in ("row", "set"))
    return row, others
