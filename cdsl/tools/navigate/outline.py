"""The outline of a file: what it declares, in the order and the nesting of the text.

Floor 6. Syntax only: a file that does not check has an outline as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.campaigns import (
    Campaign,
    CampaignPart,
    FlowPart,
    Inactive,
    LimitPart,
    OnActivity,
    OnChange,
    OnReaches,
    Qualify,
    RespectLimits,
    ScheduleEvery,
    ScheduleOnce,
    SmartListPart,
)
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    ChannelPart,
    Description,
    EmailDeclaration,
    FieldDeclaration,
    FieldsOf,
    ListDeclaration,
    MappingDeclaration,
    SmartListDeclaration,
    StatusDeclaration,
    Tokens,
    WebhookDeclaration,
)
from cdsl.syntax.files import Folder, Program, ProgramItem
from cdsl.syntax.nodes import Name
from cdsl.syntax.parse import Parsed


class OutlineKind(StrEnum):
    """What an entry of an outline declares."""

    WORKSPACE = "workspace"
    FOLDER = "folder"
    PROGRAM = "program"
    CAMPAIGN = "campaign"
    PART = "part"
    SMART_LIST = "smart list"
    LIST = "list"
    EMAIL = "email"
    WEBHOOK = "webhook"
    MAPPING = "mapping"
    CHANNEL = "channel"
    STATUS = "status"
    ACTIVITY = "activity"
    ACTION = "action"
    FIELDS = "fields"
    FIELD = "field"
    TOKENS = "tokens"
    TOKEN = "token"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something declared: its name, what one wants to know beside it, and what it holds.

    `span` is all of it, `name_span` what to jump to.
    """

    kind: OutlineKind
    name: str
    detail: str
    span: Span
    name_span: Span
    inner: "tuple[Entry, ...]" = ()


def outline(parsed: Parsed) -> tuple[Entry, ...]:
    """The entries of a file."""
    file = parsed.file
    entries = list(_items(file.items, parsed))
    if file.workspace is not None:
        zone = file.workspace.zone.text if file.workspace.zone is not None else ""
        entries.insert(
            0, _named(OutlineKind.WORKSPACE, file.workspace.name, zone, file.workspace.span)
        )
    return tuple(entries)


def _items(items: Iterable[ProgramItem], parsed: Parsed) -> Iterator[Entry]:
    for item in items:
        section = parsed.sections.get(id(item))
        by = 0 if section is None else parsed.offsets[section]
        for entry in _item(item):
            placed = _moved(entry, by) if by else entry
            if isinstance(item, Folder | Program):
                whole = parsed.extents.get(id(item), item.span)
                placed = replace(placed, span=whole, inner=tuple(_items(item.items, parsed)))
            yield placed


def _moved(entry: Entry, by: int) -> Entry:
    """An entry counted in its section, counted in the file."""
    return replace(
        entry,
        span=Span(entry.span.start + by, entry.span.end + by),
        name_span=Span(entry.name_span.start + by, entry.name_span.end + by),
        inner=tuple(_moved(inner, by) for inner in entry.inner),
    )


def _item(item: ProgramItem) -> Iterator[Entry]:
    """The entry of a declaration, without what a folder or program holds."""
    match item:
        case Folder(name):
            yield _named(OutlineKind.FOLDER, name, "", item.span)
        case Program(name, clones):
            detail = f"clones {clones.name.text}" if clones is not None else ""
            yield _named(OutlineKind.PROGRAM, name, detail, item.span)
        case Campaign(kind, name, _, parts):
            inner_parts = (entry for part in parts for entry in _part(part))
            yield _named(OutlineKind.CAMPAIGN, name, str(kind), item.span, inner_parts)
        case Tokens(tokens):
            yield _block(
                OutlineKind.TOKENS, "tokens", item.span, _fields(OutlineKind.TOKEN, tokens)
            )
        case FieldsOf(owner, fields):
            yield _block(OutlineKind.FIELDS, owner, item.span, _fields(OutlineKind.FIELD, fields))
        case ActivityDeclaration(name, label, attributes):
            inner_fields = _fields(OutlineKind.FIELD, attributes)
            yield _named(OutlineKind.ACTIVITY, name, _text(label), item.span, inner_fields)
        case ActionDeclaration(name, label, parameters):
            inner_fields = _fields(OutlineKind.FIELD, parameters)
            yield _named(OutlineKind.ACTION, name, _text(label), item.span, inner_fields)
        case ChannelDeclaration(name, statuses):
            yield _named(OutlineKind.CHANNEL, name, "", item.span, map(_status, statuses))
        case ListDeclaration(name):
            yield _named(OutlineKind.LIST, name, "", item.span)
        case SmartListDeclaration(name):
            yield _named(OutlineKind.SMART_LIST, name, "", item.span)
        case MappingDeclaration(name):
            yield _named(OutlineKind.MAPPING, name, "", item.span)
        case EmailDeclaration(name):
            yield _named(OutlineKind.EMAIL, name, "", item.span)
        case WebhookDeclaration(name):
            yield _named(OutlineKind.WEBHOOK, name, "", item.span)
        case Test(name=name):
            yield _named(OutlineKind.TEST, name, "", item.span)
        case ChannelPart() | Description():
            return
        case _:
            assert_never(item)


def _part(part: CampaignPart) -> Iterator[Entry]:
    match part:
        case Tokens():
            yield from _item(part)
        case SmartListPart():
            yield _block(OutlineKind.PART, "smart list", part.span)
        case FlowPart():
            yield _block(OutlineKind.PART, "flow", part.span)
        case OnActivity(activity=activity):
            yield _block(OutlineKind.PART, f"on {activity.text}", part.span)
        case OnChange(target=target):
            yield _block(OutlineKind.PART, f"on change of {target.name.text}", part.span)
        case OnReaches(target=target):
            yield _block(OutlineKind.PART, f"on {target.name.text} reaches", part.span)
        case ScheduleOnce() | ScheduleEvery():
            yield _block(OutlineKind.PART, "schedule", part.span)
        case Description() | LimitPart() | RespectLimits() | Inactive() | Qualify():
            return
        case _:
            assert_never(part)


def _fields(kind: OutlineKind, fields: Iterable[FieldDeclaration]) -> Iterator[Entry]:
    for field in fields:
        yield _named(kind, field.name, field.type_name.text, field.span)


def _status(status: StatusDeclaration) -> Entry:
    detail = "success" if status.success else ""
    return _named(OutlineKind.STATUS, status.name, detail, status.span)


def _named(
    kind: OutlineKind, name: Name, detail: str, span: Span, inner: Iterable[Entry] = ()
) -> Entry:
    return Entry(kind, name.text, detail, span, name.span, tuple(inner))


def _block(kind: OutlineKind, name: str, span: Span, inner: Iterable[Entry] = ()) -> Entry:
    """What has no name of its own: the words that it begins with are what to jump to."""
    return Entry(kind, name, "", span, Span(span.start, span.start + len(name)), tuple(inner))


def _text(label: Name | None) -> str:
    return label.text if label is not None else ""
