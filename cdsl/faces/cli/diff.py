"""Changes of texts as unified diffs.

Roof.
"""

from collections.abc import Iterator
from difflib import unified_diff
from typing import Final

from cdsl.faces.cli.terminal import painted
from cdsl.source.excerpt import visible

_TONES: Final = (("+++", "bold"), ("---", "bold"), ("@@", "dim"), ("+", "good"), ("-", "bad"))


def diff(before: str, after: str, name: str, color: bool) -> str:
    """What changes from one text to another, as `patch` reads it; no line break at the end."""
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name
    )
    return "\n".join(_line(line, color) for part in lines for line in _with_end(part))


def _with_end(line: str) -> Iterator[str]:
    yield line.removesuffix("\n")
    if not line.endswith("\n"):
        yield "\\ No newline at end of file"


def _line(line: str, color: bool) -> str:
    for sign, tone in _TONES:
        if line.startswith(sign):
            return painted(line if not color else visible(line), tone, color)
    return line if not color else visible(line)
