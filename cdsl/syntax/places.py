"""Where a value or a name is due, and how to put one there that the text does not have.

Floor 1; see `cdsl.syntax.repairs`.
"""

from typing import Final

from cdsl.source.span import Span
from cdsl.syntax.fault import Fault
from cdsl.syntax.machine import put, settle, taken
from cdsl.syntax.nodes import BareName, Name
from cdsl.syntax.tables import FIXED, GOTOS, NONTERMINALS, STRING

VALUES: Final = (NONTERMINALS.index("value"), NONTERMINALS.index("scalar"))
"""The places of a value."""
QUOTED: Final = NONTERMINALS.index("quoted")
"""The place of a name in quotes."""
LINE: Final = NONTERMINALS.index("line")
"""The place of one condition of a block."""
PART: Final = NONTERMINALS.index("part")
"""The place of one part of a campaign."""
STEP: Final = NONTERMINALS.index("step")
"""The place of one step of a flow."""


def place_of_value(fault: Fault) -> int | None:
    """What kind of value or name could stand here as a text in quotes."""
    stack = taken(fault.machine.states, STRING, fault.machine.final)
    if stack is None:
        return None
    could = GOTOS[stack[-1]]
    return next((place for place in (*VALUES, QUOTED) if place in could), None)


def is_place(fault: Fault, place: int, word: str) -> bool:
    """Whether what begins with a word of the language could stand here in such a place."""
    stack = taken(fault.machine.states, FIXED[word], fault.machine.final)
    return stack is not None and place in GOTOS[stack[-1]]


def put_value(fault: Fault, place: int, text: str, span: Span) -> None:
    """Put what was written without quotes where a value or a name is due."""
    settle(fault.machine, fault.context, STRING)
    value = Name(text, True, span) if place == QUOTED else BareName(text, span)
    put(fault.machine, place, value, span)
