"""Places as editors count them: lines from 0, columns in the units that were agreed on.

Roof.
"""

from lsprotocol import types

from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span

_UNITS = {
    types.PositionEncodingKind.Utf8: "utf-8",
    types.PositionEncodingKind.Utf16: "utf-16-le",
    types.PositionEncodingKind.Utf32: "utf-32-le",
}
_BYTES = {
    types.PositionEncodingKind.Utf8: 1,
    types.PositionEncodingKind.Utf16: 2,
    types.PositionEncodingKind.Utf32: 4,
}


@dataclass(frozen=True, slots=True)
class Positions:
    """From offsets to an editor's positions and back, in the encoding that it counts in."""

    encoding: types.PositionEncodingKind

    def position(self, source: Source, offset: int) -> types.Position:
        """The position of an offset."""
        line, column = source.position(min(offset, len(source.text)))
        start = source.line_starts[line - 1]
        return types.Position(line - 1, self._units(source.text[start : start + column - 1]))

    def range(self, source: Source, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(source, span.start), self.position(source, span.end))

    def offset(self, source: Source, position: types.Position) -> int:
        """The offset of a position; one behind the end of its line or of the text is its end."""
        if position.line >= len(source.line_starts):
            return len(source.text)
        start = source.line_starts[position.line]
        line = source.line(position.line + 1)
        if line.isascii():
            return start + min(position.character, len(line))
        units = 0
        for column, sign in enumerate(line):
            if units >= position.character:
                return start + column
            units += self._units(sign)
        return start + len(line)

    def span(self, source: Source, range: types.Range) -> Span:
        """The span of a range."""
        return Span(self.offset(source, range.start), self.offset(source, range.end))

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        encoded = text.encode(_UNITS[self.encoding], "surrogatepass")
        return len(encoded) // _BYTES[self.encoding]
