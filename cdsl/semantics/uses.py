"""What refers to what, as data: every name in a text, with what it means and what is done with it.

Floor 2. Analysis records a use where it resolves a name; nothing is looked up here. Spans are those
of the names as they are written, with their quotes. A name that means nothing has a diagnostic and
no use. Where things are declared is told by `cdsl.semantics.definitions`.
"""

from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.places import AssetKind, Place
from cdsl.semantics.program import Location
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span

# What can be referred to --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AssetTarget:
    """A campaign, program, folder, list, smart list, email, webhook or mapping."""

    kind: AssetKind
    key: AssetKey


@dataclass(frozen=True, slots=True)
class FieldTarget:
    """A field of a person or a company; `owner` says of which."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class MemberFieldTarget:
    """A field of a program's members."""

    program: AssetKey
    name: str


@dataclass(frozen=True, slots=True)
class ActivityTarget:
    """An activity type. An action is one too: that of what it leaves behind."""

    name: str


@dataclass(frozen=True, slots=True)
class AttributeTarget:
    """An attribute of an activity, or a parameter of an action."""

    activity: str
    name: str


@dataclass(frozen=True, slots=True)
class ChannelTarget:
    """A channel."""

    name: str


@dataclass(frozen=True, slots=True)
class StatusTarget:
    """A status of a channel."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class TokenTarget:
    """A token of `my`, by its canonical name and what declares it.

    `owner` is a workspace (an empty path), a folder or a program; `campaign` is the key of the
    campaign that declares it as its own, else None.
    """

    owner: AssetKey
    campaign: AssetKey | None
    name: str


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A file, by the name that files have among themselves (`shared/lists.cdsl`, `std/scoring`)."""

    name: str


Target = (
    AssetTarget
    | FieldTarget
    | MemberFieldTarget
    | ActivityTarget
    | AttributeTarget
    | ChannelTarget
    | StatusTarget
    | TokenTarget
    | FileTarget
)

# Who refers to it ---------------------------------------------------------------------------------


class Role(StrEnum):
    """What the text does with what it names."""

    READS = "reads"
    """A field, attribute, status or token that is looked at; an activity that `did` asks for."""
    CHANGES = "changes"
    """A field or a status that a step or an answer sets."""
    GIVES = "gives"
    """What gets a value by name: parameters, passed tokens, the world that a test sets up."""
    DOES = "does"
    """An action that a step takes; an activity that happens in a test."""
    LISTENS = "listens"
    """What an `on` line waits for."""
    MEMBER_OF = "member of"
    """A list, smart list, program or campaign that a condition asks about."""
    ADDS = "adds to"
    """The list that a step adds to."""
    REMOVES = "removes from"
    """The list or the flow that a step removes from."""
    SENDS = "sends"
    """The email of a step."""
    CALLS = "calls"
    """The webhook of a step."""
    EXECUTES = "executes"
    """The campaign of an `execute campaign`."""
    REQUESTS = "requests"
    """The campaign of a `request campaign`."""
    STARTS = "starts"
    """The campaign that a test runs, schedules, activates or deactivates."""
    CLONES = "clones"
    """The original of a clone."""
    NARROWS = "narrows"
    """What says where another name is meant: `in program "P"`, `in folder "F"`."""
    USES = "uses"
    """The mapping of a `map`; the channel of a program; the status that another stands beside."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name in a text, with its meaning.

    `clone` is set where the text is seen through a clone that stands there: its names then mean
    what they mean in the clone. A token that only callers declare has a use for each declaration
    that may be meant.
    """

    source: Source
    span: Span
    target: Target
    role: Role
    clone: Location | None


@dataclass(slots=True)
class Uses:
    """A collector, made for one analysis and handed from pass to pass.

    `asked` are the canonical names of assets that were looked up, also those that nothing has.
    """

    found: dict[tuple[Source, Span, Target, Role], Use] = field(default_factory=dict)
    asked: set[tuple[AssetKind, str]] = field(default_factory=set)

    def add(self, place: Place, span: Span, target: Target, role: Role) -> None:
        """Keep a use at a span of the text at a place; a text may be resolved more than once."""
        key = (place.source, span, target, role)
        if key not in self.found:
            self.found[key] = Use(place.source, span, target, role, place.clone)

    def add_all(self, uses: Iterable[Use]) -> None:
        """Keep uses that were found before."""
        for use in uses:
            self.found.setdefault((use.source, use.span, use.target, use.role), use)

    def all(self) -> tuple[Use, ...]:
        """Every use, in order of finding."""
        return tuple(self.found.values())
