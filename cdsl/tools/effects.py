"""What a campaign reads and changes, and which changes fire which campaigns.

Floor 6. Worked out from the program without running it: whatever a run could change is among what
is said to be written, branches that are not taken included. Executed campaigns count as part of
their caller; requested ones run by themselves and do not.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import assert_never

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AttributeOf,
    CompanyField,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    InList,
    InProgram,
    InSmartList,
    MemberField,
    MemberStatus,
    Operator,
    PersonField,
)
from cdsl.semantics.expressions import Constant, Context, Expression, Token
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
from cdsl.semantics.program import Campaign, Program, Trigger
from cdsl.semantics.walk import (
    conditions_in,
    conditions_of,
    steps_in,
    tokens_in,
    values_in_condition,
    values_of,
)
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted


class Kind(StrEnum):
    """What can be read and changed."""

    FIELD = "field"
    MEMBER_FIELD = "member field"
    STATUS = "status"
    LIST = "list"
    EMAIL = "email"
    ACTIVITY = "activity"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is read or changed: of a program or an asset where `of` is given."""

    kind: Kind
    name: str
    of: AssetKey | None = None

    def __str__(self) -> str:
        """As a message names it."""
        match self.kind:
            case Kind.FIELD:
                return f"`{self.name}`"
            case Kind.MEMBER_FIELD:
                return f"`member.{self.name}`"
            case Kind.STATUS:
                return f"the status in {quoted(self.name)}"
            case Kind.LIST | Kind.EMAIL | Kind.CAMPAIGN:
                return f"the {self.kind} {quoted(self.name)}"
            case Kind.ACTIVITY:
                return f"`{self.name}`"


@dataclass(frozen=True, slots=True)
class Effects:
    """What is read and what is changed."""

    reads: frozenset[Thing]
    writes: frozenset[Thing]


def status_of(program: AssetKey) -> Thing:
    """The status of a membership."""
    return Thing(Kind.STATUS, program.name, program)


def list_of(key: AssetKey) -> Thing:
    """Being on a static list."""
    return Thing(Kind.LIST, key.name, key)


def subject_of(field: PersonField | MemberField) -> Thing:
    """A field that is read or changed."""
    if isinstance(field, MemberField):
        return Thing(Kind.MEMBER_FIELD, field.field.name, field.program)
    return Thing(Kind.FIELD, field.field.name)


def written_by(step: Step, program: Program) -> Iterator[Thing]:
    """What a step itself changes; executed campaigns and branches are looked at by themselves."""
    match step:
        case (
            ChangeField(target=target)
            | ChangeBy(target=target)
            | ClearField(target=target)
            | MapField(target=target)
        ):
            yield subject_of(target)
        case AddToList(list=key) | RemoveFromList(list=key):
            yield list_of(key)
        case SetStatus(program=key):
            yield status_of(key)
        case SendEmail(email=key):
            yield Thing(Kind.EMAIL, key.name, key)
            yield Thing(Kind.ACTIVITY, "send_email")
        case InterestingMoment():
            yield Thing(Kind.ACTIVITY, "interesting_moment")
        case DoAction(action=action):
            yield Thing(Kind.ACTIVITY, action.name)
        case CallWebhook(webhook=key):
            yield Thing(Kind.ACTIVITY, "call_webhook")
            for reply in program.webhooks[key].reply:
                yield Thing(Kind.FIELD, reply.field.name)
        case (
            SendAlert()
            | ExecuteCampaign()
            | RequestCampaign()
            | WaitFor()
            | WaitUntil()
            | WaitUntilWeekday()
            | WaitUntilAnniversary()
            | Choice()
            | Split()
            | Rotate()
            | RemoveFromFlow()
            | DeletePerson()
            | Stop()
            | DoNothing()
        ):
            return
        case _:
            assert_never(step)


def read_by(step: Step, program: Program) -> Iterator[Thing]:
    """What a step itself looks at: its values and, of a choice, its conditions."""
    for condition in conditions_of(step):
        yield from read_by_condition(condition, program)
    for value in values_of(step):
        yield from read_by_value(value)
    match step:
        case ChangeBy(target=target):
            yield subject_of(target)
        case MapField(source=source) if not isinstance(source, CompanyField):
            yield subject_of(source)
        case SendEmail(email=key) | SendAlert(email=key):
            for text in (program.emails[key].subject, program.emails[key].body):
                yield from read_by_value(text)
        case _:
            return


def read_by_value(value: Expression) -> Iterator[Thing]:
    """The fields that the tokens of a value stand for."""
    for token in tokens_in(value):
        if token.context is Context.LEAD and token.column >= 0:
            yield Thing(Kind.FIELD, token.name)


def read_by_condition(condition: Condition, program: Program) -> Iterator[Thing]:
    """What decides whether a condition holds, named smart lists opened."""
    pending, opened = [condition], set[AssetKey]()
    while pending:
        for node in conditions_in(pending.pop()):
            match node:
                case Compare(subject=PersonField() | MemberField() as field):
                    yield subject_of(field)
                case Compare(subject=MemberStatus(program=key)) | InProgram(program=key):
                    yield status_of(key)
                case Compare(subject=Token() as token):
                    yield from read_by_value(token)
                case InList(list=key):
                    yield list_of(key)
                case EnteredCampaign(campaign=key):
                    yield Thing(Kind.CAMPAIGN, key.name, key)
                case Did(activity=activity):
                    yield Thing(Kind.ACTIVITY, activity.name)
                case InSmartList(smart_list=key) if key not in opened:
                    opened.add(key)
                    pending.append(program.smart_lists[key].condition)
                case _:
                    pass
        for value in values_in_condition(condition):
            yield from read_by_value(value)


def effects_of_steps(steps: Iterable[Step], program: Program) -> Effects:
    """What some steps read and change, with their branches and the campaigns they execute."""
    reads: set[Thing] = set()
    writes: set[Thing] = set()
    entered: set[AssetKey] = set()
    pending = [tuple(steps)]
    while pending:
        for step in steps_in(pending.pop()):
            reads.update(read_by(step, program))
            writes.update(written_by(step, program))
            if isinstance(step, ExecuteCampaign) and step.campaign not in entered:
                entered.add(step.campaign)
                child = program.campaigns[step.campaign]
                reads.update(read_by_condition(child.smart_list, program))
                pending.append(child.flow)
    return Effects(frozenset(reads), frozenset(writes))


def effects_of(campaign: Campaign, program: Program) -> Effects:
    """What a campaign reads, its audience included, and what it changes."""
    found = effects_of_steps(campaign.flow, program)
    audience = frozenset(read_by_condition(campaign.smart_list, program))
    return Effects(found.reads | audience, found.writes)


# Triggers ---------------------------------------------------------------------------------------


def listened_to(trigger: Trigger) -> Thing | None:
    """What must change for a trigger to fire; None where it is no change of one thing."""
    named = {name: texts for name, texts in constants(trigger.where).items() if len(texts) == 1}

    def only(name: str) -> str | None:
        return next(iter(named[name]), None) if name in named else None

    match trigger.activity.name:
        case "change_data_value":
            field = only("attribute")
            return None if field is None else Thing(Kind.FIELD, field)
        case "change_score":
            field = only("score")
            return None if field is None else Thing(Kind.FIELD, field)
        case _:
            return None


def constants(where: Iterable[Condition]) -> dict[str, frozenset[str]]:
    """The attributes that must be one of some texts, ignoring case."""
    found: dict[str, frozenset[str]] = {}
    for node in where:
        if (
            isinstance(node, Compare)
            and isinstance(node.subject, AttributeOf)
            and node.operator is Operator.IS
            and all(isinstance(value, Constant) for value in node.operands)
        ):
            texts = {str(one.value).lower() for one in node.operands if isinstance(one, Constant)}
            name = node.subject.attribute.name
            found[name] = found.get(name, frozenset(texts)) & texts
    return found


def surely_meet(one: Trigger, other: Trigger) -> bool:
    """Whether one activity can fire both of two triggers; False where that is not certain.

    Certain is what follows from the texts that attributes must be; any other condition on an
    attribute that only one of them has leaves it open, but for two that ask the same.
    """
    if one.activity.name != other.activity.name or one.activity.name == "request_campaign":
        return False
    if one.where == other.where and one.reaches == other.reaches:
        return True
    if one.reaches is not None or other.reaches is not None:
        return False
    mine, theirs = constants(one.where), constants(other.where)
    if len(mine) != len(one.where) or len(theirs) != len(other.where):
        return False
    return all(mine[name] & theirs[name] for name in mine.keys() & theirs.keys())
