"""Addresses of tables in databases: how they are written, and what of them is shown."""

import pytest

from cdsl.world.tables.address import Address, DatabaseKind, address_of, file_of, shown

SQLITE, DUCKDB, POSTGRESQL = DatabaseKind.SQLITE, DatabaseKind.DUCKDB, DatabaseKind.POSTGRESQL


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("sqlite:crm.db#people", Address(SQLITE, "crm.db", "people")),
        ("sqlite:a#b.db#people", Address(SQLITE, "a#b.db", "people")),
        ("sqlite:///crm.db", Address(SQLITE, "crm.db", "")),
        ("sqlite:////data/crm.db#two words", Address(SQLITE, "/data/crm.db", "two words")),
        ("duckdb:/data/crm.duckdb#log.clicks", Address(DUCKDB, "/data/crm.duckdb", "log.clicks")),
        ("postgresql:///crm#people", Address(POSTGRESQL, "postgresql:///crm", "people")),
        ("postgres://db/crm", Address(POSTGRESQL, "postgresql://db/crm", "")),
    ],
)
def test_addresses(written: str, address: Address) -> None:
    assert address_of(written) == address


@pytest.mark.parametrize(
    "path", ["people.csv", "sqlite", "a/sqlite:b", "postgresql:crm", "c:/p.csv"]
)
def test_paths_are_none(path: str) -> None:
    assert address_of(path) is None
    assert (shown(path), file_of(path)) == (path, path)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("postgresql://ada@db/crm#people", "postgresql://ada@db/crm#people"),
        ("postgresql://ada:s3cret@db:5/crm#people", "postgresql://ada:***@db:5/crm#people"),
        ("postgresql://ada:a:b/c@d@db/crm", "postgresql://ada:***@db/crm"),
        ("postgresql:///crm?user=ada&password=s3cret", "postgresql:///crm?user=ada&password=***"),
        ("sqlite:a:b@c.db#people", "sqlite:a:b@c.db#people"),
    ],
)
def test_passwords_are_not_shown(written: str, seen: str) -> None:
    assert shown(written) == seen


def test_a_message_that_repeats_the_password() -> None:
    address = address_of("postgresql://ada:s3%20cret@db/crm")
    assert address is not None
    assert address.hide("no `s3%20cret`, no `s3 cret`") == "no `***`, no `***`"


def test_the_file_of_a_database() -> None:
    assert file_of("sqlite:crm.db#people") == "crm.db"
    assert file_of("postgresql://db/crm#people") is None
