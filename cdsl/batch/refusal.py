"""What cannot be done as set operations, and why: the codes CDS602 and up.

Floor 4. Planning stops at the first such place; the door of the room makes a diagnostic of it.
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
