"""The world of a test: its `given` lines, which fire nothing (language.md 9).

Floor 6.
"""

from typing import assert_never

from cdsl.interpreter.state import Answered, Failed
from cdsl.interpreter.view import View
from cdsl.runtime.outside import Prepared
from cdsl.runtime.records import record_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.cases import (
    Case,
    FieldValue,
    Given,
    GivenActivity,
    GivenCompany,
    GivenList,
    GivenMember,
    GivenPerson,
    GivenWebhook,
)
from cdsl.semantics.program import Program
from cdsl.semantics.schema import Field
from cdsl.source.span import Span
from cdsl.tools.testing.worth import Desk, field_value, fitting
from cdsl.tools.testing.worth import attribute_values as attributes
from cdsl.world.calendar import shift
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value

FAILS = "failed"
"""The error type of a webhook that is given to fail."""


def set_up(case: Case, store: MemoryStore, desk: Desk) -> None:
    """Put everything that is given into an empty world. Raises UnfitError."""
    view = desk.nobody(case.now)
    for given in case.givens:
        _put(given, case, store, view)


def answers(case: Case, program: Program, desk: Desk) -> Prepared:
    """The world outside, which answers as given and else fails. Raises UnfitError."""
    view = desk.nobody(case.now)
    prepared: dict[AssetKey, Answered | Failed] = {}
    for given in case.givens:
        if isinstance(given, GivenWebhook):
            prepared[given.webhook] = _answer(given, program, view)
    return Prepared(prepared)


def _put(given: Given, case: Case, store: MemoryStore, view: View) -> None:
    schema = view.scene.program.schema
    match given:
        case GivenPerson():
            row = _row(tuple(schema.person.values()), given.values, view, given.span)
            store.add_person(given.person, row)
        case GivenCompany():
            row = _row(tuple(schema.company.values()), given.values, view, given.span)
            row[schema.company["name"].column] = given.company
            store.add_company(row)
        case GivenList():
            for person in given.people:
                store.add_to_list(given.list, person)
        case GivenMember():
            fields = {
                field.name: fitting(field.default, field.type, view, given.span)
                for field in view.scene.program.programs[given.program].member_fields.values()
                if field.default is not None
            }
            for value in given.values:
                fields[value.field.name] = field_value(value, view, given.span)
            store.set_membership(given.program, given.person, given.status, fields)
        case GivenActivity():
            _remember(given, case, store, view)
        case GivenWebhook():
            pass
        case _:
            assert_never(given)


def _row(
    fields: tuple[Field, ...], values: tuple[FieldValue, ...], view: View, span: Span
) -> list[Value]:
    """A row with the values that are given, and the defaults of the rest."""
    row: list[Value] = [None] * len(fields)
    for value in values:
        row[value.field.column] = field_value(value, view, span)
    for field in fields:
        if row[field.column] is None and field.default is not None:
            row[field.column] = fitting(field.default, field.type, view, span)
    return row


def _remember(given: GivenActivity, case: Case, store: MemoryStore, view: View) -> None:
    at = given.at or case.now
    if given.ago is not None:
        at = shift(case.now, given.ago, -1, view.scene.zone) or case.now
    values = attributes(given.activity, given.values, view, given.span)
    store.add_activity(record_of(given.activity, given.person, at, values).record)


def _answer(given: GivenWebhook, program: Program, view: View) -> Answered | Failed:
    if given.fields is None:
        return Failed(FAILS)
    paths = dict(given.paths)
    by_field = {value.field.column: value for value in given.fields}
    values: list[tuple[int, Value]] = []
    for reply in program.webhooks[given.webhook].reply:
        column = reply.field.column
        if column in by_field:
            values.append((column, field_value(by_field[column], view, given.span)))
        elif reply.path in paths:
            type = reply.field.type
            values.append((column, fitting(paths[reply.path], type, view, given.span)))
    return Answered(tuple(values))
