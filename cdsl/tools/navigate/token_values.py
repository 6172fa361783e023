"""What a token of `my` is worth where it stands, for each who may have called what it stands in.

Floor 6.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cdsl.interpreter.calls import is_requestable
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.expressions import Expression
from cdsl.semantics.program import Campaign, CampaignKind, Tokens
from cdsl.semantics.uses import Role, TokenTarget
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.tools.navigate.scope import Scope
from cdsl.tools.spelling import expression, frame
from cdsl.tools.token_callers import Callers, Given, GivenByCallers, given_by_callers

_MOST_ROWS: Final = 20
_MOST_IN_HINT: Final = 2
_BAR: Final = r"\|"
"""A bar within a cell of a table."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A token as one place sees it: in which frames, and what callers of its campaign make of it.

    `called` says that there may be callers.
    """

    name: str
    tokens: Tokens
    called: bool
    by: GivenByCallers
    scope: Scope

    def worth(self, value: Expression | None) -> str:
        return "empty" if value is None else expression(value, self.scope.zone)


def hover_of(target: TokenTarget, role: Role | None, scope: Scope, every: Sequence[Callers]) -> str:
    """The value, the frame that gives it and what that hides; then the same caller by caller."""
    seen = _seen(target, role, scope, every)
    bindings = seen.tokens.explain(target.name)
    if bindings:
        first, *hidden = bindings
        lines = [f"**`my.{target.name}`** {first.value.type} = {seen.worth(first.value.value)}"]
        lines.append(f"from the {frame(first)}")
        lines += [f"hides {seen.worth(one.value.value)} of the {frame(one)}" for one in hidden]
    else:
        lines = [f"**`my.{target.name}`**", "the caller gives it; nothing that stands here does"]
    return "\n\n".join([*lines, *_callers(seen, bool(bindings))])


def hint_of(target: TokenTarget, scope: Scope, every: Sequence[Callers]) -> tuple[str, str] | None:
    """The value in a few words, and where it comes from; None where nothing has one."""
    seen = _seen(target, Role.READS, scope, every)
    own = seen.tokens.find(target.name)
    values = {} if own is None or own.value.value is None else {seen.worth(own.value.value): ""}
    for one in seen.by.given:
        values.setdefault(seen.worth(one.value), f" from {_path(one)}")
    if not values:
        return None
    first, *others = [f"{value}{source}" for value, source in values.items()]
    shown = ", ".join([*others[:_MOST_IN_HINT], *(["…"] if len(others) > _MOST_IN_HINT else [])])
    details = [] if own is None else [f"from the {frame(own)}"]
    details += [
        f"{_path(one)}: {seen.worth(one.value)} ({frame(one.binding)})"
        for one in seen.by.given[:_MOST_ROWS]
    ]
    if seen.called and not seen.by.given:
        details.append("unless a caller gives it")
    return f"= {first}{', or ' if shown else ''}{shown}", "\n".join(details)


def _seen(target: TokenTarget, role: Role | None, scope: Scope, every: Sequence[Callers]) -> _Seen:
    """A token by name: where a call passes it, it is seen as the called campaign does."""
    campaigns = scope.analysis.program.campaigns
    key = scope.campaign.key if scope.campaign is not None else None
    if role is Role.GIVES and target.campaign is not None:
        key = target.campaign
    campaign = campaigns.get(key) if key is not None else None
    if campaign is None:
        return _Seen(target.name, scope.tokens(), False, GivenByCallers((), ()), scope)
    by = given_by_callers(target.name, campaign.key, every)
    return _Seen(target.name, campaign.tokens, _may_be_called(campaign), by, scope)


def _may_be_called(campaign: Campaign) -> bool:
    return campaign.kind is CampaignKind.EXECUTABLE or is_requestable(campaign)


def _callers(seen: _Seen, has_own: bool) -> Iterator[str]:
    if not seen.called:
        return
    given, leaving = seen.by.given, seen.by.leaving
    if given:
        rows = ["| called by | value | given by |", "| --- | --- | --- |"]
        rows += [_row(one, seen) for one in given[:_MOST_ROWS]]
        yield "\n".join(rows)
        if len(given) > _MOST_ROWS:
            yield f"and {len(given) - _MOST_ROWS} more"
    if leaving:
        gives = "gives" if len(leaving) == 1 else "give"
        yield f"{_names(leaving)} {gives} no {'other ' if has_own else ''}value"
    elif not given:
        yield "a value passed with the call, or a caller's `with parent tokens`, comes first"


def _row(one: Given, seen: _Seen) -> str:
    cells = (_path(one), seen.worth(one.value), frame(one.binding))
    return f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |"


def _path(given: Given) -> str:
    return " → ".join(quoted(key.name) for key in given.callers)


def _names(keys: Sequence[AssetKey]) -> str:
    return ", ".join(quoted(key.name) for key in keys)
