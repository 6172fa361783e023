"""What `.whynot` offers can be typed as it stands, and lets the person in then."""

import re
from pathlib import Path

import pytest

from cdsl.api.loading import Tables, reading_of
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.console import Console
from cdsl.tools.spelling import word
from cdsl.world.tables.names import Unfound, names_of

CAMPAIGNS = """\
channel "Event" { status "Invited" status "Attended" success }
program "Fair" { channel "Event" }
list "VIP"

trigger campaign "Moved" {
  on change of country
  smart list { country is "IT"  birthday after 2000-01-01 }
  qualify every time
  flow { do nothing }
}

trigger campaign "Points" {
  on score reaches 100
  smart list { unsubscribed is false }
  flow { do nothing }
}

trigger campaign "Form" {
  on fill_form
  smart list { {{trigger.form}} is "Sign \\"up\\""  member of list "VIP" }
  flow { do nothing }
}

trigger campaign "Status" {
  on change_status where program is "Fair"
  smart list { member of program "Fair" where status is "Invited" }
  flow { do nothing }
}

trigger campaign "Asked for" {
  on request_campaign
  smart list { not member of list "VIP"  score > 3 }
  flow { do nothing }
}

batch campaign "Batch" {
  smart list {
    member of program "Fair" where status is "Attended"
    did visit_page where page starts with "/a"
    did change_status where new_status is "Attended"
    score between 10 and 20
  }
  flow { do nothing }
}
"""
HEAD = """\
channel "Event" { status "Invited" status "Attended" success }
program "Fair" { channel "Event" }
list "VIP"
list "News"
"""
UNDONE = """\
trigger campaign "Undo" {
  on change of country
  smart list { country is "FR" }
  qualify every time
  flow { change country to "ES" }
}
"""
TURNS = """\
trigger campaign "Turns" {
  on add_to_list where list is "VIP"
  smart list { everyone }
  qualify every time
  flow { rotate { { do nothing } { change country to "ES" } } }
}
"""
FOLDER = """\
folder "{0}" {{
  list "Same"
  program "Q" {{ channel "Event"  list "Same" }}
  trigger campaign "Req" {{
    on request_campaign where source is "{1}"
    smart list {{
      member of list "Same" in folder "A" and member of list "Same" in program "Q" in folder "B"
      member of program "Q" in folder "A" where status is "Attended"
      member of program "Q" in folder "B" and member of list "Same" at top
    }}
    flow {{ do nothing }}
  }}
}}
"""
SAME = f"""\
channel "Event" {{ status "Invited" status "Attended" success }}
list "Same"
{FOLDER.format("A", "flow")}{FOLDER.format("B", "api")}"""
QUOTED = """\
channel "Event" { status "At\\"tended" success }
program "Pro\\"gram {\\{" { channel "Event" }
list "Li\\"st \\\\"
trigger campaign "Re\\"q {\\{ \\\\" {
  on request_campaign where source is "SOURCE"
  smart list {
    member of list "Li\\"st \\\\"
    member of program "Pro\\"gram {\\{" where status is "At\\"tended"
  }
  flow { do nothing }
}
"""
ITALY = """\
workspace "Italy"
channel "Event" { status "Invited" status "Attended" success }
list "VIP"
program "Fair" { channel "Event" }
trigger campaign "Asked" {
  on request_campaign where source is "SOURCE"
  smart list {
    member of list "VIP" and not member of list "Out"
    member of program "Fair" where status is "Attended"
  }
  flow { do nothing }
}
list "Out"
"""
VISITED = 'did visit_page where page is "/p" at least 3 times'
TYPED = {
    "a change": ("on change_score where change > 10", "everyone"),
    "a change after another": ("on change_score where change < 0, new_value > 10", "everyone"),
    "an attribute that is not one": (
        'on change_data_value where attribute is not "country"',
        "everyone",
    ),
    "an attribute by a part of it": (
        'on change_data_value where attribute contains "ount", new_value is "X"',
        "everyone",
    ),
    "a list that is not one": ('on add_to_list where list is not "VIP"', "everyone"),
    "a source": ('on change_data_value where source is "flow"', "everyone"),
    "a source in a token": ("on change of country", '{{trigger.source}} is "flow"'),
    "a request by a step": ('on request_campaign where source is "flow"', "everyone"),
    "a request by the API": ('on request_campaign where source is "api"', "everyone"),
    "a reason": ("on change_score where reason is not empty", "everyone"),
    "a reason in a token": ("on change of country", "{{trigger.reason}} is not empty"),
    "an old and a new value": (
        "on change of country",
        '{{trigger.old_value}} is "MQL"  {{trigger.new_value}} is "SQL"',
    ),
    "a count": ("on visit_page", VISITED),
    "a count of something else": ('on visit_page where page is "/q"', VISITED),
    "a source that no step has": ('on change_data_value where source is "api"', "everyone"),
    "a source that no request has": ('on request_campaign where source is "sales"', "everyone"),
    "a source in a token that no step has": ("on change of country", '{{trigger.source}} is "api"'),
    "a source of a request in a token": ("on request_campaign", '{{trigger.source}} is "sales"'),
    "no reason": ("on change_score where reason is empty", "everyone"),
}
OFFERED = re.compile(r"^  (?:\d\. |   |and then )?(?! )(.+)$")


def console_of(folder: Path, text: str) -> Console:
    (folder / "campaign.cdsl").write_text(text)
    (folder / "people.csv").write_text("id,email,country\n1,ada@example.com,IT\n")
    sitting = Sitting(Origin(reading_of(Tables(people=folder / "people.csv")), "2026-11-23T09:00"))
    assert sitting.begin([str(folder / "campaign.cdsl")]).is_good
    return Console(sitting)


def asked(on: str, smart_list: str) -> str:
    return (
        f'trigger campaign "Asked" {{ {on} smart list {{ {smart_list} }} flow {{ do nothing }} }}\n'
    )


def entered(console: Console, name: str) -> bool:
    """Whether the person has entered a campaign at this instant."""
    sitting = console.sitting
    key = names_of("a campaign", sitting.program.campaigns).find(name)
    assert not isinstance(key, Unfound), key
    return sitting.world.store.entered(key, "1") == sitting.now


def type_first_way(console: Console, name: str) -> tuple[list[str], bool]:
    """Type the first of the ways that are offered, as it stands.

    What was typed, and whether it is said that it lets them in.
    """
    lines = carry_out(console, f".whynot {word(name)}").text.splitlines()
    offered = lines[lines.index("what would change it") + 1 :]
    first = [line for line in offered if not re.match(r"  [2-9]\. ", line)]
    notes = [line for line in first if "done now" in line]
    typed = []
    for line in (line for line in first if line not in notes):
        match = OFFERED.match(line)
        assert match is not None, line
        said = carry_out(console, match[1])
        assert said.is_good, (match[1], said.text)
        typed.append(match[1])
    return typed, not any("does not let them in" in line for line in notes)


@pytest.mark.parametrize(
    "before", ["", 'add to list "VIP"', 'set status "Attended" in program "Fair"']
)
@pytest.mark.parametrize("name", ["Moved", "Points", "Form", "Status", "Asked for", "Batch"])
def test_what_is_offered_is_typed(tmp_path: Path, name: str, before: str) -> None:
    console = console_of(tmp_path, CAMPAIGNS)
    if before:
        assert carry_out(console, before).is_good
    assert not entered(console, name)
    _, is_enough = type_first_way(console, name)
    assert is_enough
    if name == "Batch":
        carry_out(console, ".run Batch")
    assert entered(console, name)


@pytest.mark.parametrize("case", TYPED)
def test_what_fires_a_line_is_typed(tmp_path: Path, case: str) -> None:
    console = console_of(tmp_path, HEAD + asked(*TYPED[case]))
    _, is_enough = type_first_way(console, "Asked")
    assert is_enough
    assert entered(console, "Asked")
    if case == "a count":
        assert len(console.sitting.world.store.activities("1", "visit_page")) == 3


@pytest.mark.parametrize("on", ["on visit_page", "on add_to_list"])
def test_what_another_campaign_undoes_is_not_offered_where_something_else_works(
    tmp_path: Path, on: str
) -> None:
    console = console_of(tmp_path, HEAD + UNDONE + asked(on, 'country in ["FR", "DE"]'))
    typed, is_enough = type_first_way(console, "Asked")
    assert 'change country to "DE"' in typed
    assert is_enough
    assert entered(console, "Asked")


def test_a_rotation_takes_the_turn_that_comes_next(tmp_path: Path) -> None:
    both = 'member of list "VIP"  country is "IT"'
    console = console_of(tmp_path, HEAD + TURNS + asked("on visit_page", both))
    assert carry_out(console, 'add to list "VIP"').is_good
    assert carry_out(console, 'remove from list "VIP"').is_good
    _, is_enough = type_first_way(console, "Asked")
    assert entered(console, "Asked") is is_enough


@pytest.mark.parametrize("name", ["A/Req", "B/Req"])
def test_what_several_have_in_common_is_told_apart(tmp_path: Path, name: str) -> None:
    console = console_of(tmp_path, SAME)
    typed, is_enough = type_first_way(console, name)
    assert len(typed) == 6
    assert is_enough
    assert entered(console, name)


@pytest.mark.parametrize("source", ["flow", "api"])
def test_a_name_with_quotes_is_typed(tmp_path: Path, source: str) -> None:
    console = console_of(tmp_path, QUOTED.replace("SOURCE", source))
    typed, is_enough = type_first_way(console, 'Re"q {{ \\')
    assert len(typed) == 3
    assert is_enough
    assert entered(console, 'Re"q {{ \\')


@pytest.mark.parametrize("source", ["flow", "api"])
def test_what_stands_in_another_workspace_is_said_in_words(tmp_path: Path, source: str) -> None:
    (tmp_path / "italy.cdsl").write_text(ITALY.replace("SOURCE", source))
    console = console_of(tmp_path, 'workspace "France"\nuse "./italy.cdsl"\nlist "VIP"\n')
    lines = carry_out(console, ".whynot Asked").text.splitlines()
    offered = lines[lines.index("what would change it") + 1 :]
    assert set(offered[:-1]) == {
        '  1. should be on list "VIP" of workspace "Italy"',
        '     should be a member of program "Fair" of workspace "Italy" where status is "Attended"',
    }
    if source == "api":
        assert offered[-1] == '  and then .request "Asked"'
        assert carry_out(console, '.request "Asked"').is_good
    else:
        asked = 'a flow should request campaign "Asked" of workspace "Italy"'
        assert offered[-1] == f"  and then {asked}"


def visited_often(folder: Path, times: int) -> Console:
    often = f'did visit_page where page is "/p" at least {times} times'
    smart_list = f"smart list {{ {often} }}"
    return console_of(folder, f'batch campaign "Asked" {{ {smart_list} flow {{ do nothing }} }}\n')


@pytest.mark.parametrize("times", [1_500, 10_000])
def test_what_is_done_often_is_typed(tmp_path: Path, times: int) -> None:
    console = visited_often(tmp_path, times)
    typed, is_enough = type_first_way(console, "Asked")
    assert typed == [f'.event visit_page {{ page: "/p" }} {times} times']
    assert is_enough
    carry_out(console, ".run Asked")
    assert entered(console, "Asked")


def test_what_is_done_too_often_to_be_typed_is_said_in_words(tmp_path: Path) -> None:
    console = visited_often(tmp_path, 10_001)
    said = carry_out(console, ".whynot Asked").text
    assert '1. should have done: visit_page { page: "/p" } 10001 times' in said
    refused = carry_out(console, '.event visit_page { page: "/p" } 10001 times')
    assert not refused.is_good
    assert "`10000 times`" in refused.text
