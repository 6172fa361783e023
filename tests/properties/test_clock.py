"""The clock advanced in pieces, or at once, leaves the same world (language.md 8 and 9)."""

from hypothesis import given
from hypothesis import strategies as st

from cdsl.api import Project

HEAD = """\
workspace "W" in "Europe/Rome"
list "Late"
email "Kit" { subject: "S"  body: "B" }
executable campaign "Child" {
  tokens { points: score = +1 }
  smart list { score <= 60 }
  qualify every time
  flow { change score by {{my.points}} }
}
trigger campaign "Waits" {
  tokens { points: score = +2 }
  on visit_page
  on score reaches 10
  smart list { everyone }
  qualify every time
  flow {
    wait WAIT
    execute campaign "Child" with parent tokens
    if score >= 12 { add to list "Late" } else { send email "Kit" }
    wait 36 hours ending on weekday at 02:30
    execute campaign "Child"
    split { 50% { send email "Kit" } }
  }
}
batch campaign "Nightly" {
  schedule every 2 days at 02:30
  smart list { not member of list "Late" }
  qualify once every 3 days
  flow {
    change score by +1
    wait until next monday at 09:00
    interesting moment "Web": "monday"
  }
}
"""

TEST = """\
test "{name}" {{
  now 2026-03-20T09:00
  given person "ada" {{ email: "ada@example.com"  score: {score} }}
  given person "bob" {{ email: "bob@example.com" }}
{steps}
}}
"""

PROBES = [
    *(f"score is {value}" for value in range(40)),
    'member of list "Late"',
    *(
        f"did {activity} at least {times} times before {instant}"
        for activity in ("change_score", "send_email", "interesting_moment", "execute_campaign")
        for times in (1, 2, 3, 5, 8)
        for instant in ("2026-03-25", "2026-03-29T02:45", "2026-04-02T12:00", "2026-04-30")
    ),
]

waits = st.builds(
    "{} {}".format, st.integers(0, 9), st.sampled_from(["days", "hours", "minutes", "weeks"])
)
pieces = st.lists(st.integers(0, 30 * 24 * 60), max_size=8).map(
    lambda minutes: sorted({*minutes, 30 * 24 * 60})
)


def world(wait: str, score: int, advances: list[str]) -> list[bool]:
    """What each probe says of each person after the advances."""
    steps = ['  when "ada" does visit_page { page: "/kit" }', *(f"  {step}" for step in advances)]
    for person in ("ada", "bob"):
        steps += [f'  expect "{person}": {probe}' for probe in PROBES]
    text = HEAD.replace("WAIT", wait) + TEST.format(name="t", score=score, steps="\n".join(steps))
    project = Project.from_texts({"clock.cdsl": text})
    assert [found for found in project.check() if found.severity == "error"] == []
    (result,) = project.test()
    failed = {failure.line for failure in result.failures}
    first = text.count("\n", 0, text.index("  expect")) + 1
    return [first + number not in failed for number in range(2 * len(PROBES))]


@given(waits, st.integers(0, 12), pieces)
def test_pieces_add_up(wait: str, score: int, minutes: list[int]) -> None:
    advances = [
        f"advance {end - start} minutes" for start, end in zip([0, *minutes], minutes, strict=False)
    ]
    at_once = world(wait, score, [f"advance {minutes[-1]} minutes"])
    assert world(wait, score, advances) == at_once
    assert any(at_once), "the probes see something"
