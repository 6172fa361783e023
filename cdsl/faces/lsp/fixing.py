"""What an editor offers to do about a finding: take its fix, or allow it here.

Roof.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from lsprotocol import types

from cdsl.api.linting import separate_fixes
from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server, uri_of
from cdsl.faces.lsp.texts import diagnostic
from cdsl.source.diagnostic import Diagnostic, Edit, Severity
from cdsl.source.span import Source, Span

_FIX_ALL: Final = "source.fixAll.cdsl"


def register(server: Server) -> None:
    """Offer fixes."""
    options = types.CodeActionOptions(
        code_action_kinds=[types.CodeActionKind.QuickFix, _FIX_ALL, types.CodeActionKind.Refactor]
    )
    server.answer(types.TEXT_DOCUMENT_CODE_ACTION, _actions, options)


def _actions(
    server: Server, document: Document, asked: types.CodeActionParams
) -> list[types.CodeAction]:
    wanted = server.positions.span(document.source, asked.range)
    found = server.texts.diagnostics(document.path)
    here = [one for one in found if one.span is not None and _touches(one.span, wanted)]
    actions = [*_fixes(server, document, here), *_allowances(server, document, here)]
    everything = _everything(server, document, found)
    if everything is not None:
        actions.append(everything)
    only = asked.context.only
    if only is None:
        return [action for action in actions if action.kind != _FIX_ALL]
    return [action for action in actions if _is_of(action, only)]


def _is_of(action: types.CodeAction, wanted: Iterable[str]) -> bool:
    kind = str(action.kind.value if isinstance(action.kind, types.CodeActionKind) else action.kind)
    return any(kind == one or kind.startswith(f"{one}.") for one in map(_kind, wanted))


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
                edit=edit(server, document, one.fix.edits),
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
                    edit=edit(server, document, (Edit(Span(end, end), comment),)),
                )


def _end_of_line(source: Source, offset: int) -> int:
    line = source.position(offset).line
    return source.line_starts[line - 1] + len(source.line(line))


def _everything(
    server: Server, document: Document, found: Iterable[Diagnostic]
) -> types.CodeAction | None:
    """Every safe fix at once; those that overlap are left for the next time."""
    safe = [one for one in found if one.fix is not None and one.fix.safe]
    edits, _ = separate_fixes(safe)
    if not edits:
        return None
    return types.CodeAction(
        title="take every fix that never changes what a run does",
        kind=_FIX_ALL,
        edit=edit(server, document, edits),
    )


def edit(server: Server, document: Document, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Edits of an open text, tied to its version where the editor can tell versions."""
    changes = [types.TextEdit(server.range(document.source, one.span), one.text) for one in edits]
    workspace = server.client_capabilities.workspace
    kinds = workspace.workspace_edit if workspace is not None else None
    if kinds is not None and kinds.document_changes:
        identifier = types.OptionalVersionedTextDocumentIdentifier(
            uri_of(document.path), document.version
        )
        return types.WorkspaceEdit(
            document_changes=[types.TextDocumentEdit(identifier, list(changes))]
        )
    return types.WorkspaceEdit(changes={uri_of(document.path): changes})
