"""How somebody follows a long command, and breaks it off.

Floor 5. A command asks between two people or two steps, so that nothing is left half done.
"""

from collections.abc import Callable, Sequence
from typing import Final

from cdsl.runtime.observed import Observer
from cdsl.source.data import dataclass

_PORTION: Final = 1_000
"""People that are looked at between two questions whether to go on."""


class BrokenOffError(Exception):
    """Somebody has broken off what may be left at any place, as nobody sees it half done."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a caller follows a long command: `progress` (done, total) and a wish to break it off.

    `observe` is told everything that happens to people whom it `wants`; None costs nothing.
    `begins` is told the person and the number of each run that begins.
    """

    progress: Callable[[int, int], None] = lambda done, total: None
    is_cancelled: Callable[[], bool] = lambda: False
    observe: Observer | None = None
    wants: Callable[[str], bool] = lambda person: True
    begins: Callable[[str, int], None] = lambda person, run: None

    def go_on(self, done: int, total: int) -> None:
        """Progress of what may be left at any place. Raises BrokenOffError."""
        if self.is_cancelled():
            raise BrokenOffError
        if done:
            self.progress(done, total)

    def observer(self, person: str) -> Observer | None:
        """Who is told what happens to a person, None when nobody is."""
        return self.observe if self.observe is not None and self.wants(person) else None


NOBODY_WATCHES: Final = Watch()
"""Progress that nobody wants to know, and nobody who breaks anything off."""


def in_portions(
    people: Sequence[str], chosen: Callable[[Sequence[str]], list[str]], watch: Watch
) -> list[str] | None:
    """Those of the people who are chosen, some at a time; None when broken off before the end.

    Progress is told where the people are more than one portion.
    """
    found: list[str] = []
    for start in range(0, len(people), _PORTION):
        if watch.is_cancelled():
            return None
        if start:
            watch.progress(start, len(people))
        found += chosen(people[start : start + _PORTION])
    return found
