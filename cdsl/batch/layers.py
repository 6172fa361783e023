"""Columns upon columns: each is put into the first projection in which all that it reads is there.

Floor 4. So neighbouring steps share a projection, and what is worked out twice stands once.
"""

from dataclasses import field

from cdsl.batch.tree import Column, Expression, Literal, columns_in, may_be_missing
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

        One that `is_own` is shared with nothing: its values are replaced later.
        """
        if isinstance(expression, Column | Literal):
            return expression
        known = None if is_own else self._known.get(expression)
        if known is None:
            name = self._name(hint)
            self.columns[name] = expression
            self._depths[name] = self.depth(expression) + 1
            known = Column(name, expression.kind, may_be_missing(expression))
            self._known[expression] = known
        return known

    def depth(self, expression: Expression) -> int:
        """The last projection of which an expression reads a column; 0 is the base."""
        return max((self._depths.get(name, 0) for name in columns_in(expression)), default=0)

    def projections(self) -> tuple[tuple[tuple[str, Expression], ...], ...]:
        """The columns of each projection in order, from the first over the base."""
        found: dict[int, list[tuple[str, Expression]]] = {}
        for name, expression in self.columns.items():
            found.setdefault(self._depths[name], []).append((name, expression))
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
