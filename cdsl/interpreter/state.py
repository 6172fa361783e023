"""The state of a run, as data: where a person is in which flow, with which tokens.

Floor 4. A run is one person's passage through a flow. It keeps the steps of the flow it entered by
content, so that a later edit of the file does not move it. It can be stored and taken up again.
"""

from datetime import datetime
from typing import Protocol

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import Step
from cdsl.semantics.program import Campaign, Tokens, Webhook
from cdsl.semantics.schema import Action
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord, Effect
from cdsl.world.values import Value


@dataclass(frozen=True, slots=True)
class TokenScope:
    """Everything that tokens are resolved in but the person and the clock (language.md 4).

    `tokens` is the chain for `my`. `campaign`, `program` and `trigger` are those of the campaign
    that the chain belongs to: with parent tokens the caller's, else the campaign's own.
    """

    tokens: Tokens
    campaign: Campaign | None
    program: AssetKey | None
    trigger: ActivityRecord | None


@dataclass(frozen=True, slots=True)
class Block:
    """Steps of a flow or of one of its branches, and the index of the next one."""

    steps: tuple[Step, ...]
    next: int


@dataclass(frozen=True, slots=True)
class Level:
    """One campaign whose flow the run is in; `blocks` from the flow to the innermost branch."""

    campaign: Campaign
    scope: TokenScope
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A run; `levels` from the campaign that was started to the child that is executing.

    `causes` are the campaigns whose runs led to this one in the same instant, oldest first.
    `steps` counts the steps done.
    """

    id: int
    person: str
    levels: tuple[Level, ...]
    causes: tuple[AssetKey, ...]
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Requested:
    """A request of a campaign, with values passed to it; `by` is the source (`flow`, `api`)."""

    person: str
    campaign: AssetKey
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of one step, for the report; `skipped` is a reason of language.md 6 or empty."""

    campaign: AssetKey
    step: str
    kind: str
    skipped: str


@dataclass(frozen=True, slots=True)
class ChildOutcome:
    """The decision at an `execute campaign`."""

    caller: AssetKey
    campaign: AssetKey
    qualified: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What one step of a run led to.

    `run` is None when the run has ended. `until` is set when it now waits. `removed` are the
    campaigns whose unfinished runs of this person end (for executables also their callers).
    `deleted` says that the person is gone, with all of their runs.
    """

    run: Run | None
    effects: tuple[Effect, ...]
    outcomes: tuple[StepOutcome, ...] = ()
    children: tuple[ChildOutcome, ...] = ()
    requests: tuple[Requested, ...] = ()
    removed: tuple[AssetKey, ...] = ()
    until: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A webhook's 2xx answer: values ready for the fields of its `reply`, by column."""

    values: tuple[tuple[int, Value], ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A webhook or an action that failed; `reason` is its error type."""

    reason: str


class Outside(Protocol):
    """What a flow may ask of the world outside. Handed in; the engine itself reaches nothing."""

    def call_webhook(
        self, webhook: Webhook, person: str, url: str, payload: str, at: datetime
    ) -> Answered | Failed:
        """Call a webhook and map its answer."""

    def do(
        self, action: Action, person: str, values: tuple[Value, ...], at: datetime
    ) -> Failed | None:
        """Do an action; None when its handler has answered well."""
