"""The token frames of an asset, with their values.

Floor 2.
"""

from cdsl.semantics.expressions import Expression
from cdsl.semantics.known import Known
from cdsl.semantics.places import Place, TokenLine
from cdsl.semantics.program import TokenDefinition, Tokens
from cdsl.semantics.resolve.tokens import Lines, frame_lines, type_chain
from cdsl.semantics.resolve.values import assigned
from cdsl.semantics.setting import Setting
from cdsl.semantics.tokens import Chain, Frame, FrameKind, canonical
from cdsl.semantics.type_names import type_named
from cdsl.semantics.types import Type
from cdsl.syntax import nodes


def definitions(known: Known, place: Place) -> Tokens:
    """The frames of what holds the text at a place; values are worked out where they are used."""
    here = (place.holder.key, place.file)
    if here not in known.frames:
        chain = type_chain(known, place)
        frames = frame_lines(known, place, (), "")
        known.frames[here] = Chain(tuple(_frame(known, *frame, chain) for frame in frames))
    return known.frames[here]


def own_definitions(known: Known, place: Place, own: Lines, owner: str) -> Tokens:
    """The frame of a campaign's own tokens alone; empty if it has none."""
    if not own:
        return Chain()
    chain = type_chain(known, place, own, owner)
    return Chain((_frame(known, FrameKind.CAMPAIGN, owner, own, chain),))


def _frame(
    known: Known, kind: FrameKind, owner: str, lines: Lines, chain: Chain[Type]
) -> Frame[TokenDefinition]:
    found = {canonical(line.line.name.text): _definition(known, line, chain) for line in lines}
    return Frame(kind, owner, found)


def _definition(known: Known, line: TokenLine, chain: Chain[Type]) -> TokenDefinition:
    node = line.line
    setting = Setting(known, line.place, chain)
    type = type_named(node, line.place, known.findings)
    if type != node.type_name.text:
        return TokenDefinition(canonical(node.name.text), node.name.text, type, None)
    if node.values is not None:
        setting.report("CDS314", "a token takes no list of values", node.values.span)
    value: Expression | None = None
    empty = isinstance(node.default, nodes.Text) and not node.default.value
    if node.default is not None and not empty:
        value = assigned(node.default, type, setting).expression
    label = node.label.text if node.label else node.name.text
    return TokenDefinition(canonical(node.name.text), label, type, value)
