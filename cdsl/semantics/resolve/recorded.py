"""Recorded changes: by which name a condition asks for the field that has changed.

Floor 2. A change is recorded with the identifier of its field, and which activity records it
depends on the field (language.md 10). Another name is found with nobody, without a word, so it is
warned of; it is no error, since activities of the past may name what is gone. What a test expects
may well be that there is no such record.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cdsl.semantics.resolve.fields import is_exported_as
from cdsl.semantics.schema import Activity, Field
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import Type
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.quoting import quoted
from cdsl.source.suggest import nearest
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes

NAMING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "change_data_value": "attribute",
        "change_program_member_data": "attribute",
        "change_score": "score",
    }
)
"""The activities that record a change, and which attribute of each names the field."""
_WHOLE: Final = frozenset(
    {syntax.Operator.IS, syntax.Operator.IS_NOT, syntax.Operator.IN, syntax.Operator.NOT_IN}
)


def record_of(field: Field) -> str:
    """The activity type that records a change of a field (language.md 10)."""
    if field.owner == "member":
        return "change_program_member_data"
    return "change_score" if field.type is Type.SCORE else "change_data_value"


def check_compared(
    where: Sequence[syntax.Comparison], activity: Activity, setting: Setting
) -> None:
    """Warn of each text that a `where` compares with the field's name and that is no such name."""
    naming = NAMING.get(activity.name)
    if naming is None:
        return
    for comparison in where:
        subject = comparison.subject
        if (
            isinstance(subject, nodes.FieldName)
            and subject.name.text == naming
            and comparison.operator in _WHOLE
        ):
            for text in _texts(comparison):
                check_named(text, activity, setting)


def check_named(text: nodes.Text, activity: Activity, setting: Setting) -> None:
    """Warn of a text that should be the name of a field whose change an activity records."""
    if not text.value or any(
        text.value in fields and record_of(fields[text.value]) == activity.name
        for fields in (setting.known.schema.person, *setting.known.member_fields.values())
    ):
        return
    fields = list(_all_fields(setting))
    own = [field for field in fields if record_of(field) == activity.name]
    if any(text.value.lower() == field.name.lower() for field in own):
        return
    meant = _meant(text.value, own)
    other = None if meant is not None else _meant(text.value, fields)
    if meant is not None:
        message = f"{quoted(text.value)} is not the name by which changes of it are recorded"
        _report(message, f"write {quoted(meant.name)}", text, meant.name, setting)
    elif not setting.hints:
        return
    elif other is not None:
        record = record_of(other)
        message = f"a change of `{other.name}` is not recorded as `{activity.name}`"
        help = f"ask for `{record} where {NAMING[record]} is {quoted(other.name)}`"
        _report(message, help, text, None, setting)
    elif setting.known.declarations.modules.sees_all(setting.place.file):
        close = nearest(text.value, [field.name for field in own])
        message = f"there is no field {quoted(text.value)} whose change could be recorded"
        help = f"did you mean {quoted(close)}?" if close else "write the name of a field"
        _report(message, help, text, close, setting)


def _report(message: str, help: str, text: nodes.Text, meant: str | None, setting: Setting) -> None:
    fix = None
    if meant is not None:
        fix = Fix(f"write {quoted(meant)}", (Edit(text.span, quoted(meant)),))
    setting.report("CDS405", message, text.span, help=help, fix=fix)


def _texts(comparison: syntax.Comparison) -> Iterator[nodes.Text]:
    for operand in comparison.operands:
        for value in operand.values if isinstance(operand, nodes.ListOf) else (operand,):
            if isinstance(value, nodes.Text):
                yield value


def _all_fields(setting: Setting) -> Iterator[Field]:
    yield from setting.known.schema.person.values()
    for fields in setting.known.member_fields.values():
        yield from fields.values()


def _meant(name: str, fields: Sequence[Field]) -> Field | None:
    """The field that a name is, or that a screen or an export calls so."""
    named = (field for field in fields if field.name.lower() == name.lower())
    called = (field for field in fields if is_exported_as(field, name))
    return next(named, None) or next(called, None)
