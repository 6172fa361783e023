"""What somebody waits for between two lines of `cdsl repl`, p95: 100,000 people against 1,000.

Whole inputs, from the text to what it says, with everyone waiting in a flow: completion, `.why`,
`.whynot`, `.person`, a run of one person, `.diff`, one event, `.undo`. It must stay flat.
Run: python -m bench.session
"""

import gc
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from bench.measure import Goal, Row, compare, main
from cdsl.api.loading import Tables, reading_of
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.world import Origin
from cdsl.faces.repl.commands import carry_out
from cdsl.faces.repl.completing import candidates
from cdsl.faces.repl.console import Console

FEW, MANY = 1_000, 100_000
TEXT = """\
list "Seen"
smart list "Warm" { score > 10 and email is not empty or did visit_page in past 30 days }
batch campaign "Everyone" {
  smart list { everyone }
  flow { change score by +1 wait 3 days add to list "Seen" }
}
batch campaign "Warm" {
  smart list { member of smart list "Warm" }
  qualify every time
  flow { change score by +5 }
}
executable campaign "Alone" {
  smart list { everyone }
  qualify every time
  flow { change score by +5 }
}
trigger campaign "Visits" {
  on visit_page
  smart list { score >= 1 }
  qualify every time
  flow { change score by +5 wait 1 hour change score by +5 }
}
"""
INPUTS = (
    ("completion", "score "),
    ("completion of people", ".focus p"),
    (".why", ".why Warm"),
    (".whynot", ".whynot Warm"),
    (".person", ".person"),
    ("one run", ".run Alone"),
    ("what changed", ".diff"),
    ("one event", '.event visit_page { page: "/" }'),
    (".undo", ".undo"),
)
"""What is measured and what is typed; the last takes back the one before."""


def console(folder: Path, count: int) -> Console:
    """A session over so many people, all of whom wait."""
    people = folder / f"{count}.csv"
    rows = (f"{number},p{number}@example.com,{number % 20}" for number in range(count))
    people.write_text("id,email,score\n" + "\n".join(rows) + "\n")
    campaign = folder / "campaign.cdsl"
    campaign.write_text(TEXT)
    sitting = Sitting(Origin(reading_of(Tables(people=people)), "2026-11-23T09:00"))
    found = Console(sitting)
    if not sitting.begin([str(campaign)]).is_good or not carry_out(found, ".run Everyone").is_good:
        raise SystemExit("the session cannot begin")
    return found


def measure(rounds: int) -> tuple[Row, ...]:
    with tempfile.TemporaryDirectory() as folder:
        consoles = {count: console(Path(folder), count) for count in (FEW, MANY)}
    seconds: dict[str, list[float]] = {}
    gc.collect()
    gc.freeze()  # a full collection would walk all people
    for number in range(rounds):
        for count, sat in consoles.items():
            carry_out(sat, f".focus {number * 7919 % count}")
            carry_out(sat, ".diff mark")
            for what, text in INPUTS:
                start = time.perf_counter()
                if what.startswith("completion"):
                    good = bool(candidates(sat, text).offered)
                else:
                    good = carry_out(sat, text).is_good
                took = time.perf_counter() - start
                if not good:
                    raise SystemExit(f"{what} failed")
                seconds.setdefault(f"{what}, {count:,} people", []).append(took)
    slow = {what: quantiles(times, n=20)[-1] for what, times in seconds.items()}
    return compare(
        slow,
        tuple(
            Goal(f"{what}, {MANY:,} people", f"{what}, {FEW:,} people", most=1.5)
            for what, _ in INPUTS
        ),
    )


if __name__ == "__main__":
    main("an interactive session, p95 of one input", 60, measure)
