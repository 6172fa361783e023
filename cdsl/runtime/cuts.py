"""What was cut because it would not have ended, and the diagnostics about it (language.md 7).

Floor 5. However many people run into one loop, it is told once.
"""

from collections.abc import Mapping
from dataclasses import replace

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Program
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Related, Severity
from cdsl.source.limits import Limits
from cdsl.source.quoting import quoted

_SHOWN = 6
"""Campaigns of a chain without a circle that a message names."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A loop that was cut: the campaigns in it, the first person, and how often it was."""

    campaigns: tuple[AssetKey, ...]
    person: str
    count: int = 1


AllCuts = Mapping[tuple[str, frozenset[AssetKey]], Cut]
"""The cuts by their code and the campaigns in them."""


class Cuts:
    """The chains and runs that were cut, by code and the campaigns in them."""

    __slots__ = ("_cuts",)

    def __init__(self) -> None:
        self._cuts: dict[tuple[str, frozenset[AssetKey]], Cut] = {}

    def state(self) -> AllCuts:
        """What has been cut so far, to come back to."""
        return dict(self._cuts)

    def restore(self, state: AllCuts) -> None:
        """Only what was cut then."""
        self._cuts = dict(state)

    def chain(self, causes: tuple[AssetKey, ...], campaign: AssetKey, person: str) -> None:
        """A chain of causes was too long; `campaign` is the one that was not started."""
        self._add("CDS801", _circle(causes, campaign), person)

    def run(self, campaign: AssetKey, person: str) -> None:
        """A run had too many steps."""
        self._add("CDS802", (campaign,), person)

    def person(self, causes: tuple[AssetKey, ...], campaign: AssetKey, person: str) -> None:
        """A person had too many steps; `campaign` is the one that was under way."""
        self._add("CDS803", _circle(causes, campaign), person)

    def _add(self, code: str, campaigns: tuple[AssetKey, ...], person: str) -> None:
        loop = code, frozenset(campaigns)
        cut = self._cuts.get(loop)
        self._cuts[loop] = (
            Cut(campaigns, person) if cut is None else replace(cut, count=cut.count + 1)
        )

    def diagnostics(self, program: Program, limits: Limits) -> tuple[Diagnostic, ...]:
        """One diagnostic for each loop, as far as its campaigns are there still."""
        return tuple(
            _diagnostic(code, cut, program, limits)
            for (code, _), cut in self._cuts.items()
            if _campaigns(cut, program)
        )


def _circle(causes: tuple[AssetKey, ...], campaign: AssetKey) -> tuple[AssetKey, ...]:
    """The campaigns from the last time that this one stands in the chain, up to it again."""
    for index in range(len(causes) - 1, -1, -1):
        if causes[index] == campaign:
            return (*causes[index:], campaign)
    return (*causes[-_SHOWN + 1 :], campaign)


def _diagnostic(code: str, cut: Cut, program: Program, limits: Limits) -> Diagnostic:
    chain = " → ".join(quoted(key.name) for key in cut.campaigns)
    others = "" if cut.count == 1 else f", and {cut.count - 1} more times"
    where = f"for person {quoted(cut.person)}{others}"
    match code:
        case "CDS801":
            start = f"a chain of over {limits.causes} runs at one instant was cut"
            help = "add a condition or a `qualify` rule that ends the chain, or a `wait`"
        case "CDS802":
            start = f"a run of over {limits.run_steps} steps was cut"
            help = "divide the flow into campaigns that request each other"
        case _:
            start = f"what went over {limits.person_steps} steps for one person was cut"
            help = "look for campaigns that start each other again and again"
    campaigns = _campaigns(cut, program)
    first = campaigns[0].location
    return Diagnostic(
        code,
        Severity.ERROR,
        f"{start}: {chain}, {where}",
        first.source,
        first.span,
        help=help,
        related=tuple(
            Related(f"which leads to {quoted(campaign.key.name)}", place.source, place.span)
            for campaign in campaigns[1:]
            for place in (campaign.location,)
        ),
    )


def _campaigns(cut: Cut, program: Program) -> list[Campaign]:
    found = (program.campaigns.get(key) for key in dict.fromkeys(cut.campaigns))
    return [campaign for campaign in found if campaign is not None]
