"""Linting and fixing: rules, settings of the project, and the files on the disk.

Floor 7. What a rule is and says is `cdsl.tools.lint`; here its settings are found, its clock is
handed in, and fixed texts are written: all of a file or nothing.
"""

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from cdsl.api.analysis import Understood, understand
from cdsl.api.files import IN_MEMORY, CampaignFile, marked_folder, read_bytes, resolved
from cdsl.api.writing import write_file
from cdsl.semantics.analyse import Analysis
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source, Span
from cdsl.tools.lint.fix import apply_fixes, fixable, separate_fixes
from cdsl.tools.lint.lint import LintMemory, lint, reported
from cdsl.tools.lint.settings import DEFAULT, LintSettings, SettingProblem, read_settings
from cdsl.tools.lint.usage import Others

__all__ = [
    "Configured",
    "Fixed",
    "configured_for",
    "fixed",
    "linted",
    "programs",
    "separate_fixes",
]

File = TypeVar("File")
MOST_PROGRAMS: Final = 40
"""As many files that use a file as are worth understanding to call something in it unused."""
_ROUNDS: Final = 10
"""Fixes are taken until none is left, since one may make room for another; no further than this."""


@dataclass(frozen=True, slots=True)
class Configured:
    """The settings that hold for a file, and what is wrong with the file they stand in."""

    settings: LintSettings
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file before and after its fixes, and the findings whose fixes were taken.

    `is_given` says that its text was handed in: what becomes of it is the caller's matter.
    """

    shown: str
    place: str
    before: str
    after: str
    taken: tuple[Diagnostic, ...]
    is_given: bool

    @property
    def has_changed(self) -> bool:
        """Whether there was anything to mend."""
        return self.before != self.after

    def write(self) -> None:
        """Put the new text in the file's place; an OSError where that cannot be done."""
        write_file(self.place, self.after.encode())


def linted(
    understood: Understood,
    configured: Configured,
    now: datetime | None,
    memory: LintMemory | None = None,
    others: Others = tuple,
) -> tuple[Diagnostic, ...]:
    """What checker and linter say of a program, under the names that people know.

    `others` are asked for where something looks unused, see `programs`.
    """
    analysis = understood.analysis
    found = (*analysis.diagnostics, *lint(analysis, configured.settings, now, memory, others))
    shown = [
        understood.naming.diagnostic(diagnostic)
        for diagnostic in found
        if diagnostic.source is None or diagnostic.source.name not in understood.unreadable
    ]
    texts = {name: shown for name, (_, shown) in understood.naming.names.items()}
    kept = reported(shown, analysis, configured.settings, texts)
    return (*configured.diagnostics, *kept, *understood.unreadable.values())


def programs(
    files: Sequence[File] | None, understood: Callable[[File], Understood]
) -> Sequence[Analysis] | None:
    """The programs of the files that use a file, for `linted`.

    None where they are not known or too many, or where one of them cannot be read.
    """
    if files is None or len(files) > MOST_PROGRAMS:
        return None
    try:
        return [understood(file).analysis for file in files]
    except OSError:
        return None


# Settings -----------------------------------------------------------------------------------------


def configured_for(file: CampaignFile, portable: bool | None) -> Configured:
    """The settings for a file: those of the nearest `cdsl.toml` or `[tool.cdsl]` above it.

    `portable` is what a command line says, which has the last word. What cannot be read counts as
    not said, and is reported.
    """
    found = Configured(DEFAULT, ())
    if file.root != IN_MEMORY:
        marked = marked_folder(os.path.dirname(resolved(file.root, file.path)))
        found = found if marked is None else _configuration(marked)
    if portable is None:
        return found
    settings = LintSettings(found.settings.disabled, found.settings.severities, portable)
    return Configured(settings, found.diagnostics)


def _configuration(folder: str) -> Configured:
    for name, keys in (("cdsl.toml", ()), ("pyproject.toml", ("tool", "cdsl"))):
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            continue
        source = Source(_shown(path), read_bytes(path).decode("utf-8", "replace"))
        try:
            table: object = tomllib.loads(source.text)
        except tomllib.TOMLDecodeError as wrong:
            return Configured(DEFAULT, (_problem(source, SettingProblem("", str(wrong), "")),))
        for key in keys:
            table = table.get(key, {}) if isinstance(table, dict) else {}
        settings, problems = read_settings(table if isinstance(table, dict) else {})
        return Configured(settings, tuple(_problem(source, problem) for problem in problems))
    return Configured(DEFAULT, ())


def _problem(source: Source, problem: SettingProblem) -> Diagnostic:
    start = max(0, source.text.find(problem.key))
    span = Span(start, start + len(problem.key))
    return Diagnostic(
        "CDS718", SEVERITIES["CDS718"], problem.message, source, span, help=problem.help
    )


def _shown(path: str) -> str:
    """The name of a settings file as from where the person stands."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return path


# Fixing -------------------------------------------------------------------------------------------


def fixed(
    file: CampaignFile,
    texts: Mapping[str, str | bytes],
    configured: Configured,
    now: datetime | None,
    others: Others,
    *,
    unsafe: bool,
) -> Fixed:
    """A file with its fixes taken, round after round, until there are none to take.

    A round that would leave more errors than it found is taken back, and is the last one.
    """
    place = resolved(file.root, file.path)
    understood = understand((file,), texts)
    source = _source(understood, file)
    before = source.text
    taken: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        found = linted(understood, configured, now, others=others)
        text, now_taken = apply_fixes(source.text, fixable(found, source, unsafe=unsafe))
        if text == source.text:
            break
        after = understand((file,), {**texts, place: text})
        if _errors(after) > _errors(understood):
            break
        taken += now_taken
        understood, source = after, _source(after, file)
    return Fixed(file.shown, place, before, source.text, tuple(taken), place in texts)


def _source(understood: Understood, file: CampaignFile) -> Source:
    """The text of a file under the name to show."""
    return understood.naming.names[file.path][1]


def _errors(understood: Understood) -> int:
    return sum(found.severity is Severity.ERROR for found in understood.diagnostics)
