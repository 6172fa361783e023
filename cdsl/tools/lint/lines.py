"""The steps of a flow that follow each other.

Floor 6.
"""

from collections.abc import Iterator

from cdsl.semantics.flow import Choice, Rotate, Split, Step


def lines(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """The steps of the top level, then those of each branch by themselves."""
    yield steps
    for step in steps:
        match step:
            case Choice(arms=arms, otherwise=otherwise):
                for arm in arms:
                    yield from lines(arm.steps)
                yield from lines(otherwise)
            case Split(shares=shares):
                for share in shares:
                    yield from lines(share.steps)
            case Rotate(turns=turns):
                for turn in turns:
                    yield from lines(turn)
            case _:
                pass
