"""How a table of people or companies looked, so that it is written again as it came.

Floor 3. Data only.
"""

from collections.abc import Mapping
from dataclasses import field

from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """A column as it was read: `field` is the identifier of the field that it holds.

    Without a field it is the key's column (`is_key`), or one that only passes through.
    """

    header: str
    field: str | None = None
    is_key: bool = False

    @property
    def passes_through(self) -> bool:
        """Whether nothing here knows what the column holds."""
        return self.field is None and not self.is_key


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table in order, and for each key the cells that only pass through.

    The key of a person is the id, that of a company its name as comparisons see it, that of a
    member `program path/person id`, as `member_key` joins it.
    """

    columns: tuple[LayoutColumn, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layouts of the tables that keep theirs."""

    people: Layout = field(default_factory=Layout)
    companies: Layout = field(default_factory=Layout)
    members: Layout = field(default_factory=Layout)
