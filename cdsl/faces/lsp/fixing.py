"""What an editor offers to do: take a fix, declare a token, allow a finding, extract a smart list.

Roof.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from lsprotocol import types

from cdsl.api.linting import separate_fixes
from cdsl.api.refactoring import extraction, missing_declarations
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server, uri_of
from cdsl.faces.lsp.texts import diagnostic
from cdsl.source.diagnostic import Diagnostic, Edit, Severity
from cdsl.source.span import Source, Span

_FIX_ALL: Final = "source.fixAll.cdsl"


def register(server: Server) -> None:
    """Offer fixes."""
    options = types.CodeActionOptions(
        code_action_kinds=[
            types.CodeActionKind.QuickFix,
            _FIX_ALL,
            types.CodeActionKind.RefactorExtract,
        ]
    )
    server.answer(types.TEXT_DOCUMENT_CODE_ACTION, _actions, options)


def _actions(
    server: Server, document: Document, asked: types.CodeActionParams
) -> list[types.CodeAction]:
    wanted = server.positions.span(document.source, asked.range)
    found = server.texts.diagnostics(document.path)
    here = [one for one in found if one.span is not None and _touches(one.span, wanted)]
    only = asked.context.only
    actions: list[types.CodeAction] = []
    if _is_asked(types.CodeActionKind.QuickFix, only):
        actions += _fixes(server, document, here)
        actions += _declarations(server, document, here)
        actions += _allowances(server, document, here)
    if _is_asked(types.CodeActionKind.RefactorExtract, only):
        actions += _extractions(server, document, wanted)
    if only is not None and _is_asked(_FIX_ALL, only):
        actions += _everything(server, document, found)
    return actions


def _is_asked(
    kind: types.CodeActionKind | str, wanted: Iterable[types.CodeActionKind | str] | None
) -> bool:
    """Whether actions of a kind are asked for; any kind is where none is named."""
    if wanted is None:
        return True
    own = _kind(kind)
    return any(own == one or own.startswith(f"{one}.") for one in map(_kind, wanted))


def _kind(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _touches(span: Span, wanted: Span) -> bool:
    return span.start <= wanted.end and wanted.start <= span.end


def _fixes(
    server: Server, document: Document, found: Iterable[Diagnostic]
) -> Iterator[types.CodeAction]:
    for one in found:
        if one.fix is not None:
            yield types.CodeAction(
                title=one.fix.title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(server, one, document.source)],
                is_preferred=one.fix.safe,
                edit=edit(server, document.source, one.fix.edits),
            )


def _declarations(
    server: Server, document: Document, found: Iterable[Diagnostic]
) -> Iterator[types.CodeAction]:
    """Each frame that could hold a token which is missing; the nearest is the first choice."""
    for one in found:
        offered = missing_declarations(server.texts, document.path, one)
        for number, declaration in enumerate(offered):
            yield types.CodeAction(
                title=declaration.title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(server, one, document.source)],
                is_preferred=number == 0 and one.fix is None,
                edit=edit(server, declaration.source, declaration.edits),
            )


def _extractions(server: Server, document: Document, wanted: Span) -> Iterator[types.CodeAction]:
    found = extraction(server.texts, document.path, wanted)
    if found is not None:
        yield types.CodeAction(
            title=found.title,
            kind=types.CodeActionKind.RefactorExtract,
            edit=edit(server, found.source, found.edits),
        )


def _allowances(
    server: Server, document: Document, found: Iterable[Diagnostic]
) -> Iterator[types.CodeAction]:
    """A comment at the end of the line, whose reason is still to be written."""
    for one in found:
        if one.severity is not Severity.ERROR and one.span is not None:
            end = _end_of_line(document.source, one.span.start)
            comment = f" # cdsl: allow {one.code} because "
            if "#" not in document.source.text[one.span.start : end]:
                yield types.CodeAction(
                    title=f"allow {one.code} in this line, with a reason",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[diagnostic(server, one, document.source)],
                    edit=edit(server, document.source, (Edit(Span(end, end), comment),)),
                )


def _end_of_line(source: Source, offset: int) -> int:
    line = source.position(offset).line
    return source.line_starts[line - 1] + len(source.line(line))


def _everything(
    server: Server, document: Document, found: Iterable[Diagnostic]
) -> Iterator[types.CodeAction]:
    """Every safe fix at once; those that overlap are left for the next time."""
    safe = [one for one in found if one.fix is not None and one.fix.safe]
    edits, _ = separate_fixes(safe)
    if edits:
        yield types.CodeAction(
            title="take every fix that never changes what a run does",
            kind=_FIX_ALL,
            edit=edit(server, document.source, edits),
        )


def edit(server: Server, source: Source, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Edits of a text, tied to its version where it is open and the editor can tell versions."""
    changes = [types.TextEdit(server.range(source, one.span), one.text) for one in edits]
    workspace = server.client_capabilities.workspace
    kinds = workspace.workspace_edit if workspace is not None else None
    if kinds is not None and kinds.document_changes:
        document = server.texts.documents.get(source.name)
        version = document.version if document is not None else None
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri_of(source.name), version)
        return types.WorkspaceEdit(
            document_changes=[types.TextDocumentEdit(identifier, list(changes))]
        )
    return types.WorkspaceEdit(changes={uri_of(source.name): changes})
