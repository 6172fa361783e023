"""CDS424: a window that is longer than such activities are kept.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.conditions import Did
from cdsl.semantics.time import Duration, Unit
from cdsl.source.span import Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax.walk import conditions_in
from cdsl.tools.implication.durations import longer
from cdsl.tools.lint.rule import ConditionRule, Problem
from cdsl.tools.lint.subjects import LintedCondition

_KEPT_90_DAYS: Final = frozenset(
    {
        *("visit_page", "click_link", "send_email", "email_delivered", "change_data_value"),
        *("change_score", "add_to_list", "request_campaign"),
    }
)
_KEPT_ALWAYS: Final = frozenset({"new_person"})
_FEW: Final = Duration(90, Unit.DAY)
_MANY: Final = Duration(25, Unit.MONTH)


def check(condition: LintedCondition) -> Iterator[Problem]:
    """Report each that looks further back than there is anything to see."""
    written = {
        node.span: node.window.span
        for root in condition.written
        for node in conditions_in(root)
        if isinstance(node, syntax.Did) and node.window is not None
    }
    for did in condition.nodes:
        if isinstance(did, Did) and did.span in written:
            yield from _too_long(did, written[did.span])


def _too_long(did: Did, window: Span) -> Iterator[Problem]:
    name = did.activity.name
    if did.window is None or did.window.duration is None or name in _KEPT_ALWAYS:
        return
    kept = _FEW if name in _KEPT_90_DAYS else _MANY
    if longer(did.window.duration, kept) == 1:
        shown = f"{kept.count} {kept.unit}s"
        yield Problem(
            window,
            f"the modelled system forgets `{name}` after {shown}",
            help=f"look back {shown} at most, or keep what counts in a field or a status",
        )


RULE: Final = ConditionRule("CDS424", check, portable=True)
