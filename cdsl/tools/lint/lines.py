"""The steps of a flow that follow each other.

Floor 6.
"""

from collections.abc import Iterator

from cdsl.semantics.flow import Step
from cdsl.tools.lint.course import branches_of


def lines(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """The steps of the top level, then those of each branch by themselves."""
    yield steps
    for step in steps:
        for branch in branches_of(step):
            yield from lines(branch)
