"""The rule of re-entry: who may enter a flow again, and when (language.md 5).

Floor 3. Pure; every engine asks this one rule.
"""

from datetime import datetime, timedelta

from cdsl.semantics.program import Campaign


def may_enter(campaign: Campaign, last_entry: datetime | None, now: datetime) -> bool:
    """Whether the campaign's qualification lets a person in who last entered at `last_entry`.

    The period is elapsed time and begins at an entry; a refusal does not move it.
    """
    rule = campaign.qualification
    if last_entry is None or rule.every_time:
        return True
    if rule.period_hours is None:
        return False
    return now - last_entry >= timedelta(hours=rule.period_hours)
