"""The numbers that each type can hold; checker, store and both engines keep to them.

Floor 2. Bounds only: how a number is read and converted is in `cdsl.world.values`.
"""

from decimal import Decimal
from typing import Final

WHOLE_NUMBERS: Final = range(-(2**63), 2**63)
"""The numbers of `integer`, `score` and `percent`: 64 bits (language.md 2)."""

CURRENCY_STEP: Final = Decimal("0.0001")
"""`currency` is exact to 4 decimal places (language.md 2)."""

CURRENCY_LIMIT: Final = Decimal(10) ** 14
"""A `currency` lies strictly between minus this and this: 18 digits in all, so that its value
in steps fits 64 bits as well."""
