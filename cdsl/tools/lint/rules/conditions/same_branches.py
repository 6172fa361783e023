"""CDS417: branches that do the same, so that nothing is decided.

Floor 6.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from cdsl.source.diagnostic import Related
from cdsl.source.span import Span
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.rule import CampaignRule, Problem
from cdsl.tools.lint.subjects import LintedCampaign

_Branch = tuple[syntax.Step, ...]


def check(campaign: LintedCampaign) -> Iterator[Problem]:
    """Report a branch of an `if` that does what the one before it does, and equal halves."""
    for step in campaign.written.values():
        match step:
            case syntax.Choice(arms=arms, otherwise=otherwise):
                branches = [arm.steps for arm in arms] + ([otherwise] if otherwise else [])
                yield from _neighbours(branches, campaign)
            case syntax.Split(shares=shares):
                yield from _all_alike([share.steps for share in shares], "split", campaign)
            case syntax.Rotate(turns=turns):
                yield from _all_alike([turn.steps for turn in turns], "rotation", campaign)
            case _:
                pass


def _neighbours(branches: Sequence[_Branch], campaign: LintedCampaign) -> Iterator[Problem]:
    for before, branch in pairwise(branches):
        if before == branch and not _is_plain(branch):
            yield Problem(
                _span(branch),
                "does the same as the branch above",
                help="join the two conditions by `or`, or do here what was meant",
                related=(Related("does the same", campaign.source, _span(before)),),
            )


def _all_alike(
    branches: Sequence[_Branch], word: str, campaign: LintedCampaign
) -> Iterator[Problem]:
    first = branches[0] if branches else ()
    if len(branches) > 1 and not _is_plain(first) and all(first == other for other in branches):
        yield Problem(
            _span(branches[1]),
            f"every part of this {word} does the same",
            help="let one of them do something else, or drop it",
            related=(Related("does the same", campaign.source, _span(first)),),
        )


def _is_plain(branch: _Branch) -> bool:
    """Whether there is nothing, or nothing but `stop` and `do nothing`, in a branch."""
    return all(isinstance(step, syntax.Plain) for step in branch)


def _span(branch: _Branch) -> Span:
    return branch[0].span.to(branch[-1].span)


RULE: Final = CampaignRule("CDS417", check)
