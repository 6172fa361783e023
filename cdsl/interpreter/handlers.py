"""The steps that something outside of the language does: actions and webhooks (language.md 6).

Floor 4. What is outside is handed in with the environment; only its answer counts here.
"""

from cdsl.interpreter.doing import Doing, Done, recorded, skip
from cdsl.interpreter.fields import Refused, reason_for, write
from cdsl.interpreter.state import Answered, Failed
from cdsl.interpreter.values import text_in, value_of
from cdsl.semantics.conditions import PersonField
from cdsl.semantics.flow import CallWebhook, DoAction
from cdsl.semantics.program import Webhook
from cdsl.world.effects import Effect
from cdsl.world.values import Unreadable, Value, convert


def do_action(step: DoAction, doing: Doing) -> Done:
    """`do action with …`: an activity of its name, unless the handler failed."""
    action = step.action
    values: dict[str, Value] = {}
    for argument in step.arguments:
        value = value_of(argument.value, doing.view)
        fitting = convert(value, argument.type, argument.parameter.type, doing.view.scene.zone)
        if isinstance(fitting, Unreadable):
            return skip(doing, reason_for(fitting))
        values[argument.parameter.name] = fitting
    given = tuple(values.get(parameter.name) for parameter in action.parameters)
    environment = doing.environment
    failed = environment.outside.do(action, doing.run.person, given, environment.now)
    if failed is not None:
        return skip(doing, "handler_failed")
    return Done((recorded(doing, action.name, values),))


def call_webhook(step: CallWebhook, doing: Doing) -> Done:
    """`call webhook "W"`: recorded; an answer is mapped to the fields wholly or not at all."""
    environment = doing.environment
    webhook = environment.program.webhooks[step.webhook]
    url = text_in(webhook.url, doing.view)
    payload = "" if webhook.payload is None else text_in(webhook.payload, doing.view)
    answer = environment.outside.call_webhook(
        webhook, doing.run.person, url, payload, environment.now
    )
    error = answer.reason if isinstance(answer, Failed) else None
    record = recorded(doing, "call_webhook", {"webhook": webhook.key.name, "error_type": error})
    if isinstance(answer, Failed):
        return Done((record,))
    changes = _mapped(webhook, answer, doing)
    if isinstance(changes, Refused):
        skipped = skip(doing, changes.reason)
        return Done((record, *skipped.effects), skipped=skipped.skipped)
    return Done((record, *changes))


def _mapped(webhook: Webhook, answer: Answered, doing: Doing) -> tuple[Effect, ...] | Refused:
    """The changes that an answer makes to the fields of the webhook's reply."""
    fields = {reply.field.column: reply.field for reply in webhook.reply}
    changes: list[Effect] = []
    for column, value in dict(answer.values).items():
        field = fields[column]
        written = write(PersonField(field), value, field.type, doing)
        if isinstance(written, Refused):
            return written
        changes.extend(written)
    return tuple(changes)
