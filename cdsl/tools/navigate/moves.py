"""Where the places of texts come to when the texts are edited.

Floor 6.
"""

from collections.abc import Mapping, Sequence

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Edit
from cdsl.source.span import Span


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
