"""The why-tree says what the reference engine says, at every node, and shows what decides."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from cdsl.api import Project
from cdsl.interpreter.evaluate import HOLDS, holds, judged
from cdsl.interpreter.evidence import Compared, Counted, Extent, Looked, Why
from cdsl.interpreter.state import TokenScope
from cdsl.interpreter.view import View, scene_of
from cdsl.interpreter.why import why, why_judged
from cdsl.runtime.session import Session
from cdsl.semantics.conditions import AllOf, AnyOf, Condition, Did, InProgram, Not
from cdsl.semantics.program import Program
from cdsl.semantics.walk import conditions_of, steps_in
from cdsl.tools.trace.record import Trees
from cdsl.world.memory import MemoryStore
from tests.properties.populations import Pool, populated

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("tests/corpus/run", "tests/corpus/lint/programs", "examples", "stdlib")
    for path in (ROOT / folder).rglob("*.cdsl")
)


def program_of(path: str) -> Program:
    return Project.open(ROOT / path, root=ROOT)._program().analysis.program


def judged_of_a_person(program: Program) -> Iterator[Condition]:
    """The conditions that need no activity at hand."""
    yield from (found.condition for found in program.smart_lists.values())
    for campaign in program.campaigns.values():
        yield campaign.smart_list
        for step in steps_in(campaign.flow):
            yield from conditions_of(step)


def views(program: Program, store: MemoryStore) -> Iterator[View]:
    """Everybody, in the tokens of every campaign and smart list."""
    environment = Session(program, store, NOW).environment
    scopes = [
        (TokenScope(campaign.tokens, campaign, campaign.program, None), key.workspace)
        for key, campaign in program.campaigns.items()
    ][:3]
    for scope, workspace in scopes:
        scene = scene_of(environment, scope, workspace)
        for person in store.people():
            row = store.person(person)
            assert row is not None
            yield View(scene, person, row)


@pytest.mark.parametrize("path", FILES)
def test_every_node_says_what_the_engine_says(path: str) -> None:
    program = program_of(path)
    store = populated(program, Pool(program, NOW, Random(7)))
    conditions = list(judged_of_a_person(program))
    of_many = {extent: Trees(extent) for extent in Extent}
    for view in views(program, store):
        for condition in conditions:
            for extent in Extent:
                tree = why_judged(condition, view, extent)
                assert tree.holds is judged(condition, view)
                assert of_many[extent](condition, view) == tree
            tree = why(condition, view)
            agree(tree, view)
            folded = why(condition, view, Extent.DECIDING)
            assert folded == deciding(tree)
            decided(folded)


def agree(tree: Why, view: View) -> None:
    """Each node that is judged of the person alone, against the engine."""
    assert tree.holds is holds(tree.condition, view)
    match tree.condition:
        case AllOf() | AnyOf() | Not() | InProgram():
            for part in tree.parts:
                agree(part, view)
        case Did(at_least=at_least):
            assert isinstance(tree.evidence, Counted)
            assert tree.holds is (len(tree.evidence.records) >= at_least)
            assert tree.evidence.considered >= len(tree.evidence.records)
        case _:
            pass


def deciding(tree: Why) -> Why:
    """A whole tree without the parts that did not decide."""
    parts = tree.parts
    match tree.condition:
        case AllOf() | InProgram() | Did() if not tree.holds:
            parts = tuple(part for part in parts if not part.holds)
        case AnyOf() if tree.holds:
            parts = tuple(part for part in parts if part.holds)
        case _:
            pass
    return Why(tree.condition, tree.holds, tree.evidence, tuple(map(deciding, parts)))


def decided(tree: Why) -> None:
    """What stays of a folded tree explains the verdict by itself."""
    match tree.condition:
        case AllOf(parts=parts):
            assert all(part.holds is tree.holds for part in tree.parts)
            assert tree.holds or not parts or tree.parts
        case AnyOf(parts=parts):
            assert all(part.holds is tree.holds for part in tree.parts)
            assert not tree.holds or tree.parts
        case _:
            pass
    for part in tree.parts:
        decided(part)


def test_every_kind_of_condition_was_met() -> None:
    """The files above have every kind, with every kind of evidence."""
    met: set[type] = set()
    seen: set[type] = set()

    def look(tree: Why) -> None:
        met.add(tree.condition.__class__)
        seen.add(tree.evidence.__class__)
        for part in tree.parts:
            look(part)

    for path in FILES:
        program = program_of(path)
        store = populated(program, Pool(program, NOW, Random(7)))
        for view in views(program, store):
            for condition in judged_of_a_person(program):
                look(why(condition, view))
            break
    assert met >= set(HOLDS)
    assert seen >= {Compared, Counted, Looked, type(None)}


def test_the_tree_of_what_was_judged_ends_where_the_answer_is_known() -> None:
    program = (
        Project.from_texts(
            {"a.cdsl": 'smart list "L" { score > 5  email is empty  title is empty }\n'}
        )
        ._program()
        .analysis.program
    )
    (listed,) = program.smart_lists.values()
    store = MemoryStore(program.schema)
    store.add_person("1", [None] * len(program.schema.person))
    scene = scene_of(
        Session(program, store, NOW).environment,
        TokenScope(listed.tokens, None, None, None),
        "Default",
    )
    row = store.person("1")
    assert row is not None
    condition: Condition = listed.condition
    assert len(why(condition, View(scene, "1", row)).parts) == 3
    assert len(why(condition, View(scene, "1", row), Extent.JUDGED).parts) == 1
    assert len(why(condition, View(scene, "1", row), Extent.DECIDING).parts) == 1
