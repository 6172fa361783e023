"""The server put together.

Roof.
"""

import logging
from datetime import UTC, datetime

from pygls.exceptions import JsonRpcException
from pygls.protocol import json_rpc

from cdsl.api.workspace import Workspace
from cdsl.faces.lsp import completion, fixing, layout, navigation, reading, structure, texts, trying
from cdsl.faces.lsp.server import Server


def make_server() -> Server:
    """A server that answers everything that this room knows."""
    logging.getLogger(json_rpc.__name__).addFilter(_is_unexpected)
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


def _is_unexpected(record: logging.LogRecord) -> bool:
    """Whether a line belongs into a log: an answer that is an error has told the editor already."""
    failure = record.exc_info[1] if record.exc_info else None
    return not isinstance(failure, JsonRpcException)
