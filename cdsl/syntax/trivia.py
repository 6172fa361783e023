"""Comments: what stands in a text beside the tree.

Floor 1. Doc comments are found by their place before a declaration, never kept in nodes.
"""

from dataclasses import dataclass

from cdsl.source.span import Span


@dataclass(frozen=True, slots=True)
class Comment:
    """`# text`, or `## text` when `doc`; `text` is what stands after the signs, unchanged."""

    text: str
    doc: bool
    span: Span


def documentation(parsed: Parsed, source: Source) -> Mapping[int, str]:
    """Doc comments by the offset at which what they belong to begins (language.md).

    A doc comment is a run of `##` lines, each alone in its line, right above the first line of a
    declaration, field, token, status, attribute or campaign part.
    """
