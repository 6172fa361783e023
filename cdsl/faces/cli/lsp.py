"""`cdsl lsp`: the language server, over standard input and output.

Roof.
"""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
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
    with _leaving_on_interrupt():
        make_server().start_io()
    return Exit.GOOD


@contextmanager
def _leaving_on_interrupt() -> Iterator[None]:
    """End at once on Ctrl-C; a thread that waits for standard input would keep the process else.

    A handler alone is not called before the main thread wakes, if the signal comes just as it
    begins to wait.
    """
    heard, waking = socket.socketpair()
    with heard, waking:
        waking.setblocking(False)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, _leave)
        Thread(target=_leave_when_heard, args=(heard,), daemon=True).start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)


def _leave_when_heard(heard: socket.socket) -> None:
    if heard.recv(1):
        os._exit(Exit.INTERRUPTED)


def _leave(signum: int, frame: FrameType | None) -> None:
    os._exit(Exit.INTERRUPTED)
