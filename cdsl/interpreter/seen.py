"""What a comparison saw, as a leaf of a why-tree.

Floor 4. Where a person's field is compared with what the scene fixes, the tree follows from the
field's value alone, so that people with one value share it.
"""

from collections.abc import Callable

from cdsl.interpreter.compare import compare
from cdsl.interpreter.evaluate import subject_value
from cdsl.interpreter.evidence import Compared, Explainer, Why, tokens_read
from cdsl.interpreter.fixed import fixed_right
from cdsl.interpreter.lower import REMEMBERED
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import Scene, View
from cdsl.semantics.conditions import Compare, Condition, Not, PersonField
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.walk import values_in_condition
from cdsl.world.values import Value

OfValue = Callable[[Value], Why]
"""Makes the tree by a value of the column that alone decides."""


def comparison(node: Compare, scene: Scene) -> Explainer:
    """The trees of a comparison."""
    known = of_value(node, scene)
    if known is not None:
        return of_column(*known)
    subject, type, now, zone = node.subject, node.type, scene.now, scene.zone
    reading = read_in(node)

    def explain(view: View) -> Why:
        seen = subject_value(subject, type, view)
        wanted = tuple([value_of(operand, view) for operand in node.operands])
        found = compare(node, seen, wanted, now, zone)
        tokens = tuple(tokens_read(reading, view)) if reading else ()
        return Why(node, found, Compared(seen, wanted, tokens))

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
    tokens = tuple(tokens_read(read_in(condition), View(scene, "", ())))
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


def read_in(condition: Condition) -> tuple[Expression, ...]:
    """The values that a condition reads and that may have tokens, in order of text."""
    return tuple(one for one in values_in_condition(condition) if not isinstance(one, Constant))


def negated(node: Not, part: Why) -> Why:
    """The tree of a negation, whose part is known."""
    return Why(node, not part.holds, None, (part,))
