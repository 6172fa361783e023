"""A crowd of any size: people with empties, what they did, and the lists that they are on.

DuckDB makes all of it out of hashes of row numbers, so that the same seed gives the same crowd
without a row passing through Python. It is written in the shapes that `cdsl run` reads, as Parquet
and as tables of one database file.

People have 20 columns. Of ten activities a person on average the most active tenth have a third,
and the single most active person has more the larger the crowd; recent activities are more frequent
than old ones, and the log is in the order of time, as logs are. Run:
python -m bench.crowd FOLDER PEOPLE
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""When the campaign runs; nothing has happened later."""

ACTIVITIES_A_PERSON = 10
DAYS = 365
"""How far the log goes back."""

SHARES = {"Customers": 10, "Contacted": 5, "Hot": 3}
"""The lists, and the percentage of people who are on them."""

LOG_COLUMNS = (
    "attribute VARCHAR, score VARCHAR, change BIGINT, new_value VARCHAR, old_value VARCHAR, "
    "reason VARCHAR, source VARCHAR, list VARCHAR, campaign VARCHAR, qualified BOOLEAN, "
    "parent VARCHAR, parent_tokens BOOLEAN, by_campaign VARCHAR, by_run BIGINT, by_step VARCHAR"
)
"""What the table of activities of a database has besides, for what runs in it leave."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The files of a crowd; `database` has the same tables, and empty ones of entries and a log."""

    folder: Path

    @property
    def people(self) -> Path:
        """A row for each person."""
        return self.folder / "people.parquet"

    @property
    def activities(self) -> Path:
        """What people did, in the order of time."""
        return self.folder / "activities.parquet"

    @property
    def lists(self) -> Path:
        """Who is on which list."""
        return self.folder / "lists.parquet"

    @property
    def database(self) -> Path:
        """The three tables in one file of DuckDB."""
        return self.folder / "crowd.duckdb"


def generated(folder: Path, count: int, seed: int = 1) -> Crowd:
    """Write a crowd of so many people into a folder, which must be there."""
    crowd = Crowd(folder)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for path, query in (
            (crowd.people, _people(count, seed)),
            (crowd.activities, _activities(count, seed)),
            (crowd.lists, _lists(count, seed)),
        ):
            connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    crowd.database.unlink(missing_ok=True)
    with duckdb.connect(str(crowd.database)) as connection:
        for table in ("people", "activities", "lists"):
            path = folder / f"{table}.parquet"
            connection.execute(f"CREATE TABLE {table} AS FROM '{path}'")
        for column in LOG_COLUMNS.split(", "):
            connection.execute(f"ALTER TABLE activities ADD COLUMN {column}")
        connection.execute("CREATE TABLE log AS FROM activities LIMIT 0")
        connection.execute(
            'CREATE TABLE entries (campaign VARCHAR, person_id VARCHAR, "at" TIMESTAMPTZ)'
        )
    return crowd


# Tables -----------------------------------------------------------------------------------------

FIRST_NAMES = ("Ada", "Björn", "Chloé", "Dario", "Eva", "José", "Mia", "Noah", "Zoë", "Ōe")
LAST_NAMES = ("Rossi", "Müller", "Dubois", "Smith", "Nuñez", "Novák", "Sato", "Ivanova")
TITLES = (
    "Chief of Staff",
    "CHIEF Technology Officer",
    "Vice President Sales",
    "vice president, EMEA",
    "Engineer",
    "Owner",
    "Head of Marketing",
    "Directrice générale",
)


def _people(count: int, seed: int) -> str:
    row = _Row("n", seed)
    score = f"{row.number('score', 100)}::BIGINT"
    columns = {
        "id": "n::VARCHAR",
        "email": row.maybe(
            "email",
            95,
            f"'person' || n || '@' || {row.one_of('domain', ('acme.com', 'EXAMPLE.org'))}",
        ),
        "first_name": row.maybe("first name", 95, row.one_of("first", FIRST_NAMES)),
        "last_name": row.maybe("last name", 97, row.one_of("last", LAST_NAMES)),
        "title": row.maybe("title", 90, row.one_of("role", TITLES)),
        "company": row.maybe("company", 85, f"'Company ' || {row.number('firm', count // 20 + 1)}"),
        "phone": row.maybe("phone", 40, f"'+39 06 ' || {row.number('line', 10_000_000)}"),
        "city": row.maybe("city", 70, row.one_of("town", ("Rome", "Paris", "Köln", "Boston"))),
        "state": row.maybe("state", 50, row.one_of("region", ("CA", "ca", "NY", "TX", "WA"))),
        "country": row.maybe(
            "country", 90, row.one_of("land", ("Italy", "FRANCE", "germany", "US"))
        ),
        "lead_source": row.maybe("source", 80, row.one_of("from", ("Web", "Fair", "Referral"))),
        "lead_status": row.maybe(
            "status", 70, row.one_of("stage", ("New", "Engaged", "engaged", "MQL", "Recycled"))
        ),
        "score": row.maybe("scored", 90, score),
        "unsubscribed": row.maybe("asked", 80, f"{row.number('unsubscribed', 100)} < 20"),
        "opted_in": row.maybe("asked too", 90, f"{row.number('opted in', 100)} < 55"),
        "industry": row.maybe(
            "industry", 90, row.one_of("branch", ("Software", "BioTech", "Retail", "Energy"))
        ),
        "employees": row.maybe("employees", 60, f"{row.number('heads', 2_000)}::BIGINT"),
        "acquired_on": row.maybe("acquired", 80, _day(row.number("won", 690))),
        "last_activity": row.maybe("active", 80, _day(row.number("seen", 690))),
        "created_at": _instant(f"{DAYS * 86_400} + {row.number('made', 100_000_000)}"),
    }
    shown = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    return f"SELECT {shown} FROM range(1, {count + 1}) AS people(n)"


def _activities(count: int, seed: int) -> str:
    """So many activities; `f` falls from 1 to 0 over the log, and a power of it is their age."""
    total = count * ACTIVITIES_A_PERSON
    row = _Row("n", seed)
    kind = row.number("kind", 100)
    pages = ("/pricing", "/docs", "/kit", "/webinar", "/contact", "/blog/spring")
    emails = ("Newsletter", "Invitation", "Reminder", "Offer")
    # Times a prime: whoever is active is so wherever their number stands.
    person = f"1 + (floor({count} * power({row.fraction('who')}, 2))::BIGINT * 7919) % {count}"
    inner = (
        f"SELECT n, {person} AS person, {kind} AS kind, 1 - n / {total} AS f "
        f"FROM range({total}) AS log(n)"
    )
    is_mail, is_click, is_visit = "kind < 65", "kind BETWEEN 50 AND 64", "kind >= 65"
    columns = {
        "person_id": "person::VARCHAR",
        "activity": (
            "CASE WHEN kind < 50 THEN 'open_email' WHEN kind < 65 THEN 'click_email' "
            "WHEN kind < 93 THEN 'visit_page' ELSE 'fill_form' END"
        ),
        "at": _instant(f"{DAYS * 86_400} * f * f * f"),
        "page": f"CASE WHEN {is_visit} THEN {row.one_of('page', pages)} END",
        "referrer": (
            f"CASE WHEN {is_visit} AND {row.number('by link', 100)} < 30 "
            "THEN 'https://www.google.com/' END"
        ),
        "form": "CASE WHEN kind >= 93 THEN 'Contact' END",
        "email": f"CASE WHEN {is_mail} THEN {row.one_of('mail', emails)} END",
        "link": f"CASE WHEN {is_click} THEN {row.one_of('link', pages)} END",
        "is_mobile": f"CASE WHEN {is_mail} THEN {row.number('mobile', 100)} < 60 END",
    }
    shown = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    return f"SELECT {shown} FROM ({inner})"


def _lists(count: int, seed: int) -> str:
    row = _Row("n", seed)
    return " UNION ALL ".join(
        f"SELECT '{name}' AS list, n::VARCHAR AS person_id FROM range(1, {count + 1}) AS people(n) "
        f"WHERE {row.number(f'on {name}', 100)} < {share}"
        for name, share in SHARES.items()
    )


# Chance -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """Expressions that draw something for a row; what is drawn for is their name."""

    number_of_row: str
    seed: int

    def _hash(self, what: str) -> str:
        return f"hash({self.number_of_row}, '{what}', {self.seed})"

    def number(self, what: str, limit: int) -> str:
        """A whole number from 0 to below a limit."""
        return f"({self._hash(what)} % {limit})"

    def fraction(self, what: str) -> str:
        """A fraction from 0 to below 1."""
        return f"(({self._hash(what)} >> 11) / {2**53}.0::DOUBLE)"

    def one_of(self, what: str, texts: Sequence[str]) -> str:
        """One of some texts."""
        cases = " ".join(f"WHEN {at} THEN '{text}'" for at, text in enumerate(texts))
        return f"CASE {self.number(what, len(texts))} {cases} END"

    def maybe(self, what: str, percentage: int, value: str) -> str:
        """A value that so many rows have, and the others lack."""
        return f"CASE WHEN {self.number(f'has {what}', 100)} < {percentage} THEN {value} END"


def _instant(seconds: str) -> str:
    """So many seconds ago."""
    now = int(NOW.timestamp())
    return f"make_timestamptz(({now} - ceil({seconds})::BIGINT) * 1000000)"


def _day(days: str) -> str:
    """So many days after the first of January of last year."""
    return f"DATE '2025-01-01' + {days}::INTEGER"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    generated(target, int(sys.argv[2]))
