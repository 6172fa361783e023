"""The edits that a slot can take: its candidates, in order of preference.

Floor 6. Pure. What a person did is `cdsl.tools.whynot.history`.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice, product
from typing import assert_never

from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.values import company_of, value_of
from cdsl.interpreter.view import View
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import CompanyField, Compare, MemberField, Operator
from cdsl.semantics.expressions import Context, Token
from cdsl.semantics.schema import Field
from cdsl.semantics.walk import conditions_in, tokens_in, values_in_condition
from cdsl.tools.whynot.afterwards import with_edits
from cdsl.tools.whynot.candidates import candidates
from cdsl.tools.whynot.clues import clues_of
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Edit,
    EnterCampaign,
    FieldValues,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetCompanyField,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.formula import Leaf
from cdsl.tools.whynot.named import Clue, Setting, clue_of
from cdsl.tools.whynot.slots import (
    Entry,
    History,
    Member,
    OfCompany,
    OfMember,
    OfPerson,
    OnList,
    Slot,
    StatusOf,
    field_of,
)
from cdsl.world.folding import fold
from cdsl.world.values import Value


def moves_of(
    slot: Slot, leaves: Sequence[Leaf], view: View, more: Sequence[Clue] = ()
) -> tuple[Edit, ...]:
    """The edits of a slot that could matter to leaves; the slot is no history.

    The leaves are those that look at the slot; `more` is what else it is compared with.
    """
    store, person = view.scene.store, view.person
    match slot:
        case OnList(list=key):
            return (LeaveList(key) if store.in_list(key, person) else JoinList(key),)
        case Entry(campaign=campaign):
            if store.entered(campaign, person) is None:
                return (EnterCampaign(campaign, view.scene.now),)
            return (NotEntered(campaign),)
        case Member(program=program):
            if store.membership(program, person) is not None:
                return (LeaveProgram(program),)
            return tuple(_memberships(program, leaves, view))
        case StatusOf(program=program):
            present = store.membership(program, person)
            return tuple(
                status_set(program, status, view)
                for status in _statuses(program, view)
                if present is None or status != present.status
            )
        case OfPerson() | OfCompany() | OfMember():
            return tuple(_field_edits(slot, leaves, view, more))
        case History():
            raise AssertionError(slot)
        case _:
            assert_never(slot)


def _field_edits(
    slot: OfPerson | OfCompany | OfMember,
    leaves: Sequence[Leaf],
    view: View,
    more: Sequence[Clue],
) -> Iterator[Edit]:
    field = field_of(slot, view.scene.program)
    assert field is not None
    if not _is_there(slot, view):
        return
    present = present_value(slot, field, view)
    clues = [clue for leaf in leaves for clue in clues_of(slot, leaf.condition, _as(leaf, view))]
    found = candidates([*clues, *more], _setting(field, present, view))
    named = _companies(leaves, view, more) if slot == OfPerson("company") else ()
    for value in dict.fromkeys((*named, *found)):
        if value != present:
            yield of_value(slot, field, value)


def _is_there(slot: OfPerson | OfCompany | OfMember, view: View) -> bool:
    """Whether there is something that has the field."""
    match slot:
        case OfPerson():
            return True
        case OfCompany():
            return company_of(view) is not None
        case OfMember(program=program):
            return view.scene.store.membership(program, view.person) is not None
        case _:
            assert_never(slot)


def present_value(slot: OfPerson | OfCompany | OfMember, field: Field, view: View) -> Value:
    """What the person, their company or their membership has in a field now."""
    match slot:
        case OfPerson():
            return view.row[field.column]
        case OfCompany():
            company = company_of(view)
            return None if company is None else company[field.column]
        case OfMember(program=program):
            membership = view.scene.store.membership(program, view.person)
            return None if membership is None else membership.fields.get(field.name)
        case _:
            assert_never(slot)


def of_value(slot: OfPerson | OfCompany | OfMember, field: Field, value: Value) -> Edit:
    """The edit that gives a field a value."""
    match slot:
        case OfPerson():
            return SetPersonField(field, value)
        case OfCompany():
            return SetCompanyField(field, value)
        case OfMember(program=program):
            return SetMemberField(program, field, value)
        case _:
            assert_never(slot)


def _as(leaf: Leaf, view: View) -> View:
    return leaf.view(view, view.scene.store)


def _setting(field: Field, present: Value, view: View) -> Setting:
    return Setting(field.type, present, field.values, view.scene.now, view.scene.zone)


# Companies --------------------------------------------------------------------------------------


def _companies(leaves: Sequence[Leaf], view: View, more: Sequence[Clue]) -> Iterator[Value]:
    """The companies there are, one of all that are alike in what the leaves look at.

    `more` is what else their names are compared with.
    """
    if not any(_looks_at_companies(leaf) for leaf in leaves):
        return
    schema = view.scene.program.schema
    name, company = schema.company["name"].column, schema.person["company"]
    is_plain = not any(True for leaf in leaves for _ in _tokens(leaf))
    alike: dict[object, Value] = {}
    for row in view.scene.store.companies():
        there = with_edits(view, (SetPersonField(company, row[name]),))
        seen = tuple(leaf.holds(there, there.scene.store) for leaf in leaves)
        seen += tuple(_is_named(row[name], clue) for clue in more)
        # What tokens take from a company may come to matter as other things are edited.
        alike.setdefault(seen if is_plain else tuple(row), row[name])
    yield from alike.values()


def _is_named(name: Value, clue: Clue) -> bool:
    text = fold(name) if isinstance(name, str) else ""
    named = [fold(value) for value in clue.values if isinstance(value, str)]
    match clue.operator:
        case Operator.STARTS_WITH:
            return any(text.startswith(one) for one in named)
        case Operator.CONTAINS:
            return any(one in text for one in named)
        case _:
            return text in named


def _looks_at_companies(leaf: Leaf) -> bool:
    """Whether a leaf looks at a company, and not only at what a person's field says of it."""
    parts = conditions_in(leaf.condition)
    if any(isinstance(one, Compare) and isinstance(one.subject, CompanyField) for one in parts):
        return True
    return any(token.context in (Context.COMPANY, Context.MY) for token in _tokens(leaf))


def _tokens(leaf: Leaf) -> Iterator[Token]:
    for value in values_in_condition(leaf.condition):
        yield from tokens_in(value)


# Memberships ------------------------------------------------------------------------------------


def status_set(program: AssetKey, status: str, view: View) -> SetMemberStatus:
    """A member's change to another status of the program's channel."""
    membership = view.scene.store.membership(program, view.person)
    statuses = _statuses(program, view)
    old = "" if membership is None else membership.status
    is_back = old in statuses and statuses.index(status) < statuses.index(old)
    return SetMemberStatus(program, status, is_back)


def _statuses(program: AssetKey, view: View) -> tuple[str, ...]:
    channel = view.scene.program.programs[program].channel
    if channel is None:
        return ()
    return tuple(status.name for status in view.scene.program.schema.channels[channel].statuses)


def _memberships(program: AssetKey, leaves: Sequence[Leaf], view: View) -> Iterator[Edit]:
    """Every status with the values of fields that leaves tell apart, the fewest values first."""
    tests = [
        (leaf, part)
        for leaf in leaves
        for part in conditions_in(leaf.condition)
        if isinstance(part, Compare)
    ]
    declared = view.scene.program.programs[program].member_fields
    names = dict.fromkeys(
        filter(None, (_member_field(part, program, leaf) for leaf, part in tests))
    )
    fields = {name: declared[name] for name in names if name in declared}
    columns = [list(_told_apart(program, field, tests, view)) for field in fields.values()]
    most = view.scene.limits.whynot_looks + 1  # more than a search looks at: it says so then
    combined = [tuple(chain(*some)) for some in islice(product(*columns), most)]
    combined.sort(key=len)
    for given in combined:
        for status in _statuses(program, view):
            yield BecomeMember(program, status, given)


def _told_apart(
    program: AssetKey, field: Field, tests: Sequence[tuple[Leaf, Compare]], view: View
) -> Iterator[FieldValues]:
    """One value of each sort that comparisons of a member's field tell apart, none given first."""
    own = [one for one in tests if _member_field(one[1], program, one[0]) == field.name]
    scene = view.scene
    clues = []
    for leaf, part in own:
        inside = _as(leaf, view)
        right = tuple(value_of(operand, inside) for operand in part.operands)
        clues.append(clue_of(part, right, scene.now, scene.zone))
    status = next(iter(_statuses(program, view)), "")
    seen = set()
    found = candidates(clues, _setting(field, None, view))
    cleared: tuple[Value, ...] = () if field.default is None else (None,)
    for given in ((), *(((field, value),) for value in (*filter(_is_given, found), *cleared))):
        there = with_edits(view, (BecomeMember(program, status, given),))
        truths = tuple(holds(part, _as(leaf, there)) for leaf, part in own)
        if truths not in seen:
            seen.add(truths)
            yield given


def _is_given(value: Value) -> bool:
    return value is not None


def _member_field(part: Compare, program: AssetKey, leaf: Leaf) -> str:
    """The field of a program's members that a comparison is of; "" where it is of none."""
    match part.subject:
        case MemberField(program=other, field=field) if other == program:
            return field.name
        case Token(context=Context.MEMBER, name=name) if leaf.scope.program == program:
            return name
        case _:
            return ""
