"""People, activities and a list, made by DuckDB from hashes: the same for the same count."""

from pathlib import Path

import duckdb

ACTIVITIES_EACH = 10
LOG = {
    "attribute": "VARCHAR",
    "new_value": "VARCHAR",
    "old_value": "VARCHAR",
    "reason": "VARCHAR",
    "source": "VARCHAR",
    "score": "VARCHAR",
    "change": "BIGINT",
    "list": "VARCHAR",
    "campaign": "VARCHAR",
    "qualified": "BOOLEAN",
    "parent": "VARCHAR",
    "parent_tokens": "BOOLEAN",
    "by_campaign": "VARCHAR",
    "by_run": "BIGINT",
    "by_step": "VARCHAR",
}
"""The columns that the log of earlier runs has besides those of visits and mails."""


def _draw(number: int) -> str:
    return f"CAST(hash(i * 97 + {number}) % 1000000 AS BIGINT)"


def _some(number: int, value: str, filled: float) -> str:
    return f"CASE WHEN {_draw(number)} < {int(filled * 1_000_000)} THEN {value} END"


def _one(number: int, *texts: str) -> str:
    listed = ", ".join(f"'{text}'" for text in texts)
    return f"([{listed}])[1 + {_draw(number)} % {len(texts)}]"


def _day(number: int) -> str:
    return f"DATE '2025-01-01' + CAST({_draw(number)} % 690 AS INTEGER)"


def people(count: int) -> str:
    """Twenty columns with empties."""
    columns = {
        "id": "'p' || i",
        "email": _some(1, f"'person' || i || '@' || {_one(2, 'a.com', 'example.org')}", 0.95),
        "country": _some(3, _one(4, "Italy", "France", "Germany", "US"), 0.9),
        "unsubscribed": _some(5, f"{_draw(6)} < 200000", 0.8),
        "industry": _some(7, _one(8, "Software", "Biotech", "Retail", "Energy"), 0.9),
        "title": _some(9, _one(10, "Vice President", "Chief of Staff", "Engineer", "Owner"), 0.9),
        "score": _some(11, f"{_draw(12)} % 100", 0.9),
        "employees": _some(13, f"{_draw(14)} % 2000", 0.6),
        "acquired_on": _some(15, _day(16), 0.8),
        "last_activity": _some(17, _day(18), 0.8),
        "state": _some(19, _one(20, "CA", "NY", "TX", "WA"), 0.5),
        "city": _some(21, _one(22, "Rome", "Paris", "Berlin", "New York"), 0.8),
        "first_name": f"'First' || {_draw(23)} % 1000",
        "last_name": f"'Last' || {_draw(24)} % 5000",
        "company": f"'Company ' || {_draw(25)} % 20000",
        "phone": _some(26, f"'+39 06 ' || {_draw(27)}", 0.4),
        "website": _some(28, f"'https://' || {_draw(29)} % 20000 || '.example'", 0.3),
        "postal_code": _some(30, f"CAST({_draw(31)} % 90000 AS VARCHAR)", 0.5),
        "original_source_type": _one(32, "Web", "List import", "Event"),
        "segment": "CAST(NULL AS VARCHAR)",
    }
    selected = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    return f"SELECT {selected} FROM range({count}) numbers(i)"


def activities(count: int) -> str:
    """Ten a person, in the mean; some people have many more."""
    person = f"CAST(pow({_draw(41)} / 1000000.0, 1.5) * {count} AS BIGINT)"
    kind = _one(42, "open_email", "click_email", "visit_page", "open_email")
    at = f"TIMESTAMP '2026-11-01 09:00:00' - to_seconds({_draw(43)} * 12)"
    return (
        f"SELECT 'p' || {person} AS person_id, {kind} AS activity, "
        f"make_timestamptz(epoch_us({at})) AS \"at\", '/page' || {_draw(44)} % 50 AS page "
        f"FROM range({count * ACTIVITIES_EACH}) numbers(i)"
    )


def lists(count: int) -> str:
    """A tenth of the people on one list."""
    return (
        f"SELECT 'Known' AS list, 'p' || i AS person_id FROM range({count}) numbers(i) "
        f"WHERE {_draw(51)} < 100000"
    )


TABLES = {"people": people, "activities": activities, "lists": lists}


def written(count: int, folder: Path) -> None:
    """The tables as Parquet files in a folder, and as tables of `world.duckdb` there."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "world.duckdb")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, query in TABLES.items():
            path = folder / f"{name}.parquet"
            connection.execute(f"COPY ({query(count)}) TO '{path}' (FORMAT parquet)")
            connection.execute(f"CREATE TABLE {name} AS FROM '{path}'")
        for column, type in LOG.items():
            connection.execute(f"ALTER TABLE activities ADD COLUMN {column} {type}")
        connection.execute(
            "CREATE TABLE entries (campaign VARCHAR, person_id VARCHAR, at TIMESTAMPTZ)".replace(
                " at ", ' "at" '
            )
        )
