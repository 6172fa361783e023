"""Lines and pasted texts in inputs, each of which is carried out by itself.

Roof.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cdsl.api.prompt.asking import depth, is_complete, typed

_MARK: Final = re.compile(r"\A\s*(?:\d+\. |and then )")
"""What `.whynot` writes before an edit."""


def inputs_in(lines: Iterable[str]) -> Iterator[str]:
    """Lines put together to inputs.

    A command is one line, a text of the language as many as it needs. A comment or an empty line
    between two inputs is none. What `.whynot` offers is taken with the marks before it.
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
    """Whether an input needs no more lines: a command, or a text that is complete."""
    return is_command(text) or is_complete(text)


def is_command(text: str) -> bool:
    """Whether a text begins as a command does."""
    return text.lstrip().startswith(".")
