"""The server: the texts of an editor, and the way that every answer takes.

Roof. A request that a newer text has overtaken is answered with an error, as the protocol wants
it, so that no stale answer is shown.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from cdsl import __version__
from cdsl.api.files import place_of
from cdsl.api.workspace import Document, Workspace
from cdsl.faces.lsp.positions import Positions
from cdsl.source.span import Source, Span

Answer = TypeVar("Answer")


class _HasDocument(Protocol):
    @property
    def text_document(self) -> types.TextDocumentIdentifier: ...


Asked = TypeVar("Asked", bound=_HasDocument)


class Server(LanguageServer):
    """The pygls server, with the workspace that it asks and how the editor counts.

    `pulls` says that the editor asks for diagnostics; else they are sent. `can_refresh`: it can be
    told to ask again. `told` has what it was answered, with the version of the text;
    `is_comparing`: this is about to be looked at.
    """

    def __init__(self, texts: Workspace) -> None:
        super().__init__("cdsl", __version__)
        self.texts = texts
        self.positions = Positions(types.PositionEncodingKind.Utf16)
        self.pulls = False
        self.can_refresh = False
        self.told: dict[str, tuple[int, list[types.Diagnostic]]] = {}
        self.is_comparing = False
        self._tasks: set[asyncio.Future[None]] = set()

    def settle(self, capabilities: types.ClientCapabilities) -> None:
        """Note how the editor counts, and whether it pulls diagnostics."""
        document = capabilities.text_document
        self.pulls = document is not None and document.diagnostic is not None
        workspace = capabilities.workspace
        diagnostics = workspace.diagnostics if workspace is not None else None
        self.can_refresh = diagnostics is not None and diagnostics.refresh_support is True
        encoding = self.workspace.position_encoding
        self.positions = Positions(types.PositionEncodingKind(encoding))

    def document(self, identifier: types.TextDocumentIdentifier) -> Document | None:
        """The newest text that the editor has sent, None for one that is not open."""
        return self.texts.documents.get(path_of(identifier.uri))

    def range(self, source: Source, span: Span) -> types.Range:
        """A span as the editor counts."""
        return self.positions.range(source, span)

    def location(self, source: Source, span: Span) -> types.Location:
        """A place in any text."""
        return types.Location(uri_of(source.name), self.range(source, span))

    def answer(
        self,
        feature: str,
        handler: Callable[["Server", Document, Asked], Answer],
        options: Any | None = None,
    ) -> None:
        """Let a function answer a request about an open text; for any other the answer is none."""

        async def carry_out(asked: Asked) -> Answer | None:
            before = self.document(asked.text_document)
            await asyncio.sleep(0)  # a text that has arrived meanwhile goes first
            document = self.document(asked.text_document)
            if document is None:
                return None
            if before is None or before.version != document.version:
                raise JsonRpcContentModified()
            return handler(self, document, asked)

        self.feature(feature, options)(carry_out)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the message at hand."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def path_of(uri: str) -> str:
    """The path of a file, or the URI itself of a text that is no file yet."""
    return (to_fs_path(uri) or uri) if uri.startswith("file:") else uri


def uri_of(path: str) -> str:
    """The URI of a path, as `path_of` makes paths, or of a file of the library by its name."""
    path = place_of(path)
    is_file = path.startswith(("/", "\\")) or path[1:2] == ":"
    return (from_fs_path(path) or path) if is_file else path
