"""Standard output and standard error: colours, widths, and what may go wrong with them.

Roof. Results go to standard output, talk goes to standard error.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from types import MappingProxyType
from typing import Final, TextIO

from cdsl.source.reports.notation import Notation, fitted

_PIPE_WIDTH: Final = 100
_TONES: Final = MappingProxyType(
    {
        "bold": "\x1b[1m",
        "dim": "\x1b[2m",
        "good": "\x1b[32m",
        "bad": "\x1b[1;31m",
        "careful": "\x1b[33m",
        "code": "\x1b[36m",
    }
)
_RESET: Final = "\x1b[0m"
_CLEAR: Final = "\x1b[2J\x1b[3J\x1b[H"


_PLAIN: Final = MappingProxyType(
    # Each as wide as its sign, so that carets stay below what they mark; but for the last two.
    {"│": "|", "┌": ",", "─": "-", "―": "-", "…": "~", "·": "|", "✓": "ok", "✗": "FAIL"}
)
_IN_ASCII: Final = MappingProxyType({ord(sign): plain for sign, plain in _PLAIN.items()})


def forgive_output() -> None:
    """A character that the terminal's encoding lacks is written out instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def input_lines() -> Iterable[str]:
    """The lines of standard input as they come: UTF-8, a byte order mark left out, as of files.

    A byte that is not UTF-8 is kept as a lone surrogate, for the reader of the language to find.
    """
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    return () if sys.stdin is None else sys.stdin


def emit(text: str) -> None:
    """Print a result for people, ended by a line break."""
    _write(sys.stdout, _printable(text, sys.stdout))


def emit_text(text: str) -> None:
    """Print a file's text as it is: in UTF-8, and no line break that it does not have."""
    if sys.stdout is None:  # closed by whoever started us
        return
    with _reader_may_leave(sys.stdout):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def emit_document(document: Mapping[str, object]) -> None:
    """Print a result for programs, as JSON."""
    emit_data(json.dumps(document, indent=2, ensure_ascii=False), Notation.JSON)


def emit_data(text: str, notation: Notation) -> None:
    """Print a result for programs; what the encoding lacks is escaped as its notation does."""
    _write(sys.stdout, fitted(text, notation, getattr(sys.stdout, "encoding", None) or "utf-8"))


def say(text: str) -> None:
    """Print talk, ended by a line break."""
    _write(sys.stderr, _printable(text, sys.stderr))


def _printable(text: str, stream: TextIO | None) -> str:
    """The text with our own signs in ASCII where the stream's encoding lacks them."""
    return text if can_show("".join(_PLAIN), stream) else text.translate(_IN_ASCII)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # closed by whoever started us
        return
    with _reader_may_leave(stream):
        stream.write(text if text.endswith(("\n", _CLEAR)) else text + "\n")
        stream.flush()


@contextmanager
def _reader_may_leave(stream: TextIO) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # The reader has seen enough: what follows, and the flush at exit, goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees the stream on a terminal that can do more than print."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def has_color(stream: TextIO | None) -> bool:
    """Whether to colour: NO_COLOR says no, FORCE_COLOR yes, else terminals only."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return is_terminal(stream)


def width(stream: TextIO | None) -> int:
    """Columns of the terminal, or COLUMNS, or 100 where there is neither."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns) > 0:
        return int(columns)
    if stream is None:
        return _PIPE_WIDTH
    try:
        return os.get_terminal_size(stream.fileno()).columns or _PIPE_WIDTH
    except (OSError, ValueError):
        return _PIPE_WIDTH


def painted(text: str, tone: str, color: bool) -> str:
    """The text in a tone (`bold`, `dim`, `good`, `bad`, `careful`, `code`), if colours are wanted.

    The tone `""` is none.
    """
    return f"{_TONES[tone]}{text}{_RESET}" if color and tone and text else text


def can_show(text: str, stream: TextIO | None) -> bool:
    """Whether the stream's encoding has these characters."""
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def clear() -> None:
    """An empty screen; where there is none, a line between two rounds."""
    _write(sys.stdout, _CLEAR if is_terminal(sys.stdout) else "―" * 20)
