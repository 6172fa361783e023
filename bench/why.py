"""What the why-tree of a condition costs: 12 predicates with it and without it.

The plain walk of the reference engine stops where the answer is known, as does the tree that is
recorded of many (`cdsl run --trace`); the whole tree looks at every part, and the folded one, which
is shown of one person, is what decided of it. Asked of the people of whom the list holds, and of
everybody, of whom most fail early; once with what one scene fixes worked out for all of them, once
for each by themselves, as for who is the only one. All must find the same people.
Run: python -m bench.why
"""

from collections.abc import Callable, Sequence
from functools import partial

from bench.measure import Goal, Row, Workload, compare, interleaved, main
from bench.twelve import condition_in_scene, generated_people, rows_of
from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.evidence import Extent
from cdsl.interpreter.view import View
from cdsl.interpreter.why import explainer, why

PEOPLE = 20_000
PLAIN, JUDGED, WHOLE = "plain walk", "tree of what was judged", "whole tree"
FOLDED, ALONE = "folded tree", "folded tree of each alone"


def measure(rounds: int) -> tuple[Row, ...]:
    condition, scene = condition_in_scene()
    everybody = [View(scene, id, row) for id, row in rows_of(generated_people(PEOPLE), scene)]
    qualified = [view for view in everybody if holds(condition, view)]
    judged, folded, whole = (
        explainer(condition, scene, extent)
        for extent in (Extent.JUDGED, Extent.DECIDING, Extent.WHOLE)
    )
    for explain in (judged, folded, whole):
        if not qualified or [view for view in everybody if explain(view).holds] != qualified:
            raise SystemExit("the tree and the walk disagree")
    asked: dict[str, Callable[[View], object]] = {
        PLAIN: lambda view: holds(condition, view),
        JUDGED: judged,
        WHOLE: whole,
        FOLDED: folded,
        ALONE: lambda view: why(condition, view, Extent.DECIDING),
    }
    groups = {"who qualifies": qualified, "everybody": everybody}
    workloads: dict[str, Workload] = {
        f"{what}, {whom}": partial(_each, ask, views)
        for whom, views in groups.items()
        for what, ask in asked.items()
    }
    return compare(
        interleaved(workloads, rounds),
        tuple(
            Goal(f"{tree}, {whom}", f"{PLAIN}, {whom}", most=None if tree is ALONE else 2.5)
            for tree in (JUDGED, WHOLE, FOLDED, ALONE)
            for whom in groups
        ),
    )


def _each(ask: Callable[[View], object], views: Sequence[View]) -> None:
    for view in views:
        ask(view)


if __name__ == "__main__":
    main(f"the why-tree of 12 predicates, {PEOPLE:,} people", 5, measure)
