"""What callers are said to make of a token is what a run sees."""

from hypothesis import given
from hypothesis import strategies as some

from cdsl.api import Project
from cdsl.api.analysis import understand
from cdsl.api.files import IN_MEMORY, CampaignFile
from cdsl.semantics.expressions import Constant, Expression
from cdsl.semantics.program import Program
from cdsl.tools.token_callers import callers_in, given_by_callers

PLAIN = ""
INHERITING = " with parent tokens"
PASSING = " with tokens { points: +700 }"
HANDING_ON = " with tokens { points: {{my.points}} }"

BOTH = " with parent tokens, tokens { points: +800 }"
CALLS = (PLAIN, INHERITING, PASSING, HANDING_ON, BOTH)


def campaigns(path: list[str], top_has_token: bool) -> str:
    """Campaigns that call each other by a path; the last one adds its points."""
    texts = []
    for number, call in enumerate([*path, None]):
        kind = "executable" if number else "batch"
        value = f"+{number + 1}" if number or top_has_token else "+9"
        name = "points" if number or top_has_token else "other"
        step = "change score by {{my.points}}"
        if call is not None:
            step = f'execute campaign "C{number + 1}"{call}'
        texts.append(
            f'{kind} campaign "C{number}" {{\n  tokens {{ {name}: score = {value} }}\n'
            f"  smart list {{ everyone }}\n  qualify every time\n  flow {{ {step} }}\n}}\n"
        )
    return "".join(texts)


def program_of(text: str) -> Program:
    analysis = understand((CampaignFile(IN_MEMORY, "a.cdsl", "a.cdsl"),), {"a.cdsl": text}).analysis
    assert not analysis.has_errors, analysis.diagnostics
    return analysis.program


def number_of(value: Expression | None) -> object:
    assert isinstance(value, Constant)
    return value.value


@given(some.lists(some.sampled_from(CALLS), min_size=1, max_size=3), some.booleans())
def test_a_run_sees_the_value_that_is_told(path: list[str], top_has_token: bool) -> None:
    text = campaigns(path, top_has_token or path[0] == HANDING_ON)
    program = program_of(text)
    last = max(program.campaigns.values(), key=lambda one: one.key.name)
    found = given_by_callers("points", last.key, [callers_in(program)])
    if found.given:
        (one,) = found.given
        value = number_of(one.value)
        names = [key.name for key in one.callers]
        assert names == [f"C{number}" for number in range(len(path) - len(names), len(path))]
    else:
        assert [key.name for key in found.leaving] == [f"C{len(path) - 1}"]
        own = last.tokens.get("points")
        assert own is not None
        value = number_of(own.value)
    text += 'test "t" {\n  given person "ada" { score: 0 }\n  run campaign "C0"\n'
    text += f'  expect "ada": score is {value}\n}}\n'
    (result,) = Project.from_texts({"a.cdsl": text}).test()
    assert result.outcome == "passed", (text, result.failures)
