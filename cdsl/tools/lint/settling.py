"""Fields that come to rest: what is set again and again to one value changes once.

Floor 6. A step that leaves a field as it is records nothing and so fires nothing (language.md 6).
"""

from collections.abc import Iterable, Iterator
from functools import partial

from cdsl.semantics.conditions import (
    AllOf,
    Compare,
    Condition,
    MemberField,
    Not,
    Operator,
    PersonField,
)
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.flow import ChangeField, ClearField, ExecuteCampaign, MapField
from cdsl.semantics.program import Campaign, Program
from cdsl.source.data import dataclass
from cdsl.tools.effects import Thing, subject_of, written_by
from cdsl.tools.implication.implication import can_hold
from cdsl.tools.lint.course import passages
from cdsl.tools.lint.lookups import Lookups


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that a step may give a field, None for emptying it; `held` held on the way to it.

    `value` is no constant where what the step leaves is not known, as with sums and tokens.
    """

    thing: Thing
    field: PersonField | MemberField | None
    value: Expression | None
    held: tuple[Condition, ...]


def settles(thing: Thing, campaigns: Iterable[Campaign], lookups: Lookups) -> bool:
    """Whether some campaigns, set off by each other again and again, stop changing a field.

    So it is where each of the values that their steps can leave is left alone by every step: it
    sets that value, or is not reached by people who have it. Of what held on the way to a step
    only what each condition by itself says of the field counts, since everything else may have
    changed after it was judged.
    """
    found = [
        setting
        for campaign in campaigns
        for setting in lookups.once("settings", (campaign,), partial(_settings, campaign))
        if setting.thing == thing
    ]
    values = {one.value for one in found}
    return all(_is_left_alone(value, one) for value in values for one in found)


def _is_left_alone(value: Expression | None, by: Setting) -> bool:
    """Whether a step changes nothing for people who have a value."""
    if by.field is None or not _is_known(value, by.field):
        return False
    if by.value == value:
        return True
    has_it = _is(by.field, () if value is None else (value,))
    return any(not can_hold(AllOf((has_it, condition))) for condition in by.held)


def _is_known(value: Expression | None, field: PersonField | MemberField) -> bool:
    return value is None or (isinstance(value, Constant) and value.type is field.field.type)


def _is(field: PersonField | MemberField, values: tuple[Expression, ...]) -> Compare:
    """That a field has one of some values; that it is empty without any."""
    operator = Operator.IS if values else Operator.IS_EMPTY
    return Compare(field, operator, values, field.field.type)


def _settings(campaign: Campaign, program: Program) -> tuple[Setting, ...]:
    return tuple(_settings_of(campaign, program, ()))


def _settings_of(
    campaign: Campaign, program: Program, held: tuple[Condition, ...]
) -> Iterator[Setting]:
    """What the flow of a campaign sets, with the campaigns that it executes."""
    held = (*held, campaign.smart_list)
    for passage in passages(campaign.flow, campaign.key):
        before = (*held, *passage.held)
        match passage.step:
            case ExecuteCampaign(campaign=key):
                yield from _settings_of(program.campaigns[key], program, before)
            case ChangeField(target=target, value=value):
                yield Setting(subject_of(target), target, value, before)
            case ClearField(target=target):
                yield Setting(subject_of(target), target, None, before)
            case MapField(source=source, target=target) as step if source == target:
                yield from _mapped(step, before)
            case step:
                for thing in written_by(step, program):
                    yield Setting(thing, None, None, before)


def _mapped(step: MapField, held: tuple[Condition, ...]) -> Iterator[Setting]:
    """The entries of a mapping of a field to itself, which are taken as branches are."""
    thing, field = subject_of(step.target), step.target
    for entry in step.entries:
        matches = _is(field, entry.sources)
        yield Setting(thing, field, entry.target, (*held, matches))
        held = (*held, Not(matches))
    if step.otherwise is not None:
        yield Setting(thing, field, step.otherwise, held)
