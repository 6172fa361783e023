"""What an editor offers to write does what it says, in every program that there is and in others.

A token that somebody takes away can be declared again; a condition that is made into a smart list
means the same there.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdsl.api.refactoring import Refactoring, extraction, missing_declarations
from cdsl.api.workspace import Workspace
from cdsl.semantics.tokens import canonical
from cdsl.source.diagnostic import Diagnostic, Severity, edited
from cdsl.source.span import Source, Span
from cdsl.syntax.campaigns import Campaign
from cdsl.syntax.declarations import FieldDeclaration, Tokens
from cdsl.syntax.files import Folder, ProgramItem
from cdsl.syntax.files import Program as ProgramNode
from cdsl.syntax.parse import parse
from cdsl.syntax.walk import conditions_in, conditions_of
from cdsl.tools.format.format import format_source
from tests.properties.populations import CLOCKS, Pool, outcome
from tests.properties.test_safe_fixes import CONDITIONS, ROOT, TEMPLATE, TESTED, leaves

NOW = datetime(2026, 6, 1, tzinfo=UTC)
IN_A_SHORT_SEARCH = 2
"""Of each file; all of it takes minutes."""


def some(found: list[Any], path: Path, long: bool) -> list[Any]:
    return found if long else Random(path.name).sample(found, min(IN_A_SHORT_SEARCH, len(found)))


def opened(path: str, text: str) -> Workspace:
    workspace = Workspace(lambda: NOW)
    workspace.change(path, text, 1)
    return workspace


def taken(workspace: Workspace, made: Refactoring) -> None:
    text = edited(made.source.text, made.edits)
    if format_source(made.source).text == made.source.text:
        assert format_source(Source("", text)).text == text
    workspace.change(made.source.name, text, 1)


def errors(workspace: Workspace, path: str) -> list[Diagnostic]:
    found = workspace.understood(path).diagnostics
    return [one for one in found if one.severity is Severity.ERROR]


# Tokens -------------------------------------------------------------------------------------------


def declared_in(items: tuple[ProgramItem, ...]) -> Iterator[FieldDeclaration]:
    for item in items:
        match item:
            case Tokens():
                yield from item.tokens
            case Folder() | ProgramNode():
                yield from declared_in(item.items)
            case Campaign():
                for part in item.parts:
                    if isinstance(part, Tokens):
                        yield from part.tokens
            case _:
                pass


def lacking(workspace: Workspace, path: str) -> list[Diagnostic]:
    return [one for one in workspace.diagnostics(path) if one.missing is not None]


@pytest.mark.parametrize("path", TESTED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_token_that_is_taken_away_can_be_declared_again(path: Path, long: bool) -> None:
    text, name = path.read_bytes().decode("utf-8"), str(path)
    if errors(opened(name, text), name):
        return  # some cases are about errors
    lines = list(declared_in(parse(Source(name, text)).file.items))
    for line in some(lines, path, long):
        workspace = opened(name, text[: line.span.start] + text[line.span.end :])
        for found in lacking(workspace, name):
            check_every_offer(workspace, name, found)
        # What is missing in several places is declared in one after the other.
        for _ in range(len(errors(workspace, name))):
            missing = lacking(workspace, name)
            if not missing:
                break
            first, *_others = missing_declarations(workspace, name, missing[0])
            taken(workspace, first)
        assert errors(workspace, name) == []


def check_every_offer(workspace: Workspace, path: str, found: Diagnostic) -> None:
    offers = missing_declarations(workspace, path, found)
    assert offers
    was, lacked = len(errors(workspace, path)), len(lacking(workspace, path))
    for one in offers:
        taken(workspace, one)
        assert len(lacking(workspace, path)) < lacked
        assert len(errors(workspace, path)) < was
        workspace.change(one.source.name, one.source.text, 1)


# Conditions ---------------------------------------------------------------------------------------


def selections(text: str) -> list[Span]:
    """Each condition, and each two that follow each other."""
    found: list[Span] = []
    for declaration in leaves(parse(Source("", text)).file.items):
        for lines in conditions_of(declaration):
            found += [one.span.to(other.span) for one, other in pairwise(lines)]
            found += [node.span for line in lines for node in conditions_in(line)]
    return found


def check_the_same(workspace: Workspace, path: str, made: Refactoring, seed: int) -> None:
    before = workspace.understood(path)
    taken(workspace, made)
    after = workspace.understood(path)
    codes, codes_after = (
        Counter(one.code for one in understood.diagnostics) for understood in (before, after)
    )
    assert codes_after - codes == Counter()
    now = CLOCKS[seed % 2]
    own = {canonical(key.name) for key in before.analysis.program.smart_lists}
    pool = (before.analysis.program, now)
    was, came = (
        known(outcome(understood.analysis.program, seed, Pool(*pool, Random(seed))), own)
        for understood in (before, after)
    )
    assert {name for name in was if was[name] != came[name]} == set()


def known(found: dict[str, Any], own: set[str]) -> dict[str, Any]:
    """What came of everything, without who is on a list that was not there before."""
    listed = ("before", "after")
    kept = {key: [one for one in found[key] if canonical(one[0]) in own] for key in listed}
    return found | kept


@pytest.mark.parametrize("path", TESTED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_condition_means_the_same_as_a_smart_list(path: Path, long: bool) -> None:
    text, name = path.read_bytes().decode("utf-8"), str(path)
    for span in some(selections(text), path, long):
        workspace = opened(name, text)
        made = extraction(workspace, name, span)
        if made is not None:
            check_the_same(workspace, name, made, len(text))


@settings(max_examples=15)
@given(st.lists(CONDITIONS, min_size=6, max_size=6), st.randoms(use_true_random=False))
def test_a_condition_made_up_means_the_same_as_a_smart_list(
    parts: list[str], random: Random
) -> None:
    text = TEMPLATE.format(*parts)
    for span in random.sample(selections(text), 3):
        workspace = opened("a.cdsl", text)
        made = extraction(workspace, "a.cdsl", span)
        if made is not None:
            check_the_same(workspace, "a.cdsl", made, random.randrange(9))
