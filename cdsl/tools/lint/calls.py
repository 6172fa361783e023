"""Calls of campaigns, as meant and as written.

Floor 6.
"""

from collections.abc import Iterator

from cdsl.semantics.flow import ExecuteCampaign, RequestCampaign
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax import steps as syntax
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram


@dataclass(frozen=True, slots=True)
class Call:
    """A step that executes or requests a campaign."""

    caller: LintedCampaign
    step: ExecuteCampaign | RequestCampaign
    written: syntax.ExecuteCampaign | syntax.RequestCampaign

    @property
    def passed(self) -> frozenset[str]:
        """The names of the tokens that it passes."""
        return frozenset(token.name for token in self.step.tokens)

    @property
    def parent_tokens(self) -> bool:
        """Whether it says `with parent tokens`."""
        return isinstance(self.step, ExecuteCampaign) and self.step.parent_tokens

    @property
    def words(self) -> Span:
        """What stands behind the campaign's name."""
        return Span(self.written.campaign.span.end, self.written.span.end)


def calls_in(program: LintedProgram) -> Iterator[Call]:
    """The calls that the linted files write, in order of text."""
    for campaign in program.campaigns:
        if campaign.source.name in program.files:
            for step in campaign.steps:
                if isinstance(step, ExecuteCampaign | RequestCampaign):
                    written = campaign.written.get(step.path)
                    if isinstance(written, syntax.ExecuteCampaign | syntax.RequestCampaign):
                        yield Call(campaign, step, written)


def comment_free(source: Source, span: Span) -> bool:
    """Whether no comment can stand in a span."""
    return "#" not in source.text[span.start : span.end]
