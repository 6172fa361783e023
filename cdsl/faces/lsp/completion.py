"""What could be written where the cursor stands.

Roof.
"""

from typing import Final

from lsprotocol import types

from cdsl.api.navigation import Candidate, Sort, complete
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server

_KINDS: Final = {
    Sort.WORD: types.CompletionItemKind.Keyword,
    Sort.OPERATOR: types.CompletionItemKind.Operator,
    Sort.FIELD: types.CompletionItemKind.Field,
    Sort.ACTIVITY: types.CompletionItemKind.Event,
    Sort.ATTRIBUTE: types.CompletionItemKind.Property,
    Sort.ACTION: types.CompletionItemKind.Method,
    Sort.TOKEN: types.CompletionItemKind.Variable,
    Sort.TYPE: types.CompletionItemKind.TypeParameter,
    Sort.VALUE: types.CompletionItemKind.EnumMember,
    Sort.ASSET: types.CompletionItemKind.Reference,
    Sort.PERSON: types.CompletionItemKind.Constant,
    Sort.FILE: types.CompletionItemKind.File,
    Sort.CODE: types.CompletionItemKind.Text,
}
_SIGNS: Final = ['"', "{", ".", " ", "/"]
"""What makes an editor ask by itself; letters do so anyway."""


def register(server: Server) -> None:
    """Answer what could be written."""
    options = types.CompletionOptions(trigger_characters=_SIGNS)
    server.answer(types.TEXT_DOCUMENT_COMPLETION, _completion, options)


def _completion(
    server: Server, document: Document, asked: types.CompletionParams
) -> types.CompletionList:
    offset = server.positions.offset(document.source, asked.position)
    found = complete(server.texts, document.path, offset)
    replaced = server.range(document.source, found.replaced)

    def item(number: int, candidate: Candidate) -> types.CompletionItem:
        return types.CompletionItem(
            label=candidate.label,
            kind=_KINDS[candidate.sort],
            detail=candidate.detail or None,
            sort_text=f"{number:05}",
            text_edit=types.TextEdit(replaced, candidate.written),
        )

    items = [item(number, candidate) for number, candidate in enumerate(found.candidates)]
    return types.CompletionList(is_incomplete=False, items=items)
