"""The steps that change fields, for everybody (language.md 6 and 10).

Floor 4.
"""

from cdsl.batch.building import both, case, either, is_missing, opposite, same
from cdsl.batch.comparisons import compare
from cdsl.batch.conversions import Fits, converted
from cdsl.batch.kinds import KINDS, literal
from cdsl.batch.place import Place
from cdsl.batch.standing import Known, SetField, Varying, Worth, as_expression
from cdsl.batch.tree import FALSE, TRUE, Call, Expression, Kind, Operation, fixed
from cdsl.batch.values import company_field, value_of
from cdsl.semantics.conditions import CompanyField, Compare, MemberField, Operator, PersonField
from cdsl.semantics.flow import ChangeBy, ChangeField, ClearField, MapField, Target
from cdsl.semantics.types import Type


def change_field(step: ChangeField, who: Expression, place: Place) -> None:
    """`change F to V`; an empty value clears."""
    worth = value_of(step.value, place.scope, place.standing)
    _give(step.target, ((TRUE, worth),), who, "change", step.path, place)


def clear_field(step: ClearField, who: Expression, place: Place) -> None:
    """`clear F`."""
    worth = Known(None, step.target.field.type)
    _give(step.target, ((TRUE, worth),), who, "clear", step.path, place)


def change_by(step: ChangeBy, who: Expression, place: Place) -> None:
    """`change F by N`; an empty field counts as 0, an empty amount changes nothing."""
    one, scope = step.target.field, place.scope
    worth = value_of(step.amount, scope, place.standing)
    amount, fits = converted(worth, one.type, scope.zone, step.span)
    given = as_expression(amount)
    old = _current(step.target, place)
    total = case(
        (is_missing(old), given),
        otherwise=Call(Operation.ADD, (old, given), KINDS[one.type]),
    )
    total = place.define(f"sum for {one.name}", step.path, total)
    has_amount = opposite(is_missing(given))
    too_much = ("out_of_range", both(has_amount, is_missing(total)))
    options = ((has_amount, Varying(total, one.type)),)
    # What is added is what the change is; it fits where the sum does.
    change = given if one.type is Type.SCORE else None
    skips = (_misfit(TRUE, fits), too_much)
    _give(step.target, options, who, "change", step.path, place, skips, change)


def map_field(step: MapField, who: Expression, place: Place) -> None:
    """`map F to G`; the first entry that matches wins, and an empty source matches none."""
    scope, standing = place.scope, place.standing
    source = _source(step.source, place)
    is_there = opposite(is_missing(source))
    options: list[tuple[Expression, Worth]] = []
    before: Expression = FALSE
    for entry in step.entries:
        node = Compare(step.source, Operator.IS, entry.sources, step.source.field.type)
        values = tuple(value_of(one, scope, standing) for one in entry.sources)
        matches = both(is_there, compare(node, source, values, scope.zone, standing))
        matches = place.define("matches", step.path, matches)
        chosen = both(matches, opposite(before))
        options.append((chosen, value_of(entry.target, scope, standing)))
        before = either(before, matches)
    if step.otherwise is not None:
        options.append((opposite(before), value_of(step.otherwise, scope, standing)))
    _give(step.target, tuple(options), who, "map", step.path, place)


def _source(source: PersonField | CompanyField | MemberField, place: Place) -> Expression:
    if isinstance(source, CompanyField):
        return company_field(source.field.name, place.standing)
    return _current(source, place)


def _current(target: Target, place: Place) -> Expression:
    match target:
        case PersonField(field=one):
            return place.standing.field_of_person(one)
        case MemberField(program=program, field=one):
            return place.standing.member_field(program, one)


def _misfit(where: Expression, fits: Fits) -> tuple[str, Expression]:
    fitting, reason = fits
    return reason, both(where, opposite(fitting))


def _give(
    target: Target,
    options: tuple[tuple[Expression, Worth], ...],
    who: Expression,
    kind: str,
    path: str,
    place: Place,
    skips: tuple[tuple[str, Expression], ...] = (),
    change: Expression | None = None,
) -> None:
    """Give a field one of several values, each for those of whom its condition holds.

    The conditions exclude each other; who meets none keeps the field as it is. `change` is by how
    much a score changes, where that is known to fit.
    """
    one, standing = target.field, place.standing
    reasons = [skip for skip in skips if skip[1] != FALSE]
    allowed: list[tuple[str, Expression]] = []
    branches: list[tuple[Expression, Expression]] = []
    for where, worth in options:
        fitting, fits = converted(worth, one.type, place.scope.zone, None)
        reasons.append(_misfit(where, fits))
        new = as_expression(fitting)
        allowed.append(("value_not_allowed", both(where, _is_forbidden(fitting, new, target))))
        branches.append((where, new))
    reasons += allowed
    meant = either(*(where for where, _ in options))
    if isinstance(target, MemberField):
        stranger = opposite(standing.is_member(target.program))
        reasons.append(("not_member", both(meant, stranger)))
    old = _current(target, place)
    new = place.define(f"new {one.name}", path, case(*branches, otherwise=old))
    differs = both(meant, opposite(same(old, new)))
    if one.type is Type.SCORE and change is None:
        difference = Call(Operation.SUBTRACT, (_whole(new), _whole(old)), Kind.WHOLE)
        change = place.define(f"change of {one.name}", path, difference)
        reasons.append(("out_of_range", both(differs, is_missing(change))))
    left = place.skip(kind, path, who, reasons)
    changed = place.define(f"changes {one.name}", path, both(left, differs))
    if changed == FALSE:
        return
    after = place.define(f"{one.name} after", path, case((changed, new), otherwise=old))
    program = target.program if isinstance(target, MemberField) else None
    standing.changes.append(SetField(changed, one, program))
    if program is not None:
        standing.members[program, one.name] = after
    else:
        standing.person[one.name] = after
    by = literal(None, Kind.WHOLE) if change is None else change
    _tell(target, changed, Varying(new, one.type), Varying(old, one.type), by, path, place)


def _is_forbidden(fitting: Worth, new: Expression, target: Target) -> Expression:
    """Whether a value is none of those that the field allows."""
    allowed = target.field.values
    if not allowed:
        return FALSE
    if isinstance(fitting, Known):
        return FALSE if fitting.value is None or fitting.value in allowed else TRUE
    known = tuple(literal(one, new.kind) for one in allowed)
    is_one = Call(Operation.ONE_OF, (new, *known), Kind.BOOLEAN)
    return case((is_missing(new), FALSE), otherwise=opposite(is_one))


def _whole(value: Expression) -> Expression:
    if is_missing(value) == FALSE:
        return value
    return Call(Operation.OR_ELSE, (value, fixed(0)), Kind.WHOLE)


def _tell(
    target: Target,
    changed: Expression,
    new: Worth,
    old: Worth,
    change: Expression,
    path: str,
    place: Place,
) -> None:
    one = target.field
    values: dict[str, Worth] = {"new_value": new, "old_value": old}
    reason = Known(f'Campaign "{place.campaign.key.name}" step {path}', Type.TEXT)
    if isinstance(target, MemberField):
        values["program"] = Known(target.program.name, Type.TEXT)
        values["attribute"] = Known(one.name, Type.TEXT)
        place.leave(changed, "change_program_member_data", path, values)
    elif one.type is Type.SCORE:
        values["score"] = Known(one.name, Type.TEXT)
        values["change"] = Varying(change, Type.INTEGER)
        values["reason"] = reason
        place.leave(changed, "change_score", path, values)
    else:
        values["attribute"] = Known(one.name, Type.TEXT)
        values["source"] = Known("flow", Type.TEXT)
        values["reason"] = reason
        place.leave(changed, "change_data_value", path, values)
