"""What is offered for a trigger campaign lets the person in as it happens; nothing less would.

Edits are made in a real world, as if they had always been so and as somebody does them now; what
fires the campaign really happens there. Fewer are looked for among events and values that the
search knows nothing of, also where it says that nothing helps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from cdsl.semantics.conditions import AllOf
from cdsl.semantics.program import Trigger
from cdsl.tools.whynot.edits import Do, Edit, is_past
from cdsl.tools.whynot.prompt import Prompt
from cdsl.tools.whynot.reasons import WhyNot
from cdsl.tools.whynot.sentences import way_lines
from cdsl.tools.whynot.whynot import why_not
from tests.properties import test_implication as generated
from tests.properties.happening import EVENTS, Place, events, nothing_smaller
from tests.properties.test_whynot import rules, world
from tests.properties.triggers import REQUEST, asked_for, program_of

CASES = 1_000


@settings(max_examples=CASES)
@given(asked_for, rules, some.integers(0, 2**32))
def test_what_fires_it_is_chosen_for_the_smart_list(
    asked_for: tuple[list[Trigger], AllOf], rule: Any, seed: int
) -> None:
    on, condition = asked_for
    random = Random(seed)
    now = random.choice(generated.NOWS)
    store = world(random, now)
    program, asked = program_of(condition, on, rule)
    now += timedelta(hours=1) if store.entered(asked.key, "ada") == now else timedelta(0)
    place = Place(program, asked, store, now)
    found = why_not(asked, "ada", place.session(store).environment)
    assert found.reasons
    event = found.change or found.event
    if event is not None and found.is_enough:
        enough(found, event, place, random)
    may_enter = store.entered(asked.key, "ada") is None or found.is_enough
    if found.is_whole and may_enter:
        ways = [way.edits for way in found.ways if not any(map(is_past, way.edits))]
        least = min(map(len, ways), default=99) if found.is_enough else 99
        nothing_smaller(least, place, random)


def enough(found: WhyNot, event: Edit, place: Place, random: Random) -> None:
    """Every way lets ada in, and with less of it nothing does that could happen."""
    if isinstance(event, Do) and event.activity.name == REQUEST:
        prompt = Prompt(place.program, place.asked.key.workspace, place.now, UTC)
        said = [*way_lines(found, prompt)]
        assert any(".request" in one for one in said) is ("api" in event.values), said
    for way in found.ways:
        if way.is_as_before:
            assert place.lets_in(place.as_before(way.edits), event)
        done = place.done(way.edits)
        if done is not None:
            assert place.lets_in(done, event) is way.enters_now
        for fewer in lesser(way.edits):
            changed = place.as_before(fewer)
            possible = events(place, changed, random) if found.is_whole else []
            for other in (event, *random.sample(possible, min(EVENTS // 5, len(possible)))):
                assert not place.lets_in(changed.copy(), other), (fewer, other)


def lesser(edits: Sequence[Edit]) -> Iterator[Sequence[Edit]]:
    """A way without some of its edits, or with something done less often."""
    for size in range(len(edits)):
        yield from combinations(edits, size)
    for place, edit in enumerate(edits):
        if isinstance(edit, Do) and edit.times > 1:
            yield (*edits[:place], replace(edit, times=edit.times - 1), *edits[place + 1 :])
