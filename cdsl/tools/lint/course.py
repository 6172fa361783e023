"""How people go through a flow: what lies behind them at a step, and where they end.

Floor 6. Of one flow only; a campaign that it executes is one step. Times of the day and waits are
those that hold for everybody who comes by.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import AnyOf, Condition, Not
from cdsl.semantics.flow import (
    Choice,
    DeletePerson,
    DoNothing,
    RemoveFromFlow,
    Rotate,
    Split,
    Step,
    Stop,
    Wait,
)
from cdsl.semantics.walk import steps_in
from cdsl.source.data import dataclass

_ALL_SHARES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Coming to a step.

    `previous` is the step that everybody here has passed before it, None at the beginning; of a
    branch it is the choice, split or rotation that leads into it. `held` held on the way, each
    when it was judged.
    """

    step: Step
    previous: "Passage | None"
    held: tuple[Condition, ...]

    def earlier(self) -> Iterator["Passage"]:
        """What everybody here has passed, the nearest first."""
        passage = self.previous
        while passage is not None:
            yield passage
            passage = passage.previous


def passages(flow: tuple[Step, ...], own: AssetKey) -> Iterator[Passage]:
    """Every step of a flow as people come to it, in order of text; `own` is the campaign."""
    yield from _passages(flow, own, None, ())


def _passages(
    steps: tuple[Step, ...],
    own: AssetKey,
    previous: Passage | None,
    held: tuple[Condition, ...],
) -> Iterator[Passage]:
    for step in steps:
        previous = Passage(step, previous, held)
        yield previous
        match step:
            case Choice(arms=arms, otherwise=otherwise):
                missed = held
                for arm in arms:
                    yield from _passages(arm.steps, own, previous, (*missed, arm.condition))
                    missed = (*missed, Not(arm.condition))
                yield from _passages(otherwise, own, previous, missed)
                held = (*held, *_past(step, own))
            case Split(shares=shares):
                for share in shares:
                    yield from _passages(share.steps, own, previous, held)
            case Rotate(turns=turns):
                for turn in turns:
                    yield from _passages(turn, own, previous, held)
            case _:
                pass


def _past(step: Choice, own: AssetKey) -> Iterator[Condition]:
    """What holds of whoever comes past a choice, since the others have ended there."""
    for arm in step.arms:
        if not _one_ends(arm.steps, own):
            break
        yield Not(arm.condition)
    if _one_ends(step.otherwise, own):
        yield AnyOf(tuple(arm.condition for arm in step.arms))


def ends(step: Step, own: AssetKey) -> bool:
    """Whether nobody goes on in the flow of a campaign after a step."""
    match step:
        case Stop() | DeletePerson():
            return True
        case RemoveFromFlow(campaign=campaign):
            return campaign == own
        case Choice(arms=arms, otherwise=otherwise):
            branches = (*(arm.steps for arm in arms), otherwise)
            return all(_one_ends(branch, own) for branch in branches)
        case Split(shares=shares):
            whole = sum(share.hundredths for share in shares) == _ALL_SHARES
            return whole and all(_one_ends(share.steps, own) for share in shares)
        case Rotate(turns=turns):
            return bool(turns) and all(_one_ends(turn, own) for turn in turns)
        case _:
            return False


def _one_ends(steps: tuple[Step, ...], own: AssetKey) -> bool:
    return any(ends(step, own) for step in steps)


def branches_of(step: Step) -> Iterator[tuple[Step, ...]]:
    """The branches of a step in order of text, an `else` last; none where it has none."""
    match step:
        case Choice(arms=arms, otherwise=otherwise):
            yield from (arm.steps for arm in arms)
            yield otherwise
        case Split(shares=shares):
            yield from (share.steps for share in shares)
        case Rotate(turns=turns):
            yield from turns
        case _:
            return


def waits_in_vain(flow: tuple[Step, ...]) -> Iterator[Wait]:
    """The waits after which nothing happens any more, in order of text."""
    yield from _waits_in_vain(flow, False)


def _waits_in_vain(steps: tuple[Step, ...], something_follows: bool) -> Iterator[Wait]:
    happens = [something_follows] * (len(steps) + 1)
    for place in reversed(range(len(steps))):
        happens[place] = not isinstance(steps[place], Stop) and (
            happens[place + 1] or not isinstance(steps[place], Wait | DoNothing)
        )
    for place, step in enumerate(steps):
        if isinstance(step, Wait) and not happens[place + 1]:
            yield step
        for branch in branches_of(step):
            yield from _waits_in_vain(branch, happens[place + 1])


def has_wait(step: Step) -> bool:
    """Whether some people wait in a step, or in a branch of it."""
    return any(isinstance(inner, Wait) for inner in steps_in((step,)))


def last_wait(passage: Passage) -> Wait | None:
    """The wait that everybody at a step comes from; None where there is none, or not one only.

    A choice in which some people wait hides those before it.
    """
    for earlier in passage.earlier():
        if isinstance(earlier.step, Wait):
            return earlier.step
        if has_wait(earlier.step):
            return None
    return None
