"""Whatever is done in a session can be saved, and the saved test notices when campaigns stop."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from cdsl.api.loading import Tables, reading_of
from cdsl.api.project import Project
from cdsl.api.prompt.asking import QUESTION
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from tests.properties.sessions import TEXT

CAMPAIGNS = TEXT.replace('request campaign "Pong" send email', "send email").partition(
    'batch campaign "Few"'
)[0]
"""Those of which none requests itself for ever, is over its limit or has a hole."""
STOPPED = CAMPAIGNS.replace("flow {", "flow { stop")
DEEDS = (
    *(".run", ".run Invite", ".run Child", ".request Asked", ".request Ping", ".request Pong"),
    *(".event visit_page", ".event open_email 2 times", '.change { lead_status: "New" }'),
    *(".advance 5 hours", ".advance 36 hours", ".focus 1", ".focus 2", ".focus 3", ".undo"),
    *("change score by 7", "change score to 55", "clear score", "delete person"),
    *('send email "Kit"', 'send alert "Kit" to "a@example.com"', 'request campaign "Ping"'),
    *('execute campaign "Child" with parent tokens', 'remove from flow "Invite"'),
    *(
        'add to list "Late"',
        'set status "Came" in program "Fair"',
        'wait 1 day  change notes to "x"',
    ),
    *('interesting moment "Web": "{{lead.score}} {{system.datetime}}"', 'list "New"'),
)
people = st.lists(
    st.tuples(st.sampled_from(("", "a@example.com")), st.sampled_from(("", "5", "40", "58", "93"))),
    min_size=3,
    max_size=3,
)


@given(people, st.lists(st.sampled_from(DEEDS), min_size=1, max_size=8))
def test_a_session_can_be_saved_and_notices_campaigns_that_stop(
    rows: list[tuple[str, str]], typed: list[str]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "campaign.cdsl").write_text(CAMPAIGNS)
        lines = [f"{number},{email},{score}" for number, (email, score) in enumerate(rows, 1)]
        (folder / "people.csv").write_text("\n".join(("id,email,score", *lines)))
        reading = reading_of(Tables(people=folder / "people.csv"))
        sitting = Sitting(Origin(reading, "2026-11-23T09:00"))
        assert sitting.begin([str(folder / "campaign.cdsl")]).is_good
        console = Console(sitting)
        for text in typed:
            carry_out(console, text)
        is_left = has_left_something(sitting)
        said = carry_out(console, f".save {folder / 'saved.cdsl'}")
        assert said.is_good or "there is nothing to save" in said.text, said.text
        if is_left:
            (folder / "campaign.cdsl").write_text(STOPPED)
            results = Project.open([folder / "saved.cdsl"]).test()
            assert not all(one.has_passed for one in results)


def has_left_something(sitting: Sitting) -> bool:
    """Whether a flow of a file has left something of somebody who is still there."""
    return any(
        record.campaign is not None and record.campaign.name != QUESTION
        for one in sitting.difference(sitting.world.start).people
        if one.is_there
        for record in one.recorded
    )
