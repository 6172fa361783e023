"""`stdlib/`: what others build upon is explained, states its qualification rule, and is tested."""

from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.source.span import Source, Span
from cdsl.syntax.campaigns import Campaign
from cdsl.syntax.cases import Test as Block
from cdsl.syntax.parse import parse

STDLIB = Path(__file__).parents[2] / "stdlib"
FILES = sorted(path.name for path in STDLIB.glob("*.cdsl"))
TEXTS = {name: (STDLIB / name).read_text() for name in FILES}
ITEMS = {name: parse(Source(name, text)).file.items for name, text in TEXTS.items()}
CAMPAIGNS = [
    (name, item) for name, items in ITEMS.items() for item in items if isinstance(item, Campaign)
]
EACH = pytest.mark.parametrize(
    ("file", "campaign"), [pytest.param(*case, id=case[1].name.text) for case in CAMPAIGNS]
)


def text_of(file: str, span: Span) -> str:
    return TEXTS[file][span.start : span.end]


def exercised(file: str) -> set[str]:
    """The campaigns that a test block of the file names, and those that they execute."""
    campaigns = {
        item.name.text: text_of(file, item.span)
        for item in ITEMS[file]
        if isinstance(item, Campaign)
    }
    texts = [text_of(file, item.span) for item in ITEMS[file] if isinstance(item, Block)]
    found: set[str] = set()
    while texts:
        text = texts.pop()
        for name, flow in campaigns.items():
            if name not in found and f'execute campaign "{name}"' in text:
                found.add(name)
                texts.append(flow)
    return found


def test_the_library_is_what_is_promised():
    assert {"prelude.cdsl", "actions.cdsl", "scoring.cdsl", "lifecycle.cdsl", "routing.cdsl"} == {
        *FILES
    }
    assert {file for file, _ in CAMPAIGNS} == {"scoring.cdsl", "lifecycle.cdsl", "routing.cdsl"}
    assert {campaign.kind for _, campaign in CAMPAIGNS} == {"executable"}


@EACH
def test_it_is_explained(file, campaign):
    before = TEXTS[file][: campaign.span.start].splitlines()
    assert before[-1].startswith("## "), "no doc comment"


@EACH
def test_it_says_how_often_it_may_be_entered(file, campaign):
    assert " qualify " in text_of(file, campaign.span)


@EACH
def test_a_test_block_exercises_it(file, campaign):
    assert campaign.name.text in exercised(file)


@pytest.mark.parametrize("file", FILES)
def test_all_blocks_pass_and_nothing_is_to_be_mended(file):
    project = Project.open(STDLIB / file)
    assert not project.check()
    assert all(result.outcome == "passed" for result in project.test())
