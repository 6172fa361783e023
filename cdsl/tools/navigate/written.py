"""Names as they are written: bare, or in quotes with escapes.

Floor 6.
"""

import re
from typing import Final

from cdsl.syntax.build_texts import ESCAPES

_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def is_quoted(written: str) -> bool:
    """Whether a name is written in quotes."""
    return written.startswith('"')


def plain(written: str) -> str:
    """A name without its quotes and their escapes."""
    if not is_quoted(written):
        return written
    return _ESCAPED.sub(lambda found: ESCAPES.get(found[1], found[1]), written[1:-1])
