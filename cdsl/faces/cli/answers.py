"""Answers about conditions and values, as text for people.

Roof.
"""

from collections.abc import Sequence

from cdsl.api.prompt.answering import Count, Verdict, Worth
from cdsl.faces.cli.journey import sign
from cdsl.faces.cli.layout import table
from cdsl.faces.cli.terminal import painted
from cdsl.source.excerpt import visible


def verdict_text(verdict: Verdict, color: bool) -> str:
    """A condition's tree, a sign before each part."""
    lines = []
    for line in verdict.lines:
        notes = ", ".join(f"{word} {what}" for word, what in line.notes)
        note = painted(f" ({visible(notes)})", "dim", color) if notes else ""
        lines.append(f"{'  ' * line.depth}{sign(line.holds, color)}{visible(line.text)}{note}")
    return "\n".join(lines)


def count_text(counted: Count, color: bool, remedy: str) -> str:
    """How many, and the first of them; where there is nobody, the remedy for that."""
    if not counted.total:
        return _nobody(remedy)
    share = f" ({counted.count / counted.total:.1%})"
    head = painted(f"{counted.count:,} of {counted.total:,} people", "bold", color) + share
    if not counted.sample:
        return head
    more = ", …" if counted.count > len(counted.sample) else ""
    return f"{head}: {', '.join(map(visible, counted.sample))}{more}"


def worths_text(worths: Sequence[Worth], color: bool, remedy: str) -> str:
    """A value for each person, and where its tokens come from; the remedy where there is nobody."""
    if not worths:
        return _nobody(remedy)
    frames = dict.fromkeys(pair for one in worths for pair in one.frames)
    lines = table(("person", "value"), [(one.person, one.text) for one in worths], color)
    lines += [painted(f"{token} from {given}", "dim", color) for token, given in frames]
    return "\n".join(lines)


def _nobody(remedy: str) -> str:
    return f"there is nobody to ask; {remedy}"
