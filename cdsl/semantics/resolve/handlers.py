"""Steps that hand over to the world outside: actions and webhooks.

Floor 2.
"""

from cdsl.semantics import flow
from cdsl.semantics.places import AssetKind
from cdsl.semantics.resolve.values import assigned
from cdsl.semantics.setting import Setting
from cdsl.semantics.uses import AttributeTarget, Role
from cdsl.syntax import steps
from cdsl.syntax.campaigns import CampaignKind


def do_action(node: steps.DoAction, path: str, setting: Setting) -> flow.Step | None:
    """An action with the values of its parameters."""
    action = setting.action(node.action)
    if action is None:
        return None
    parameters = {parameter.name: parameter for parameter in action.parameters}
    labels = {parameter.label: parameter for parameter in action.parameters}
    given: dict[str, flow.ActionArgument] = {}
    for argument in node.arguments:
        name = argument.name
        parameter = parameters.get(name.text) or (labels.get(name.text) if name.quoted else None)
        if parameter is None:
            setting.unknown(f"parameter of `{action.name}`", name, parameters)
        elif parameter.name in given:
            setting.report("CDS308", f"`{parameter.name}` is given twice", name.span)
        else:
            setting.use(name.span, AttributeTarget(action.name, parameter.name), Role.GIVES)
            value = assigned(argument.value, parameter.type, setting)
            given[parameter.name] = flow.ActionArgument(parameter, value.expression, value.type)
    return flow.DoAction(path, action, tuple(given.values()), node.span)


def call_webhook(
    node: steps.CallWebhook, path: str, kind: CampaignKind, setting: Setting
) -> flow.Step | None:
    """A call of a webhook, in a flow of one kind of campaign."""
    if kind is not CampaignKind.TRIGGER:
        message = f"{_a(kind)} campaign cannot call a webhook"
        help = "only a trigger campaign can; request one from here"
        setting.report("CDS302", message, node.span, help=help)
    found = setting.asset(AssetKind.WEBHOOK, node.webhook, Role.CALLS)
    return flow.CallWebhook(path, found.key, node.webhook.name.span) if found else None


def _a(kind: CampaignKind) -> str:
    return f"{'an' if kind is CampaignKind.EXECUTABLE else 'a'} {kind}"
