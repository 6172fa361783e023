"""The exit codes of every command.

Roof.
"""

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of `cdsl` says; it is the same for every command."""

    GOOD = 0
    """No error; warnings and hints do not count, unless `--strict` counts warnings."""
    BAD = 1
    """An error, a failed test, a refused run, a file that `fmt --check` would change."""
    WRONG_USAGE = 2
    """Wrong usage, a path that cannot be read, no test selected."""
    BUG = 70
    """A bug in cdsl itself."""
    INTERRUPTED = 130
    """Ctrl-C."""


EPILOG = (
    "Exit codes: 0 no error · 1 an error, a failed test, a refused run or a file to be formatted · "
    "2 wrong usage, an unreadable path or no test selected · 70 a bug in cdsl · 130 interrupted."
)
