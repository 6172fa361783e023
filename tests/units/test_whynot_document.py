"""What keeps somebody out and what would let them in, as JSON: every kind of reason and edit."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from cdsl.interpreter.view import own_scope
from cdsl.runtime.refusals import no_such_person
from cdsl.semantics.conditions import Operator
from cdsl.semantics.program import Qualification, Trigger
from cdsl.source.span import Span
from cdsl.tools.trace.event import instant
from cdsl.tools.whynot.document import reasons_document, ways_document
from cdsl.tools.whynot.edits import (
    BecomeMember,
    Do,
    Edit,
    EnterCampaign,
    Forget,
    JoinList,
    LeaveList,
    LeaveProgram,
    NotEntered,
    SetCompanyField,
    SetMemberField,
    SetMemberStatus,
    SetPersonField,
)
from cdsl.tools.whynot.prompt import Prompt, sentence
from cdsl.tools.whynot.reasons import (
    Because,
    EnteredBefore,
    Inactive,
    InvalidSmartList,
    Never,
    NotExecuted,
    NotFired,
    NotInSmartList,
    OnLine,
    Reason,
    Refused,
    Unmet,
    Way,
    WhyNot,
)
from cdsl.tools.whynot.sentences import reason_lines
from cdsl.world.effects import ActivityRecord
from tests.docs.pages import ROOT
from tests.units.small_world import (
    ACTIVITIES,
    COMPANY,
    FAIR,
    NOW,
    PERSON,
    ROME,
    SEAT,
    campaign,
    key,
    person_is,
    program,
)

PAGE = (ROOT / "docs" / "trace.md").read_text(encoding="utf-8")
VISIT, REQUEST = ACTIVITIES["visit_page"], ACTIVITIES["request_campaign"]
CHANGE = ACTIVITIES["change_data_value"]
EARLIER = NOW - timedelta(days=1)
VISITED = ActivityRecord("ada", VISIT, EARLIER, ("/a", None, 30))
ASKED = key("Fair", "Invite")
PROMPT = Prompt(program(), "Default", NOW, ROME)


def changed(field: str, value: object) -> dict[str, object]:
    return {"kind": "change field", "field": field, "value": value, "from_outside": False}


KINDS: tuple[tuple[Edit, dict[str, object]], ...] = (
    (
        SetPersonField(PERSON["score"], 7),
        changed("score", 7),
    ),
    (
        SetPersonField(PERSON["country"], None),
        changed("country", None),
    ),
    (
        SetPersonField(PERSON["birthday"], date(2000, 2, 29)),
        changed("birthday", "2000-02-29"),
    ),
    (
        SetPersonField(PERSON["created_at"], datetime(2026, 3, 1, 8, 0, tzinfo=UTC)),
        {
            "kind": "change field",
            "field": "created_at",
            "value": "2026-03-01T09:00",
            "from_outside": False,
        },
    ),
    (
        SetCompanyField(COMPANY["industry"], "Wine"),
        {"kind": "change company field", "field": "industry", "value": "Wine"},
    ),
    (JoinList(key("Folder", "VIP")), {"kind": "add to list", "list": "Folder/VIP"}),
    (LeaveList(key("VIP")), {"kind": "remove from list", "list": "VIP"}),
    (
        BecomeMember(FAIR, "Invited", ((SEAT, "A1"),)),
        {"kind": "become member", "program": "Fair", "status": "Invited", "fields": {"seat": "A1"}},
    ),
    (
        SetMemberStatus(FAIR, "Invited", even_back=True),
        {"kind": "set status", "program": "Fair", "status": "Invited", "even_back": True},
    ),
    (
        SetMemberField(FAIR, SEAT, "A1"),
        {"kind": "change member field", "program": "Fair", "field": "seat", "value": "A1"},
    ),
    (LeaveProgram(FAIR), {"kind": "leave program", "program": "Fair"}),
    (
        Do(VISIT, ("/b", None, 30), EARLIER, 2),
        {
            "kind": "activity",
            "activity": "visit_page",
            "attributes": {"page": "/b", "seconds": 30},
            "at": "2026-03-09T08:00:00Z",
            "times": 2,
        },
    ),
    (
        EnterCampaign(ASKED, NOW),
        {"kind": "enter campaign", "campaign": "Fair/Invite", "at": "2026-03-10T08:00:00Z"},
    ),
    (
        Forget(VISIT, (VISITED,)),
        {
            "kind": "not done",
            "activity": "visit_page",
            "records": [
                {"attributes": {"page": "/a", "seconds": 30}, "at": "2026-03-09T08:00:00Z"}
            ],
        },
    ),
    (NotEntered(ASKED), {"kind": "not entered", "campaign": "Fair/Invite"}),
)


SCORE = Unmet(
    person_is("score", Operator.AT_LEAST, 10), own_scope(campaign("A"), None), (key("Big"),)
)
SHOWN = {"condition": "score >= 10", "inside": ["Big"]}
LINE = OnLine(Trigger(VISIT, (), None, Span(0, 0)), ((SCORE,),), Never(Because.HOLE))
REASONS: tuple[tuple[Reason, dict[str, object]], ...] = (
    (NotInSmartList(((SCORE,),)), {"kind": "not in smart list", "missing": [[SHOWN]]}),
    (InvalidSmartList(campaign("A").location), {"kind": "hole in smart list"}),
    (
        EnteredBefore(Qualification(False, 24), EARLIER, NOW),
        {
            "kind": "entered before",
            "rule": "once every day",
            "at": instant(EARLIER),
            "again": instant(NOW),
        },
    ),
    (
        Refused(no_such_person("ada")),
        {"kind": "refused", "code": "CDS713", "message": no_such_person("ada").message},
    ),
    (Inactive(ASKED), {"kind": "inactive"}),
    (
        NotFired((LINE,)),
        {
            "kind": "not fired",
            "lines": [
                {
                    "activity": "visit_page",
                    "where": [],
                    "reaches": None,
                    "missing": [[SHOWN]],
                    "never": {"because": "hole", "conditions": []},
                }
            ],
        },
    ),
    (NotExecuted("Europe"), {"kind": "not executed", "workspace": "Europe"}),
)


@pytest.mark.parametrize(("reason", "expected"), REASONS, ids=lambda one: one.__class__.__name__)
def test_a_reason_is_an_object(reason: Reason, expected: dict[str, object]) -> None:
    (made,) = reasons_document(WhyNot(ASKED, "ada", (reason,)), PROMPT)
    assert made == {**expected, "text": list(reason_lines(reason, PROMPT))}


def test_every_kind_of_reason_is_among_them() -> None:
    assert {type(reason) for reason, _ in REASONS} == set(get_args(Reason))


def members_of_kinds(table: int) -> dict[str, set[str]]:
    """The members of each kind that a table of the page lists."""
    text = PAGE.split("| `kind` | members |")[table].split("\n\n")[0]
    rows = re.findall(r"^\| `([a-z ]+)` \| (.*?) ?\|$", text, re.M)
    return {kind: set(re.findall(r"`(\w+)`", members)) - {"on"} for kind, members in rows}


def test_the_page_lists_every_kind_of_reason_with_its_members() -> None:
    assert members_of_kinds(1) == {str(one["kind"]): one.keys() - {"kind"} for _, one in REASONS}


def ways(
    *found: Way, event: Do | None = None, change: Edit | None = None, enough: bool = True
) -> Any:
    reasons = (Inactive(ASKED),)
    answer = WhyNot(ASKED, "ada", reasons, found, event, change, is_enough=enough)
    made = ways_document(answer, PROMPT)
    assert json.loads(json.dumps(made)) == made
    return made["ways"]


@pytest.mark.parametrize(("edit", "expected"), KINDS, ids=lambda one: one.__class__.__name__)
def test_an_edit_is_an_object(edit: Edit, expected: dict[str, object]) -> None:
    (way,) = ways(Way((edit,)))
    assert way["edits"] == [{**expected, "text": sentence(edit, PROMPT)}]


def test_every_kind_of_edit_is_among_them() -> None:
    assert {type(edit) for edit, _ in KINDS} == set(get_args(Edit))


def test_the_page_lists_every_kind_of_edit_with_its_members() -> None:
    made = {str(one["kind"]): one.keys() - {"kind"} for _, one in KINDS}
    assert members_of_kinds(2) == {**made, "request campaign": {"campaign", "source"}}


def test_a_way_says_what_becomes_of_it() -> None:
    edits = (JoinList(key("VIP")),)
    fired = ASKED, key("Other")
    undone = Way(edits, enters_now=False, fired=fired, undone_by=(ASKED,))
    lasting = Way(edits, is_as_before=False)
    first, second = ways(undone, lasting)
    told = "then", "enters", "fires", "undone_by", "needs_log"
    assert [first[one] for one in told] == [
        *(None, False, ["Fair/Invite", "Other"], ["Fair/Invite"], False)
    ]
    assert [second[one] for one in told] == [None, True, [], [], True]


def test_what_is_not_enough_was_not_tried() -> None:
    (way,) = ways(Way((JoinList(key("VIP")),)), enough=False)
    assert way["enters"] is None


def test_a_way_without_edits_is_what_fires_it() -> None:
    event = Do(VISIT, ("/b",), NOW)
    (way,) = ways(Way(()), event=event)
    assert way["edits"] == []
    assert way["then"]["text"] == '.event visit_page { page: "/b" }'
    assert ways(Way(()), event=event, enough=False) == []


def test_what_fires_it_is_a_change_or_a_request_where_one_is_made() -> None:
    changed = Do(CHANGE, ("score", "7"), NOW)
    (way,) = ways(Way(()), event=changed, change=SetPersonField(PERSON["score"], 7))
    assert way["then"]["kind"] == "change field"
    (way,) = ways(Way(()), event=Do(REQUEST, ("Invite", "flow"), NOW))
    assert way["then"] == {
        "kind": "request campaign",
        "campaign": "Fair/Invite",
        "source": "flow",
        "text": 'request campaign "Invite"',
    }


def test_why_nothing_helps() -> None:
    scope = own_scope(campaign("Invite"))
    unmet = Unmet(person_is("score", Operator.LESS, 3), scope, (key("Folder", "Cold"),))
    reasons = (Inactive(ASKED),)
    never = Never(Because.CONTRARY, (unmet,))
    found = WhyNot(ASKED, "ada", reasons, never=never)
    assert ways_document(found, PROMPT) == {
        "ways": [],
        "never": {
            "because": "contrary",
            "conditions": [{"condition": "score < 3", "inside": ["Folder/Cold"]}],
        },
        "gave_up": False,
    }
    gave_up = ways_document(WhyNot(ASKED, "ada", reasons, is_whole=False), PROMPT)
    assert gave_up == {"ways": [], "never": None, "gave_up": True}
