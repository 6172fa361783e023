"""Steps that change fields, and those that look as if they did.

Floor 2. Which fields may be changed is `cdsl.semantics.resolve.targets`.
"""

from typing import assert_never

from cdsl.semantics import flow
from cdsl.semantics.resolve.targets import target, warn_of_sign
from cdsl.semantics.resolve.values import assigned_to_field, compared
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import NUMBER_LIKE
from cdsl.source.diagnostic import Edit, Fix
from cdsl.source.span import Span
from cdsl.syntax import nodes, steps


def change(
    node: steps.Change | steps.ChangeBy | steps.Clear, path: str, setting: Setting
) -> flow.Step | None:
    """A change of a field; None after reporting why there is none."""
    if isinstance(node, steps.Change) and _changes_status(node, setting):
        return None
    changed = target(node.target, setting)
    if changed is None:
        return None
    match node:
        case steps.Clear():
            return flow.ClearField(path, changed, node.span)
        case steps.Change():
            warn_of_sign(node, changed.field, setting)
            value = assigned_to_field(node.value, changed.field, setting)
            return flow.ChangeField(path, changed, value.expression, value.type, node.span)
        case steps.ChangeBy():
            if changed.field.type not in NUMBER_LIKE:
                message = f"`change … by` adds to numbers, `{changed.field.name}` is not one"
                help = f"it is of type {changed.field.type}; use `change … to`"
                setting.report("CDS201", message, node.target.span, help=help)
                return None
            amount = compared(node.amount, changed.field.type, setting)
            return flow.ChangeBy(path, changed, amount.expression, amount.type, node.span)
        case _:
            assert_never(node)


def _changes_status(node: steps.Change, setting: Setting) -> bool:
    """Whether a step changes a status as if it were a field; reports it with what to write."""
    name = node.target.name.text
    if name.lower() != "status" or node.target.owner not in ("", "member"):
        return False
    program = setting.place.program
    of_members = {} if program is None else setting.known.member_fields.get(program, {})
    if name in (of_members if node.target.owner else setting.known.schema.person):
        return False
    before = Span(node.span.start, node.value.span.start)
    fix = None
    if isinstance(node.value, nodes.Text):
        fix = Fix("write `set status`", (Edit(before, "set status "),))
    help = 'use `set status "…"`'
    setting.report("CDS201", "a status is not a field", node.target.span, help=help, fix=fix)
    return True
