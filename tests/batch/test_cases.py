"""Programs on which the engines differed once: their tests pass, and both engines do the same.

A test block says which world there is, which batch campaigns run in it and what comes out.
"""

from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.batch.database import Connection
from cdsl.interpreter.values import type_of, value_of
from cdsl.runtime.admission import passed_tokens
from cdsl.runtime.zones import zones_of
from cdsl.semantics.cases import Case, Expect, Start, StartCampaign
from cdsl.semantics.program import Program
from cdsl.source.limits import LIMITS
from cdsl.tools.testing.set_up import set_up
from cdsl.tools.testing.worth import Desk
from cdsl.world.memory import MemoryStore
from tests.cases import CORPUS, files_of
from tests.properties.engines import as_batches, by_row, by_set, differences

FILES = files_of("batch/same", "*.cdsl")


def project_of(path: str) -> Project:
    return Project.open(CORPUS / path, root=Path(CORPUS / path).parent)


@pytest.mark.parametrize("path", FILES)
def test_its_own_tests_pass(path: str) -> None:
    found = project_of(path).test()
    assert found
    assert [failure for one in found for failure in one.failures] == []


@pytest.mark.parametrize("path", FILES)
def test_both_engines_do_the_same(path: str, connection: Connection) -> None:
    analysis = project_of(path)._program().analysis
    for case in analysis.cases:
        compare(case, as_batches(analysis.program), connection)


def compare(case: Case, program: Program, connection: Connection) -> None:
    store = MemoryStore(program.schema)
    zone = zones_of(program)[program.workspaces[case.workspace].zone]
    desk = Desk(case, program, store, zone, LIMITS)
    set_up(case, store, desk)
    for step in case.steps:
        if isinstance(step, Expect):
            continue
        assert isinstance(step, StartCampaign)
        assert step.start is Start.RUN
        view = desk.nobody(case.now)
        values = [(one.name, type_of(one.value), value_of(one.value, view)) for one in step.tokens]
        passed, refused = passed_tokens(program.campaigns[step.campaign], values, zone)
        assert refused == ()
        came = by_set(program, [step.campaign], store.copy(), case.now, connection, passed)
        was = by_row(program, [step.campaign], store, case.now, passed)
        assert isinstance(came, dict), came
        assert differences(was, came) == {}, step.campaign
