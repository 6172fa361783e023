"""What a project wants of checker and linter: its settings found, and findings as they want them.

Floor 7. What settings and allowances mean is `cdsl.tools.lint`; here their file is found and read.
"""

import os
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from cdsl.api.analysis import Understood
from cdsl.api.files import (
    IN_MEMORY,
    CampaignFile,
    decoded,
    marked_folder,
    read_bytes,
    resolved,
)
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.tools.lint.keeping import kept
from cdsl.tools.lint.settings import DEFAULT, LintSettings, SettingProblem, read_settings

_OWN: Final = "cdsl.toml"
_A_FOLDER: Final = SettingProblem(
    "", f"`{_OWN}` is a folder", "rename it: settings stand in a file of that name"
)


@dataclass(frozen=True, slots=True)
class Configured:
    """The settings that hold for a file, and what is wrong with the file they stand in."""

    settings: LintSettings
    diagnostics: tuple[Diagnostic, ...]


def judged(
    found: Iterable[Diagnostic],
    understood: Understood,
    configured: Configured,
    unasked: Collection[str] | None = None,
) -> tuple[Diagnostic, ...]:
    """What was found in a program, as its settings and allowances want it, see `kept`.

    The names are those that people know. What is wrong with the settings comes first.
    """
    shown = [
        understood.naming.diagnostic(diagnostic)
        for diagnostic in found
        if diagnostic.source is None or diagnostic.source.name not in understood.unreadable
    ]
    texts = {name: shown for name, (_, shown) in understood.naming.names.items()}
    left = kept(shown, understood.analysis, configured.settings, texts, unasked)
    return (*configured.diagnostics, *left, *understood.unreadable.values())


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
    for name, keys in ((_OWN, ()), ("pyproject.toml", ("tool", "cdsl"))):
        path = os.path.join(folder, name)
        if name == _OWN and os.path.isdir(path):
            source = Source(_shown(path), "")
            return Configured(DEFAULT, (_problem(source, _A_FOLDER),))
        if not os.path.isfile(path):
            continue
        loaded = decoded(_shown(path), read_bytes(path))
        if loaded.problem is not None:
            return Configured(DEFAULT, (replace(loaded.problem, code="CDS718"),))
        source = loaded.source
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
    found = re.search(rf"(?<!\w){re.escape(problem.key)}(?!\w)", source.text)
    span = Span(0, 0) if found is None else Span(*found.span())
    return Diagnostic(
        "CDS718", SEVERITIES["CDS718"], problem.message, source, span, help=problem.help
    )


def _shown(path: str) -> str:
    """The name of a settings file as from where the person stands."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return path
