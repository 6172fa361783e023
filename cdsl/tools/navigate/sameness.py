"""Whether files mean after a renaming what they meant before, but for the name.

Floor 6. Compares every name with what it means, what runs look up along calls, what the checker
says, and the programs as a whole. What is found is told in the words of who renames.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.definitions import Definition, definitions
from cdsl.semantics.modules import STANDARD
from cdsl.semantics.uses import Use
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.quoting import quoted
from cdsl.source.span import Source, Span
from cdsl.tools.navigate.alike import is_alike
from cdsl.tools.navigate.moves import Moves
from cdsl.tools.navigate.named_texts import decided_by_name
from cdsl.tools.navigate.renaming import UNKNOWN, Meaning, Renaming, line_of, written
from cdsl.tools.navigate.same_names import looked_up, used
from cdsl.tools.navigate.unread import unread


def difference(before: Meaning, after: Meaning, renaming: Renaming) -> str | None:
    """What would mean something else, and where; None where nothing does."""
    unknown = _unread(before, renaming)
    if unknown is not None:
        return unknown
    checks = (_wrong, used, looked_up, _no_longer_wrong, _done, _compared)
    found = next((found for check in checks if (found := check(before, after, renaming))), None)
    return None if found is None else f"with the name {quoted(renaming.name)}, {found}"


# Where errors hide names ------------------------------------------------------------------------


def _unread(before: Meaning, renaming: Renaming) -> str | None:
    if not before.has_errors:
        return None
    known: dict[str, set[Span]] = {}
    sources: dict[str, Source] = {}
    named: tuple[Use | Definition, ...] = (*before.analysis.uses, *definitions(before.analysis))
    for one in named:
        source, span = before.placed(one.source, one.span)
        known.setdefault(source.name, set()).add(span)
        sources[source.name] = source
    for file, source in sources.items():
        if not file.startswith(STANDARD):
            for span in unread(source, known[file], renaming.names, set(renaming.names.values())):
                return (
                    f"{UNKNOWN} what {written(source, span)} means in "
                    f"{line_of(source, span, renaming)}"
                )
    return None


# What the checker says --------------------------------------------------------------------------


def _wrong(before: Meaning, after: Meaning, renaming: Renaming) -> str | None:
    known = Counter(_finding(one, renaming.moves) for one in before.diagnostics)
    for one in after.diagnostics:
        finding = _finding(one, Moves({}))
        if not known[finding]:
            is_error = one.severity is Severity.ERROR
            what = "would be wrong" if is_error else "would get the remark"
            return f"{_in_words(one, renaming)} {what}: {one.message}"
        known[finding] -= 1
    return None


def _no_longer_wrong(before: Meaning, after: Meaning, renaming: Renaming) -> str | None:
    left = Counter(_finding(one, Moves({})) for one in after.diagnostics)
    for one in before.diagnostics:
        finding = _finding(one, renaming.moves)
        if not left[finding]:
            return f"{_in_words(one, renaming)} would no longer get the remark: {one.message}"
        left[finding] -= 1
    return None


def _finding(one: Diagnostic, moves: Moves) -> tuple[str, str, Span | None]:
    if one.source is None or one.span is None:
        return one.code, "", None
    return one.code, one.source.name, moves.span(one.source.name, one.span)


def _in_words(one: Diagnostic, renaming: Renaming) -> str:
    if one.source is None or one.span is None:
        return "the program"
    return line_of(one.source, one.span, renaming)


# What is done -----------------------------------------------------------------------------------


def _compared(before: Meaning, after: Meaning, renaming: Renaming) -> str | None:
    return decided_by_name(before.analysis, after.analysis, renaming.names, renaming.name)


def _done(before: Meaning, after: Meaning, renaming: Renaming) -> str | None:
    for what, was, came in _parts(before.analysis, after.analysis):
        if not is_alike(was, came, renaming.is_named):
            return f"{what} would be something else"
    return None


def _parts(before: Analysis, after: Analysis) -> Iterator[tuple[str, object, object]]:
    was, came = before.program, after.program
    yield "what is shared", (was.schema, was.workspaces), (came.schema, came.workspaces)
    for what, old, new in (
        ("program", was.programs, came.programs),
        ("campaign", was.campaigns, came.campaigns),
        ("list", was.lists, came.lists),
        ("smart list", was.smart_lists, came.smart_lists),
        ("email", was.emails, came.emails),
        ("webhook", was.webhooks, came.webhooks),
    ):
        for one, other in zip_longest(old.items(), new.items()):
            name = (one or other)[0].name
            yield f"the {what} {quoted(name)}", one, other
    for case, another in zip_longest(before.cases, after.cases):
        yield f"the test {quoted((case or another).name)}", case, another
