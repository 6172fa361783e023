"""What is left of findings: as settings want them, without what authors allow.

Floor 6. Holds for what the checker finds and for what rules find; needs no rule for that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.modules import Module
from cdsl.source.codes import TITLES
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.syntax import files as syntax
from cdsl.tools.lint.allow import allowances, allowed
from cdsl.tools.lint.settings import LintSettings

_MARK: Final = "cdsl"


def kept(
    found: Iterable[Diagnostic],
    analysis: Analysis,
    settings: LintSettings,
    texts: Mapping[str, Source],
    unasked: Collection[str] | None,
) -> tuple[Diagnostic, ...]:
    """Findings in the text that `texts` has for each file: those not disabled, and not allowed.

    What is wrong with allowances in the files that were asked for is added, and every one that
    allows nothing, save of `unasked` codes; nothing of both where that is None.
    """
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        severity = settings.severities.get(diagnostic.code, diagnostic.severity)
        if diagnostic.code not in settings.disabled:
            if severity is not diagnostic.severity:
                diagnostic = replace(diagnostic, severity=severity)
            name = diagnostic.source.name if diagnostic.source is not None else ""
            by_file.setdefault(name, []).append(diagnostic)
    left: list[Diagnostic] = []
    modules = analysis.declarations.modules
    for name, source in texts.items():
        module = modules.modules.get(name)
        if module is None or not any(_MARK in comment.text.lower() for comment in module.comments):
            continue
        held, wrong = allowances(module.comments, _spans(module), source)
        own = by_file.pop(source.name, [])
        if unasked is None or name not in modules.roots:
            left += allowed(own, held, TITLES, source)
        else:
            left += allowed([*own, *wrong], held, unasked, source)
    return (*left, *(diagnostic for rest in by_file.values() for diagnostic in rest))


def _spans(module: Module) -> Iterator[Span]:
    """Where the declarations of a file stand, those that hold others included."""
    pending: list[syntax.ProgramItem] = list(module.file.items)
    while pending:
        item = pending.pop()
        yield module.extent(item)
        if isinstance(item, syntax.Folder | syntax.Program):
            pending.extend(item.items)
