"""The types of values, and which of them behave alike.

Floor 2. Types only: what a value is in Python is `cdsl.world.values`.
"""

from enum import StrEnum


class Type(StrEnum):
    """The type of a field, an attribute, a token or a literal (language.md 2)."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    INTEGER = "integer"
    SCORE = "score"
    PERCENT = "percent"
    CURRENCY = "currency"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


TEXT_LIKE = frozenset({Type.TEXT, Type.EMAIL, Type.PHONE, Type.URL})
WHOLE = frozenset({Type.INTEGER, Type.SCORE, Type.PERCENT})
NUMBER_LIKE = WHOLE | {Type.CURRENCY, Type.FLOAT}
DATE_LIKE = frozenset({Type.DATE, Type.DATETIME})
