"""Where in a flow a step stands while it is planned, and what every kind of step leaves.

Floor 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field

from cdsl.batch.building import both, either, opposite
from cdsl.batch.standing import Known, Logged, Standing, StepCount, Worth
from cdsl.batch.tree import FALSE, Expression
from cdsl.batch.values import Scope
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Location
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Span

Skips = Sequence[tuple[str, Expression]]
"""Reasons of language.md 6, and of whom each would be true; the first that is, counts."""


@dataclass(frozen=True, slots=True)
class Place:
    """The campaign whose flow is planned, in its scope, with those that execute it.

    `ended` collects for whom the whole run has ended.
    """

    standing: Standing
    campaign: Campaign
    scope: Scope
    callers: tuple[AssetKey, ...] = ()
    ended: list[Expression] = field(default_factory=list)

    def define(self, hint: str, path: str, expression: Expression) -> Expression:
        """A column of what a step works out."""
        level = f" of {self.campaign.key.name}" if self.callers else ""
        return self.standing.layers.define(f"{hint} at {path}{level}", expression)

    def at(self, span: Span) -> Location:
        """A place in the text of the campaign."""
        return Location(self.campaign.location.source, span)

    def leave(self, where: Expression, name: str, path: str, values: Mapping[str, Worth]) -> None:
        """An activity of the library is left for those of whom `where` holds."""
        if where != FALSE:
            activity = self.standing.program.schema.activities[name]
            key = self.campaign.key
            started = len(self.standing.started) - 1
            self.standing.log.append(Logged(where, activity, values, key, path, started))

    def count(self, kind: str, path: str, who: Expression, skipped: Skips = ()) -> None:
        """A step was done for everybody who came to it, save those who were skipped."""
        done = both(who, *(opposite(where) for _, where in skipped))
        if skipped:
            done = self.define("done", path, done)
        key = self.campaign.key
        self.standing.steps.append(StepCount(key, path, kind, done, tuple(skipped)))

    def skip(self, kind: str, path: str, who: Expression, reasons: Skips) -> Expression:
        """A step is skipped for some, who are told so in the log; the others are returned."""
        told = self.first_of(path, who, reasons)
        for reason, where in told:
            values = {"step": Known(path, Type.TEXT), "reason": Known(reason, Type.TEXT)}
            self.leave(where, "step_skipped", path, values)
        self.count(kind, path, who, told)
        return without(who, told)

    def first_of(self, path: str, who: Expression, reasons: Skips) -> Skips:
        """The reasons, each with those of whom no earlier one is true; equal ones together."""
        found: dict[str, list[Expression]] = {}
        left = who
        for reason, where in reasons:
            struck = both(left, where)
            if struck == FALSE:
                continue
            struck = self.define("skipped", path, struck)
            found.setdefault(reason, []).append(struck)
            left = both(left, opposite(struck))
        return tuple((reason, either(*struck)) for reason, struck in found.items())


def without(who: Expression, skipped: Skips) -> Expression:
    """Those who were not skipped."""
    return both(who, *(opposite(where) for _, where in skipped))
