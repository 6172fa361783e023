"""Fields for the columns that nobody declared (`--infer`).

Floor 3. A type is taken only when every value has it; what only looks like a number, such as a
postal code with a leading zero, stays a text.
"""

import re
from datetime import UTC
from typing import Final

from cdsl.semantics.schema import Field, Schema
from cdsl.semantics.types import Type
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.folding import normal
from cdsl.world.tables.columns import ID_NAMES, fields_by_name, first_column, folded
from cdsl.world.tables.settings import Settings
from cdsl.world.tables.table import open_table, records
from cdsl.world.values import Unreadable, read

_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_CANDIDATES: Final = (Type.BOOLEAN, Type.INTEGER, Type.FLOAT, Type.DATE, Type.DATETIME)
_OUTSIDE: Final = re.compile(r"\W+")


def infer_fields(
    path: str, schema: Schema, owner: str, settings: Settings
) -> tuple[tuple[Field, ...], tuple[Diagnostic, ...]]:
    """Fields for the unknown columns of a table of people (`owner` `person`) or companies.

    The identifier is the header in lower case with `_` between words, the label the header. The
    fields' columns follow those of the schema. Of a table that cannot be read only the diagnostic
    is given.
    """
    declared = schema.person if owner == "person" else schema.company
    names = fields_by_name(declared.values())
    keys = frozenset(map(folded, ID_NAMES)) if owner == "person" else frozenset[str]()
    known = frozenset(names) | keys
    table = open_table(path, lambda name: folded(name) in known, settings)
    if isinstance(table, Diagnostic):
        return (), (table,)
    id_column = first_column(table.header, ID_NAMES) if owner == "person" else None
    unknown = [
        column
        for column, name in enumerate(table.header)
        if folded(name) and folded(name) not in names and column != id_column
    ]
    problems = table.problems(settings)
    open_types = {column: list(_CANDIDATES) for column in unknown}
    filled: set[int] = set()
    for _, cells in records(table, problems, settings):
        for column in unknown:
            cell = cells[column]
            if cell and cell != "null":
                filled.add(column)
                if types := open_types[column]:
                    types[:] = [type for type in types if _fits(cell, type)]
    found: list[Field] = []
    used = set(declared)
    seen: set[str] = set()
    for column in unknown:
        label = normal(table.header[column].strip())
        if folded(label) in seen:
            continue
        seen.add(folded(label))
        types = open_types[column] if column in filled else []
        type = types[0] if types else Type.TEXT
        name = _identifier(label, column, used)
        found.append(Field(owner, name, label, type, len(declared) + len(found)))
    return tuple(found), ()


def _fits(cell: str, type: Type) -> bool:
    text = cell.strip()
    match type:
        case Type.BOOLEAN:
            return text.lower() in ("true", "false")
        case Type.INTEGER:
            return _WHOLE.fullmatch(text) is not None
        case Type.FLOAT:
            return _NUMBER.fullmatch(text) is not None
        case Type.DATE:
            return len(text) == 10 and not isinstance(read(text, type, UTC), Unreadable)
        case _:
            return not isinstance(read(text, type, UTC), Unreadable)


def _identifier(label: str, column: int, used: set[str]) -> str:
    """An identifier for a header that no other field has."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", label)
    base = _OUTSIDE.sub("_", words).strip("_").lower() or f"column_{column + 1}"
    if base[0].isdigit():
        base = f"column_{base}"
    name, number = base, 2
    while name in used:
        name, number = f"{base}_{number}", number + 1
    used.add(name)
    return name
