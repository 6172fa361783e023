"""What a scene fixes: right sides that are the same for everybody.

Floor 4. Worked out once, before anybody is looked at; what may depend on the person is left to
whoever asks.
"""

from typing import Final, assert_never

from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import Scene, View
from cdsl.semantics.expressions import (
    Constant,
    Context,
    Expression,
    HoleValue,
    Joined,
    Shifted,
    Token,
)
from cdsl.world.values import Value

_OF_THE_SCENE: Final = frozenset({Context.CAMPAIGN, Context.PROGRAM, Context.TRIGGER})
_DEEP: Final = 8
"""Tokens inside tokens beyond this are worked out for each person."""


def fixed_right(operands: tuple[Expression, ...], scene: Scene) -> tuple[Value, ...] | None:
    """The values of the right side, None when they depend on the person."""
    values: list[Value] = []
    for operand in operands:
        if isinstance(operand, Constant):  # nearly all are
            values.append(operand.value)
        elif _is_fixed(operand, scene, 0):
            values.append(value_of(operand, View(scene, "", ())))
        else:
            return None
    return tuple(values)


def _is_fixed(expression: Expression, scene: Scene, depth: int) -> bool:
    match expression:
        case Constant() | HoleValue():
            return True
        case Shifted(base=base):
            return _is_fixed(base, scene, depth)
        case Joined(parts=parts):
            return all(isinstance(part, str) or _is_fixed(part, scene, depth) for part in parts)
        case Token(context=Context.MY, name=name):
            binding = scene.scope.tokens.find(name)
            if binding is None or binding.value.value is None:
                return True
            return depth < _DEEP and _is_fixed(binding.value.value, scene, depth + 1)
        case Token(context=Context.SYSTEM, name=name):
            return name != "unsubscribe_link"
        case Token(context=context):
            return context in _OF_THE_SCENE
        case _:
            assert_never(expression)
