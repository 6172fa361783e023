"""What a text does not say and somebody who reads it wants to know: the values of its tokens.

Floor 6.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.uses import Role, TokenTarget
from cdsl.source.data import dataclass
from cdsl.tools.navigate.occurrences import Occurrence
from cdsl.tools.navigate.scope import scope_at
from cdsl.tools.navigate.token_values import hint_of
from cdsl.tools.token_callers import Callers


@dataclass(frozen=True, slots=True)
class Hint:
    """What is shown behind an offset, and what it says when one points at it."""

    offset: int
    text: str
    detail: str


def hints(
    found: Iterable[Occurrence],
    analysis: Analysis,
    file: str,
    callers: Callable[[], Sequence[Callers]],
) -> Iterator[Hint]:
    """The value of each token of `my` that a text uses, its own and what callers give instead.

    `callers` are asked for once there is a token.
    """
    seen: set[int] = set()
    for one in found:
        end = one.source.text.find("}}", one.span.end)
        if not isinstance(one.target, TokenTarget) or one.role is not Role.READS or end < 0:
            continue
        if end in seen:
            continue
        seen.add(end)
        scope = scope_at(analysis, file, one.span.start)
        said = hint_of(one.target, scope, callers())
        if said is not None:
            yield Hint(end + 2, *said)
