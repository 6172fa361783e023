"""A text that step after step compares is folded by the first of them, and as it is by then."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cdsl.api import Project
from cdsl.batch.plan import FLOW, Moment, Plan, plan
from cdsl.batch.tree import Call, Expression, Operation
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.zones import zones_of_workspaces
from tests.batch.both import as_parquet, assert_same, runs, written
from tests.batch.runs import meaning
from tests.properties.populations import CLOCKS

ASKED_AGAIN = """batch campaign "Level" {
  smart list { everyone }
  flow {
    if title starts with "Chief" or title contains ["\u00eele", "\u03c3"] { change score by 1 }
    else if title contains ["i", "ss"] { change score by 10 }
    else if title is "VP" or title is empty { change score by 100 }
    if title not contains "vp" { change score by 1000 }
  }
}
"""
CHANGED_BETWEEN = """batch campaign "Level" {
  smart list { everyone }
  flow {
    if title contains "chief" { change title to "{{lead.City}}" }
    else if title is "vp" { clear title }
    if title contains "rome" { change score by 1 } else if title is empty { change score by 10 }
    if title is "\u0131stanbul" { change score by 100 } else if title is "vp" { stop }
    change city to "{{lead.Title}}"
  }
}
"""
PEOPLE = """id,title,city,score
1,CHIEF of Staff,ROME,0
2,vp,Rome,0
3,,ROME,0
4,\u0130stanbul,,0
5,\u039f\u03a3,\u0399\u03a3,0
6,STRASSE,\u0049stanbul,0
7,Stra\u1e9ee,,0
8,Chief,,0
9,I\u0302LE,\u0131STANBUL,0
10,chief,\u0131STANBUL,0
11,VP,x,
"""


@pytest.mark.parametrize(("program", "folded"), [(ASKED_AGAIN, 1), (CHANGED_BETWEEN, 2)])
def test_one_projection_folds_a_text(program: str, folded: int) -> None:
    project = Project.from_texts({"campaign.cdsl": program})
    found = meaning(project)
    moment = Moment(CLOCKS[0], 0, zones_of_workspaces(found), has_numbers_for_ids=True, active=())
    planned = plan(found, tuple(found.campaigns.values()), NOTHING_PASSED, moment)
    assert isinstance(planned, Plan)
    flow = planned.flow(planned.wanted())
    assert flow[-1].name == FLOW
    texts = [{text for _, one in selection.columns for text in _folded(one)} for selection in flow]
    assert [len(one) for one in texts if one] == [1] * folded
    assert len(flow) > 2 * folded


@pytest.mark.parametrize("program", [ASKED_AGAIN, CHANGED_BETWEEN])
@pytest.mark.parametrize("tables", [written, as_parquet])
def test_both_engines_ask_alike(program: str, tables: Any, tmp_path: Path) -> None:
    assert_same(runs(program, tables({"people": PEOPLE}, tmp_path), tmp_path), tmp_path)


def _folded(expression: Expression) -> Iterator[Expression]:
    """The texts that are folded in an expression."""
    if isinstance(expression, Call):
        if expression.operation is Operation.FOLD:
            yield expression.arguments[0]
        for argument in expression.arguments:
            yield from _folded(argument)
