"""The commands that change something.

Roof.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cdsl.api.prompt import doing, happening, starting
from cdsl.api.prompt.saving import save as save_to
from cdsl.api.prompt.saving import typed_text
from cdsl.api.prompt.scripting import MOST
from cdsl.api.prompt.sitting import Done
from cdsl.api.prompt.tools import findings, results
from cdsl.faces.cli.terminal import painted
from cdsl.faces.repl.console import Console, Said
from cdsl.faces.repl.shown import diagnostics_text, done_text
from cdsl.faces.repl.words import name_and_tokens, person_named, words
from cdsl.source.excerpt import visible


def load(console: Console, argument: str) -> Said:
    """`.load`."""
    paths = words(argument)
    if not paths:
        return _usage(".load FILE…")
    done = console.sitting.load(paths)
    return _began(console, done)


def reload(console: Console, argument: str) -> Said:
    """`.reload`."""
    before = console.sitting.texts.paths
    began = _began(console, console.sitting.reload())
    after = console.sitting.texts.paths
    gone = [f"{visible(path)} is gone" for path in before if path not in after]
    return Said("\n".join((*gone, began.text)), began.is_good)


def load_people(console: Console, argument: str) -> Said:
    """`.people FILE`."""
    paths = words(argument)
    if len(paths) != 1:
        return _usage(".people [FILE]")
    done = console.sitting.people_from(paths[0])
    return _began(console, done)


def _began(console: Console, done: Done) -> Said:
    sitting = console.sitting
    said = done_text(done, sitting, console.color, console.width)
    if not done.is_good:
        return Said(said, is_good=False)
    campaigns, people = len(sitting.program.campaigns), len(sitting.world.store.people())
    found = "1 campaign" if campaigns == 1 else f"{campaigns:,} campaigns"
    count = f"{found}, {'1 person' if people == 1 else f'{people:,} people'}"
    return Said("\n".join(part for part in (said, count) if part))


def watch(console: Console, argument: str) -> Said:
    """`.watch`."""
    return _switch(console, "watch", argument)


def pager(console: Console, argument: str) -> Said:
    """`.pager`."""
    return _switch(console, "pager", argument)


def _switch(console: Console, name: str, argument: str) -> Said:
    value = argument.strip() or ("off" if console.settings[name] == "on" else "on")
    return set_(console, f"{name} {value}")


SETTINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"keys": ("emacs", "vi"), "pager": ("on", "off"), "watch": ("on", "off")}
)
"""What can be set, and to what."""
SETTINGS_TEXT: Final = ", ".join(f"{name} {'|'.join(values)}" for name, values in SETTINGS.items())


def set_(console: Console, argument: str) -> Said:
    """`.set`."""
    given = words(argument)
    if not given:
        return Said("\n".join(f"{name} {value}" for name, value in console.settings.items()))
    if len(given) != 2 or given[1] not in SETTINGS.get(given[0], ()):
        return Said(f"write `.set NAME VALUE`: {SETTINGS_TEXT}", is_good=False)
    name, value = given
    console.settings[name] = value
    return Said(f"{name} {value}")


def focus(console: Console, argument: str) -> Said:
    """`.focus`."""
    sitting = console.sitting
    if not argument:
        return Said(sitting.focus) if sitting.focus else console.nobody()
    refused = doing.focus(sitting, person_named(sitting, argument))
    return console.wrong(refused) if refused else Said(f"{sitting.focus} is in focus")


def run(console: Console, argument: str) -> Said:
    """`.run`."""
    name, tokens = name_and_tokens(argument)
    if not console.sitting.focus and starting.needs_somebody(console.sitting, name):
        return console.nobody()
    before = starting.entered(console.sitting)
    said = _did(console, starting.run(console.sitting, name, tokens))
    came = starting.entered_since(console.sitting, before)
    lines = [
        f"batch campaign {one.named}: audience {one.audience:,} · entered {one.entered:,}"
        for one in came
    ]
    return Said("\n".join(filter(None, (*lines, said.text))), said.is_good)


def request(console: Console, argument: str) -> Said:
    """`.request`."""
    name, tokens = name_and_tokens(argument)
    if name is None:
        return _usage(".request CAMPAIGN [my.NAME=VALUE…]")
    if not console.sitting.focus:
        return console.nobody()
    return _did(console, starting.request(console.sitting, name, tokens))


def event(console: Console, argument: str) -> Said:
    """`.event`."""
    if not argument:
        return _usage(".event ACTIVITY { … } [N times]")
    if not console.sitting.focus:
        return console.nobody()
    return _did(console, happening.happen(console.sitting, argument))


def change(console: Console, argument: str) -> Said:
    """`.change`."""
    if not argument:
        return _usage(".change { FIELD: VALUE … }")
    if not console.sitting.focus:
        return console.nobody()
    return _did(console, happening.change(console.sitting, argument))


def advance(console: Console, argument: str) -> Said:
    """`.advance`."""
    if not argument:
        return _usage(".advance DURATION|INSTANT")
    done = doing.advance(console.sitting, argument)
    said = _did(console, done)
    return Said(f"{said.text}\n{_clock(console)}") if said.is_good else said


def now(console: Console, argument: str) -> Said:
    """`.now`."""
    return advance(console, argument) if argument else Said(_clock(console))


def _clock(console: Console) -> str:
    sitting = console.sitting
    shown = sitting.now.astimezone(sitting.zone)
    return shown.strftime("%Y-%m-%dT%H:%M:%S" if shown.second else "%Y-%m-%dT%H:%M")


def seed(console: Console, argument: str) -> Said:
    """`.seed`."""
    sitting = console.sitting
    if not argument:
        return Said(str(sitting.world.origin.seed))
    if not argument.isascii() or not argument.isdigit():
        return _usage(".seed NUMBER")
    return _began(console, sitting.reseed(int(argument)))


def undo(console: Console, argument: str) -> Said:
    """`.undo`."""
    what = console.sitting.undo()
    if what is None:
        return Said("there is nothing to undo", is_good=False)
    return Said(f"undone: {what}")


def redo(console: Console, argument: str) -> Said:
    """`.redo`."""
    what = console.sitting.redo()
    if what is None:
        return Said("there is nothing to do again", is_good=False)
    return Said(f"done again: {what}")


def test(console: Console, argument: str) -> Said:
    """`.test`."""
    found = results(console.sitting, " ".join(words(argument)))
    if not found:
        return Said("there are no such tests", is_good=False)
    lines = []
    for one in found:
        mark = "✓" if one.has_passed else "✗"
        lines.append(
            f"{painted(mark, 'good' if one.has_passed else 'bad', console.color)} {one.name}"
        )
        for failure in one.failures:
            lines.append(f"  {failure.message}")
            lines.extend(f"    {line}" for line in failure.tree)
    passed = sum(one.has_passed for one in found)
    lines.append(f"{passed} of {len(found)} tests passed")
    return Said("\n".join(lines), passed == len(found))


def lint(console: Console, argument: str) -> Said:
    """`.lint`."""
    found = findings(console.sitting)
    if not found:
        return Said("nothing is suspicious")
    return Said(diagnostics_text(found, console.color, console.width), is_good=False)


def fmt(console: Console, argument: str) -> Said:
    """`.fmt`."""
    return Said(typed_text(console.sitting).rstrip() or "nothing was typed")


def save(console: Console, argument: str) -> Said:
    """`.save`."""
    everyone, with_test = argument.endswith("--all"), not argument.endswith("--no-test")
    paths = words(argument.removesuffix("--all").removesuffix("--no-test"))
    if len(paths) != 1:
        return _usage(".save FILE [--all|--no-test]")
    path = os.path.expanduser(paths[0])
    saved = save_to(console.sitting, path, everyone=everyone, with_test=with_test)
    if saved.problems:
        way_out = f"`.save {paths[0]} --no-test` writes what was declared alone"
        has_test = with_test and bool(saved.text)
        told = (*saved.problems, *((way_out,) if has_test else ()))
        lines = "\n".join(f"  {one}" for one in told)
        return Said(f"nothing was written\n{lines}", is_good=False)
    if saved.is_empty:
        return Said(f"{path} is written; its test expects nothing: nothing came of what was done")
    if saved.people >= saved.touched:
        return Said(f"{path} is written")
    of = f"its test has {saved.people} of {saved.touched:,} people who differ"
    more = f"; `.save {paths[0]} --all` takes all" if saved.touched <= MOST else ""
    return Said(f"{path} is written; {of}{more}")


def _did(console: Console, done: Done) -> Said:
    said = done_text(done, console.sitting, console.color, console.width)
    if not said:
        said = f"nothing happened to {console.sitting.focus or 'anybody'}"
    return Said(said, done.is_good)


def _usage(usage: str) -> Said:
    return Said(f"write `{usage}`", is_good=False)
