"""CSV that DuckDB writes for the set-based engine: the row engine's, byte for byte."""

from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cdsl.api import Project
from cdsl.batch.duckdb.csv_results import copy_as_csv, on_clock
from cdsl.batch.duckdb.database import Connection
from cdsl.batch.duckdb.queries import Query
from cdsl.semantics.types import Type
from cdsl.world.tables.cells import cell_text
from tests.batch.runs import told

duckdb = pytest.importorskip("duckdb")

CAMPAIGN = """workspace "Rome" in "{zone}"
person {{
  height: float
  budget: currency
  share: percent
  seen: datetime
  born: date
  opted_in: boolean
}}
list "Seen"
batch campaign "Count" {{
  smart list {{
    score >= 0
  }}
  flow {{
    change score by 1
    add to list "Seen"
  }}
}}
"""
TEXTS = [
    None,
    '"',
    ",",
    "\n",
    "\r",
    "a\r\nb",
    ";",
    "\t",
    "#1",
    "a # b",
    "'",
    "\\",
    " x ",
    "NULL",
    "é",
    "=1+1",
    "--",
    "\x01",
    '""',
]
FLOATS = [0.1, -0.0, 1e-7, 1.5e300, 5e-324, 123456789012345680.0, 1 / 3, 1e16, 100.0, None]
MOMENTS = [
    # Rome's clock shows 02:30 twice, then skips 02:30.
    1792887000_000000,
    1792890600_000000,
    1774746000_000000,
    1774749600_000000,
    # Lord Howe's goes back by half an hour, Monrovia's once by 44:30 minutes.
    1775314799_999999,
    1775314800_000000,
    1775316600_000000,
    63_593_069_999_999,
    63_593_070_000_000,
    63_595_000_000_000,
    0,
    1_500_000,
    1_767_225_600_123_450,
    -62_135_500_000_000_000,
    253_402_100_000_000_000,
    -3_000_000_000_000_000,
    None,
]


def _people(folder: Path, ids: list[str]) -> Path:
    random = Random(1)
    count = len(ids)

    def some(values: list) -> list:  # type: ignore[type-arg]
        return [values[n] if n < len(values) else random.choice(values) for n in range(count)]

    table = pa.table(
        {
            "person_id": ids,
            "first_name": pa.array(some(TEXTS), pa.string()),
            'free, "text"': pa.array(some(TEXTS[::-1]), pa.string()),
            "# of children": pa.array(some([*TEXTS, ""]), pa.string()),
            "score": pa.array(some([0, 5, -3, None]), pa.int64()),
            "height": pa.array(some(FLOATS), pa.float64()),
            "budget": pa.array(some(["0", "1.5", "-0.0001", "100", None]), pa.string()),
            "share": pa.array(some([0, 100, None]), pa.int64()),
            "seen": pa.array(some(MOMENTS), pa.timestamp("us", "UTC")),
            "born": pa.array(some([-719_000, 0, 2_000_000, None]), pa.date32()),
            "opted_in": pa.array(some([True, False, None]), pa.bool_()),
        }
    )
    path = folder / "people.parquet"
    parquet.write_table(table, path)
    return path


@pytest.mark.parametrize("zone", ["UTC", "Europe/Rome", "Australia/Lord_Howe", "Africa/Monrovia"])
@pytest.mark.parametrize(
    "ids",
    [
        [str(n) for n in range(3_000, 0, -1)],
        [f"{n:05}" for n in range(1, 200)] + [str(n) for n in range(1, 200)],
        [*(str(10**n) for n in range(30)), "007", "0", "00"],
        ["b", "a", "B", "ß", "10", "9", "#1", "a,b", 'a"b'],
    ],
    ids=["numbers", "zeros", "long", "texts"],
)
def test_every_cell_is_written_as_the_row_engine_writes_it(
    zone: str, ids: list[str], tmp_path: Path
) -> None:
    people = _people(tmp_path, ids)
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN.format(zone=zone)})
    row, done = (
        project.run(now="2026-11-23T09:00Z", people=people, out=tmp_path / engine, engine=engine)
        for engine in ("row", "set")
    )
    assert row.has_run, row.diagnostics
    assert done.has_run, done.diagnostics
    assert told(done) == told(row)
    for one in sorted((tmp_path / "row").iterdir()):
        assert one.read_bytes() == (tmp_path / "set" / one.name).read_bytes(), one.name


@pytest.mark.parametrize(
    ("zone", "year"),
    [("Europe/Rome", 2026), ("Australia/Lord_Howe", 2026), ("Africa/Monrovia", 1972)],
)
def test_a_clock_is_known_of_whole_hours(zone: str, year: int) -> None:
    """Each hour of a year in which the clock was changed, some time in it, and what is before."""
    random, own = Random(zone), ZoneInfo(zone)
    hours = [datetime(year, 1, 1) + timedelta(hours=n) for n in range(24 * 365)]
    instants = [*hours, *(one - timedelta(microseconds=1) for one in hours)]
    instants += [one + timedelta(seconds=random.randrange(3600)) for one in hours]
    shown = on_clock(own, {}, pa.array([None, *instants], pa.timestamp("us"))).to_pylist()
    assert shown[0] is None
    unknown = 0
    for instant, on in zip(instants, shown[1:], strict=True):
        if on is None:
            unknown += 1
            continue
        text = cell_text(instant.replace(tzinfo=UTC), Type.DATETIME, own)
        assert cell_text(on.replace(tzinfo=UTC), Type.DATETIME, UTC) == text
    assert 0 < unknown < 20


class _Waiting(tzinfo):
    """A clock at which somebody breaks off."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        raise KeyboardInterrupt

    def dst(self, when: datetime | None) -> None:
        return None

    def tzname(self, when: datetime | None) -> str:
        return "Waiting"


def test_breaking_off_while_python_is_asked(connection: Connection, tmp_path: Path) -> None:
    columns = (("id", Type.TEXT), ("seen", Type.DATETIME))
    rows = "SELECT '1' AS id, TIMESTAMPTZ '2026-11-23 09:00:00Z' AS seen"
    query, path = Query(rows, {}, columns, person="id"), tmp_path / "people.csv"
    with pytest.raises(KeyboardInterrupt):
        copy_as_csv(query, str(path), _Waiting(), connection)
    copy_as_csv(query, str(path), ZoneInfo("Europe/Rome"), connection)
    assert path.read_text() == "id,seen\n1,2026-11-23T10:00\n"
