"""The few values that stand for all that something could be, the most natural ones first.

Floor 6. Pure. Whatever value makes comparisons true, some candidate makes the same ones true: what
is named, what lies beside it in the type's own step, and no value. Of several that do alike, the
first is the one nearest to what is there now, and one that somebody would write.
"""

from collections.abc import Iterable, Sequence

from cdsl.semantics.types import NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.tools.whynot.moments import moments_for
from cdsl.tools.whynot.named import Clue, Setting
from cdsl.tools.whynot.numbers import numbers_for
from cdsl.tools.whynot.texts import texts_for
from cdsl.world.values import Value


def candidates(clues: Sequence[Clue], setting: Setting) -> tuple[Value, ...]:
    """The values that stand for all, in order of preference; the present one is none of them."""
    found: Iterable[Value]
    if setting.allowed:
        found = (*setting.allowed, None)
    elif setting.type in TEXT_LIKE:
        found = texts_for(clues, setting)
    elif setting.type in NUMBER_LIKE:
        found = numbers_for(clues, setting)
    elif setting.type is Type.BOOLEAN:
        found = (True, False, None)
    else:
        found = moments_for(clues, setting)
    return tuple(value for value in dict.fromkeys(found) if value != setting.present)
