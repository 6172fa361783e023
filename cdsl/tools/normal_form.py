"""A condition with its negations at the leaves, and without blocks that say nothing.

Floor 6. It means the same; what is asked within a `where` is left as it is.
"""

from typing import assert_never

from cdsl.semantics.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    EnteredCampaign,
    Everyone,
    HoleCondition,
    InList,
    InProgram,
    InSmartList,
    Not,
)


def normal_form(condition: Condition) -> Condition:
    """The same condition, plainer.

    `Not` stands around leaves only, no block holds one of its own kind or fewer than two parts;
    what holds of everyone is a block `all` without parts, what holds of nobody a block `any`.
    """
    return _read(condition, True)


def _read(condition: Condition, positive: bool) -> Condition:
    match condition:
        case AllOf(parts=parts):
            return _block(AllOf if positive else AnyOf, parts, positive)
        case AnyOf(parts=parts):
            return _block(AnyOf if positive else AllOf, parts, positive)
        case Everyone():
            return AllOf(()) if positive else AnyOf(())
        case Not(part=part):
            return _read(part, not positive)
        case HoleCondition():
            return condition
        case Compare() | Did() | InList() | InSmartList() | InProgram() | EnteredCampaign():
            return condition if positive else Not(condition)
        case _:
            assert_never(condition)


def _block(
    kind: type[AllOf] | type[AnyOf], parts: tuple[Condition, ...], positive: bool
) -> Condition:
    deciding = AnyOf(()) if kind is AllOf else AllOf(())
    found: list[Condition] = []
    for part in parts:
        read = _read(part, positive)
        if read == deciding:
            return deciding
        if isinstance(read, kind):
            found += read.parts
        else:
            found.append(read)
    return found[0] if len(found) == 1 else kind(tuple(found))
