"""What the last lexemes of a text name: what is compared or given, the activity of a `where`.

Floor 6. Lexemes only, since what is being typed is no tree yet.
"""

from collections.abc import Sequence
from typing import Final

from cdsl.semantics.resolve.fields import field_named
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.tokens import canonical
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.nodes import Name
from cdsl.syntax.reach import Reach
from cdsl.tools.navigate.scope import Scope

_ENDS_OF_CLAUSES: Final = frozenset({"{", "}", "flow", "if", "expect"})
STATUS: Final = "status"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared: its type, and the field or attribute that it is, if it is one."""

    type: Type
    field: Field | None = None
    attribute: Attribute | None = None
    activity: Activity | None = None
    is_status: bool = False

    @property
    def name(self) -> str:
        """The name of the field or attribute, empty where it is neither."""
        found = self.field or self.attribute
        return "" if found is None else found.name


def subject_of(texts: Sequence[str], scope: Scope) -> Subject | None:
    """The subject that ends with the last of some lexemes; None where it is not known."""
    if not texts:
        return None
    last = texts[-1]
    owner = texts[-3] if len(texts) > 2 and texts[-2] == "." else ""
    activity = activity_of_where(texts[:-1], scope)
    if activity is not None:
        attribute = next((one for one in activity.attributes if one.name == last), None)
        if attribute is None:
            return None
        return Subject(attribute.type, attribute=attribute, activity=activity)
    if last == STATUS and (owner == "member" or is_membership(texts[:-1])):
        return Subject(Type.TEXT, is_status=True)
    if last.startswith("{{"):
        return _token(last, scope)
    field = field_named(_name(last), _fields(owner, scope))
    return None if field is None else Subject(field.type, field=field)


def activity_of_where(texts: Sequence[str], scope: Scope) -> Activity | None:
    """The activity whose attributes stand where some lexemes end, None outside of a `where`."""
    at = where(texts)
    if at < 2 or texts[at - 2] not in ("did", "on"):
        return None
    return scope.schema.activities.get(texts[at - 1])


def is_membership(texts: Sequence[str]) -> bool:
    """Whether some lexemes end in the `where` of a membership."""
    at = where(texts)
    return at >= 2 and texts[at - 2] not in ("did", "on")


def where(texts: Sequence[str]) -> int:
    """The index of the `where` whose tests go on at the end of some lexemes, -1 if there is none.

    Tests are joined by commas; anything else behind a complete one ends them.
    """
    for at in range(len(texts) - 1, -1, -1):
        if texts[at] == "where":
            return at
        if texts[at] in _ENDS_OF_CLAUSES or texts[at] in ("and", "or", "in past", "since"):
            return -1
    return -1


def before_operator(texts: Sequence[str]) -> Sequence[str]:
    """The lexemes up to the subject of the comparison that some lexemes end in."""
    words = {"is", "not", "in", "[", "starts", "with", "contains", ","}
    at = len(texts)
    while at and (texts[at - 1] in words or (texts[at - 1][:1] == '"' and "[" in texts[:at])):
        at -= 1
    return texts[:at]


def before_value(texts: Sequence[str]) -> Sequence[str]:
    """The lexemes up to what is compared, or to the field that `change F to` gives a value."""
    if texts[-1:] != ["to"]:
        return before_operator(texts)
    begin = len(texts) - (4 if texts[-3:-2] == ["."] else 2)
    is_change = texts[begin - 1 : begin] == ["change"]
    return texts[:-1] if is_change or texts[begin - 2 : begin] == ["change", "of"] else ()


def valued(reached: Reach, scope: Scope) -> Subject | None:
    """What the value belongs to that could follow a text: it is compared, changed or given."""
    texts = reached.lexemes.texts[:-1]
    if texts[-1:] != [":"]:
        return subject_of(before_value(texts), scope)
    given = keys_of(head_of(reached), scope)
    return next((one for one in given if one.name == texts[-2]), None)


def head_of(reached: Reach) -> Sequence[str]:
    """The lexemes before the brace of the innermost block."""
    return reached.lexemes.texts[: reached.blocks[-1]] if reached.blocks else ()


def keys_of(head: Sequence[str], scope: Scope) -> tuple[Subject, ...]:
    """What the block behind some lexemes gives values to: fields, or attributes of an activity."""
    schema = scope.schema
    match head[-3:]:
        case ["given", "person", _] | [*_, "changes"] | [*_, "reply"]:
            return tuple(Subject(one.type, field=one) for one in schema.person.values())
        case ["given", "company", _]:
            return tuple(Subject(one.type, field=one) for one in schema.company.values())
        case [*_, "does" | "did", name] if name in schema.activities:
            activity = schema.activities[name]
            return tuple(
                Subject(one.type, attribute=one, activity=activity) for one in activity.attributes
            )
        case _:
            return ()


def _fields(owner: str, scope: Scope) -> dict[str, Field]:
    if owner == "company":
        return dict(scope.schema.company)
    if owner == "member":
        program = scope.program
        found = scope.analysis.program.programs.get(program) if program is not None else None
        return dict(found.member_fields) if found is not None else {}
    return dict(scope.schema.person)


def _token(written: str, scope: Scope) -> Subject | None:
    context, _, name = written.strip("{} ").partition(".")
    name = canonical(name.partition(":")[0])
    if canonical(context) == "my":
        found = scope.tokens().find(name)
        return None if found is None else Subject(found.value.type)
    if canonical(context) in ("lead", "company"):
        fields = _fields("company" if canonical(context) == "company" else "", scope)
        named = [one for one in fields.values() if name in (one.name, canonical(one.label))]
        return Subject(named[0].type, field=named[0]) if named else None
    return None


def _name(text: str) -> Name:
    quoted = text.startswith('"')
    return Name(text.strip('"') if quoted else text, quoted, Span(0, 0))
