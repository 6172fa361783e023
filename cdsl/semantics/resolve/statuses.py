"""Statuses of memberships: whether a channel has one, and which of them count as success.

Floor 2.
"""

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import AnyOf, Compare, Condition, HoleCondition, MemberStatus, Not
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.operators import MEANINGS
from cdsl.semantics.schema import Channel
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import Type
from cdsl.semantics.uses import Role, StatusTarget
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes


def own_success(node: syntax.Comparison, setting: Setting) -> Condition | None:
    """`member.success is true`: the statuses that count, since a membership stores none."""
    subject = node.subject
    if not isinstance(subject, nodes.FieldName) or subject.owner != "member":
        return None
    if subject.name.text != "success":
        return None
    program = setting.this_program("`member.success`", subject.span)
    return member_success(node, program, setting) if program else HoleCondition(node.span)


def member_success(node: syntax.Comparison, program: AssetKey, setting: Setting) -> Condition:
    """Whether the status of a membership counts as success."""
    operand = node.operands[0] if len(node.operands) == 1 else None
    if not isinstance(operand, nodes.Boolean) or node.operator not in (
        syntax.Operator.IS,
        syntax.Operator.IS_NOT,
    ):
        help = "ask `is true`, `is false` or `is not true`"
        setting.report("CDS201", "`success` is a boolean", node.span, help=help)
        return HoleCondition(node.span)
    channel = setting.known.channels_of.get(program)
    statuses = channel.statuses if channel else ()
    names: tuple[Expression, ...] = tuple(
        Constant(status.name, Type.TEXT) for status in statuses if status.success is operand.value
    )
    found: Condition = AnyOf(())
    if names:
        operator = MEANINGS[syntax.Operator.IS].core
        found = Compare(MemberStatus(program), operator, names, Type.TEXT, span=node.span)
    return Not(found) if MEANINGS[node.operator].negated else found


def check_status(
    name: str, channel: Channel | None, span: Span, setting: Setting, role: Role
) -> bool:
    """Whether a channel has a status; reports when it does not. Reading one ignores case."""
    statuses = [status.name for status in channel.statuses] if channel else []
    folded = [] if role is not Role.READS else [status.lower() for status in statuses]
    if channel is not None and (name in statuses or name.lower() in folded):
        meant = name if name in statuses else statuses[folded.index(name.lower())]
        setting.use(span, StatusTarget(channel.name, meant), role)
        return True
    if channel is None:
        message, help = (
            f"the program has no channel, so no status {quoted(name)}",
            "give it a channel",
        )
    else:
        close = nearest(name, statuses)
        listed = ", ".join(quoted(status) for status in statuses)
        message = f"the channel {quoted(channel.name)} has no status {quoted(name)}"
        help = f"did you mean {quoted(close)}?" if close else f"it has {listed}"
    setting.report("CDS109", message, span, help=help)
    return False
