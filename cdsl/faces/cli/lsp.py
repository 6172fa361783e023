"""`cdsl lsp`: the language server, over standard input and output.

Roof.
"""

import os
import signal
from types import FrameType

import click

from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.options import debug_option


@click.command("lsp", epilog=EPILOG)
@click.option("--stdio", is_flag=True, help="Taken for editors that say it; there is no other way.")
@debug_option
def command(stdio: bool) -> int:
    """Serve an editor over standard input and output (the Language Server Protocol).

    Needs the extra `lsp`: `pip install '/path/to/cdsl[lsp]'` with the path of a checkout.
    """
    try:
        from cdsl.faces.lsp.serve import make_server
    except ImportError as missing:
        raise click.UsageError(
            f"the language server needs the extra `lsp` ({missing.name} is not installed): "
            "`pip install '/path/to/cdsl[lsp]'` with the path of a checkout"
        ) from missing
    signal.signal(signal.SIGINT, _leave)
    make_server().start_io()
    return Exit.GOOD


def _leave(signum: int, frame: FrameType | None) -> None:
    """End at once; a thread that waits for standard input would keep the process else."""
    os._exit(Exit.INTERRUPTED)
