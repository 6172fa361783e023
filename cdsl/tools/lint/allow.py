"""Allowances: `# cdsl: allow CDS410 because …`, with which an author keeps what a rule finds.

Floor 6. One at the end of a line holds for that line; one alone above a declaration holds for all
of it. A reason is part of it: without one it allows nothing. Errors cannot be allowed.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Edit, Fix
from cdsl.source.span import Source, Span
from cdsl.syntax.lexer import Comment
from cdsl.tools.lint.directive import Directive, Misread, read_directive


@dataclass(frozen=True, slots=True)
class Allowance:
    """The codes of one comment, where each stands, and the text that they hold for."""

    codes: tuple[tuple[str, Span], ...]
    comment: Comment
    held: Span

    def allows(self, found: Diagnostic) -> bool:
        """Whether a finding is one of those that it keeps."""
        return (
            found.span is not None
            and self.held.start <= found.span.start <= self.held.end
            and any(code == found.code for code, _ in self.codes)
        )


def allowances(
    comments: Sequence[Comment], declarations: Iterable[Span], source: Source
) -> tuple[tuple[Allowance, ...], tuple[Diagnostic, ...]]:
    """The allowances of a file, and what is wrong with those that can allow nothing.

    `declarations` are the spans of everything declared, what holds others included.
    """
    starts = {span.start: span for span in declarations}
    found: list[Allowance] = []
    wrong: list[Diagnostic] = []
    for comment in comments:
        match read_directive(comment):
            case Directive(codes):
                found.append(Allowance(codes, comment, _held(comment, starts, source)))
            case Misread() as misread:
                wrong.append(_misread(misread, source))
            case None:
                pass
    return tuple(found), tuple(wrong)


def _misread(misread: Misread, source: Source) -> Diagnostic:
    return Diagnostic(
        "CDS591",
        SEVERITIES["CDS591"],
        misread.message,
        source,
        misread.span,
        help=misread.help,
        fix=misread.fix,
    )


def _held(comment: Comment, starts: dict[int, Span], source: Source) -> Span:
    """Its line, or all of the declaration below it, over further comments."""
    line = source.position(comment.span.start).line
    begin = source.line_starts[line - 1]
    if source.text[begin : comment.span.start].strip():
        return Span(begin, comment.span.start)
    at = line
    while at < len(source.line_starts):
        text = source.line(at + 1)
        start = source.line_starts[at] + len(text) - len(text.lstrip())
        if start in starts:
            return starts[start]
        if not text.lstrip().startswith("#"):
            break
        at += 1
    return Span(begin, comment.span.end)


def allowed(
    found: Iterable[Diagnostic],
    allowances: Sequence[Allowance],
    silent: Collection[str],
    source: Source,
) -> Iterator[Diagnostic]:
    """What is left of the findings in a file, and every code that allowed nothing.

    Of `silent` codes nothing can be said, since nobody looked for them.
    """
    used: set[tuple[int, str]] = set()
    for diagnostic in found:
        holding = [number for number, one in enumerate(allowances) if one.allows(diagnostic)]
        if holding:
            used.update((number, diagnostic.code) for number in holding)
        else:
            yield diagnostic
    for number, allowance in enumerate(allowances):
        idle = {code for code, _ in allowance.codes if (number, code) not in used} - {*silent}
        for code, span in allowance.codes:
            if code in idle:
                whole = idle == {code for code, _ in allowance.codes}
                yield _idle(code, span, allowance if whole else None, source)


def _idle(code: str, span: Span, allowance: Allowance | None, source: Source) -> Diagnostic:
    message = f"nothing here is `{code}`, so that this allows nothing"
    fix = None
    if allowance is not None:
        fix = Fix("remove the comment", (Edit(_with_blanks(allowance.comment, source), ""),), True)
    return Diagnostic(
        "CDS590",
        SEVERITIES["CDS590"],
        message,
        source,
        span,
        help="remove it" if fix is None else "",
        fix=fix,
    )


def _with_blanks(comment: Comment, source: Source) -> Span:
    """A comment with the blanks before it, and with its line break where it has its own line."""
    begin, end = comment.span
    while begin and source.text[begin - 1] in " \t":
        begin -= 1
    if (not begin or source.text[begin - 1] == "\n") and source.text[end : end + 1] == "\n":
        end += 1
    return Span(begin, end)
