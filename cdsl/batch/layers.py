"""Columns upon columns: each is put into the first projection in which all that it reads is there.

Floor 4. So neighbouring steps share a projection, and what is worked out twice stands once.
Databases see what is folded twice in one projection; over several, it is carried on as a column.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field

from cdsl.batch.tree import (
    Call,
    Column,
    Expression,
    Literal,
    Operation,
    columns_in,
    may_be_missing,
)
from cdsl.source.data import dataclass


@dataclass(slots=True)
class Layers:
    """Named columns over those of a base, by the projection that they belong to, from 1."""

    columns: dict[str, Expression] = field(default_factory=dict)
    _depths: dict[str, int] = field(default_factory=dict)
    _known: dict[Expression, Column] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def define(
        self, hint: str, expression: Expression, *, is_own: bool = False
    ) -> Column | Literal:
        """A column of a name like `hint`, unless there is one of that meaning already.

        One that `is_own` is shared with nothing that is asked before or after: its values are
        replaced later.
        """
        if isinstance(expression, Column | Literal):
            return expression
        known = None if is_own else self._known.get(expression)
        if known is None:
            name = self._name(hint)
            self.columns[name] = expression
            self._depths[name] = self.depth(expression) + 1
            known = Column(name, expression.kind, may_be_missing(expression))
            if not is_own:
                self._known[expression] = known
        return known

    def depth(self, expression: Expression) -> int:
        """The last projection of which an expression reads a column; 0 is the base."""
        return max((self._depths.get(name, 0) for name in columns_in(expression)), default=0)

    def projections(self) -> tuple[tuple[tuple[str, Expression], ...], ...]:
        """The columns of each projection in order, from the first over the base."""
        found: dict[int, list[tuple[str, Expression]]] = {}
        last: dict[Call, int] = {}
        for name, expression in self.columns.items():
            depth = self._depths[name]
            found.setdefault(depth, []).append((name, expression))
            for folding in _foldings(expression):
                last[folding] = max(depth, last.get(folding, 0))
        folded: dict[Expression, Column] = {}
        for depth, columns in sorted(found.items()):
            foldings = dict.fromkeys(one for _, column in columns for one in _foldings(column))
            columns[:] = [(name, _read(expression, folded)) for name, expression in columns]
            for folding in foldings:
                if folding not in folded and depth < last[folding]:
                    name = self._name("folded text")
                    columns.append((name, folding))
                    folded[folding] = Column(name, folding.kind, may_be_missing(folding))
        return tuple(tuple(found[depth]) for depth in sorted(found))

    def _name(self, hint: str) -> str:
        """A name with a blank in it, as no field's has, that no other column has in any case.

        Databases do not tell names apart by their case.
        """
        count = self._names[hint] = self._names.get(hint, 0) + 1
        name = f"{hint} ({count})" if count > 1 or " " not in hint else hint
        if name.lower() in self._taken:
            return self._name(hint)
        self._taken.add(name.lower())
        return name


def _foldings(expression: Expression) -> Iterator[Call]:
    """What is folded in an expression."""
    match expression:
        case Call(operation=Operation.FOLD):
            yield expression
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _foldings(argument)
        case _:
            pass


def _read(expression: Expression, columns: Mapping[Expression, Column]) -> Expression:
    """An expression that reads from columns what is in them."""
    match expression:
        case Call(operation=Operation.FOLD) if expression in columns:
            return columns[expression]
        case Call(operation=operation, arguments=arguments, kind=kind) if columns:
            return Call(operation, tuple(_read(one, columns) for one in arguments), kind)
        case _:
            return expression
