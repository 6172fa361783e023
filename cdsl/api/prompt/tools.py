"""Tests and findings of the texts of a session.

Floor 7.
"""

import os

from cdsl.api.project import Project
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.prompt.texts import renamed
from cdsl.api.testing import TestResult
from cdsl.source.diagnostic import Diagnostic


def results(sitting: Sitting, text: str) -> tuple[TestResult, ...]:
    """What became of the tests whose name has `text` in it."""
    return _project(sitting).test(text=text)


def findings(sitting: Sitting) -> tuple[Diagnostic, ...]:
    """What checker and linter say, schedules judged by the virtual clock."""
    found = _project(sitting).lint(now=sitting.now)
    return tuple(renamed(one, sitting.texts.place) for one in found)


def _project(sitting: Sitting) -> Project:
    """The files as the session has them, and what was typed where there is any."""
    texts = sitting.texts
    typed = {texts.place: texts.whole()} if texts.typed else {}
    if not texts.paths:
        return Project.from_texts(typed)
    own = {path: texts.contents[os.path.realpath(path)] for path in texts.paths}
    return Project.open((*texts.paths, *typed), texts={**texts.contents, **own, **typed})
