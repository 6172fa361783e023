"""Executable campaigns: no circle, and at most three levels below the first caller.

Floor 2 (language.md 5, "execute campaign").
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.findings import finding
from cdsl.semantics.flow import ExecuteCampaign
from cdsl.semantics.known import Known
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import Campaign, CampaignKind
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted

Campaigns = Mapping[AssetKey, Campaign]


@dataclass(frozen=True, slots=True)
class Call:
    """An `execute campaign` step and who takes it."""

    caller: AssetKey
    step: ExecuteCampaign


Calls = Mapping[AssetKey, Sequence[Call]]
"""The campaigns that each campaign executes, in order of text."""


def check_calls(campaigns: Campaigns, calls: Calls, known: Known) -> None:
    """Report circles (CDS305) and calls that lie too deep (CDS304)."""
    order, circles = _order(calls)
    for circle in circles:
        first = min(circle, key=lambda call: campaigns[call.caller].id)
        start = circle.index(first)
        names = [call.caller.name for call in (*circle[start:], *circle[:start], first)]
        chain = " → ".join(quoted(name) for name in names)
        message = f"campaigns execute each other in a circle: {chain}"
        _report("CDS305", message, first, known, "break the circle; a flow has to end")
    if not circles:
        _check_depth(order, calls, campaigns, known)


def _order(
    calls: Calls,
) -> tuple[Sequence[AssetKey], Sequence[Sequence[Call]]]:
    """Callers before whom they call, and the circles found on the way."""
    finished: dict[AssetKey, None] = {}
    circles: list[Sequence[Call]] = []
    for start in calls:
        if start in finished:
            continue
        path: list[tuple[AssetKey, int]] = [(start, 0)]
        taken: list[Call] = []
        while path:
            key, index = path[-1]
            if index == len(calls[key]):
                finished[key] = None
                path.pop()
                if taken:
                    taken.pop()
                continue
            path[-1] = (key, index + 1)
            call = calls[key][index]
            target = call.step.campaign
            on_path = [step for step, _ in path]
            if target in on_path:
                circles.append([*taken[on_path.index(target) :], call])
            elif target in calls and target not in finished:
                path.append((target, 0))
                taken.append(call)
    return list(reversed(finished)), circles


def _check_depth(
    order: Sequence[AssetKey],
    calls: Calls,
    campaigns: Campaigns,
    known: Known,
) -> None:
    """An executable lies one level below its deepest caller; without a caller at the first."""
    allowed = known.limits.executed_levels
    paths: dict[AssetKey, tuple[AssetKey, ...]] = {}
    for key in order:
        executable = campaigns[key].kind is CampaignKind.EXECUTABLE
        path = paths.setdefault(key, (key,) if executable else ())
        for call in calls[key]:
            deeper = (*path, call.step.campaign)
            if len(deeper) == allowed + 1:
                chain = " → ".join(quoted(step.name) for step in deeper)
                message = f"executed more than {_WORDS.get(allowed, allowed)} levels deep: {chain}"
                help = "call it from a campaign further up, or join two of the levels"
                _report("CDS304", message, call, known, help)
            if len(deeper) > len(paths.get(call.step.campaign, ())):
                paths[call.step.campaign] = deeper


_WORDS = MappingProxyType({1: "one", 2: "two", 3: "three"})


def _report(code: str, message: str, call: Call, known: Known, help: str) -> None:
    declared = known.declarations.assets[AssetKind.CAMPAIGN][call.caller]
    place = next(
        (part.place for part in known.parts[call.caller] if _holds(part.part.span, call)),
        declared.place,
    )
    found = finding(code, message, place.source, call.step.span, help=help)
    known.findings.add(found, place.clone)


def _holds(span: tuple[int, int], call: Call) -> bool:
    return span[0] <= call.step.span.start and call.step.span.end <= span[1]
