"""Which column of a table is which field, attribute or key.

Floor 3. Names are compared without case and outer blanks (language.md 10); the names of
activities' columns also without blanks, `_` and `-`, as exports write `is_mobile_device` for
"Is Mobile Device".
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, TypeVar

from cdsl.semantics.schema import Field
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.suggest import nearest
from cdsl.world.folding import fold, normal
from cdsl.world.tables.problems import Place, Problem, Problems

T = TypeVar("T")

PERSON_NAMES: Final = ("person_id", "lead_id", "leadId", "person id", "lead id")
"""The names of the column that says whose row it is."""
ID_NAMES: Final = ("id", *PERSON_NAMES)
"""The same in the table of people itself; the first one that is there counts."""

_MISSPELT: Final = 0.8
"""From this likeness on a name is taken for a misspelt one: `emial` is, `state_code` is not."""
_SHOWN: Final = 10
"""So many undeclared columns are named."""


def folded(name: str) -> str:
    """A column's name as it is compared."""
    return fold(normal(name.strip()))


def plain(name: str) -> str:
    """A column's name as exports are compared: letters and digits only."""
    return folded(name).replace("_", "").replace(" ", "").replace("-", "")


def ways_of_fields(fields: Iterable[Field]) -> tuple[Mapping[str, Field], ...]:
    """The ways of naming a field by a column, the surest first: identifier, label, other names."""
    ways: tuple[dict[str, Field], ...] = ({}, {}, {})
    for field in fields:
        for way, names in zip(ways, ((field.name,), (field.label,), field.aliases), strict=True):
            for name in names:
                way.setdefault(folded(name), field)
    return ways


def fields_by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """Fields by every name that a column may have, each by the surest one."""
    names: dict[str, Field] = {}
    for way in ways_of_fields(fields):
        for name, field in way.items():
            names.setdefault(name, field)
    return names


def first_column(
    header: Sequence[str], names: Iterable[str], spelled: Callable[[str], str] = folded
) -> int | None:
    """The column with the first of these names that is there."""
    columns = [spelled(name) for name in header]
    for name in names:
        if spelled(name) in columns:
            return columns.index(spelled(name))
    return None


def required_column(
    header: Sequence[str],
    names: Sequence[str],
    problems: Problems,
    spelled: Callable[[str], str] = folded,
) -> int:
    """The column with one of these names; CDS705 when there is none, or another spelled like it.

    One of another of these names may be a field or an attribute that is called so.
    """
    column = first_column(header, names, spelled)
    if column is None:
        suggestion = nearest(names[0], header)
        help = f"did you mean `{suggestion}`?" if suggestion else ""
        problems.add(Problem("CDS705", f"the table has no column `{names[0]}`", Place(1), help))
        return 0
    wanted = spelled(header[column])
    for other in range(column + 1, len(header)):
        if spelled(header[other]) == wanted:
            problems.add(doubled(header, column, other, f"`{names[0]}`"))
    return column


def doubled(header: Sequence[str], one: int, other: int, what: str) -> Problem:
    """The problem of two columns for one thing (CDS705)."""
    first, second = sorted((one, other))
    return Problem(
        "CDS705",
        f"a second column for {what}: `{header[second]}`",
        Place(1, second),
        "leave one of them out",
        (f"the first one is `{header[first]}`", Place(1, first)),
    )


def is_misspelt(name: str, names: Iterable[str]) -> bool:
    """Whether a column is so near to one of the names that it must be meant for it."""
    near = nearest(name, names)
    if near is None:
        return False
    return SequenceMatcher(None, plain(name), plain(near)).ratio() >= _MISSPELT


def undeclared_columns(
    table: str, columns: Sequence[str], names: Sequence[str], way_out: str
) -> tuple[Diagnostic, ...]:
    """The one warning about columns of a table that are nothing known (CDS717), if there are any.

    `names` are those that they could be meant for.
    """
    if not columns:
        return ()
    shown = ", ".join(f"`{name}`" for name in columns[:_SHOWN]) + ", …" * (len(columns) > _SHOWN)
    message = f"{table}: no file declares the column{'s' * (len(columns) > 1)} {shown}"
    near = dict.fromkeys(filter(None, (nearest(name, names) for name in columns[:_SHOWN])))
    help = f"did you mean {', '.join(f'`{name}`' for name in near)}?" if near else way_out
    return (Diagnostic("CDS717", SEVERITIES["CDS717"], message, None, None, help=help),)


def match_columns(
    header: Sequence[str],
    names: Mapping[str, T],
    taken: Collection[int],
    problems: Problems,
    what: Callable[[T], str],
) -> list[T | None]:
    """What each column is, None for those that nothing is named like.

    Columns in `taken` are left alone; two columns of one meaning are CDS705.
    """
    found: list[T | None] = []
    seen: dict[str, int] = {}
    for column, name in enumerate(header):
        meaning = None if column in taken else names.get(folded(name))
        if meaning is not None and what(meaning) in seen:
            problems.add(doubled(header, seen[what(meaning)], column, what(meaning)))
        elif meaning is not None:
            seen[what(meaning)] = column
        found.append(meaning)
    return found
