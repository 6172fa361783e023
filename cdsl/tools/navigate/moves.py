"""Where the places of texts come to when the texts are edited.

Floor 6.
"""

from collections.abc import Mapping, Sequence

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit
from cdsl.source.span import Span


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits made, none of which overlap."""
    for one in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: one.span.start] + one.text + text[one.span.end :]
    return text


@dataclass(frozen=True, slots=True)
class Moves:
    """Edits of texts, by the name of each."""

    edits: Mapping[str, Sequence[Edit]]

    def span(self, file: str, span: Span) -> Span:
        """A span as it stands after the edits: what lies in it has grown or shrunk with it."""
        edits = self.edits.get(file)
        if not edits:
            return span
        before = sum(_growth(one) for one in edits if one.span.end <= span.start)
        until = sum(_growth(one) for one in edits if one.span.end <= span.end)
        return Span(span.start + before, span.end + until)


def _growth(edit: Edit) -> int:
    return len(edit.text) - (edit.span.end - edit.span.start)
