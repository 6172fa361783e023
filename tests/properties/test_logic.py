"""Logic is two-valued, whatever is empty: the laws hold of every person (language.md 3)."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from cdsl.api import Project

TEXTS = ("VP", "vice president", " ", "ÉTÉ", "straße")
NUMBERS = (-1, 0, 3, 50)
DAYS = ("2025-12-31", "2026-01-01", "2026-02-28")

PEOPLE: Mapping[str, st.SearchStrategy[str]] = {
    "title": st.sampled_from([f'"{text}"' for text in TEXTS]),
    "score": st.sampled_from([f"{number:+}" for number in NUMBERS]),
    "birthday": st.sampled_from(DAYS),
    "created_at": st.sampled_from([f"{day}T09:00" for day in DAYS]),
    "unsubscribed": st.sampled_from(["true", "false"]),
}

OPERATORS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "title": {
        "is": ('"vp"', '"Été"', "{{lead.City}}"),
        "in": ('["VP", "STRASSE"]', '["vice president", {{lead.City}}]'),
        "starts with": ('"v"', '["É", "s"]'),
        "contains": ('"p"', '["ß", " "]', "{{lead.City}}"),
    },
    "score": {
        "is": ("0", "3", "50"),
        "in": ("[0, 3]", "[50]"),
        "between": ("0 and 10", "-5 and 3"),
    },
    "birthday": {
        "is": ("2026-01-01",),
        "in": ("[2025-12-31, 2026-02-28]",),
        "between": ("2025-12-31 and 2026-01-01",),
    },
    "created_at": {"is": ("2026-01-01T09:00", "2026-01-01"), "in": ("[2025-12-31]",)},
    "unsubscribed": {"is": ("true", "false")},
}
"""Operators that have a `not` form, and right sides for them."""

ONLY_POSITIVE = (
    *(f"score {sign} 3" for sign in (">", ">=", "<", "<=")),
    *(f"birthday {word} 2026-01-01" for word in ("before", "after", "on or before")),
    *("birthday in past 1 day", "created_at in future 2 months", "created_at in past before 1 day"),
    *("title is empty", "score is empty", "birthday is empty", 'member of list "L"'),
    *('birthday in time frame "this year"', "did visit_page at least 1 times", "everyone"),
)


def negative(operator: str) -> str:
    return "is not" if operator == "is" else f"not {operator}"


pairs = st.sampled_from(
    [
        (f"{field} {operator} {right}", f"{field} {negative(operator)} {right}")
        for field, operators in OPERATORS.items()
        for operator, rights in operators.items()
        for right in rights
    ]
)
simple = pairs.map(lambda pair: pair[0]) | pairs.map(lambda pair: pair[1])
conditions = st.recursive(
    simple | st.sampled_from(ONLY_POSITIVE),
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.lists(inner, max_size=3).map(lambda parts: f"any {{ {' '.join(parts)} }}"),
        st.lists(inner, max_size=3).map(lambda parts: f"all {{ {' '.join(parts)} }}"),
        st.lists(inner, max_size=3).map(lambda parts: f"none {{ {' '.join(parts)} }}"),
    ),
    max_leaves=4,
)
people = st.lists(st.fixed_dictionaries({}, optional=PEOPLE), min_size=1, max_size=4)


def same(one: str, other: str) -> str:
    return f"((({one}) and ({other})) or (not ({one}) and not ({other})))"


def laws(a: str, b: str, c: str) -> list[str]:
    return [
        f"({a}) or not ({a})",
        f"not (({a}) and not ({a}))",
        same(f"not not ({a})", a),
        same(f"not (({a}) and ({b}))", f"not ({a}) or not ({b})"),
        same(f"not (({a}) or ({b}))", f"not ({a}) and not ({b})"),
        same(f"({a}) and (({b}) or ({c}))", f"(({a}) and ({b})) or (({a}) and ({c}))"),
        same(f"({a}) or (({a}) and ({b}))", a),
        same(f"all {{ {a} {b} }}", f"({a}) and ({b})"),
        same(f"any {{ {a} {b} }}", f"({a}) or ({b})"),
        same(f"none {{ {a} {b} }}", f"not (({a}) or ({b}))"),
    ]


def assert_of_everyone(persons: list[dict[str, str]], expected: list[str]) -> None:
    lines = ['list "L"', 'test "laws" {', '  given list "L" has "p0"']
    for number, person in enumerate(persons):
        values = " ".join(f"{name}: {value}" for name, value in person.items())
        lines.insert(2, f'  given person "p{number}" {{ {values} }}')
    lines += [f"  expect everyone: {condition}" for condition in expected]
    project = Project.from_texts({"laws.cdsl": "\n".join([*lines, "}", ""])})
    assert [found for found in project.check() if found.severity == "error"] == []
    (result,) = project.test()
    assert result.outcome == "passed", result.failures


@given(people, conditions, conditions, conditions)
def test_laws(persons: list[dict[str, str]], a: str, b: str, c: str) -> None:
    assert_of_everyone(persons, laws(a, b, c))


@given(people, st.lists(pairs, min_size=1, max_size=4))
def test_a_negative_operator_is_exactly_the_negation(
    persons: list[dict[str, str]], found: list[tuple[str, str]]
) -> None:
    expected = [same(negative, f"not ({positive})") for positive, negative in found]
    assert_of_everyone(persons, expected)
