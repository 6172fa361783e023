"""A console: one input in, what it says out.

Roof. Whatever reads the input, a terminal or a pipe, the answers are these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import Final

from cdsl.api.prompt.answering import count, environment_of, verdict, worth, worths
from cdsl.api.prompt.asking import Sort, ask, bare_field, typed
from cdsl.api.prompt.doing import declare, do_step
from cdsl.api.prompt.sitting import Sitting
from cdsl.faces.cli.answers import count_text, verdict_text, worths_text
from cdsl.faces.repl.shown import changes_text, diagnostics_text, done_text
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Said:
    """What an input says, and whether it went well."""

    text: str
    is_good: bool = True


BROKEN_OFF: Final = Said("broken off: everything is as it was", is_good=False)
"""What to say of what somebody broke off."""
_REMEDY: Final = "`.people FILE` takes those of a table"
"""What to do where there is nobody to ask."""
_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"keys": "emacs", "pager": "on", "watch": "off"}
)


_WITHOUT_DOT: Final = MappingProxyType(
    {"help": "help", "?": "help", "quit": "quit", "exit": "quit", "q": "quit"}
)
"""Words that other sessions take for commands, and the command that is meant."""


@dataclass(slots=True)
class Console:
    """A session with what its face has set: colours, width; `settings` are those of `.set`.

    `window` are the columns of the terminal that somebody looks at, None where nobody does.
    """

    sitting: Sitting
    color: bool = False
    width: int = 100
    window: int | None = None
    is_over: bool = False
    settings: dict[str, str] = field(default_factory=lambda: dict(_SETTINGS))

    def language(self, text: str) -> Said:
        """What was typed in the language: it is declared, done, judged, or worked out."""
        word = text.strip().lower()
        if word in _WITHOUT_DOT:
            said = f"commands begin with a dot: `.{_WITHOUT_DOT[word]}`; `.help` lists them"
            return Said(said, is_good=False)
        read = typed(text)
        if read.diagnostics:
            return self.wrong(bare_field(self.sitting.program, text) or read.diagnostics)
        match read.sort:
            case Sort.DECLARATION:
                declared = declare(self.sitting, text)
                if declared.is_known:
                    return Said("it is declared already: nothing has changed")
                shown = changes_text(declared.changes, self.color)
                rest = done_text(declared.done, self.sitting, self.color, self.width)
                anew = "the columns are others: the world has begun anew"
                parts = (shown, anew if declared.is_anew else "", rest)
                said = "\n".join(part for part in parts if part)
                return Said(said or "it is declared", declared.done.is_good)
            case Sort.STEP if not self.sitting.focus:
                return self.nobody()
            case Sort.STEP:
                done = do_step(self.sitting, text)
                return Said(done_text(done, self.sitting, self.color, self.width), done.is_good)
            case Sort.CONDITION:
                return self.condition(text)
            case Sort.VALUE:
                return self._value(text)

    def condition(self, text: str, whole: bool = False) -> Said:
        """A condition: for the person in focus with the reason, without one for everyone."""
        sitting = self.sitting
        asked = ask(sitting.texts, Sort.CONDITION, text, sitting.world.inferred, sitting.memory)
        if asked.has_errors:
            return self.wrong(asked.diagnostics)
        environment = environment_of(asked, sitting.environment)
        parts = [diagnostics_text(asked.diagnostics, self.color, self.width)]
        if sitting.focus:
            found = verdict(asked, environment, sitting.focus, whole=whole)
            if found is not None:
                parts.append(f"{sitting.focus}:\n{verdict_text(found, self.color)}")
        counted = count(asked, environment, sitting.watch("counting"))
        if counted is None:
            return BROKEN_OFF
        parts.append(count_text(counted, self.color, _REMEDY))
        return Said("\n".join(filter(None, parts)))

    def _value(self, text: str) -> Said:
        sitting = self.sitting
        asked = ask(sitting.texts, Sort.VALUE, text, sitting.world.inferred, sitting.memory)
        if asked.has_errors:
            return self.wrong(asked.diagnostics)
        environment = environment_of(asked, sitting.environment)
        if sitting.focus:
            one = worth(asked, environment, sitting.focus)
            return Said(worths_text(() if one is None else (one,), self.color, _REMEDY))
        return Said(worths_text(tuple(worths(asked, environment)), self.color, _REMEDY))

    def nobody(self) -> Said:
        """What to say where there is nobody to ask."""
        return Said("nobody is in focus; `.focus ID` says who is", is_good=False)

    def wrong(self, found: Sequence[Diagnostic]) -> Said:
        """What is wrong with an input."""
        return Said(diagnostics_text(found, self.color, self.width), is_good=False)
