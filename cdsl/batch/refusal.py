"""What cannot be done as set operations, and why: the codes CDS602 and up.

Floor 4. Planning stops at the first such place; the door of the room makes a diagnostic of it.
Reading stops at the first table that is not plain.
"""

from collections.abc import Iterable

from cdsl.semantics.program import Location
from cdsl.source.span import Span


class NotSetBasedError(Exception):
    """Something that the row engine does and this one does not.

    `span` is a place in the text of the campaign at hand, where there is one.
    """

    def __init__(self, code: str, message: str, span: Span | None = None) -> None:
        """The code of the diagnostic that is made of it, and its message."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.span = span
        self.location: Location | None = None


class NotPlainError(Exception):
    """A table that is not read all at once, with the reason in the words of who wrote it.

    No engine reads it where it `is_broken`; else the row engine does, or says what is wrong.
    """

    def __init__(self, table: str, reason: str, *, is_broken: bool = False) -> None:
        """The table of the world, and why."""
        super().__init__(f"{table}: {reason}")
        self.is_broken = is_broken


def refuse_doubled(table: str, columns: Iterable[str]) -> None:
    """Raise NotSetBasedError where two columns of a result differ by no more than case.

    The row engine writes both; databases do not tell them apart.
    """
    seen: set[str] = set()
    for name in columns:
        if name.lower() in seen:
            message = f"two columns of `{table}` would be called `{name}`"
            raise NotSetBasedError("CDS612", message)
        seen.add(name.lower())
