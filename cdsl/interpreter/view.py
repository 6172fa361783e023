"""What a condition, a value or a step is looked at in: handed in, frozen, never reached for.

Floor 4. Data only; the clock, the zones and the world outside are the caller's.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from cdsl.interpreter.state import Outside, TokenScope
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Campaign, Program, Tokens
from cdsl.semantics.tokens import Chain
from cdsl.source.data import dataclass
from cdsl.source.limits import LIMITS, Limits
from cdsl.world.effects import ActivityRecord
from cdsl.world.store import Row, Store


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a condition is judged in but the person.

    `now` is in UTC; `zone` is that of the workspace whose text is judged.
    """

    program: Program
    store: Store
    now: datetime
    zone: tzinfo
    scope: TokenScope
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class View:
    """A person in a scene; `activity` is the one at hand inside `where` and `on`."""

    scene: Scene
    person: str
    row: Row
    activity: ActivityRecord | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """What the steps of runs are done in at one instant.

    `zones` are the time zones by the name of the workspace. `is_active` says whether a trigger
    campaign takes new entries now.
    """

    program: Program
    store: Store
    now: datetime
    seed: int
    zones: Mapping[str, tzinfo]
    outside: Outside
    is_active: Callable[[AssetKey], bool]
    limits: Limits = LIMITS


def own_scope(
    campaign: Campaign, passed: Tokens | None = None, trigger: ActivityRecord | None = None
) -> TokenScope:
    """The scope of a campaign that nobody executes: its own frames behind the passed values."""
    tokens = campaign.tokens
    if passed is not None:
        tokens = Chain((*passed.frames, *tokens.frames))
    return TokenScope(tokens, campaign, campaign.program, trigger)


def scene_of(environment: Environment, scope: TokenScope, workspace: str) -> Scene:
    """The scene of a text of a workspace, at the environment's instant."""
    return Scene(
        environment.program,
        environment.store,
        environment.now,
        environment.zones[workspace],
        scope,
        environment.limits,
    )


def is_same_scene(one: Scene, other: Scene) -> bool:
    """Whether two scenes are made of the same things, so that what was bound in one holds in both.

    Quicker than to compare what they are made of; scenes that are equal otherwise are not the same.
    """
    mine, others = one.scope, other.scope
    return (
        one.program is other.program
        and one.store is other.store
        and one.now == other.now
        and one.zone is other.zone
        and one.limits is other.limits
        and mine.tokens is others.tokens
        and mine.campaign is others.campaign
        and mine.program is others.program
        and mine.trigger is others.trigger
    )
