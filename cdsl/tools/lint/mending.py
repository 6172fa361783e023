"""Edits of flows and campaigns: steps taken out, parts and conditions put in.

Floor 6. Texts only: a comment is never lost, so that where one stands in the way there is no edit.
"""

from collections.abc import Iterator, Sequence

from cdsl.source.diagnostic import Edit
from cdsl.source.span import Source, Span
from cdsl.syntax import campaigns, steps
from cdsl.syntax.conditions import Everyone
from cdsl.syntax.walk import branches_of
from cdsl.tools.lint.writing import has_comment


def without(campaign: campaigns.Campaign, source: Source, gone: Span) -> Edit | None:
    """The edit that takes steps out of a flow; `gone` reaches from the first to the last of them.

    They stand beside each other. None where they are all that there is in their block, and where
    a comment stands among them or would be left beside another step.
    """
    flow = next(part for part in campaign.parts if isinstance(part, campaigns.FlowPart))
    block = next(
        block
        for block in _blocks(flow.steps)
        if any(step.span.start == gone.start for step in block)
    )
    before = [step for step in block if step.span.end <= gone.start]
    after = [step for step in block if step.span.start >= gone.end]
    if before:
        cut = Span(before[-1].span.end, gone.end)
    elif after:
        cut = Span(gone.start, after[0].span.start)
    else:
        return None
    line_end = source.text.find("\n", gone.end)
    rest = Span(gone.end, line_end if line_end != -1 else len(source.text))
    if has_comment(source, cut) or has_comment(source, rest):
        return None
    return Edit(cut, "")


def _blocks(flow: Sequence[steps.Step]) -> Iterator[Sequence[steps.Step]]:
    yield flow
    for step in flow:
        for branch in branches_of(step):
            yield from _blocks(branch)


def with_part(campaign: campaigns.Campaign, source: Source, part: str) -> Edit | None:
    """The edit that writes a part before the flow of a campaign; None where it has no own flow."""
    flow = next((own for own in campaign.parts if isinstance(own, campaigns.FlowPart)), None)
    if flow is None:
        return None
    start = flow.span.start
    line = _line_before(source, start)
    return Edit(Span(start, start), f"{part} " if line.strip() else f"{part}\n{line}")


def with_condition(campaign: campaigns.Campaign, source: Source, condition: str) -> Edit | None:
    """The edit that adds a condition to the audience; None where there is no own smart list."""
    own = next((p for p in campaign.parts if isinstance(p, campaigns.SmartListPart)), None)
    if own is None or not own.conditions:
        return None
    last = own.conditions[-1].span
    if isinstance(own.conditions[-1], Everyone) and len(own.conditions) == 1:
        return Edit(last, condition)
    line = _line_before(source, last.start)
    between = "  " if line.strip() else f"\n{line}"
    return Edit(Span(last.end, last.end), f"{between}{condition}")


def _line_before(source: Source, place: int) -> str:
    return source.text[source.text.rfind("\n", 0, place) + 1 : place]
