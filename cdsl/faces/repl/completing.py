"""What could come next at the cursor: commands and their arguments, or the language.

Roof.
"""

import glob
import os
import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from cdsl.api.prompt.arguments import campaigns, declared, passed, tests, times
from cdsl.api.prompt.asking import CHANGE, EVENT, is_condition
from cdsl.api.prompt.completing import (
    Offered,
    offered,
    offered_condition,
    offered_event,
    word,
)
from cdsl.api.starting import named_campaign
from cdsl.faces.repl.acting import SETTINGS
from cdsl.faces.repl.commands import COMMANDS, Command, Takes
from cdsl.faces.repl.console import Console
from cdsl.faces.repl.words import words
from cdsl.source.data import dataclass

_MOST = 200
_OPENINGS: Final = MappingProxyType({Takes.ACTIVITY: EVENT, Takes.FIELDS: CHANGE})
"""What arguments in the language stand behind."""
_FLAG: Final = re.compile("--[a-z-]+")
"""A flag in the usage of a command."""
Choice = tuple[str, str, str]
"""What is written, what is shown, and what it is about."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may stand in the place of the last `length` characters."""

    length: int
    offered: tuple[Choice, ...]


def candidates(console: Console, text: str) -> Candidates:
    """What could follow a text; those come first that begin as what is typed."""
    if not text.lstrip().startswith("."):
        return _matched(offered(console.sitting, text), text)
    sitting = console.sitting
    head, blank, rest = text.lstrip().partition(" ")
    if not blank:
        found = [(name, f".{name}", one.help) for name, one in COMMANDS.items()]
        return _matching(head[1:], found)
    command, argument = COMMANDS.get(head[1:]), rest.lstrip()
    if command is None:
        return Candidates(0, ())
    before, _, typed = argument.rpartition(" ")
    flags = tuple((one, one, "") for one in _FLAG.findall(command.usage) if one.startswith(typed))
    if flags and _is_whole(console, command, before):
        others = _question(console, argument).offered if is_condition(before) and not typed else ()
        return Candidates(len(typed), (*others, *flags))
    match command.takes:
        case (Takes.ACTIVITY | Takes.FIELDS) as takes:
            return _matched(offered_event(sitting, _OPENINGS[takes], rest), rest)
        case Takes.QUESTION:
            return _question(console, argument)
        case (Takes.STARTED | Takes.REQUESTED) as takes:
            names = _named(console, takes, argument)
            tokens = [(one.written, one.written, one.about) for one in passed(sitting, before)]
            return names if names.offered else _matching(typed, tokens)
        case takes:
            return _named(console, takes, argument)


def _is_whole(console: Console, command: Command, argument: str) -> bool:
    """Whether an argument needs no more than a flag."""
    if command.takes is not Takes.QUESTION:
        return len(words(argument)) == 1
    named, _ = named_campaign(console.sitting.program, argument)
    return named is not None or is_condition(argument)


def _question(console: Console, argument: str) -> Candidates:
    """Campaigns, and what a condition could go on with, where both stand in the same place."""
    campaigns = _named(console, Takes.CAMPAIGN, argument)
    condition = _matched(offered_condition(console.sitting, argument), argument)
    if not campaigns.offered:
        return condition
    if campaigns.length != condition.length:
        return campaigns
    return Candidates(campaigns.length, (*campaigns.offered, *condition.offered)[:_MOST])


def _named(console: Console, takes: Takes, argument: str) -> Candidates:
    """Names that an argument could be; where it begins with a quote they stand in quotes.

    So does a file with blanks in its path, as a command takes several files.
    """
    is_quoted = argument.startswith('"')
    typed = argument[1:] if is_quoted else argument
    match takes:
        case Takes.PERSON:
            people = console.sitting.world.directory.beginning(typed)
            found = tuple((one.written, one.written, one.about) for one in people)
        case Takes.CAMPAIGN | Takes.STARTED | Takes.REQUESTED | Takes.DECLARED:
            # What several are called is written out behind its quotes, or as a path between them.
            named = _assets(console, takes, in_quotes=is_quoted and "/" not in typed)
            if is_quoted and "/" not in typed:
                return _matching(argument, list(named))
            found = _matching(typed, list(named)).offered
        case _:
            found = _matching(typed, list(_arguments(console, takes, typed))).offered
    is_file = takes is Takes.FILE
    found = tuple(
        (_in_quotes(written), shown, about)
        if is_quoted or (is_file and " " in written)
        else (written, shown, about)
        for written, shown, about in found
    )
    return Candidates(len(argument), found)


def _assets(console: Console, takes: Takes, *, in_quotes: bool) -> Iterator[Choice]:
    sitting, requested = console.sitting, takes is Takes.REQUESTED
    if takes is Takes.DECLARED:
        found = declared(sitting, in_quotes=in_quotes)
    else:
        found = campaigns(sitting, in_quotes=in_quotes, requested=requested)
    for one in found:
        yield one.written, one.written, one.about


def _in_quotes(written: str) -> str:
    """A name in quotes; those of a folder stay open, as a path goes on."""
    return word(written)[:-1] if written.endswith("/") else word(written)


def _matched(found: Offered, text: str) -> Candidates:
    typed = text[len(text) - found.length :]
    return _matching(typed, [(one.written, one.label, one.detail) for one in found.candidates])


def _matching(typed: str, found: list[Choice]) -> Candidates:
    """Those that begin as what is typed, then those that have it somewhere."""
    wanted = typed.casefold()
    begins = [one for one in found if one[0].casefold().startswith(wanted)]
    held = wanted.removeprefix('"')
    rest = [one for one in found if one not in begins and held and held in one[1].casefold()]
    return Candidates(len(typed), tuple((*begins, *rest)[:_MOST]))


def _arguments(console: Console, takes: Takes, typed: str) -> Iterator[Choice]:
    match takes:
        case Takes.COMMAND:
            dot = "." if typed.startswith(".") else ""
            for name, command in COMMANDS.items():
                yield f"{dot}{name}", name, command.help
        case Takes.SETTING:
            name, blank, _ = typed.partition(" ")
            if blank:
                for value in SETTINGS.get(name, ()):
                    yield f"{name} {value}", value, ""
            else:
                for name, values in SETTINGS.items():
                    yield f"{name} ", name, ", ".join(values)
        case Takes.SWITCH:
            yield from (("on", "on", ""), ("off", "off", ""))
        case Takes.MARK:
            yield "mark", "mark", "what differs is told from here on"
        case Takes.TIME:
            for one in times(console.sitting, typed):
                yield one.written, one.written, one.about
        case Takes.TEST:
            for one in tests(console.sitting):
                yield one.written, one.written, one.about
        case Takes.FILE:
            for path in sorted(glob.glob(f"{glob.escape(os.path.expanduser(typed))}*"))[:_MOST]:
                shown = f"{path}/" if os.path.isdir(path) else path
                yield shown, os.path.basename(path), ""
        case _:
            return
