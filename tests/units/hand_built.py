"""Programs built by hand, so that a room is tested without the rooms that read files."""

from datetime import UTC, datetime

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import (
    AttributeOf,
    Compare,
    Condition,
    Everyone,
    Operator,
    PersonField,
)
from cdsl.semantics.expressions import Constant
from cdsl.semantics.flow import ChangeBy, ExecuteCampaign, RequestCampaign, Step, WaitFor
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    Location,
    Program,
    Qualification,
    Schedule,
    TokenDefinition,
    Trigger,
    Workspace,
)
from cdsl.semantics.schema import Activity, Attribute, Field, Schema
from cdsl.semantics.time import Duration, Unit
from cdsl.semantics.tokens import Chain, Frame, FrameKind
from cdsl.semantics.types import Type
from cdsl.source.span import Source, Span
from cdsl.world.memory import MemoryStore

PLACE = Location(Source("hand.cdsl", ""), Span(0, 0))
HERE = Span(0, 0)
START = datetime(2026, 1, 1, tzinfo=UTC)
EVERY_TIME = Qualification(True, None)
ONCE = Qualification(False, None)


def _activity(name: str, *attributes: tuple[str, Type]) -> Activity:
    return Activity(
        name,
        name,
        tuple(
            Attribute(attribute, attribute, type, column)
            for column, (attribute, type) in enumerate(attributes)
        ),
    )


_ACTIVITIES = (
    _activity("visit_page", ("page", Type.TEXT)),
    _activity("unsubscribe", ("email", Type.TEXT)),
    _activity("delete_person"),
    _activity("send_email", ("email", Type.TEXT), ("step", Type.TEXT)),
    _activity("email_blocked", ("email", Type.TEXT), ("reason", Type.TEXT)),
    _activity("step_skipped", ("step", Type.TEXT), ("reason", Type.TEXT)),
    _activity("request_campaign", ("campaign", Type.TEXT), ("source", Type.TEXT)),
    _activity("call_webhook", ("webhook", Type.TEXT), ("error_type", Type.TEXT)),
    _activity(
        "execute_campaign",
        ("campaign", Type.TEXT),
        ("qualified", Type.BOOLEAN),
        ("parent", Type.TEXT),
        ("parent_tokens", Type.BOOLEAN),
    ),
    _activity(
        "change_score",
        ("score", Type.TEXT),
        ("change", Type.INTEGER),
        ("new_value", Type.INTEGER),
        ("old_value", Type.INTEGER),
        ("reason", Type.TEXT),
    ),
    _activity(
        "change_data_value",
        ("attribute", Type.TEXT),
        ("new_value", Type.TEXT),
        ("old_value", Type.TEXT),
        ("reason", Type.TEXT),
        ("source", Type.TEXT),
    ),
)
_FIELDS = (
    Field("person", "email", "Email Address", Type.EMAIL, 0),
    Field("person", "score", "Person Score", Type.SCORE, 1),
    Field("person", "country", "Country", Type.TEXT, 2),
    Field("person", "unsubscribed", "Unsubscribed", Type.BOOLEAN, 3),
)
SCHEMA = Schema(
    {field.name: field for field in _FIELDS},
    {"name": Field("company", "name", "Company Name", Type.TEXT, 0)},
    {activity.name: activity for activity in _ACTIVITIES},
    {},
    {},
)
EMAIL, SCORE, COUNTRY, UNSUBSCRIBED = (PersonField(field) for field in _FIELDS)


def key(name: str) -> AssetKey:
    """The key of an asset at the top of the default workspace."""
    return AssetKey("Default", (name,))


def is_(subject: PersonField, value: str | int | bool) -> Compare:
    """FIELD is VALUE."""
    type = subject.field.type
    return Compare(subject, Operator.IS, (Constant(value, type),), type)


def on(name: str, *where: Condition) -> Trigger:
    """An `on` line."""
    return Trigger(SCHEMA.activities[name], where, None, HERE)


def attribute_is(activity: str, name: str, value: str) -> Compare:
    """ATTRIBUTE is VALUE, inside an `on` line or a `where`."""
    attribute = next(one for one in SCHEMA.activities[activity].attributes if one.name == name)
    return Compare(
        AttributeOf(attribute, attribute.type),
        Operator.IS,
        (Constant(value, attribute.type),),
        attribute.type,
    )


def by(amount: int, path: str = "1") -> ChangeBy:
    """`change score by N`."""
    return ChangeBy(path, SCORE, Constant(amount, Type.SCORE), Type.SCORE, HERE)


def wait(days: int, path: str = "1") -> WaitFor:
    """`wait N days`."""
    return WaitFor(path, Duration(days, Unit.DAY), frozenset(), None, HERE)


def execute(name: str, path: str = "1", parent_tokens: bool = False) -> ExecuteCampaign:
    """`execute campaign "X"`."""
    return ExecuteCampaign(path, key(name), parent_tokens, (), HERE)


def request(name: str, path: str = "1") -> RequestCampaign:
    """`request campaign "X"`."""
    return RequestCampaign(path, key(name), (), HERE)


def campaign(
    name: str,
    kind: CampaignKind,
    *flow: Step,
    smart_list: Condition | None = None,
    qualify: Qualification = EVERY_TIME,
    triggers: tuple[Trigger, ...] = (),
    schedules: tuple[Schedule, ...] = (),
    limit: int | None = None,
    active: bool = True,
    tokens: dict[str, int] | None = None,
    holes: tuple[Location, ...] = (),
) -> Campaign:
    """A campaign at the top of the default workspace; `tokens` are scores."""
    frame = Frame(
        FrameKind.CAMPAIGN,
        name,
        {
            token: TokenDefinition(token, token, Type.SCORE, Constant(value, Type.SCORE))
            for token, value in (tokens or {}).items()
        },
    )
    return Campaign(
        key(name),
        1001,
        kind,
        "",
        None,
        Chain((frame,)),
        smart_list or Everyone(),
        qualify,
        flow,
        triggers,
        schedules,
        limit,
        False,
        active,
        holes,
        PLACE,
    )


def program(*campaigns: Campaign) -> Program:
    """A program of campaigns in the default workspace."""
    return Program(
        SCHEMA,
        {"Default": Workspace("Default", "UTC", ())},
        {},
        {one.key: one for one in campaigns},
        {},
        {},
        {},
        {},
    )


def world(*people: str) -> MemoryStore:
    """People with an email address and nothing else."""
    store = MemoryStore(SCHEMA)
    for person in people:
        store.add_person(person, (f"{person}@example.com", None, None, None))
    return store
