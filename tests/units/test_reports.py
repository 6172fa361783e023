"""Each report format: what it says of a finding, and how it writes what is hard to write."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cdsl.source.codes import TITLES
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.reports.document import document
from cdsl.source.reports.report import FORMATS, report
from cdsl.source.reports.uri import file_uri, relative_uri
from cdsl.source.span import Source, Span
from tests.units.report_sample import (
    AFTER_WIDE,
    ALL,
    ARGUMENT,
    CELL,
    ODD,
    ODD_NAME,
    SEVERAL_LINES,
    TABLE,
    UNKNOWN,
    WITHOUT_SPAN,
    at,
    context,
    reported,
)


def test_the_json_format_is_the_document():
    assert json.loads(reported("json", *ALL)) == json.loads(json.dumps(document(ALL)))


@pytest.mark.parametrize(
    ("format_name", "empty"),
    [
        *((name, "") for name in ("carets", "gnu", "gnu-bytes", "github", "rdjsonl")),
        ("gitlab", "[]"),
    ],
)
def test_nothing_found(format_name, empty):
    assert reported(format_name) == empty


def test_a_gnu_line():
    assert reported("gnu", *ALL).split("\n") == [
        'a b/"ü", 100%:#?␊.cdsl:2:3: error: unknown field `emial`; did you mean `email`? [CDS101]',
        'a b/"ü", 100%:#?␊.cdsl:2:9: warning: two lines, 100%; put it in parentheses [CDS312]',
        'a b/"ü", 100%:#?␊.cdsl:1:17: note: a brace [CDS404]',
        "data/people.csv:2:3: error: no integer: `many` [CDS701]",
        "data/people.csv: error: cannot be read [CDS704]",
        "cdsl: error: no such token; look there [CDS709]",
    ]


def test_a_gnu_line_with_its_column_in_bytes():
    assert reported("gnu-bytes", AFTER_WIDE, WITHOUT_SPAN).split("\n") == [
        'a b/"ü", 100%:#?␊.cdsl:1:21: note: a brace [CDS404]',
        "data/people.csv: error: cannot be read [CDS704]",
    ]


def test_a_workflow_command():
    """Columns stand only where a finding is on one line; a name keeps every sign it has."""
    name = 'a b/"ü"%2C 100%25%3A#?%0A.cdsl'
    assert reported("github", *ALL).split("\n") == [
        f"::error file={name},line=2,endLine=2,col=3,endColumn=8,title=CDS101 (error)::"
        "unknown field `emial`; did you mean `email`?",
        f"::warning file={name},line=2,endLine=3,title=CDS312 (warning)::"
        "two lines, 100%25; put it in parentheses",
        f"::notice file={name},line=1,endLine=1,col=17,endColumn=18,title=CDS404 (hint)::a brace",
        "::error file=data/people.csv,line=2,endLine=2,col=3,endColumn=7,title=CDS701 (error)::"
        "no integer: `many`",
        "::error file=data/people.csv,title=CDS704 (error)::cannot be read",
        "::error title=CDS709 (error)::no such token; look there",
    ]


def test_a_code_quality_report():
    found = json.loads(reported("gitlab", *ALL))
    assert [list(issue) for issue in found] == [
        ["description", "check_name", "fingerprint", "severity", "location"]
    ] * len(ALL)
    assert [issue["severity"] for issue in found] == [
        *("major", "minor", "info", "major", "major", "major")
    ]
    assert [issue["location"] for issue in found] == [
        {"path": ODD_NAME, "lines": {"begin": 2, "end": 2}},
        {"path": ODD_NAME, "lines": {"begin": 2, "end": 3}},
        {"path": ODD_NAME, "lines": {"begin": 1, "end": 1}},
        {"path": TABLE.name, "lines": {"begin": 2, "end": 2}},
        {"path": TABLE.name, "lines": {"begin": 1}},
        {"path": ".", "lines": {"begin": 1}},
    ]


def prints(*found: Diagnostic) -> list[str]:
    return [issue["fingerprint"] for issue in json.loads(reported("gitlab", *found))]


def again(text: str, part: str) -> Diagnostic:
    source = Source("a.cdsl", text)
    return Diagnostic("CDS101", Severity.ERROR, f"unknown `{part}`", source, at(source, part))


def test_a_fingerprint_outlives_edits_elsewhere():
    before = again("list {\n  emial\n}\n", "emial")
    after = again('list "New"\n\nlist {\n      emial is 5\n}\n', "emial")
    assert prints(before) == prints(after)
    others = [again("  emaill\n", "emaill"), again("  emial\n", "emial")]
    assert prints(before)[0] not in prints(others[0])
    assert prints(before) == prints(others[1])


def test_equal_findings_have_fingerprints_of_their_own():
    one, other = again("emial", "emial"), again("x emial", "emial")
    assert len(set(prints(one, other, one))) == 3
    # What is found first stays, whatever else of its kind comes or goes after it.
    assert prints(one) == prints(one, other)[:1]


def test_a_reviewdog_document_counts_bytes():
    found = [json.loads(line) for line in reported("rdjsonl", *ALL).split("\n")]
    assert [one["severity"] for one in found] == [
        *("ERROR", "WARNING", "INFO", "ERROR", "ERROR", "ERROR")
    ]
    before = ODD.text[: ODD.text.index("{")].encode()
    assert found[2]["location"] == {
        "path": ODD_NAME,
        "range": {
            "start": {"line": 1, "column": len(before) + 1},
            "end": {"line": 1, "column": len(before) + 2},
        },
    }
    assert found[0]["related_locations"][0]["message"] == "declared here"
    assert found[0]["related_locations"][0]["location"]["path"] == TABLE.name
    assert found[4]["location"] == {"path": TABLE.name}
    assert found[5]["location"] == {"path": "."}


def test_a_fix_of_several_edits_is_one_suggestion():
    """Several suggestions would be several ways out."""
    (found,) = (json.loads(line) for line in reported("rdjsonl", SEVERAL_LINES).split("\n"))
    assert found["suggestions"] == [
        {
            "range": {"start": {"line": 2, "column": 3}, "end": {"line": 2, "column": 11}},
            "text": "(email is)",
        }
    ]


def test_sarif_knows_rules_files_places_and_fixes():
    (run,) = json.loads(reported("sarif", UNKNOWN, CELL, WITHOUT_SPAN, ARGUMENT))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CDS101", "CDS701", "CDS704", "CDS709"]
    assert rules[0]["shortDescription"]["text"] == TITLES["CDS101"]
    assert rules[0]["fullDescription"]["text"].startswith("The name means nothing here. ")
    assert rules[0]["help"]["markdown"].startswith("# CDS101: ")
    assert rules[0]["defaultConfiguration"] == {"level": "error"}
    assert Path(rules[0]["helpUri"].removeprefix("file://")).is_file()
    first, second, third, last = run["results"]
    uri = "a%20b/%22%C3%BC%22%2C%20100%25%3A%23%3F%0A.cdsl"
    region = {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 8}
    artifact = {"uri": uri, "uriBaseId": "%SRCROOT%"}
    place = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    assert (first["ruleId"], first["ruleIndex"], first["locations"]) == ("CDS101", 0, [place])
    assert first["relatedLocations"][0]["message"] == {"text": "declared here"}
    assert first["fixes"][0]["artifactChanges"] == [
        {
            "artifactLocation": artifact,
            "replacements": [{"deletedRegion": region, "insertedContent": {"text": "email"}}],
        }
    ]
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == TABLE.name
    assert "region" not in third["locations"][0]["physicalLocation"]
    assert last["locations"] == []
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///repo/"}}
    assert [one["location"]["uri"] for one in run["artifacts"]] == [uri, "clean.cdsl"]
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_levels():
    (run,) = json.loads(reported("sarif", UNKNOWN, SEVERAL_LINES, AFTER_WIDE))["runs"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/a b/ü.cdsl", "file:///a%20b/%C3%BC.cdsl"),
        ("C:/a/b.cdsl", "file:///C%3A/a/b.cdsl"),
        ("/\udcff.cdsl", "file:///%FF.cdsl"),
        ("/\ud800.cdsl", "file:///%ED%A0%80.cdsl"),
    ],
)
def test_absolute_paths_as_uris(path, uri):
    assert file_uri(path) == uri
    found = Diagnostic("CDS101", Severity.HINT, "", Source(path, "a"), Span(0, 1))
    (run,) = json.loads(reported("sarif", found))["runs"]
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri}


def test_a_relative_path_has_no_scheme():
    assert relative_uri("c:d/e") == "c%3Ad/e"


def test_junit_has_a_suite_a_file():
    root = ElementTree.fromstring(reported("junit", *ALL))
    counts = {name: root.get(name) for name in ("tests", "failures", "errors")}
    assert counts == {"tests": "7", "failures": "4", "errors": "0"}
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        (ODD_NAME, "3", "1"),
        ("clean.cdsl", "1", "0"),
        (TABLE.name, "2", "2"),
        ("cdsl", "1", "1"),
    ]
    assert [case.get("name") for case in root[1]] == ["no problems"]
    unknown, hole, _ = root[0]
    assert (unknown.get("file"), unknown.get("line")) == (ODD_NAME, "2")
    assert "^^^^^" in (unknown.findtext("failure") or "")
    assert "two" in (hole.findtext("system-out") or "")


def test_junit_agrees_with_the_exit_code():
    strict = context(failing=(Severity.ERROR, Severity.WARNING))
    root = ElementTree.fromstring(report("junit", [SEVERAL_LINES, AFTER_WIDE], strict))
    assert (root.get("tests"), root.get("failures")) == ("2", "1")


def test_every_module_of_a_format_is_in_the_table():
    folder = Path(report.__code__.co_filename).parent
    formats = {
        path.stem for path in folder.glob("*.py") if "\ndef report(diagnostics" in path.read_text()
    }
    assert {made.module for made in FORMATS.values()} == formats
