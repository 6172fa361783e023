"""Which campaign executes or requests which, as an editor asks about a place in a text.

Floor 7.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.api.occurrences import occurrences_around, occurrences_in
from cdsl.api.workspace import Workspace
from cdsl.semantics.places import AssetKind
from cdsl.semantics.uses import AssetTarget, Role
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.tools.navigate.occurrences import Occurrence, standing_at

_CALLS: Final = (Role.EXECUTES, Role.REQUESTS)


@dataclass(frozen=True, slots=True)
class Call:
    """A campaign, where it is declared, and the places of calls: `execute` or `request`."""

    name: str
    kind: str
    source: Source
    span: Span
    whole: Span
    places: tuple[Span, ...]


def called_at(workspace: Workspace, path: str, offset: int) -> tuple[Call, ...]:
    """The campaigns that a name at an offset means."""
    targets = {one.target for one in standing_at(occurrences_in(workspace, path), path, offset)}
    return tuple(
        _call(one, ())
        for one in occurrences_in(workspace, path)
        if one.role is None and one.target in targets and _is_campaign(one)
    )


def calls_to(workspace: Workspace, path: str, offset: int) -> tuple[Call, ...]:
    """The campaigns that execute or request the one at an offset."""
    every = occurrences_around(workspace, path)
    targets = {one.target for one in standing_at(every, path, offset)}
    return _grouped(
        (caller, one.span)
        for one in every
        if one.role in _CALLS and one.target in targets
        for caller in _holding(every, one)
    )


def calls_from(workspace: Workspace, path: str, offset: int) -> tuple[Call, ...]:
    """The campaigns that the one at an offset executes or requests."""
    every = occurrences_around(workspace, path)
    targets = {one.target for one in standing_at(every, path, offset)}
    own = [one for one in every if one.role is None and one.target in targets]
    return _grouped(
        (called, one.span)
        for one in every
        if one.role in _CALLS and any(caller in own for caller in _holding(every, one))
        for called in every
        if called.role is None and called.target == one.target
    )


def _holding(every: tuple[Occurrence, ...], use: Occurrence) -> Iterator[Occurrence]:
    """The campaign whose text a use stands in."""
    for one in every:
        if (
            _is_campaign(one)
            and one.role is None
            and one.whole is not None
            and one.source.name == use.source.name
            and one.whole.start <= use.span.start
            and use.span.end <= one.whole.end
        ):
            yield one


def _is_campaign(one: Occurrence) -> bool:
    return isinstance(one.target, AssetTarget) and one.target.kind is AssetKind.CAMPAIGN


def _grouped(pairs: Iterator[tuple[Occurrence, Span]]) -> tuple[Call, ...]:
    spans: dict[tuple[str, Span], tuple[Occurrence, dict[Span, None]]] = {}
    for one, span in pairs:
        spans.setdefault((one.source.name, one.span), (one, {}))[1][span] = None
    return tuple(_call(one, tuple(places)) for one, places in spans.values())


def _call(one: Occurrence, places: tuple[Span, ...]) -> Call:
    whole = one.whole or one.span
    start = one.source.text[whole.start : one.span.start].split()
    kind = start[0] if start else "campaign"
    return Call(one.written.strip('"'), kind, one.source, one.span, whole, places)
