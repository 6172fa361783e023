"""What was typed in a session, as a file: its declarations, and its events as a test.

Floor 7. What is to be written is checked and its test run as they would be afterwards, by somebody
who has the files of the disk; a file that would fail is not written.
"""

import os
from errno import ENOENT
from itertools import islice
from typing import Final

from cdsl.api.project import Project
from cdsl.api.prompt.asking import as_campaign
from cdsl.api.prompt.scripting import script_of
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.texts import Texts
from cdsl.api.writing import write_file
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Severity
from cdsl.source.span import Source
from cdsl.tools.format.format import format_source

_TOLD: Final = 3
"""How many errors are told; the first ones are the cause of others."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The text of a file, and why it is not written where it would not do.

    `people` are those of its test, of `touched` in all.
    """

    text: str
    problems: tuple[str, ...]
    people: int = 0
    touched: int = 0


def save(sitting: Sitting, path: str) -> Saved:
    """Write what was typed, in the one layout; the file is one of the session's from then on.

    A file that is loaded keeps what it has, with what was typed behind it. Raises OSError.
    """
    place = os.path.realpath(path)
    if not os.path.isdir(os.path.dirname(place)):
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), path)
    if os.path.lexists(path) and place not in map(os.path.realpath, sitting.texts.paths):
        way_out = "say a name that is free, or `.load` it first, so that it keeps what it has"
        return Saved("", (f"{path} is there already, and no file of this session: {way_out}",))
    elsewhere = sorted(sitting.texts.edited - {place})
    if elsewhere:
        shown = next(one for one in sitting.texts.paths if os.path.realpath(one) == elsewhere[0])
        way_out = f"`.save {shown}` writes it there, with what was typed behind it"
        return Saved("", (f"a declaration of {shown} was replaced: {way_out}",))
    found = typed_file(sitting, path)
    if not found.problems:
        write_file(path, found.text.encode())
        sitting.change_texts("", _saved(sitting.texts, path, found.text))
    return found


def typed_file(sitting: Sitting, path: str) -> Saved:
    """What was typed as a file at a path, checked, with its test, which has been run."""
    texts, program = sitting.texts, sitting.program
    is_loaded = os.path.realpath(path) in map(os.path.realpath, texts.paths)
    before = texts.text_of(path) if is_loaded else texts.head(path)
    known = {key.name for key in program.campaigns}
    steps = [
        as_campaign(one.name, one.steps)
        for one in sitting.script
        if one.steps and one.name not in known
    ]
    script = script_of(sitting)
    parts = (before.rstrip(), *texts.typed, *steps, "\n".join(script.lines))
    text = format_source(Source(path, "\n\n".join(filter(None, parts)) + "\n")).text
    problems = _problems(path, text, script.name)
    hints = script.hints if problems else ()
    return Saved(text, (*problems, *hints), len(script.people), script.touched)


def _problems(path: str, text: str, test: str) -> tuple[str, ...]:
    """What is wrong with a text at a path, and with what its test comes to."""
    project = Project.open([path], texts={path: text})
    errors = [found for found in project.check() if found.severity is Severity.ERROR]
    if errors:
        shown = (f"{one.message}; {one.help}" if one.help else one.message for one in errors)
        return tuple(islice(shown, _TOLD))
    return tuple(
        failure.message
        for result in project.test(text=test)
        if result.name == test
        for failure in result.failures
    )


def _saved(texts: Texts, path: str, text: str) -> Texts:
    """The texts of a session in which what was typed stands in a file."""
    place = os.path.realpath(path)
    is_loaded = place in map(os.path.realpath, texts.paths)
    return Texts(
        asked=texts.asked if is_loaded else (*texts.asked, path),
        paths=texts.paths if is_loaded else (*texts.paths, path),
        contents={**texts.contents, place: text},
        edited=texts.edited - {place},
    )
