"""How the values of each type of the language are kept, and values as literals.

Floor 4.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from cdsl.batch.tree import Kind, Literal
from cdsl.semantics.types import Type
from cdsl.world.values import Value

KINDS: Final[Mapping[Type, Kind]] = MappingProxyType(
    {
        Type.TEXT: Kind.TEXT,
        Type.EMAIL: Kind.TEXT,
        Type.PHONE: Kind.TEXT,
        Type.URL: Kind.TEXT,
        Type.INTEGER: Kind.WHOLE,
        Type.SCORE: Kind.WHOLE,
        Type.PERCENT: Kind.WHOLE,
        Type.CURRENCY: Kind.CURRENCY,
        Type.FLOAT: Kind.FLOAT,
        Type.BOOLEAN: Kind.BOOLEAN,
        Type.DATE: Kind.DATE,
        Type.DATETIME: Kind.INSTANT,
    }
)


def literal(value: Value, kind: Kind) -> Literal:
    """A value as a literal; an instant loses its zone, which is UTC."""
    if isinstance(value, datetime):
        return Literal(value.replace(tzinfo=None), kind)
    return Literal(value, kind)
