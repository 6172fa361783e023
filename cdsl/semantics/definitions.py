"""Where everything is declared that a text can refer to.

Floor 2. Worked out from the declarations when somebody asks; `cdsl.semantics.uses` has the other
end of each reference.
"""

from collections.abc import Iterable, Iterator, Mapping

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.places import AssetKind, Place, TokenLine
from cdsl.semantics.program import Location
from cdsl.semantics.tokens import canonical
from cdsl.semantics.uses import (
    ActivityTarget,
    AssetTarget,
    AttributeTarget,
    ChannelTarget,
    FieldTarget,
    FileTarget,
    MemberFieldTarget,
    StatusTarget,
    Target,
    TokenTarget,
)
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    FieldsOf,
    Tokens,
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A declaration: the span of its name, and that of all of it.

    What is declared in several places (a field with a default added, a folder written again) has a
    definition for each. `clone` is set where the text is that of a template. A file's name is the
    empty span at its start.
    """

    source: Source
    span: Span
    whole: Span
    target: Target
    clone: Location | None


def definitions(analysis: Analysis) -> tuple[Definition, ...]:
    """Every definition, in order of loading and text for each kind."""
    return (
        *_assets(analysis),
        *_shared(analysis),
        *_members(analysis),
        *_tokens(analysis),
        *_files(analysis),
    )


def _at(place: Place, span: Span, whole: Span, target: Target) -> Definition:
    return Definition(place.source, span, whole, target, place.clone)


def _assets(analysis: Analysis) -> Iterator[Definition]:
    for kind in AssetKind:
        for (other, _), declared in analysis.declarations.named.items():
            if other is kind:
                for one in declared:
                    target = AssetTarget(kind, one.key)
                    yield _at(one.place, one.name.span, one.node.span, target)


def _shared(analysis: Analysis) -> Iterator[Definition]:
    for node, place in analysis.declarations.shared:
        match node:
            case FieldsOf(owner, fields):
                for line in fields:
                    target = FieldTarget(owner, line.name.text)
                    yield _at(place, line.name.span, line.span, target)
            case ActivityDeclaration(name, _, inner) | ActionDeclaration(name, _, inner):
                yield _at(place, name.span, node.span, ActivityTarget(name.text))
                for line in inner:
                    attribute = AttributeTarget(name.text, line.name.text)
                    yield _at(place, line.name.span, line.span, attribute)
            case ChannelDeclaration(name, statuses):
                yield _at(place, name.span, node.span, ChannelTarget(name.text))
                for status in statuses:
                    reached = StatusTarget(name.text, status.name.text)
                    yield _at(place, status.name.span, status.span, reached)


def _members(analysis: Analysis) -> Iterator[Definition]:
    for key, parts in analysis.declarations.programs.items():
        for node, place in parts.members:
            for line in node.fields:
                target = MemberFieldTarget(key, line.name.text)
                yield _at(place, line.name.span, line.span, target)


def _tokens(analysis: Analysis) -> Iterator[Definition]:
    for target, line in _token_lines(analysis):
        yield _at(line.place, line.line.name.span, line.line.span, target)


def token_lines(analysis: Analysis) -> Mapping[TokenTarget, TokenLine]:
    """The declaration of every token; of a folder's that stands twice, the last one."""
    return dict(_token_lines(analysis))


def _token_lines(analysis: Analysis) -> Iterator[tuple[TokenTarget, TokenLine]]:
    for owner, lines in analysis.declarations.tokens.items():
        for line in lines:
            yield TokenTarget(owner, None, canonical(line.line.name.text)), line
    for key, parts in analysis.parts.items():
        for placed in parts:
            if isinstance(placed.part, Tokens):
                for field in placed.part.tokens:
                    holder = placed.place.holder.key
                    target = TokenTarget(holder, key, canonical(field.name.text))
                    yield target, TokenLine(field, placed.place, key)


def _files(analysis: Analysis) -> Iterator[Definition]:
    for name, module in analysis.declarations.modules.modules.items():
        whole = Span(0, len(module.source.text))
        yield Definition(module.source, Span(0, 0), whole, FileTarget(name), None)


def by_target(found: Iterable[Definition]) -> dict[Target, list[Definition]]:
    """Definitions by what they define."""
    grouped: dict[Target, list[Definition]] = {}
    for one in found:
        grouped.setdefault(one.target, []).append(one)
    return grouped
