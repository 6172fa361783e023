"""Sessions with everything in them, and what may be done in one, as data drawn by hypothesis."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from cdsl.api.workspace import Workspace
from cdsl.runtime.session import Session
from cdsl.semantics.program import Program
from cdsl.source.limits import Limits
from cdsl.world.memory import MemoryStore
from tests.properties.populations import CLOCKS, Pool, populated

NOW = CLOCKS[0]
LIMITS = Limits(run_steps=40, person_steps=60, causes=6)
"""So low that some runs are cut."""

TEXT = """\
workspace "W" in "Europe/Rome" { communication limit 2 per 7 days }
channel "Event" { status "Invited" status "Came" success }
list "Late"
email "Kit" { subject: "S"  body: "B" }
program "Fair" {
  channel "Event"
  member { seat: text }
  batch campaign "Invite" {
    schedule every 2 days at 02:30
    smart list { score < 90 and not member of list "Late" }
    qualify once every 3 days
    flow {
      set status "Invited" in this program
      change member.seat to "A1"
      rotate { { change score by +1 } { change score by +2 } { send email "Kit" } }
      wait 36 hours
      execute campaign "Child" with parent tokens
      request campaign "Asked" with tokens { points: +4 }
    }
  }
}
executable campaign "Child" {
  tokens { points: score = +3 }
  smart list { score <= 95 }
  qualify every time
  flow {
    if score >= 50 { add to list "Late" } else { remove from list "Late" }
    change score by {{my.points}}
  }
}
trigger campaign "Asked" {
  tokens { points: score = +5 }
  on request_campaign
  smart list { everyone }
  qualify every time
  flow {
    change score by {{my.points}}
    split { 50% { wait 1 day } 30% { remove from flow "Invite" } }
    if score > 70 { delete person }
    request campaign "Ping"
  }
}
trigger campaign "Ping" {
  on request_campaign
  on visit_page
  on change of lead_status
  smart list { everyone }
  qualify every time
  flow {
    change notes to "pinged"
    wait 1 hour
    request campaign "Pong"
  }
}
trigger campaign "Pong" {
  on request_campaign
  on score reaches 60
  smart list { everyone }
  qualify every time
  flow { request campaign "Pong" send email "Kit" }
}
batch campaign "Few" {
  schedule every 2 days at 10:00
  limit 2 people
  smart list { everyone }
  flow { change notes to "few" }
}
trigger campaign "Unfilled" {
  on visit_page
  smart list { everyone }
  flow { change notes to ? }
}
batch campaign "Long" {
  tokens { first: date = {{system.date}} }
  schedule once at {{my.first}} + 1 day at 09:00
  schedule once at {{my.first}} + 3 days at 09:00
  smart list { did visit_page }
  flow { STEPS }
}
"""

ALONE = """\
workspace "W" in "Europe/Rome"
trigger campaign "Pong" {
  on score reaches 60
  smart list { everyone }
  qualify every time
  flow { change notes to "alone" }
}
"""
"""What is left when nearly everything is gone."""

TEXTS = (
    TEXT,
    TEXT.replace('{ request campaign "Pong" send email "Kit" }', "{ do nothing }"),
    TEXT.replace("every 2 days at 02:30", "every 3 days at 05:00").replace("36 hours", "2 days"),
    TEXT.replace("+ 3 days", "+ 4 days"),
    TEXT.replace('"Ping" {', '"Ping" {\n  inactive').replace('"Invited"', '"Asked"'),
    ALONE,
)
"""The first program, and edits of it."""

Deed = Callable[[Session], object]


@cache
def program(number: int) -> Program:
    """What one of the texts means."""
    workspace = Workspace(lambda: NOW)
    steps = " ".join(["change score by +1"] * (LIMITS.run_steps + 5))
    workspace.change("session.cdsl", TEXTS[number].replace("STEPS", steps), 1)
    understood = workspace.understood("session.cdsl")
    assert not understood.has_errors, understood.diagnostics
    return understood.analysis.program


def people(seed: int) -> MemoryStore:
    """A world of people with a past."""
    return populated(program(0), Pool(program(0), NOW, Random(seed)))


def begun(store: MemoryStore, seed: int) -> Session:
    """A session in which nothing has happened yet."""
    return Session(program(0), store, NOW, seed, LIMITS)


def deeds() -> st.SearchStrategy[Deed]:
    """Everything that may be done in a session; what cannot be done any more is left."""
    schema = program(0).schema
    campaigns = st.sampled_from(tuple(program(0).campaigns))
    ids = st.sampled_from([f"p{number}" for number in range(12)])
    scores = st.integers(0, 100).map(lambda score: [(schema.person["score"], score)])
    statuses = st.sampled_from("AB").map(lambda text: [(schema.person["lead_status"], text)])
    activities = st.sampled_from(
        [schema.activities["visit_page"], schema.activities["unsubscribe"]]
    )
    hours = st.sampled_from((1, 7, 30, 100)).map(lambda hours: timedelta(hours=hours))

    def started(name: str, *arguments: Any) -> Callable[[Any], Deed]:
        def deed(key: Any) -> Deed:
            def do(session: Session) -> object:
                if key in session.program.campaigns:
                    return getattr(session, name)(key, *arguments)
                return ()

            return do

        return deed

    return st.one_of(
        campaigns.map(started("run_batch")),
        st.lists(ids, max_size=3).flatmap(lambda who: campaigns.map(started("request", who))),
        st.lists(ids, max_size=3).flatmap(lambda who: campaigns.map(started("execute", who))),
        st.integers(1, 90).flatmap(
            lambda hours: campaigns.map(started("schedule", NOW + timedelta(hours=hours)))
        ),
        st.booleans().flatmap(lambda active: campaigns.map(started("activate", active))),
        st.builds(lambda who, of: lambda session: session.happen(who, of, ()), ids, activities),
        st.builds(lambda who, to: lambda session: session.change(who, to), ids, scores | statuses),
        hours.map(lambda time: lambda session: session.advance_to(session.now + time)),
        hours.map(lambda time: lambda session: session.advance_to(session.now + time)),
        st.integers(0, len(TEXTS) - 1).map(
            lambda number: lambda session: session.adopt(program(number))
        ),
    )


def seen(session: Session, store: MemoryStore) -> dict[str, Any]:
    """Everything that can be seen of a session and its world."""
    return {
        "now": session.now,
        "people": [(one, list(store.person(one) or ())) for one in store.people()],
        "lists": sorted(store.list_members()),
        "memberships": sorted(
            (key, one, found.status, dict(found.fields)) for key, one, found in store.memberships()
        ),
        "entries": sorted(store.entries()),
        "turns": [store.turns(key, "3") for key in program(0).campaigns],
        "log": list(store.new_activities(0)),
        "report": session.report(),
    }
