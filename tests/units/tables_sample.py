"""A program with everything that tables speak of, made by hand."""

from datetime import UTC
from pathlib import Path

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Everyone
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import (
    Campaign,
    CampaignKind,
    Location,
    MarketingProgram,
    Program,
    Qualification,
    StaticList,
    Workspace,
)
from cdsl.semantics.schema import Activity, Attribute, Channel, Field, Schema, Status
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.world.tables.load import Inputs, Loaded, load
from cdsl.world.tables.settings import Settings

HERE = Location(Source("sample.cdsl", ""), Span(0, 0))
IN_UTC = Settings(UTC)


def key(*path: str) -> AssetKey:
    return AssetKey("Default", path)


def _fields(owner: str, *fields: tuple[str, str, Type, tuple[str, ...]]) -> dict[str, Field]:
    return {
        name: Field(owner, name, label, type, column, aliases=aliases)
        for column, (name, label, type, aliases) in enumerate(fields)
    }


PERSON = _fields(
    "person",
    ("email", "Email Address", Type.EMAIL, ("email",)),
    ("first_name", "First Name", Type.TEXT, ("firstName",)),
    ("company", "Company Name", Type.TEXT, ("company",)),
    ("score", "Person Score", Type.SCORE, ("leadScore", "Lead Score")),
    ("unsubscribed", "Unsubscribed", Type.BOOLEAN, ("unsubscribed",)),
    ("birthday", "Birthday", Type.DATE, ("dateOfBirth", "Date of Birth")),
    ("created_at", "Created At", Type.DATETIME, ("createdAt", "created_at")),
    ("budget", "Budget", Type.CURRENCY, ()),
    ("weight", "Weight", Type.FLOAT, ()),
)
PERSON["tier"] = Field("person", "tier", "Tier", Type.TEXT, 9, ("Gold", "Silver"))
PERSON["stage"] = Field(
    "person", "stage", "Stage", Type.TEXT, 10, default=Constant("New", Type.TEXT)
)
COMPANY = _fields(
    "company",
    ("name", "Company Name", Type.TEXT, ("company",)),
    ("industry", "Industry", Type.TEXT, ("industry",)),
    ("employees", "Num Employees", Type.INTEGER, ("numberOfEmployees",)),
)


def _activity(
    name: str, label: str, type_id: int | None, *attributes: tuple[str, str, Type]
) -> Activity:
    return Activity(
        name,
        label,
        tuple(Attribute(n, text, type, at) for at, (n, text, type) in enumerate(attributes)),
        type_id,
    )


_TEXT = Type.TEXT
ACTIVITIES = (
    _activity(
        "visit_page",
        "Visit Web Page",
        1,
        ("page", "Web Page", _TEXT),
        ("referrer", "Referrer URL", _TEXT),
    ),
    _activity(
        "open_email",
        "Open Email",
        10,
        ("email", "Email", _TEXT),
        ("link", "Link", _TEXT),
        ("device", "Device", _TEXT),
        ("platform", "Platform", _TEXT),
        ("is_mobile", "Is Mobile Device", Type.BOOLEAN),
    ),
    _activity(
        "email_bounced",
        "Email Bounced",
        8,
        ("email", "Email", _TEXT),
        ("category", "Category", _TEXT),
        ("details", "Details", _TEXT),
    ),
    _activity(
        "change_data_value",
        "Change Data Value",
        13,
        ("attribute", "Attribute Name", _TEXT),
        ("new_value", "New Value", _TEXT),
        ("old_value", "Old Value", _TEXT),
        ("reason", "Reason", _TEXT),
        ("source", "Source", _TEXT),
    ),
    _activity(
        "change_score",
        "Change Score",
        22,
        ("score", "Score Name", _TEXT),
        ("change", "Change Value", Type.INTEGER),
        ("new_value", "New Value", Type.INTEGER),
        ("old_value", "Old Value", Type.INTEGER),
    ),
    _activity(
        "change_program_member_data",
        "Change Program Member Data",
        123,
        ("program", "Program", _TEXT),
        ("attribute", "Attribute Name", _TEXT),
        ("new_value", "New Value", _TEXT),
        ("old_value", "Old Value", _TEXT),
    ),
    _activity("log_call", "Log Call", None, ("at", "Place", _TEXT), ("on", "Day", Type.DATE)),
    _activity("delete_person", "Delete Person", 37),
)
CHANNEL = Channel(
    "Event", (Status("Invited", 0, success=False), Status("Attended", 1, success=True))
)
SCHEMA = Schema(
    PERSON, COMPANY, {found.name: found for found in ACTIVITIES}, {}, {"Event": CHANNEL}
)

FAIR, FAIR_2027 = key("Fair"), key("Global", "Fair 2027")
LISTS = (key("Customers"), key("Fair", "Guests"), key("Global", "Fair 2027", "Guests"))
WELCOME = key("Fair", "Welcome")


def _program(name: AssetKey, *fields: tuple[str, str, Type, tuple[str, ...]]) -> MarketingProgram:
    return MarketingProgram(name, 1001, "", "Event", _fields("member", *fields), Chain(), HERE)


def _campaign(name: AssetKey) -> Campaign:
    return Campaign(
        key=name,
        id=1001,
        kind=CampaignKind.BATCH,
        description="",
        program=None,
        tokens=Chain(),
        smart_list=Everyone(),
        qualification=Qualification(False, None),
        flow=(),
        triggers=(),
        schedules=(),
        limit=None,
        respects_limits=False,
        active=True,
        holes=(),
        location=HERE,
    )


PROGRAM = Program(
    schema=SCHEMA,
    workspaces={"Default": Workspace("Default", "UTC", ())},
    programs={
        FAIR: _program(FAIR, ("seat", "Seat", _TEXT, ()), ("paid", "Has Paid", Type.BOOLEAN, ())),
        FAIR_2027: _program(FAIR_2027, ("seat", "Seat", Type.INTEGER, ())),
    },
    campaigns={WELCOME: _campaign(WELCOME)},
    lists={name: StaticList(name, HERE) for name in LISTS},
    smart_lists={},
    emails={},
    webhooks={},
)


def write(folder: Path, **tables: str | bytes) -> Inputs:
    """Put tables into a folder: `people="id,email\\n…"`."""
    paths: dict[str, str] = {}
    for name, content in tables.items():
        path = folder / f"{name}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths[name] = str(path)

    def many(name: str) -> tuple[str, ...]:
        return (paths[name],) if name in paths else ()

    return Inputs(
        paths.get("people"),
        paths.get("companies"),
        paths.get("members"),
        many("lists"),
        many("entries"),
        many("activities"),
        many("events"),
    )


def loaded(folder: Path, settings: Settings = IN_UTC, **tables: str | bytes) -> Loaded:
    """Load tables; the program is the one above."""
    return load(write(folder, **tables), PROGRAM, settings)


def marked(found: Diagnostic) -> str:
    """The text that a diagnostic points at."""
    assert found.source is not None
    assert found.span is not None
    return found.source.text[found.span.start : found.span.end]


def codes(result: Loaded) -> list[str]:
    return [found.code for found in result.diagnostics]
