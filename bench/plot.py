"""Pictures of what `bench.batch` has measured: how cost grows with the crowd, and the ratios.

Plain SVG, written as text. Run: python -m bench.plot FILE FOLDER, where the file holds a list of
documents of `python -m bench.batch --format json`, as `bench.growth` writes it.
"""

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"

Run = Mapping[str, Any]
"""A document of `bench.batch`: `people` and `rows`."""

LINES: Final = {
    "cdsl": ("#0b6e99", "cdsl, set-based engine"),
    "by hand": ("#d1730a", "SQL by hand in DuckDB"),
    "by hand in polars": ("#3f8f4f", "by hand in polars"),
    "cdsl, row engine": ("#8b4fa8", "cdsl, row engine"),
}
"""What is drawn as a line: its colour, and what it is called."""

TIMES: Final = {
    "cdsl, planning": "planning takes",
    "cdsl as a command, beyond the warm process": "a command that starts anew adds",
}
"""What is told in milliseconds, and not as a bar."""

INK, FAINT, GOOD, BAD = "#24292f", "#d5dae0", "#0b6e99", "#c0392b"
ORIENTATION: Final = "for orientation"


def draw(runs: Sequence[Run], folder: Path) -> None:
    """Draw the pictures of runs, from the smallest to the largest crowd, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "batch-growth.svg").write_text(growth(runs), encoding="utf-8")
    # The largest that all hands were measured with: of larger crowds some are not waited for.
    shown = max(runs, key=lambda run: ("by hand in polars" in _names_in(run), run["people"]))
    (folder / "batch-ratios.svg").write_text(ratios(shown), encoding="utf-8")


def _names_in(run: Run) -> set[str]:
    return {row[side] for row in run["rows"] for side in ("name", "peer")}


# Growth -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis: what is least and greatest on it, and where these stand."""

    least: float
    greatest: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        share = math.log(value / self.least) / math.log(self.greatest / self.least)
        return self.begin + share * (self.end - self.begin)

    def ticks(self, steps: Sequence[int] = (1,)) -> Iterator[float]:
        """The powers of ten on it, or some multiples of them."""
        first, last = (math.floor(math.log10(one)) for one in (self.least, self.greatest))
        values = (step * 10.0**power for power in range(first, last + 1) for step in steps)
        return (value for value in values if self.least <= value <= self.greatest)


def growth(runs: Sequence[Run]) -> str:
    """Time and memory by size of the crowd, both axes logarithmic."""
    seconds, memory = (_lines_in(runs, unit, scale) for unit, scale in (("ms", 1000), ("MB", 1)))
    names = [name for name in LINES if name in seconds]
    parts = [
        *_panel(runs, seconds, "Time of a run, seconds", 0),
        *_panel(runs, memory, "Peak of memory, MB", 460),
    ]
    for number, name in enumerate(names):
        colour, title = LINES[name]
        x = 60 + 225 * number
        parts.append(f'<line x1="{x}" y1="416" x2="{x + 26}" y2="416" {_stroke(colour, 2.5)}/>')
        parts.append(_text(x + 33, 420, title))
    return _picture(940, 440, parts)


def _lines_in(runs: Sequence[Run], unit: str, scale: float) -> dict[str, list[tuple[int, float]]]:
    """What was measured in a unit of each line: people, and the value in so many units."""
    found: dict[str, list[tuple[int, float]]] = {}
    for run in runs:
        values: dict[str, float] = {}
        for row in run["rows"]:
            if row["unit"] == unit:
                # What stands in several rows is the same in the first, where all was measured.
                values.setdefault(row["name"], row["value"])
                values.setdefault(row["peer"], row["peer_value"])
        for name in LINES:
            if name in values:
                found.setdefault(name, []).append((run["people"], values[name] / scale))
    return found


def _panel(
    runs: Sequence[Run], lines: Mapping[str, Sequence[tuple[int, float]]], title: str, left: int
) -> Iterator[str]:
    values = [value for points in lines.values() for _, value in points]
    sizes = [run["people"] for run in runs]
    across = Scale(min(sizes) / 1.5, max(sizes) * 1.5, left + 70, left + 450)
    up = Scale(min(values) / 1.4, max(values) * 1.4, 360, 50)
    yield _text(left + 70, 30, title, weight="bold")
    for size in across.ticks():
        x = across.at(size)
        yield f'<line x1="{x:.1f}" y1="50" x2="{x:.1f}" y2="360" {_stroke(FAINT, 1)}/>'
        yield _text(x, 380, _short(size), anchor="middle")
    for value in up.ticks((1, 2, 5) if up.greatest < 50 * up.least else (1,)):
        y = up.at(value)
        ends = f'x1="{left + 70}" y1="{y:.1f}" x2="{left + 450}" y2="{y:.1f}"'
        yield f"<line {ends} {_stroke(FAINT, 1)}/>"
        yield _text(left + 62, y + 4, f"{value:,.6g}", anchor="end")
    yield _text(left + 260, 398, "people", anchor="middle")
    for name, points in lines.items():
        colour = LINES[name][0]
        places = [(across.at(people), up.at(value)) for people, value in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" {_stroke(colour, 2.5)}/>'
        for (x, y), (people, value) in zip(places, points, strict=True):
            told = f"{LINES[name][1]}, {people:,} people: {value:.3g}"
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}">'
                f"<title>{escape(told)}</title></circle>"
            )


# Ratios -----------------------------------------------------------------------------------------


def ratios(run: Run) -> str:
    """Every ratio of a run as a bar from 1, to the right for what costs more than its peer."""
    rows = [row for row in run["rows"] if math.isfinite(row["ratio"]) and row["ratio"] > 0]
    apart = [row for row in rows if row["name"] in TIMES]
    rows = [row for row in rows if row["name"] not in TIMES]
    values = [row["ratio"] for row in rows]
    across = Scale(min(*values, 0.5) / 1.3, max(*values, 2) * 3, 510, 960)
    height = 110 + 26 * len(rows)
    parts = [
        _text(20, 24, f"Ratios at {run['people']:,} people: the first to the second", "bold"),
        _text(20, 44, "1 is the same; blue meets its goal, red misses it, grey has none"),
        _text(20, 64, "; ".join(f"{TIMES[one['name']]} {one['value']:.0f} ms" for one in apart)),
    ]
    for tick in (0.1, 0.5, 1, 2, 5, 10, 100, 1000):
        if across.least <= tick <= across.greatest:
            x = across.at(tick)
            colour = INK if tick == 1 else FAINT
            y = height - 25
            parts.append(f'<line x1="{x:.1f}" y1="80" x2="{x:.1f}" y2="{y}" {_stroke(colour, 1)}/>')
            parts.append(_text(x, height - 8, f"{tick:g}", anchor="middle"))
    for number, row in enumerate(rows):
        parts += _bar(row, across, 84 + 26 * number)
    return _picture(980, height, parts)


def _bar(row: Mapping[str, Any], across: Scale, top: int) -> Iterator[str]:
    begin, end = sorted((across.at(1), across.at(row["ratio"])))
    is_goal = row["goal"] != ORIENTATION
    colour = (GOOD if row["passed"] else BAD) if is_goal else "#9aa4ae"
    unit = "" if row["unit"] == "ms" else ", memory"
    yield _text(500, top + 14, f"{row['name']} : {row['peer']}{unit}", anchor="end")
    yield (
        f'<rect x="{begin:.1f}" y="{top + 2}" width="{max(end - begin, 1):.1f}" height="16" '
        f'fill="{colour}"/>'
    )
    goal = f" ({row['goal']})" if is_goal else ""
    ratio = row["ratio"]
    told = f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"
    yield _text(end + 6, top + 14, told + goal)


# Text -------------------------------------------------------------------------------------------


def _picture(width: int, height: int, parts: Sequence[str]) -> str:
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif" font-size="13">',
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        )
    )


def _text(x: float, y: float, text: str, weight: str = "normal", anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _stroke(colour: str, width: float) -> str:
    return f'stroke="{colour}" stroke-width="{width:g}"'


def _short(count: float) -> str:
    return f"{count / 1_000_000:g} M" if count >= 1_000_000 else f"{count:,.0f}"


if __name__ == "__main__":
    file, folder = map(Path, sys.argv[1:])
    documents = json.loads(file.read_text(encoding="utf-8"))
    draw(sorted(documents, key=lambda run: run["people"]), folder)
