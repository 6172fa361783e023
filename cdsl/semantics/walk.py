"""Walking the core tree: what a condition, a value or a flow is made of.

Floor 2. For passes that look for something; engines dispatch by themselves.
"""

from collections.abc import Iterator
from typing import assert_never

from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    Not,
)
from cdsl.semantics.expressions import (
    Constant,
    Expression,
    HoleValue,
    Joined,
    Shifted,
    Token,
)
from cdsl.semantics.flow import (
    AddToList,
    CallWebhook,
    ChangeBy,
    ChangeField,
    Choice,
    ClearField,
    DeletePerson,
    DoAction,
    DoNothing,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Split,
    Step,
    Stop,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilWeekday,
)


def conditions_in(condition: Condition) -> Iterator[Condition]:
    """The condition itself and all it is made of."""
    pending: list[Condition] = [condition]
    while pending:
        found = pending.pop()
        yield found
        match found:
            case AllOf(parts=parts) | AnyOf(parts=parts):
                pending.extend(reversed(parts))
            case Not(part=part):
                pending.append(part)
            case Did(where=where) | InProgram(where=where):
                pending.extend(reversed(where))
            case (
                Compare()
                | InList()
                | InSmartList()
                | EnteredCampaign()
                | Everyone()
                | HoleCondition()
            ):
                pass
            case _:
                assert_never(found)


def values_in_condition(condition: Condition) -> Iterator[Expression]:
    """Every value that a condition reads: operands, subjects that are tokens, windows."""
    for found in conditions_in(condition):
        match found:
            case Compare(subject=subject, operands=operands):
                if isinstance(subject, Token | Constant):
                    yield subject
                yield from operands
            case Did(window=window):
                if window is not None:
                    yield from window.operands
            case (
                InList()
                | InSmartList()
                | InProgram()
                | EnteredCampaign()
                | Everyone()
                | AllOf()
                | AnyOf()
                | Not()
                | HoleCondition()
            ):
                pass
            case _:
                assert_never(found)


def tokens_in(value: Expression) -> Iterator[Token]:
    """The tokens that a value uses."""
    match value:
        case Token():
            yield value
        case Joined(parts=parts):
            yield from (part for part in parts if isinstance(part, Token))
        case Shifted(base=base):
            yield from tokens_in(base)
        case Constant() | HoleValue():
            pass
        case _:
            assert_never(value)


def steps_in(steps: tuple[Step, ...]) -> Iterator[Step]:
    """All steps of a flow, those of its branches included, in order of text."""
    pending = list(reversed(steps))
    while pending:
        step = pending.pop()
        yield step
        match step:
            case Choice(arms=arms, otherwise=otherwise):
                pending.extend(reversed(otherwise))
                for arm in reversed(arms):
                    pending.extend(reversed(arm.steps))
            case Split(shares=shares):
                for share in reversed(shares):
                    pending.extend(reversed(share.steps))
            case Rotate(turns=turns):
                for turn in reversed(turns):
                    pending.extend(reversed(turn))
            case (
                ChangeField()
                | ChangeBy()
                | ClearField()
                | MapField()
                | AddToList()
                | RemoveFromList()
                | SetStatus()
                | SendEmail()
                | SendAlert()
                | InterestingMoment()
                | DoAction()
                | ExecuteCampaign()
                | RequestCampaign()
                | WaitFor()
                | WaitUntil()
                | WaitUntilWeekday()
                | WaitUntilAnniversary()
                | CallWebhook()
                | RemoveFromFlow()
                | DeletePerson()
                | Stop()
                | DoNothing()
            ):
                pass
            case _:
                assert_never(step)


def conditions_of(step: Step) -> Iterator[Condition]:
    """The conditions that a step itself judges."""
    if isinstance(step, Choice):
        yield from (arm.condition for arm in step.arms)


def values_of(step: Step) -> Iterator[Expression]:
    """The values that a step itself works out; passed tokens included, conditions not."""
    match step:
        case ChangeField(value=value) | WaitUntil(value=value) | WaitUntilAnniversary(value=value):
            yield value
        case ChangeBy(amount=amount):
            yield amount
        case MapField(entries=entries, otherwise=otherwise):
            for entry in entries:
                yield entry.target
                yield from entry.sources
            if otherwise is not None:
                yield otherwise
        case SendAlert(to=to):
            yield from to
        case InterestingMoment(kind=kind, description=description):
            yield kind
            yield description
        case DoAction(arguments=arguments):
            yield from (argument.value for argument in arguments)
        case ExecuteCampaign(tokens=tokens) | RequestCampaign(tokens=tokens):
            yield from (passed.value for passed in tokens)
        case (
            ClearField()
            | AddToList()
            | RemoveFromList()
            | SetStatus()
            | SendEmail()
            | WaitFor()
            | WaitUntilWeekday()
            | CallWebhook()
            | Choice()
            | Split()
            | Rotate()
            | RemoveFromFlow()
            | DeletePerson()
            | Stop()
            | DoNothing()
        ):
            pass
        case _:
            assert_never(step)
