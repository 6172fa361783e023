"""A database that is named as if it were a table or a directory: `--people crm.duckdb`.

Floor 3; see `cdsl.world.tables.database_kind`.
"""

import os
from types import MappingProxyType
from typing import Final

from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.tables.address import Address, DatabaseKind
from cdsl.world.tables.database_kind import CALLED, kind_of
from cdsl.world.tables.databases import DatabaseError, connected, failing, tables_of

_SHOWN: Final = 4


def database_for_table(path: str) -> Diagnostic | None:
    """The finding that a file is a database and no table (CDS731); None where it is none."""
    kind = kind_of(path)
    if kind is None:
        return _table_behind_file(path)
    address = Address(kind, path, "")
    names = _names_in(address)
    shown = ", ".join(f"`{address.database}#{name}`" for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    help = f"write {'one of ' if len(names) > 1 else ''}{shown}{more}"
    if not names:
        help = f"write `{address.database}#people`, with the name of the table behind `#`"
    message = f"`{path}` is a database of {CALLED[kind]}: say which of its tables"
    return Diagnostic("CDS731", SEVERITIES["CDS731"], message, None, None, help=help)


def database_for_directory(path: str) -> tuple[str, Address] | None:
    """What tells that a database is meant where a directory is expected, and the database."""
    if os.path.isdir(path):
        return None
    for file in (path, path.partition("#")[0]):
        if kind := kind_of(file):
            return f"`{file}` is a database of {CALLED[kind]}", Address(kind, file, "")
        if kind := _BY_SUFFIX.get(os.path.splitext(file)[1].lower()):
            return "it is called as a database is, and not as a directory", Address(kind, file, "")
    return None


_BY_SUFFIX: Final = MappingProxyType(
    {
        ".duckdb": DatabaseKind.DUCKDB,
        ".sqlite": DatabaseKind.SQLITE,
        ".sqlite3": DatabaseKind.SQLITE,
        ".db": DatabaseKind.SQLITE,
    }
)


def _table_behind_file(path: str) -> Diagnostic | None:
    """The same finding for `crm.duckdb#people`, which says the table and not the kind."""
    file, sign, table = path.rpartition("#")
    kind = kind_of(file) if sign and not os.path.lexists(path) else None
    if kind is None:
        return None
    message = f"`{file}` is a database of {CALLED[kind]}, and `{path}` no file"
    help = f"write `{Address(kind, file, '').database}#{table}`"
    return Diagnostic("CDS731", SEVERITIES["CDS731"], message, None, None, help=help)


def _names_in(address: Address) -> list[str]:
    """The names of the tables of a database; none where it cannot be looked into."""
    try:
        with connected(address) as cursor, failing(address):
            return sorted(one.spelled for one in tables_of(cursor, address.kind))
    except DatabaseError:
        return []
