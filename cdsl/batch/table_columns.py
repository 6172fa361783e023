"""What the columns of a table, and names in them, are to a program, whichever dialect reads them.

Floor 4.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from cdsl.batch.kinds import KINDS
from cdsl.batch.refusal import NotPlainError
from cdsl.batch.tree import Kind
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import MarketingProgram, Program
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.types import Type
from cdsl.world.tables.activities import activities_by_name
from cdsl.world.tables.activity_columns import Shape, shape_of
from cdsl.world.tables.columns import fields_by_name, folded, required_column
from cdsl.world.tables.member_columns import columns_of_members, columns_passing
from cdsl.world.tables.problems import Problems


def only_column(
    table: str,
    header: Sequence[str],
    names: Sequence[str],
    spelled: Callable[[str], str] = folded,
) -> str:
    """The column with one of some names. Raises NotPlainError for none, and for a second one."""
    problems = Problems("", bad_cells_empty=False)
    found = required_column(header, names, problems, spelled)
    refuse_broken(table, problems)
    return header[found]


def refuse_broken(table: str, problems: Problems) -> None:
    """Raise NotPlainError where something is wrong with a header, whichever engine reads it."""
    if problems:
        raise NotPlainError(table, problems.first(), is_broken=True)


def fields_of_members(
    table: str, header: Sequence[str], program: Program
) -> Mapping[AssetKey, Mapping[str, Field]]:
    """The field that each column holds, for each program. Raises NotPlainError."""
    problems = Problems("", bad_cells_empty=False)
    found = columns_of_members(header, program.programs, problems)
    refuse_broken(table, problems)
    return {
        key: {header[column]: field for column, field in columns.items()}
        for key, columns in found.items()
    }


def shape_of_log(table: str, header: tuple[str, ...], program: Program) -> Shape:
    """The columns of a table of activities. Raises NotPlainError, also for an extract."""
    problems = Problems("", bad_cells_empty=False)
    shape = shape_of(header, program.schema, problems)
    refuse_broken(table, problems)
    if shape.bulk:
        raise NotPlainError(table, "it is an extract, whose attributes stand in texts")
    return shape


def passing_columns(header: tuple[str, ...], program: Program) -> tuple[str, ...]:
    """The columns of a table of members that are nothing known."""
    return tuple(header[at] for at in columns_passing(header, program.programs.values()))


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
