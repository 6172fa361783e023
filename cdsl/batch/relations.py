"""Relations over relations: what a plan computes, as a row of named selections.

Floor 4. Each selection reads one relation, to which others are joined by a key; a name is a table
of the world or an earlier selection. Column names are unique over everything that is joined, so
that none needs to say whose it is.
"""

from collections.abc import Iterable, Sequence

from cdsl.batch.tree import TRUE, Expression, columns_in
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Joined:
    """A relation whose row of an equal key stands beside, with NULL where there is none."""

    relation: str
    key: str
    own: Expression


@dataclass(frozen=True, slots=True)
class Select:
    """Rows of a relation: those of which `where` holds, one for each different `group` if given."""

    name: str
    source: str
    columns: tuple[tuple[str, Expression], ...]
    joins: tuple[Joined, ...] = ()
    where: Expression = TRUE
    group: tuple[str, ...] = ()


def pruned(selections: Sequence[Select], wanted: Iterable[str]) -> tuple[Select, ...]:
    """A row of selections, each the source of the next, with the columns that `wanted` needs.

    Selections that are joined to one of them stay as they are.
    """
    needed = set(wanted)
    left: list[Select] = []
    for selection in reversed(selections):
        columns = tuple((name, one) for name, one in selection.columns if name in needed)
        needed = set().union(*(columns_in(one) for _, one in columns), columns_in(selection.where))
        for join in selection.joins:
            needed |= columns_in(join.own)
        left.append(
            Select(
                selection.name,
                selection.source,
                columns,
                selection.joins,
                selection.where,
                selection.group,
            )
        )
    return tuple(reversed(left))
