"""CDS807: trigger campaigns that set each other off in a circle.

Floor 6.
"""

from collections.abc import Iterator
from typing import Final

from cdsl.semantics.flow import RequestCampaign
from cdsl.semantics.walk import steps_in
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.tools.effects import Kind, Thing, listened_to
from cdsl.tools.lint.rule import Problem, ProgramRule
from cdsl.tools.lint.settling import settles
from cdsl.tools.lint.subjects import LintedCampaign, LintedProgram

_Edges = dict[int, list[tuple[int, object]]]
"""Which campaigns each one sets off, by number, and the change or campaign that does it."""


def check(program: LintedProgram) -> Iterator[Problem]:
    """Report each circle of two or more at its first campaign in the text."""
    repeating = [
        one for one in program.campaigns if one.core.qualification.every_time and one.core.triggers
    ]
    edges = _lasting(_edges(repeating, program), repeating, program)
    told: set[frozenset[int]] = set()
    for start in range(len(repeating)):
        circle = _shortest(edges, start)
        if circle is not None and frozenset(circle) not in told:
            told.add(frozenset(circle))
            if start == min(circle):
                yield _problem([repeating[at] for at in circle])


def _edges(campaigns: list[LintedCampaign], program: LintedProgram) -> _Edges:
    """Which campaigns each one surely sets off by what it changes or requests."""
    listening: dict[object, list[int]] = {}
    for number, campaign in enumerate(campaigns):
        for trigger in campaign.core.triggers if campaign.core.active else ():
            thing = listened_to(trigger)
            # One value only, or a limit that is crossed, comes once and not in circles.
            if thing is not None and thing.kind is Kind.FIELD and len(trigger.where) == 1:
                if trigger.reaches is None:
                    listening.setdefault(thing, []).append(number)
            elif trigger.activity.name == "request_campaign":
                listening.setdefault(campaign.core.key, []).append(number)
    edges: _Edges = {}
    for number, campaign in enumerate(campaigns):
        caused: list[object] = list(program.effects(campaign.core).writes)
        caused += [
            step.campaign
            for step in steps_in(campaign.core.flow)
            if isinstance(step, RequestCampaign)
        ]
        edges[number] = [(one, cause) for cause in caused for one in listening.get(cause, ())]
    return edges


def _lasting(edges: _Edges, campaigns: list[LintedCampaign], program: LintedProgram) -> _Edges:
    """The edges of circles, without the changes that end among the campaigns of the circles.

    Without these, fewer campaigns may set each other off, and the changes of more may end.
    """
    reached = {start: _reached(edges, start) for start in edges}
    lasting: _Edges = {}
    for start, others in edges.items():
        group = {one for one in reached[start] if start in reached[one]}
        cores = [campaigns[number].core for number in sorted(group)]
        lasting[start] = [
            (end, cause)
            for end, cause in others
            if end in group
            and not (isinstance(cause, Thing) and settles(cause, cores, program.lookups))
        ]
    return edges if lasting == edges else _lasting(lasting, campaigns, program)


def _reached(edges: _Edges, start: int) -> set[int]:
    """The campaigns that one sets off, itself where it comes round to it."""
    found: set[int] = set()
    pending = [start]
    while pending:
        ends = {end for end, _ in edges[pending.pop()]} - found
        found |= ends
        pending += ends
    return found


def _shortest(edges: _Edges, start: int) -> tuple[int, ...] | None:
    """The shortest way from a campaign through others back to itself."""
    ways: list[tuple[int, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        for following, _ in sorted(edges[way[-1]], key=lambda edge: edge[0]):
            if following == start and len(way) > 1:
                return way
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return None


def _problem(circle: list[LintedCampaign]) -> Problem:
    first, *others = circle
    names = " → ".join(quoted(one.core.key.name) for one in (*circle, first))
    return Problem(
        first.node.name.span,
        f"these campaigns set each other off in a circle: {names}",
        help="qualify people once or once in a while in one of them",
        related=tuple(
            Related("and this one goes on", one.source, one.node.name.span) for one in others
        ),
        source=first.source,
    )


RULE: Final = ProgramRule("CDS807", check)
