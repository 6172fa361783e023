"""The campaign files that a command line names, standard input among them.

Roof.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import Final

import click

from cdsl.api import Project, files_at
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.limits import LIMITS

_STANDARD_INPUT: Final = "<stdin>"
_LARGEST: Final = 4 * LIMITS.file_characters + 1
"""Bytes of standard input that are read: one more than the largest file has."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Arguments of a command: files, folders, and `-` for standard input.

    `stdin_name` is the file that standard input is the text of, if it is any.
    """

    arguments: Sequence[str]
    stdin_name: str | None = None

    def open(self) -> Project:
        """The project of these files; an OSError for one that cannot be read."""
        paths, texts = self.read()
        return Project.open(paths, texts=texts)

    def read(self) -> tuple[list[str], dict[str, bytes]]:
        """The paths, and by path the text of standard input where it is among them."""
        if "-" not in self.arguments:
            return list(self.arguments), {}
        name = self.stdin_name or _STANDARD_INPUT
        paths = [name if argument == "-" else argument for argument in self.arguments]
        return paths, {name: _standard_input()}

    def paths(self) -> Iterable[str]:
        """The files that the arguments mean now; an OSError for one that is not there."""
        return files_at(self.arguments)


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise click.UsageError("standard input is closed")
    return sys.stdin.buffer.read(_LARGEST)


def failing(*, strict: bool) -> frozenset[Severity]:
    """What makes a command fail: an error, under `--strict` a warning as well."""
    return frozenset((Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,))


def is_bad(found: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Whether there is something that makes a command fail."""
    bad = failing(strict=strict)
    return any(diagnostic.severity in bad for diagnostic in found)
