"""The pages that show the layout are in it."""

import pytest

from cdsl.source.span import Source
from cdsl.tools.format.format import format_source
from tests.docs.pages import ROOT, Block, blocks_of

SHOWN = [
    block
    for page in ("docs/format.md", "README.md")
    for block in blocks_of(ROOT / page)
    if block.language == "cdsl"
]


@pytest.mark.parametrize("block", SHOWN, ids=str)
def test_an_example_is_in_the_layout(block: Block) -> None:
    formatted = format_source(Source(block.page, block.text))
    assert formatted.diagnostics == ()
    assert formatted.text == block.text
