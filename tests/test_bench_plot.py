"""The pictures of docs/performance.md: what is measured is on them, whatever was not waited for."""

from typing import Any
from xml.etree import ElementTree

import pytest

from bench import plot

SVG = "{http://www.w3.org/2000/svg}"


def row(name: str, peer: str, value: float, peer_value: float, **others: Any) -> dict[str, Any]:
    told = {"unit": "ms", "goal": plot.ORIENTATION, "passed": True, **others}
    return {"name": name, "peer": peer, "value": value, "peer_value": peer_value, **told} | {
        "ratio": value / peer_value
    }


def run(people: int, *, rows: bool) -> dict[str, Any]:
    found = [
        row("cdsl", "by hand", people / 90, people / 100, goal="at most 1.3"),
        row("cdsl", "by hand", people / 900 + 90, people / 1000 + 80, unit="MB"),
        row("cdsl, planning", "cdsl", 20.4, people / 90, goal="under 50 ms"),
    ]
    if rows:
        found += [
            row("cdsl, row engine", "cdsl", people / 4, people / 90),
            row("cdsl", "by hand in polars", people / 90, people / 50),
        ]
    return {"people": people, "rows": found}


@pytest.fixture
def runs() -> list[dict[str, Any]]:
    return [run(10_000, rows=True), run(100_000, rows=True), run(10_000_000, rows=False)]


def texts(picture: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def test_growth_has_a_point_for_all_that_was_measured(runs):
    picture = ElementTree.fromstring(plot.growth(runs))
    told = [one.text or "" for one in picture.iter(f"{SVG}title")]
    # Time and memory of two at three sizes, and the time of two more at two.
    assert len(told) == 4 + 4 + 4 + 4
    assert "cdsl, row engine, 100,000 people: 25" in told
    assert {"10,000", "100,000", "1 M", "10 M"} <= set(texts(plot.growth(runs)))


def test_more_is_higher_and_further_to_the_right(runs):
    (cdsl, *_) = ElementTree.fromstring(plot.growth(runs)).iter(f"{SVG}polyline")
    points = [tuple(map(float, point.split(","))) for point in cdsl.attrib["points"].split()]
    assert points == sorted(points)
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)


def test_ratios_are_those_of_the_largest_crowd_that_all_were_measured_with(runs, tmp_path):
    plot.draw(runs, tmp_path)
    shown = texts((tmp_path / "batch-ratios.svg").read_text(encoding="utf-8"))
    assert shown[0].startswith("Ratios at 100,000 people")
    assert "1.11 (at most 1.3)" in shown
    assert "planning takes 20 ms" in shown
