"""What rules of programs worked out before, as long as all that they looked up is as it was.

Floor 6. A rule may look anywhere, so it is watched: an answer is kept together with every asset
that was looked up for it, and is given again while these are the same objects. What tokens are
worth is not looked up that way: rules see assets without the frames that hold them, so that they
need not be asked again when a token changes that any of them could use.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, fields, replace
from typing import Final, TypeVar, cast

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Program, SmartList
from cdsl.semantics.tokens import Chain
from cdsl.source.data import dataclass

Answer = TypeVar("Answer")
Asset = TypeVar("Asset")
_Seen = dict[tuple[str, AssetKey], object]


@dataclass(frozen=True, slots=True)
class KeptLookup:
    """The objects that an answer is about, what was looked up for it, and the answer."""

    about: tuple[object, ...]
    seen: _Seen
    answer: object


@dataclass(slots=True)
class Lookups:
    """The answers of one round of linting, and those of the round before."""

    program: Program
    before: dict[tuple[object, ...], KeptLookup]
    now: dict[tuple[object, ...], KeptLookup] = field(default_factory=dict)

    def once(
        self,
        what: str,
        about: tuple[object, ...],
        work_out: Callable[[Program], Answer],
    ) -> Answer:
        """An answer to `what` about some objects, worked out where it is not known.

        `work_out` looks up assets in the program that it is handed, by key, and nowhere else.
        """
        key = (what, *map(id, about))
        kept = self.now.get(key) or self.before.get(key)
        if kept is None or not self._is_current(kept):
            seen: _Seen = {}
            kept = KeptLookup(about, seen, work_out(self._watched(seen)))
        self.now[key] = kept
        return cast("Answer", kept.answer)

    def _is_current(self, kept: KeptLookup) -> bool:
        program = self.program
        maps: dict[str, Mapping[AssetKey, object]] = {
            "campaigns": program.campaigns,
            "smart_lists": program.smart_lists,
            "emails": program.emails,
            "webhooks": program.webhooks,
        }
        return all(is_alike(maps[name].get(key), found) for (name, key), found in kept.seen.items())

    def _watched(self, seen: _Seen) -> Program:
        program = self.program
        return replace(
            program,
            campaigns=_Watched("campaigns", program.campaigns, seen),
            smart_lists=_Watched("smart_lists", program.smart_lists, seen),
            emails=_Watched("emails", program.emails, seen),
            webhooks=_Watched("webhooks", program.webhooks, seen),
        )


class _Watched(Mapping[AssetKey, Asset]):
    """Assets of a kind; what is looked up is noted."""

    def __init__(self, name: str, assets: Mapping[AssetKey, Asset], seen: _Seen) -> None:
        self.name, self.assets, self.seen = name, assets, seen

    def __getitem__(self, key: AssetKey) -> Asset:
        found = self.assets[key]
        self.seen[self.name, key] = found
        return without_tokens(found)

    def __iter__(self) -> Iterator[AssetKey]:
        raise TypeError("what is worked out once looks assets up by key")

    def __len__(self) -> int:
        return len(self.assets)


def without_tokens(asset: Asset) -> Asset:
    """A campaign or smart list without its frames and number; anything else as it is."""
    match asset:
        case Campaign():
            return replace(asset, tokens=Chain(), id=0)
        case SmartList():
            return replace(asset, tokens=Chain())
        case _:
            return asset


def is_alike(one: object, other: object) -> bool:
    """Whether two assets are the same object, but for what rules do not see."""
    if one is other:
        return True
    if isinstance(one, Campaign) and isinstance(other, Campaign):
        return one.holes == other.holes and _are_same(one, other, _OF_CAMPAIGNS)
    if isinstance(one, SmartList) and isinstance(other, SmartList):
        return _are_same(one, other, _OF_SMART_LISTS)
    return False


def _are_same(one: object, other: object, names: tuple[str, ...]) -> bool:
    return all(getattr(one, name) is getattr(other, name) for name in names)


_OF_CAMPAIGNS: Final = tuple(
    field.name for field in fields(Campaign) if field.name not in ("tokens", "holes", "id")
)
_OF_SMART_LISTS: Final = tuple(field.name for field in fields(SmartList) if field.name != "tokens")
