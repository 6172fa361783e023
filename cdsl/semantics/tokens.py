"""The token environment: an explicit, immutable chain of frames (language.md 4).

Floor 2. An argument, never a place. The chain is generic: the checker fills it with types, the
engines with values, so that what an editor shows and what a run does cannot disagree.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from cdsl.source.data import dataclass

T = TypeVar("T")


class FrameKind(StrEnum):
    """What declares the tokens of a frame."""

    PASSED = "passed with the call"
    CAMPAIGN = "campaign"
    PROGRAM = "program"
    FOLDER = "folder"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Frame(Generic[T]):
    """The tokens of one owner; names are canonical (see `canonical`)."""

    kind: FrameKind
    owner: str
    bindings: Mapping[str, T]


@dataclass(frozen=True, slots=True)
class Binding(Generic[T]):
    """A token found, with the frame that gives it."""

    name: str
    value: T
    frame: Frame[T]


@dataclass(frozen=True, slots=True)
class Chain(Generic[T]):
    """Frames, nearest first."""

    frames: tuple[Frame[T], ...] = ()

    def inside(self, frame: Frame[T]) -> "Chain[T]":
        """This chain with a nearer frame, which hides what it names."""
        return Chain((frame, *self.frames))

    def called_from(self, caller: "Chain[T]") -> "Chain[T]":
        """This chain behind its caller's whole chain: what `with parent tokens` says."""
        return Chain((*caller.frames, *self.frames))

    def get(self, name: str) -> T | None:
        """What the nearest binding of a canonical name gives, None when no frame has it."""
        for frame in self.frames:
            if name in frame.bindings:
                return frame.bindings[name]
        return None

    def find(self, name: str) -> Binding[T] | None:
        """The nearest binding of a canonical name, None when no frame has it."""
        for frame in self.frames:
            if name in frame.bindings:
                return Binding(name, frame.bindings[name], frame)
        return None

    def explain(self, name: str) -> tuple[Binding[T], ...]:
        """Every binding of a canonical name: the one that wins, then those it hides."""
        return tuple(
            Binding(name, frame.bindings[name], frame)
            for frame in self.frames
            if name in frame.bindings
        )


def canonical(name: str) -> str:
    """A token's name as it is compared: without outer blanks, ignoring case."""
    return name.strip().lower()
