"""Where a name is declared and used, what it means, and its change everywhere.

Roof.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from cdsl.api.calls import Call, called_at, calls_from, calls_to
from cdsl.api.navigation import (
    Occurrence,
    Role,
    definitions,
    highlights,
    hover,
    links,
    names,
    references,
)
from cdsl.api.renaming import NotRenamed, renamable, rename
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server, path_of, uri_of
from cdsl.source.diagnostic import Edit
from cdsl.source.span import Source

_WRITES: Final = {Role.CHANGES, Role.GIVES, Role.ADDS, Role.REMOVES}


def register(server: Server) -> None:
    """Answer what is asked of names."""
    server.answer(types.TEXT_DOCUMENT_DEFINITION, _definition)
    server.answer(types.TEXT_DOCUMENT_REFERENCES, _references)
    server.answer(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, _highlights)
    server.answer(types.TEXT_DOCUMENT_HOVER, _hover)
    server.answer(types.TEXT_DOCUMENT_PREPARE_RENAME, _prepare_rename)
    server.answer(types.TEXT_DOCUMENT_RENAME, _rename, types.RenameOptions(prepare_provider=True))
    server.answer(types.TEXT_DOCUMENT_DOCUMENT_LINK, _links)
    server.answer(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, _prepare_calls)

    @server.feature(types.CALL_HIERARCHY_INCOMING_CALLS)
    def incoming(
        asked: types.CallHierarchyIncomingCallsParams,
    ) -> list[types.CallHierarchyIncomingCall]:
        calls = calls_to(server.texts, *_place(server, asked.item))
        return [
            types.CallHierarchyIncomingCall(_item(server, one), _ranges(server, one.source, one))
            for one in calls
        ]

    @server.feature(types.CALL_HIERARCHY_OUTGOING_CALLS)
    def outgoing(
        asked: types.CallHierarchyOutgoingCallsParams,
    ) -> list[types.CallHierarchyOutgoingCall]:
        path, offset = _place(server, asked.item)
        source = server.texts.documents[path].source
        return [
            types.CallHierarchyOutgoingCall(_item(server, one), _ranges(server, source, one))
            for one in calls_from(server.texts, path, offset)
        ]

    @server.feature(types.WORKSPACE_SYMBOL)
    def symbols(asked: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        return [
            types.WorkspaceSymbol(
                location=server.location(one.source, one.span),
                name=one.written.strip('"'),
                kind=types.SymbolKind.Variable,
            )
            for one in names(server.texts, asked.query)
        ]


def _offset(server: Server, document: Document, position: types.Position) -> int:
    return server.positions.offset(document.source, position)


def _definition(
    server: Server, document: Document, asked: types.DefinitionParams
) -> list[types.Location]:
    found = definitions(server.texts, document.path, _offset(server, document, asked.position))
    return _locations(server, found)


def _references(
    server: Server, document: Document, asked: types.ReferenceParams
) -> list[types.Location]:
    found = references(server.texts, document.path, _offset(server, document, asked.position))
    wanted = [one for one in found if one.role is not None or asked.context.include_declaration]
    return _locations(server, wanted)


def _locations(server: Server, found: Iterable[Occurrence]) -> list[types.Location]:
    return [server.location(one.source, one.span) for one in found]


def _highlights(
    server: Server, document: Document, asked: types.DocumentHighlightParams
) -> list[types.DocumentHighlight]:
    found = highlights(server.texts, document.path, _offset(server, document, asked.position))
    return [
        types.DocumentHighlight(
            server.range(document.source, one.span),
            types.DocumentHighlightKind.Write
            if one.role is None or one.role in _WRITES
            else types.DocumentHighlightKind.Read,
        )
        for one in found
    ]


def _hover(server: Server, document: Document, asked: types.HoverParams) -> types.Hover | None:
    found = hover(server.texts, document.path, _offset(server, document, asked.position))
    if found is None:
        return None
    text = types.MarkupContent(types.MarkupKind.Markdown, found.text)
    return types.Hover(text, server.range(document.source, found.span))


def _prepare_rename(
    server: Server, document: Document, asked: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    offset = _offset(server, document, asked.position)
    found = renamable(server.texts, document.path, offset)
    if found is None:
        return None
    if isinstance(found, NotRenamed):
        raise _failed(found)
    span, name = found
    return types.PrepareRenamePlaceholder(server.range(document.source, span), name)


def _rename(server: Server, document: Document, asked: types.RenameParams) -> types.WorkspaceEdit:
    offset = _offset(server, document, asked.position)
    changes = rename(server.texts, document.path, offset, asked.new_name)
    if isinstance(changes, NotRenamed):
        raise _failed(changes)
    return types.WorkspaceEdit(
        changes={uri_of(source.name): _edits(server, source, edits) for source, edits in changes}
    )


def _failed(why: NotRenamed) -> JsonRpcException:
    """The error that editors show as a message."""
    return JsonRpcException(why.reason, types.LSPErrorCodes.RequestFailed)


def _edits(server: Server, source: Source, edits: Iterable[Edit]) -> Sequence[types.TextEdit]:
    return [types.TextEdit(server.range(source, one.span), one.text) for one in edits]


def _links(
    server: Server, document: Document, asked: types.DocumentLinkParams
) -> list[types.DocumentLink]:
    return [
        types.DocumentLink(server.range(document.source, span), target=uri_of(path))
        for span, path in links(server.texts, document.path)
    ]


def _prepare_calls(
    server: Server, document: Document, asked: types.CallHierarchyPrepareParams
) -> list[types.CallHierarchyItem]:
    found = called_at(server.texts, document.path, _offset(server, document, asked.position))
    return [_item(server, one) for one in found]


def _item(server: Server, call: Call) -> types.CallHierarchyItem:
    return types.CallHierarchyItem(
        name=call.name,
        kind=types.SymbolKind.Function,
        uri=uri_of(call.source.name),
        range=server.range(call.source, call.whole),
        selection_range=server.range(call.source, call.span),
        detail=f"{call.kind} campaign",
    )


def _ranges(server: Server, source: Source, call: Call) -> list[types.Range]:
    return [server.range(source, place) for place in call.places]


def _place(server: Server, item: types.CallHierarchyItem) -> tuple[str, int]:
    path = path_of(item.uri)
    document = server.texts.documents.get(path)
    if document is None:
        raise JsonRpcInvalidParams("the campaign's file is not open")
    return path, server.positions.offset(document.source, item.selection_range.start)
