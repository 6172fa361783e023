"""The why-tree: what was seen of a condition, node by node, as data.

Floor 4. Made by `cdsl.interpreter.why`. A tree holds no view, so that it stays true when the world
goes on.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto

from cdsl.interpreter.compare import Range
from cdsl.interpreter.values import value_of
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import Condition
from cdsl.semantics.expressions import Context, Expression, Token
from cdsl.semantics.program import TokenDefinition
from cdsl.semantics.tokens import Binding
from cdsl.semantics.walk import tokens_in
from cdsl.source.data import dataclass
from cdsl.world.effects import ActivityRecord
from cdsl.world.store import Membership
from cdsl.world.values import Value


class Extent(Enum):
    """How much of a condition its tree tells of."""

    WHOLE = auto()
    """Every part."""
    DECIDING = auto()
    """Of all parts those that decided: of a conjunction that fails those that fail, of an
    alternative that holds those that hold."""
    JUDGED = auto()
    """What the engine looks at: it stops at the first part that decides."""


@dataclass(frozen=True, slots=True)
class TokenRead:
    """A token that was read: its value there, and for one of `my` the frame that gave it."""

    token: Token
    value: Value
    binding: Binding[TokenDefinition] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The value on the left, those on the right, and the tokens that gave some of these.

    Of each token what its value reads in turn stands behind it.
    """

    seen: Value
    wanted: tuple[Value, ...]
    tokens: tuple[TokenRead, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The activities that matched, oldest record first, of how many of that type.

    `window` are the instants that were asked for; None without a window, or when its right side
    was empty and nothing could match. `tokens` are those of the window, and of `where` unless its
    parts tell them.
    """

    records: tuple[ActivityRecord, ...]
    considered: int
    window: Range | None
    tokens: tuple[TokenRead, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked up: a membership, an instant of entry, or for lists whether one is on it."""

    found: Membership | bool | Value


Evidence = Compared | Counted | Looked | None


@dataclass(frozen=True, slots=True)
class Why:
    """A node of a condition, whether it holds, what it saw, and its parts likewise.

    The parts of `Did` are those of `where` for its latest record that fell short, and only where
    not enough matched; those of a smart list are its condition.
    """

    condition: Condition
    holds: bool
    evidence: Evidence = None
    parts: "tuple[Why, ...]" = ()


Explainer = Callable[[View], Why]
"""Makes the tree of a condition for a person of the scene that it was made for."""


def tokens_read(expressions: Iterable[Expression], view: View) -> Iterator[TokenRead]:
    """The tokens that expressions read, each once with what it is worth.

    Behind a token of `my` come those that its own value reads.
    """
    seen = set()
    pending = [(token, 0) for one in expressions for token in tokens_in(one)][::-1]
    while pending:
        token, depth = pending.pop()
        use = token.context, token.name, token.type
        if use in seen or depth >= view.scene.limits.token_depth:
            continue
        seen.add(use)
        binding = None
        if token.context is Context.MY:
            binding = view.scene.scope.tokens.find(token.name)
        yield TokenRead(token, value_of(token, view), binding)
        inside = None if binding is None else binding.value.value
        if inside is not None:
            pending += [(one, depth + 1) for one in tokens_in(inside)][::-1]
