"""The smallest ways into a campaign, with what fires it.

Floor 6. Pure. Of everything that could fire it, that is chosen with which the fewest edits are
needed. Each way is tried as if it had always been so; then it is done, to see what it sets going.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.view import Environment, View
from cdsl.semantics.program import Campaign, Tokens
from cdsl.source.data import dataclass
from cdsl.tools.whynot.edits import Do, Edit
from cdsl.tools.whynot.firing import Firing, firings
from cdsl.tools.whynot.lines import is_fired
from cdsl.tools.whynot.moves import with_edits
from cdsl.tools.whynot.needs import NEVER
from cdsl.tools.whynot.offers import Looks
from cdsl.tools.whynot.playing import Played, play
from cdsl.tools.whynot.reasons import Way
from cdsl.tools.whynot.search import smallest_edits
from cdsl.world.effects import ActivityRecord
from cdsl.world.reentry import may_enter

_Edits = tuple[Edit, ...]
_MOST_DONE: Final = 3
"""Edits of a way up to which each is left out for a try."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of whom, which campaign, and in what.

    `is_fired` is False for a trigger campaign that something has yet to fire; `prefers` is the
    name of an activity that had better do it, empty when any may.
    """

    campaign: Campaign
    passed: Tokens
    environment: Environment
    view: View
    is_fired: bool
    prefers: str = ""

    def after(self, edits: _Edits, firing: Firing | None) -> View:
        """The person after edits, when the campaign is judged."""
        return with_edits(self.view, edits) if firing is None else firing.at(self.view, edits)

    def may_enter(self, there: View) -> bool:
        """Whether the qualification rule lets the person in, as they are then."""
        last = there.scene.store.entered(self.campaign.key, self.view.person)
        return may_enter(self.campaign, last, self.environment.now)


@dataclass(frozen=True, slots=True)
class FoundWays:
    """What fires the campaign, the edits that are needed beside it, and whether all was tried."""

    firing: Firing | None
    edits: tuple[_Edits, ...]
    is_whole: bool


def find_ways(asked: Asked) -> FoundWays:
    """The smallest sets of edits after which the smart list holds, with what then fires it.

    An empty set where it holds with what fires it; no set where nothing helps. What had better not
    have happened comes into question only when nothing else does.
    """
    looks = Looks(asked.view.scene.limits.whynot_looks)
    found = FoundWays(None, (), True)
    for past in (False, True):
        found = _with_past(asked, looks, past=past)
        if not found.edits and asked.is_fired and asked.campaign.triggers:
            found = _with_past(replace(asked, is_fired=False), looks, past=past)
        if found.edits or looks.is_over:
            break
    return replace(found, is_whole=not (looks.is_over or looks.is_short))


def _with_past(asked: Asked, looks: Looks, *, past: bool) -> FoundWays:
    if asked.is_fired:
        return FoundWays(None, _search(asked, None, looks, NEVER, past=past), True)
    least: int = NEVER
    first: Firing | None = None
    best: FoundWays | None = None
    for before in (False, True):
        if least <= 1:
            break
        possible = list(_firings(asked, looks, before=before))
        first = first or next(iter(possible), None)
        for firing in sorted(possible, key=lambda one: not _is_way_in((), asked, one)):
            most = least - 1 - len(firing.before)
            if most < 0 or looks.is_over:
                continue
            edits = _search(asked, firing, looks, most, past=past)
            if edits:
                least = len(edits[0]) + len(firing.before)
                best = FoundWays(firing, tuple((*firing.before, *one) for one in edits), True)
    if best is None and first is None:
        return FoundWays(None, _search(asked, None, looks, NEVER, past=past), True)
    return best or FoundWays(first, (), True)


def _firings(asked: Asked, looks: Looks, *, before: bool) -> Iterator[Firing]:
    lines = sorted(asked.campaign.triggers, key=lambda line: line.activity.name != asked.prefers)
    for trigger in lines:
        yield from firings(trigger, asked.campaign, asked.view, looks, before=before)


def _search(
    asked: Asked, firing: Firing | None, looks: Looks, most: int, *, past: bool
) -> tuple[_Edits, ...]:
    def proven(edits: _Edits) -> bool:
        return _is_way_in(edits, asked, firing)

    fixed = frozenset() if firing is None else firing.fixed
    there = asked.after((), firing)
    condition = asked.campaign.smart_list
    return smallest_edits(condition, there, proven, looks, past=past, fixed=fixed, most=most).ways


def _is_way_in(edits: _Edits, asked: Asked, firing: Firing | None) -> bool:
    """Whether edits put the person on the smart list, and make no rule harder on them."""
    there = asked.after(edits, firing)
    if not judged(asked.campaign.smart_list, there):
        return False
    record = there.scene.scope.trigger
    if firing is not None and record is not None and not is_fired(asked.campaign, there, record):
        return False
    return asked.may_enter(there) or not asked.may_enter(asked.view)


# Done now -----------------------------------------------------------------------------------------


def done_now(asked: Asked, found: FoundWays) -> tuple[Way, ...]:
    """Ways with what becomes of them when they are done now, those that let the person in first.

    What an edit leaves in the log by itself need not be done besides.
    """
    ways: dict[_Edits, Way] = {}
    for edits in found.edits:
        played = _play(asked, edits, found.firing)
        way = Way(edits, played.enters, played.fired)
        for fewer in _fewer(edits):
            without = _play(asked, fewer, found.firing)
            if without.enters:
                way = Way(fewer, True, without.fired, is_as_before=False)
                break
        ways.setdefault(way.edits, way)
    kept = [
        way
        for way in ways.values()
        if not any(set(other.edits) < set(way.edits) for other in ways.values())
    ]
    return tuple(sorted(kept, key=lambda way: (len(way.edits), not way.enters_now)))


def _fewer(edits: _Edits) -> Iterator[_Edits]:
    """A way without something that is done, where another edit might leave it."""
    if 1 < len(edits) <= _MOST_DONE:
        for place, edit in enumerate(edits):
            if isinstance(edit, Do):
                yield (*edits[:place], *edits[place + 1 :])


def _play(asked: Asked, edits: Sequence[Edit], firing: Firing | None) -> Played:
    last: Edit | ActivityRecord | None = asked.view.scene.scope.trigger
    if firing is not None:
        last = firing.change or firing.event
    person, environment = asked.view.person, asked.environment
    return play(asked.campaign, person, environment, asked.passed, edits, last)
