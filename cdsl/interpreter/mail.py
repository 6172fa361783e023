"""The steps that send: emails, alerts, interesting moments (language.md 6).

Floor 4. Pure: nothing is sent here; what is sent is recorded.
"""

from datetime import timedelta

from cdsl.interpreter.doing import Doing, Done, recorded
from cdsl.interpreter.values import text_in
from cdsl.semantics.check.holes import is_hole
from cdsl.semantics.flow import InterestingMoment, SendAlert, SendEmail
from cdsl.semantics.program import CommunicationLimit, Email
from cdsl.world.calendar import day_bounds, day_of
from cdsl.world.values import Value


def send_email(step: SendEmail, doing: Doing) -> Done:
    """`send email "E"`, unless the person may not be mailed."""
    email = doing.environment.program.emails[step.email]
    reason = blocked(email, doing)
    if reason:
        return _block(email, reason, doing)
    record = recorded(doing, "send_email", {"email": email.key.name, "step": doing.path})
    return Done((record,))


def blocked(email: Email, doing: Doing) -> str:
    """Why the person may not be sent this email now: a reason of language.md 6, or empty."""
    if not email.operational:
        if _field(doing, "unsubscribed") is True:
            return "unsubscribed"
        if _field(doing, "marketing_suspended") is True:
            return "marketing_suspended"
    if _field(doing, "block_listed") is True:
        return "block_listed"
    if _field(doing, "email") is None:
        return "no_address"
    if _field(doing, "email_invalid") is True:
        return "email_invalid"
    if not email.operational and doing.level.campaign.respects_limits and _over_limit(doing):
        return "communication_limit"
    return "hole" if _has_hole(email, doing) else ""


def _has_hole(email: Email, doing: Doing) -> bool:
    """Whether the email is a hole somewhere, or uses one through a token of who sends it."""
    if email.hole or not doing.environment.program.hole_tokens:
        return email.hole
    tokens = doing.level.scope.tokens
    return is_hole(email.subject, tokens) or is_hole(email.body, tokens)


def _block(email: Email, reason: str, doing: Doing) -> Done:
    record = recorded(doing, "email_blocked", {"email": email.key.name, "reason": reason})
    return Done((record,), skipped=reason)


def _field(doing: Doing, name: str) -> Value:
    field = doing.environment.program.schema.person.get(name)
    return None if field is None else doing.view.row[field.column]


def _over_limit(doing: Doing) -> bool:
    """Whether one more email would go over a communication limit of the workspace."""
    environment = doing.environment
    workspace = environment.program.workspaces[doing.level.campaign.key.workspace]
    return any(_sent_within(limit, doing) >= limit.count for limit in workspace.limits)


def _sent_within(limit: CommunicationLimit, doing: Doing) -> int:
    """Emails sent on this calendar day, or in the last so many days of 24 hours."""
    scene = doing.view.scene
    sent = scene.store.activities(doing.run.person, "send_email")
    if limit.days == 1:
        start, _ = day_bounds(day_of(scene.now, scene.zone), scene.zone)
        return sum(record.at >= start for record in sent)
    period = timedelta(days=limit.days)
    return sum(scene.now - record.at < period for record in sent)


def send_alert(step: SendAlert, doing: Doing) -> Done:
    """`send alert "E" to …`; an alert with a hole, or to nobody, is blocked."""
    email = doing.environment.program.emails[step.email]
    if _has_hole(email, doing):
        return _block(email, "hole", doing)
    texts = (text_in(value, doing.view) for value in step.to)
    addresses = [address.strip() for text in texts for address in text.split(",")]
    to = ", ".join(address for address in addresses if address)
    if not to:
        return _block(email, "no_address", doing)
    return Done((recorded(doing, "send_alert", {"email": email.key.name, "to": to}),))


def interesting_moment(step: InterestingMoment, doing: Doing) -> Done:
    """`interesting moment "Web": "…"`."""
    values: dict[str, Value] = {
        "type": text_in(step.kind, doing.view) or None,
        "description": text_in(step.description, doing.view) or None,
        "source": f'Campaign "{doing.level.campaign.key.name}"',
    }
    return Done((recorded(doing, "interesting_moment", values),))
