"""Channels with the ranks of their statuses, and which channel a program has.

Floor 2.
"""

from collections.abc import Mapping

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.draft.draft import SchemaDraft
from cdsl.semantics.places import Place
from cdsl.semantics.schema import Channel, Status
from cdsl.source.quoting import quoted
from cdsl.source.suggest import nearest
from cdsl.syntax.declarations import ChannelDeclaration


def program_channels(
    declarations: Declarations, draft: SchemaDraft
) -> Mapping[AssetKey, Channel | None]:
    """The channel of every program, None for those that name none."""
    found: dict[AssetKey, Channel | None] = {}
    for key, parts in declarations.programs.items():
        found[key] = None
        if parts.channel is None:
            continue
        node, place = parts.channel
        channel = draft.channels.get(node.name.text)
        seen = declarations.modules.sees[place.file]
        if channel is None or draft.seen_in["channel", channel.name].isdisjoint(seen):
            close = nearest(node.name.text, draft.channels)
            help = (
                f"did you mean {quoted(close)}?"
                if close
                else 'declare it: channel "…" { status … }'
            )
            draft.report(
                "CDS101", f"unknown channel {quoted(node.name.text)}", place, node.name, help
            )
            continue
        found[key] = channel
    return found


def add_channel(node: ChannelDeclaration, place: Place, draft: SchemaDraft) -> None:
    """Add a channel; statuses rank as they stand, but for one that stands beside another."""
    if node.name.text in draft.channels:
        message = f"the channel {quoted(node.name.text)} is declared twice"
        draft.report("CDS103", message, place, node.name, "keep one of the two")
        return
    statuses: dict[str, Status] = {}
    rank = 0
    for line in node.statuses:
        if line.name.text in statuses:
            message = f"the status {quoted(line.name.text)} stands twice"
            draft.report("CDS103", message, place, line.name, "keep one of the two")
            continue
        if line.beside is not None and line.beside.text not in statuses:
            close = nearest(line.beside.text, statuses)
            help = (
                f"did you mean {quoted(close)}?" if close else "it stands beside an earlier status"
            )
            message = f"the channel has no status {quoted(line.beside.text)} before this one"
            draft.report("CDS109", message, place, line.beside, help)
        if line.beside is not None and line.beside.text in statuses:
            own = statuses[line.beside.text].rank
        else:
            rank += 1
            own = rank
        statuses[line.name.text] = Status(line.name.text, own, line.success)
    draft.channels[node.name.text] = Channel(node.name.text, tuple(statuses.values()))
