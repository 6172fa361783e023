"""Campaigns in Spark do what they do in the row engine: a choice of all kinds of steps.

The words are proved in `test_words.py`; what plans mean, by every campaign in `test_engines.py`.
"""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from cdsl.api import Project
from cdsl.batch.plan import Moment, Plan, plan
from cdsl.batch.tree import Call, Expression, Kind, Operation
from cdsl.runtime.admission import NOTHING_PASSED
from cdsl.runtime.zones import zones_of_workspaces
from cdsl.semantics.conditions import Condition
from cdsl.semantics.flow import Choice, Step
from cdsl.semantics.program import Campaign
from cdsl.semantics.walk import conditions_in, steps_in
from cdsl.world.tables.write import Format
from tests.batch.runs import Place, as_batch, meaning, name_of, put, with_meaning
from tests.properties.engines import ALONE, as_batches
from tests.properties.populations import CLOCKS, Pool, populated

ROOT = Path(__file__).parents[2]
CHOSEN = {
    "tests/batch/values.cdsl": ("Show", "Call", "Move", "Convert", 'A.B `c` "d" (e)'),
    "tests/corpus/run/token_member.cdsl": ("Set",),
    "tests/corpus/run/programs/lead_scoring.cdsl": ("Fit",),
    "tests/corpus/run/hole_smart_list.cdsl": ("A",),
    "tests/corpus/run/b_request_of_other_kinds.cdsl": ("B",),
    "tests/corpus/run/programs/renewal.cdsl": ("Auto", "Renewed"),
    "tests/corpus/run/step_action.cdsl": ("B",),
}
"""Campaigns that have everything between them."""
NAMES = (
    *("b_request_of_other_kinds", "channel_ranks", "company_fields", "delete_person"),
    *("did_where_operators", "did_windows", "email_limit", "execute_names_alike"),
    *("execute_three_levels", "hole_smart_list", "limit", "op_date_empty", "op_number_types"),
    *("op_text_in", "programs/lead_scoring", "programs/renewal", "programs/routing", "rotate"),
    *("step_action", "step_lists", "token_member"),
)
LONG = (
    *CHOSEN,
    *(f"tests/corpus/run/{name}.cdsl" for name in NAMES),
    *(f"examples/{name}/campaign.cdsl" for name in ("lifecycle-routing", "re-engagement")),
    "examples/webinar-template/campaign.cdsl",
)
NOW = CLOCKS[0]


def campaigns() -> Iterator[Any]:
    """The campaigns of some files, but for those chosen only in a long search."""
    for path in dict.fromkeys(LONG):
        for key in meaning(Project.open(ROOT / path, root=ROOT)).campaigns:
            is_chosen = key.name in CHOSEN.get(path, ())
            marks = () if is_chosen else (pytest.mark.long,)
            yield pytest.param(path, key.name, id=f"{path}-{key.name}", marks=marks)


@pytest.mark.spark
@pytest.mark.parametrize(("path", "name"), list(campaigns()))
def test_a_campaign_does_the_same_in_spark(
    path: str, name: str, tmp_path: Path, spark: Any
) -> None:
    from tests.batch.runs_in_spark import compare_in_spark

    project = Project.open(ROOT / path, root=ROOT)
    program = as_batches(meaning(project))
    (key,) = (key for key in program.campaigns if key.name == name)
    before = Place(tmp_path / "before", Format.PARQUET)
    put(populated(program, Pool(program, NOW, Random(path))), program, before, UTC)
    started = with_meaning(project, as_batch(program, key))
    order = {"now": NOW, "campaign": name_of(key)}
    refused = compare_in_spark(started, before.inputs, tmp_path, **order)
    if name in CHOSEN.get(path, ()):
        assert refused is None
    elif refused is not None:
        assert refused.code.startswith("CDS6")
        pytest.skip(refused.message)


@pytest.mark.spark
def test_names_are_quoted(spark: Any) -> None:
    from cdsl.batch.relations import Select
    from cdsl.batch.spark.cluster import rows, session_of, view_name
    from cdsl.batch.tree import Column

    session = session_of(spark)
    name, table = "a.b `c` \"d\" 'e' (f), g\\n", 'members of x|a.b: `c` "d"'
    frame = session.createDataFrame([("one", 1)], f"`{name.replace('`', '``')}` string, n int")
    frame.createOrReplaceTempView(view_name(table))
    select = Select("found", table, ((f"{name}.", Column(name, Kind.TEXT)),))
    assert rows(session, select) == [("one",)]


# The choice -------------------------------------------------------------------------------------

ONE_BY_ONE = set(get_args(ALONE))
"""Steps that are one person's matter."""
OF_NUMBERED_IDS = {Operation.DIGITS, Operation.LENGTH, Operation.NUMBER}
"""What only a world needs whose ids are numbers; proved with `ROW_NUMBER`."""


def test_the_choice_has_every_kind() -> None:
    steps: set[type] = set()
    conditions: set[type] = set()
    operations: set[Operation] = set()
    for path, names in CHOSEN.items():
        for campaign, found in plans(path, names):
            steps |= {type(step) for step in steps_in(campaign.flow)}
            for whole in conditions_of(campaign):
                conditions |= {type(part) for part in conditions_in(whole)}
            for select in found.flow(found.wanted()):
                for _, column in select.columns:
                    operations |= set(operations_in(column))
                operations |= set(operations_in(select.where))
            for one in found.wanted():
                operations |= set(operations_in(one))
    assert steps >= set(get_args(Step)) - ONE_BY_ONE
    assert conditions >= set(get_args(Condition))
    assert operations | OF_NUMBERED_IDS == set(Operation)


def conditions_of(campaign: Campaign) -> Iterator[Condition]:
    yield campaign.smart_list
    for step in steps_in(campaign.flow):
        if isinstance(step, Choice):
            yield from (arm.condition for arm in step.arms)


def operations_in(expression: Expression) -> Iterator[Operation]:
    if isinstance(expression, Call):
        yield expression.operation
        for argument in expression.arguments:
            yield from operations_in(argument)


def plans(path: str, names: tuple[str, ...]) -> Iterator[tuple[Campaign, Plan]]:
    """Campaigns of a file, and how they are done at once."""
    program = as_batches(meaning(Project.open(ROOT / path, root=ROOT)))
    moment = Moment(NOW, 0, zones_of_workspaces(program), has_numbers_for_ids=False, active=())
    for key in program.campaigns:
        if key.name in names:
            started = as_batch(program, key)
            found = plan(started, [started.campaigns[key]], NOTHING_PASSED, moment)
            assert isinstance(found, Plan)
            yield started.campaigns[key], found
