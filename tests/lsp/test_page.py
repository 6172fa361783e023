"""docs/editors/lsp.md lists what the server announces, no more and no less."""

import re
from typing import Final

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.conftest import ROOT

PAGE: Final = (ROOT / "docs" / "editors" / "lsp.md").read_text(encoding="utf-8")
ROWS: Final = dict(re.findall(r"^\| `(\w+)` \| `([\w/]+)` \|", PAGE, re.MULTILINE))
ONLY_WHO_PULLS: Final = "diagnosticProvider"


@pytest.mark.asyncio
async def test_the_page_lists_what_is_announced(client: LanguageClient) -> None:
    announced = client.protocol._converter.unstructure(client.announced)  # type: ignore[attr-defined]
    document = client.capabilities.text_document if client.capabilities is not None else None
    pulls = document is not None and document.diagnostic is not None
    listed = set(ROWS) - (set() if pulls else {ONLY_WHO_PULLS})
    assert listed == {name for name, value in announced.items() if value is not None}


def test_methods_are_those_of_the_protocol() -> None:
    assert len(set(ROWS.values())) == len(ROWS)
    assert set(ROWS.values()) <= set(types.METHOD_TO_TYPES)
