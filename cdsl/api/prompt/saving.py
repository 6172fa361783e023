"""What was typed in a session, as a file: its declarations, and its events as a test.

Floor 7. The test is run before anything is written, and a file that would fail is not written.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cdsl.api.prompt.sitting import Sitting
from cdsl.api.writing import write_file
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.span import Source
from cdsl.tools.format.format import format_source
from cdsl.tools.spelling import quoted, value
from cdsl.tools.testing.run_case import run_case
from cdsl.world.difference import PersonDifference
from cdsl.world.effects import ActivityRecord

_PEOPLE = 5
"""How many people a saved test has, the one in focus before others."""
_TEST = "what happened in the session"


@dataclass(frozen=True, slots=True)
class Saved:
    """The text of a file, and why it is not written where it would fail."""

    text: str
    problems: tuple[str, ...]


def save(sitting: Sitting, path: str) -> Saved:
    """Write what was typed, in the one layout, beside the files that it uses. Raises OSError."""
    found = typed_file(sitting)
    if not found.problems:
        write_file(path, found.text.encode())
    return found


def typed_file(sitting: Sitting) -> Saved:
    """What was typed as a file, its test included, which has been run."""
    head = sitting.texts.head()
    body = "\n\n".join(sitting.texts.typed)
    steps = [one.declaration for one in sitting.script if one.declaration]
    test = "\n\n".join((*steps, "\n".join(_test(sitting))))
    text = format_source(Source("saved.cdsl", f"{head}\n{body}\n\n{test}".strip() + "\n")).text
    understood = sitting.texts.understood(sitting.world.inferred, f"\n{test}\n", sitting.memory)
    if understood.has_errors:
        return Saved(text, tuple(found.message for found in understood.diagnostics))
    cases = [case for case in understood.analysis.cases if case.name == _TEST]
    failures = [
        failure.message
        for case in cases
        for failure in run_case(case, understood.analysis.program).failures
    ]
    return Saved(text, tuple(failures))


def _test(sitting: Sitting) -> Iterator[str]:
    """The session as a test: the people it touched as they were, what was done, what came out."""
    if not sitting.script:
        return
    before = sitting.kept("")
    mark, sitting.mark = sitting.mark, sitting.world.start
    touched = sitting.difference().people
    sitting.mark = mark
    own = [one for one in touched if one.person == sitting.focus]
    others = [one for one in touched if one.person != sitting.focus]
    chosen = [*own, *others][:_PEOPLE]
    sitting.world.session.restore(sitting.world.start)
    try:
        start = sitting.now
        names = [one.person for one in chosen] or [sitting.focus]
        givens = [*_companies(sitting, names)]
        givens += [line for name in names for line in _given(sitting, name)]
    finally:
        sitting.world.session.restore(before.checkpoint)
    yield f'test "{_TEST}" {{'
    yield f"  now {_literal(start, sitting)}"
    yield from givens
    yield from (line for one in sitting.script for line in one.step.splitlines())
    for one in chosen:
        yield from _expected(sitting, one)
    yield "}"


def _companies(sitting: Sitting, names: Sequence[str]) -> Iterator[str]:
    """The companies of people, each once."""
    store, program, zone = sitting.world.store, sitting.program, sitting.zone
    own = program.schema.person.get("company")
    if own is None:
        return
    rows = (store.person(name) for name in names)
    for company in dict.fromkeys(row[own.column] for row in rows if row is not None):
        found = store.company(company) if isinstance(company, str) else None
        if found is not None:
            yield f"given company {value(company, Type.TEXT, zone)} {{"
            for field in program.schema.company.values():
                if field.name != "name" and found[field.column] is not None:
                    yield f"{field.name}: {value(found[field.column], field.type, zone)}"
            yield "}"


def _given(sitting: Sitting, name: str) -> Iterator[str]:
    """A person as they are: fields, company, lists, memberships, what they have done."""
    store, program, zone = sitting.world.store, sitting.program, sitting.zone
    row = store.person(name)
    if row is None:
        return
    cells = [
        f"{field.name}: {value(row[field.column], field.type, zone)}"
        for field in program.schema.person.values()
        if row[field.column] is not None
    ]
    yield f"given person {quoted(name)} {{"
    yield from cells
    yield "}"
    for key in program.lists:
        if store.in_list(key, name):
            yield f"given list {quoted(key.name)} has {quoted(name)}"
    for key in program.programs:
        member = store.membership(key, name)
        if member is not None:
            yield (
                f"given program {quoted(key.name)} has {quoted(name)} as {quoted(member.status)}"
            )
    for activity in program.schema.activities:
        for record in store.activities(name, activity):
            yield _did(record, sitting)


def _did(record: ActivityRecord, sitting: Sitting) -> str:
    values = "  ".join(
        f"{attribute.name}: {value(seen, attribute.type, sitting.zone)}"
        for attribute, seen in zip(record.activity.attributes, record.values, strict=False)
        if seen is not None
    )
    at = _literal(record.at, sitting)
    return f"given {quoted(record.person)} did {record.activity.name} {{ {values} }} at {at}"


def _expected(sitting: Sitting, one: PersonDifference) -> Iterator[str]:
    if not one.is_there:
        return
    parts = [
        f"{change.field.name} is {value(change.now, change.field.type, sitting.zone)}"
        if change.now is not None
        else f"{change.field.name} is empty"
        for change in one.fields
    ]
    parts += [f"member of list {quoted(key.name)}" for key in one.joined]
    parts += [f"not member of list {quoted(key.name)}" for key in one.left]
    for part in parts:
        yield f"expect {quoted(one.person)}: {part}"


def _literal(at: datetime, sitting: Sitting) -> str:
    return value(at, Type.DATETIME, sitting.zone)
