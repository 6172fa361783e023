"""What the columns of a table, and names in them, are to a program, whichever dialect reads them.

Floor 4.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from cdsl.batch.kinds import KINDS
from cdsl.batch.tree import Kind
from cdsl.semantics.program import MarketingProgram, Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.world.tables.activities import activities_by_name
from cdsl.world.tables.columns import PERSON_NAMES, fields_by_name, folded, plain, required_column
from cdsl.world.tables.problems import Problems

_OF_MEMBERS: Final = frozenset(map(plain, ("program", "status", *PERSON_NAMES)))


def only_column(
    header: Sequence[str], names: Sequence[str], spelled: Callable[[str], str] = folded
) -> int | None:
    """The column with one of some names; None where there is none, or a second one like it."""
    problems = Problems("", bad_cells_empty=False)
    found = required_column(header, names, problems, spelled)
    return None if problems else found


def no_column(name: str) -> str:
    """Why a column is not read."""
    return f"there is no column `{name}`, or a second one like it"


def passing_columns(header: tuple[str, ...], program: Program) -> tuple[str, ...]:
    """The columns that are nothing known."""
    known = {
        name
        for one in program.programs.values()
        for name in fields_by_name(one.member_fields.values())
    }
    return tuple(
        name for name in header if folded(name) not in known and plain(name) not in _OF_MEMBERS
    )


def statuses_of(one: MarketingProgram, program: Program) -> list[str]:
    """The statuses that a program's members can have."""
    if one.channel is None:
        return []
    return [status.name for status in program.schema.channels[one.channel].statuses]


def changed_fields(activity: Activity, program: Program) -> Mapping[str, Field]:
    """The fields that an activity may tell a change of, by name."""
    if activity.name != "change_program_member_data":
        return fields_by_name(program.schema.person.values())
    found: dict[str, Field] = {}
    for one in program.programs.values():
        found |= fields_by_name(one.member_fields.values())
    return found


def names_by_type(fields: Mapping[str, Field]) -> Mapping[Type, list[str]]:
    """The names of fields by their types, but for texts."""
    found: dict[Type, list[str]] = {}
    for name, one in fields.items():
        if KINDS[one.type] is not Kind.TEXT:
            found.setdefault(one.type, []).append(name)
    return found


def activities_called(spellings: Iterable[str], program: Program) -> Mapping[str, Activity | None]:
    """The activities by what a table calls them; None for one that no file declares."""
    known = activities_by_name(program, bulk=False)
    return {spelled: known.get(folded(spelled)) for spelled in sorted(spellings)}
