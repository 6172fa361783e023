"""The world outside as far as it is known beforehand: prepared answers, and nothing else.

Floor 5. Nothing here reaches out. A connection is another `Outside`, handed in by a face.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, tzinfo

from cdsl.interpreter.state import Answered, Failed
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Webhook
from cdsl.semantics.schema import Action
from cdsl.source.data import dataclass
from cdsl.world.values import Unreadable, Value, read

NOT_CONNECTED = "not_connected"
"""The error type of a webhook without a prepared answer."""

UNREADABLE = "unreadable_answer"
"""The error type of an answer with a value that its field cannot hold."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Webhooks answer as prepared, else fail; actions are done by being recorded."""

    answers: Mapping[AssetKey, Answered | Failed] = field(default_factory=dict)

    def call_webhook(
        self, webhook: Webhook, person: str, url: str, payload: str, at: datetime
    ) -> Answered | Failed:
        """The prepared answer, the same for everyone."""
        return self.answers.get(webhook.key, Failed(NOT_CONNECTED))

    def do(
        self, action: Action, person: str, values: tuple[Value, ...], at: datetime
    ) -> Failed | None:
        """Nothing to do: the flow records the action."""
        return None


def mapped(webhook: Webhook, answer: object, zone: tzinfo) -> Answered | Failed:
    """A JSON answer brought to the fields of the webhook's `reply`.

    A path that the answer does not have leaves its field as it is, null empties it; a value that
    its field cannot hold makes the whole answer useless.
    """
    values: list[tuple[int, Value]] = []
    for reply in webhook.reply:
        known, found = _at(answer, reply.path)
        if not known:
            continue
        value = None if found is None else read(_json_text(found), reply.field.type, zone)
        if isinstance(value, Unreadable):
            return Failed(UNREADABLE)
        values.append((reply.field.column, value))
    return Answered(tuple(values))


def _at(answer: object, path: str) -> tuple[bool, object]:
    """Whether a dotted path leads anywhere, and where to; a number counts along a list from 0."""
    found = answer
    for name in path.split("."):
        match found:
            case dict() if name in found:
                found = found[name]
            case list() if name.isdecimal() and int(name) < len(found):
                found = found[int(name)]
            case _:
                return False, None
    return not isinstance(found, dict | list), found


def _json_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
