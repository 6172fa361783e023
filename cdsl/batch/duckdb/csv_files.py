"""Files of CSV as DuckDB reads them, where it reads them as the row engine does.

Floor 4. The row engine's reading is `cdsl.world.tables.table`: strict, and nothing is trimmed.
DuckDB passes over blanks between a quote and a delimiter, whatever it is told.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from typing import Final

from cdsl.batch.duckdb.cells import PATHS_SAY_NOTHING, path_literal, text_literal
from cdsl.source.limits import LIMITS

_CHUNK: Final = 1 << 20
_BUFFER: Final = 32_000_000

# Both begin with a text of two signs, which is looked for far faster than a class of signs.
_BEFORE_A_QUOTE: Final = rb' "(?:(?:"")*+(?!")|"(?:"")*+(?=[DELIMITER \r\n]|\Z))'
"""A blank and quotes that may open a cell; in quotes, as in `, ""so""`, a pair begins a word."""
_BEHIND_A_QUOTE: Final = rb'" +(?=[DELIMITER"\r\n]|\Z)'
"""A quote that may close a cell, and blanks up to what ends it or to another quote."""


def csv(path: str, delimiter: str, header: Iterable[str]) -> str:
    """A CSV file as something to select texts from; an empty cell is an empty text.

    What is as long as no cell may be, and a record that has more or fewer cells than the header
    or another end than the line of the header, is an error of DuckDB's.
    """
    columns = ", ".join(f"{text_literal(name)}: 'VARCHAR'" for name in header)
    # No cell holds NUL. Were an empty one missing, one too many at the end would be let pass.
    options = (
        f"delim = {text_literal(delimiter)}, quote = '\"', escape = '\"', header = true, "
        f"auto_detect = false, strict_mode = true, nullstr = chr(0), "
        f"max_line_size = {LIMITS.string_characters}, buffer_size = {_BUFFER}"
    )
    return (
        f"read_csv({path_literal(path)}, {options}, columns = {{{columns}}}, {PATHS_SAY_NOTHING})"
    )


def has_blanks_at_quotes(path: str, delimiter: str) -> bool:
    """Whether there may be blanks between a quote and a delimiter. Raises OSError.

    Of what stands in quotes something else may be taken for that, and never the other way round.
    """
    ends = delimiter.encode() + b"\r\n"
    before, behind = (
        re.compile(one.replace(b"DELIMITER", re.escape(delimiter.encode())))
        for one in (_BEFORE_A_QUOTE, _BEHIND_A_QUOTE)
    )
    return any(
        any(_begins(part, found.start(), ends) for found in before.finditer(part))
        or any(_closes(part, found, ends) for found in behind.finditer(part))
        for part in _parts(path)
    )


def _begins(part: bytes, at: int, ends: bytes) -> bool:
    """Whether a cell begins with the blanks of which the last one stands there."""
    return part[_start(part, at, b" ") - 1] in ends


def _closes(part: bytes, found: re.Match[bytes], ends: bytes) -> bool:
    """Whether a quote may close a cell: that before another one closes an empty or a whole text."""
    if part[found.end() : found.end() + 1] != b'"':
        return True
    start = _start(part, found.start(), b'"')
    return (found.start() - start) % 2 == 0 or part[start - 1] in ends


def _start(part: bytes, at: int, sign: bytes) -> int:
    """Where a run of one sign begins of which one stands at a place."""
    while at > 0 and part[at - 1 : at] == sign:
        at -= 1
    return at


def _parts(path: str) -> Iterator[bytes]:
    """The parts of a file, none of them divided where a blank stands at a quote.

    The first one has the end of a line before it.
    """
    with open(path, "rb") as opened:
        left = b"\n" + opened.read(len(BOM_UTF8)).removeprefix(BOM_UTF8)
        while chunk := opened.read(_CHUNK):
            part = left + chunk
            kept = part.rstrip(b'" ')
            # What stands before them says whether a cell begins.
            left = part[max(len(kept) - 1, 0) :]
            yield kept
        yield left
