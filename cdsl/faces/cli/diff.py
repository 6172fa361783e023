"""Changes of texts as unified diffs.

Roof.
"""

import sys
from collections.abc import Iterator
from difflib import unified_diff
from typing import Final

from cdsl.faces.cli.terminal import emit, emit_text, has_color, is_terminal, painted
from cdsl.source.excerpt import visible

_TONES: Final = (("+++", "bold"), ("---", "bold"), ("@@", "dim"), ("+", "good"), ("-", "bad"))


def print_diff(before: str, after: str, name: str) -> None:
    """Print what changes from one text to another: as it is for `patch`, made safe for people."""
    lines = diff(before, after, name)
    color = has_color(sys.stdout)
    if color or is_terminal(sys.stdout):
        emit("\n".join(_for_people(line, color) for line in lines))
    else:
        emit_text("".join(f"{line}\n" for line in lines))


def diff(before: str, after: str, name: str) -> Iterator[str]:
    """The lines of a unified diff, without line breaks; none where both texts are the same.

    A line ends with a line feed alone, as for `patch`: a carriage return is part of its line.
    """
    for line in unified_diff(_lines(before), _lines(after), name, name):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _for_people(line: str, color: bool) -> str:
    for sign, tone in _TONES:
        if line.startswith(sign):
            return painted(visible(line), tone, color)
    return visible(line)
