"""A token by whose value a run changes is among those that are said to be read, and no other is.

Where something is said to be read by no run, it can be anything: nothing ever changes by it.
"""

import re
from pathlib import Path

import pytest

from cdsl.api.analysis import understand
from cdsl.api.files import CampaignFile
from cdsl.semantics.analyse import Analysis
from cdsl.semantics.places import TokenLine
from cdsl.semantics.types import NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.syntax.nodes import Hole
from cdsl.tools.token_reads import token_reads
from tests.properties.populations import CLOCKS, changed

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
CASES = sorted((CORPUS / "lint").glob("cds46*.txt"))
FILES = [
    *sorted((CORPUS / "run").glob("*token*.cdsl")),
    ROOT / "examples" / "token-inheritance" / "campaign.cdsl",
]
TEXTS = {
    **{path.stem: re.split(r"^=== .*\n", path.read_text(), flags=re.M)[1] for path in CASES},
    **{path.stem: path.read_text() for path in FILES},
}
OTHERS = {**dict.fromkeys(NUMBER_LIKE, "+77"), **dict.fromkeys(TEXT_LIKE, '"77"')}
SEED = 5


def analysis_of(text: str) -> Analysis:
    file = CampaignFile("", "a.cdsl", "a.cdsl")
    return understand((file,), {"a.cdsl": text}).analysis


def with_another_value(text: str, line: TokenLine) -> str | None:
    """The text with another value for a token that it declares."""
    default = line.line.default
    value = OTHERS.get(Type(line.line.type_name.text))
    # What asks for a hole is invalid, and reads nothing.
    if default is None or value is None or isinstance(default, Hole):
        return None
    if line.place.source.name != "a.cdsl":
        return None
    return text[: default.span.start] + value + text[default.span.end :]


@pytest.mark.parametrize("name", TEXTS)
def test_whatever_changes_a_run_is_said_to_be_read(name: str) -> None:
    text = TEXTS[name]
    before = analysis_of(text)
    if before.has_errors:
        pytest.skip("it uses other files")
    reads = token_reads(before)
    for target, line in reads.lines.items():
        other = None if line.place.clone else with_another_value(text, line)
        if other is None or target in reads.read or is_read_in_a_clone(line, before):
            continue
        after = analysis_of(other)
        assert not after.has_errors
        assert changed(before.program, after.program, SEED, CLOCKS[0]) == set(), target


def is_read_in_a_clone(line: TokenLine, analysis: Analysis) -> bool:
    reads = token_reads(analysis)
    return any(
        other.place.clone is not None and other.line.span == line.line.span and target in reads.read
        for target, other in reads.lines.items()
    )


def test_what_is_said_to_be_read_decides_something() -> None:
    """The other way round it cannot always be shown; here each of six is."""
    text = TEXTS["cds460_unread"]
    before = analysis_of(text)
    reads = token_reads(before)
    deciding = set()
    for target, line in reads.lines.items():
        other = with_another_value(text, line)
        if other is not None and changed(
            before.program, analysis_of(other).program, SEED, CLOCKS[0]
        ):
            deciding.add(target.name)
    assert deciding == {"points"}
    assert {target.name for target in reads.read} == {"brand", "greeting", "points", "unit"}
