"""Lines and pasted texts in inputs, each of which is carried out by itself.

Roof.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cdsl.api.prompt.asking import depth, is_complete, typed
from cdsl.faces.repl.commands import COMMANDS, Takes

_MARK: Final = re.compile(r"\A\s*(?:\d+\. |and then )")
"""What `.whynot` writes before an edit."""
_WRITTEN: Final = (Takes.ACTIVITY, Takes.FIELDS, Takes.QUESTION)
"""What is written in the language; other arguments may have any signs in them."""


def inputs_in(lines: Iterable[str]) -> Iterator[str]:
    """Lines put together to inputs.

    A command is one line, or goes on while a block is open in it; a text of the language is as many
    as it needs. A comment or an empty line between two inputs is none. What `.whynot` offers is
    taken with the marks before it.
    """
    held = ""
    for line in lines:
        text = line.rstrip("\n") if held else _MARK.sub("", line.rstrip("\n"))
        if not held and (not text.strip() or text.lstrip().startswith("#")):
            continue
        if held and text.startswith(".") and not depth(held):
            yield held  # a command does not go on with what is before it
            held = ""
        held = f"{held}\n{text}" if held else text
        if is_whole(held):
            yield held
            held = ""
    if held:
        yield held


def inputs_of(text: str) -> tuple[str, ...]:
    """The inputs of a text: itself if it can be read as one, else those that its lines make."""
    if not is_command(text) and not typed(text).diagnostics:
        return (text,)
    return tuple(inputs_in(text.split("\n")))


def is_whole(text: str) -> bool:
    """Whether an input needs no more lines: a command without an open block, or a whole text."""
    if not is_command(text):
        return is_complete(text)
    name = text.split(maxsplit=1)[0].removeprefix(".")
    command = COMMANDS.get(name)
    return command is None or command.takes not in _WRITTEN or not depth(text)


def is_command(text: str) -> bool:
    """Whether a text begins as a command does."""
    return text.lstrip().startswith(".")
