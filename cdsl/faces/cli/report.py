"""What `cdsl run` prints: a table for each campaign, or one JSON document.

Roof.
"""

from collections.abc import Mapping

from cdsl.api.choices import Choice
from cdsl.api.running import CampaignReport, RunResult
from cdsl.faces.cli.layout import table
from cdsl.faces.cli.terminal import painted
from cdsl.source.excerpt import visible
from cdsl.source.quoting import quoted
from cdsl.source.reports.document import Json, as_json

# For people -------------------------------------------------------------------------------------


def report_text(result: RunResult, color: bool) -> str:
    """A table for each campaign, then what changed. No line break at the end."""
    blocks = [_campaign(campaign, color) for campaign in result.campaigns]
    blocks.append(_changes(result, color))
    return "\n\n".join("\n".join(block) for block in blocks)


def _campaign(campaign: CampaignReport, color: bool) -> list[str]:
    program = "" if campaign.program is None else f" in program {visible(quoted(campaign.program))}"
    name = painted(visible(quoted(campaign.name)), "bold", color)
    counts = [
        f"audience {campaign.audience}",
        f"entered {campaign.entered}",
        f"refused {_refused(campaign.refused)}",
        f"waiting {campaign.waiting}",
    ]
    steps = table(
        ("step", "kind", "done", "skipped"),
        [(step.step, step.kind, step.done, _reasons(step.skipped)) for step in campaign.steps],
        color,
    )
    children = table(
        ("executes", "qualified", "not qualified"),
        [
            (quoted(child.campaign), child.qualified, child.not_qualified)
            for child in campaign.children
        ],
        color,
    )
    lines = [" · ".join(counts), *steps, *children]
    return [f"{campaign.kind} campaign {name}{program}", *(f"  {line}" for line in lines)]


def _refused(refused: Mapping[str, int]) -> str:
    total = sum(refused.values())
    return f"{total} ({_reasons(refused)})" if total else "0"


def _reasons(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{reason}: {count}" for reason, count in reasons.items())


def _changes(result: RunResult, color: bool) -> list[str]:
    if not result.changes:
        return ["no field has changed"]
    rows = [(change.field, change.people) for change in result.changes]
    return table(("changed field", "people"), rows, color)


# For programs -----------------------------------------------------------------------------------


def report_document(result: RunResult) -> Json:
    """The document of `--format json`; `refused_by` tells `refused` apart by rule."""
    return {
        "version": 1,
        "now": result.now.isoformat().replace("+00:00", "Z"),
        "seed": result.seed,
        "campaigns": [_campaign_document(campaign) for campaign in result.campaigns],
        "changes": [{"field": change.field, "people": change.people} for change in result.changes],
        "diagnostics": as_json(result.diagnostics),
    }


def choice_document(choice: Choice) -> Json:
    """The document of `--explain --format json`."""
    return {
        "version": 1,
        "engine": None if choice.diagnostics else str(choice.engine),
        "reason": choice.reason,
        "statements": list(choice.statements),
        "diagnostics": as_json(choice.diagnostics),
    }


def _campaign_document(campaign: CampaignReport) -> Json:
    return {
        "name": campaign.name,
        "program": campaign.program,
        "kind": str(campaign.kind),
        "audience": campaign.audience,
        "entered": campaign.entered,
        "refused": sum(campaign.refused.values()),
        "refused_by": dict(campaign.refused),
        "waiting": campaign.waiting,
        "steps": [
            {
                "step": step.step,
                "kind": step.kind,
                "done": step.done,
                "skipped": dict(step.skipped),
            }
            for step in campaign.steps
        ],
        "children": [
            {
                "campaign": child.campaign,
                "qualified": child.qualified,
                "not_qualified": child.not_qualified,
            }
            for child in campaign.children
        ],
    }
