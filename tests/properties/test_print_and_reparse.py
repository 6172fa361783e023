"""What is printed from a tree parses to the same tree, without a finding."""

from hypothesis import given

from cdsl.source.span import Source, Span
from cdsl.syntax import nodes, steps
from cdsl.syntax.campaigns import Campaign, CampaignKind, FlowPart, SmartListPart
from cdsl.syntax.conditions import Condition
from cdsl.syntax.declarations import SmartListDeclaration
from cdsl.syntax.files import File, Item
from cdsl.syntax.parse import parse
from cdsl.syntax.print import print_file
from tests.properties.trees import NOWHERE, conditions, flows, quoted, tuples


def judge(*items: Item) -> None:
    file = File(None, None, (), items, Span(0, 0))
    parsed = parse(Source("printed.cdsl", print_file(file)))
    assert parsed.diagnostics == ()
    assert parsed.file == file


@given(quoted, tuples(conditions, least=1))
def test_conditions(name: nodes.Name, written: tuple[Condition, ...]) -> None:
    judge(SmartListDeclaration(name, written, NOWHERE))


@given(quoted, tuples(conditions, least=1), flows)
def test_campaigns(
    name: nodes.Name, written: tuple[Condition, ...], flow: tuple[steps.Step, ...]
) -> None:
    parts = (SmartListPart(written, NOWHERE), FlowPart(flow, NOWHERE))
    judge(Campaign(CampaignKind.TRIGGER, name, None, parts, NOWHERE))
