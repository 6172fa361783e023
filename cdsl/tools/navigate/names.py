"""The names that could stand at a place, by the lexemes before it.

Floor 6.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from posixpath import dirname, relpath
from types import MappingProxyType
from typing import Final

from cdsl.semantics.modules import STANDARD
from cdsl.semantics.places import AssetKind, Declared
from cdsl.semantics.schema import Activity, Attribute, Field
from cdsl.semantics.time import TimeFrame
from cdsl.semantics.types import Type
from cdsl.source.resources import stdlib_names
from cdsl.syntax.declarations import Campaign, CampaignKind
from cdsl.syntax.reach import Reach
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.scope import Scope
from cdsl.tools.navigate.subject import (
    Subject,
    activity_of_where,
    before_value,
    is_membership,
    subject_of,
)
from cdsl.tools.navigate.tokens import told

_KINDS: Final[Mapping[tuple[str, ...], AssetKind]] = MappingProxyType(
    {
        ("of", "smart", "list"): AssetKind.SMART_LIST,
        ("of", "list"): AssetKind.LIST,
        ("to", "list"): AssetKind.LIST,
        ("from", "list"): AssetKind.LIST,
        ("given", "list"): AssetKind.LIST,
        ("execute", "campaign"): AssetKind.CAMPAIGN,
        ("request", "campaign"): AssetKind.CAMPAIGN,
        ("run", "campaign"): AssetKind.CAMPAIGN,
        ("schedule", "campaign"): AssetKind.CAMPAIGN,
        ("activate", "campaign"): AssetKind.CAMPAIGN,
        ("deactivate", "campaign"): AssetKind.CAMPAIGN,
        ("of", "campaign"): AssetKind.CAMPAIGN,
        ("from", "flow"): AssetKind.CAMPAIGN,
        ("send", "email"): AssetKind.EMAIL,
        ("send", "alert"): AssetKind.EMAIL,
        ("call", "webhook"): AssetKind.WEBHOOK,
        ("given", "webhook"): AssetKind.WEBHOOK,
        ("in", "program"): AssetKind.PROGRAM,
        ("of", "program"): AssetKind.PROGRAM,
        ("given", "program"): AssetKind.PROGRAM,
        ("in", "folder"): AssetKind.FOLDER,
        ("using",): AssetKind.MAPPING,
    }
)
"""The asset that a text names, by the words before it."""
_STARTED: Final = MappingProxyType(
    {
        "execute": CampaignKind.EXECUTABLE,
        "request": CampaignKind.TRIGGER,
        "run": CampaignKind.BATCH,
        "schedule": CampaignKind.BATCH,
        "activate": CampaignKind.TRIGGER,
        "deactivate": CampaignKind.TRIGGER,
    }
)
_NAMED_BY: Final = MappingProxyType(
    {
        "email": AssetKind.EMAIL,
        "campaign": AssetKind.CAMPAIGN,
        "parent": AssetKind.CAMPAIGN,
        "list": AssetKind.LIST,
        "program": AssetKind.PROGRAM,
        "webhook": AssetKind.WEBHOOK,
    }
)
"""The asset that an attribute of an activity holds the name of."""
_EMAIL: Final = ("subject", "body", "operational")
_WEBHOOK: Final = ("url", "method", "payload")
_HANDLES: Final = frozenset({"for", "given", "expect", "when", "has", ","})
_TYPED: Final = frozenset({"tokens", "person", "company", "member"})


def names_in_text(
    reached: Reach,
    scope: Scope,
    files: Callable[[], Iterable[str]],
    occurring: Callable[[Field], Iterable[str]],
) -> tuple[Candidate, ...]:
    """What could stand in the quotes that open behind a text."""
    texts = reached.lexemes.texts[:-1]
    for before, kind in _KINDS.items():
        if tuple(texts[-len(before) :]) == before:
            return tuple(_assets(kind, _STARTED.get(before[0]), scope))
    last = texts[-1] if texts else ""
    if last == "use":
        return tuple(_files(scope.file, files()))
    if last == "frame":
        return tuple(Candidate(frame.value, Sort.VALUE) for frame in TimeFrame)
    if texts[-2:] == ["set", "status"] or last == "as":
        return tuple(_statuses(scope))
    if last == "channel" and len(reached.blocks) > 0:
        return tuple(Candidate(name, Sort.VALUE) for name in scope.schema.channels)
    if last == "clones":
        kind = AssetKind.CAMPAIGN if "campaign" in texts[-4:] else AssetKind.PROGRAM
        return tuple(_assets(kind, None, scope))
    if last in _HANDLES and "test" in texts:
        return tuple(_people(texts))
    return (*_values(texts, scope), *_occurring(texts, scope, occurring))


def names_of_words(reached: Reach, scope: Scope) -> tuple[Candidate, ...]:
    """The names without quotes that could follow a text."""
    texts = reached.lexemes.texts[:-1]
    last = texts[-1] if texts else ""
    if last == ".":
        return tuple(_owned(texts[-2] if len(texts) > 1 else "", scope))
    if last in ("did", "does"):
        return tuple(_activities(scope.schema.activities.values()))
    if last == "on" and reached.takes("NAME"):
        fields = _fields(scope.schema.person.values())
        return (*_activities(scope.schema.activities.values()), *fields)
    if last == "do":
        return tuple(Candidate(one.name, Sort.ACTION, one.label) for one in _actions(scope))
    if last == ":" and _is_typed(reached):
        return tuple(Candidate(type.value, Sort.TYPE) for type in Type)
    if last in ("where", ","):
        activity = activity_of_where(texts, scope)
        if activity is not None:
            return tuple(_attributes(activity.attributes))
        if is_membership(texts):
            return (Candidate("status", Sort.ATTRIBUTE, "text"),)
    if last in ("change", "clear", "map", "of") and reached.takes("NAME"):
        return tuple(_fields(scope.schema.person.values()))
    if reached.takes("KEY"):
        return tuple(_keys(reached, scope))
    if reached.takes("HEAD"):
        return tuple(_fields(scope.schema.person.values()))
    return tuple(_values(texts, scope)) if last == "is" else ()


def _assets(kind: AssetKind, started: CampaignKind | None, scope: Scope) -> Iterator[Candidate]:
    for declared in scope.assets(kind):
        node = declared.node
        if started is not None and isinstance(node, Campaign) and node.kind is not started:
            continue
        yield Candidate(declared.key.name, Sort.ASSET, _where(declared))


def _where(declared: Declared) -> str:
    """The kind of an asset and what holds it."""
    node = declared.node
    kind = f"{node.kind} campaign" if isinstance(node, Campaign) else str(declared.kind)
    path = declared.key.path[:-1]
    return f"{kind} in {' / '.join(path)}" if path else kind


def _files(own: str, files: Iterable[str]) -> Iterator[Candidate]:
    for name in stdlib_names():
        if name != "prelude":
            yield Candidate(f"{STANDARD}{name}", Sort.FILE, "standard library")
    for file in sorted(files):
        if file != own:
            path = relpath(file, dirname(own))
            yield Candidate(path if path.startswith("../") else f"./{path}", Sort.FILE)


def _statuses(scope: Scope) -> Iterator[Candidate]:
    channel = scope.channel(scope.program)
    channels = [channel] if channel is not None else scope.schema.channels.values()
    for found in channels:
        for status in found.statuses:
            success = ", success" if status.success else ""
            yield Candidate(status.name, Sort.VALUE, f"{found.name}, rank {status.rank}{success}")


def _people(texts: Sequence[str]) -> Iterator[Candidate]:
    """The people whom the test has given so far."""
    start = len(texts) - 1 - texts[::-1].index("test")
    named = (
        text.strip('"')
        for at, text in enumerate(texts[start:], start)
        if text.startswith('"') and texts[at - 2 : at] == ["given", "person"]
    )
    return (Candidate(name, Sort.PERSON) for name in dict.fromkeys(named))


def _values(texts: Sequence[str], scope: Scope) -> Iterator[Candidate]:
    """The values that are known of what is compared or changed, where one stands there."""
    subject = subject_of(before_value(texts), scope)
    if subject is None:
        return
    if subject.is_status:
        yield from _statuses(scope)
    if subject.field is not None:
        yield from (Candidate(str(value), Sort.VALUE) for value in subject.field.values)
    yield from _named(subject, scope)


def _occurring(
    texts: Sequence[str], scope: Scope, occurring: Callable[[Field], Iterable[str]]
) -> Iterator[Candidate]:
    """The texts that people have in the field compared or changed, where it may have any."""
    subject = subject_of(before_value(texts), scope)
    field = None if subject is None else subject.field
    if field is not None and field.owner == "person" and not field.values:
        yield from (Candidate(text, Sort.VALUE) for text in occurring(field))


def _named(subject: Subject, scope: Scope) -> Iterator[Candidate]:
    attribute = subject.attribute
    if attribute is None or subject.activity is None:
        return
    if attribute.name in _NAMED_BY:
        yield from _assets(_NAMED_BY[attribute.name], None, scope)
    is_field = attribute.name == "attribute" or subject.activity.name == "change_score"
    if is_field and attribute.name in ("attribute", "score"):
        yield from _fields(scope.schema.person.values())


def _owned(owner: str, scope: Scope) -> Iterator[Candidate]:
    if owner == "company":
        yield from _fields(scope.schema.company.values())
    if owner == "member":
        yield Candidate("status", Sort.FIELD, "text")
        program = scope.analysis.program.programs.get(scope.program) if scope.program else None
        yield from _fields(program.member_fields.values() if program is not None else ())


def _fields(fields: Iterable[Field]) -> Iterator[Candidate]:
    for field in fields:
        yield Candidate(field.name, Sort.FIELD, f"{field.type} · {field.label}")


def _attributes(attributes: Iterable[Attribute]) -> Iterator[Candidate]:
    for attribute in attributes:
        yield Candidate(attribute.name, Sort.ATTRIBUTE, f"{attribute.type} · {attribute.label}")


def _activities(activities: Iterable[Activity]) -> Iterator[Candidate]:
    for activity in activities:
        yield Candidate(activity.name, Sort.ACTIVITY, activity.label)


def _actions(scope: Scope) -> Iterable[Activity]:
    return (scope.schema.activities[name] for name in scope.schema.actions)


def _is_typed(reached: Reach) -> bool:
    """Whether names stand with their types in the innermost block."""
    head = _head(reached)
    return bool(head) and (
        (head[-1] in _TYPED and head[-2:] != ["with", "tokens"])
        or bool({"activity", "action"} & set(head[-3:]))
    )


def _head(reached: Reach) -> Sequence[str]:
    """The lexemes before the brace of the innermost block."""
    return reached.lexemes.texts[: reached.blocks[-1]] if reached.blocks else ()


def _keys(reached: Reach, scope: Scope) -> Iterator[Candidate]:
    """The names that the innermost block gives values to."""
    head = list(_head(reached))
    schema = scope.schema
    match head[-3:]:
        case ["given", "person", _] | [*_, "changes"] | [*_, "reply"]:
            yield from _keyed(_fields(schema.person.values()))
        case ["given", "company", _]:
            yield from _keyed(_fields(schema.company.values()))
        case [*_, "does" | "did", activity] if activity in schema.activities:
            yield from _keyed(_attributes(schema.activities[activity].attributes))
        case [*_, "email", _]:
            yield from (Candidate(key, Sort.ATTRIBUTE, "", f"{key}: ") for key in _EMAIL)
        case [*_, "webhook", _]:
            yield from (Candidate(key, Sort.ATTRIBUTE, "", f"{key}: ") for key in _WEBHOOK)
        case [*_, "with" | ",", "tokens"]:
            yield from _passed(head, scope)
        case _:
            return


def _keyed(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    for one in candidates:
        yield Candidate(one.label, one.sort, one.detail, f"{one.label}: ")


def _passed(head: Sequence[str], scope: Scope) -> Iterator[Candidate]:
    """The tokens of the campaign that is called, with the value each has if none is passed."""
    named = [
        re.sub(r'^"|"$', "", text)
        for at, text in enumerate(head)
        if at and head[at - 1] == "campaign" and text.startswith('"')
    ]
    for key, campaign in scope.analysis.program.campaigns.items():
        if named and key.name == named[-1]:
            names = dict.fromkeys(n for frame in campaign.tokens.frames for n in frame.bindings)
            for name in names:
                found = campaign.tokens.find(name)
                if found is not None:
                    yield Candidate(name, Sort.TOKEN, told(found, scope), f"{name}: ")
            return
