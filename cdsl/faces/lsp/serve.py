"""The server put together.

Roof.
"""

from datetime import UTC, datetime

from cdsl.api.workspace import Workspace
from cdsl.faces.lsp import completion, fixing, layout, navigation, reading, structure, texts, trying
from cdsl.faces.lsp.server import Server


def make_server() -> Server:
    """A server that answers everything that this room knows."""
    server = Server(Workspace(lambda: datetime.now(UTC)))
    for room in (
        texts,
        structure,
        fixing,
        completion,
        navigation,
        layout,
        reading,
        trying,
    ):
        room.register(server)
    return server
