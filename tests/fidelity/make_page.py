"""Writes docs/fidelity.md: how each rule of the modelled system is met here, and what shows it.

    python tests/fidelity/make_page.py [--check]

The rules stand in the TOML files beside this one. A rule has

- `id`, `evidence` (where it is known from, see `EVIDENCE`) and `rule`, one sentence;
- `verdict`: `same`, `differs` or `not yet`; with `reason` unless it is `same`, where it is a note;
- `shown`: the tests that show it, as paths below tests/: `x.cdsl :: test name`,
  `x.py :: test_function`, or a case of the corpus, `x.txt`;
- `untested`: why no test can show a difference.

`test_fidelity.py` runs what is shown. This file reads, checks nothing, and writes the page.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "fidelity.md"
CHAPTERS = ("campaigns", "smart_lists", "flow", "calls", "tokens")
VERDICTS = ("same", "differs", "not yet")
EVIDENCE = {
    "D": "its maker's documentation, or the schema of its interface",
    "N": "its maker's support pages, or an employee in the public forum",
    "C": "practitioners' write-ups that agree with the documentation",
    "K": "general knowledge of the product, not read in a source",
    "U": "no source: the sentence is the reading that was recommended",
}
SEPARATOR = " :: "
INTRODUCTION = """\
# Fidelity

How the campaigns of this language compare with those of the system that they model, Adobe Marketo
Engage, rule by rule. The rules are told in our own words from its public documentation, interface
schemas and forum; no live product was asked. [The language](language.md) decides what happens here;
this page says where that is the same.

The page is made by `python tests/fidelity/make_page.py` from the files beside it, and a test
compares it with them. Every rule that is the same, or differs, names tests that run and pass with
the others; where a difference has nothing that could run, its line says so.

| evidence | the rule is known from |
| --- | --- |
"""
VERDICT_LINES = """
*Same*: the tests would fail if it were otherwise here. *Differs*: on purpose, with the reason.
*Not yet*: nothing of the kind is there, or not all that the rule asks for.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what the modelled system does, and how it is met here."""

    id: str
    evidence: str
    rule: str
    verdict: str
    reason: str = ""
    untested: str = ""
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Rules about one subject."""

    number: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The sections of one file."""

    title: str
    sections: tuple[Section, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for section in self.sections for rule in section.rules)


def chapters() -> tuple[Chapter, ...]:
    """All rules, in order."""
    return tuple(_chapter(Path(__file__).with_name(f"{name}.toml")) for name in CHAPTERS)


def rules() -> tuple[Rule, ...]:
    return tuple(rule for chapter in chapters() for rule in chapter.rules)


def page(written: tuple[Chapter, ...]) -> str:
    """The whole text of docs/fidelity.md."""
    lines = [INTRODUCTION.rstrip("\n")]
    lines += [f"| {tag} | {meaning} |" for tag, meaning in EVIDENCE.items()]
    lines += [VERDICT_LINES, *_counts(written)]
    for number, chapter in enumerate(written, 1):
        lines += ["", f"## {number}. {chapter.title}"]
        for section in chapter.sections:
            lines += ["", f"### {section.number} {section.title}", ""]
            lines += ["| # | the modelled system | evidence | here | shown by |"]
            lines += ["| --- | --- | --- | --- | --- |"]
            lines += [_row(rule) for rule in section.rules]
    return "\n".join(lines) + "\n"


def _chapter(path: Path) -> Chapter:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = (
        Section(
            section["number"],
            section["title"],
            tuple(
                Rule(**{**rule, "shown": tuple(rule.get("shown", ()))}) for rule in section["rule"]
            ),
        )
        for section in read["section"]
    )
    return Chapter(read["title"], tuple(sections))


def _counts(written: tuple[Chapter, ...]) -> Iterator[str]:
    yield f"| | {' | '.join(VERDICTS)} | rules |"
    yield f"| --- |{' ---: |' * (len(VERDICTS) + 1)}"
    for number, chapter in enumerate(written, 1):
        yield _count(f"{number}. {chapter.title}", chapter.rules)
    everything = [rule for chapter in written for rule in chapter.rules]
    yield _count("**all**", everything)
    shown = {reference for rule in everything for reference in rule.shown}
    yield ""
    yield f"{len(shown)} different tests show them."


def _count(title: str, counted: Iterable[Rule]) -> str:
    verdicts = Counter(rule.verdict for rule in counted)
    numbers = [*(verdicts[verdict] for verdict in VERDICTS), verdicts.total()]
    return f"| {title} | {' | '.join(map(str, numbers))} |"


def _row(rule: Rule) -> str:
    verdict = rule.verdict if rule.verdict == "same" else f"**{rule.verdict}**"
    here = f"{verdict}: {rule.reason}" if rule.reason else verdict
    shown = "<br>".join(map(_link, rule.shown)) or (rule.untested and f"nothing: {rule.untested}")
    cells = (rule.id, rule.rule, rule.evidence, here, shown)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _link(reference: str) -> str:
    path, _, name = reference.partition(SEPARATOR)
    file = path.rpartition("/")[2]
    text = f"{file}: {name}" if name else file
    return f"[{text}](../tests/{path})"


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether it is up to date (1: it is not)."""
    made = page(chapters())
    if arguments == ["--check"]:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made:
            return 0
        print(f"{PAGE} is not what the rules make: run {Path(__file__).name}", file=sys.stderr)
        return 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
