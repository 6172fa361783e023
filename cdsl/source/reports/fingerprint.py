"""What makes a finding the same one tomorrow, although its line has another number by then.

Ground floor.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from cdsl.source.diagnostic import Diagnostic
from cdsl.source.reports.context import Context


def fingerprints(diagnostics: Sequence[Diagnostic], context: Context) -> list[str]:
    """A fingerprint for each diagnostic, all of them different.

    Made of path, code, message and the first line of what is marked, never of a line's number, so
    that edits elsewhere leave it alone. Findings that are equal in all of that are counted.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for diagnostic in diagnostics:
        key = _key(diagnostic, context)
        seen[key] += 1
        parts = (*key, str(seen[key]))
        found.append(sha256("\0".join(parts).encode(errors="backslashreplace")).hexdigest())
    return found


def _key(diagnostic: Diagnostic, context: Context) -> tuple[str, ...]:
    source, span = diagnostic.source, diagnostic.span
    path = "" if source is None else context.path(source.name)
    marked = "" if source is None or span is None else source.text[span.start : span.end]
    return path, diagnostic.code, diagnostic.message, marked.partition("\n")[0].strip()
