"""What dialects of SQL spell alike: words, and the pieces that tables of words are made of.

Floor 4. Nothing here is taken to be so: the probe matrix proves each word in each dialect whose
table takes it over.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from cdsl.batch.printing import Node, Spelling
from cdsl.batch.tree import Call, Operation

# Pieces -----------------------------------------------------------------------------------------


def called(name: str, *arguments: Node) -> Node:
    """A function of that name with arguments."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def characters(text: str) -> Node:
    """A text that is part of the word."""
    return exp.Literal.string(text)


def number(value: int) -> Node:
    """A number that is part of the word."""
    return exp.Literal.number(value)


def when(condition: Node, value: Node, otherwise: Node | None = None) -> Node:
    """A value where a condition holds, and elsewhere another one, or NULL."""
    found = exp.Case(default=otherwise)
    found.set("ifs", [exp.If(this=condition, true=value)])
    return found


def function(name: str) -> Spelling:
    """A word that is a function of the same arguments."""
    return lambda parts, call: called(name, *parts)


def binary(node: type[exp.Binary]) -> Spelling:
    """A word that stands between its two arguments."""
    return lambda parts, call: exp.Paren(this=node(this=parts[0], expression=parts[1]))


# Words ------------------------------------------------------------------------------------------


def _chain(node: type[exp.Connector]) -> Spelling:
    def spelled(parts: tuple[Node, ...], call: Call) -> Node:
        found: Node = parts[0]
        for part in parts[1:]:
            found = node(this=found, expression=part)
        return exp.Paren(this=found)

    return spelled


def _not(parts: tuple[Node, ...], call: Call) -> Node:
    match call.arguments:
        case (Call(operation=Operation.HOLDS),):
            # Unlike `coalesce` this is checked while rows of a file are read.
            part = parts[0].expressions[0]
            return exp.Paren(this=exp.Not(this=exp.Is(this=part, expression=exp.true())))
        case _:
            return exp.Paren(this=exp.Not(this=parts[0]))


def _holds(parts: tuple[Node, ...], call: Call) -> Node:
    return called("coalesce", parts[0], exp.false())


def _is_missing(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Paren(this=exp.Is(this=parts[0], expression=exp.null()))


def _case(parts: tuple[Node, ...], call: Call) -> Node:
    *branches, otherwise = parts
    found = exp.Case(default=otherwise)
    ifs = [
        exp.If(this=condition, true=value)
        for condition, value in zip(branches[::2], branches[1::2], strict=True)
    ]
    found.set("ifs", ifs)
    return found


def _one_of(parts: tuple[Node, ...], call: Call) -> Node:
    return exp.Paren(this=exp.In(this=parts[0], expressions=list(parts[1:])))


def _or_empty(parts: tuple[Node, ...], call: Call) -> Node:
    return called("coalesce", parts[0], characters(""))


def _or_missing(parts: tuple[Node, ...], call: Call) -> Node:
    return called("nullif", parts[0], characters(""))


def _row_number(parts: tuple[Node, ...], call: Call) -> Node:
    order = exp.Order(expressions=[exp.Ordered(this=part) for part in parts[1:]])
    return exp.Window(this=called("row_number"), partition_by=[parts[0]], order=order)


STANDARD: Final[Mapping[Operation, Spelling]] = MappingProxyType(
    {
        Operation.AND: _chain(exp.And),
        Operation.OR: _chain(exp.Or),
        Operation.NOT: _not,
        Operation.HOLDS: _holds,
        Operation.IS_MISSING: _is_missing,
        Operation.CASE: _case,
        Operation.OR_ELSE: function("coalesce"),
        Operation.EQUAL: binary(exp.EQ),
        Operation.LESS: binary(exp.LT),
        Operation.AT_MOST: binary(exp.LTE),
        Operation.SAME: binary(exp.NullSafeEQ),
        Operation.ONE_OF: _one_of,
        Operation.CONTAINS: function("contains"),
        Operation.FIRST: function("left"),
        Operation.OR_EMPTY: _or_empty,
        Operation.OR_MISSING: _or_missing,
        Operation.REMAINDER: binary(exp.Mod),
        Operation.ANY: function("bool_or"),
        Operation.LATEST: function("max"),
        Operation.ROW_NUMBER: _row_number,
    }
)
