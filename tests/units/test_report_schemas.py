"""Reports of anything are what their standards say: judged by published schemas and readers."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from unicodedata import category
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from cdsl.source.reports.notation import Notation, fitted
from cdsl.source.reports.report import FORMATS, report
from cdsl.source.span import Source, Span
from tests.units.report_sample import ALL, context

SCHEMAS = Path(__file__).parents[1] / "schemas"
SARIF = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8")))
JUNIT = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
GITLAB_SEVERITIES = {"info", "minor", "major", "critical", "blocker"}

ODD = 'ab:,%"<&]>{}\n\r\t\0\x1b\u2028\ufffeé名😀\ud800\udcff'
TEXTS = st.text(st.sampled_from(ODD)) | st.text()
NAMES = TEXTS.filter(bool)


@st.composite
def sources(draw) -> tuple[Source, Span]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text)))
    return Source(draw(NAMES), text), Span(start, draw(st.integers(start, len(text))))


@st.composite
def diagnostics(draw) -> Diagnostic:
    source, span = draw(sources() | st.just((None, None)))
    other, there = draw(sources())
    fix = draw(st.booleans()) and source is not None
    return Diagnostic(
        draw(st.sampled_from(["CDS101", "CDS311", "CDS709"])),
        draw(st.sampled_from(list(Severity))),
        draw(TEXTS),
        source,
        span,
        help=draw(TEXTS),
        related=draw(st.sampled_from([(), (Related("there", other, there),)])),
        fix=Fix(draw(TEXTS), (Edit(span, draw(TEXTS)),)) if fix else None,
    )


FOUND = st.lists(diagnostics(), max_size=4)
FILES = st.lists(NAMES, max_size=3, unique=True)


def made(format_name: str, found: list[Diagnostic], files: list[str]) -> str:
    """A report as it would be in a file: in UTF-8, whatever a name or a text consists of."""
    text = report(format_name, found, context(*files))
    return fitted(text, FORMATS[format_name].notation, "utf-8").encode().decode()


@given(FOUND, FILES)
def test_sarif_is_valid(found, files):
    log = json.loads(made("sarif", found, files))
    SARIF.validate(log)
    for result in log["runs"][0]["results"]:
        for location in result["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not set(uri) & set(' "<>\\^`{|}?#')


def test_the_validator_refuses_what_is_wrong():
    log = json.loads(made("sarif", list(ALL), []))
    del log["runs"][0]["tool"]
    log["runs"][0]["results"][0]["level"] = "hint"
    assert sorted(len(error.path) for error in SARIF.iter_errors(log)) == [2, 5]


@given(FOUND, FILES)
def test_junit_is_valid(found, files):
    root = ElementTree.fromstring(made("junit", found, files))
    assert len(root.findall("testsuite/testcase")) >= len(found)
    for case in root.iter("testcase"):
        # Not in this schema; build servers that know them link to the place.
        for name in ("file", "line"):
            case.attrib.pop(name, None)
    JUNIT.validate(root)


@given(FOUND, FILES)
def test_gitlab_is_valid(found, files):
    issues = json.loads(made("gitlab", found, files))
    assert len(issues) == len(found)
    assert len({issue["fingerprint"] for issue in issues}) == len(found)
    for issue in issues:
        assert issue["severity"] in GITLAB_SEVERITIES
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
        assert "\n" not in issue["description"]


@given(FOUND, FILES)
def test_rdjsonl_is_a_document_a_line(found, files):
    text = made("rdjsonl", found, files)
    documents = [json.loads(line) for line in text.split("\n") if line]
    assert len(documents) == len(found)
    for one, document in zip(found, documents, strict=True):
        assert document["severity"] in ("ERROR", "WARNING", "INFO")
        assert document["location"]["path"]
        if one.source is not None and one.span is not None:
            line, column = one.source.position(one.span.start)
            start = document["location"]["range"]["start"]
            shown = one.source.text.split("\n")[line - 1].encode(errors="surrogatepass")
            before = shown[: start["column"] - 1].decode(errors="surrogatepass")
            assert (start["line"], len(before)) == (line, column - 1)


@given(FOUND, FILES)
def test_a_gnu_line_is_one_and_moves_no_cursor(found, files):
    text = made("gnu", found, files)
    assert len(text.splitlines()) == len(found)
    hidden = {category(sign) for sign in text.replace("\n", "")} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not hidden


def joined(text: str) -> str:
    """The text with halves of a character that stand together as one, as JSON reads them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


@given(FOUND, FILES)
def test_json_is_what_was_found(found, files):
    kept = json.loads(made("json", found, files))["diagnostics"]
    assert [one["message"] for one in kept] == [joined(one.message) for one in found]


@given(TEXTS)
def test_what_an_encoding_lacks_means_the_same(text):
    for encoding in ("ascii", "latin-1", "utf-8"):
        written = fitted(json.dumps([text], ensure_ascii=False), Notation.JSON, encoding)
        assert json.loads(written.encode(encoding).decode(encoding)) == [joined(text)]


@given(FOUND, FILES)
def test_a_workflow_command_can_be_taken_apart(found, files):
    """As the runner does it: properties up to `::`, divided by commas, then `%xx` put back."""
    lines = re.split("[\r\n]", made("github", found, files)) if found else []
    for one, line in zip(found, lines, strict=True):
        _, command, _ = line.split("::", 2)
        properties = dict(part.split("=", 1) for part in command.partition(" ")[2].split(","))
        if one.source is not None:
            file = re.sub(
                "%(0A|0D|25|2C|3A)", lambda code: chr(int(code[1], 16)), properties["file"]
            )
            assert file == fitted(one.source.name, Notation.PLAIN, "utf-8")


@pytest.mark.skipif(shutil.which("rdformat-validator") is None, reason="npm rdformat-validator")
def test_the_validator_of_reviewdog_documents(tmp_path):
    for number, line in enumerate(made("rdjsonl", list(ALL), []).split("\n")):
        path = tmp_path / f"{number}.json"
        path.write_text(line, encoding="utf-8")
        subprocess.run(["rdformat-validator", "--strict", "--no-extra-fields", path], check=True)


@pytest.mark.skipif(shutil.which("sarif") is None, reason="PyPI sarif-tools")
def test_sarif_tools_read_it(tmp_path):
    path = tmp_path / "a.sarif"
    path.write_text(made("sarif", list(ALL), []), encoding="utf-8")
    csv = tmp_path / "a.csv"
    subprocess.run(["sarif", "csv", "-o", csv, path], check=True, capture_output=True)
    assert csv.read_text("utf-8-sig").count("\ncdsl,") == len(ALL)
