"""Frames of Spark that become tables of files, and what stands beside them of a flow.

Floor 4; what `cdsl.batch.spark.results` and its neighbours share.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Final

from pyspark.sql import DataFrame

from cdsl.batch.building import case, certain, is_missing, opposite
from cdsl.batch.kinds import KINDS
from cdsl.batch.plan import FLOW, Plan
from cdsl.batch.refusal import refuse_doubled
from cdsl.batch.relations import Joined, Select
from cdsl.batch.shapes import passing
from cdsl.batch.spark.cells import column_of
from cdsl.batch.spark.words import SPARK
from cdsl.batch.tree import Call, Column, Expression, Kind, Operation
from cdsl.batch.world import ID
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A table to be written: its name, its rows, its columns with their types."""

    name: str
    rows: DataFrame
    columns: tuple[tuple[str, Type], ...]


def typed(name: str, frame: DataFrame, columns: Mapping[str, Type]) -> Frame:
    """A table with the columns as a file has them: an instant with its zone.

    Raises NotSetBasedError where two have one name.
    """
    refuse_doubled(name, columns)
    cast = [
        column_of(header).cast(
            # `timestamp` alone is whatever the session that is active takes it for.
            "timestamp_ltz" if KINDS[type] is Kind.INSTANT else SPARK.types[KINDS[type]]
        )
        for header, type in columns.items()
    ]
    named = [one.alias(header) for one, header in zip(cast, columns, strict=True)]
    return Frame(name, frame.select(*named), tuple(columns.items()))


# Beside the flow --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PeopleAfter:
    """What has become of people, to stand beside a table of them: `now` by what it is of."""

    selection: Select
    now: Mapping[str, Column]
    join: Joined

    @property
    def is_there(self) -> Expression:
        """Whether the person is in the flow."""
        return opposite(is_missing(Column(self.join.key, Kind.TEXT)))

    def value(self, of: str, before: Expression) -> Expression:
        """What something is now, for who is in the flow and who is not."""
        if of not in self.now:
            return before
        return case((self.is_there, self.now[of]), otherwise=before)

    @property
    def is_kept(self) -> Expression:
        """Whether the person has not been deleted."""
        return opposite(certain(self.now[_GONE]))


def beside(plan: Plan, values: Mapping[str, Expression], own: Expression) -> PeopleAfter:
    """The flow with some values, to be joined to a table by what says there whose row it is."""
    found = {_GONE: plan.deleted(), **values}
    named = {of: f"after {number}" for number, of in enumerate(found)}
    columns = (("of after", ID), *((named[of], value) for of, value in found.items()))
    now = {of: Column(named[of], value.kind) for of, value in found.items()}
    return PeopleAfter(Select("after", FLOW, columns), now, Joined("after", "of after", own))


_GONE: Final = "has gone"
"""Whether somebody is deleted, which is called as no field is."""


def shown_passing(name: str) -> Expression:
    """A column that passes through."""
    return Call(Operation.OR_EMPTY, (Column(passing(name), Kind.TEXT),), Kind.TEXT)


def together(frames: Sequence[DataFrame]) -> DataFrame:
    """Rows of several frames of the same columns."""
    return reduce(DataFrame.unionByName, frames)
