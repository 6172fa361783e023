"""Which columns of a table of members are which fields, for each program.

Floor 3. The columns are `program,person_id,status` and the member fields, by identifier or label;
the others pass through.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import MarketingProgram
from cdsl.semantics.schema import Field
from cdsl.world.tables.columns import (
    PERSON_NAMES,
    fields_by_name,
    folded,
    plain,
    ways_of_fields,
)
from cdsl.world.tables.problems import Problems
from cdsl.world.tables.shared_columns import parts_called, refuse_second_columns

_OF_EVERY_PROGRAM: Final = frozenset(map(plain, ("program", "status", *PERSON_NAMES)))


def columns_of_members(
    header: Sequence[str], programs: Mapping[AssetKey, MarketingProgram], problems: Problems
) -> Mapping[AssetKey, Mapping[int, Field]]:
    """The field that each column holds, for each program; CDS705 for a second column for one."""
    keys = [(folded(name),) for name in header]
    found: dict[AssetKey, Mapping[int, Field]] = {}
    unread: dict[int, tuple[int, str]] = {}
    for key, program in programs.items():
        called = parts_called(keys, (), ways_of_fields(program.member_fields.values()))
        columns: dict[str, int] = {}
        for column, field in sorted(called.items(), key=partial(_is_spelled_otherwise, header)):
            first = columns.setdefault(field.name, column)
            if first != column:
                unread.setdefault(column, (first, field.name))
        found[key] = {column: called[column] for column in sorted(columns.values())}
    own = frozenset(at for at, name in enumerate(header) if plain(name) in _OF_EVERY_PROGRAM)
    refuse_second_columns(header, unread, own.union(*found.values()), problems)
    return found


def _is_spelled_otherwise(header: Sequence[str], called: tuple[int, Field]) -> bool:
    """Whether a column is not called a field to the letter, as only one of `Paid` and `paid` is."""
    column, field = called
    return header[column] != field.name


def columns_passing(header: Sequence[str], programs: Iterable[MarketingProgram]) -> tuple[int, ...]:
    """The columns that are nothing known."""
    known = {name for one in programs for name in fields_by_name(one.member_fields.values())}
    return tuple(
        column
        for column, name in enumerate(header)
        if folded(name) not in known and plain(name) not in _OF_EVERY_PROGRAM
    )
