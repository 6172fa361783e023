"""Campaigns in Spark do what they do in the row engine: a choice of all kinds of steps.

The words are proved in `test_words.py`; what plans mean, by every campaign in `test_engines.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, get_args

import pyarrow.parquet as parquet
import pytest

from cdsl.api import Project
from cdsl.batch.memory import tables
from cdsl.batch.plan import Plan, Refused
from cdsl.batch.tree import Call, Expression, Kind, Operation
from cdsl.batch.world import tables_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Condition
from cdsl.semantics.flow import Choice, Step
from cdsl.semantics.program import Campaign, Program
from cdsl.semantics.walk import conditions_in, steps_in
from cdsl.world.memory import MemoryStore
from tests.batch.test_engines import with_batch
from tests.properties.engines import ALONE, as_batches, by_row, came_of, differences, planned
from tests.properties.populations import CLOCKS, PEOPLE, Pool, populated

ROOT = Path(__file__).parents[2]
NAMES = (
    *("b_request_of_other_kinds", "channel_ranks", "company_fields", "delete_person"),
    *("did_where_operators", "did_windows", "email_limit", "execute_names_alike"),
    *("execute_three_levels", "hole_smart_list", "limit", "op_date_empty", "op_number_types"),
    *("op_text_in", "programs/lead_scoring", "programs/renewal", "programs/routing", "rotate"),
    *("step_action", "step_lists", "token_member"),
)
CASES = ("tests/batch/values.cdsl", *(f"tests/corpus/run/{name}.cdsl" for name in NAMES))
LONG = tuple(
    f"examples/{name}/campaign.cdsl"
    for name in ("lifecycle-routing", "re-engagement", "webinar-template")
)
NOW = CLOCKS[0]


def plans(path: str) -> Iterator[tuple[Program, AssetKey, MemoryStore, Plan]]:
    """The campaigns of a file that are set-based, each with a world to be started in."""
    program = as_batches(Project.open(ROOT / path, root=ROOT)._program().analysis.program)
    start = populated(program, Pool(program, NOW, Random(path)))
    for key in program.campaigns:
        started = with_batch(program, key)
        plan = planned(started, [key], start, NOW, may_hand_over=False)
        if not isinstance(plan, Refused):
            yield started, key, start.copy(), plan


def in_spark(
    program: Program, key: AssetKey, store: MemoryStore, plan: Plan, spark: Any
) -> dict[str, Any]:
    """What Spark makes of a world."""
    from cdsl.batch.cluster import effects, let_go, put_view, session_of, work_out

    session = session_of(spark)
    needs, zone = plan.standing.base.needs, plan.standing.zones[key.workspace]
    kinds = tables_of(needs)
    for name, table in tables(store, program.schema, needs, zone):
        put_view(name, kinds[name], session.createDataFrame(table), session)
    counted = work_out(plan, session)
    if counted.over_limit(0) is not None:
        over = planned(program, [key], store, NOW, over=[key], may_hand_over=False)
        assert isinstance(over, Plan)
        plan, counted = over, work_out(over, session)
    found = came_of(program, store, NOW, counted, lambda: effects(plan, session, counted))
    let_go(session)
    return found


@pytest.mark.spark
@pytest.mark.parametrize(
    "path", [*CASES, *(pytest.param(path, marks=pytest.mark.long) for path in LONG)]
)
def test_a_campaign_does_the_same_in_spark(path: str, spark: Any) -> None:
    for program, key, store, plan in plans(path):
        was = by_row(program, [key], store.copy(), NOW)
        assert differences(was, in_spark(program, key, store, plan, spark)) == {}, key


# Views ------------------------------------------------------------------------------------------


@pytest.fixture
def values(spark: Any) -> Any:
    """A session with nothing in it, and the tables of a campaign."""
    from cdsl.batch.cluster import session_of

    program, key, store, plan = next(plans("tests/batch/values.cdsl"))
    needs = plan.standing.base.needs
    zone = plan.standing.zones[key.workspace]
    found = dict(tables(store, program.schema, needs, zone))
    return session_of(spark), tables_of(needs), found


@pytest.mark.spark
def test_a_view_reads_files(values: Any, tmp_path: Path) -> None:
    from cdsl.batch.cluster import put_view

    session, kinds, tables = values
    paths = [str(tmp_path / name) for name in ("one.parquet", "other.parquet")]
    people = tables["people"]
    parquet.write_table(people.slice(0, 5), paths[0])
    parquet.write_table(people.slice(5), paths[1])
    put_view("people", kinds["people"], paths, session)
    columns = ", ".join(f"`{name}`" for name in people.column_names)
    found = session.sql(f"SELECT {columns} FROM people").collect()
    assert len(found) == PEOPLE
    assert {tuple(row) for row in found} == set(zip(*people.to_pydict().values(), strict=True))


@pytest.mark.spark
@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"id": Kind.TEXT, "amount": Kind.FLOAT}, "column amount is decimal(18,4), and not double"),
        ({"id": Kind.TEXT, "Amount": Kind.CURRENCY}, "column Amount is missing"),
    ],
)
def test_a_view_converts_nothing(kinds: dict[str, Kind], message: str, values: Any) -> None:
    from cdsl.batch.cluster import UnfitTableError, put_view

    session, _, tables = values
    with pytest.raises(UnfitTableError, match=message.replace("(", r"\(").replace(")", r"\)")):
        put_view("people", kinds, session.createDataFrame(tables["people"]), session)


@pytest.mark.spark
def test_names_are_quoted(spark: Any) -> None:
    from cdsl.batch.cluster import put_view, rows, session_of
    from cdsl.batch.relations import Select
    from cdsl.batch.tree import Column

    session = session_of(spark)
    name, table = "a.b `c` \"d\" 'e' (f), g\\n", 'members of x|a.b: `c` "d"'
    frame = session.createDataFrame([("one", 1)], f"`{name.replace('`', '``')}` string, n int")
    put_view(table, {name: Kind.TEXT}, frame, session)
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
    for path in CASES:
        for program, key, _, plan in plans(path):
            campaign = program.campaigns[key]
            steps |= {type(step) for step in steps_in(campaign.flow)}
            for whole in conditions_of(campaign):
                conditions |= {type(part) for part in conditions_in(whole)}
            for select in plan.flow(plan.wanted()):
                for _, column in select.columns:
                    operations |= set(operations_in(column))
                operations |= set(operations_in(select.where))
            for one in plan.wanted():
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
