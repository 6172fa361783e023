"""How long a command takes to be there, against importing the two libraries one would expect.

Every measurement is a fresh process, with `.pyc` files on both sides: the round that is not
counted writes them. Run: python -m bench.startup
"""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.campaigns import short_file
from bench.measure import Goal, Row, compare, interleaved, main

PEER = "import lark, click"
VERSION = "cdsl --version"
CHECK = "cdsl check, 50 lines"
COMMAND = "import sys; from cdsl.__main__ import main; sys.exit(main())"
"""What the installed script `cdsl` does."""

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPATH": str(ROOT),
}


def start(program: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def measure(rounds: int) -> tuple[Row, ...]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "campaign.cdsl"
        file.write_text(short_file(), encoding="utf-8")
        medians = interleaved(
            {
                PEER: partial(start, "import lark, click"),
                VERSION: partial(start, COMMAND, "--version"),
                CHECK: partial(start, COMMAND, "check", str(file)),
            },
            rounds,
        )
    return compare(medians, (Goal(VERSION, PEER, most=1.2), Goal(CHECK, PEER, most=2)))


if __name__ == "__main__":
    main("start-up", 21, measure)
