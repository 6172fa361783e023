"""Names as they are written: bare, or in quotes with escapes.

Floor 6.
"""

import re
from typing import Final

_ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("{{", "\\{\\{"))
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def is_quoted(written: str) -> bool:
    """Whether a name is written in quotes."""
    return written.startswith('"')


def quoted(name: str) -> str:
    """A name in quotes; what would be read as an escape or a token is escaped."""
    for sign, escape in _ESCAPES:
        name = name.replace(sign, escape)
    return f'"{name}"'


def plain(written: str) -> str:
    """A name without its quotes and their escapes."""
    return _ESCAPED.sub(r"\1", written[1:-1]) if is_quoted(written) else written
