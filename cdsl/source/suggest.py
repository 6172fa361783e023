"""Suggestions: the known name that is nearest to one that is unknown.

Ground floor: knows names as texts only.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from typing import Final

_LONGEST: Final = 100
"""Longer names get no suggestion: comparing costs the product of the lengths."""
_COMPARED: Final = 2_000
"""At most so many candidates are compared, those of nearly the same length first."""
_LIKENESS: Final = 0.65


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `name`, or None if none is like it.

    Case, blanks, `_` and `-` do not count, so that `firstName` finds `first_name`. The answer
    does not depend on the order of the candidates.
    """
    wanted = _plain(name)
    if not wanted or len(wanted) > _LONGEST:
        return None
    spellings: dict[str, str] = {}
    for candidate in candidates:
        if candidate == name or len(candidate) > 2 * _LONGEST:
            continue
        plain = _plain(candidate)
        spellings[plain] = min(candidate, spellings.get(plain, candidate))
    if wanted in spellings:
        return spellings[wanted]
    room = max(2, len(wanted) // 2)
    near = (plain for plain in spellings if abs(len(plain) - len(wanted)) <= room)
    first = sorted(near, key=lambda plain: (abs(len(plain) - len(wanted)), plain))
    found = get_close_matches(wanted, islice(first, _COMPARED), n=1, cutoff=_LIKENESS)
    return spellings[found[0]] if found else None


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")
