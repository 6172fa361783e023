"""A safe fix never changes what a run does: people, activities, memberships, entries, reports.

Looked at are the cases of every rule, which are where its fixes are shown; every file with tests,
example, library and program, written more clumsily than it was; and campaigns made up. Whatever
rule says that its fix is safe is among them, see the last test.
"""

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from shlex import split
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdsl.api import Project
from cdsl.faces.cli import main
from cdsl.semantics.program import Program
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source
from cdsl.syntax import conditions, files
from cdsl.syntax.parse import parse
from cdsl.syntax.walk import conditions_in, conditions_of
from cdsl.tools.lint.fix import apply_fixes
from cdsl.tools.lint.rules import RULES
from tests.properties.populations import CLOCKS, changed

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
CASES = sorted((CORPUS / "lint").glob("cds*.txt"))
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/command.txt"))
TESTED = [
    *sorted((CORPUS / "run").rglob("*.cdsl")),
    *sorted((CORPUS / "lint" / "programs").rglob("*.cdsl")),
    *sorted((ROOT / "stdlib").glob("*.cdsl")),
    *(folder / "campaign.cdsl" for folder in EXAMPLES),
]
SECTION = re.compile(r"^=== (\S+)[ ]*\n", re.MULTILINE)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Case:
    """A case of the linter: its first file among the others, under the folder where nothing is."""

    def __init__(self, path: Path, folder: Path) -> None:
        parts = SECTION.split(path.read_text(encoding="utf-8"))
        texts = dict(zip(parts[1::2], parts[2::2], strict=True))
        self.texts = {
            str(folder / name): text for name, text in texts.items() if name not in ("out", "fixed")
        }
        self.first = next(iter(self.texts))
        self.root = folder

    def project(self, text: str | None = None) -> Project:
        texts = self.texts if text is None else {**self.texts, self.first: text}
        return Project.open(self.first, root=self.root, texts=texts)

    def fixed(self, text: str | None = None, *, unsafe: bool = False) -> tuple[str, set[str]]:
        (fixed,) = self.project(text).fix(now=NOW, portable=True, unsafe=unsafe)
        return fixed.after, {taken.code for taken in fixed.taken}

    def found(self, text: str | None = None) -> tuple[Diagnostic, ...]:
        return self.project(text).lint(now=NOW, portable=True)


def meaning(project: Project) -> Program:
    return project._program().analysis.program


def errors(found: Iterator[Diagnostic] | tuple[Diagnostic, ...]) -> list[str]:
    return [one.message for one in found if one.severity is Severity.ERROR]


# The cases of rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_cases_of_rules_do_the_same_when_fixed(path: Path, tmp_path: Path) -> None:
    case = Case(path, tmp_path)
    text, taken = case.fixed()
    if not taken or errors(case.project().check()):
        return
    before, after = meaning(case.project()), meaning(case.project(text))
    assert changed(before, after, 0, CLOCKS[0]) == set()
    assert changed(before, after, 7, CLOCKS[1]) == set()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_fixing_ends(path: Path, tmp_path: Path) -> None:
    case = Case(path, tmp_path)
    for unsafe in (False, True):
        text, _ = case.fixed(unsafe=unsafe)
        assert case.fixed(text, unsafe=unsafe) == (text, set())
        left = [one for one in case.found(text) if one.fix is not None]
        assert [one for one in left if one.fix is not None and (unsafe or one.fix.safe)] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_fix_mends_what_it_is_of(path: Path, tmp_path: Path) -> None:
    """Taken by itself: the text checks no worse, and the rule finds less."""
    case = Case(path, tmp_path)
    found = [one for one in case.found() if one.source is not None]
    own = [one for one in found if one.source and case.first.endswith(one.source.name)]
    for one in own:
        if one.fix is None:
            continue
        text, _ = apply_fixes(case.texts[case.first], [one])
        after = case.found(text)
        assert len(errors(after)) <= len(errors(tuple(found))), one
        assert codes(after).count(one.code) < codes(found).count(one.code), one


def codes(found: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[str]:
    return [one.code for one in found]


def test_every_safe_fix_is_looked_at(tmp_path: Path) -> None:
    """What a page calls safe is taken in a case that runs."""
    stated = {
        rule.code
        for rule in RULES
        if "\nFix: safe." in (ROOT / "docs" / "codes" / f"{rule.code}.md").read_text()
    }
    taken: set[str] = set()
    for path in CASES:
        case = Case(path, tmp_path)
        if path.stem[:6].upper() in stated - taken and not errors(case.project().check()):
            taken |= case.fixed()[1]
    assert stated - taken == set()


# Files written more clumsily ----------------------------------------------------------------------


def leaves(items: Iterable[files.ProgramItem]) -> Iterator[files.ProgramItem]:
    for item in items:
        if isinstance(item, files.Folder | files.Program):
            yield from leaves(item.items)
        else:
            yield item


def clumsy(text: str, random: Random) -> str:
    """A text whose conditions, but for those of tests, say the same in more words."""
    source = Source("clumsy.cdsl", text)
    edits: list[tuple[int, int, str]] = []
    for declaration in leaves(parse(source).file.items):
        for lines in conditions_of(declaration):
            for line in lines:
                for node in conditions_in(line):
                    if isinstance(
                        node, conditions.Comparison | conditions.Did | conditions.MemberOf
                    ):
                        edits.append((*node.span, text[node.span.start : node.span.end]))
    ends = -1
    kept = []
    for start, end, written in sorted(edits):
        # A comparison within a `where` stands in the place of a name and can't be wrapped.
        if start >= ends and "#" not in written and not _is_attribute(text, start):
            kept.append((start, end, written))
            ends = end
    for start, end, written in reversed(kept):
        if random.random() < 0.6:
            text = text[:start] + random.choice(LONGER).format(written) + text[end:]
    return text


def _is_attribute(text: str, start: int) -> bool:
    return text[:start].rstrip().endswith((" where", ","))


LONGER = (
    "({0})",
    "not not ({0})",
    "not (not ({0}))",
    "all {{ {0} }}",
    "any {{ {0} }}",
    "none {{ not ({0}) }}",
    "({0} and {0})",
    "({0} or {0})",
    "all {{ {0}  everyone }}",
    "not any {{ not ({0})  not ({0}) }}",
    "any {{ all {{ {0}  ({0}) }}  {0} }}",
)
"""Conditions that hold of whom the one in them holds."""


@pytest.mark.parametrize("path", TESTED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_clumsy_files_do_the_same_when_fixed(path: Path) -> None:
    written = path.read_bytes().decode("utf-8")
    text = clumsy(written, Random(path.name))
    root = root_of(path)
    project = Project.open(path, root=root, texts={str(path): text})
    if errors(project.check()):
        assert errors(Project.open(path, root=root).check())  # some cases are about errors
        return
    (fixed,) = project.fix(now=NOW)
    after = Project.open(path, root=root, texts={str(path): fixed.after})
    assert "CDS5" not in "".join(one.code for one in after.lint() if one.fix and one.fix.safe)
    assert results(after) == results(project) == results(Project.open(path, root=root))
    assert changed(meaning(project), meaning(after), 3, CLOCKS[0]) == set()


def root_of(path: Path) -> Path:
    for root in (CORPUS / "run", *(CORPUS / "lint" / "programs").iterdir()):
        if root in path.parents:
            return root
    return path.parent


def results(project: Project) -> list[tuple[str, str, list[str]]]:
    return [
        (one.name, one.outcome, [failure.message for failure in one.failures])
        for one in project.test()
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_clumsy_examples_write_the_same_tables(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "example"
    shutil.copytree(example, folder)
    campaign = folder / "campaign.cdsl"
    command = split((example / "command.txt").read_text(encoding="utf-8"))
    expected = ran(command, folder, capsys)
    campaign.write_text(clumsy(campaign.read_text(encoding="utf-8"), Random(example.name)))
    (fixed,) = Project.open(campaign).fix(now=NOW)
    assert fixed.has_changed
    fixed.write()
    assert ran(command, folder, capsys) == expected


def ran(command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """The report and the tables of a run."""
    arguments = [str(folder / word) if (folder / word).exists() else word for word in command]
    out = folder / "out"
    assert main([*arguments, "--out", str(out), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    tables = {path.name: path.read_bytes() for path in out.iterdir()}
    shutil.rmtree(out)
    return report["campaigns"], report["changes"], tables


# Campaigns made up --------------------------------------------------------------------------------

LEAVES = st.sampled_from(
    [
        *(
            'country is "IT"',
            'country is not "IT"',
            'country in ["IT"]',
            'country not in ["FR", "it"]',
        ),
        *('title contains ["VP", "vp", "EVP"]', 'title starts with "V"', 'title not contains "VP"'),
        *("score >= 5", "score <= 50", "score is 0", "score > 5", "score between 5 and 5"),
        *("seats is 0", "seats is 1", "seats >= 2", "seats is empty", "seats is not 0"),
        *(
            "renewal on or after 2026-01-01",
            "renewal on or before 2026-06-01",
            "renewal is not empty",
        ),
        *(
            "created_at in past 30 days",
            "created_at in past before 2 months",
            "unsubscribed is true",
        ),
        *('member of list "L"', 'not member of list "L"', 'member of smart list "S"', "everyone"),
        *("did visit_page at least 1 time", "did visit_page in past 7 days", "did visit_page"),
        'did visit_page where page is "/a", page in ["/a", "/A"] at least 1 times in past 30 days',
        'did visit_page where page is not "/a", page is not "/b"',
        *(
            '"country" is "FR"',
            '{{lead.City}} is "x"',
            "country is {{my.land}}",
            "score > {{my.low}}",
        ),
        *('member of program "P" where status in ["A"]', "company.name is not empty"),
    ]
)
BLOCKS = ("all", "any", "none", "not any", "not none")


def block(word: str, parts: list[str]) -> str:
    return f"{word} {{ {'  '.join(parts)} }}"


CONDITIONS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        part.map("({})".format),
        part.map("not ({})".format),
        part.map("not not ({})".format),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: f"({' and '.join(parts)})"),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: f"({' or '.join(parts)})"),
        st.builds(block, st.sampled_from(BLOCKS), st.lists(part, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)
TEMPLATE = """\
use "std/scoring"
use "std/scoring"
tokens {{ land: text = "IT"  low: score = +3 }}
tokens {{ }}
person {{ seats: integer  renewal: date }}
person {{ }}
list "L"
email "E" {{ subject: "E"  body: "E" }}
channel "C" {{ status "A"  status "B" success }}
program "P" {{ channel "C"  member {{ }} }}
smart list "T" {{ {0} }}
smart list "S" {{ score > 5 or score > 7 }}
executable campaign "Child" {{
  tokens {{ }}
  smart list {{
    {1}
    {2}
  }}
  qualify every time
  flow {{ change score by +1  if {3} {{ stop }}  add to list "L" }}
}}
batch campaign "Batch" {{
  smart list {{ {4} }}
  qualify every time
  flow {{
    if {5} {{ do nothing }} else {{
      if {0} {{ send email "E" }} else {{ execute campaign "Child" }}
    }}
    split {{ 100% {{ set status "A" in program "P" }} }}
    if {1} {{ if {2} {{ change title to "VP" }} }}
    wait 3 days
    if {3} {{ set status "B" in program "P" }} else {{ clear country }}
  }}
}}
trigger campaign "Trigger" {{
  on visit_page where page in ["/a"], page is not "/b", page is not "/c"
  on request_campaign
  smart list {{ {5}  {4} }}
  qualify every time
  flow {{ change seats by 1  send email "E" }}
}}
"""


@settings(max_examples=25)
@given(st.lists(CONDITIONS, min_size=6, max_size=6), st.integers(0, 9))
def test_made_up_campaigns_do_the_same_when_fixed(parts: list[str], seed: int) -> None:
    text = TEMPLATE.format(*parts)
    project = Project.from_texts({"a.cdsl": text})
    assert errors(project.check()) == []
    (fixed,) = project.fix(now=NOW)
    assert {"CDS512", "CDS511", "CDS503"} <= {taken.code for taken in fixed.taken}
    after = Project.from_texts({"a.cdsl": fixed.after})
    assert changed(meaning(project), meaning(after), seed, CLOCKS[seed % 2]) == set()
    (again,) = after.fix(now=NOW)
    assert not again.has_changed
    (unsafe,) = project.fix(now=NOW, unsafe=True)
    assert errors(Project.from_texts({"a.cdsl": unsafe.after}).check()) == []
