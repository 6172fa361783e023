"""Values and their texts (language.md 2 to 4)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdsl.semantics.types import Type
from cdsl.world.values import Unreadable, convert, read, text_of

ROME = ZoneInfo("Europe/Rome")
NINE_IN_ROME = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "type", "text"),
    [
        (None, Type.TEXT, ""),
        (10, Type.SCORE, "10"),
        (-5, Type.SCORE, "-5"),
        (3.5, Type.FLOAT, "3.5"),
        (3.0, Type.FLOAT, "3"),
        (-0.0, Type.FLOAT, "0"),
        (1e21, Type.FLOAT, "1" + "0" * 21),
        (1e-7, Type.FLOAT, "0.0000001"),
        (0.1, Type.FLOAT, "0.1"),
        (Decimal("1200.5000"), Type.CURRENCY, "1200.5"),
        (Decimal("100.0000"), Type.CURRENCY, "100"),
        (True, Type.BOOLEAN, "true"),
        (date(2026, 11, 23), Type.DATE, "2026-11-23"),
        (NINE_IN_ROME, Type.DATETIME, "2026-11-23T09:00"),
        (NINE_IN_ROME.replace(second=5), Type.DATETIME, "2026-11-23T09:00:05"),
        (NINE_IN_ROME.replace(microsecond=120000), Type.DATETIME, "2026-11-23T09:00:00.12"),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), Type.DATE, "2026-11-24"),
    ],
)
def test_text_of(value, type, text):
    assert text_of(value, type, ROME) == text


@pytest.mark.parametrize(
    ("text", "type", "value"),
    [
        ("", Type.TEXT, None),
        (" ", Type.TEXT, " "),
        ("e\u0301", Type.TEXT, "\u00e9"),
        (" ", Type.INTEGER, None),
        ("+10", Type.SCORE, 10),
        ("007", Type.INTEGER, 7),
        ("5.00", Type.INTEGER, 5),
        (str(2**63 - 1), Type.INTEGER, 2**63 - 1),
        (str(-(2**63)), Type.INTEGER, -(2**63)),
        ("1200.5", Type.CURRENCY, Decimal("1200.5")),
        ("1e3", Type.FLOAT, 1000.0),
        ("YES", Type.BOOLEAN, True),
        ("0", Type.BOOLEAN, False),
        ("2026-11-23", Type.DATE, date(2026, 11, 23)),
        ("2026-11-23T00:00:00Z", Type.DATE, date(2026, 11, 23)),
        ("2026-11-23 17:00", Type.DATE, date(2026, 11, 23)),
        ("2026-11-23", Type.DATETIME, datetime(2026, 11, 22, 23, tzinfo=UTC)),
        ("2026-11-23 09:00", Type.DATETIME, NINE_IN_ROME),
        ("2026-11-23 09:00:00.000", Type.DATETIME, NINE_IN_ROME),
        ("2026-11-23 08:00:00 UTC", Type.DATETIME, NINE_IN_ROME),
        ("2026-11-23T08:00:00Z", Type.DATETIME, NINE_IN_ROME),
        ("2026-11-23T03:00:00-0500", Type.DATETIME, NINE_IN_ROME),
        ("2026-11-23 10:00 +02:00", Type.DATETIME, NINE_IN_ROME),
        # 02:30 is skipped on 29 March, and comes twice on 25 October.
        ("2026-03-29T02:30", Type.DATETIME, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("2026-10-25T02:30", Type.DATETIME, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_read(text, type, value):
    assert read(text, type, ROME) == value


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("abc", Type.INTEGER),
        ("1_000", Type.INTEGER),
        ("1,000", Type.INTEGER),
        ("\u0661", Type.INTEGER),
        ("1e3", Type.INTEGER),
        ("nan", Type.FLOAT),
        ("inf", Type.FLOAT),
        ("1.2.3", Type.CURRENCY),
        ("maybe", Type.BOOLEAN),
        ("2026-02-30", Type.DATE),
        ("23.11.2026", Type.DATE),
        ("20261123", Type.DATE),
        ("2026-11-23T24:00", Type.DATETIME),
        ("2026-11-23T09:60", Type.DATETIME),
        ("2026-11-23T09:00+99:00", Type.DATETIME),
        ("0001-01-01T00:00+05:00", Type.DATETIME),
    ],
)
def test_unreadable(text, type):
    found = read(text, type, ROME)
    assert isinstance(found, Unreadable)
    assert not found.out_of_range


@pytest.mark.parametrize(
    ("text", "type"),
    [
        (str(2**63), Type.INTEGER),
        ("9" * 10_000, Type.INTEGER),
        ("3.5", Type.SCORE),
        ("1.00001", Type.CURRENCY),
        ("1" + "0" * 14, Type.CURRENCY),
        ("1e999", Type.FLOAT),
    ],
)
def test_numbers_that_the_type_cannot_hold(text, type):
    found = read(text, type, ROME)
    assert isinstance(found, Unreadable)
    assert found.out_of_range
    assert len(found.reason) < 100


@pytest.mark.parametrize(
    ("value", "from_type", "to_type", "converted"),
    [
        ("12", Type.TEXT, Type.INTEGER, 12),
        (12, Type.INTEGER, Type.TEXT, "12"),
        (12, Type.SCORE, Type.FLOAT, 12.0),
        (12.0, Type.FLOAT, Type.INTEGER, 12),
        (0.1, Type.FLOAT, Type.CURRENCY, Decimal("0.1")),
        (True, Type.BOOLEAN, Type.TEXT, "true"),
        (date(2026, 11, 23), Type.DATE, Type.DATETIME, datetime(2026, 11, 22, 23, tzinfo=UTC)),
        (NINE_IN_ROME, Type.DATETIME, Type.DATE, date(2026, 11, 23)),
        (None, Type.TEXT, Type.INTEGER, None),
    ],
)
def test_convert(value, from_type, to_type, converted):
    assert convert(value, from_type, to_type, ROME) == converted


@pytest.mark.parametrize(
    ("value", "from_type", "to_type", "out_of_range"),
    [
        (12.5, Type.FLOAT, Type.INTEGER, True),
        (1e30, Type.FLOAT, Type.SCORE, True),
        ("x", Type.TEXT, Type.SCORE, False),
        (True, Type.BOOLEAN, Type.INTEGER, False),
        (1, Type.INTEGER, Type.DATE, False),
    ],
)
def test_what_does_not_convert(value, from_type, to_type, out_of_range):
    found = convert(value, from_type, to_type, ROME)
    assert isinstance(found, Unreadable)
    assert found.out_of_range is out_of_range


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back(value):
    text = text_of(value, Type.FLOAT, ROME)
    assert "e" not in text
    assert read(text, Type.FLOAT, ROME) == value


@given(st.text(), st.sampled_from(Type))
def test_any_text_is_a_value_or_unreadable(text, type):
    found = read(text, type, ROME)
    if not isinstance(found, Unreadable):
        text_of(found, type, ROME)
