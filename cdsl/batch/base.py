"""The relation that a flow starts from: people, and beside them what else is asked about them.

Floor 4. Activities, lists and entries are read once each and gathered by person, so that whatever
many conditions ask of them costs one look.
"""

from dataclasses import field
from typing import Final

from cdsl.batch.building import both, case, certain, compared, either
from cdsl.batch.kinds import KINDS
from cdsl.batch.relations import Joined, Select
from cdsl.batch.tree import FALSE, Call, Column, Expression, Kind, Literal, Operation, fixed
from cdsl.batch.world import (
    ACTIVITIES,
    COMPANIES,
    ENTRIES,
    ID,
    LISTS,
    PEOPLE,
    AttributeColumn,
    Needs,
    asset_text,
    distinct,
    field_column,
    members_of,
)
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import MarketingProgram
from cdsl.semantics.schema import Activity, Attribute, Field, Schema
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass

PERSON: Final = Column("person", Kind.TEXT, is_nullable=False)
ACTIVITY: Final = Column("activity", Kind.TEXT, is_nullable=False)
AT: Final = Column("at", Kind.INSTANT, is_nullable=False)
_NONE: Final = fixed(0)


@dataclass(slots=True)
class Base:
    """What is asked about people, gathered while a plan is made."""

    schema: Schema
    needs: Needs = field(default_factory=Needs)
    _counts: dict[Expression, Column] = field(default_factory=dict)
    _lists: dict[AssetKey, Column] = field(default_factory=dict)
    _entries: dict[AssetKey, Column] = field(default_factory=dict)
    _members: dict[AssetKey, tuple[int, dict[str, Field]]] = field(default_factory=dict)
    _company: dict[str, Field] = field(default_factory=dict)

    def person(self, one: Field) -> Column:
        """A field of the person."""
        self.needs.person[one.name] = one
        return field_column(one)

    def company(self, one: Field) -> Column:
        """A field of the company that the person's `company` field names."""
        self.needs.company[one.name] = self._company[one.name] = one
        self.person(self.schema.person["company"])
        return _of_company(one)

    def in_list(self, key: AssetKey) -> Expression:
        """Whether the person is on a static list."""
        self.needs.lists[key] = None
        number = len(self._lists) + 1
        return certain(self._lists.setdefault(key, Column(f"on list {number}", Kind.BOOLEAN)))

    def entered(self, key: AssetKey) -> Column:
        """When the person last entered a campaign."""
        self.needs.entries[key] = None
        number = len(self._entries) + 1
        return self._entries.setdefault(key, Column(f"entered {number}", Kind.INSTANT))

    def status(self, key: AssetKey) -> Column:
        """The person's status in a program; NULL for who is no member."""
        self.needs.members.setdefault(key, {})
        number, _ = self._members.setdefault(key, (len(self._members) + 1, {}))
        return Column(f"status {number}", Kind.TEXT)

    def member_field(self, program: MarketingProgram, one: Field) -> Column:
        """A field of the person's membership in a program."""
        self.status(program.key)
        self.needs.members[program.key][one.name] = one
        number, fields = self._members[program.key]
        fields[one.name] = one
        return _of_member(number, one)

    def attribute(self, activity: Activity, attribute: Attribute, type: Type) -> Column:
        """An attribute of the activity at hand, inside of `count`."""
        found = AttributeColumn(activity.name, attribute, type)
        self.needs.attributes[found] = None
        return found.column

    def count(
        self, activity: Activity, condition: Expression, since: Expression | None = None
    ) -> Expression:
        """How many activities of a type there are of which a condition on them holds.

        `since` is an instant before which it holds of none.
        """
        self.needs.activities[activity.name] = activity
        self.needs.since.append(since.value if isinstance(since, Literal) else None)
        named = compared(Operation.EQUAL, ACTIVITY, Literal(activity.name, Kind.TEXT))
        wanted = both(named, condition)
        if wanted == FALSE:
            return _NONE
        number = len(self._counts) + 1
        found = self._counts.setdefault(wanted, Column(f"did {number}", Kind.WHOLE))
        return Call(Operation.OR_ELSE, (found, _NONE), Kind.WHOLE)

    # As relations -------------------------------------------------------------------------------

    def selections(self) -> tuple[tuple[Select, ...], tuple[Joined, ...]]:
        """The relations to gather first, and how they stand beside people."""
        selections: list[Select] = []
        joins: list[Joined] = []

        def beside(selection: Select, own: Expression = ID) -> None:
            selections.append(selection)
            joins.append(Joined(selection.name, selection.columns[0][0], own))

        if self._counts:
            beside(self._counted())
        if self._lists:
            beside(self._listed())
        if self._entries:
            beside(self._entered())
        for key, (number, fields) in self._members.items():
            beside(_membered(key, number, fields))
        if self._company:
            own = self.person(self.schema.person["company"])
            beside(self._companies(), Call(Operation.FOLD, (own,), Kind.TEXT))
        return tuple(selections), tuple(joins)

    def _counted(self) -> Select:
        counts: tuple[tuple[str, Expression], ...] = tuple(
            (column.name, Call(Operation.COUNT, (wanted,), Kind.WHOLE))
            for wanted, column in self._counts.items()
        )
        # Who did nothing that counts has no row, and counts as 0 all the same.
        where = either(*self._counts)
        columns = (("of activities", PERSON), *counts)
        return Select("counted", ACTIVITIES, columns, where=where, group=(PERSON.name,))

    def _listed(self) -> Select:
        list_column = Column("list", Kind.TEXT, is_nullable=False)
        on: tuple[tuple[str, Expression], ...] = tuple(
            (
                column.name,
                Call(
                    Operation.ANY,
                    (compared(Operation.EQUAL, list_column, _asset(key)),),
                    Kind.BOOLEAN,
                ),
            )
            for key, column in self._lists.items()
        )
        wanted = tuple(_asset(key) for key in self._lists)
        where = Call(Operation.ONE_OF, (list_column, *wanted), Kind.BOOLEAN)
        return Select(
            "listed", LISTS, (("of lists", PERSON), *on), where=where, group=(PERSON.name,)
        )

    def _entered(self) -> Select:
        campaign = Column("campaign", Kind.TEXT, is_nullable=False)
        nothing = Literal(None, Kind.INSTANT)
        at: tuple[tuple[str, Expression], ...] = tuple(
            (
                column.name,
                Call(
                    Operation.LATEST,
                    (
                        case(
                            (compared(Operation.EQUAL, campaign, _asset(key)), AT),
                            otherwise=nothing,
                        ),
                    ),
                    Kind.INSTANT,
                ),
            )
            for key, column in self._entries.items()
        )
        wanted = tuple(_asset(key) for key in self._entries)
        where = Call(Operation.ONE_OF, (campaign, *wanted), Kind.BOOLEAN)
        return Select(
            "entries before",
            ENTRIES,
            (("of entries", PERSON), *at),
            where=where,
            group=(PERSON.name,),
        )

    def _companies(self) -> Select:
        columns = tuple(
            (_of_company(one).name, field_column(one)) for one in self._company.values()
        )
        return Select("company", COMPANIES, (("of company", Column("key", Kind.TEXT)), *columns))

    def people(self, columns: tuple[tuple[str, Expression], ...], where: Expression) -> Select:
        """People with some columns, those of whom a condition holds."""
        _, joins = self.selections()
        return Select("people at first", PEOPLE, columns, joins, where)


def _membered(key: AssetKey, number: int, fields: dict[str, Field]) -> Select:
    own = tuple((_of_member(number, one).name, field_column(one)) for one in fields.values())
    status = Column("status", Kind.TEXT, is_nullable=False)
    columns = ((f"of members {number}", PERSON), (f"status {number}", status), *own)
    return Select(f"membership {number}", members_of(key), columns)


def _of_member(number: int, one: Field) -> Column:
    return Column(f"member {number} {distinct(one.name)}", KINDS[one.type])


def _of_company(one: Field) -> Column:
    return Column(f"company {distinct(one.name)}", KINDS[one.type])


def _asset(key: AssetKey) -> Literal:
    return Literal(asset_text(key), Kind.TEXT)
