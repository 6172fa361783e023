"""A condition in plain words means the same: its normal form, and what is said of empty values."""

import re
from datetime import UTC
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.view import View
from cdsl.semantics.conditions import AllOf, AnyOf, Condition, Not
from cdsl.semantics.walk import conditions_in
from cdsl.tools.normal_form import normal_form
from cdsl.tools.plain_activities import WORDS
from cdsl.tools.plain_words import people
from tests.cases import ROOT
from tests.properties.test_implication import FIELDS, MIXED, NOWS, comparisons, person
from tests.units.small_world import store, view

PRELUDE = ROOT / "stdlib" / "prelude.cdsl"


@given(MIXED, some.integers(0, 2**32))
def test_the_normal_form_holds_of_the_same_people(condition: Condition, seed: int) -> None:
    random = Random(seed)
    normal = normal_form(condition)
    for _ in range(10):
        at_hand = view(person(random, random.choice(NOWS)))
        seen = View(at_hand.scene, "ada", at_hand.row)
        assert holds(condition, seen) == holds(normal, seen)
    for one in conditions_in(normal):
        assert not (isinstance(one, Not) and isinstance(one.part, Not | AllOf | AnyOf))
        if isinstance(one, AllOf | AnyOf):
            assert len(one.parts) > 1 or one is normal
            assert not any(isinstance(part, one.__class__) for part in one.parts)


@given(some.sampled_from(FIELDS).flatmap(comparisons), some.booleans())
def test_the_words_tell_what_holds_of_an_empty_value(comparison: Condition, positive: bool) -> None:
    condition = comparison if positive else Not(comparison)
    said = people(condition, UTC)
    of_empty = holds(condition, view(store(ada={})))
    assert of_empty == said.endswith(("(or empty)", " is empty"))


def test_each_activity_of_the_library_has_words() -> None:
    assert set(WORDS) == set(re.findall(r"^activity (\w+)", PRELUDE.read_text(), re.M))
