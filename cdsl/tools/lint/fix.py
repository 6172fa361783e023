"""Fixes applied: edits of a text, those that overlap left for another round.

Floor 6. Works on texts; which fixes are wanted and where texts go is the caller's matter.
"""

from collections.abc import Iterable

from cdsl.source.diagnostic import Diagnostic, Edit, edited
from cdsl.source.span import Source


def fixable(found: Iterable[Diagnostic], source: Source, *, unsafe: bool) -> tuple[Diagnostic, ...]:
    """The findings in a text whose fixes may be taken: the safe ones, or with `unsafe` all."""
    return tuple(
        diagnostic
        for diagnostic in found
        if diagnostic.source is not None
        and diagnostic.source.name == source.name
        and diagnostic.fix is not None
        and (unsafe or diagnostic.fix.safe)
    )


def apply_fixes(text: str, found: Iterable[Diagnostic]) -> tuple[str, tuple[Diagnostic, ...]]:
    """A text with fixes applied, and the findings whose fixes those are."""
    edits, taken = separate_fixes(found)
    return edited(text, edits), taken


def separate_fixes(
    found: Iterable[Diagnostic],
) -> tuple[tuple[Edit, ...], tuple[Diagnostic, ...]]:
    """The edits of fixes that can be taken together, and the findings whose fixes those are.

    In order of place; a fix is taken wholly or not at all, and one that touches what an earlier
    one changes is left out.
    """
    edits: list[Edit] = []
    taken: list[Diagnostic] = []
    ordered = sorted(
        found, key=lambda one: min(edit.span for edit in one.fix.edits) if one.fix else ()
    )
    for diagnostic in ordered:
        assert diagnostic.fix is not None
        own = list(dict.fromkeys(diagnostic.fix.edits))
        if any(_touches(edit, other) for edit in own for other in edits):
            continue
        edits += own
        taken.append(diagnostic)
    return tuple(edits), tuple(taken)


def _touches(edit: Edit, other: Edit) -> bool:
    return edit.span.start <= other.span.end and other.span.start <= edit.span.end
