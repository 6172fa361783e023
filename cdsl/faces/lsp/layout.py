"""The layout of a text, whole or in part.

Roof.
"""

from collections.abc import Iterable

from lsprotocol import types

from cdsl.api.formatting import format_edits, format_range
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server
from cdsl.source.diagnostic import Edit


def register(server: Server) -> None:
    """Format. There are no options: what the editor says of blanks and tabs means nothing."""
    server.answer(types.TEXT_DOCUMENT_FORMATTING, _format)
    server.answer(types.TEXT_DOCUMENT_RANGE_FORMATTING, _format_range)


def _format(
    server: Server, document: Document, asked: types.DocumentFormattingParams
) -> list[types.TextEdit]:
    return _edits(server, document, format_edits(document.source))


def _format_range(
    server: Server, document: Document, asked: types.DocumentRangeFormattingParams
) -> list[types.TextEdit]:
    span = server.positions.span(document.source, asked.range)
    return _edits(server, document, format_range(document.source, span))


def _edits(server: Server, document: Document, edits: Iterable[Edit]) -> list[types.TextEdit]:
    return [types.TextEdit(server.range(document.source, one.span), one.text) for one in edits]
