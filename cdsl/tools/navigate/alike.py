"""Whether two trees say the same but for some names.

Floor 6. For trees of programs and for whatever they are made of.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

Named = Callable[[str, str], bool]
"""Whether the one text may stand where the other one stood."""

_SHOWN = frozenset({"label"})
"""What is made of a name where nothing else is said, and is looked up as names are."""


def is_alike(before: object, after: object, named: Named) -> bool:
    """Whether two trees are equal, with `named` texts in place of each other.

    Mappings have an order here: it is that of the text.
    """
    if before is after:
        return True
    if before.__class__ is not after.__class__:
        return False
    if isinstance(before, str) and isinstance(after, str):
        return before == after or named(before, after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        before, after = tuple(before.items()), tuple(after.items())
    if isinstance(before, tuple) and isinstance(after, tuple):
        pairs = zip(before, after, strict=False)
        return len(before) == len(after) and all(is_alike(*pair, named) for pair in pairs)
    if is_dataclass(before):
        return all(
            is_alike(getattr(before, name), getattr(after, name), named)
            for name in _compared(before.__class__)
        )
    return before == after


@cache
def _compared(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.compare and one.name not in _SHOWN)
