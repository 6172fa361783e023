"""What is offered at a prompt, where the asset stands in a workspace that no typed text reaches."""

import pytest

from cdsl.faces.repl.words import words
from cdsl.semantics.assets import AssetKey
from cdsl.tools.spelling import word
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Edit,
    EnterCampaign,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetMemberField,
    SetMemberStatus,
)
from cdsl.tools.whynot.prompt import Prompt, sentence
from tests.units.small_world import FAIR, NOW, ROME, SEAT, key, program

AWAY = ' of workspace "Default"'
ELSEWHERE: tuple[tuple[Edit, str], ...] = (
    (JoinList(key("VIP")), 'should be on list "VIP"{}'),
    (LeaveList(key("VIP")), 'should not be on list "VIP"{}'),
    (BecomeMember(FAIR, "Now"), 'should be a member of program "Fair"{} where status is "Now"'),
    (SetMemberStatus(FAIR, "Now"), 'member.status in program "Fair"{} should be "Now"'),
    (SetMemberField(FAIR, SEAT, "A"), 'member.seat in program "Fair"{} should be "A"'),
    (LeaveProgram(FAIR), 'should not be a member of program "Fair"{}'),
    (EnterCampaign(key("C"), NOW), 'should have entered campaign "C"{}'),
    (NotEntered(key("C")), 'should not have entered campaign "C"{}'),
)


@pytest.mark.parametrize(("edit", "said"), ELSEWHERE, ids=lambda one: one.__class__.__name__)
def test_what_no_typed_text_reaches_is_said_in_words(edit: Edit, said: str) -> None:
    away = Prompt(program(), "Italy", NOW, ROME)
    assert sentence(edit, away) == said.format(AWAY)


def test_one_name_in_two_workspaces_needs_no_more() -> None:
    at = Prompt(program(), "Default", NOW, ROME)
    assert sentence(JoinList(key("VIP")), at) == 'add to list "VIP"'
    other = AssetKey('It"aly', ("VIP",))
    assert sentence(JoinList(other), at) == 'should be on list "VIP" of workspace "It\\"aly"'


@pytest.mark.parametrize("name", ["Fair", "two words", 'qu"ote', "back\\slash \\", "{{my.x}}", "'"])
def test_a_word_is_read_as_it_was(name: str) -> None:
    assert words(word(name)) == [name]
