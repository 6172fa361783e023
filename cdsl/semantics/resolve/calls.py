"""Steps that call campaigns.

Floor 2. Depth and circles are found by `cdsl.semantics.check.calls`.
"""

from cdsl.semantics import flow
from cdsl.semantics.places import AssetKind, Declared
from cdsl.semantics.resolve.arguments import passed_tokens
from cdsl.semantics.setting import Setting
from cdsl.semantics.uses import Role
from cdsl.source.quoting import quoted
from cdsl.syntax import steps
from cdsl.syntax.campaigns import Campaign, CampaignKind, OnActivity


def execute(node: steps.ExecuteCampaign, path: str, setting: Setting) -> flow.Step | None:
    """A call of an executable campaign; None where it is no such campaign."""
    called = setting.asset(AssetKind.CAMPAIGN, node.campaign, Role.EXECUTES)
    if called is None:
        return None
    assert isinstance(called.node, Campaign)
    if called.node.kind is not CampaignKind.EXECUTABLE:
        message = (
            f"{quoted(called.key.name)} is a {called.node.kind} campaign, not an executable one"
        )
        help = "declare it `executable campaign`"
        if called.node.kind is CampaignKind.TRIGGER:
            help += ", or use `request campaign`, which runs it in parallel"
        setting.report("CDS306", message, node.campaign.name.span, help=help)
        return None
    tokens = passed_tokens(node.tokens, called, setting)
    span = node.campaign.name.span
    return flow.ExecuteCampaign(path, called.key, node.parent_tokens, tokens, span)


def request(node: steps.RequestCampaign, path: str, setting: Setting) -> flow.Step | None:
    """A request of a trigger campaign, which need not listen to it."""
    called = setting.asset(AssetKind.CAMPAIGN, node.campaign, Role.REQUESTS)
    if called is None:
        return None
    assert isinstance(called.node, Campaign)
    span = node.campaign.name.span
    if not listens_to_requests(called):
        message = f"{quoted(called.key.name)} takes no requests, so this step is always skipped"
        is_trigger = called.node.kind is CampaignKind.TRIGGER
        help = "add `on request_campaign` to it" if is_trigger else "request a trigger campaign"
        if called.node.kind is CampaignKind.EXECUTABLE:
            help = "use `execute campaign`"
        setting.report("CDS403", message, span, help=help)
    tokens = passed_tokens(node.tokens, called, setting)
    return flow.RequestCampaign(path, called.key, tokens, span)


def listens_to_requests(called: Declared) -> bool:
    """Whether a campaign has an `on request_campaign` line."""
    assert isinstance(called.node, Campaign)
    return called.node.clones is not None or any(
        isinstance(part, OnActivity) and part.activity.text == "request_campaign"
        for part in called.node.parts
    )
