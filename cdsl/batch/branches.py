"""The steps that part people: who takes which way, for everybody.

Floor 4. What is done on each way is for `cdsl.batch.flow` to say.
"""

from cdsl.batch.building import both, compared, opposite
from cdsl.batch.conditions import judged
from cdsl.batch.place import Place
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.tree import TRUE, Call, Expression, Kind, Literal, Operation
from cdsl.batch.world import ID
from cdsl.semantics.flow import Choice, Rotate, Split, Step

Ways = list[tuple[Expression, tuple[Step, ...]]]
"""Who takes a way, and the steps on it; everybody who comes takes one."""


def choose(step: Choice, who: Expression, place: Place) -> Ways:
    """The arms of an `if`, and who takes none."""
    place.count("if", step.path, who)
    left = who
    ways: Ways = []
    # Only one arm is entered, but all are judged before any is.
    for number, arm in enumerate(step.arms, 1):
        held = both(left, judged(arm.condition, place.scope, place.standing))
        taken = place.define("takes", f"{step.path}.{number}", held)
        ways.append((taken, arm.steps))
        left = both(left, opposite(taken))
    if step.otherwise:
        left = place.define("takes otherwise", step.path, left)
    ways.append((left, step.otherwise))
    return ways


def split(step: Split, who: Expression, place: Place) -> Ways:
    """The shares of a `split`, and the rest."""
    place.count("split", step.path, who)
    key = place.campaign.key
    start = f"{place.standing.seed}|{key.workspace}|{key.joined}|{step.name}|"
    drawn_from = Call(Operation.JOIN, (Literal(start, Kind.TEXT), ID), Kind.TEXT)
    drawn = place.define("draw", step.path, Call(Operation.DRAW, (drawn_from,), Kind.TEXT))
    ways: Ways = []
    left, bound = who, 0
    for number, share in enumerate(step.shares, 1):
        bound += share.hundredths
        # Shares are hundredths of a percent of 64 bits, rounded up: a draw lies below or not.
        limit = -(-(bound << 64) // 10_000)
        falls: Expression = TRUE
        if limit < 1 << 64:
            falls = compared(Operation.LESS, drawn, Literal(f"{limit:016x}", Kind.TEXT))
        taken = place.define("falls into", f"{step.path}.{number}", both(left, falls))
        ways.append((taken, share.steps))
        left = both(left, opposite(taken))
    ways.append((left, ()))
    return ways


def rotate(step: Rotate, who: Expression, place: Place) -> Ways:
    """The turns of a `rotate`. Raises NotSetBasedError."""
    place.count("rotate", step.path, who)
    if not step.turns:
        return [(who, ())]
    standing, key = place.standing, (place.campaign.key, step.name)
    if key in standing.turns:
        raise NotSetBasedError("CDS607", "people come to one rotation from several places")
    if standing.seed:
        raise NotSetBasedError("CDS607", "a seed shuffles the order in which people take turns")
    standing.turns.add(key)
    number = Call(Operation.ROW_NUMBER, (who, *standing.order()), Kind.WHOLE)
    place_in_row = place.define("place in row", step.path, number)
    count = len(step.turns)
    turn: Expression = Call(
        Operation.REMAINDER,
        (
            Call(Operation.ADD, (place_in_row, Literal(count - 1, Kind.WHOLE)), Kind.WHOLE),
            Literal(count, Kind.WHOLE),
        ),
        Kind.WHOLE,
    )
    turn = place.define("turn", step.path, turn)
    return [
        (
            place.define(
                "takes turn",
                f"{step.path}.{at + 1}",
                both(who, compared(Operation.EQUAL, turn, Literal(at, Kind.WHOLE))),
            ),
            steps,
        )
        for at, steps in enumerate(step.turns)
    ]
