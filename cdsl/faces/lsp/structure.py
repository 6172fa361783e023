"""What a text looks like: its outline, what can be folded, what a selection grows to.

Roof.
"""

from typing import Final

from lsprotocol import types

from cdsl.api.navigation import Entry, OutlineKind, folds, growing, outline
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server
from cdsl.source.span import Span

_KINDS: Final = {
    OutlineKind.WORKSPACE: types.SymbolKind.Namespace,
    OutlineKind.FOLDER: types.SymbolKind.Package,
    OutlineKind.PROGRAM: types.SymbolKind.Module,
    OutlineKind.CAMPAIGN: types.SymbolKind.Function,
    OutlineKind.PART: types.SymbolKind.Property,
    OutlineKind.SMART_LIST: types.SymbolKind.Interface,
    OutlineKind.LIST: types.SymbolKind.Array,
    OutlineKind.EMAIL: types.SymbolKind.File,
    OutlineKind.WEBHOOK: types.SymbolKind.Operator,
    OutlineKind.MAPPING: types.SymbolKind.Object,
    OutlineKind.CHANNEL: types.SymbolKind.Enum,
    OutlineKind.STATUS: types.SymbolKind.EnumMember,
    OutlineKind.ACTIVITY: types.SymbolKind.Event,
    OutlineKind.ACTION: types.SymbolKind.Method,
    OutlineKind.FIELDS: types.SymbolKind.Struct,
    OutlineKind.FIELD: types.SymbolKind.Field,
    OutlineKind.TOKENS: types.SymbolKind.Namespace,
    OutlineKind.TOKEN: types.SymbolKind.Variable,
    OutlineKind.TEST: types.SymbolKind.Class,
}


def register(server: Server) -> None:
    """Answer what is asked of a text's structure."""
    server.answer(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _symbols)
    server.answer(types.TEXT_DOCUMENT_FOLDING_RANGE, _folds)
    server.answer(types.TEXT_DOCUMENT_SELECTION_RANGE, _selections)


def _symbols(
    server: Server, document: Document, asked: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    def symbol(entry: Entry) -> types.DocumentSymbol:
        return types.DocumentSymbol(
            name=entry.name or " ",  # an editor refuses an empty name
            kind=_KINDS[entry.kind],
            range=server.range(document.source, entry.span),
            selection_range=server.range(document.source, entry.name_span),
            detail=entry.detail,
            children=[symbol(inner) for inner in entry.inner],
        )

    return [symbol(entry) for entry in outline(server.texts, document.path)]


def _folds(
    server: Server, document: Document, asked: types.FoldingRangeParams
) -> list[types.FoldingRange]:
    return [
        types.FoldingRange(
            fold.first - 1,
            fold.last - 1,
            kind=types.FoldingRangeKind.Comment if fold.is_comment else None,
        )
        for fold in folds(document.source)
    ]


def _selections(
    server: Server, document: Document, asked: types.SelectionRangeParams
) -> list[types.SelectionRange]:
    return [_selection(server, document, position) for position in asked.positions]


def _selection(
    server: Server, document: Document, position: types.Position
) -> types.SelectionRange:
    offset = server.positions.offset(document.source, position)
    found: types.SelectionRange | None = None
    spans = growing(document.source, offset) or (Span(offset, offset),)
    for span in reversed(spans):
        found = types.SelectionRange(server.range(document.source, span), found)
    assert found is not None
    return found
