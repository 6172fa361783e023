"""Texts that come, change and go, and the diagnostics that an editor gets of them.

Roof. Diagnostics are pulled by an editor that can pull, and pushed to any other, never both: some
show each twice otherwise.
"""

import asyncio
from typing import Final

from lsprotocol import types

from cdsl.api.workspace import Document
from cdsl.faces.lsp.server import Server, path_of, uri_of
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source, Span

_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_PAUSE: Final = 0.2
"""Seconds."""
_WATCHED: Final = ("**/*.cdsl", "**/cdsl.toml", "**/pyproject.toml")


def register(server: Server) -> None:
    """Listen to what happens to texts."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.settle(params.capabilities)
        if server.pulls:
            options = types.DiagnosticOptions(
                inter_file_dependencies=True, workspace_diagnostics=False, identifier="cdsl"
            )
            server.answer(types.TEXT_DOCUMENT_DIAGNOSTIC, _pulled, options)

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        _watch(server)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        _take(server, params.text_document.uri, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        _take(server, params.text_document.uri, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.texts.close(path_of(params.text_document.uri))
        if not server.pulls:
            _send(server, params.text_document.uri, None, [])
        _tell(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            server.texts.touched(path_of(change.uri))
        _tell(server)


def _watch(server: Server) -> None:
    """Ask to be told of files that change on the disk, where the editor can tell."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace is not None else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
    server.client_register_capability(
        types.RegistrationParams(
            [
                types.Registration(
                    "cdsl-files",
                    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                    types.DidChangeWatchedFilesRegistrationOptions(watchers),
                )
            ]
        )
    )


def _take(server: Server, uri: str, version: int) -> None:
    text = server.workspace.get_text_document(uri).source
    server.texts.change(path_of(uri), text, version)
    _tell(server)


def _tell(server: Server) -> None:
    """See to it that the editor knows what is said of every open text now."""
    if not server.pulls:
        server.later(_push_all(server))
    elif server.can_refresh and not server.is_comparing:
        server.is_comparing = True
        server.later(_have_asked_again(server))


async def _push_all(server: Server) -> None:
    """Send what is said of every open text, those that use the changed one included.

    A text that changes meanwhile has a task of its own.
    """
    for path, document in list(server.texts.documents.items()):
        newest = server.texts.documents.get(path)
        if newest is not None and newest.version == document.version:
            _send(server, uri_of(path), document.version, diagnostics(server, document))


async def _have_asked_again(server: Server) -> None:
    """Have the editor pull again if what it pulled of a text is no longer true.

    An editor pulls for the text that is typed in by itself, but seldom for those that use it. They
    are looked at when the typing pauses.
    """
    await asyncio.sleep(_PAUSE)
    server.is_comparing = False
    for path, document in server.texts.documents.items():
        version, told = server.told.get(path, (None, []))
        if version == document.version and diagnostics(server, document) != told:
            server.workspace_diagnostic_refresh(None)
            return


def _send(server: Server, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))


def _pulled(
    server: Server, document: Document, asked: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    found = diagnostics(server, document)
    server.told[document.path] = (document.version, found)
    return types.RelatedFullDocumentDiagnosticReport(found)


def diagnostics(server: Server, document: Document) -> list[types.Diagnostic]:
    """What is said of a text, in the protocol's words."""
    return [
        diagnostic(server, found, document.source)
        for found in server.texts.diagnostics(document.path)
    ]


def diagnostic(server: Server, found: Diagnostic, source: Source) -> types.Diagnostic:
    """A finding in a text."""
    return types.Diagnostic(
        range=server.range(source, found.span or Span(0, 0)),
        message=f"{found.message}\n{found.help}" if found.help else found.message,
        severity=_SEVERITIES[found.severity],
        code=found.code,
        source="cdsl",
        related_information=[
            types.DiagnosticRelatedInformation(
                server.location(related.source, related.span), related.message
            )
            for related in found.related
        ],
    )
