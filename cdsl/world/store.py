"""What the engines ask of a world, and how it is changed.

Floor 3. A store holds people, companies, lists, memberships, activities and entries. Engines read
through this protocol and hand back effects; only a store changes anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from cdsl.semantics.assets import AssetKey
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord, Effect
from cdsl.world.values import Value

Row = Sequence[Value]
"""The values of a person or a company in the order of the schema's columns."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's membership in a program."""

    status: str
    fields: Mapping[str, Value]


class Store(Protocol):
    """A world. Reading never fails: what is not there is None or empty."""

    def people(self) -> Sequence[str]:
        """The ids of everyone, in order of id (see `cdsl.world.people.id_order`)."""

    def person(self, person: str) -> Row | None:
        """A person's row, None when there is no such person (or no longer)."""

    def company(self, name: str) -> Row | None:
        """A company's row by its name, compared as text is (language.md 3)."""

    def companies(self) -> Iterator[Row]:
        """The rows of all companies, in the order of their adding."""

    def in_list(self, key: AssetKey, person: str) -> bool:
        """Whether the person is on a static list."""

    def membership(self, program: AssetKey, person: str) -> Membership | None:
        """The person's membership in a program."""

    def activities(self, person: str, name: str) -> Sequence[ActivityRecord]:
        """The person's activities of one type, in order of recording."""

    def entered(self, campaign: AssetKey, person: str) -> datetime | None:
        """When the person last entered a campaign's flow."""

    def turns(self, campaign: AssetKey, step: str) -> int:
        """How many turns a rotation has given."""

    def apply(self, effects: Iterable[Effect]) -> None:
        """Apply the effects of one step, all of them."""
