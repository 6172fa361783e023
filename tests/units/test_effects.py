"""What a campaign changes when it really runs is among what is said of it beforehand."""

from pathlib import Path

import pytest

from cdsl.api import Project
from cdsl.api.workspace import Workspace
from cdsl.tools.effects import Kind, effects_of
from tests.cases import NOW

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/campaign.cdsl"))
PEOPLE = "id,email,country,title,score\n" + "".join(
    f"{n},p{n}@example.com,{country},{title},{n * 9}\n"
    for n, (country, title) in enumerate(
        [("UK", "vp sales"), ("Italia", "CEO"), ("", ""), ("DE", "Intern"), ("US", "Engineer")], 1
    )
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_field_that_a_run_changes_is_foreseen(path: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    result = Project.open(path).run(people=people, now=NOW)
    assert [found for found in result.diagnostics if found.severity == "error"] == []
    workspace = Workspace(lambda: NOW)
    workspace.change(str(path), path.read_text(), 1)
    program = workspace.understood(str(path)).analysis.program
    foreseen = {
        thing.name
        for campaign in program.campaigns.values()
        for thing in effects_of(campaign, program).writes
        if thing.kind in (Kind.FIELD, Kind.MEMBER_FIELD)
    }
    assert {change.field for change in result.changes} <= foreseen
