"""The settings on the pages of editors can be pasted, and files that they name are there."""

import json
import re
import tomllib

import pytest

from tests.docs.pages import ROOT, Block, blocks_of

PAGES = [*sorted((ROOT / "docs" / "editors").glob("*.md")), ROOT / "editors/vscode/README.md"]
READERS = {"json": json.loads, "toml": tomllib.loads}
BLOCKS = [block for page in PAGES for block in blocks_of(page) if block.language in READERS]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_settings_can_be_read(block: Block) -> None:
    assert READERS[block.language](block.text)


def test_files_that_pages_name_are_there() -> None:
    named = {
        path
        for page in PAGES
        for path in re.findall(r"(?<!tests/)\beditors/(?:\w+/)+[\w.-]+", page.read_text("utf-8"))
    }
    named |= {f"docs/editors/{name}" for name in links(ROOT / "docs/editors/README.md")}
    assert len(named) > 6
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def links(page) -> list[str]:
    return re.findall(r"\]\((\w+\.md)\)", page.read_text("utf-8"))
