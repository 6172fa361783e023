"""The command line: arguments in, text out, an exit code; no thinking of its own.

Roof. Asks `cdsl.api` alone. Commands are imported when they are called, so that start-up pays for
nothing that it does not use.
"""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of the process, if none is given) and return its exit code.

    The codes are those of `cdsl.faces.cli.exits`.
    """
    try:
        # Ctrl-C while Python still imports is Ctrl-C as well.
        from cdsl.faces.cli.group import carry_out

        return carry_out(arguments)
    except KeyboardInterrupt:
        return 130
