"""The token frames of an asset, with their values.

Floor 2.
"""

from cdsl.semantics.expressions import Expression
from cdsl.semantics.fields import type_named
from cdsl.semantics.known import Known, Setting
from cdsl.semantics.places import Place, TokenLine
from cdsl.semantics.program import TokenDefinition, Tokens
from cdsl.semantics.resolve.tokens import Lines, frame_lines, type_chain
from cdsl.semantics.resolve.values import assigned
from cdsl.semantics.tokens import Chain, Frame, canonical
from cdsl.semantics.types import Type
from cdsl.syntax import nodes


def definitions(known: Known, place: Place, own: Lines = (), owner: str = "") -> Tokens:
    """The frames of an asset by itself; each value is worked out where it is used."""
    here = (place.holder.key, place.file)
    outer = known.frames.get(here)
    if outer is None:
        outer = _frames(known, place, (), "")
        known.frames[here] = outer
    return Chain((*_frames(known, place, own, owner).frames[:1], *outer.frames)) if own else outer


def _frames(known: Known, place: Place, own: Lines, owner: str) -> Tokens:
    chain = type_chain(known, place, own, owner)
    wanted = frame_lines(known, place, own, owner)
    return Chain(
        tuple(
            Frame(
                kind,
                name,
                {canonical(line.line.name.text): _definition(known, line, chain) for line in lines},
            )
            for kind, name, lines in (wanted[:1] if own else wanted)
        )
    )


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
