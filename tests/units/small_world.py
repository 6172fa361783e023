"""A small program and world, made by hand through the core tree."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cdsl.interpreter.state import Answered, Failed, Moved, Run
from cdsl.interpreter.step import advance, enter
from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import AttributeOf, Compare, Condition, Everyone, Operator
from cdsl.semantics.conditions import PersonField as Of
from cdsl.semantics.expressions import Constant, Context, Token
from cdsl.semantics.flow import Step
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    CommunicationLimit,
    Email,
    Location,
    MarketingProgram,
    Program,
    Qualification,
    SmartList,
    TokenDefinition,
    Tokens,
    Workspace,
)
from cdsl.semantics.schema import Action, Activity, Attribute, Channel, Field, Schema, Status
from cdsl.semantics.tokens import Chain, Frame, FrameKind
from cdsl.semantics.types import Type
from cdsl.source.span import Source, Span
from cdsl.world.effects import Record
from cdsl.world.memory import MemoryStore
from cdsl.world.values import Value

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
"""A Tuesday, 09:00 in Rome."""

ROME = ZoneInfo("Europe/Rome")
AT = Span(0, 0)
HERE = Location(Source("small.cdsl", ""), AT)


def key(*path: str) -> AssetKey:
    return AssetKey("Default", path)


def _fields(owner: str, types: Mapping[str, Type]) -> dict[str, Field]:
    return {
        name: Field(owner, name, name, type, column)
        for column, (name, type) in enumerate(types.items())
    }


def _activity(name: str, *names: str, whole: tuple[str, ...] = ()) -> Activity:
    return Activity(
        name,
        name.replace("_", " ").title(),
        tuple(
            Attribute(one, one, Type.INTEGER if one in whole else Type.TEXT, column)
            for column, one in enumerate(names)
        ),
    )


PERSON = _fields(
    "person",
    {
        "email": Type.EMAIL,
        "country": Type.TEXT,
        "company": Type.TEXT,
        "score": Type.SCORE,
        "priority": Type.INTEGER,
        "revenue": Type.CURRENCY,
        "weight": Type.FLOAT,
        "birthday": Type.DATE,
        "created_at": Type.DATETIME,
        "unsubscribed": Type.BOOLEAN,
        "marketing_suspended": Type.BOOLEAN,
        "block_listed": Type.BOOLEAN,
        "email_invalid": Type.BOOLEAN,
        "tier": Type.TEXT,
    },
)
PERSON["tier"] = replace(PERSON["tier"], values=("Gold", "Silver"))
COMPANY = _fields("company", {"name": Type.TEXT, "industry": Type.TEXT})
SEAT = Field("member", "seat", "Seat", Type.TEXT, 0)
ACTIVITIES = {
    activity.name: activity
    for activity in (
        _activity("visit_page", "page", "referrer", "seconds", whole=("seconds",)),
        _activity("send_email", "email", "step"),
        _activity("email_blocked", "email", "reason"),
        _activity("step_skipped", "step", "reason"),
        _activity("send_alert", "email", "to"),
        _activity("interesting_moment", "type", "description", "source"),
        _activity("change_data_value", "attribute", "new_value", "old_value", "reason", "source"),
        _activity(
            "change_score",
            *("score", "change", "new_value", "old_value", "reason"),
            whole=("change", "new_value", "old_value"),
        ),
        _activity("change_program_member_data", "program", "attribute", "new_value", "old_value"),
        _activity("change_status", "program", "new_status", "old_status", "success"),
        _activity("add_to_list", "list"),
        _activity("remove_from_list", "list"),
        _activity("execute_campaign", "campaign", "qualified", "parent", "parent_tokens"),
        _activity("request_campaign", "campaign", "source"),
        _activity("call_webhook", "webhook", "error_type"),
        _activity("delete_person"),
        _activity("unsubscribe", "email", "page"),
        _activity("create_task", "subject", "due"),
    )
}
TASK = Action("create_task", "Create Task", ACTIVITIES["create_task"].attributes)
EVENT = Channel(
    "Event",
    (
        Status("Invited", 0, False),
        Status("No Show", 1, False),
        Status("Attended", 2, True),
    ),
)
SCHEMA = Schema(PERSON, COMPANY, ACTIVITIES, {"create_task": TASK}, {"Event": EVENT})
FAIR = key("Fair")


def frame(kind: FrameKind = FrameKind.CAMPAIGN, **values: Any) -> Frame[TokenDefinition]:
    """A frame of tokens; a value is a constant's or an expression with its type."""
    bindings = {}
    for name, (type, value) in values.items():
        literal = isinstance(value, str | int | datetime) and not isinstance(value, Token)
        expression = Constant(value, type) if literal else value
        bindings[name] = TokenDefinition(name, name, type, expression)
    return Frame(kind, "owner", bindings)


def my(name: str, type: Type = Type.TEXT, default: str | None = None) -> Token:
    return Token(Context.MY, name, type, default, 0, AT)


def token(context: Context, name: str, type: Type = Type.TEXT, column: int = 0) -> Token:
    return Token(context, name, type, None, column, AT)


def text(value: str) -> Constant:
    return Constant(value, Type.TEXT)


def person_is(name: str, operator: Operator, *values: Any, **more: Any) -> Compare:
    """A comparison of a person's field with constants or expressions."""
    field = PERSON[name]
    operands = tuple(
        one if isinstance(one, Constant | Token) else Constant(one, field.type) for one in values
    )
    return Compare(Of(field), operator, operands, field.type, **more)


def attribute_is(activity: str, name: str, operator: Operator, *values: Any) -> Compare:
    attribute = next(one for one in ACTIVITIES[activity].attributes if one.name == name)
    operands = tuple(Constant(one, attribute.type) for one in values)
    return Compare(AttributeOf(attribute, attribute.type), operator, operands, attribute.type)


def campaign(
    name: str,
    *flow: Step,
    kind: CampaignKind = CampaignKind.BATCH,
    condition: Condition | None = None,
    rule: Qualification | None = None,
    tokens: Tokens | None = None,
    program: AssetKey | None = None,
    **more: Any,
) -> Campaign:
    parts: dict[str, Any] = {
        "triggers": (),
        "schedules": (),
        "limit": None,
        "respects_limits": False,
        "active": True,
        "holes": (),
        **more,
    }
    return Campaign(
        key=key(name),
        id=1001,
        kind=kind,
        description="",
        program=program,
        tokens=tokens or Chain(),
        smart_list=condition or Everyone(),
        qualification=rule or Qualification(True, None),
        flow=flow,
        location=HERE,
        **parts,
    )


def email(name: str, operational: bool = False, hole: bool = False) -> Email:
    return Email(key(name), text("s"), text("b"), operational, hole, HERE)


def program(
    *campaigns: Campaign,
    limits: tuple[CommunicationLimit, ...] = (),
    emails: tuple[Email, ...] = (),
    smart_lists: tuple[SmartList, ...] = (),
    **more: Any,
) -> Program:
    fair = MarketingProgram(FAIR, 1001, "A fair", "Event", {"seat": SEAT}, Chain(), HERE)
    return Program(
        schema=SCHEMA,
        workspaces={"Default": Workspace("Default", "Europe/Rome", limits)},
        programs={FAIR: fair},
        campaigns={one.key: one for one in campaigns},
        lists={},
        smart_lists={one.key: one for one in smart_lists},
        emails={one.key: one for one in emails},
        webhooks=more.get("webhooks", {}),
    )


def store(**people: Mapping[str, Value]) -> MemoryStore:
    """A world of people by their values."""
    world = MemoryStore(SCHEMA)
    for person, values in people.items():
        world.add_person(person, [values.get(name) for name in PERSON])
    return world


class Silence:
    """A world outside whose answers are set."""

    def __init__(self, answer: Answered | Failed | None = None) -> None:
        self.answer = answer

    def call_webhook(self, *_: Any) -> Answered | Failed:
        assert self.answer is not None
        return self.answer

    def do(self, *_: Any) -> Failed | None:
        return self.answer if isinstance(self.answer, Failed) else None


def environment(
    meaning: Program, world: MemoryStore, outside: Silence | None = None, **more: Any
) -> Environment:
    parts: dict[str, Any] = {"now": NOW, "seed": 0, "is_active": lambda _: True, **more}
    zones = {"Default": ROME}
    return Environment(
        program=meaning, store=world, zones=zones, outside=outside or Silence(), **parts
    )


def view(
    world: MemoryStore,
    person: str = "ada",
    meaning: Program | None = None,
    tokens: Tokens | None = None,
    **more: Any,
) -> View:
    """A person in the scene of a campaign in the program "Fair"."""
    meaning = meaning or program()
    scope = own_scope(campaign("Test", tokens=tokens, program=FAIR), **more)
    row = world.person(person)
    assert row is not None
    return View(scene_of(environment(meaning, world), scope, "Default"), person, row)


def pass_through(
    name: str, meaning: Program, world: MemoryStore, outside: Silence | None = None, **more: Any
) -> list[Moved]:
    """Let ada go through a campaign, to its end or a wait; what each step led to."""
    where = environment(meaning, world, outside, **more)
    found = meaning.campaigns[key(name)]
    run: Run | None = enter(7, "ada", found, own_scope(found))
    moves = []
    while run is not None:
        moved = advance(run, where)
        world.apply(moved.effects)
        moves.append(moved)
        run = None if moved.until is not None else moved.run
    return moves


def log(world: MemoryStore) -> list[tuple[Value, ...]]:
    """Names and values of all activities."""
    return [(one.activity.name, *one.values) for one in world.new_activities(0)]


def skips(moves: list[Moved]) -> list[str]:
    return [outcome.skipped for moved in moves for outcome in moved.outcomes]


def recorded_in(moved: Moved) -> list[str]:
    return [one.record.activity.name for one in moved.effects if isinstance(one, Record)]
