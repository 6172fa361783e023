"""What could come next at the cursor: commands and their arguments, or the language.

Roof.
"""

import glob
import os
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from cdsl.api.prompt.asking import CHANGE, EVENT
from cdsl.api.prompt.completing import Offered, offered, offered_event
from cdsl.faces.repl.commands import COMMANDS, Takes
from cdsl.faces.repl.console import Console
from cdsl.source.data import dataclass

_MOST = 200
_OPENINGS: Final = MappingProxyType({Takes.ACTIVITY: EVENT, Takes.FIELDS: CHANGE})
"""What arguments in the language stand behind."""
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
        return _of_language(console, text)
    head, blank, argument = text.lstrip().partition(" ")
    if not blank:
        found = [(name, f".{name}", one.help) for name, one in COMMANDS.items()]
        return _matching(head[1:], found)
    command = COMMANDS.get(head[1:])
    if command is None:
        return Candidates(0, ())
    if command.takes in _OPENINGS:
        opening = _OPENINGS[command.takes]
        return _matched(offered_event(console.sitting, opening, argument), argument)
    return _matching(argument.lstrip(), list(_arguments(console, command.takes, argument.lstrip())))


def _of_language(console: Console, text: str) -> Candidates:
    return _matched(offered(console.sitting, text), text)


def _matched(found: Offered, text: str) -> Candidates:
    typed = text[len(text) - found.length :]
    return _matching(typed, [(one.written, one.label, one.detail) for one in found.candidates])


def _matching(typed: str, found: list[Choice]) -> Candidates:
    """Those that begin as what is typed, then those that have it somewhere."""
    wanted = typed.casefold()
    begins = [one for one in found if one[0].casefold().startswith(wanted)]
    rest = [one for one in found if one not in begins and wanted and wanted in one[1].casefold()]
    return Candidates(len(typed), tuple((*begins, *rest)[:_MOST]))


def _arguments(console: Console, takes: Takes, typed: str) -> Iterator[Choice]:
    sitting = console.sitting
    match takes:
        case Takes.CAMPAIGN:
            for key, campaign in sitting.program.campaigns.items():
                yield key.name, key.name, str(campaign.kind)
        case Takes.PERSON:
            email = sitting.program.schema.person.get("email")
            for person in sitting.world.store.people()[:_MOST]:
                row = sitting.world.store.person(person)
                value = row[email.column] if row is not None and email is not None else None
                yield person, person, "" if value is None else str(value)
        case Takes.COMMAND:
            for name, command in COMMANDS.items():
                yield name, name, command.help
        case Takes.SETTING:
            for name, about in (("keys", "vi, emacs"), ("pager", "on, off"), ("watch", "on, off")):
                yield f"{name} ", name, about
        case Takes.DECLARED:
            for names in (sitting.program.campaigns, sitting.program.smart_lists):
                for key in names:
                    yield key.name, key.name, ""
        case Takes.FILE:
            for path in sorted(glob.glob(f"{glob.escape(os.path.expanduser(typed))}*"))[:_MOST]:
                shown = f"{path}/" if os.path.isdir(path) else path
                yield shown, os.path.basename(path), ""
        case _:
            return
