"""Types by the names that declarations write.

Floor 2. An unknown one is taken for what may be meant, so that it is reported once.
"""

from types import MappingProxyType
from typing import Final

from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.places import Place
from cdsl.semantics.types import Type
from cdsl.source.suggest import nearest
from cdsl.syntax.declarations import FieldDeclaration

_OTHER_WORDS: Final = MappingProxyType(
    {
        "string": Type.TEXT,
        "number": Type.INTEGER,
        "int": Type.INTEGER,
        "double": Type.FLOAT,
        "decimal": Type.CURRENCY,
        "bool": Type.BOOLEAN,
        "timestamp": Type.DATETIME,
    }
)
"""What other languages call the types."""


def type_named(line: FieldDeclaration, place: Place, findings: Findings) -> Type:
    """The type of a declaration; an unknown one is reported and taken for what may be meant."""
    written = line.type_name.text
    meant = type_meant(written)
    if meant != written:
        help = f"did you mean `{meant}`?" if meant else "types are " + ", ".join(Type)
        message = f"there is no type `{written}`"
        found = finding("CDS201", message, place.source, line.type_name.span, help=help)
        findings.add(found, place.clone)
    return meant or Type.TEXT


def type_meant(name: str) -> Type | None:
    """The type of a name, or the one that it may be meant for."""
    try:
        return Type(name)
    except ValueError:
        close = _OTHER_WORDS.get(name.lower()) or nearest(name, list(Type))
        return Type(close) if close is not None else None
