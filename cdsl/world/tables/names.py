"""The names of assets in tables: lists, programs and campaigns by name or by path.

Floor 3. A name says which one it is when only one is called so; otherwise its path from the
outermost folder does (`Global/Fair/Invited`), and where workspaces have equal paths, the
workspace before it.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.source.data import dataclass
from cdsl.source.suggest import nearest
from cdsl.world.folding import normal

_LISTED: Final = 6


@dataclass(frozen=True, slots=True)
class Unfound:
    """Why a name is none: `reason` in the author's words, `help` the way out.

    Where there are `several` of that name, these are they; else there is nothing of it.
    """

    reason: str
    help: str
    several: tuple[AssetKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The assets of one kind (`a list`), by each way of writing them, from short to long."""

    kind: str
    ways: tuple[Mapping[str, tuple[AssetKey, ...]], ...]

    def find(self, written: str) -> AssetKey | Unfound:
        """The asset that is written so."""
        name = normal(written.strip())
        noun = self.kind.split(" ", 1)[1]
        several: tuple[AssetKey, ...] = ()
        for way in self.ways:
            keys = way.get(name, ())
            if len(keys) == 1:
                return keys[0]
            several = several or keys
        if several:
            paths = ", ".join(f"`{self.spelled(key)}`" for key in several[:5])
            reason = f"there are {len(several)} {noun}s `{name}`"
            return Unfound(reason, f"write which one: {paths}", several)
        suggestion = nearest(name, (known for way in self.ways[:2] for known in way))
        help = f"did you mean `{suggestion}`?" if suggestion else self._there_are()
        return Unfound(f"there is no {noun} `{name}`", help)

    def _there_are(self) -> str:
        known = [f"`{name}`" for name in self.ways[0]]
        if not known:
            return f"no file declares {self.kind}"
        more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
        return f"there is {', '.join(known[:_LISTED])}{more}"

    def spelled(self, key: AssetKey) -> str:
        """The shortest way of writing an asset that finds it again."""
        for written in _ways_of(key):
            if self.find_exactly(written) == key:
                return written
        return _ways_of(key)[-1]

    def find_exactly(self, written: str) -> AssetKey | None:
        """The asset that is written so, if there is one and no more."""
        for way in self.ways:
            keys = way.get(written, ())
            if len(keys) == 1:
                return keys[0]
        return None


def names_of(kind: str, keys: Iterable[AssetKey]) -> Names:
    """The names of the assets of a kind, which is written with its article: `a list`."""
    ways: tuple[dict[str, list[AssetKey]], ...] = ({}, {}, {})
    for key in keys:
        for way, written in zip(ways, _ways_of(key), strict=True):
            way.setdefault(written, []).append(key)
    return Names(
        kind, tuple({written: tuple(found) for written, found in way.items()} for way in ways)
    )


def _ways_of(key: AssetKey) -> tuple[str, str, str]:
    return key.name, key.joined, f"{key.workspace}/{key.joined}"
