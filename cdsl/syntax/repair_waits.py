"""Repairs of waits and times as people say them: `wait until tuesday 9am`, `stop at 9am`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

import re
from types import MappingProxyType
from typing import Final

from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.repair_values import spanning
from cdsl.syntax.rewrite import A_STEP, fits, rewrite, words, written
from cdsl.syntax.tables import DATE, LBRACE, NUMBER

_DAYS: Final = MappingProxyType(
    {
        spelling: day
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for spelling in (day, day[:3], f"{day}s")
    }
    | {"tues": "tuesday", "thur": "thursday", "thurs": "thursday"}
)
_BEFORE_DAY: Final = (("the",), ("on",), ("coming",), ("next",), ("following",))
_BEFORE_TIME: Final = (("at",), ("on",), ("in",), ("after",))
_DIGITS: Final = 5
"""A number of days has fewer."""
_BUSINESS: Final = (("business",), ("working",), ("work",))
_TIMES: Final = (
    re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?(am|pm|a\.m\.|p\.m\.)(?!\w)", re.IGNORECASE),
    re.compile(r"(\d):(\d\d)()(?![\d:])"),
    re.compile(r"(noon|midnight)()()\b", re.IGNORECASE),
)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PARTS: Final = MappingProxyType(
    {
        "years": (12, "months"),
        "months": (1, "months"),
        "weeks": (7, "days"),
        "days": (1, "days"),
        "hours": (60, "minutes"),
        "minutes": (1, "minutes"),
    }
)
"""How many of the smaller unit a unit is, whenever it is."""
_NAMED: Final = MappingProxyType({"noon": "12:00", "midnight": "00:00"})


def day_in_words(fault: Fault) -> bool:
    """`wait until tuesday`: the next one is meant."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in (at, at - 1):
        if words(fault, first - 2, 2) != ("wait", "until"):
            continue
        last = first
        for word in _BEFORE_DAY:
            last += words(fault, last, 1) == word
        day = _DAYS.get(lexemes.texts[last].lower())
        if day is None or is_first(fault, last):
            return False
        last += 1
        meant = f"next {day}"
        message = f"`{written(fault, first, last)}` cannot stand here"
        if rewrite(fault, first, last, meant, message, f"write `{meant}`"):
            return True
        time, end = _time_at(fault, last)
        meant = f"{meant} at {time}"
        message = f"`{written(fault, first, end)}` cannot stand here"
        return bool(time) and rewrite(fault, first, end, meant, message, f"write `{meant}`")
    return False


def business_days(fault: Fault) -> bool:
    """`wait 3 business days`: each day counts, and the wait may end on a weekday."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 2, 1) != ("wait",) or is_first(fault, at):
        return False
    amount = lexemes.texts[at - 1]
    last, unit = at + 1, "days"
    if words(fault, at, 1) in _BUSINESS:
        unit, last = lexemes.texts[last].lower(), last + 1
    elif words(fault, at, 1) not in (("weekday",), ("weekdays",)):
        return False
    message = f"a wait counts every day, so there are no `{written(fault, at, last)}`"
    help = (
        f"write `wait {amount} {unit} ending on weekday`, which goes on to the next day from "
        "monday to friday"
    )
    return rewrite(fault, at, last, unit, message, help, fix=False)


def several_durations(fault: Fault) -> bool:
    """`wait 1 week and 2 days`: a wait has one duration; days and hours are two waits."""
    lexemes, at = fault.lexemes, fault.machine.at
    second = at + (lexemes.texts[at] in ("and", ","))
    second += second > at and words(fault, second, 1) == ("and",)
    if words(fault, at - 3, 1) != ("wait",) or is_first(fault, at):
        return False
    if lexemes.kinds[second] != NUMBER or is_first(fault, second):
        return False
    parts, others = _parts(fault, at - 1), _parts(fault, second + 1)
    if parts is None or others is None:
        return False
    numbers = lexemes.texts[at - 2], lexemes.texts[second]
    (many, unit), (more, other) = parts, others
    message = f"a wait has one duration, and `{written(fault, at - 2, second + 2)}` are two"
    if unit == other and all(number.isdecimal() and len(number) < 10 for number in numbers):
        meant = f"{int(numbers[0]) * many + int(numbers[1]) * more} {unit}"
        return rewrite(fault, at - 2, second + 2, meant, message, f"write `wait {meant}`")
    meant = f"wait {written(fault, second, second + 2)}"
    help = f"write `wait {written(fault, at - 2, at)}` and `{meant}`"
    return rewrite(fault, at, second + 2, meant, message, help, shown=(at - 2, second + 2))


def _parts(fault: Fault, at: int) -> tuple[int, str] | None:
    """What a unit of time is made of."""
    return _PARTS.get(f"{fault.lexemes.texts[at].rstrip('s')}s")


def step_at_a_time(fault: Fault) -> bool:
    """`send email "E" at 09:00`, `… on monday`, `… after 3 days`: a step does not wait."""
    lexemes, at = fault.lexemes, fault.machine.at
    for first in (at, at - 1):
        if words(fault, first, 1) not in _BEFORE_TIME or is_first(fault, first):
            continue
        # What is said of a value that is a day, or of a wait, is said of no step.
        is_of_day = lexemes.kinds[first - 1] == DATE or _parts(fault, first - 1) is not None
        if is_of_day or _begins_line(fault, first, "wait"):
            continue
        wait, last = _wait_for(fault, first + 1)
        if not wait or not fits(fault, first, last, A_STEP):
            continue
        message = f"a step is done at once, so `{written(fault, first, last)}` cannot stand here"
        return rewrite(fault, first, last, "", message, f"write `{wait}` before it", fix=False)
    return False


def _begins_line(fault: Fault, at: int, word: str) -> bool:
    """Whether the line of a lexeme begins with a word, or what stands in braces in it."""
    first = at - 1
    while not is_first(fault, first) and fault.lexemes.kinds[first - 1] != LBRACE:
        first -= 1
    return words(fault, first, 1) == (word,)


def _wait_for(fault: Fault, at: int) -> tuple[str, int]:
    """The wait that ends with a moment or a duration, and where that ends; "" for nothing such."""
    lexemes = fault.lexemes
    if lexemes.kinds[at] == NUMBER and _parts(fault, at + 1) is not None:
        amount = lexemes.texts[at]
        is_whole = amount.isdecimal() and len(amount) < _DIGITS
        return (f"wait {written(fault, at, at + 2).lower()}" if is_whole else ""), at + 2
    last = at + (words(fault, at, 1) == ("next",))
    day = _DAYS.get(lexemes.texts[last].lower())
    if day is not None:
        wait = f"wait until next {day}"
        if words(fault, last + 1, 1) != ("at",):
            return wait, last + 1
        time, last = _clock_at(fault, last + 2)
        return (f"{wait} at {time}" if time else ""), last
    time, last = _clock_at(fault, at)
    return (f"wait until {{{{system.date}}}} + 1 day at {time}" if time else ""), last


def _clock_at(fault: Fault, at: int) -> tuple[str, int]:
    """A time of day in either writing, and where it ends; "" where none stands."""
    time, last = _time_at(fault, at)
    if not time and _CLOCK.fullmatch(fault.lexemes.texts[at]):
        return fault.lexemes.texts[at], at + 1
    return time, last


def time_of_day(fault: Fault) -> bool:
    """`9am`, `9:30 pm`, `noon`: hours are counted to 24, in two digits."""
    at = fault.machine.at
    for first in (at, at - 1):
        time, last = _time_at(fault, first)
        if not time or last <= at:
            continue
        if words(fault, first - 2, 2) == ("wait", "until"):
            meant = f"{{{{system.date}}}} + 1 day at {time}"
            message = f"`{written(fault, first, last)}` does not say on which day"
            help = f"write `wait until {meant}`, or `wait until next monday at {time}`"
            return rewrite(fault, first, last, meant, message, help, fix=False)
        message = f"`{written(fault, first, last)}` is no time of the language"
        for meant in (time, f"at {time}"):
            if rewrite(fault, first, last, meant, message, f"write `{meant}`"):
                return True
    return False


def _time_at(fault: Fault, at: int) -> tuple[str, int]:
    """A time of day as the language writes it, and where it ends; "" where none stands."""
    for shape in _TIMES:
        read = spanning(fault, at, shape)
        if read is not None:
            found, last = read
            return _time(*found.groups()), last
    return "", at


def _time(hour: str, minute: str | None, half: str) -> str:
    if hour.lower() in _NAMED:
        return _NAMED[hour.lower()]
    number, minutes = int(hour), int(minute or 0)
    if minutes > 59 or (half and not 1 <= number <= 12):
        return ""
    if half:
        number = number % 12 + (12 if half[0].lower() == "p" else 0)
    return f"{number:02}:{minutes:02}"
