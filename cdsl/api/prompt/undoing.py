"""What an interactive session can go back to, and forward again.

Floor 7. A moment is small, as its world has a journal; a world is not, so that few are kept.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cdsl.api.prompt.past import Deed
from cdsl.api.prompt.texts import Texts
from cdsl.api.prompt.world import World
from cdsl.runtime.checkpoint import Checkpoint
from cdsl.source.data import dataclass

WORLDS: Final = 3
"""How many worlds are kept, the one at hand included: each has all people of its own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that a deed can change, as it was before what is called `what`.

    `focus` is who was in focus, None where the deed did not change that.
    """

    what: str
    texts: Texts
    world: World
    checkpoint: Checkpoint
    mark: Checkpoint
    last: Deed | None
    focus: str | None


class Moments:
    """The moments before what was done, and those before what was undone, the latest last."""

    def __init__(self) -> None:
        """Nothing was done yet."""
        self._past: list[Kept] = []
        self._future: list[Kept] = []

    def forget(self) -> None:
        """There is nothing to come back to."""
        self._past.clear()
        self._future.clear()

    def remember(self, before: Kept, now: Kept) -> None:
        """Something was done; nothing that was undone can be done again."""
        self._past.append(_changing_focus(before, now))
        self._future.clear()
        if before.world.store is not now.world.store:
            self._forget_old_worlds(now.world)

    def set_mark(self, mark: Checkpoint, world: World) -> None:
        """A mark was set in a world; it stands there as well when what was undone is done again."""
        self._future = [
            replace(kept, mark=mark) if kept.world.session is world.session else kept
            for kept in self._future
        ]

    def undo(self, now: Kept, bring_back: Callable[[Kept], None]) -> str | None:
        """Bring back the moment before the last deed, whose name is returned; None without one."""
        return _exchange(self._past, self._future, now, bring_back)

    def redo(self, now: Kept, bring_back: Callable[[Kept], None]) -> str | None:
        """Bring back the moment before what was undone last was undone; None without one."""
        return _exchange(self._future, self._past, now, bring_back)

    def _forget_old_worlds(self, world: World) -> None:
        stores = [world.store]
        for number in range(len(self._past) - 1, -1, -1):
            found = self._past[number].world.store
            if all(found is not one for one in stores):
                stores.append(found)
            if len(stores) > WORLDS:
                del self._past[: number + 1]
                return


def _exchange(
    source: list[Kept], target: list[Kept], now: Kept, bring_back: Callable[[Kept], None]
) -> str | None:
    """Bring back the last of some moments; where that fails, all stay where they are."""
    if not source:
        return None
    kept = source[-1]
    bring_back(kept)
    del source[-1]
    back = replace(now, what=kept.what)
    target.append(back if kept.focus is not None else replace(back, focus=None))
    return kept.what


def _changing_focus(before: Kept, now: Kept) -> Kept:
    return replace(before, focus=None) if before.focus == now.focus else before
