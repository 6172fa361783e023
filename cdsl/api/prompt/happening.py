"""Events that are typed at a prompt: what a person does, and changes from outside.

Floor 7. Reads the words, and lets the session do it.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final, assert_never

from cdsl.api.prompt.asking import CHANGE, EVENT, ask_event
from cdsl.api.prompt.past import Scripted
from cdsl.api.prompt.sitting import Done, Sitting
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import View, scene_of
from cdsl.runtime.refusals import Refusals, no_such_person
from cdsl.runtime.session import Session
from cdsl.semantics.cases import WhenChanges, WhenDoes
from cdsl.semantics.tokens import Chain
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.quoting import quoted
from cdsl.tools import spelling
from cdsl.tools.prompt.typed import MOST_TIMES
from cdsl.tools.testing.worth import UnfitError, attribute_values, field_value

_TIMES: Final = re.compile(r"(.*\S)\s+(\d{1,6})\s+times?", re.DOTALL)


def happen(sitting: Sitting, text: str) -> Done:
    """Let the person in focus do something: `visit_page { page: "/pricing" } 2 times`."""
    written, times = _deed_and_times(text)
    if not 1 <= times <= MOST_TIMES:
        return Done(refused=f"write how often as `1 time` to `{MOST_TIMES} times`")
    return _from_outside(sitting, EVENT, f".event {text}", "does", written, times)


def change(sitting: Sitting, text: str) -> Done:
    """Change fields of the person in focus as an import or the API does: `{ country: "IT" }`."""
    return _from_outside(sitting, CHANGE, f".change {text}", "changes", text, 1)


def _from_outside(
    sitting: Sitting, opening: str, typed: str, verb: str, text: str, times: int
) -> Done:
    asked = ask_event(sitting.texts, opening, text, sitting.world.inferred, sitting.memory)
    event, person = asked.event, sitting.focus
    if asked.has_errors or event is None:
        return Done((), asked.diagnostics)
    row = sitting.world.store.person(person)
    if row is None:
        return Done((), (no_such_person(person),))
    scope = TokenScope(Chain(), None, None, None)
    view = View(scene_of(sitting.environment, scope, asked.understood.workspace), person, row)
    try:
        deed = _deed(event, person, view)
    except UnfitError as unfit:
        return Done(refused=f"{unfit.reason}; write a value of its type")

    def happens(session: Session) -> Refusals:
        for done in range(times):
            refused = deed(session)
            if refused:
                is_gone = done and session.environment.store.person(person) is None
                return (_deleted(person, done, times),) if is_gone else refused
        return ()

    step = f"when {quoted(person)} {verb} {text.strip()}"
    return sitting.do(typed, happens, Scripted("\n".join([step] * times)), person)


def _deleted(person: str, done: int, times: int) -> Diagnostic:
    """Somebody is there no more when something is to happen again."""
    message = f"{quoted(person)} is deleted after {done} of {spelling.times(times)}"
    way_out = f"write `{spelling.times(done)}`"
    return replace(no_such_person(person), message=message, help=way_out)


def _deed_and_times(text: str) -> tuple[str, int]:
    """An event and how often it happens: once, where nothing behind it says more."""
    found = _TIMES.fullmatch(text.strip())
    return (text.strip(), 1) if found is None else (found[1], int(found[2]))


def _deed(event: WhenDoes | WhenChanges, person: str, view: View) -> Callable[[Session], Refusals]:
    """What a session does of an event. Raises UnfitError."""
    match event:
        case WhenDoes(activity=activity):
            values = attribute_values(activity, event.values, view, event.span)
            return lambda session: session.happen(person, activity, values)
        case WhenChanges():
            changed = [(one.field, field_value(one, view, event.span)) for one in event.values]
            return lambda session: session.change(person, changed)
        case _:
            assert_never(event)
