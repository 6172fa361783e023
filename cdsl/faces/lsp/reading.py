"""What helps to read a text: colours by meaning, values of tokens, what a call takes.

Roof.
"""

from typing import Final

from lsprotocol import types

from cdsl.api.navigation import Sort, hints, signature, sorts
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server

_TYPES: Final = {
    Sort.ASSET: types.SemanticTokenTypes.Function,
    Sort.FIELD: types.SemanticTokenTypes.Property,
    Sort.ACTIVITY: types.SemanticTokenTypes.Event,
    Sort.ATTRIBUTE: types.SemanticTokenTypes.Parameter,
    Sort.VALUE: types.SemanticTokenTypes.EnumMember,
    Sort.TOKEN: types.SemanticTokenTypes.Variable,
}
_LEGEND: Final = types.SemanticTokensLegend(
    token_types=[one.value for one in _TYPES.values()],
    token_modifiers=[types.SemanticTokenModifiers.Declaration.value],
)


def register(server: Server) -> None:
    """Answer what helps to read."""
    server.answer(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, _tokens, _LEGEND)
    server.answer(types.TEXT_DOCUMENT_INLAY_HINT, _hints)
    server.answer(
        types.TEXT_DOCUMENT_SIGNATURE_HELP,
        _signature,
        types.SignatureHelpOptions(trigger_characters=["{", " "]),
    )


def _tokens(
    server: Server, document: Document, asked: types.SemanticTokensParams
) -> types.SemanticTokens:
    data: list[int] = []
    line = character = 0
    kinds = list(_TYPES)
    for span, sort, is_declared in sorts(server.texts, document.path):
        place = server.range(document.source, span)
        if sort not in _TYPES or place.start.line != place.end.line:
            continue
        if (place.start.line, place.start.character) < (line, character):
            continue
        same = place.start.line == line
        data += [
            place.start.line - line,
            place.start.character - (character if same else 0),
            place.end.character - place.start.character,
            kinds.index(sort),
            int(is_declared),
        ]
        line, character = place.start.line, place.start.character
    return types.SemanticTokens(data)


def _hints(
    server: Server, document: Document, asked: types.InlayHintParams
) -> list[types.InlayHint]:
    span = server.positions.span(document.source, asked.range)
    return [
        types.InlayHint(
            server.positions.position(document.source, one.offset),
            one.text,
            kind=types.InlayHintKind.Parameter,
            tooltip=one.detail,
            padding_left=True,
        )
        for one in hints(server.texts, document.path, span)
    ]


def _signature(
    server: Server, document: Document, asked: types.SignatureHelpParams
) -> types.SignatureHelp | None:
    offset = server.positions.offset(document.source, asked.position)
    what, names = signature(server.texts, document.path, offset)
    if not what:
        return None
    parameters = [
        types.ParameterInformation(one.label, documentation=one.detail or None) for one in names
    ]
    label = f"{what} {{ {'  '.join(one.label for one in names)} }}"
    return types.SignatureHelp([types.SignatureInformation(label, parameters=parameters)])
