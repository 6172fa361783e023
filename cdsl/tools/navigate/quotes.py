"""The names and values that could stand in the quotes of a text, or with quotes of their own.

Floor 6.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import dirname, relpath
from types import MappingProxyType
from typing import Final

from cdsl.semantics.modules import STANDARD
from cdsl.semantics.places import AssetKind, Declared
from cdsl.semantics.schema import Field
from cdsl.semantics.time import TimeFrame
from cdsl.semantics.types import TEXT_LIKE
from cdsl.source.quoting import between_quotes
from cdsl.source.resources import stdlib_names
from cdsl.syntax.campaigns import Campaign, CampaignKind
from cdsl.syntax.reach import Reach
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.scope import Scope
from cdsl.tools.navigate.subject import Subject, valued

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
_HANDLES: Final = frozenset({"for", "given", "expect", "when", "has", ","})


def names_in_text(
    reached: Reach,
    scope: Scope,
    files: Callable[[], Iterable[str]],
    occurring: Callable[[Subject], Iterable[str]],
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
        return tuple(Candidate(between_quotes(name), Sort.VALUE) for name in scope.schema.channels)
    if last == "clones":
        kind = AssetKind.CAMPAIGN if "campaign" in texts[-4:] else AssetKind.PROGRAM
        return tuple(_assets(kind, None, scope))
    if last in _HANDLES and "test" in texts:
        return tuple(_people(texts))
    return tuple(_values(valued(reached, scope), scope, occurring))


def values_in_quotes(
    reached: Reach, scope: Scope, occurring: Callable[[Subject], Iterable[str]]
) -> tuple[Candidate, ...]:
    """The values that could follow a text where one in quotes can; a quote if none is known."""
    subject = valued(reached, scope)
    if subject is None or subject.type not in TEXT_LIKE or not reached.takes("STRING"):
        return ()
    known = _values(subject, scope, occurring)
    found = tuple(replace(one, label=f'"{one.label}"') for one in known)
    return found or (Candidate('"', Sort.VALUE, str(subject.type)),)


def _assets(kind: AssetKind, started: CampaignKind | None, scope: Scope) -> Iterator[Candidate]:
    for declared in scope.assets(kind):
        node = declared.node
        if started is not None and isinstance(node, Campaign) and node.kind is not started:
            continue
        yield Candidate(between_quotes(declared.key.name), Sort.ASSET, _where(declared))


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
            detail = f"{found.name}, rank {status.rank}{success}"
            yield Candidate(between_quotes(status.name), Sort.VALUE, detail)


def _people(texts: Sequence[str]) -> Iterator[Candidate]:
    """The people whom the test has given so far."""
    start = len(texts) - 1 - texts[::-1].index("test")
    named = (
        text.strip('"')
        for at, text in enumerate(texts[start:], start)
        if text.startswith('"') and texts[at - 2 : at] == ["given", "person"]
    )
    return (Candidate(name, Sort.PERSON) for name in dict.fromkeys(named))


def _values(
    subject: Subject | None, scope: Scope, occurring: Callable[[Subject], Iterable[str]]
) -> Iterator[Candidate]:
    """The values that are known of what is compared, changed or given, then those that occur."""
    if subject is None:
        return
    if subject.is_status:
        yield from _statuses(scope)
    if subject.field is not None:
        known = map(between_quotes, map(str, subject.field.values))
        yield from (Candidate(text, Sort.VALUE) for text in known)
    yield from _named(subject, scope)
    if subject.field is None or not subject.field.values:
        yield from (Candidate(text, Sort.VALUE) for text in occurring(subject))


def _named(subject: Subject, scope: Scope) -> Iterator[Candidate]:
    attribute = subject.attribute
    if attribute is None or subject.activity is None:
        return
    if attribute.name in _NAMED_BY:
        yield from _assets(_NAMED_BY[attribute.name], None, scope)
    is_field = attribute.name == "attribute" or subject.activity.name == "change_score"
    if is_field and attribute.name in ("attribute", "score"):
        yield from fields(scope.schema.person.values())


def fields(declared: Iterable[Field]) -> Iterator[Candidate]:
    """Fields as what could be written."""
    for field in declared:
        yield Candidate(field.name, Sort.FIELD, f"{field.type} · {field.label}")
