"""The steps that send or record something, for everybody (language.md 6).

Floor 4. Nothing is sent here; what is sent is recorded.
"""

from datetime import timedelta

from cdsl.batch.building import both, certain, either, is_missing, opposite
from cdsl.batch.combining import or_missing
from cdsl.batch.conditions import at_least, sent_since
from cdsl.batch.conversions import converted
from cdsl.batch.kinds import literal
from cdsl.batch.moments import End, Span
from cdsl.batch.place import Place, Skips
from cdsl.batch.refusal import NotSetBasedError
from cdsl.batch.standing import Known, Worth
from cdsl.batch.tree import FALSE, TRUE, Expression, Kind
from cdsl.batch.values import text_in, value_of
from cdsl.semantics.check.holes import is_hole
from cdsl.semantics.flow import DoAction, InterestingMoment, SendAlert, SendEmail
from cdsl.semantics.program import Email
from cdsl.semantics.types import Type
from cdsl.world.calendar import day_bounds, day_of


def send_email(step: SendEmail, who: Expression, place: Place) -> None:
    """`send email "E"`, unless the person may not be mailed."""
    email = place.standing.program.emails[step.email]
    blocked = place.first_of(step.path, who, _reasons(email, place))
    _block(email, blocked, step.path, place)
    place.count("send email", step.path, who, blocked)
    sent = both(who, *(opposite(where) for _, where in blocked))
    sent = place.define("sent", step.path, sent)
    values = {"email": Known(email.key.name, Type.TEXT), "step": Known(step.path, Type.TEXT)}
    place.leave(sent, "send_email", step.path, values)


def _reasons(email: Email, place: Place) -> list[tuple[str, Expression]]:
    found: list[tuple[str, Expression]] = []
    if not email.operational:
        found += [(name, _is_set(name, place)) for name in ("unsubscribed", "marketing_suspended")]
    found.append(("block_listed", _is_set("block_listed", place)))
    address = place.standing.program.schema.person.get("email")
    missing = TRUE if address is None else is_missing(place.standing.field_of_person(address))
    found.append(("no_address", missing))
    found.append(("email_invalid", _is_set("email_invalid", place)))
    if not email.operational and place.campaign.respects_limits:
        found.append(("communication_limit", _over_limit(place)))
    if _has_hole(email, place):
        found.append(("hole", TRUE))
    return found


def _is_set(name: str, place: Place) -> Expression:
    one = place.standing.program.schema.person.get(name)
    return FALSE if one is None else certain(place.standing.field_of_person(one))


def _over_limit(place: Place) -> Expression:
    """Whether one more email would go over a communication limit of the workspace."""
    standing, zone = place.standing, place.scope.zone
    over: list[Expression] = []
    for limit in standing.program.workspaces[place.campaign.key.workspace].limits:
        if limit.days == 1:
            start, _ = day_bounds(day_of(standing.now, zone), zone)
            span = Span(End(literal(start, Kind.INSTANT)), None)
        else:
            start = standing.now - timedelta(days=limit.days)
            span = Span(End(literal(start, Kind.INSTANT), is_included=False), None)
        count, left = sent_since(span, standing)
        over.append(at_least(count, left, limit.count))
    return either(*over)


def _has_hole(email: Email, place: Place) -> bool:
    if email.hole or not place.standing.program.hole_tokens:
        return email.hole
    tokens = place.scope.tokens
    return is_hole(email.subject, tokens) or is_hole(email.body, tokens)


def _block(email: Email, blocked: Skips, path: str, place: Place) -> None:
    for reason, where in blocked:
        values = {"email": Known(email.key.name, Type.TEXT), "reason": Known(reason, Type.TEXT)}
        place.leave(where, "email_blocked", path, values)


def send_alert(step: SendAlert, who: Expression, place: Place) -> None:
    """`send alert "E" to …`; an alert with a hole, or to nobody, is blocked."""
    email = place.standing.program.emails[step.email]
    texts: list[str] = []
    for written in step.to:
        shown = text_in(written, place.scope, place.standing)
        if not isinstance(shown, Known):
            raise NotSetBasedError("CDS602", "an alert has other addresses for each", step.span)
        texts.append(str(shown.value))
    addresses = [address.strip() for text in texts for address in text.split(",")]
    to = ", ".join(address for address in addresses if address)
    reason = "hole" if _has_hole(email, place) else "" if to else "no_address"
    if reason:
        _block(email, ((reason, who),), step.path, place)
        place.count("send alert", step.path, who, ((reason, who),))
        return
    place.count("send alert", step.path, who)
    values = {"email": Known(email.key.name, Type.TEXT), "to": Known(to, Type.TEXT)}
    place.leave(who, "send_alert", step.path, values)


def interesting_moment(step: InterestingMoment, who: Expression, place: Place) -> None:
    """`interesting moment "Web": "…"`."""
    place.count("interesting moment", step.path, who)
    values: dict[str, Worth] = {
        "type": or_missing(text_in(step.kind, place.scope, place.standing)),
        "description": or_missing(text_in(step.description, place.scope, place.standing)),
        "source": Known(f'Campaign "{place.campaign.key.name}"', Type.TEXT),
    }
    place.leave(who, "interesting_moment", step.path, values)


def do_action(step: DoAction, who: Expression, place: Place) -> None:
    """`do action with …`, for which no handler is installed: an activity of its name."""
    values: dict[str, Worth] = {}
    reasons: list[tuple[str, Expression]] = []
    for argument in step.arguments:
        worth = value_of(argument.value, place.scope, place.standing)
        type = argument.parameter.type
        fitting, (fits, reason) = converted(worth, type, place.scope.zone, step.span)
        reasons.append((reason, opposite(fits)))
        values[argument.parameter.name] = fitting
    left = place.skip("do", step.path, who, reasons)
    place.leave(place.define("does", step.path, left), step.action.name, step.path, values)
