"""What was typed in a session, as a file: its declarations, and its events as a test.

Floor 7. What is to be written is checked and its test run as they would be afterwards, by somebody
who has the files of the disk; a file that would fail is not written.
"""

import os
from dataclasses import replace
from errno import ENOENT
from itertools import count
from typing import Final

from cdsl.api.files import read_bytes
from cdsl.api.project import Project
from cdsl.api.prompt.asking import as_campaign
from cdsl.api.prompt.declaring import tests_in
from cdsl.api.prompt.scripting import MOST, Script, script_of
from cdsl.api.prompt.sitting import Sitting, Written
from cdsl.api.prompt.texts import Texts
from cdsl.api.writing import write_file
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Severity
from cdsl.source.quoting import quoted
from cdsl.source.span import Source
from cdsl.tools.format.format import format_source

TEST: Final = "what happened in the session"
"""What the test is called, with a number where that is taken."""
_TOLD: Final = 3
"""How many errors are told; the first ones are the cause of others."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The text of a file, and why it is not written where it would not do.

    `people` are those of its test, which is called `test`, of `touched` in all. `is_empty` says
    that the test expects nothing, since nothing came of what was done.
    """

    text: str
    problems: tuple[str, ...]
    test: str = TEST
    people: int = 0
    touched: int = 0
    is_empty: bool = False


def save(sitting: Sitting, path: str, *, everyone: bool = False, with_test: bool = True) -> Saved:
    """Write what was typed, in the one layout; the file is one of the session's from then on.

    A file that is loaded keeps what it has, with what was typed behind it; the test that the
    session wrote there before gives way. `everyone` asks for a test with all who were touched;
    without a test what was declared is written alone. Raises OSError.
    """
    place = os.path.realpath(path)
    if not os.path.isdir(os.path.dirname(place)):
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), path)
    refused = _refused(sitting, path)
    if refused:
        return Saved("", (refused,))
    if with_test:
        found = _typed_file(sitting, path, everyone=everyone)
    else:
        found = _file(sitting, path, _kept(sitting, path)[0], "", Script((), (), 0, ()))
    if not found.problems:
        write_file(path, found.text.encode())
        sitting.written[place] = _written(sitting, place, found)
        sitting.change_texts("", _saved(sitting.texts, path, found.text))
    return found


def _refused(sitting: Sitting, path: str) -> str:
    """Why nothing may be written to a path; empty where it may."""
    place, texts = os.path.realpath(path), sitting.texts
    own = sitting.written.get(place)
    if own is None and not (texts.typed or texts.edited or sitting.script or _fields(sitting)):
        return "there is nothing to save: nothing was declared, and nothing was done in this world"
    if os.path.lexists(path) and own is None and not _is_loaded(texts, path):
        way_out = "say a name that is free, or `.load` it first, so that it keeps what it has"
        return f"{path} is there already, and no file of this session: {way_out}"
    if os.path.lexists(path):
        there = read_bytes(path)
        if there != texts.read(path) and (own is None or there != own.text.encode()):
            way_out = "say a name that is free, or `.reload`, which begins the world anew"
            return f"{path} has changed on the disk since it was read: {way_out}"
    elsewhere = sorted(texts.edited.keys() - {place})
    if elsewhere:
        shown = next(one for one in texts.paths if os.path.realpath(one) == elsewhere[0])
        way_out = f"`.save {shown}` writes it there, with what was typed behind it"
        return f"a declaration of {shown} was replaced: {way_out}"
    return ""


def _typed_file(sitting: Sitting, path: str, *, everyone: bool = False) -> Saved:
    """What was typed as a file at a path, checked, with its test, which has been run.

    Where the people of a test are too few for it to pass, it has everyone who was touched.
    """
    before, test = _kept(sitting, path)
    if not everyone:
        script = script_of(sitting, test)
        found = _file(sitting, path, before, test, script)
        if not found.problems or len(script.people) == script.touched:
            return found
        if script.touched > MOST:
            of = f"the test has {len(script.people)} of {script.touched:,} people who differ"
            way_out = f"it could have {MOST:,}: `.people FILE` begins with others"
            return replace(found, problems=(*found.problems, f"{of}, and {way_out}"))
    script = script_of(sitting, test, MOST)
    if script.touched > MOST:
        way_out = "without `--all` it has those whom the deeds name, and a few"
        return Saved("", (f"a test has {MOST:,} people at most of {script.touched:,}: {way_out}",))
    return _file(sitting, path, before, test, script)


def _kept(sitting: Sitting, path: str) -> tuple[str, str]:
    """What a file keeps without the session's own test, and what this one is called now.

    A test that somebody has changed since it was written is theirs and stays.
    """
    texts = sitting.texts
    before = texts.text_of(path) if _is_loaded(texts, path) else texts.head(path)
    names = {case.name for case in sitting.world.understood.analysis.cases}
    own = sitting.written.get(os.path.realpath(path))
    if own is not None and sitting.script:
        for name, test in tests_in(before).items():
            if test in own.tests:
                before = before.replace(test, "")
                names.discard(name)
    called = (TEST if number == 1 else f"{TEST}, {number}" for number in count(1))
    return before, next(one for one in called if one not in names)


def typed_text(sitting: Sitting) -> str:
    """What was typed, in the one layout, with the session as a test; empty where nothing was.

    What stands in the place of a file's declaration comes first, under the name of that file.
    """
    texts = sitting.texts
    if not (texts.typed or texts.replaced or sitting.script):
        return ""
    shown = {os.path.realpath(path): path for path in texts.paths}
    replaced = [f"# in {shown[place]}\n{text}" for (place, _), text in texts.replaced.items()]
    before, test = _kept(sitting, texts.place)
    head = "\n\n".join((before.rstrip(), *replaced))
    return _text(sitting, texts.place, head, script_of(sitting, test))


def _file(sitting: Sitting, path: str, before: str, test: str, script: Script) -> Saved:
    text = _text(sitting, path, before, script)
    problems = _problems(path, text, test)
    hints = script.hints if problems else ()
    is_empty = bool(script.lines) and not script.expects_something
    return Saved(text, (*problems, *hints), test, len(script.people), script.touched, is_empty)


def _text(sitting: Sitting, path: str, before: str, script: Script) -> str:
    """What was typed behind what a file keeps, and the test behind that."""
    known = {key.name for key in sitting.program.campaigns}
    steps = [
        as_campaign(one.name, one.steps)
        for one in sitting.script
        if one.steps and one.name not in known
    ]
    fields = _fields(sitting)
    parts = (before.rstrip(), *sitting.texts.typed, *fields, *steps, "\n".join(script.lines))
    return format_source(Source(path, "\n\n".join(filter(None, parts)) + "\n")).text


def _fields(sitting: Sitting) -> tuple[str, ...]:
    """Declarations of the fields that tables have and no text declares."""
    declared = sitting.texts.understood((), "", sitting.memory).analysis.program.schema
    known = {"person": declared.person, "company": declared.company}
    lines: dict[str, list[str]] = {}
    for field in sitting.world.inferred:
        if field.name not in known[field.owner]:
            line = f"{field.name}: {field.type} {quoted(field.label)}"
            lines.setdefault(field.owner, []).append(line)
    return tuple("\n".join((f"{owner} {{", *own, "}")) for owner, own in lines.items())


def _problems(path: str, text: str, test: str) -> tuple[str, ...]:
    """What is wrong with a text at a path, and with what its test comes to."""
    project = Project.open([path], texts={path: text})
    errors = [found for found in project.check() if found.severity is Severity.ERROR]
    if errors:
        return _first([f"{one.message}; {one.help}" if one.help else one.message for one in errors])
    return _first(
        [
            failure.message
            for result in project.test(text=test)
            if result.name == test
            for failure in result.failures
        ]
    )


def _first(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - _TOLD
    rest = (f"… and {more:,} more",) if more > 0 else ()
    return (*problems[:_TOLD], *rest)


def _written(sitting: Sitting, place: str, found: Saved) -> Written:
    own, test = sitting.written.get(place), tests_in(found.text).get(found.test)
    before = own.tests if own is not None else frozenset[str]()
    return Written(found.text, before if test is None else before | {test})


def _saved(texts: Texts, path: str, text: str) -> Texts:
    """The texts of a session in which what was typed stands in a file."""
    place = os.path.realpath(path)
    is_loaded = _is_loaded(texts, path)
    return Texts(
        asked=texts.asked if is_loaded else (*texts.asked, path),
        paths=texts.paths if is_loaded else (*texts.paths, path),
        contents={**texts.contents, place: text},
        edited={one: was for one, was in texts.edited.items() if one != place},
        replaced={key: text for key, text in texts.replaced.items() if key[0] != place},
    )


def _is_loaded(texts: Texts, path: str) -> bool:
    return os.path.realpath(path) in map(os.path.realpath, texts.paths)
