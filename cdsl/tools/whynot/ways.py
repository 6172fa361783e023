"""The smallest ways into a campaign, with what fires it.

Floor 6. Pure. Of everything that could fire it, that is chosen with which the fewest edits are
needed. Each way is tried as if it had always been so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.view import Environment, View
from cdsl.semantics.program import Campaign, Tokens, Trigger
from cdsl.source.data import dataclass
from cdsl.tools.whynot.afterwards import Order, after, in_order
from cdsl.tools.whynot.edits import Do, Edit
from cdsl.tools.whynot.entangled import entangled
from cdsl.tools.whynot.firing import Firing, firings
from cdsl.tools.whynot.formula import read
from cdsl.tools.whynot.lines import is_fired
from cdsl.tools.whynot.looks import Looks
from cdsl.tools.whynot.needs import NEVER
from cdsl.tools.whynot.recorded import BROUGHT_ABOUT, RECORDED
from cdsl.tools.whynot.search import smallest_edits
from cdsl.tools.whynot.slots import History
from cdsl.world.reentry import may_enter

_Edits = tuple[Edit, ...]
_A_TRY: Final = 100
"""Looks that it costs to do edits in a copy of the world."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of whom, which campaign, and in what.

    `is_fired` is False for a trigger campaign, which something has yet to fire; `prefers` is the
    name of an activity that had better do it, empty when any may.
    """

    campaign: Campaign
    passed: Tokens
    environment: Environment
    view: View
    is_fired: bool
    prefers: str = ""

    def after(self, edits: _Edits, firing: Firing | None, order: Order = Order.LONG_AGO) -> View:
        """The person after edits, when the campaign is judged."""
        if firing is None:
            return after(self.view, edits, order)
        return firing.at(self.view, edits, order)

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


@dataclass(frozen=True, slots=True)
class _Trial:
    """How edits are tried.

    `proven` has the last word on edits and what then fires the campaign.
    """

    proven: Callable[[_Edits, Firing | None], bool]
    past: bool = False
    order: Order = Order.LONG_AGO


def find_ways(asked: Asked) -> FoundWays:
    """The smallest sets of edits after which the smart list holds, with what then fires it.

    An empty set where it holds with what fires it; no set where nothing helps. What had better not
    have happened comes into question only when nothing else does.
    """

    def proven(edits: _Edits, firing: Firing | None) -> bool:
        return is_way_in(edits, asked, firing)

    looks = Looks(asked.view.scene.limits.whynot_looks)
    found = FoundWays(None, (), True)
    for past in (False, True):
        found = _tried(asked, looks, _Trial(proven, past=past))
        if found.edits or looks.is_over:
            break
    return replace(found, is_whole=not (looks.is_over or looks.is_short))


def find_ways_done(
    asked: Asked, most: int, proven: Callable[[_Edits, Firing | None], bool]
) -> FoundWays:
    """The smallest sets of at most so many edits that let the person in as they are done now.

    Only where that may be others than those that might always have been so: where edits leave or
    change something that the smart list looks at besides. They stand in the order in which they
    are done.
    """
    looks = Looks(asked.view.scene.limits.whynot_looks)
    best = FoundWays(None, (), True)
    for order in (Order.DEEDS_FIRST, Order.DEEDS_LAST) if _may_differ(asked) else ():

        def tried(edits: _Edits, firing: Firing | None, order: Order = order) -> bool:
            looks.left -= _A_TRY
            before = () if firing is None else firing.before
            return proven(in_order((*before, *edits), order), firing)

        found = _tried(asked, looks, _Trial(tried, order=order), most)
        if found.edits:
            best, most = found, len(found.edits[0]) - 1
    return replace(best, is_whole=not (looks.is_over or looks.is_short))


def _may_differ(asked: Asked) -> bool:
    """Whether what edits leave or bring about may matter, of those before what fires it as well."""
    _, leaves = read(asked.campaign.smart_list, asked.view)
    counted = {slot.activity for leaf in leaves for slot in leaf.slots if isinstance(slot, History)}
    is_counted = not counted.isdisjoint(RECORDED | BROUGHT_ABOUT.keys())
    return (is_counted and bool(asked.campaign.triggers)) or entangled(leaves, asked.view) != leaves


def _tried(asked: Asked, looks: Looks, trial: _Trial, most: int = NEVER) -> FoundWays:
    if asked.is_fired:
        return FoundWays(None, _search(asked, None, looks, most, trial), True)
    least = _Cost(min(most + 1, NEVER), 0)
    first: Firing | None = None
    best: FoundWays | None = None
    for before, as_told in ((False, False), (True, False), (False, True)):
        # What a change leaves is only told where no change leaves it.
        if least.edits <= 1 or (as_told and first is not None):
            break
        possible = list(_firings(asked, looks, trial.order, before=before, as_told=as_told))
        first = first or next(iter(possible), None)
        for firing in sorted(possible, key=lambda one: not is_way_in((), asked, one)):
            fewer = least.edits - len(firing.before) - (0 if least.repeats else 1)
            if fewer < 0 or looks.is_over:
                continue
            ways = _search(asked, firing, looks, fewer, trial)
            if ways and _cost(ways[0]) < least:
                least = _cost(ways[0])
                best = FoundWays(firing, ways, True)
    if best is None and first is None and trial.order is Order.LONG_AGO:
        return FoundWays(None, _search(asked, None, looks, most, trial), True)
    return best or FoundWays(first, (), True)


class _Cost(NamedTuple):
    """How many edits there are, and how often something is done more than once."""

    edits: int
    repeats: int


def _cost(edits: _Edits) -> _Cost:
    return _Cost(len(edits), sum(edit.times - 1 for edit in edits if isinstance(edit, Do)))


def _firings(
    asked: Asked, looks: Looks, order: Order, *, before: bool, as_told: bool
) -> Iterator[Firing]:
    for trigger in _lines(asked):
        yield from firings(
            trigger,
            asked.campaign,
            asked.view,
            looks,
            before=before,
            as_told=as_told,
            order=order,
        )


def _lines(asked: Asked) -> Sequence[Trigger]:
    lines = asked.campaign.triggers
    return sorted(lines, key=lambda line: line.activity.name != asked.prefers)


def _search(
    asked: Asked, firing: Firing | None, looks: Looks, most: int, trial: _Trial
) -> tuple[_Edits, ...]:
    def proven(edits: _Edits) -> bool:
        return trial.proven(edits, firing)

    before = () if firing is None else firing.before
    found = smallest_edits(
        asked.campaign.smart_list,
        asked.after((), firing, trial.order),
        proven,
        looks,
        past=trial.past,
        order=trial.order,
        fixed=frozenset() if firing is None else firing.fixed,
        most=most,
    )
    return tuple(in_order((*before, *edits), trial.order) for edits in found.ways)


def is_way_in(edits: _Edits, asked: Asked, firing: Firing | None) -> bool:
    """Whether edits put the person on the smart list, and make no rule harder on them."""
    there = asked.after(edits, firing)
    if not judged(asked.campaign.smart_list, there):
        return False
    record = there.scene.scope.trigger
    if firing is not None and record is not None and not is_fired(asked.campaign, there, record):
        return False
    return asked.may_enter(there) or not asked.may_enter(asked.view)
