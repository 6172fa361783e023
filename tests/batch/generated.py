"""Programs made up from the grammar, which both engines must agree on.

A program has everything that a campaign may refer to — fields of all types, lists, statuses,
emails, tokens in every frame, campaigns that execute each other three deep — and campaigns that
use it at random. `random` may be one of hypothesis, so that it makes failures small.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import chain
from random import Random
from typing import Final

from hypothesis import strategies as st

from cdsl.semantics.types import Type
from cdsl.world.tables.cells import cell_text
from tests.batch.generated_conditions import ACTIVITIES, Conditions
from tests.batch.generated_steps import Steps, defaulted
from tests.batch.generated_triggers import TRIGGERS, trigger_lines
from tests.batch.generated_values import (
    COMPANY,
    EDGES,
    MEMBER,
    PERSON,
    TOKENS,
    Spot,
    worth,
)
from tests.properties.populations import CLOCKS

_LIBRARY: Final = frozenset(
    (
        *("unsubscribed", "email_invalid", "score", "birthday", "created_at", "email"),
        *("name", "industry", "employees", "revenue"),
    )
)
"""The fields of `PERSON` and `COMPANY` that the library declares."""
WORKSPACES: Final = (
    'workspace "Default" in "UTC" {{ {} }}',
    'workspace "EMEA" in "Europe/Rome" {{ {} }}',
    'workspace "APAC" in "Asia/Kolkata" {{ {} }}',
)
_EXECUTABLE: Final = ('"Top 0"', '"Top 1"', '"Top 2"', '"Filed"', '"Inner"', '"Outer"')
_LIMITS: Final = (
    "",
    "communication limit 1 per day",
    "communication limit 1 per 7 days",
    "communication limit 2 per 7 days, 2 per day",
    "communication limit 1 per 30 days, 3 per day",
)
_QUALIFICATIONS: Final = (
    *("", "qualify once", "qualify every time", "qualify every time"),
    *("qualify once every 1 day", "qualify once every 3 hours", "qualify once every 4000 years"),
)


class Writing:
    """Writes one program; what was declared so far may be referred to."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.is_utc = random.random() < 0.8
        self.smart_lists: list[str] = []
        self.campaigns: list[str] = []
        self.levels: list[list[str]] = [[], [], []]

    def program(self, batches: int) -> str:
        """A file with so many batch campaigns."""
        random = self.random
        workspace = WORKSPACES[0] if self.is_utc else random.choice(WORKSPACES[1:])
        own = {name: type for name, type in PERSON.items() if name not in _LIBRARY}
        company = {name: type for name, type in COMPANY.items() if name not in _LIBRARY}
        top, inside = self.spot(has_program=False), self.spot(has_program=True)
        parts = [
            workspace.format(random.choice(_LIMITS)),
            self.tokens(top, 1.0),
            f"person {{\n  {defaulted(own, random)}\n}}",
            f"company {{\n  {defaulted(company, random)}\n}}",
            _activity("activity", "watch"),
            _activity("action", "make_task"),
            _ASSETS,
            self.smart_list("Known", top),
            self.smart_list("Wanted", top),
            *(self.executable(f"Top {level}", level, top) for level in (0, 1, 2)),
            *(self.trigger(name[1:-1], top) for name in TRIGGERS),
        ]
        folder = [self.tokens(top, 0.3), self.executable("Filed", 1, top)]
        fair = [
            'channel "Event"',
            random.choice(("", 'description ""', 'description "In autumn"')),
            self.tokens(inside, 0.3),
            f"member {{\n  {defaulted(MEMBER, random)}\n}}",
            self.smart_list("Of the fair", inside),
            self.executable("Inner", 0, inside),
            self.executable("Outer", 2, inside),
            *(self.batch(f"Inside {number}", inside) for number in range(batches - batches // 2)),
        ]
        fair_text = "\n".join(fair)
        folder_text = "\n".join(folder)
        parts.append(f'folder "Global" {{\n{folder_text}\nprogram "Fair" {{\n{fair_text}\n}}\n}}')
        parts += [self.batch(f"Outside {number}", top) for number in range(batches // 2)]
        return "\n".join(parts)

    def spot(self, *, has_program: bool) -> Spot:
        """A spot in or outside of the program."""
        return Spot(self.is_utc, has_program)

    def tokens(self, spot: Spot, share: float) -> str:
        """A frame with a share of the tokens."""
        random = self.random
        lines = []
        for number, (name, type, varies) in enumerate(TOKENS):
            if random.random() < share:
                at = Spot(spot.is_utc, spot.has_program, number, not varies)
                given = "" if random.random() < 0.15 else f" = {self._worth(type, at)}"
                lines.append(f"{name}: {type}{given}")
        return f"tokens {{ {'  '.join(lines)} }}" if lines else ""

    def _worth(self, type: Type, at: Spot) -> str:
        if self.random.random() < 0.01:
            return "?"
        return worth(type, at, self.random)

    def conditions(self, spot: Spot) -> Conditions:
        """What writes conditions at a spot."""
        return Conditions(spot, self.random, tuple(self.smart_lists), tuple(self.campaigns))

    def smart_list(self, name: str, spot: Spot) -> str:
        """A named smart list, which later ones may refer to."""
        written = self.conditions(spot).condition(2)
        self.smart_lists.append(f'"{name}"')
        return f'smart list "{name}" {{ {written} }}'

    def executable(self, name: str, level: int, spot: Spot) -> str:
        """An executable campaign that executes those of lower levels."""
        lower = tuple(chain(*self.levels[:level]))
        if self.random.random() < 0.04:  # too deep or in a circle, where nobody qualifies
            lower = _EXECUTABLE
        found = self.campaign("executable", name, spot, lower, (1, 2, 3))
        self.levels[level].append(f'"{name}"')
        return found

    def trigger(self, name: str, spot: Spot) -> str:
        """A trigger campaign."""
        lines = trigger_lines(name, self.conditions(spot))
        return self.campaign("trigger", name, spot, tuple(chain(*self.levels)), (1, 2), lines)

    def batch(self, name: str, spot: Spot) -> str:
        """A batch campaign."""
        limit = self.random.choice(("", "", "", "limit 3 people ", "limit 100 people "))
        return self.campaign("batch", name, spot, tuple(chain(*self.levels)), (2, 4, 6), limit)

    def campaign(
        self,
        kind: str,
        name: str,
        spot: Spot,
        callable: Sequence[str],
        counts: Sequence[int],
        parts: str = "",
    ) -> str:
        """A campaign of some steps, which later conditions may refer to."""
        random = self.random
        conditions = self.conditions(spot)
        audience = "everyone" if random.random() < 0.4 else conditions.condition(2)
        may_wait, may_call = kind != "executable", kind == "trigger"
        # Who comes to a rotation by two ways leaves the set-based engine.
        may_turn = kind == "batch" or (kind == "executable" and random.random() < 0.15)
        steps = Steps(spot, random, conditions, callable, may_wait, may_call, may_turn)
        tokens = self.tokens(spot, 0.2) if random.random() < 0.4 else ""
        self.campaigns.append(f'"{name}"')
        respects = "respect communication limits " if random.random() < 0.5 else ""
        described = 'description "ß" ' if random.random() < 0.3 else ""
        return (
            f'{kind} campaign "{name}" {{ {described}{parts}{respects}{tokens}\n'
            f"  smart list {{ {audience} }}\n  {random.choice(_QUALIFICATIONS)}\n"
            f"  flow {steps.block(random.choice(counts), 2)}\n}}"
        )


def _activity(kind: str, name: str) -> str:
    fields = "  ".join(f"{one}: {type}" for one, type in ACTIVITIES[name].items())
    return f"{kind} {name} {{ {fields} }}"


_ASSETS: Final = """\
channel "Event" {
  status "Invited"  status "Came" success  status "Absent" beside "Came"  status "Late" success
}
list "Kept"
list "Guests"
email "News" { subject: "{{lead.word}}" body: "{{my.word}}" }
email "Invoice" { subject: "Invoice" body: "x" operational: true }
email "Draft" { subject: "Draft" body: ? }
webhook "Enrich" { url: "https://x.example/{{lead.id}}" reply { word: "word" } }
mapping "Names" { "A" from "ß", "a", "SS"  "Σ" from "ς", "İ"  otherwise keep }"""


def _in_parts(random: Random) -> Random:
    """Give shares in 256 parts: one number of the few that Hypothesis lets an example draw.

    A float takes eight times as much, so that of the programs only the short ones got to their end,
    and is mostly one of the edges.
    """
    random.random = lambda: random.randrange(256) / 256  # type: ignore[method-assign]
    return random


DRAWS: Final = st.randoms(use_true_random=False).map(_in_parts)
"""What programs are made up from: found again, and made smaller, where the engines differ."""


def written(random: Random, batches: int) -> str:
    """The text of a program with so many batch campaigns, and executable ones beside them."""
    return Writing(random).program(batches)


NOWS: Final = (
    *CLOCKS * 4,
    datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 30, tzinfo=UTC),
)
"""Clocks that conditions part at; the last day of the calendar is one of ten."""


def passed_to(random: Random, zone: tzinfo) -> Mapping[str, str]:
    """Some values passed to a campaign from outside, as texts by token; more often none."""
    if random.random() < 0.8:
        return {}
    drawn = random.sample(TOKENS, 3)
    return {name: cell_text(random.choice(EDGES[type]), type, zone) for name, type, _ in drawn}
