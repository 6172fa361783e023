"""Conditions and steps in words, each worked out once however many people come to it.

Floor 6. One for each trace: the words of an asset depend on all that are called so.
"""

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import TypeVar

from cdsl.semantics.conditions import Condition
from cdsl.semantics.flow import Step
from cdsl.semantics.program import Program
from cdsl.tools import spelling, spelling_steps

Node = TypeVar("Node", Condition, Step)


class Words:
    """What was put into words, while the program is the same."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._known: dict[int, tuple[object, Program, tzinfo, str]] = {}

    def of_conditions(self, program: Program, zone: tzinfo) -> Callable[[Condition], str]:
        """What puts the conditions of a program into words."""
        return partial(self._written, spelling.condition, program, zone)

    def of_step(self, step: Step, program: Program, zone: tzinfo) -> str:
        """A step of a program in words."""
        return self._written(spelling_steps.step, program, zone, step)

    def _written(
        self,
        write: Callable[[Node, tzinfo, Program], str],
        program: Program,
        zone: tzinfo,
        node: Node,
    ) -> str:
        known = self._known.get(id(node))
        if known is None or known[1] is not program or known[2] is not zone:
            # Who keeps the node keeps its id.
            known = self._known[id(node)] = node, program, zone, write(node, zone, program)
        return known[3]
