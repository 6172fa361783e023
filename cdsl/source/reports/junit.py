"""`junit`: JUnit XML, in which build servers show files and findings as tests.

Ground floor. The one writer of JUnit XML: `cdsl test` builds its suites with it too.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import render_text
from cdsl.source.reports.context import Context
from cdsl.source.reports.wording import sentence

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELSEWHERE: Final = "cdsl"
"""The suite of what stands in no file."""


@dataclass(frozen=True, slots=True)
class Case:
    """A test: where it stands, if anywhere, and how it ended.

    `wrong` is None for one that passed, else `failure` or `error`, with what was wrong in
    `message`; `text` is shown with it.
    """

    name: str
    file: str | None
    line: int | None = None
    wrong: str | None = None
    message: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one file."""

    name: str
    cases: tuple[Case, ...]


def report(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A suite for each file, a test for each finding; a file without one is a test that passed.

    A finding that does not make the command fail is a test that passed, too, with a text.
    """
    found: dict[str, list[Diagnostic]] = {name: [] for name in context.files}
    for diagnostic in diagnostics:
        name = _ELSEWHERE if diagnostic.source is None else diagnostic.source.name
        found.setdefault(name, []).append(diagnostic)
    return junit_xml(_suite(name, several, context) for name, several in found.items())


def _suite(name: str, found: Sequence[Diagnostic], context: Context) -> Suite:
    file = None if name == _ELSEWHERE else context.path(name)
    cases = tuple(_case(file, diagnostic, context) for diagnostic in found)
    return Suite(name, cases or (Case("no problems", file),))


def _case(file: str | None, diagnostic: Diagnostic, context: Context) -> Case:
    place, line = "", None
    if diagnostic.source is not None and diagnostic.span is not None:
        line, column = diagnostic.source.position(diagnostic.span.start)
        place = f"{line}:{column} "
    said = sentence(diagnostic)
    return Case(
        f"{place}{diagnostic.code} {said}",
        file,
        line,
        "failure" if diagnostic.severity in context.failing else None,
        said,
        render_text((diagnostic,), color=False, width=context.width),
    )


def junit_xml(suites: Iterable[Suite], seconds: float | None = None) -> str:
    """Suites as JUnit XML, with how many tests there are, and how many went wrong."""
    root = ElementTree.Element("testsuites", name="cdsl")
    if seconds is not None:
        root.set("time", f"{seconds:.3f}")
    cases: list[Case] = []
    for suite in suites:
        element = ElementTree.SubElement(root, "testsuite", name=_xml(suite.name))
        _count(element, suite.cases)
        for case in suite.cases:
            _add_case(element, case, suite.name)
        cases += suite.cases
    _count(root, cases)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _add_case(suite: ElementTree.Element, case: Case, classname: str) -> None:
    element = ElementTree.SubElement(
        suite, "testcase", classname=_xml(case.file or classname), name=_xml(case.name)
    )
    if case.file is not None:
        element.set("file", _xml(case.file))
    if case.line is not None:
        element.set("line", str(case.line))
    if case.wrong is not None:
        wrong = ElementTree.SubElement(element, case.wrong, message=_xml(case.message))
        wrong.text = _xml(case.text)
    elif case.text:
        ElementTree.SubElement(element, "system-out").text = _xml(case.text)


def _count(element: ElementTree.Element, cases: Sequence[Case]) -> None:
    element.set("tests", str(len(cases)))
    for name, wrong in (("failures", "failure"), ("errors", "error")):
        element.set(name, str(sum(case.wrong == wrong for case in cases)))


def _xml(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
