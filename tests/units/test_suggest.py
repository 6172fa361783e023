"""Did you mean."""

import pytest

from cdsl.source.suggest import nearest

FIELDS = ("email", "first_name", "last_name", "score", "lead_source", "lead_status", "country")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("emial", "email"),
        ("Email", "email"),
        ("firstName", "first_name"),
        ("frist_name", "first_name"),
        ("Lead Status", "lead_status"),
        ("contry", "country"),
        ("budget", None),
        ("", None),
        ("x" * 1000, None),
    ],
)
def test_nearest(name, meant):
    assert nearest(name, FIELDS) == meant
    assert nearest(name, reversed(FIELDS)) == meant


def test_assets():
    assert nearest("Score interest", ["Score Interest", "Parent True"]) == "Score Interest"
    assert nearest("score", ["score"]) is None


def test_many_candidates_are_no_trouble():
    assert nearest("campagin 77", (f"campaign {n}" for n in range(20_000))) == "campaign 77"
