"""Where a pass of analysis puts the diagnostics it finds.

Floor 2. One cause, one diagnostic: what stands twice at one place is kept once, and what a clone
finds wrong in the text it copies is reported at the clone, unless the original has it as well.
"""

from dataclasses import dataclass, field, replace

from cdsl.semantics.program import Location
from cdsl.source.codes import SEVERITIES
from cdsl.source.diagnostic import Diagnostic, Fix, Missing, Related
from cdsl.source.span import Source, Span

_Key = tuple[str, Source | None, Span | None]


@dataclass(slots=True)
class Findings:
    """A collector, made for one analysis and handed from pass to pass."""

    own: dict[_Key, Diagnostic] = field(default_factory=dict)
    in_clones: list[tuple[Diagnostic, Location]] = field(default_factory=list)

    def add(self, found: Diagnostic, clone: Location | None = None) -> None:
        """Keep a diagnostic; `clone` says that the text is seen through a clone standing there."""
        if clone is not None:
            self.in_clones.append((found, clone))
        else:
            self.own.setdefault(_key(found), found)

    def all(self) -> tuple[Diagnostic, ...]:
        """Everything found, each cause once."""
        found = dict(self.own)
        for diagnostic, clone in self.in_clones:
            if _key(diagnostic) in self.own:
                continue
            related = diagnostic.related
            if diagnostic.source is not None and diagnostic.span is not None:
                here = Related("in the text that is cloned", diagnostic.source, diagnostic.span)
                related = (here, *related)
            moved = replace(
                diagnostic, source=clone.source, span=clone.span, related=related, fix=None
            )
            found.setdefault(_key(moved), moved)
        return tuple(found.values())


def _key(found: Diagnostic) -> _Key:
    return (found.code, found.source, found.span)


def finding(
    code: str,
    message: str,
    source: Source,
    span: Span,
    *,
    label: str = "",
    help: str = "",
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
    missing: Missing | None = None,
) -> Diagnostic:
    """A diagnostic with the severity that the table gives its code."""
    severity = SEVERITIES[code]
    return Diagnostic(code, severity, message, source, span, label, help, related, fix, missing)
