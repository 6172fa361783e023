"""One table in several files: what the set-based engine puts together has to be called alike.

Floor 7. The row engine reads each file by its own header.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from cdsl.batch.refusal import NotPlainError
from cdsl.semantics.program import Program
from cdsl.world.tables.activity_columns import plan_for, shape_of
from cdsl.world.tables.columns import PERSON_NAMES, first_column, folded, plain
from cdsl.world.tables.problems import Problems

Meaning = tuple[str, str]
"""An activity and its attribute, or what every row has and nothing."""


def refuse_other_names(
    name: str, headers: Sequence[Sequence[str]], program: Program, zone: tzinfo
) -> None:
    """Raise NotPlainError where files of one table call what means the same differently.

    DuckDB puts columns together by their names, and does not tell capitals from small letters.
    """
    found: dict[Meaning, str] = {}
    for header in headers:
        for meaning, column in _meanings(name, tuple(header), program, zone):
            other = found.setdefault(meaning, column)
            if other.lower() != column.lower():
                raise NotPlainError(name, f"files call one thing `{other}` and `{column}`")


def _meanings(
    name: str, header: tuple[str, ...], program: Program, zone: tzinfo
) -> Iterator[tuple[Meaning, str]]:
    """What the columns of a file mean, each with its name there."""
    if name == "activities":
        yield from _meanings_in_log(header, program, zone)
        return
    yield from _there(header, "person", first_column(header, PERSON_NAMES, plain))
    for own in ("list",) if name == "lists" else ("campaign", "at"):
        yield from _there(header, own, first_column(header, (own,), folded))


def _meanings_in_log(
    header: tuple[str, ...], program: Program, zone: tzinfo
) -> Iterator[tuple[Meaning, str]]:
    problems = Problems("", bad_cells_empty=False)
    shape = shape_of(header, program.schema, problems)
    if problems or shape.bulk:
        return
    yield from _there(header, "person", shape.person)
    yield from _there(header, "activity", shape.activity)
    yield from _there(header, "at", shape.at)
    for activity in program.schema.activities.values():
        for column, attribute in plan_for(shape, activity, zone).cells:
            yield (activity.name, activity.attributes[attribute].name), header[column]


def _there(
    header: Sequence[str], meaning: str, column: int | None
) -> Iterator[tuple[Meaning, str]]:
    if column is not None:
        yield (meaning, ""), header[column]
