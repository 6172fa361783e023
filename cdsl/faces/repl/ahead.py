"""What was pressed behind Enter before anybody listened.

Roof; with `prompt` the only module that knows prompt-toolkit. While a line is typed, the terminal
makes no signal of Ctrl-C: one that comes right after Enter is a key like others, which nobody has
read yet, or which would be taken for one of the next line.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

try:
    import termios
except ImportError:  # Windows reads its console otherwise
    termios = None  # type: ignore[assignment]

_CANCELS: Final = (Keys.ControlC, Keys.SIGINT)
_ECHO_OR_LINES: Final = 3
"""Where the attributes of a terminal say whether it echoes, and waits for a whole line."""


def is_cancelled(keyboard: Input) -> bool:
    """Whether Ctrl-C came right behind the Enter that has ended a line; all other keys stay."""
    keys = [*get_typeahead(keyboard), *_unread(keyboard)]
    own = (number for number, one in enumerate(keys) if one.key is not Keys.CPRResponse)
    first = next(own, None)
    if first is None or keys[first].key not in _CANCELS:
        store_typeahead(keyboard, keys)
        return False
    store_typeahead(keyboard, keys[first + 1 :])
    return True


def _unread(keyboard: Input) -> list[KeyPress]:
    """The keys that the terminal still holds; from now on Ctrl-C is a signal."""
    if termios is None or not os.isatty(keyboard.fileno()):
        return []
    with _at_once(keyboard.fileno()):
        return keyboard.read_keys()


@contextmanager
def _at_once(terminal: int) -> Iterator[None]:
    """Let a terminal hand out keys as they come, while Ctrl-C stays a signal."""
    before = termios.tcgetattr(terminal)
    now = [*before]
    now[_ECHO_OR_LINES] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(terminal, termios.TCSANOW, now)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
