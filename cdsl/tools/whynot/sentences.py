"""The whole answer, reasons and ways, in the language's own words.

Floor 6. For people only; one line each, without the end of a sentence.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from cdsl.runtime.tally import rule_text
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import Condition
from cdsl.semantics.program import Trigger
from cdsl.source.quoting import quoted
from cdsl.tools import spelling
from cdsl.tools.whynot.prompt import Prompt, deed_text, firing_sentence, instant_text, sentence
from cdsl.tools.whynot.reasons import (
    Because,
    EnteredBefore,
    Inactive,
    InvalidSmartList,
    Never,
    NotExecuted,
    NotFired,
    NotInSmartList,
    OnLine,
    Reason,
    Refused,
    Unmet,
    Way,
    WhyNot,
)


def lines_of(found: WhyNot, prompt: Prompt) -> tuple[str, ...]:
    """The whole answer, as lines."""
    return tuple(_lines(found, prompt))


def _lines(found: WhyNot, prompt: Prompt) -> Iterator[str]:
    name = quoted(found.person)
    campaign = spelling.reference(found.campaign, prompt.program.campaigns)
    if found.occasion is not None:
        deed = deed_text(found.occasion.activity, found.occasion.values, prompt.zone)
        yield f"if this came now: {deed}"
    if not found.reasons:
        yield f"{name} enters {campaign}"
    else:
        yield f"{name} does not enter {campaign}"
    for reason in found.reasons:
        yield from (f"  {line}" for line in reason_lines(reason, prompt))
    yield from way_lines(found, prompt)


def way_lines(found: WhyNot, prompt: Prompt) -> Iterator[str]:
    """What would let somebody in, or at least put them on the smart list."""
    ways = [way for way in found.ways if way.edits]
    if not found.reasons and found.event is not None:
        yield "what lets them in"
    elif ways or (found.is_enough and found.reasons):
        yield "what would change it" if found.is_enough else "what would change the smart list"
    for number, way in enumerate(ways, 1):
        for place, edit in enumerate(way.edits):
            yield f"  {f'{number}. ' if place == 0 else '   '}{sentence(edit, prompt)}"
        yield from (f"     {line}" for line in _done_now(way, prompt))
    if found.event is not None and (ways or found.is_enough):
        yield f"  {'and then ' if ways else ''}{firing_sentence(found, found.event, prompt)}"
    yield from (
        f"  {line}" for way in found.ways if not way.edits for line in _done_now(way, prompt)
    )
    if not found.is_whole:
        more = "other ways, and shorter ones" if ways or found.is_enough else "one"
        yield f"the search was given up: there may be {more}"
    elif found.never is not None and found.never.because is Because.LINES:
        yield f"nothing would change it: {_never(found.never, prompt)}"
    elif found.never is not None:
        yield f"nothing would change the smart list: {_never(found.never, prompt)}"


def _done_now(way: Way, prompt: Prompt) -> Iterator[str]:
    """What is to be known of a way before one does it."""
    if not way.enters_now:
        campaigns = prompt.program.campaigns
        fires = ", ".join(spelling.reference(key, campaigns) for key in way.undone_by)
        fired = f": it fires {fires}" if fires else ""
        yield f"only if it had been so before; done now, it does not let them in{fired}"
    elif not way.is_as_before:
        yield "done now; what it leaves in the log is needed as well"


def _never(never: Never, prompt: Prompt) -> str:
    match never.because:
        case Because.CONTRARY:
            texts = [_set((one,), prompt) for one in never.conditions]
            if len(texts) == 1:
                return f"nobody ever meets {texts[0]}"
            return f"{' and '.join(texts)} contradict each other"
        case Because.FIXED:
            texts = [_set((one,), prompt) for one in never.conditions]
            verb = "is" if len(texts) == 1 else "are"
            return f"{' and '.join(texts)} {verb} not about the person"
        case Because.COMPANY:
            texts = [_set((one,), prompt) for one in never.conditions]
            return f"no company meets {' and '.join(texts)}"
        case Because.HOLE:
            return "it has a hole"
        case Because.EVENT:
            return "what fires the campaign keeps it from holding"
        case Because.NOBODY:
            return "it holds of nobody"
        case Because.LINES:
            return "nothing matches any of its `on` lines"
        case Because.DELETED:
            return "whoever is deleted is gone"
        case Because.GIVEN_UP:
            return "nothing was found before the search was given up"
        case Because.NOTHING_FOUND:
            return "no value that was tried is enough"
        case _:
            assert_never(never.because)


def reason_lines(reason: Reason, prompt: Prompt) -> Iterator[str]:
    """A reason: its own line, then the details."""
    match reason:
        case Refused(diagnostic=diagnostic):
            yield f"{diagnostic.code}: {diagnostic.message}"
        case NotInSmartList(sets=sets):
            yield "the smart list does not hold; what is missing:"
            for one in sets:
                yield f"  {_set(one, prompt) or 'it holds of nobody'}"
        case InvalidSmartList():
            yield "the smart list has a hole: it holds of nobody until the file is filled in"
        case EnteredBefore(rule=rule, at=at, again=again):
            zone = prompt.zone
            when = "not enter again"
            if again is not None:
                when = f"enter again at {instant_text(again, zone)}"
            yield f"qualify {rule_text(rule)}: entered at {instant_text(at, zone)}, may {when}"
        case Inactive():
            yield "the campaign is inactive: it takes no new entries"
        case NotFired(lines=lines):
            yield "nothing has fired it:" if lines else "nothing fires it: it has no `on` line"
            for line in lines:
                yield from (f"  {text}" for text in _on_line(line, prompt))
        case NotExecuted(workspace=workspace):
            yield f"no campaign of workspace {quoted(workspace)} executes it, and others may not"
        case _:
            assert_never(reason)


def _set(unmet: tuple[Unmet, ...], prompt: Prompt) -> str:
    """Leaves of which one must come true, each followed by the named smart lists it is in."""
    together = [
        (inside, ", or ".join(_condition(one.condition, prompt) for one in some))
        for inside, some in groupby(unmet, key=lambda one: one.inside)
    ]
    return ", or ".join(f"{text}{_inside(inside, prompt)}" for inside, text in together)


def _inside(lists: tuple[AssetKey, ...], prompt: Prompt) -> str:
    names = " in ".join(
        f"smart list {spelling.reference(key, prompt.program.smart_lists)}"
        for key in reversed(lists)
    )
    return f" ({names})" if names else ""


def _on_line(line: OnLine, prompt: Prompt) -> Iterator[str]:
    yield _trigger(line.trigger, prompt)
    for one in line.sets:
        if one:
            yield f"  not so: {_set(one, prompt)}"
    if line.never is not None:
        is_certain = line.never.because is not Because.GIVEN_UP
        said = "nothing matches it" if is_certain else "nothing may match it"
        yield f"  {said}: {_never(line.never, prompt)}"


def _trigger(trigger: Trigger, prompt: Prompt) -> str:
    tests = ", ".join(_condition(part, prompt) for part in trigger.where)
    where = f" where {tests}" if tests else ""
    reaches = trigger.reaches
    value = "" if reaches is None else spelling.expression(reaches.value, prompt.zone)
    crossed = f" reaches {value}" if value else ""
    return f"on {trigger.activity.name}{where}{crossed}"


def _condition(node: Condition, prompt: Prompt) -> str:
    return spelling.condition(node, prompt.zone, prompt.program)
