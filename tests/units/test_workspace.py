"""Texts that somebody is editing: what time and closing do to what is remembered of them."""

from datetime import UTC, datetime, timedelta

from cdsl.api.workspace import Workspace

SCHEDULED = """batch campaign "Fair" {
  smart list { email is not empty }
  schedule once at 2026-12-01T09:00
  flow { wait until 2026-12-02  change score by 1 }
}
"""


def test_what_lies_in_the_past_is_found_as_time_goes_on() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    workspace = Workspace(lambda: now)
    workspace.change("a.cdsl", SCHEDULED, 1)
    assert workspace.diagnostics("a.cdsl") == ()
    now += timedelta(days=14)
    assert [one.code for one in workspace.diagnostics("a.cdsl")] == ["CDS439", "CDS452"]
    workspace.change("a.cdsl", f"# A comment.\n{SCHEDULED}", 2)
    assert [one.code for one in workspace.diagnostics("a.cdsl")] == ["CDS439", "CDS452"]
    now -= timedelta(days=14)
    assert workspace.diagnostics("a.cdsl") == ()
