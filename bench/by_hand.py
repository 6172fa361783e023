"""The campaign of `shared.cdsl` as somebody writes it in DuckDB's SQL.

Every figure of the set-based engine is one against these. They write the same tables, which a test
compares row by row.
"""

from pathlib import Path

import duckdb

NOW = "TIMESTAMPTZ '2026-11-01 09:00:00+00'"
_DAYS_60 = "TIMESTAMPTZ '2026-09-02 09:00:00+00'"
_DAYS_30 = "TIMESTAMPTZ '2026-10-02 09:00:00+00'"
# As constants: taking an interval from an instant with a zone is worked out for each row.
FLOW = f"""
CREATE OR REPLACE TEMP TABLE touched AS
WITH done AS (
  SELECT
    person_id,
    count(*) FILTER (WHERE activity = 'open_email'
      AND "at" BETWEEN {_DAYS_60} AND {NOW}) AS opened,
    count(*) FILTER (WHERE activity = 'click_email'
      AND "at" BETWEEN {_DAYS_30} AND {NOW}) AS clicked
  FROM {{activities}}
  WHERE activity IN ('open_email', 'click_email')
    AND "at" BETWEEN {_DAYS_60} AND {NOW}
  GROUP BY person_id
),
listed AS (
  SELECT person_id,
    bool_or(list = 'Known') AS known, bool_or(list = 'Warm') AS warm, bool_or(list = 'Hot') AS hot
  FROM {{lists}} GROUP BY person_id
),
scored AS (
  SELECT id, score, segment, unsubscribed, clicked,
    coalesce(warm, false) AS was_warm, coalesce(hot, false) AS was_hot,
    row_number() OVER (ORDER BY id) AS run,
    CASE WHEN score >= 80 THEN 1 WHEN score >= 40 THEN 2 ELSE 3 END AS arm,
    coalesce(score, 0)
      + CASE WHEN score >= 80 THEN 1 WHEN score >= 40 THEN 5 ELSE 10 END AS new_score
  FROM {{people}}
  JOIN done ON done.person_id = id
  LEFT JOIN listed ON listed.person_id = id
  WHERE opened >= 2 AND NOT coalesce(known, false) AND (
    (lower(country) IN ('italy', 'france', 'germany')
      AND NOT coalesce(unsubscribed, false)
      AND (lower(industry) = 'software' OR contains(lower(industry), 'tech'))
      AND (contains(lower(title), 'chief') OR contains(lower(title), 'vice president')
        OR score BETWEEN 60 AND 80)
      AND (employees >= 500 OR acquired_on >= DATE '2026-06-01'
        OR last_activity >= DATE '2026-10-01')
      AND coalesce(lower(state) <> 'ca', true)
      AND coalesce(NOT contains(lower(email), '@example.org'), true))
    OR (NOT coalesce(unsubscribed, false) AND score >= 10)
  )
)
SELECT *, new_score >= 60 AND NOT coalesce(unsubscribed, false) AND coalesce(clicked, 0) >= 1
  AS qualified
FROM scored
"""
PEOPLE = """
SELECT people.* REPLACE (
  CASE WHEN touched.id IS NULL THEN people.score
    ELSE touched.new_score - CASE WHEN qualified THEN 5 ELSE 0 END END AS score,
  CASE WHEN touched.id IS NULL THEN people.segment ELSE 'Reached' END AS segment)
FROM {people} AS people LEFT JOIN touched ON touched.id = people.id
"""
LISTS = """
SELECT DISTINCT list, person_id FROM {lists}
UNION ALL SELECT 'Warm', id FROM touched WHERE NOT was_warm
UNION ALL SELECT 'Hot', id FROM touched WHERE qualified AND NOT was_hot
"""
ENTRIES = f"""
SELECT 'Shared' AS campaign, id AS person_id, {NOW} AS "at" FROM touched
UNION ALL SELECT 'Child', id, {NOW} FROM touched WHERE qualified
"""
_EMPTY = {
    "attribute": "CAST(NULL AS VARCHAR)",
    "new_value": "CAST(NULL AS VARCHAR)",
    "old_value": "CAST(NULL AS VARCHAR)",
    "reason": "CAST(NULL AS VARCHAR)",
    "source": "CAST(NULL AS VARCHAR)",
    "score": "CAST(NULL AS VARCHAR)",
    "change": "CAST(NULL AS BIGINT)",
    "list": "CAST(NULL AS VARCHAR)",
    "campaign": "CAST(NULL AS VARCHAR)",
    "qualified": "CAST(NULL AS BOOLEAN)",
    "parent": "CAST(NULL AS VARCHAR)",
    "parent_tokens": "CAST(NULL AS BOOLEAN)",
}


def _rows(activity: str, by: str, step: str, where: str, **values: str) -> str:
    given = ", ".join(f"{value} AS {name}" for name, value in {**_EMPTY, **values}.items())
    return (
        f"SELECT id AS person_id, '{activity}' AS activity, {NOW} AS \"at\", {given}, "
        f"'{by}' AS by_campaign, run AS by_run, '{step}' AS by_step FROM touched WHERE {where}"
    )


def _score(by: str, step: str, where: str, old: str, new: str, change: str) -> str:
    return _rows(
        "change_score",
        by,
        step,
        where,
        new_value=f"CAST({new} AS VARCHAR)",
        old_value=f"CAST({old} AS VARCHAR)",
        reason=f"'Campaign \"{by}\" step {step}'",
        score="'score'",
        change=change,
    )


def log() -> str:
    """What the steps have left."""
    parts = [
        _score("Shared", f"1.{arm}.1", f"arm = {arm}", "score", "new_score", change)
        for arm, change in ((1, "1"), (2, "5"), (3, "10"))
    ]
    parts.append(
        _rows(
            "change_data_value",
            "Shared",
            "2",
            "segment IS DISTINCT FROM 'Reached'",
            attribute="'segment'",
            new_value="'Reached'",
            old_value="segment",
            reason="'Campaign \"Shared\" step 2'",
            source="'flow'",
        )
    )
    parts.append(
        _rows(
            "execute_campaign",
            "Shared",
            "3",
            "true",
            campaign="'Child'",
            qualified="qualified",
            parent="'Shared'",
            parent_tokens="false",
        )
    )
    parts.append(_rows("add_to_list", "Child", "1", "qualified AND NOT was_hot", list="'Hot'"))
    parts.append(_score("Child", "2", "qualified", "new_score", "new_score - 5", "-5"))
    parts.append(_rows("add_to_list", "Shared", "4", "NOT was_warm", list="'Warm'"))
    return " UNION ALL ".join(parts)


def from_files(source: Path, target: Path) -> None:
    """Parquet to Parquet."""
    tables = {
        name: f"read_parquet('{source / name}.parquet')"
        for name in ("people", "activities", "lists")
    }
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
        connection.execute(FLOW.format(**tables))
        for name, query in (
            ("people", PEOPLE.format(**tables)),
            ("lists", LISTS.format(**tables)),
            ("entries", ENTRIES),
            ("activities", log()),
        ):
            path = target / f"{name}.parquet"
            connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


def in_place(world: Path) -> None:
    """In a DuckDB file, as one transaction."""
    tables = {name: f"world.{name}" for name in ("people", "activities", "lists")}
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
        connection.execute(f"ATTACH '{world}' AS world")
        connection.execute(FLOW.format(**tables))
        connection.execute("BEGIN")
        connection.execute(
            "UPDATE world.people SET "
            "score = touched.new_score - CASE WHEN qualified THEN 5 ELSE 0 END, "
            "segment = 'Reached' FROM touched WHERE touched.id = people.id"
        )
        connection.execute(
            "INSERT INTO world.lists SELECT 'Warm', id FROM touched WHERE NOT was_warm "
            "UNION ALL SELECT 'Hot', id FROM touched WHERE qualified AND NOT was_hot"
        )
        connection.execute(f"INSERT INTO world.entries {ENTRIES}")
        connection.execute(f"INSERT INTO world.activities BY NAME {log()}")
        connection.execute("COMMIT")
        connection.execute("DETACH world")


def differences(one: Path, other: Path) -> dict[str, int]:
    """How many rows of each table are in one folder alone."""
    found: dict[str, int] = {}
    with duckdb.connect() as connection:
        for name in ("people", "activities", "lists", "entries"):
            columns = [
                column
                for column, *_ in connection.execute(
                    f"DESCRIBE FROM '{one / name}.parquet'"
                ).fetchall()
            ]
            listed = ", ".join(f'"{column}"' for column in columns)
            this, that = (
                f"SELECT {listed} FROM '{folder / name}.parquet'" for folder in (one, other)
            )
            found[name] = connection.execute(
                f"SELECT count(*) FROM ((({this}) EXCEPT ALL ({that})) "
                f"UNION ALL (({that}) EXCEPT ALL ({this})))"
            ).fetchall()[0][0]
    return found
