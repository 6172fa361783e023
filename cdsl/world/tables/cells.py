"""From the text of a cell to its value, fast, and back.

Floor 3. The meaning is that of `cdsl.world.values`; here stands only what makes a million cells
quick and small: texts and values that come again are kept once, and the usual spellings of an
instant take a short way.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final

from cdsl.semantics.schema import Field
from cdsl.semantics.types import TEXT_LIKE, Type
from cdsl.source.suggest import nearest
from cdsl.world.calendar import local_to_instant
from cdsl.world.folding import fold
from cdsl.world.values import Unreadable, Value, read, text_of

CellReader = Callable[[str], Value | Unreadable]
"""Gives the value of a cell's text, or why there is none."""

_SHARED: Final = 4096
"""So many different cells of a column are remembered; beyond, they hardly repeat."""

_SHORT_FORMS: Final = frozenset({10, 16, 19, 23})
"""The lengths of `2026-11-23`, with `T09:00`, with `:30`, with `.000`."""


def reader_of(type: Type, zone: tzinfo, *, null_is_empty: bool = False) -> CellReader:
    """A reader for a column of a type."""
    if type is Type.DATETIME:
        return _instant_reader(zone, null_is_empty)
    return _remembering(lambda text: read(text, type, zone), null_is_empty)


def field_reader(field: Field, zone: tzinfo, *, null_is_empty: bool = False) -> CellReader:
    """A reader for a column of a field: also a value outside of the field's is unreadable."""
    if not field.values:
        return reader_of(field.type, zone, null_is_empty=null_is_empty)
    choices = [text_of(value, field.type, zone) for value in field.values]
    allowed = frozenset(map(fold, choices))

    def read_allowed(text: str) -> Value | Unreadable:
        value = read(text, field.type, zone)
        if value is None or isinstance(value, Unreadable):
            return value
        written = text_of(value, field.type, zone)
        if fold(written) in allowed:
            return value
        reason = f"`{written}` is not a value of {field.name}: {_hint(written, choices)}"
        return Unreadable(reason)

    return _remembering(read_allowed, null_is_empty)


def _hint(written: str, choices: Sequence[str]) -> str:
    suggestion = nearest(written, choices)
    if suggestion is not None:
        return f"did you mean `{suggestion}`?"
    return "it is one of " + ", ".join(f"`{choice}`" for choice in choices[:8])


def _remembering(read_cell: CellReader, null_is_empty: bool) -> CellReader:
    known: dict[str, Value | Unreadable] = {"": None}
    if null_is_empty:
        known["null"] = None

    def remembered(text: str) -> Value | Unreadable:
        try:
            return known[text]
        except KeyError:
            value = read_cell(text)
            if len(known) < _SHARED:
                known[text] = value
            return value

    return remembered


def _instant_reader(zone: tzinfo, null_is_empty: bool) -> CellReader:
    in_utc = str(zone) == "UTC"

    def read_instant(text: str) -> Value | Unreadable:
        # A day alone has no zone.
        zoned = text[-1:] == "Z" and len(text) > len("2026-11-23Z")
        written = _short_form(text[:-1] if zoned else text)
        if written is not None:
            if zoned or in_utc:
                return written.replace(tzinfo=UTC)
            return local_to_instant(written.date(), written.time(), zone)
        if null_is_empty and text == "null":
            return None
        return read(text, Type.DATETIME, zone)

    return read_instant


def _short_form(text: str) -> datetime | None:
    """Day and time in one of the usual forms, None if the text must be looked at closely."""
    if len(text) not in _SHORT_FORMS or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    if len(text) > 10 and (text[10] not in "T " or text[13] != ":" or text[11:13] == "24"):
        return None
    if len(text) > 16 and text[16] != ":":
        return None
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        return None
    return written if written.tzinfo is None else None


def cell_text(value: Value, type: Type, zone: tzinfo) -> str:
    """The text to write for a value, which reads back as the same value.

    It is the text form of language.md 4; an instant whose clock time in the zone also means an
    earlier one is written in UTC, with a `Z`.
    """
    if isinstance(value, datetime) and type is not Type.DATE and not _is_plain(value, zone):
        return text_of(value, Type.DATETIME, UTC) + "Z"
    return text_of(value, type, zone)


def _is_plain(instant: datetime, zone: tzinfo) -> bool:
    """Whether the zone's clock time says which instant it is."""
    try:
        return instant.replace(fold=0).astimezone(zone).fold == 0
    except (OverflowError, ValueError):
        return False


def column_type(types: list[Type]) -> Type:
    """The type of a column that holds values of these types."""
    first = types[0]
    return first if all(type is first for type in types) and first not in TEXT_LIKE else Type.TEXT
