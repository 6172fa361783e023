"""What the why-tree of a condition costs: 12 predicates with it and without it.

The plain walk of the reference engine stops where the answer is known, as does the tree that is
recorded of many (`cdsl run --trace`); the whole tree, which is shown of one person, looks at every
part. Asked of the people of whom the list holds, and of everybody, of whom most fail early. All
must find the same people. Run: python -m bench.why
"""

from collections.abc import Callable, Sequence
from functools import partial

from bench.measure import Goal, Row, Workload, compare, interleaved, main
from bench.twelve import condition_in_scene, generated_people, rows_of
from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.view import View
from cdsl.interpreter.why import why

PEOPLE = 20_000
PLAIN, JUDGED, WHOLE = "plain walk", "tree of what was judged", "whole tree"


def measure(rounds: int) -> tuple[Row, ...]:
    condition, scene = condition_in_scene()
    everybody = [View(scene, id, row) for id, row in rows_of(generated_people(PEOPLE), scene)]
    qualified = [view for view in everybody if holds(condition, view)]
    if not qualified or [view for view in everybody if why(condition, view).holds] != qualified:
        raise SystemExit("the tree and the walk disagree")
    groups = {"who qualifies": qualified, "everybody": everybody}
    workloads: dict[str, Workload] = {}
    for whom, views in groups.items():
        workloads[f"{PLAIN}, {whom}"] = partial(_each, lambda view: holds(condition, view), views)
        workloads[f"{JUDGED}, {whom}"] = partial(
            _each, lambda view: why(condition, view, whole=False), views
        )
        workloads[f"{WHOLE}, {whom}"] = partial(_each, lambda view: why(condition, view), views)
    return compare(
        interleaved(workloads, rounds),
        tuple(
            Goal(f"{tree}, {whom}", f"{PLAIN}, {whom}", most=2.5)
            for tree in (JUDGED, WHOLE)
            for whom in groups
        ),
    )


def _each(ask: Callable[[View], object], views: Sequence[View]) -> None:
    for view in views:
        ask(view)


if __name__ == "__main__":
    main(f"the why-tree of 12 predicates, {PEOPLE:,} people", 5, measure)
