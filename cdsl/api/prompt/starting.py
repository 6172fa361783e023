"""Campaigns that are started at a prompt, and how many people batch campaigns took in.

Floor 7. Reads the words, and lets the session do it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from cdsl.api.prompt.past import Scripted
from cdsl.api.prompt.sitting import Done, Sitting
from cdsl.api.starting import named_campaign
from cdsl.runtime.admission import written_tokens
from cdsl.runtime.refusals import Refusals
from cdsl.runtime.session import Session
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, CampaignKind
from cdsl.semantics.tokens import canonical
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools import spelling
from cdsl.world.values import Unreadable, read

_KINDS: Final = MappingProxyType(
    {CampaignKind.BATCH: "a batch", CampaignKind.EXECUTABLE: "an executable"}
)


def run(sitting: Sitting, name: str | None, tokens: Mapping[str, str]) -> Done:
    """Run a batch campaign, or every one; execute or request another kind for the focus."""
    program = sitting.program
    if name is None:
        return _run_every_batch(sitting)
    campaign, refused = named_campaign(program, name)
    if campaign is None:
        return Done((), refused)
    passed, refused = written_tokens(campaign, tokens, sitting.zone)
    if refused:
        return Done((), sitting.named(refused))
    key, person = campaign.key, sitting.focus
    given = _tokens(tokens, campaign, sitting.zone)
    named = f"campaign {spelling.reference(key, program.campaigns)}"
    whom = f"for {quoted(person)}"
    match campaign.kind:
        case CampaignKind.BATCH:
            return sitting.do(
                f".run {name}",
                lambda session: session.run_batch(key, passed),
                Scripted(f"run {named}{given}"),
            )
        case CampaignKind.EXECUTABLE:
            return sitting.do(
                f".run {name}",
                lambda session: session.execute(key, (person,), passed),
                Scripted(f"execute {named} {whom}{given}"),
                person,
            )
        case _:
            return sitting.do(
                f".request {name}",
                lambda session: session.request(key, (person,), passed),
                Scripted(f"request {named} {whom}{given}"),
                person,
            )


def _run_every_batch(sitting: Sitting) -> Done:
    """Run every batch campaign as one deed; one that is refused changes nothing, others go on."""
    campaigns = sitting.program.campaigns
    keys = [key for key, one in campaigns.items() if one.kind is CampaignKind.BATCH]
    if not keys:
        return Done(refused="there is no batch campaign; `.campaigns` lists what there is")
    found: dict[AssetKey, Refusals] = {}

    def every(session: Session) -> Refusals:
        found.update((key, session.run_batch(key)) for key in keys)
        return ()

    def script() -> Scripted:
        expected = (("expect refused: " if found[key] else "") for key in keys)
        named = (f"run campaign {spelling.reference(key, campaigns)}" for key in keys)
        return Scripted("\n".join(map("".join, zip(expected, named, strict=True))))

    done = sitting.do(".run", every, script)
    if done.is_broken_off:
        return done
    refused = tuple(one for key in keys for one in found[key])
    return replace(done, diagnostics=sitting.named(refused))


@dataclass(frozen=True, slots=True)
class Entered:
    """How many people a batch campaign took in: whom its smart list held of, and who entered.

    `named` is the campaign in quotes, with where it stands if others are called so.
    """

    campaign: AssetKey
    named: str
    audience: int
    entered: int


def entered_since(sitting: Sitting, before: Sequence[Entered]) -> tuple[Entered, ...]:
    """What batch campaigns have come to since they had come to something before."""
    known = {one.campaign: one for one in before}
    found = []
    for now in entered(sitting):
        was = known.get(now.campaign, replace(now, audience=0, entered=0))
        if now != was:
            more = now.audience - was.audience
            found.append(replace(now, audience=more, entered=now.entered - was.entered))
    return tuple(found)


def entered(sitting: Sitting) -> tuple[Entered, ...]:
    """What batch campaigns have come to in this session."""
    counts, campaigns = sitting.world.session.counted().campaigns, sitting.program.campaigns
    return tuple(
        Entered(key, spelling.reference(key, campaigns), counts[key].audience, counts[key].entered)
        for key, one in campaigns.items()
        if one.kind is CampaignKind.BATCH and key in counts
    )


def request(sitting: Sitting, name: str, tokens: Mapping[str, str]) -> Done:
    """Request a trigger campaign for the person in focus."""
    campaign, refused = named_campaign(sitting.program, name)
    if campaign is None:
        return Done((), refused)
    if campaign.kind is not CampaignKind.TRIGGER:
        named = spelling.reference(campaign.key, sitting.program.campaigns)
        said = (
            f"{named} is {_KINDS[campaign.kind]} campaign, and a request is for a trigger campaign"
        )
        return Done(refused=f"{said}; `.run` runs it")
    return run(sitting, name, tokens)


def needs_somebody(sitting: Sitting, name: str | None) -> bool:
    """Whether running a campaign is about the person in focus: one of another kind than batch."""
    campaign, _ = named_campaign(sitting.program, name)
    return campaign is not None and campaign.kind is not CampaignKind.BATCH


def _tokens(tokens: Mapping[str, str], campaign: Campaign, zone: tzinfo) -> str:
    """Passed tokens as a test writes them."""
    given = []
    for name, text in tokens.items():
        declared = campaign.tokens.find(canonical(name))
        if declared is not None:
            type = declared.value.type
            seen = read(text, type, zone)
            literal = spelling.value(None if isinstance(seen, Unreadable) else seen, type, zone)
            given.append(f"{declared.value.name}: {literal}")
    return f" with tokens {{ {'  '.join(given)} }}" if given else ""
