"""The address of a table in a database, or of a database that is to hold tables.

Floor 3. Text only: nothing is opened here. A password never gets into what is shown.
"""

import re
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from cdsl.source.data import dataclass


class DatabaseKind(StrEnum):
    """The databases that tables are read from and written to, as addresses begin."""

    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Address:
    """A database, and what in it: a table to read, a schema to write to, or "" for neither.

    `where` is the path of a file, or the URI of a PostgreSQL database as libpq takes it.
    """

    kind: DatabaseKind
    where: str
    part: str

    @property
    def file(self) -> str | None:
        """The path of the file that the database is, if it is one."""
        return None if self.kind is DatabaseKind.POSTGRESQL else self.where

    @property
    def database(self) -> str:
        """The database without its part, as it is shown."""
        if self.file is not None:
            return f"{self.kind}:{self.where}"
        shown = self.where
        for secret in _SECRETS:
            shown = secret.sub(r"\1***", shown)
        return shown

    @property
    def shown(self) -> str:
        """The whole address as it is shown."""
        return f"{self.database}#{self.part}" if self.part else self.database

    def hide(self, text: str) -> str:
        """A text that may repeat the address, without the password."""
        for secret in _SECRETS if self.file is None else ():
            for _, found in secret.findall(self.where):
                for spelling in filter(None, (found, unquote(found))):
                    text = text.replace(spelling, "***")
        return text


KINDS_OF_DATABASES: Final = "`duckdb:FILE`, `sqlite:FILE`, `postgresql://HOST/DATABASE`"
"""The addresses that there are, as they are shown."""


def address_of(written: str) -> Address | None:
    """The address of a database; None for what is the path of a file.

    It is written `sqlite:FILE#PART`, `duckdb:FILE#PART` or `postgresql://HOST/DATABASE#PART`. As
    other tools have it, `sqlite:///crm.db` is `sqlite:crm.db`, and `postgres:` `postgresql:`.
    """
    scheme, colon, rest = written.partition(":")
    where, sign, part = rest.rpartition("#")
    if not sign:
        where, part = rest, ""
    if scheme in ("postgres", "postgresql") and where.startswith("//"):
        return Address(DatabaseKind.POSTGRESQL, f"postgresql:{where}", part)
    if colon and scheme in ("sqlite", "duckdb"):
        return Address(DatabaseKind(scheme), where.removeprefix("///"), part)
    return None


def shown(written: str) -> str:
    """A path as it is, or an address without its password."""
    address = address_of(written)
    return written if address is None else address.shown


def file_of(written: str) -> str | None:
    """The file that a path or an address leads to; None where that is no file."""
    address = address_of(written)
    return written if address is None else address.file


_SECRETS: Final = (
    re.compile(r"(?<=^postgresql://)([^:/@]*:)(.*)(?=@)"),
    re.compile(r"([?&]password=)([^&]+)"),
)
"""Passwords in a URI: before the host, and among the parameters."""
