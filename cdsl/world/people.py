"""The order of people by id.

Floor 3.
"""

from collections.abc import Iterable


def id_order(ids: Iterable[str]) -> list[str]:
    """Ids in order: as numbers where all are whole numbers, else by code point (language.md 7)."""
    found = list(ids)
    if all(person.isascii() and person.isdigit() for person in found):
        return sorted(found, key=lambda person: (int(person), person))
    return sorted(found)
