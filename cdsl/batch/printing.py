"""Selections as the text of a dialect, with the values that stand beside it.

Floor 4. sqlglot prints; what an operation is called in a dialect is said by its table of words, so
that nothing is translated from one dialect to another.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cache

from sqlglot import exp

from cdsl.batch.building import loosened
from cdsl.batch.relations import Select
from cdsl.batch.tree import TRUE, Call, Column, Expression, Kind, Literal, Operation, Plain
from cdsl.source.data import dataclass

Node = exp.Expr
Columns = tuple[tuple[str, Expression], ...]
Spelling = Callable[[tuple[Node, ...], Call], Node]
"""How an operation is written: its arguments as they are written, and itself."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect: sqlglot's name of it, its words, the types of kinds, and how it takes values."""

    name: str
    words: Mapping[Operation, Spelling]
    types: Mapping[Kind, str]
    placeholder: Callable[[str], Node]


class MissingWordError(Exception):
    """An operation that a dialect has no word for."""

    def __init__(self, operation: Operation) -> None:
        """The operation."""
        super().__init__(operation)
        self.operation = operation


@dataclass(slots=True)
class Values:
    """The values that a text is run with, by name; equal ones stand once."""

    by_name: dict[str, Plain] = field(default_factory=dict)
    _known: dict[tuple[Kind, Plain], str] = field(default_factory=dict)

    def name_of(self, literal: Literal) -> str:
        """The name that a value goes by."""
        assert literal.value is not None
        key = literal.kind, literal.value
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = f"v{len(self.by_name) + 1}"
            self.by_name[known] = literal.value
        return known


def comments(values: Values, sign: str) -> list[str]:
    """The values beside a text, for somebody who reads it; `sign` is how it marks their names."""
    return [f"-- {sign}{name} = {_shown(value)}" for name, value in values.by_name.items()]


def _shown(value: Plain) -> str:
    if isinstance(value, str):
        return repr(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def written(expression: Expression, dialect: Dialect, values: Values) -> Node:
    """An expression as the dialect writes it. Raises MissingWordError."""
    match expression:
        case Column(name=name):
            return exp.column(_identifier(name), copy=False)
        case Literal():
            return _literal(expression, dialect, values)
        case Call(operation=operation, arguments=arguments):
            spelling = dialect.words.get(operation)
            if spelling is None:
                raise MissingWordError(operation)
            parts = tuple(written(argument, dialect, values) for argument in arguments)
            return spelling(parts, expression)


def _literal(literal: Literal, dialect: Dialect, values: Values) -> Node:
    if literal.value is None:
        return typed(exp.null(), literal.kind, dialect)
    if literal.is_fixed:
        return exp.convert(literal.value)
    return typed(dialect.placeholder(values.name_of(literal)), literal.kind, dialect)


def typed(node: Node, kind: Kind, dialect: Dialect) -> Node:
    """A node as a value of a kind."""
    return exp.Cast(this=node, to=_type(dialect.types[kind], dialect.name).copy())


@cache
def _type(text: str, dialect: str) -> exp.DataType:
    return exp.DataType.build(text, dialect=dialect)


def query(
    selections: Iterable[Select], dialect: Dialect, values: Values, *, pretty: bool = False
) -> str:
    """The text of the last of some selections, which names the earlier ones. MissingWordError."""
    *earlier, last = selections
    named = {one.name: one for one in earlier}
    found: exp.Select = _select(last, named, dialect, values)
    for selection in earlier:
        found = found.with_(
            _identifier(selection.name),
            as_=_select(selection, named, dialect, values),
            copy=False,
        )
    return found.sql(dialect=dialect.name, pretty=pretty, copy=False)


def _select(
    selection: Select, named: Mapping[str, Select], dialect: Dialect, values: Values
) -> exp.Select:
    found = exp.Select()
    projections, others = _passed_on(selection, named.get(selection.source))
    for name, expression in others:
        node = written(expression, dialect, values)
        if not (isinstance(expression, Column) and expression.name == name):
            node = exp.alias_(node, _identifier(name), copy=False)
        projections.append(node)
    found.set("expressions", projections)
    found.set("from_", exp.From(this=_table(selection.source)))
    joins = [
        exp.Join(
            this=_table(join.relation),
            side="LEFT",
            on=exp.EQ(
                this=written(join.own, dialect, values),
                expression=exp.column(_identifier(join.key), copy=False),
            ),
        )
        for join in selection.joins
    ]
    if joins:
        found.set("joins", joins)
    if selection.where != TRUE:
        # By what is wrapped in `coalesce` no part of a file is skipped.
        kept = loosened(selection.where)
        found.set("where", exp.Where(this=written(kept, dialect, values)))
    if selection.group:
        keys = [exp.column(_identifier(name), copy=False) for name in selection.group]
        found.set("group", exp.Group(expressions=keys))
    return found


def _passed_on(selection: Select, source: Select | None) -> tuple[list[Node], Columns]:
    """A `*` for what is passed on from the source as it is, if that is most of it; and the others.

    A name for each would be nearly all of the text of a long flow.
    """
    columns, dropped = selection.columns, []
    if source is None or selection.joins or selection.group:
        return [], columns
    count = 0
    for name, _ in source.columns:
        own = columns[count][1] if count < len(columns) else None
        if isinstance(own, Column) and own.name == name == columns[count][0]:
            count += 1
        else:
            dropped.append(exp.column(_identifier(name), copy=False))
    if count <= len(dropped):
        return [], columns
    return [exp.Star(except_=dropped) if dropped else exp.Star()], columns[count:]


def _table(name: str) -> exp.Table:
    return exp.Table(this=_identifier(name))


def _identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)
