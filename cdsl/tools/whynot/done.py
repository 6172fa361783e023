"""Ways as they are done now: what becomes of them, and what had better be done in their place.

Floor 6. Pure. A way that something undoes is no way now; another value may be one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, permutations
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.tools.whynot.edits import Do, Edit
from cdsl.tools.whynot.firing import Firing, every_firing
from cdsl.tools.whynot.formula import read
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.moves import moves_of
from cdsl.tools.whynot.places import slot_of
from cdsl.tools.whynot.playing import Played, play
from cdsl.tools.whynot.reasons import Way
from cdsl.tools.whynot.slots import History
from cdsl.tools.whynot.ways import Asked, FoundWays, find_ways_done, is_way_in

_Edits = tuple[Edit, ...]
_MOST_LEFT_OUT: Final = 3
"""Edits of a way up to which each is left out for a try."""
_MORE: Final = 2
"""Edits that may be added to ways that do not let the person in as they are done now."""
_MOST_ALIKE: Final = 12
"""Ways with other values, or other changes that fire a campaign, that are tried."""


def done_now(asked: Asked, found: FoundWays) -> tuple[FoundWays, tuple[Way, ...]]:
    """Ways with what becomes of them when they are done now, those that let the person in first.

    Where something undoes what fires the campaign, another value that is as good fires it; and
    where edits leave or change something besides, other edits may be fewer, or the only ones.
    """
    found, ways = _as_good(asked, found)
    sizes = [len(way.edits) for way in ways if way.enters_now]
    least = min(sizes) if sizes else min(len(way.edits) for way in ways) + _MORE + 1
    if least > 1:
        other = find_ways_done(asked, least - 1, lambda *way: _play(asked, *way).enters)
        if other.edits:
            return other, tuple(_way_done(asked, edits, other.firing) for edits in other.edits)
        found = replace(found, is_whole=found.is_whole and other.is_whole)
    return found, tuple(_with_cause(asked, way, found.firing) for way in ways)


def _as_good(asked: Asked, found: FoundWays) -> tuple[FoundWays, tuple[Way, ...]]:
    """Ways as they are done, with what fires the campaign where it had better be something else."""
    if found.firing is None:
        return found, _ways(asked, found)
    by_itself = next(_fired_by_itself(asked, found), None)
    if by_itself is not None:
        return by_itself
    ways = _ways(asked, found)
    if any(way.enters_now for way in ways):
        return found, ways
    before = len(found.firing.before)
    for firing in islice(_alike(asked, found.firing), _MOST_ALIKE):
        good = (edits for edits in found.edits if is_way_in(edits[before:], asked, firing))
        other = replace(found, firing=firing, edits=tuple(good))
        others = _ways(asked, other)
        if any(way.enters_now for way in others):
            return other, others
    return found, ways


def _way_done(asked: Asked, edits: _Edits, firing: Firing | None) -> Way:
    """A way that was found as it is done."""
    fired = _play(asked, edits, firing).fired
    return Way(edits, True, fired, is_as_before=is_way_in(edits, asked, firing))


def _with_cause(asked: Asked, way: Way, firing: Firing | None) -> Way:
    """A way with the campaigns that undo it.

    Those without which the person enters, or else those of which one is enough to keep them out.
    """
    every = frozenset(way.fired)

    def enters(without: frozenset[AssetKey]) -> bool:
        return _play(asked, way.edits, firing, without).enters

    if way.enters_now or not every:
        return way
    undone_by = tuple(one for one in way.fired if enters(frozenset({one})))
    if not undone_by and enters(every):
        undone_by = tuple(one for one in way.fired if not enters(every - {one}))
    return replace(way, undone_by=undone_by)


def _fired_by_itself(asked: Asked, found: FoundWays) -> Iterator[tuple[FoundWays, tuple[Way, ...]]]:
    """Something done for the smart list that fires the campaign too, by what it brings about."""
    for edits in found.edits:
        for place, edit in enumerate(edits):
            if isinstance(edit, Do) and edit.at == asked.environment.now:
                rest = (*edits[:place], *_once_less(edit), *edits[place + 1 :])
                firing = Firing((), replace(edit, times=1), (), frozenset())
                played = _play(asked, rest, firing)
                if played.enters:
                    way = Way(rest, True, played.fired, is_as_before=False)
                    yield FoundWays(firing, (rest,), found.is_whole), (way,)


def _once_less(edit: Do) -> _Edits:
    return (replace(edit, times=edit.times - 1),) if edit.times > 1 else ()


def _ways(asked: Asked, found: FoundWays) -> tuple[Way, ...]:
    ways: dict[_Edits, Way] = {}
    for edits in found.edits:
        way = _way(asked, edits, found.firing)
        ways.setdefault(way.edits, way)
    kept = [
        way
        for way in ways.values()
        if not any(set(other.edits) < set(way.edits) for other in ways.values())
    ]
    return tuple(sorted(kept, key=lambda way: (len(way.edits), not way.enters_now)))


def _way(asked: Asked, edits: _Edits, firing: Firing | None) -> Way:
    """A way with what becomes of it; what an edit leaves in the log need not be done besides."""
    for fewer in _fewer(edits, firing):
        without = _play(asked, fewer, firing)
        if without.enters:
            return Way(fewer, True, without.fired, is_as_before=False)
    played = _play(asked, edits, firing)
    if not played.enters:
        tried = chain(_in_other_order(edits), _with_other_values(asked, edits, firing))
        for others in islice(tried, _MOST_ALIKE):
            other = _play(asked, others, firing)
            if other.enters:
                return Way(others, True, other.fired)
    return Way(edits, played.enters, played.fired)


def _fewer(edits: _Edits, firing: Firing | None) -> Iterator[_Edits]:
    """A way with less in it, where what is done may leave or change that by itself."""
    least = 2 if firing is None else 1
    if least <= len(edits) <= _MOST_LEFT_OUT and any(isinstance(edit, Do) for edit in edits):
        for place in range(len(edits)):
            yield (*edits[:place], *edits[place + 1 :])
        for place, edit in enumerate(edits):
            if isinstance(edit, Do) and edit.times > 1:
                yield (*edits[:place], *_once_less(edit), *edits[place + 1 :])


def _in_other_order(edits: _Edits) -> Iterator[_Edits]:
    """The same edits in another order, as one may undo what another does."""
    if len(edits) <= _MOST_LEFT_OUT:
        yield from islice(permutations(edits), 1, None)


def _with_other_values(asked: Asked, edits: _Edits, firing: Firing | None) -> Iterator[_Edits]:
    """The same way with another value in one place, as good where nothing undoes it."""
    before = 0 if firing is None else len(firing.before)
    for place, edit in enumerate(edits[before:], before):
        slot = slot_of(edit)
        if isinstance(slot, History):
            continue
        there = asked.after((*edits[before:place], *edits[place + 1 :]), firing)
        _, leaves = read(asked.campaign.smart_list, there)
        for move in moves_of(slot, [leaf for leaf in leaves if slot in leaf.slots], there):
            others = (*edits[:place], move, *edits[place + 1 :])
            if move != edit and is_way_in(others[before:], asked, firing):
                yield others


def _alike(asked: Asked, firing: Firing) -> Iterator[Firing]:
    """Firings that change the same, to other values."""
    looks = Looks(asked.view.scene.limits.whynot_looks)
    before = bool(firing.before)
    name = firing.event.activity.name
    for trigger in asked.campaign.triggers:
        if trigger.activity.name != name:
            continue
        for other, _ in every_firing(trigger, asked.campaign, asked.view, looks, before=before):
            is_alike = other.fixed == firing.fixed and other.before == firing.before
            if is_alike and other.event != firing.event:
                yield other


def _play(
    asked: Asked,
    edits: Sequence[Edit],
    firing: Firing | None,
    without: frozenset[AssetKey] = frozenset(),
) -> Played:
    last = None if firing is None else firing.change or firing.event
    person, environment = asked.view.person, asked.environment
    return play(asked.campaign, person, environment, asked.passed, edits, last, without)
