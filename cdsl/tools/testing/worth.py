"""What the values of a test are worth: in its own frames, under its own clock.

Floor 6. Pure.
"""

from dataclasses import replace
from datetime import datetime, tzinfo

from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.values import type_of, value_of
from cdsl.interpreter.view import Scene, View
from cdsl.semantics.cases import AttributeValue, Case, FieldValue
from cdsl.semantics.expressions import Expression
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Activity
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.limits import Limits
from cdsl.source.span import Span
from cdsl.world.store import Store
from cdsl.world.values import Unreadable, Value, convert


class UnfitError(Exception):
    """A value of a test does not fit where it stands, as only its tokens can show."""

    def __init__(self, reason: str, span: Span) -> None:
        """Why, and for which given or step."""
        super().__init__(reason)
        self.reason = reason
        self.span = span


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a test's values and conditions are judged in."""

    case: Case
    program: Program
    store: Store
    zone: tzinfo
    limits: Limits

    def view(self, person: str, now: datetime) -> View | None:
        """A person as the test sees them; None when there is no such person."""
        row = self.store.person(person)
        return None if row is None else View(self._scene(now), person, row)

    def deleted(self, person: str, now: datetime) -> View | None:
        """Somebody who was deleted: without values, but their activities are in the log."""
        if not self.store.activities(person, "delete_person"):
            return None
        return replace(self.nobody(now), person=person)

    def nobody(self, now: datetime) -> View:
        """The test's own view, of a person without values."""
        return View(self._scene(now), "", (None,) * len(self.program.schema.person))

    def _scene(self, now: datetime) -> Scene:
        scope = TokenScope(self.case.tokens, None, self.case.program, None)
        return Scene(self.program, self.store, now, self.zone, scope, self.limits)


def fitting(node: Expression, type: Type, view: View, span: Span) -> Value:
    """The value of an expression as a value of a type. Raises UnfitError."""
    value = convert(value_of(node, view), type_of(node), type, view.scene.zone)
    if isinstance(value, Unreadable):
        raise UnfitError(value.reason, span)
    return value


def field_value(given: FieldValue, view: View, span: Span) -> Value:
    """The value given to a field. Raises UnfitError."""
    value = fitting(given.value, given.field.type, view, span)
    if value is not None and given.field.values and value not in given.field.values:
        raise UnfitError(f"`{given.field.name}` does not take `{value}`", span)
    return value


def attribute_values(
    activity: Activity, values: tuple[AttributeValue, ...], view: View, span: Span
) -> tuple[Value, ...]:
    """Values in the order of the activity's attributes. Raises UnfitError."""
    row: list[Value] = [None] * len(activity.attributes)
    for given in values:
        row[given.attribute.column] = fitting(given.value, given.type, view, span)
    return tuple(row)
