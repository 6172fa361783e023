"""Diagnostics for people, with carets; their order, and how many there are.

Ground floor: returns texts, prints nothing. One renderer for every face.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.excerpt import Excerpt, excerpt, text_width, visible
from cdsl.source.span import Source, Span

_RESET: Final = "\x1b[0m"
_BOLD: Final = "\x1b[1m"
_FRAME: Final = "\x1b[34m"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file, place and code, each finding once: same code, same file, same span.

    What stands in no text comes first, and is told apart by its message.
    """
    seen: set[tuple[str, str, Span | None, str]] = set()
    kept: list[Diagnostic] = []
    for diagnostic in diagnostics:
        message = diagnostic.message if diagnostic.span is None else ""
        key = (diagnostic.code, _file(diagnostic.source) or "", diagnostic.span, message)
        if key not in seen:
            seen.add(key)
            kept.append(diagnostic)
    return tuple(sorted(kept, key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, str, int]:
    start, end = diagnostic.span or (-1, -1)
    return _file(diagnostic.source) or "", start, diagnostic.code, end


def _file(source: Source | None) -> str | None:
    return None if source is None else source.name


def render_text(diagnostics: Sequence[Diagnostic], *, color: bool, width: int) -> str:
    """Each diagnostic with its source line and carets, an empty line between two.

    Source lines are cut to `width` columns; messages are left to the terminal. No line break at
    the end. The order is the caller's, see `in_order`.
    """
    return "\n\n".join(_render(diagnostic, color, width) for diagnostic in diagnostics)


def render_summary(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `no problems`."""
    counts = counts_of(diagnostics)
    parts = [
        f"{count} {severity}{'' if count == 1 else 's'}"
        for severity, count in counts.items()
        if count
    ]
    return ", ".join(parts) or "no problems"


def counts_of(diagnostics: Iterable[Diagnostic]) -> dict[Severity, int]:
    """How many diagnostics there are of each severity."""
    counts = dict.fromkeys(Severity, 0)
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    return counts


def _render(diagnostic: Diagnostic, color: bool, width: int) -> str:
    places = _places(diagnostic)
    gutter = max([2, *(len(str(source.position(span.start).line)) for source, span, _ in places)])
    tone = _tone(diagnostic.severity)
    head = _paint(f"{diagnostic.severity}[{diagnostic.code}]", tone, color)
    lines = [head + _paint(f": {_lines(diagnostic.message, '')}", _BOLD, color)]
    for index, (source, span, label) in enumerate(places):
        sign, place_tone = ("^", tone) if index == 0 and diagnostic.span else ("-", _FRAME)
        shown = excerpt(source, span, width - gutter - 2)
        lines += _place_lines(source, span, shown, gutter, color)
        lines += [
            _paint(" " * gutter + "│", _FRAME, color) + " " + _paint(row, place_tone, color)
            for row in _marks(shown, sign, visible(label), width - gutter - 2)
        ]
    way_out = diagnostic.help or (diagnostic.fix.title if diagnostic.fix else "")
    if way_out:
        start = " " * gutter
        sign = _paint("=", _FRAME, color)
        lines.append(f"{start}{sign} help: {_lines(way_out, start + '        ')}")
    return "\n".join(lines)


def _places(diagnostic: Diagnostic) -> list[tuple[Source, Span, str]]:
    """Where the carets go: the diagnostic's own place, then the related ones."""
    places = [(related.source, related.span, related.message) for related in diagnostic.related]
    if diagnostic.source is not None and diagnostic.span is not None:
        places.insert(0, (diagnostic.source, diagnostic.span, diagnostic.label))
    return places


def _place_lines(
    source: Source, span: Span, shown: Excerpt, gutter: int, color: bool
) -> tuple[str, str]:
    line, column = source.position(span.start)
    return (
        f"{' ' * gutter}{_paint('┌─', _FRAME, color)} {visible(source.name)}:{line}:{column}",
        f"{_paint(f'{line:>{gutter}}│', _FRAME, color)} {shown.text}".rstrip(),
    )


def _marks(shown: Excerpt, sign: str, label: str, width: int) -> tuple[str, ...]:
    """The carets with their label beside them, or beneath where it would not fit."""
    marks = " " * shown.start + sign * shown.length + ("…" if shown.goes_on else "")
    if not label:
        return (marks,)
    if len(marks) + 1 + text_width(label) <= width:
        return (f"{marks} {label}",)
    return marks, " " * max(0, min(shown.start, width - text_width(label))) + label


def _lines(text: str, indent: str) -> str:
    """A text of ours that may have several lines, the later ones indented."""
    return f"\n{indent}".join(map(visible, text.split("\n")))


def _tone(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "\x1b[1;31m"
        case Severity.WARNING:
            return "\x1b[1;33m"
        case Severity.HINT:
            return "\x1b[1;36m"


def _paint(text: str, tone: str, color: bool) -> str:
    return f"{tone}{text}{_RESET}" if color else text
