"""What a comparison saw, as a leaf of a why-tree.

Floor 4. Where a person's field is compared with what the scene fixes, the tree follows from the
field's value alone, so that people with one value share it.
"""

from collections.abc import Callable, Sequence

from cdsl.interpreter.compare import compare
from cdsl.interpreter.evaluate import subject_value
from cdsl.interpreter.evidence import (
    Compared,
    Explainer,
    TokenRead,
    Why,
    token_read,
    tokens_read,
)
from cdsl.interpreter.lower import REMEMBERED, fixed_right
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import Scene, View
from cdsl.semantics.conditions import Compare, Condition, Not, PersonField
from cdsl.semantics.expressions import Constant, Expression, Token
from cdsl.world.values import Value

OfValue = Callable[[Value], Why]
"""Makes the tree by a value of the column that alone decides."""


def comparison(node: Compare, scene: Scene) -> Explainer:
    """The trees of a comparison."""
    known = of_value(node, scene)
    if known is not None:
        return of_column(*known)
    subject, type, now, zone = node.subject, node.type, scene.now, scene.zone

    def explain(view: View) -> Why:
        seen = subject_value(subject, type, view)
        wanted = tuple([value_of(operand, view) for operand in node.operands])
        found = compare(node, seen, wanted, now, zone)
        return Why(node, found, Compared(seen, wanted, _reads(node.operands, wanted, view)))

    return explain


def of_value(condition: Condition, scene: Scene) -> tuple[int, OfValue] | None:
    """The column that alone decides, and the tree by its value; None where more is looked at."""
    if isinstance(condition, Not):
        known = of_value(condition.part, scene)
        if known is None:
            return None
        column, inside = known
        return column, lambda value: negated(condition, inside(value))
    if not isinstance(condition, Compare) or not isinstance(condition.subject, PersonField):
        return None
    wanted = fixed_right(condition.operands, scene)
    if wanted is None:
        return None
    tokens = _reads(condition.operands, wanted, View(scene, "", ()))
    now, zone = scene.now, scene.zone

    def explain(value: Value) -> Why:
        found = compare(condition, value, wanted, now, zone)
        return Why(condition, found, Compared(value, wanted, tokens))

    return condition.subject.field.column, explain


def of_column(column: int, of_value: OfValue) -> Explainer:
    """The trees by the value of a column; they are kept, as most columns hold few values."""
    trees: dict[Value, Why] = {}
    known = trees.get

    def explain(view: View) -> Why:
        value = view.row[column]
        tree = known(value)
        if tree is None:
            tree = of_value(value)
            if len(trees) < REMEMBERED:
                trees[value] = tree
        return tree

    return explain


def _reads(
    operands: Sequence[Expression], values: Sequence[Value], view: View
) -> tuple[TokenRead, ...]:
    """The tokens that operands read, whose own values are known."""
    reads: tuple[TokenRead, ...] = ()
    for operand, value in zip(operands, values, strict=True):
        if isinstance(operand, Constant):
            continue
        if isinstance(operand, Token):
            reads += (token_read(operand, value, view),)
        else:
            reads += tuple(tokens_read(operand, view))
    return reads


def negated(node: Not, part: Why) -> Why:
    """The tree of a negation, whose part is known."""
    return Why(node, not part.holds, None, (part,))
