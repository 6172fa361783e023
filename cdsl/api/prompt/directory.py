"""People found by what their ids and email addresses begin with.

Floor 7. Put in order once for a world, when somebody asks first: what is typed next to a name must
not wait for everyone.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import Final

from cdsl.semantics.schema import Schema
from cdsl.source.data import dataclass
from cdsl.world.folding import fold, normal
from cdsl.world.store import Store

_MOST: Final = 200
_THEN: Final = "\0"
"""What stands between a name and whose it is; no table has it in a cell."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A person, what names them there, and what else is known of them: email address or id."""

    written: str
    about: str


class Directory:
    """The people of a world in order of their names.

    An address that somebody got since the first question is not found, one that they no longer
    have is not offered.
    """

    def __init__(self, store: Store, schema: Schema) -> None:
        """The directory of a world, in which nobody was looked for yet."""
        self._store = store
        self._email = schema.person.get("email")
        self._entries: list[str] | None = None

    def beginning(self, typed: str) -> tuple[Listed, ...]:
        """The first people whose id or email address begins as what is typed, case aside."""
        if not typed:
            return tuple(
                Listed(person, self._email_of(person)) for person in self._store.people()[:_MOST]
            )
        return tuple(islice(self._beginning(fold(normal(typed))), _MOST))

    def _beginning(self, typed: str) -> Iterator[Listed]:
        if self._entries is None:
            self._entries = sorted(self._all())
        entries, last = self._entries, ""
        for at in range(bisect_left(entries, typed), len(entries)):
            entry = entries[at]
            if not entry.startswith(typed):
                return
            name, _, person = entry.partition(_THEN)
            if entry == last or self._store.person(person) is None:
                continue
            email, last = self._email_of(person), entry
            if name == fold(normal(person)):
                yield Listed(person, email)
            elif name == fold(normal(email)):
                beside = (*entries[at - 1 : at], *entries[at + 1 : at + 2])
                is_shared = any(one.startswith(f"{name}{_THEN}") for one in beside)
                yield Listed(person, email) if is_shared else Listed(email, person)

    def _all(self) -> Iterator[str]:
        """Each id and each address, with whose it is behind it: texts are put in order fast."""
        for person in self._store.people():
            yield f"{fold(normal(person))}{_THEN}{person}"
            email = self._email_of(person)
            if email:
                yield f"{fold(normal(email))}{_THEN}{person}"

    def _email_of(self, person: str) -> str:
        row = self._store.person(person)
        email = None if row is None or self._email is None else row[self._email.column]
        return email if isinstance(email, str) else ""
