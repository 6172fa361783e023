"""What `batch_campaign.cdsl` does, written by hand in DuckDB's SQL, as somebody would who knows it.

Who qualifies is one query, which leaves a row for each person with all that the writes need; these
are one statement a table. Either from Parquet to Parquet, into the tables that `cdsl run --out`
writes, or in place in a database file, in one transaction. `same` compares such tables with those
of another hand or of an engine.

It may know what an engine has to find out: that ids are numbers and stand once, that nobody is on
a list twice, that no score overflows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from bench.crowd import NOW, Crowd

TABLES = ("people", "activities", "lists", "entries")
"""The tables of the world that the campaign changes."""

COLUMNS = (
    "person_id",
    "activity",
    "at",
    "attribute",
    "new_value",
    "old_value",
    "reason",
    "source",
    "score",
    "change",
    "list",
    "campaign",
    "qualified",
    "parent",
    "parent_tokens",
    "by_campaign",
    "by_run",
    "by_step",
)
"""The columns of the log of a run."""

CLOCK = f"TIMESTAMPTZ '{NOW.isoformat()}'"

TWELVE = """
    lower(country) IN ('italy', 'france', 'germany')
    AND unsubscribed IS NOT TRUE
    AND (lower(industry) = 'software' OR contains(lower(industry), 'tech'))
    AND (
        contains(lower(title), 'chief')
        OR contains(lower(title), 'vice president')
        OR score BETWEEN 60 AND 80
    )
    AND (
        employees >= 500
        OR acquired_on >= DATE '2026-06-01'
        OR last_activity >= DATE '2026-10-01'
    )
    AND lower(state) IS DISTINCT FROM 'ca'
    AND (email IS NULL OR NOT contains(lower(email), '@example.org'))
"""
"""The smart list of 12 predicates alone."""

FLOW = f"""
CREATE TEMP TABLE flow AS
WITH active AS (
    SELECT
        person_id,
        count(*) FILTER (activity = 'open_email') AS opened,
        count(*) FILTER (
            activity = 'click_email' AND "at" >= {CLOCK} - INTERVAL 30 DAYS
        ) AS clicked
    FROM {{activities}}
    WHERE
        "at" BETWEEN {CLOCK} - INTERVAL 60 DAYS AND {CLOCK}
        AND activity IN ('open_email', 'click_email')
    GROUP BY person_id
    HAVING opened >= 2
)
SELECT
    id,
    row_number() OVER (ORDER BY id::BIGINT) AS run,
    score AS before,
    lead_status AS status,
    CASE WHEN contains(lower(title), 'chief') THEN 15 WHEN score >= 50 THEN 10 ELSE 5 END AS gained,
    CASE gained WHEN 15 THEN '1.1.1' WHEN 10 THEN '1.2.1' ELSE '1.3.1' END AS choice,
    coalesce(score, 0) + gained AS reached,
    reached >= 60 AND coalesce(opted_in, false) AND clicked > 0 AS passed,
    CASE WHEN passed THEN reached - 5 ELSE reached END AS left_with,
    lead_status IS DISTINCT FROM 'Engaged' AS engaged,
    passed AND id NOT IN (SELECT person_id FROM {{lists}} WHERE list = 'Hot') AS made_hot,
    id NOT IN (SELECT person_id FROM {{lists}} WHERE list = 'Contacted') AS contacted
FROM {{people}}
JOIN active ON person_id = id
WHERE
    (({TWELVE}) OR (unsubscribed IS NOT TRUE AND score >= 10))
    AND NOT EXISTS (
        FROM {{lists}} AS customers WHERE customers.list = 'Customers' AND customers.person_id = id
    )
"""

PEOPLE = """
SELECT people.* REPLACE (
    CASE WHEN flow.id IS NULL THEN people.score ELSE left_with END AS score,
    CASE WHEN flow.id IS NULL THEN people.lead_status ELSE 'Engaged' END AS lead_status
)
FROM {people} AS people LEFT JOIN flow ON flow.id = people.id
"""

LISTED = """
SELECT 'Contacted' AS list, id AS person_id FROM flow WHERE contacted
UNION ALL SELECT 'Hot', id FROM flow WHERE made_hot
"""

ENTERED = f"""
SELECT 'Reach out' AS campaign, id AS person_id, {CLOCK} AS "at" FROM flow
UNION ALL SELECT 'Pass on', id, {CLOCK} FROM flow WHERE passed
"""


WHO = f'id AS person_id, {CLOCK} AS "at", run AS by_run'

LOG = f"""
SELECT
    {WHO}, 'change_score' AS activity, 'Reach out' AS by_campaign, choice AS by_step,
    'score' AS score, gained::BIGINT AS change, reached::VARCHAR AS new_value,
    before::VARCHAR AS old_value, 'Campaign "Reach out" step ' || choice AS reason
FROM flow
UNION ALL BY NAME SELECT
    {WHO}, 'change_data_value' AS activity, 'Reach out' AS by_campaign, '2' AS by_step,
    'lead_status' AS attribute, 'Engaged' AS new_value, status AS old_value,
    'Campaign "Reach out" step 2' AS reason, 'flow' AS source
FROM flow WHERE engaged
UNION ALL BY NAME SELECT
    {WHO}, 'execute_campaign' AS activity, 'Reach out' AS by_campaign, '3' AS by_step,
    'Pass on' AS campaign, passed AS qualified, 'Reach out' AS parent, false AS parent_tokens
FROM flow
UNION ALL BY NAME SELECT
    {WHO}, 'add_to_list' AS activity, 'Pass on' AS by_campaign, '1' AS by_step, 'Hot' AS list
FROM flow WHERE made_hot
UNION ALL BY NAME SELECT
    {WHO}, 'change_score' AS activity, 'Pass on' AS by_campaign, '2' AS by_step,
    'score' AS score, -5 AS change, left_with::VARCHAR AS new_value,
    reached::VARCHAR AS old_value, 'Campaign "Pass on" step 2' AS reason
FROM flow WHERE passed
UNION ALL BY NAME SELECT
    {WHO}, 'add_to_list' AS activity, 'Reach out' AS by_campaign, '4' AS by_step,
    'Contacted' AS list
FROM flow WHERE contacted
"""
"""What each step has left, of whom it changed anything."""


@contextmanager
def _opened(database: str, memory: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(database) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        # Nobody asks for the order of rows, and several threads write where it need not be kept.
        connection.execute("SET preserve_insertion_order = false")
        if memory is not None:
            connection.execute("SET memory_limit = ?", [memory])
        yield connection


def to_parquet(crowd: Crowd, out: Path, memory: str | None = None) -> None:
    """Do the campaign to the Parquet files of a crowd, and write those of the world after it."""
    tables = {
        "people": f"read_parquet('{crowd.people}')",
        "activities": f"read_parquet('{crowd.activities}')",
        "lists": f"read_parquet('{crowd.lists}')",
    }
    out.mkdir(exist_ok=True)
    with _opened(":memory:", memory) as connection:
        connection.execute(FLOW.format(**tables))
        for table, query in (
            ("people", PEOPLE.format(**tables)),
            ("activities", f"SELECT {_COLUMNS} FROM ({LOG})"),
            ("lists", f"FROM {tables['lists']} UNION ALL {LISTED}"),
            ("entries", ENTERED),
        ):
            connection.execute(f"COPY ({query}) TO '{out / table}.parquet' (FORMAT parquet)")


_COLUMNS = ", ".join(f'"{name}"' for name in COLUMNS)


def in_place(database: Path, memory: str | None = None, log: str = "activities") -> None:
    """Do the campaign to the tables of a database, all of it or nothing.

    What steps leave is added to the activities, where later campaigns find it, or to the `log`.
    """
    with _opened(str(database), memory) as connection:
        connection.begin()
        connection.execute(FLOW.format(people="people", activities="activities", lists="lists"))
        connection.execute(
            "UPDATE people SET score = left_with, lead_status = 'Engaged' "
            "FROM flow WHERE flow.id = people.id"
        )
        connection.execute(f"INSERT INTO {log} BY NAME {LOG}")
        connection.execute(f"INSERT INTO lists BY NAME {LISTED}")
        connection.execute(f"INSERT INTO entries BY NAME {ENTERED}")
        connection.commit()


def with_log_apart(database: Path, memory: str | None = None) -> None:
    """The same into a log of its own, so that no part of the activities is written anew."""
    in_place(database, memory, "log")


# Comparing --------------------------------------------------------------------------------------


def exported(database: Path, out: Path) -> None:
    """Write what a run in a database has left as the tables that a run into files writes."""
    out.mkdir(exist_ok=True)
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table, query in (
            ("people", "FROM people"),
            (
                "activities",
                f"SELECT {_COLUMNS} FROM activities WHERE by_run IS NOT NULL "
                f"UNION ALL SELECT {_COLUMNS} FROM log",
            ),
            ("lists", "FROM lists"),
            ("entries", "FROM entries"),
        ):
            connection.execute(f"COPY ({query}) TO '{out / table}.parquet' (FORMAT parquet)")


def same(one: Path, other: Path) -> None:
    """Do nothing where two folders have the same rows in each table, in whatever order.

    Raises AssertionError, which says of each table what only one of them has.
    """
    if found := differences(one, other):
        raise AssertionError("\n".join(found))


def differences(one: Path, other: Path, shown: int = 3) -> Sequence[str]:
    """What differs between the tables of two folders; nothing where they are the same."""
    found: list[str] = []
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in TABLES:
            paths = [folder / f"{table}.parquet" for folder in (one, other)]
            columns = [_columns(path, connection) for path in paths]
            if columns[0] != columns[1]:
                found.append(f"{table}: columns {columns[0]} are not {columns[1]}")
                continue
            for own, its in (paths, paths[::-1]):
                only = f"FROM (FROM '{own}' EXCEPT ALL FROM '{its}') ORDER BY ALL"
                rows = connection.execute(only).fetchall()
                if rows:
                    found.append(f"{table}: {len(rows)} rows are in {own.parent} alone, such as")
                    found += [f"  {row}" for row in rows[:shown]]
    return found


def _columns(path: Path, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    described = connection.execute(f"DESCRIBE FROM '{path}'").fetchall()
    return [(name, type) for name, type, *_ in described]
