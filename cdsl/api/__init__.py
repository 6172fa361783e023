"""The one stair: open a project, check it, run it, test it.

Floor 7, the door at which every face asks, and the library for Python programs:

    from datetime import UTC, datetime
    from cdsl.api import Project

    project = Project.open("campaign.cdsl")
    result = project.run(people="people.csv", now=datetime.now(UTC))
    print([(campaign.name, campaign.entered) for campaign in result.campaigns])

Here files, the clock that a caller hands in, the time zones and the standard library are put
together; everything below is handed what it needs. `cdsl.api.running` and `cdsl.api.testing` have
the types of what comes back; they are imported when they are needed, so that checking starts fast.
"""

from cdsl.api.project import Project, TestName, files_at

__all__ = ["Project", "TestName", "files_at"]
