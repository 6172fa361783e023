"""What is typed at a prompt and changes something: declarations, steps, the focus, time.

Floor 7. Reads the words, and lets the session do it.
"""

import re
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Final

from cdsl.api.prompt.asking import ask
from cdsl.api.prompt.changes import Changed, changes_between
from cdsl.api.prompt.past import Scripted
from cdsl.api.prompt.sitting import Done, Sitting
from cdsl.api.prompt.texts import of_typed
from cdsl.api.starting import named_person
from cdsl.runtime.refusals import Refusals
from cdsl.semantics.time import Duration, Unit
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.source.span import Source
from cdsl.syntax.parse import parse
from cdsl.tools import spelling
from cdsl.tools.prompt.typed import NAME, Sort
from cdsl.world.calendar import shift
from cdsl.world.values import read

_DURATION: Final = re.compile(rf"(\d{{1,6}})\s+({'|'.join(Unit)})s?")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration changed, besides what came of it.

    `is_anew` says that the columns of the world are others now, so that it has begun anew;
    `is_known` that all of it was declared already, so that nothing was done.
    """

    done: Done
    changes: tuple[Changed, ...]
    is_anew: bool = False
    is_known: bool = False


def declare(sitting: Sitting, text: str) -> Declared:
    """Take a declaration in, in the place of the one of the same kind and name."""
    before, store = sitting.program, sitting.world.store
    if sitting.texts.paths and parse(Source(NAME, text)).file.workspace is not None:
        said = "the workspace is that of the first file: change it there, and `.reload`"
        return Declared(Done(refused=said), ())
    texts = sitting.texts.declaring(text)
    if texts == sitting.texts:
        return Declared(Done(), (), is_known=True)
    done = sitting.change_texts(text.strip().splitlines()[0], texts)
    if not done.is_good:
        found = tuple(of_typed(one, text.strip(), NAME) for one in done.diagnostics)
        return Declared(replace(done, diagnostics=found), ())
    watch = sitting.watch("comparing")
    changes = changes_between(before, sitting.program, sitting.environment, watch)
    return Declared(done, changes, sitting.world.store is not store)


def do_step(sitting: Sitting, text: str) -> Done:
    """Do a step for the person in focus, and the steps that it leads to."""
    asked = ask(sitting.texts, Sort.STEP, text, sitting.world.inferred, sitting.memory)
    campaign = asked.campaign
    if asked.has_errors or campaign is None:
        return Done((), asked.diagnostics)
    name = _new_name(sitting)
    whom = quoted(sitting.focus)
    scripted = Scripted(f"request campaign {quoted(name)} for {whom}", name, text)
    person = sitting.focus
    return sitting.do(text, lambda session: session.enter(campaign, (person,)), scripted, person)


def _new_name(sitting: Sitting) -> str:
    """A name for steps that were typed, which no campaign of a file or of the session has."""
    taken = {key.name for key in sitting.program.campaigns}
    taken |= {one.name for one in sitting.script}
    return next(name for name in map("Typed {}".format, count(1)) if name not in taken)


def focus(sitting: Sitting, name: str) -> Refusals:
    """Look at another person, by id or email address."""
    person, refused = named_person(name, sitting.program, sitting.world.store)
    if not refused:
        sitting.focus = person
    return refused


def advance(sitting: Sitting, text: str) -> Done:
    """Advance the clock by a duration (`3 days`), or to an instant (`2026-12-01T09:00`)."""
    at = _instant(sitting, text)
    if at is None:
        way_out = "write one such as `3 days` or 2026-12-01T09:00"
        return Done(refused=f"`{text}` is neither a duration nor an instant; {way_out}")
    written = text.strip()
    is_length = duration_of(text) is not None
    literal = written if is_length else f"to {spelling.value(at, Type.DATETIME, sitting.zone)}"
    return sitting.do(
        f".advance {written}",
        lambda session: session.advance_to(at),
        Scripted(f"advance {literal}"),
    )


def _instant(sitting: Sitting, text: str) -> datetime | None:
    found = read(text.strip(), Type.DATETIME, sitting.zone)
    if isinstance(found, datetime):
        return found
    length = duration_of(text)
    return None if length is None else shift(sitting.now, length, 1, sitting.zone)


def duration_of(text: str) -> Duration | None:
    """A duration as it is written (`3 days`), None for what is none."""
    found = _DURATION.fullmatch(text.strip())
    return None if found is None else Duration(int(found[1]), Unit(found[2]))
