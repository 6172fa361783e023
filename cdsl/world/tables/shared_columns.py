"""Columns that several things share, each with parts of its own: activities, members of programs.

Floor 3. A column that one calls its label may be what another calls its identifier; so a column is
a second one for a part only if nothing else reads it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from cdsl.world.tables.columns import doubled
from cdsl.world.tables.problems import Problems

Part = TypeVar("Part")


def parts_called(
    keys: Sequence[Sequence[str]], taken: Collection[int | None], ways: Iterable[Mapping[str, Part]]
) -> dict[int, Part]:
    """Which part of a thing each column is called like, columns that are surest of it first.

    `keys` are the names of each column as they are compared, `ways` those of naming a part, the
    surest first. Columns in `taken` are left alone.
    """
    called: dict[int, Part] = {}
    for way in ways:
        for column, own in enumerate(keys):
            part = next((way[key] for key in own if key in way), None)
            if part is not None and column not in taken:
                called.setdefault(column, part)
    return called


def refuse_second_columns(
    header: Sequence[str],
    unread: Mapping[int, tuple[int, str]],
    read: Collection[int],
    problems: Problems,
) -> None:
    """Add CDS705 for columns that nothing reads, as another one is read for what they are called.

    `unread` gives that other column, and what both are.
    """
    for column, (other, what) in sorted(unread.items()):
        if column not in read:
            problems.add(doubled(header, other, column, f"`{what}`"))
