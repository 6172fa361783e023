"""How a session stands at a moment, to come back to.

Floor 5. Frozen, and small whatever the number of people: what there is of each person is in the
journal of the world, of which a checkpoint only holds the position.
"""

from collections.abc import Mapping

from cdsl.interpreter.view import Environment
from cdsl.runtime.cuts import AllCuts
from cdsl.runtime.order import OrderState
from cdsl.runtime.planning import Timetable
from cdsl.runtime.tally import Tallies
from cdsl.runtime.triggers import Triggers
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Program
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.world.journal import Attempt, Position


@dataclass(frozen=True, slots=True)
class EngineState:
    """What changes in an engine, but for what it has noted of each person.

    `judgements` counts how often a campaign was judged that no flow executes, for whomever.
    """

    environment: Environment
    active: Mapping[AssetKey, bool]
    triggers: Triggers
    order: OrderState
    tallies: Tallies
    cuts: AllCuts
    judgements: Mapping[AssetKey, int]
    unfilled: Mapping[AssetKey, Campaign]
    last_run: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A moment of a session; `position` is that of its world, and of what goes on in it."""

    position: Position
    program: Program
    timetable: Timetable
    late: tuple[Diagnostic, ...]
    engine: EngineState


@dataclass(frozen=True, slots=True)
class Trial:
    """Where something began that is kept or taken back, as if it had never been tried."""

    before: Checkpoint
    attempt: Attempt
