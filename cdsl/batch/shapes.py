"""How the tables of a world came, for what is written in the same shapes afterwards.

Floor 4; the same for every dialect.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Final

from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass

SHORT: Final = 18
"""So many digits are a number of 64 bits, whichever they are."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the keys of a table are like: whether all are digits, and of no more than `SHORT`."""

    are_numbers: bool = True
    are_short: bool = True


@dataclass(frozen=True, slots=True)
class KeyedColumns:
    """The columns of people or companies as they came: the key's, and which field the others hold.

    Without a table there are none.
    """

    header: tuple[str, ...] = ()
    key: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    keys: Keys = Keys()


@dataclass(frozen=True, slots=True)
class Shapes:
    """How tables came: the columns of people and companies, and what passes through of members.

    `have_entries` says whether somebody may have entered a campaign before.
    """

    people: KeyedColumns
    companies: KeyedColumns
    members: tuple[str, ...]
    have_entries: bool = True


def passing(column: str) -> str:
    """The name in a view of a column that only passes through, unlike all of `distinct`."""
    return f"passing: {column}"
