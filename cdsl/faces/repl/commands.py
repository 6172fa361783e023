"""The commands of a session: what each is called, takes and does.

Roof. A line that begins with a dot is a command; its words are separated by blanks, names with
blanks stand in quotes.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from cdsl.api.prompt.sitting import BrokenOffError
from cdsl.faces.repl import acting, looking
from cdsl.faces.repl.console import BROKEN_OFF, Console, Said
from cdsl.source.data import dataclass
from cdsl.source.excerpt import visible
from cdsl.source.suggest import nearest

Act = Callable[[Console, str], Said]


class Takes(StrEnum):
    """What the argument of a command is, for completion."""

    NOTHING = ""
    FILE = "file"
    PERSON = "person"
    CAMPAIGN = "campaign"
    REQUESTED = "campaign that takes requests"
    QUESTION = "campaign or condition"
    ACTIVITY = "activity"
    FIELDS = "fields"
    STARTED = "campaign, then tokens"
    COMMAND = "command"
    SETTING = "setting"
    SWITCH = "on or off"
    DECLARED = "declared"
    TIME = "duration or instant"
    TEST = "test"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its usage, its help in one line, what its argument is, and what it does."""

    usage: str
    help: str
    takes: Takes
    act: Act


def _help(console: Console, argument: str) -> Said:
    """The commands, or one of them."""
    name = argument.strip().lstrip(".")
    if not name:
        width = max(len(command.usage) for command in COMMANDS.values())
        lines = [f"{one.usage.ljust(width)}  {one.help}" for one in COMMANDS.values()]
        return Said(
            "\n".join(
                (
                    "Type a declaration, a step, a condition or a value; or a command:",
                    "",
                    *lines,
                )
            )
        )
    command = COMMANDS.get(name)
    if command is None:
        return unknown(name)
    return Said(f"{command.usage}\n{command.help}")


def unknown(name: str) -> Said:
    """What to say of a command that there is not."""
    near = nearest(name, COMMANDS)
    hint = f"did you mean `.{near}`?" if near else "`.help` lists them"
    return Said(f"there is no command `.{visible(name)}`; {hint}", is_good=False)


def _quit(console: Console, argument: str) -> Said:
    console.is_over = True
    return Said("")


COMMANDS: Final[Mapping[str, Command]] = MappingProxyType(
    {
        "help": Command(".help [COMMAND]", "Say what there is.", Takes.COMMAND, _help),
        "load": Command(
            ".load FILE…", "Load files or folders; the world begins anew.", Takes.FILE, acting.load
        ),
        "reload": Command(
            ".reload", "Read files and tables again; the world begins anew.", Takes.NOTHING,
            acting.reload,
        ),
        "watch": Command(
            ".watch [on|off]", "Reload when a file has changed.", Takes.SWITCH, acting.watch
        ),
        "people": Command(
            ".people [FILE]", "Show the first people, or take those of a table.", Takes.FILE,
            looking.people,
        ),
        "person": Command(
            ".person [ID|EMAIL]", "Show everything about a person.", Takes.PERSON, looking.person
        ),
        "focus": Command(
            ".focus [ID|EMAIL]", "Say whom conditions and steps are about.", Takes.PERSON,
            acting.focus,
        ),
        "activities": Command(
            ".activities [ID|EMAIL]", "Show what a person has done.", Takes.PERSON,
            looking.activities,
        ),
        "fields": Command(".fields", "Show the fields of people.", Takes.NOTHING, looking.fields),
        "tokens": Command(
            ".tokens [CAMPAIGN]", "Show tokens, their values, and the frames that give them.",
            Takes.CAMPAIGN, looking.tokens,
        ),
        "campaigns": Command(
            ".campaigns", "Show the campaigns.", Takes.NOTHING, looking.campaigns
        ),
        "run": Command(
            ".run [CAMPAIGN] [my.NAME=VALUE…]",
            "Run a batch campaign, or all; execute or request another kind for the focus.",
            Takes.STARTED, acting.run,
        ),
        "event": Command(
            ".event ACTIVITY { … } [N times]",
            "Let the person in focus do something, once or several times.", Takes.ACTIVITY,
            acting.event,
        ),
        "change": Command(
            ".change { FIELD: VALUE … }",
            "Change fields of the person in focus from outside, as an import or the API does.",
            Takes.FIELDS, acting.change,
        ),
        "request": Command(
            ".request CAMPAIGN [my.NAME=VALUE…]", "Request a campaign for the person in focus.",
            Takes.REQUESTED, acting.request,
        ),
        "advance": Command(
            ".advance DURATION|INSTANT", "Advance the clock: waits end, schedules come due.",
            Takes.TIME, acting.advance,
        ),
        "now": Command(
            ".now [INSTANT]", "Show the clock, or advance it to an instant.", Takes.TIME,
            acting.now,
        ),
        "seed": Command(
            ".seed [NUMBER]", "Show the seed, or take another; the world begins anew.",
            Takes.NOTHING, acting.seed,
        ),
        "why": Command(
            ".why CAMPAIGN|CONDITION [--all]",
            "Say why the person in focus enters a campaign, or why a condition holds.",
            Takes.QUESTION, looking.why,
        ),
        "whynot": Command(
            ".whynot CAMPAIGN",
            "Say what keeps the person in focus out, and the smallest changes that let them in.",
            Takes.CAMPAIGN, looking.whynot,
        ),
        "trace": Command(
            ".trace [ID|EMAIL]", "Show what has happened to a person since the world began.",
            Takes.PERSON, looking.trace,
        ),
        "diff": Command(
            ".diff [mark]", "Show what differs since the mark, or set the mark here.",
            Takes.MARK, looking.diff,
        ),
        "undo": Command(
            ".undo", "Bring back world, clock and texts as before the last deed.", Takes.NOTHING,
            acting.undo,
        ),
        "redo": Command(".redo", "Do again what was undone.", Takes.NOTHING, acting.redo),
        "test": Command(
            ".test [TEXT]", "Run the tests whose name has a text in it.", Takes.TEST,
            acting.test,
        ),
        "lint": Command(".lint", "Say what is suspicious.", Takes.NOTHING, acting.lint),
        "fmt": Command(
            ".fmt", "Show what was typed in the one layout.", Takes.NOTHING, acting.fmt
        ),
        "save": Command(
            ".save FILE [--all|--no-test]",
            "Write what was typed, and the session as a test that passes.",
            Takes.FILE, acting.save,
        ),
        "source": Command(
            ".source NAME", "Show the text of a declaration.", Takes.DECLARED, looking.source
        ),
        "set": Command(
            ".set [NAME VALUE]", f"Show settings, or set one: {acting.SETTINGS_TEXT}.",
            Takes.SETTING, acting.set_,
        ),
        "pager": Command(
            ".pager [on|off]", "Show long answers page by page.", Takes.SWITCH, acting.pager
        ),
        "quit": Command(".quit", "Leave.", Takes.NOTHING, _quit),
    }
)  # fmt: skip
"""Each command by its name, without the dot."""


def carry_out(console: Console, text: str) -> Said:
    """What an input says: a command, or something in the language; and who is in focus anew."""
    before = console.sitting.focus
    said = _answer(console, text)
    focus = f"{console.sitting.focus or 'nobody'} is in focus"
    if console.sitting.focus == before or said.text == focus:
        return said
    return Said("\n".join(filter(None, (said.text, focus))), said.is_good)


def _answer(console: Console, text: str) -> Said:
    stripped = text.strip()
    if not stripped:
        return Said("")
    try:
        if not stripped.startswith("."):
            return console.language(text)
        name, *rest = stripped[1:].split(maxsplit=1)
        argument = rest[0] if rest else ""
        command = COMMANDS.get(name)
        if command is None:
            return unknown(name)
        if argument and command.usage == f".{name}":
            return Said(f"`.{name}` takes nothing; `.help {name}` says what it does", is_good=False)
        return command.act(console, argument)
    except BrokenOffError:
        return BROKEN_OFF
    except OSError as problem:
        return Said(f"{visible(str(problem.filename))}: {problem.strerror}", is_good=False)
