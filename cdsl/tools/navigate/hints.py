"""What a text does not say and somebody who reads it wants to know: the values of its tokens.

Floor 6.
"""

from collections.abc import Iterable, Iterator

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.uses import Role, TokenTarget
from cdsl.source.data import dataclass
from cdsl.tools.navigate.occurrences import Occurrence
from cdsl.tools.navigate.scope import scope_at
from cdsl.tools.spelling import expression, frame


@dataclass(frozen=True, slots=True)
class Hint:
    """What is shown behind an offset, and what it says when one points at it."""

    offset: int
    text: str
    detail: str


def hints(found: Iterable[Occurrence], analysis: Analysis, file: str) -> Iterator[Hint]:
    """The value of each token of `my` where the text that uses it declares one itself."""
    seen: set[int] = set()
    for one in found:
        end = one.source.text.find("}}", one.span.end)
        if not isinstance(one.target, TokenTarget) or one.role is not Role.READS or end < 0:
            continue
        if end in seen:
            continue
        seen.add(end)
        scope = scope_at(analysis, file, one.span.start)
        binding = scope.tokens().find(one.target.name)
        if binding is not None and binding.value.value is not None:
            value = expression(binding.value.value, scope.zone)
            yield Hint(
                end + 2, f"= {value}", f"from the {frame(binding)}, unless a caller gives it"
            )
