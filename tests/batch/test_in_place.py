"""A world in a DuckDB file that is changed where it is: what it cannot hold is refused by name.

`test_generated` holds that what is taken comes to what the row engine comes to.
"""

from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.api.choices import Engine
from cdsl.api.running import RunResult
from cdsl.source.diagnostic import Diagnostic

duckdb = pytest.importorskip("duckdb")

NOW = "2026-11-23T09:00Z"
CAMPAIGN = """list "Seen"
person {
  budget: currency
  ratio: float
  met: datetime
  keen: boolean
  seen: date
  note: text
}
channel "Show" { status "Invited" }
program "Fair" {
  channel "Show"
  member { seats: integer }
  batch campaign "Change" {
    smart list { everyone }
    flow { STEP }
  }
}
"""


def run(step: str, world: Path, *statements: str, text: str = CAMPAIGN) -> RunResult:
    """Make the world and do a step to it; what is explained is what comes."""
    with duckdb.connect(str(world)) as connection:
        for statement in statements:
            connection.execute(statement)
    before = world.read_bytes()
    project = Project.from_texts({"campaign.cdsl": text.replace("STEP", step)})
    choice = project.engine(now=NOW, world=world)
    assert world.read_bytes() == before
    done = project.run(now=NOW, world=world)
    if choice.diagnostics:
        assert choice.diagnostics == done.diagnostics
    for one in done.diagnostics if choice.engine is Engine.SET else ():
        # What is refused only where somebody comes to it.
        assert one.message in choice.reason
    assert done.was_written is not bool(done.diagnostics)
    if not done.was_written:
        assert world.read_bytes() == before
    return done


def refused(step: str, world: Path, *statements: str, text: str = CAMPAIGN) -> Diagnostic:
    """The one finding of a step that is not done to a world."""
    done = run(step, world, *statements, text=text)
    (found,) = done.diagnostics
    assert found.code == "CDS612"
    assert found.help.startswith("`--people duckdb:")
    return found


LOG = 'CREATE TABLE activities (person_id VARCHAR, activity VARCHAR, "at" TIMESTAMPTZ, {})'

# Types ------------------------------------------------------------------------------------------

NARROW = [
    ("change budget by 0.1234", "budget DECIMAL(10,2)", "currency: it needs DECIMAL(18,4)"),
    ("change budget by 0.1234", "budget INTEGER", "currency: it needs DECIMAL(18,4)"),
    ("change budget by 0.1234", "budget VARCHAR", "currency: it needs DECIMAL(18,4)"),
    ("change score by 1", "score TINYINT", "score: it needs BIGINT"),
    ("change ratio to 0.0000001", "ratio VARCHAR", "float: it needs DOUBLE"),
    (
        "change met to 2026-01-01T10:00Z",
        "met VARCHAR",
        "datetime: it needs TIMESTAMP WITH TIME ZONE",
    ),
]


@pytest.mark.parametrize(("step", "column", "message"), NARROW)
def test_a_column_of_people_that_does_not_hold_what_is_written(
    step: str, column: str, message: str, tmp_path: Path
) -> None:
    world = tmp_path / "world.duckdb"
    name, type = column.split()
    found = refused(
        step,
        world,
        f"CREATE TABLE people (id VARCHAR, {column})",
        "INSERT INTO people (id) VALUES ('1')",
    )
    said = f"`{name}` in `people` of a file that is changed is {type}, which does not hold every "
    assert found.message == said + message


def test_a_column_that_is_only_read_may_be_narrower(tmp_path: Path) -> None:
    world = tmp_path / "world.duckdb"
    run(
        "change score by 1",
        world,
        "CREATE TABLE people (id VARCHAR, score BIGINT, budget DECIMAL(10,2), met VARCHAR)",
        "INSERT INTO people VALUES ('1', 5, 1.50, '2026-01-01T10:00Z')",
    )
    with duckdb.connect(str(world)) as connection:
        assert connection.execute("SELECT score FROM people").fetchall() == [(6,)]


@pytest.mark.parametrize(
    ("step", "field", "type", "value"),
    [
        ("change score by 1", "score", "VARCHAR", "6"),
        ("change keen to true", "keen", "VARCHAR", "true"),
        ("change seen to 2026-01-02", "seen", "VARCHAR", "2026-01-02"),
        ("change budget to 1.6234", "budget", "DECIMAL(18,4)", "1.6234"),
        ("change met to 2026-01-01T10:00Z", "met", "TIMESTAMP", "2026-01-01 10:00:00"),
        ("change met to 2026-01-01T10:00Z", "met", "TIMESTAMPTZ", "2026-01-01 10:00:00+00"),
    ],
)
def test_a_column_that_holds_what_is_written(
    step: str, field: str, type: str, value: str, tmp_path: Path
) -> None:
    world = tmp_path / "world.duckdb"
    start = "5" if field == "score" else None
    run(
        step,
        world,
        f"CREATE TABLE people (id VARCHAR, {field} {type})",
        f"INSERT INTO people VALUES ('1', {'NULL' if start is None else repr(start)})",
    )
    with duckdb.connect(str(world)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        held = connection.execute(f"SELECT CAST({field} AS VARCHAR) FROM people").fetchall()
    assert held == [(value,)]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("new_value BIGINT", "text: it needs VARCHAR"),
        ("By_Run SMALLINT", "integer: it needs BIGINT"),
    ],
)
def test_a_column_of_activities_that_does_not_hold_what_is_written(
    column: str, said: str, tmp_path: Path
) -> None:
    found = refused(
        "change score by 1",
        tmp_path / "world.duckdb",
        "CREATE TABLE people AS SELECT '1' AS id, 5::BIGINT AS score",
        LOG.format(column),
    )
    name, type = column.split()
    held = f"`{name}` in `activities` of a file that is changed is {type}"
    assert found.message == f"{held}, which does not hold every {said}"


# Tables -----------------------------------------------------------------------------------------

PEOPLE = "CREATE TABLE people AS SELECT '1' AS id, 5::BIGINT AS score"


@pytest.mark.parametrize(
    ("table", "statements"),
    [
        ("people", ["CREATE TABLE people (id VARCHAR COLLATE nocase, score BIGINT)"]),
        ("people", ["CREATE TABLE people (id VARCHAR, note VARCHAR COLLATE noaccent)"]),
        ("lists", [PEOPLE, "CREATE TABLE lists (list VARCHAR COLLATE nocase, person_id VARCHAR)"]),
        ("companies", [PEOPLE, "CREATE TABLE companies (name VARCHAR COLLATE nocase)"]),
    ],
)
def test_a_table_that_compares_by_a_collation(
    table: str, statements: list[str], tmp_path: Path
) -> None:
    found = refused("change score by 1", tmp_path / "world.duckdb", *statements)
    said = f"`{table}` of a file that is changed has a collation: texts would be compared by it"
    assert found.message == said


@pytest.mark.parametrize("table", ["activities", "lists", "Members"])
def test_a_view_in_the_place_of_a_table(table: str, tmp_path: Path) -> None:
    found = refused(
        "change score by 1",
        tmp_path / "world.duckdb",
        PEOPLE,
        f"CREATE VIEW {table} AS SELECT '1' AS person_id",
    )
    said = f"`{table.lower()}` of a file that is changed is a view, and not a table"
    assert found.message == said


def test_what_is_in_another_schema_is_not_the_worlds(tmp_path: Path) -> None:
    world = tmp_path / "world.duckdb"
    run(
        "change score by 1",
        world,
        PEOPLE,
        "CREATE SCHEMA other",
        "CREATE TABLE other.lists AS SELECT 1 AS one",
        "CREATE VIEW other.activities AS SELECT 1 AS one",
        "CREATE VIEW others AS SELECT 1 AS one",
    )
    with duckdb.connect(str(world)) as connection:
        assert connection.execute("SELECT count(*) FROM activities").fetchall() == [(1,)]


def test_a_table_is_called_so_by_any_case(tmp_path: Path) -> None:
    world = tmp_path / "world.duckdb"
    run(
        'if member of list "Seen" { change score by 1 }',
        world,
        "CREATE TABLE People AS SELECT '1' AS id, 5::BIGINT AS score",
        "CREATE TABLE LISTS AS SELECT '1' AS person_id, 'Seen' AS list",
    )
    with duckdb.connect(str(world)) as connection:
        assert connection.execute("SELECT score FROM people").fetchall() == [(6,)]


MEMBERS = "CREATE TABLE members (program VARCHAR, person_id VARCHAR, status VARCHAR{})"


@pytest.mark.parametrize(
    ("column", "also", "what"),
    [
        (", PRIMARY KEY (program, person_id)", [], "a constraint (PRIMARY KEY)"),
        (", seats BIGINT NOT NULL", [], "a constraint (NOT NULL)"),
        ("", ["CREATE INDEX by_person ON members (person_id)"], "an index (by_person)"),
    ],
)
@pytest.mark.parametrize("step", ['set status "Invited"', "delete person"])
def test_members_are_not_written_anew_over_a_constraint(
    step: str, column: str, also: list[str], what: str, tmp_path: Path
) -> None:
    found = refused(step, tmp_path / "world.duckdb", PEOPLE, MEMBERS.format(column), *also)
    assert found.message == (
        f"`members` of a file that is changed is written anew, and would lose {what}"
    )


def test_members_that_stay_may_have_a_constraint(tmp_path: Path) -> None:
    world = tmp_path / "world.duckdb"
    run(
        "change score by 1",
        world,
        PEOPLE,
        MEMBERS.format(", PRIMARY KEY (program, person_id)"),
        "CREATE INDEX by_person ON members (person_id)",
    )
    with duckdb.connect(str(world)) as connection:
        assert connection.execute("SELECT index_name FROM duckdb_indexes()").fetchall() == [
            ("by_person",)
        ]


def test_columns_of_activities_are_called_so_by_any_case(tmp_path: Path) -> None:
    world = tmp_path / "world.duckdb"
    columns = "By_Campaign VARCHAR, By_Run BIGINT, By_Step VARCHAR, Attribute VARCHAR"
    run("change score by 1", world, PEOPLE, LOG.format(columns))
    with duckdb.connect(str(world)) as connection:
        left = "SELECT By_Campaign, By_Run FROM activities"
        assert connection.execute(left).fetchall() == [("Change", 1)]


def test_a_file_that_is_no_database_of_duckdb_is_said_to_be_none(tmp_path: Path) -> None:
    import sqlite3

    world = tmp_path / "world.sqlite"
    with sqlite3.connect(world) as connection:
        connection.execute("CREATE TABLE people (id TEXT, score INTEGER)")
    project = Project.from_texts({"campaign.cdsl": CAMPAIGN.replace("STEP", "change score by 1")})
    done = project.run(now=NOW, world=world)
    (found,) = done.diagnostics
    assert found.code == "CDS730"
    assert found.message.startswith(f"`{world}` cannot be read: ")
    assert "not a valid DuckDB database file" in found.message


SEATS = """channel "Show" { status "Invited" }
program "Fair" { channel "Show"  member { seat: integer } }
program "Show" {
  channel "Show"
  member { Seat: integer }
  batch campaign "Change" {
    smart list { everyone }
    flow { STEP }
  }
}
"""


def test_two_columns_of_members_that_differ_by_case(tmp_path: Path) -> None:
    found = refused(
        'set status "Invited"  change member.Seat to 2',
        tmp_path / "world.duckdb",
        PEOPLE,
        MEMBERS.format(", seat BIGINT"),
        "INSERT INTO members VALUES ('Fair', '1', 'Invited', 1)",
        text=SEATS,
    )
    assert found.message == "two columns of `members` would be called `Seat`"


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    project = Project.from_texts({"campaign.cdsl": 'batch campaign "A" { flow { do nothing } }'})
    for do in (project.run, project.engine):
        with pytest.raises(FileNotFoundError, match="No such file"):
            do(now="2026-11-23T09:00Z", world=tmp_path / "gone.duckdb")
    assert list(tmp_path.iterdir()) == []
