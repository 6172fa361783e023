"""What a typed condition or value comes to: for one person, or for everyone.

Floor 7. Looks only; nothing in the world changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Final

from cdsl.api.prompt.asking import Asked
from cdsl.interpreter.evidence import Extent, tokens_read
from cdsl.interpreter.lower import lower
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.values import type_of, value_of
from cdsl.interpreter.view import Environment, Scene, View, own_scope, scene_of
from cdsl.interpreter.why import why_judged
from cdsl.runtime.watch import Watch, in_portions
from cdsl.semantics.expressions import Expression, Joined
from cdsl.source.data import dataclass
from cdsl.tools.explain import Line, lines
from cdsl.tools.spelling import condition, frame, value
from cdsl.tools.trace.event import Json
from cdsl.tools.trace.trees import tree_document, value_document

SAMPLE: Final = 10
"""How many people an answer about everyone names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds of a person, and why."""

    person: str
    holds: bool
    lines: tuple[Line, ...]
    document: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Of how many people a condition holds, with the first of them."""

    count: int
    total: int
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a value is worth for a person: as text, as JSON, and where its tokens come from."""

    person: str
    text: str
    document: Json
    frames: tuple[tuple[str, str], ...]


def environment_of(asked: Asked, environment: Environment) -> Environment:
    """The world at hand, seen with the program that has the question in it."""
    return replace(environment, program=asked.understood.analysis.program)


def verdict(asked: Asked, environment: Environment, person: str, *, whole: bool) -> Verdict | None:
    """The tree of a condition for a person; None when there is no such person."""
    view = _view(asked, environment, person)
    if view is None or asked.smart_list is None:
        return None
    extent = Extent.WHOLE if whole else Extent.DECIDING
    tree = why_judged(asked.smart_list.condition, view, extent)
    scene = view.scene
    in_words = partial(condition, zone=scene.zone, among=scene.program)
    return Verdict(
        person,
        tree.holds,
        lines(tree, scene.now, scene.zone, in_words),
        tuple(tree_document(tree, scene.now, scene.zone, in_words)),
    )


def count(asked: Asked, environment: Environment, watch: Watch) -> Count | None:
    """Of whom a condition holds, everyone asked; None when it was broken off."""
    assert asked.smart_list is not None
    holds = lower(asked.smart_list.condition, _scene(asked, environment))
    people, rows = environment.store.people(), environment.store.person

    def held(some: Sequence[str]) -> list[str]:
        return [one for one in some if (row := rows(one)) is not None and holds(row, one)]

    found = in_portions(people, held, watch)
    return None if found is None else Count(len(found), len(people), tuple(found[:SAMPLE]))


def worth(asked: Asked, environment: Environment, person: str) -> Worth | None:
    """What a value is worth for a person; None when there is no such person."""
    view = _view(asked, environment, person)
    if view is None or asked.value is None:
        return None
    expression = _bare(asked.value)
    zone = view.scene.zone
    seen, type = value_of(expression, view), type_of(expression)
    frames = tuple(
        (f"{{{{{read.token.context}.{read.token.name}}}}}", frame(read.binding))
        for read in tokens_read((expression,), view)
        if read.binding is not None
    )
    return Worth(person, value(seen, type, zone), value_document(seen, type, zone), frames)


def worths(asked: Asked, environment: Environment) -> Iterator[Worth]:
    """What a value is worth for the first people."""
    for person in islice(environment.store.people(), SAMPLE):
        found = worth(asked, environment, person)
        if found is not None:
            yield found


def _bare(expression: Expression) -> Expression:
    """A text that is one token and nothing else, as that token: with its own type."""
    match expression:
        case Joined(parts=(part,)) if not isinstance(part, str):
            return part
        case _:
            return expression


def _scene(asked: Asked, environment: Environment) -> Scene:
    if asked.smart_list is not None:
        listed = asked.smart_list
        scope = TokenScope(listed.tokens, None, listed.program, None)
        return scene_of(environment, scope, listed.key.workspace)
    assert asked.campaign is not None
    campaign = asked.campaign
    return scene_of(environment, own_scope(campaign), campaign.key.workspace)


def _view(asked: Asked, environment: Environment, person: str) -> View | None:
    row = environment.store.person(person)
    return None if row is None else View(_scene(asked, environment), person, row)
