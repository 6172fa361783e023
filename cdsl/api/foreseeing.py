"""Whether a run can be done to everybody at once, said before it is: `--explain`.

Floor 7. Tables are looked at, as their cells may decide that; no flow is worked out. So the steps
that hand people over are known, and how many these are is not.
"""

from collections.abc import Callable
from typing import Final

from cdsl.api.analysis import Understood
from cdsl.api.choices import Choice, Engine, Wish
from cdsl.api.everybody import in_database
from cdsl.api.loading import Progress, Reading
from cdsl.api.running import Output
from cdsl.api.starting import Order
from cdsl.api.tasks import Task, choice_of_error, task_of
from cdsl.batch.duckdb.direct import Done, foreseen, shown
from cdsl.batch.duckdb.in_place import statements_of
from cdsl.batch.plan import Plan
from cdsl.batch.printing import MissingWordError
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import HandedOver
from cdsl.semantics.schema import Field


def explain(
    understand: Callable[[tuple[Field, ...]], Understood],
    order: Order,
    reading: Reading,
    output: Output | None,
    progress: Progress,
    wish: Wish,
) -> Choice:
    """Whether a run can be done to everybody at once, and what would be said to DuckDB."""
    task = task_of(understand, order, wish)
    if isinstance(task, Choice):
        return task

    def finish(done: Done) -> Choice:
        _write_nothing(done, task, output, wish)
        reason = _but_for(done.plan, wish)
        try:
            _write_nothing(done.at_most(), task, output, wish)
        except (NotSetBasedError, MissingWordError) as failed:
            refused = choice_of_error(failed, "DuckDB", task, wish).reason
            reason += f"; {_otherwise(wish)} where somebody comes to that: {refused}"
        return Choice(Engine.SET, reason, (), (shown(done.plan),))

    return in_database(task, reading, output, wish, progress, foreseen, "looking", finish)


def _write_nothing(done: Done, task: Task, output: Output | None, wish: Wish) -> None:
    """Put together what would write a world. Raises NotSetBasedError and MissingWordError."""
    if wish.world is not None:
        statements_of(done, task.zone)
    elif output is not None:
        done.tables(task.zone)


_ALL: Final = "all of it can be done to everybody at once"


def _but_for(plan: Plan, wish: Wish) -> str:
    """That all is done at once but for those who are handed over: where that is, and why."""
    places = dict.fromkeys(
        f"{_place_of(one)}: {one.message} ({one.code})" for one in plan.standing.handed
    )
    if not places:
        return _ALL
    reason = f"{_ALL} but for people who come to what goes one by one: {'; '.join(places)}"
    if wish.may_be_row:
        reason += f"; {_otherwise(wish)} where these are more than the others"
    return reason


def _place_of(handed: HandedOver) -> str:
    assert handed.location is not None
    source, span = handed.location.source, handed.location.span
    return f"{source.name}:{source.position(span.start).line}"


def _otherwise(wish: Wish) -> str:
    """What becomes of a run that turns out not to be set-based."""
    return "the row engine does all of it" if wish.may_be_row else "the run is refused"
