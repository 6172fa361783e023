"""Expressions put together, without what is known already.

Floor 4. Nothing here says what an operation means (`cdsl.batch.tree` does): what comes out is worth
what would have come out with everything in it.
"""

from cdsl.batch.tree import FALSE, TRUE, Call, Expression, Kind, Literal, Operation, may_be_missing


def both(*parts: Expression) -> Expression:
    """Whether all hold; what is known already is left out."""
    left = tuple(dict.fromkeys(part for part in parts if part != TRUE))
    if FALSE in left:
        return FALSE
    if not left:
        return TRUE
    return left[0] if len(left) == 1 else Call(Operation.AND, left, Kind.BOOLEAN)


def either(*parts: Expression) -> Expression:
    """Whether one holds; what is known already is left out."""
    left = tuple(dict.fromkeys(part for part in parts if part != FALSE))
    if TRUE in left:
        return TRUE
    if not left:
        return FALSE
    return left[0] if len(left) == 1 else Call(Operation.OR, left, Kind.BOOLEAN)


def opposite(part: Expression) -> Expression:
    """Whether something does not hold."""
    match part:
        case Literal(value=value):
            return FALSE if value else TRUE
        case Call(operation=Operation.NOT, arguments=(inner,)):
            return inner
        case _:
            return Call(Operation.NOT, (part,), Kind.BOOLEAN)


def certain(part: Expression) -> Expression:
    """A truth value that may be NULL as one that is false then."""
    if part == Literal(None, Kind.BOOLEAN):
        return FALSE
    return Call(Operation.HOLDS, (part,), Kind.BOOLEAN) if may_be_missing(part) else part


def loosened(part: Expression) -> Expression:
    """A truth value that may also be NULL where it is false, for who takes both alike."""
    match part:
        case Call(operation=Operation.AND | Operation.OR as operation, arguments=arguments):
            return Call(operation, tuple(map(loosened, arguments)), part.kind)
        case Call(operation=Operation.HOLDS, arguments=(inner,)):
            return inner
        case _:
            return part


def is_missing(part: Expression) -> Expression:
    """Whether a value is NULL."""
    if isinstance(part, Literal):
        return TRUE if part.value is None else FALSE
    return Call(Operation.IS_MISSING, (part,), Kind.BOOLEAN) if may_be_missing(part) else FALSE


def case(*branches: tuple[Expression, Expression], otherwise: Expression) -> Expression:
    """The value of the first branch whose condition holds."""
    left: list[Expression] = []
    for condition, value in branches:
        if condition == FALSE:
            continue
        if condition == TRUE:
            otherwise = value
            break
        left += (condition, value)
    if not left or all(value == otherwise for value in left[1::2]):
        return otherwise
    return Call(Operation.CASE, (*left, otherwise), otherwise.kind)


def compared(operation: Operation, left: Expression, right: Expression) -> Expression:
    """A comparison that is false where a side is NULL."""
    if Literal(None, left.kind) in (left, right) or Literal(None, right.kind) in (left, right):
        return FALSE
    return certain(Call(operation, (left, right), Kind.BOOLEAN))


def same(left: Expression, right: Expression) -> Expression:
    """Whether two values are equal, or both missing."""
    if left == right:
        return TRUE
    return Call(Operation.SAME, (left, right), Kind.BOOLEAN)
