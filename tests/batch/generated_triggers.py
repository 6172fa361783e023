"""What fires made-up trigger campaigns, and the waits of made-up flows."""

from random import Random
from typing import Final

from cdsl.semantics.types import Type
from tests.batch.generated_conditions import ACTIVITIES, Conditions
from tests.batch.generated_values import PERSON, Spot, literal, value

TRIGGERS: Final = ('"Asked"', '"Heard"', '"Overheard"')
"""The trigger campaigns of each program; the first can be requested."""

_INACTIVE: Final = 0.6
"""How often a trigger campaign takes nobody in: those who are heard leave the set-based engine."""


def trigger_lines(name: str, conditions: Conditions) -> str:
    """What fires a trigger campaign, as the lines at its head."""
    random = conditions.random
    lines = [_line(conditions) for _ in range(random.choice((1, 1, 2)))]
    if name == "Asked":
        lines.insert(random.choice((0, 1)), "on request_campaign")
    if random.random() < _INACTIVE:
        lines.insert(0, "inactive")
    return "  ".join(lines) + " "


def _line(conditions: Conditions) -> str:
    random = conditions.random
    drawn = random.random()
    if drawn < 0.6:
        activity = random.choice(list(ACTIVITIES))
        return f"on {activity}{conditions.where(activity) if random.random() < 0.8 else ''}"
    if drawn < 0.75:
        field = random.choice(("points", "score"))
        return f"on {field} reaches {random.choice(('0', '1', '5', '100', '-3'))}"
    field = random.choice(list(PERSON))
    return f"on change of {field}"


def wait(spot: Spot, random: Random) -> str:
    """A wait of any kind."""
    at = random.choice(("", "", " at 09:00", " at 00:00", " at 23:59"))
    drawn = random.random()
    if drawn < 0.4:
        duration = random.choice(("15 minutes", "3 hours", "2 days", "1 month", "9000 years"))
        ending = random.choice(("", "", f" ending on weekday{at}", f" ending on tuesday{at}"))
        return f"wait {duration}{ending}"
    if drawn < 0.5:
        return f"wait until next {random.choice(('monday', 'weekday', 'tuesday'))}{at}"
    type = random.choice((Type.DATE, Type.DATETIME))
    given = (
        value(type, spot, random, given=True) if random.random() < 0.8 else literal(type, random)
    )
    if drawn < 0.9:
        return f"wait until {given}{at if type is Type.DATE else ''}"
    return f"wait until next anniversary of {given}{at}"
