"""Names that runs see as texts, and texts that are compared with them.

Floor 6. What is recorded of a step holds names of campaigns, lists, fields and statuses;
`{{campaign.name}}` is one; the shares of a split are drawn by the campaign's. A text that is
exactly the name is renamed with it (see `cdsl.semantics.resolve.attributes.note_named`): whatever
else tells the old name from the new one is found here.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.cases import Expect
from cdsl.semantics.conditions import (
    AttributeOf,
    Compare,
    Condition,
    MemberStatus,
    Operator,
    Subject,
)
from cdsl.semantics.expressions import Constant, Context, Expression, Token
from cdsl.semantics.flow import ExecuteCampaign, MapField, RequestCampaign, Split, Step
from cdsl.semantics.places import AssetKind
from cdsl.semantics.program import Campaign, Program, SmartList
from cdsl.semantics.types import TEXT_LIKE
from cdsl.semantics.uses import (
    ActivityTarget,
    AssetTarget,
    FieldTarget,
    MemberFieldTarget,
    StatusTarget,
    Target,
)
from cdsl.semantics.walk import conditions_in, conditions_of, steps_in, tokens_in, values_of
from cdsl.source.data import dataclass
from cdsl.source.quoting import quoted
from cdsl.world.folding import fold

_ATTRIBUTES: Final = {
    AssetKind.CAMPAIGN: frozenset({"campaign", "parent", "reason", "source"}),
    AssetKind.EMAIL: frozenset({"email"}),
    AssetKind.LIST: frozenset({"list"}),
    AssetKind.PROGRAM: frozenset({"program"}),
    AssetKind.WEBHOOK: frozenset({"webhook"}),
}
"""The attributes of recorded activities that hold names."""
_OF_FIELDS: Final = frozenset({"attribute", "score"})
_OF_STATUSES: Final = frozenset({"new_status", "old_status"})


@dataclass(frozen=True, slots=True)
class _Names:
    """Where runs see the names of what is renamed, and the texts that they then see."""

    attributes: frozenset[str]
    tokens: frozenset[tuple[Context, str]]
    old: tuple[str, ...]
    new: tuple[str, ...]


def decided_by_name(
    before: Analysis, after: Analysis, names: Mapping[Target, str], name: str
) -> str | None:
    """What a run does otherwise because of the name itself; None where there is nothing.

    The programs are alike but for `names`, which are written as `name` in the second one.
    """
    drawn = _drawn(before.program, after.program)
    if drawn is not None:
        return drawn
    seen = _seen(names, name)
    if seen is None:
        return None
    flows = any(_is_seen(token, seen) for token in _worked_out(before.program))
    given = tuple(zip(_given(before.program), _given(after.program), strict=True))
    pairs = zip(comparisons(before), comparisons(after), strict=True)
    for (what, was), (_, came) in pairs:
        is_written = flows and was.type in TEXT_LIKE
        if not is_written and not _is_seen(was.subject, seen):
            continue
        texts: Iterable[tuple[Expression, Expression]] = zip(
            was.operands, came.operands, strict=True
        )
        if any(not isinstance(one, Constant) for one in was.operands):
            texts = chain(texts, given)
        for old, new in texts:
            if _tells(was.operator, old, new, seen, is_written):
                text = new.value if isinstance(new, Constant) else ""
                return (
                    f"{what} compares a name with {quoted(str(text))}, and would see another name"
                )
    return None


def _drawn(before: Program, after: Program) -> str | None:
    """A split whose shares would be drawn anew, since the campaign's path is part of the draw."""
    for was, came in zip(before.campaigns.values(), after.campaigns.values(), strict=True):
        if was.key != came.key and any(isinstance(step, Split) for step in steps_in(was.flow)):
            return (
                f"who falls in which share of the split in the campaign {quoted(was.key.name)} is "
                "drawn by its name, and would be drawn anew"
            )
    return None


def _seen(names: Mapping[Target, str], name: str) -> _Names | None:
    """Where runs see the names of targets; None where they never do."""
    attributes: set[str] = set()
    tokens: set[tuple[Context, str]] = set()
    old, new = list(dict.fromkeys(names.values())), [name]
    for target in names:
        match target:
            case AssetTarget(kind=kind):
                attributes |= _ATTRIBUTES.get(kind, frozenset())
                if kind is AssetKind.CAMPAIGN:
                    tokens.add((Context.CAMPAIGN, "name"))
                    old += [f'Campaign "{one}"' for one in names.values()]
                    new.append(f'Campaign "{name}"')
                if kind is AssetKind.PROGRAM:
                    tokens.add((Context.PROGRAM, "name"))
            case FieldTarget() | MemberFieldTarget():
                attributes |= _OF_FIELDS
            case StatusTarget():
                attributes |= _OF_STATUSES
                tokens.add((Context.MEMBER, "status"))
            case ActivityTarget():
                tokens.add((Context.TRIGGER, "trigger_name"))
                old += [one.replace("_", " ") for one in names.values()]
                new.append(name.replace("_", " "))
            case _:
                pass
    if not attributes and not tokens:
        return None
    if attributes:
        tokens |= {(Context.TRIGGER, one) for one in (*attributes, "name")}
    return _Names(frozenset(attributes), frozenset(tokens), tuple(old), tuple(new))


def _is_seen(subject: Subject, names: _Names) -> bool:
    match subject:
        case AttributeOf(attribute=attribute):
            return attribute.name in names.attributes
        case MemberStatus():
            return (Context.MEMBER, "status") in names.tokens
        case Token(context=context, name=name):
            return (context, name) in names.tokens
        case _:
            return False


def _tells(
    operator: Operator, was: Expression, came: Expression, names: _Names, is_part: bool
) -> bool:
    """Whether a text, as it is written before and after, tells the old name from the new one.

    `is_part` says that a name may be part of what it is compared with.
    """
    if not isinstance(was, Constant) or not isinstance(came, Constant):
        return False
    before, after = str(was.value), str(came.value)
    held = any(_holds(operator, one, before) for one in names.old)
    if held is not any(_holds(operator, one, after) for one in names.new):
        return True
    both = {fold(one) for one in (*names.old, *names.new)}
    return is_part and any(one in fold(after) and one != fold(after) for one in both)


def _holds(operator: Operator, name: str, text: str) -> bool:
    name, text = fold(name), fold(text)
    match operator:
        case Operator.STARTS_WITH:
            return name.startswith(text)
        case Operator.CONTAINS:
            return text in name
        case _:
            # Reasons and sources go on behind the name.
            return name == text or (name.endswith('"') and text.startswith(name))


# What is in a program ---------------------------------------------------------------------------


def comparisons(analysis: Analysis) -> Iterator[tuple[str, Compare]]:
    """Every comparison, with what it belongs to; the lines of a mapping compare a field."""
    for what, condition in _conditions(analysis):
        for part in conditions_in(condition):
            if isinstance(part, Compare):
                yield what, part
    for campaign in analysis.program.campaigns.values():
        for step in steps_in(campaign.flow):
            if isinstance(step, MapField):
                for entry in step.entries:
                    source = step.source
                    yield (
                        f"the campaign {quoted(campaign.key.name)}",
                        Compare(source, Operator.IS, entry.sources, source.field.type),
                    )


def _conditions(analysis: Analysis) -> Iterator[tuple[str, Condition]]:
    program = analysis.program
    for smart_list in program.smart_lists.values():
        yield f"the smart list {quoted(smart_list.key.name)}", smart_list.condition
    for campaign in program.campaigns.values():
        what = f"the campaign {quoted(campaign.key.name)}"
        yield what, campaign.smart_list
        for trigger in campaign.triggers:
            for condition in trigger.where:
                yield what, condition
        for step in steps_in(campaign.flow):
            for condition in conditions_of(step):
                yield what, condition
    for case in analysis.cases:
        for one in case.steps:
            if isinstance(one, Expect):
                yield f"the test {quoted(case.name)}", one.condition


def _worked_out(program: Program) -> Iterator[Token]:
    """The tokens in what steps write and in what other tokens are worth."""
    for campaign in program.campaigns.values():
        for step in steps_in(campaign.flow):
            for value in values_of(step):
                yield from tokens_in(value)
    for value in _given(program):
        yield from tokens_in(value)


def _given(program: Program) -> Iterator[Expression]:
    """What tokens are worth, declared or passed by a step."""
    assets: tuple[Campaign | SmartList, ...]
    assets = (*program.campaigns.values(), *program.smart_lists.values())
    for asset in assets:
        for frame in asset.tokens.frames:
            for definition in frame.bindings.values():
                if definition.value is not None:
                    yield definition.value
        if isinstance(asset, Campaign):
            yield from _passed(steps_in(asset.flow))


def _passed(steps: Iterable[Step]) -> Iterator[Expression]:
    for step in steps:
        if isinstance(step, ExecuteCampaign | RequestCampaign):
            for token in step.tokens:
                yield token.value
