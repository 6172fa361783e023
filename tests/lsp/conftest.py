"""A real server process, driven with the recorded abilities of real editors."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = Path(__file__).parents[2]
UNITS = {
    "utf-8": lambda line: len(line.encode()),
    "utf-16": lambda line: len(line.encode("utf-16-le")) // 2,
    "utf-32": len,
}
EDITORS = ("neovim", "visual_studio_code", "emacs")
CAMPAIGN = """\
# who is old enough
smart list "Old" {
  birthday before 2000-01-01
}
smart list "Known" {
  emal is not empty
}
"""


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "cdsl", "lsp"]),
    params=EDITORS,
)
async def client(
    request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path: Path
) -> AsyncIterator[None]:
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        """Editors that can be told what to watch are told; there is nothing to watch here."""

    capabilities = client_capabilities(request.param)
    if request.param == "neovim":  # as `editors/nvim/lsp/cdsl.lua` has it
        assert capabilities.workspace is not None
        refreshing = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        capabilities.workspace.diagnostics = refreshing
    announced = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[types.WorkspaceFolder(tmp_path.as_uri(), "campaigns")],
        )
    )
    lsp_client.announced = announced.capabilities  # type: ignore[attr-defined]
    yield
    await lsp_client.shutdown_session()


class Editor:
    """A client with one text open, as an editor would use it."""

    def __init__(self, client: LanguageClient, path: Path) -> None:
        self.client = client
        self.path = path
        self.text = ""
        self.version = 0

    @property
    def identifier(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.path.as_uri())

    @property
    def abilities(self) -> types.ClientCapabilities:
        assert self.client.capabilities is not None, "the session has not begun"
        return self.client.capabilities

    @property
    def pulls(self) -> bool:
        document = self.abilities.text_document
        return document is not None and document.diagnostic is not None

    def open(self, text: str) -> None:
        self.text, self.version = text, 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(
                types.TextDocumentItem(self.path.as_uri(), "cdsl", self.version, text)
            )
        )

    def change(self, old: str, new: str) -> None:
        """Replace the first occurrence of a text, as typing does: only that range is sent."""
        start = self.text.index(old)
        self.version += 1
        changed = types.TextDocumentContentChangePartial(
            range=types.Range(self.at(start), self.at(start + len(old))), text=new
        )
        self.text = self.text[:start] + new + self.text[start + len(old) :]
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=self.path.as_uri(), version=self.version),
                [changed],
            )
        )

    def at(self, offset: int) -> types.Position:
        """The position of an offset, in the units that were agreed on."""
        before = self.text[:offset]
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), UNITS[self.encoding](line))

    @property
    def encoding(self) -> str:
        general = self.abilities.general
        wanted = general.position_encodings if general is not None else None
        return str(wanted[0]) if wanted else "utf-16"

    def where(self, text: str, more: int = 0) -> types.Position:
        return self.at(self.text.index(text) + more)

    async def codes(self) -> list[tuple[int, str]]:
        """Line from 0 and code of each finding, pulled or pushed as this editor does."""
        return [(one.range.start.line, str(one.code)) for one in await self.diagnostics()]

    async def diagnostics(self) -> list[types.Diagnostic]:
        if self.pulls:
            report = await self.client.text_document_diagnostic_async(
                types.DocumentDiagnosticParams(self.identifier)
            )
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        while True:
            await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            return list(self.client.diagnostics[self.path.as_uri()])


@pytest.fixture
def editor(client: LanguageClient, tmp_path: Path) -> Editor:
    return Editor(client, tmp_path / "campaign.cdsl")
