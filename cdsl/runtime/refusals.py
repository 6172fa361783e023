"""Why the engine does not start something, as diagnostics.

Floor 5. Messages only: the rules are in `cdsl.runtime.admission` and `cdsl.runtime.session`.
"""

from types import MappingProxyType
from typing import Final

from cdsl.semantics.program import Campaign, CampaignKind
from cdsl.semantics.types import Type
from cdsl.source.diagnostic import Diagnostic, Related, Severity
from cdsl.source.quoting import quoted

Refusals = tuple[Diagnostic, ...]
"""Why something was not done; empty when it was done."""

_WAYS_IN: Final = MappingProxyType(
    {
        CampaignKind.BATCH: "a batch campaign is run or scheduled",
        CampaignKind.TRIGGER: "a trigger campaign starts by an activity or by a request",
        CampaignKind.EXECUTABLE: "another campaign's flow starts it by `execute campaign`",
    }
)


def wrong_kind(campaign: Campaign, deed: str) -> Diagnostic:
    """A campaign of this kind is not started this way; `deed` as in `run` (language.md 5)."""
    return _about(
        campaign,
        "CDS708",
        f"{quoted(campaign.key.name)} is {_article(campaign.kind)} campaign and cannot be {deed}",
        _WAYS_IN[campaign.kind],
    )


def _article(kind: CampaignKind) -> str:
    return f"an {kind}" if kind is CampaignKind.EXECUTABLE else f"a {kind}"


def not_requestable(campaign: Campaign) -> Diagnostic:
    """A request that is skipped: the campaign takes none, or none now (language.md 6)."""
    return Diagnostic(
        "CDS403",
        Severity.WARNING,
        f"the request of {quoted(campaign.key.name)} is skipped: it is inactive or takes "
        "no requests",
        campaign.location.source,
        campaign.location.span,
        help="activate it, or add `on request_campaign` to it",
    )


def no_instant(campaign: Campaign) -> Diagnostic:
    """A campaign scheduled at an empty value."""
    message = f"{quoted(campaign.key.name)} cannot be scheduled: its time is empty"
    return _about(campaign, "CDS708", message, "give an instant such as 2026-12-01T09:00")


def over_limit(campaign: Campaign, count: int) -> Diagnostic:
    """A run of more people than the campaign's `limit` (language.md 5)."""
    return _about(
        campaign,
        "CDS707",
        f"the run of {quoted(campaign.key.name)} is over its limit: {count} people would enter, "
        f"{campaign.limit} may",
        "this campaign has changed nothing; narrow the smart list or raise the limit",
    )


def hole(campaign: Campaign) -> Diagnostic:
    """A run that would use a `?` as a value (language.md 2)."""
    first, *others = campaign.holes
    return Diagnostic(
        "CDS710",
        Severity.ERROR,
        f"{quoted(campaign.key.name)} does not run: its flow would use a hole",
        first.source,
        first.span,
        label="still to be filled in",
        help="write a value in place of `?`",
        related=tuple(Related("another hole", place.source, place.span) for place in others),
    )


def token_not_declared(campaign: Campaign, name: str) -> Diagnostic:
    """A passed value of a token that no frame of the called campaign has (language.md 4)."""
    way_out = "pass a token that the campaign, its program, folders or workspace declare"
    return _token_not_taken(campaign, name, "no frame declares it", way_out)


def token_not_fitting(campaign: Campaign, name: str, declared: Type, reason: str) -> Diagnostic:
    """A passed value that does not fit the type that the token is declared as (language.md 4)."""
    return _token_not_taken(campaign, name, reason, f"pass a {declared}, as it is declared")


def _token_not_taken(campaign: Campaign, name: str, reason: str, way_out: str) -> Diagnostic:
    return _about(
        campaign,
        "CDS709",
        f"{quoted(campaign.key.name)} does not take `my.{name}`: {reason}",
        way_out,
    )


def no_such_person(person: str) -> Diagnostic:
    """A person that the world does not have."""
    return Diagnostic(
        "CDS713",
        Severity.ERROR,
        f"there is no person {quoted(person)}",
        None,
        None,
        help="name somebody by the id that the people were loaded with",
    )


def in_the_past() -> Diagnostic:
    """The clock would have to go back."""
    return Diagnostic(
        "CDS716",
        Severity.ERROR,
        "the clock cannot be set back",
        None,
        None,
        help="advance to an instant that is still to come",
    )


def columns_differ(what: str) -> Diagnostic:
    """An edited program whose data would be read otherwise than it was."""
    return Diagnostic(
        "CDS719",
        Severity.ERROR,
        f"{what} are no longer those that the data was read by",
        None,
        None,
        help="read the data again, by the files as they are now",
    )


def _about(campaign: Campaign, code: str, message: str, help: str) -> Diagnostic:
    place = campaign.location
    return Diagnostic(code, Severity.ERROR, message, place.source, place.span, help=help)
