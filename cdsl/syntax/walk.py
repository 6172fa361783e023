"""Walking the syntax tree: what a condition, a flow or a declaration is made of.

Floor 1. For passes that look for something; it knows nothing of meaning.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from cdsl.syntax.campaigns import Campaign, FlowPart, OnActivity, SmartListPart
from cdsl.syntax.cases import Test
from cdsl.syntax.conditions import (
    And,
    Block,
    Comparison,
    Condition,
    Did,
    Everyone,
    Group,
    MemberOf,
    Not,
    Or,
)
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldsOf,
    ListDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.files import Folder, Program, ProgramItem
from cdsl.syntax.nodes import Hole
from cdsl.syntax.steps import (
    AddToList,
    CallWebhook,
    Change,
    ChangeBy,
    Choice,
    Clear,
    DoAction,
    ExecuteCampaign,
    InterestingMoment,
    MapField,
    Plain,
    RemoveFromFlow,
    RemoveFromList,
    RequestCampaign,
    Rotate,
    SendAlert,
    SendEmail,
    SetStatus,
    Split,
    Step,
    WaitFor,
    WaitUntil,
    WaitUntilAnniversary,
    WaitUntilDay,
)


def conditions_in(condition: Condition) -> Iterator[Condition]:
    """The condition and all it is made of, in order of text; tests of attributes included."""
    pending: list[Condition] = [condition]
    while pending:
        found = pending.pop()
        yield found
        match found:
            case And(parts=parts) | Or(parts=parts) | Block(parts=parts):
                pending.extend(reversed(parts))
            case Not(part=part) | Group(part=part):
                pending.append(part)
            case Did(where=where) | MemberOf(where=where):
                pending.extend(reversed(where))
            case Comparison() | Everyone() | Hole():
                pass
            case _:
                assert_never(found)


def branches_of(step: Step) -> Iterator[tuple[Step, ...]]:
    """The branches of a step in order of text, an `else` last; none where it has none."""
    match step:
        case Choice(arms=arms, otherwise=otherwise):
            yield from (arm.steps for arm in arms)
            if otherwise is not None:
                yield otherwise
        case Split(shares=shares):
            yield from (share.steps for share in shares)
        case Rotate(turns=turns):
            yield from (turn.steps for turn in turns)
        case (
            Change()
            | ChangeBy()
            | Clear()
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
            | WaitUntilDay()
            | WaitUntilAnniversary()
            | CallWebhook()
            | RemoveFromFlow()
            | Plain()
        ):
            return
        case _:
            assert_never(step)


def steps_in(steps: Iterable[Step], prefix: str = "") -> Iterator[tuple[str, Step]]:
    """Every step with its dotted path (`3.2.1`), those of branches included, in order of text."""
    for number, step in enumerate(steps, 1):
        path = f"{prefix}{number}"
        yield path, step
        for branch, inner in enumerate(branches_of(step), 1):
            yield from steps_in(inner, f"{path}.{branch}.")


def conditions_of(item: ProgramItem) -> Iterator[tuple[Condition, ...]]:
    """The conditions of a declaration, those of one block together; those of tests left out."""
    match item:
        case SmartListDeclaration(conditions=conditions):
            yield conditions
        case Campaign(parts=parts):
            for part in parts:
                match part:
                    case SmartListPart(conditions=conditions):
                        yield conditions
                    case OnActivity(where=where):
                        yield where
                    case FlowPart(steps=steps):
                        for _, step in steps_in(steps):
                            if isinstance(step, Choice):
                                yield from ((arm.condition,) for arm in step.arms)
                    case _:
                        pass
        case (
            Folder()
            | Program()
            | Tokens()
            | ChannelDeclaration()
            | FieldsOf()
            | ActivityDeclaration()
            | ActionDeclaration()
            | ListDeclaration()
            | MappingDeclaration()
            | EmailDeclaration()
            | WebhookDeclaration()
            | ChannelPart()
            | Description()
            | Test()
        ):
            return
        case _:
            assert_never(item)
