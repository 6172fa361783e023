"""The world outside as a command meets it: prepared answers, and under `--connect` the real one.

Floor 7, and the only room from which anything reaches outside.

A package brings handlers of declared actions by entry points of the group `cdsl.actions`: the
entry point's name is the action's, its object a callable

    handler(person: Mapping[str, Value], values: Mapping[str, Value], at: datetime) -> object

`person` has the fields by identifier, and the `id`; `values` the action's parameters by name;
`at` is the clock's instant, in UTC. Empty values are None. What it returns does not matter; an
exception means that it failed: the step is skipped as `handler_failed`, and the flow goes on.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, tzinfo
from importlib.metadata import entry_points
from time import monotonic
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cdsl import __version__
from cdsl.interpreter.state import Answered, Failed
from cdsl.runtime.outside import NOT_CONNECTED, mapped
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.program import Program, Webhook
from cdsl.semantics.schema import Action
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.world.store import Store
from cdsl.world.tables.answers import SUCCESS, WebhookAnswers
from cdsl.world.values import Value

Handler = Callable[[Mapping[str, Value], Mapping[str, Value], datetime], object]

_GROUP: Final = "cdsl.actions"
_PATIENCE: Final = 30.0
"""Seconds that a webhook has for its answer (language.md 2)."""
_LARGEST: Final = 1_000_000
"""Bytes of the largest answer that is read."""
_CODE: Final = "CDS712"

# Prepared answers -------------------------------------------------------------------------------


@dataclass(slots=True)
class Answering:
    """Webhooks answer as a file says, each person's calls in turn; actions are only recorded.

    `calls` counts the calls by webhook and person; it is handed in where it is taken back.
    """

    answers: Mapping[AssetKey, WebhookAnswers]
    zones: Mapping[str, tzinfo]
    calls: dict[tuple[AssetKey, str], int] = field(default_factory=dict)

    def call_webhook(
        self, webhook: Webhook, person: str, url: str, payload: str, at: datetime
    ) -> Answered | Failed:
        """The next answer for this person; without any the call fails as not connected."""
        answers = self.answers.get(webhook.key)
        call = (webhook.key, person)
        before = self.calls.get(call, 0)
        found = None if answers is None else answers.answer(person, before)
        self.calls[call] = before + 1
        if found is None:
            return Failed(NOT_CONNECTED)
        if found.fails:
            return Failed(found.fails)
        if found.status not in SUCCESS:
            return Failed(f"http_{found.status}")
        return mapped(webhook, found.body, self.zones[webhook.key.workspace])

    def do(
        self, action: Action, person: str, values: tuple[Value, ...], at: datetime
    ) -> Failed | None:
        """Nothing to do: the flow records the action."""
        return None


# The real world ---------------------------------------------------------------------------------


def installed_handlers(program: Program) -> tuple[Mapping[str, Handler], tuple[Diagnostic, ...]]:
    """The handlers of the program's actions that installed packages bring."""
    handlers: dict[str, Handler] = {}
    problems: list[Diagnostic] = []
    for found in entry_points(group=_GROUP):
        if found.name not in program.schema.actions:
            continue
        try:
            handler = found.load()
        except Exception as wrong:  # a package of somebody else may do anything
            problems.append(_about_handler(found.name, f"cannot be loaded: {wrong!r}"))
            continue
        if not callable(handler):
            problems.append(_about_handler(found.name, "cannot be called"))
        elif found.name in handlers:
            problems.append(_about_handler(found.name, "is brought by several packages"))
        else:
            handlers[found.name] = handler
    return handlers, tuple(problems)


def _about_handler(
    action: str, what: str, severity: Severity = Severity.ERROR, way_out: str = ""
) -> Diagnostic:
    message = f"the handler of `{action}` {what}"
    way_out = way_out or f"look at the packages with an entry point `{action}` of `{_GROUP}`"
    return Diagnostic(_CODE, severity, message, None, None, help=way_out)


@dataclass(slots=True)
class Connected:
    """Really calls webhooks and handlers; a webhook with prepared answers is not called."""

    program: Program
    store: Store
    prepared: Answering
    handlers: Mapping[str, Handler]
    _failures: dict[str, list[str]] = field(default_factory=dict)
    _missing: set[str] = field(default_factory=set)

    def call_webhook(
        self, webhook: Webhook, person: str, url: str, payload: str, at: datetime
    ) -> Answered | Failed:
        """A prepared answer if there are any, else what the webhook answers."""
        if webhook.key in self.prepared.answers:
            return self.prepared.call_webhook(webhook, person, url, payload, at)
        answer = _ask(webhook.method, url, payload)
        if isinstance(answer, Failed):
            return answer
        return mapped(webhook, answer[0], self.prepared.zones[webhook.key.workspace])

    def do(
        self, action: Action, person: str, values: tuple[Value, ...], at: datetime
    ) -> Failed | None:
        """Call the action's handler; one that has none is only recorded."""
        handler = self.handlers.get(action.name)
        row = self.store.person(person)
        if handler is None or row is None:
            self._missing.add(action.name)
            return None
        fields = self.program.schema.person.values()
        known = {"id": person} | {field.name: row[field.column] for field in fields}
        named = zip((parameter.name for parameter in action.parameters), values, strict=False)
        try:
            handler(known, dict(named), at)
        except Exception as wrong:  # a handler of somebody else may fail in any way
            self._failures.setdefault(action.name, []).append(f"{person}: {wrong!r}")
            return Failed(type(wrong).__name__)
        return None

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What went wrong with handlers, one warning for each action."""
        failed = [
            _about_handler(
                action,
                f"failed {'once' if len(found) == 1 else f'{len(found)} times'}, "
                f"first for {found[0]}",
                Severity.WARNING,
                "the step was skipped as `handler_failed`",
            )
            for action, found in self._failures.items()
        ]
        missing = [
            _about_handler(action, "is not installed: it was only recorded", Severity.WARNING)
            for action in sorted(self._missing)
        ]
        return (*failed, *missing)


def _ask(method: str, url: str, payload: str) -> tuple[object] | Failed:
    """The JSON of a 2xx answer (in a tuple, as it may be anything), or why there is none."""
    if urlsplit(url).scheme.lower() not in ("http", "https"):
        return Failed("not_http")
    headers = {"User-Agent": f"cdsl/{__version__}", "Accept": "application/json"}
    if payload:
        headers["Content-Type"] = "application/json"
    content = payload.encode() if payload else None
    deadline = monotonic() + _PATIENCE
    answer = bytearray()
    try:
        request = Request(url, content, headers, method=method)
        with urlopen(request, timeout=_PATIENCE) as response:
            while chunk := response.read1(65_536):
                answer += chunk
                if len(answer) > _LARGEST:
                    return Failed("answer_too_large")
                if monotonic() > deadline:
                    return Failed("timeout")
    except HTTPError as refused:
        return Failed(f"http_{refused.code}")
    except TimeoutError:
        return Failed("timeout")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "reason", None)
        return Failed("timeout" if isinstance(reason, TimeoutError) else "unreachable")
    try:
        return (json.loads(answer),) if answer.strip() else ({},)
    except (ValueError, RecursionError):
        return Failed("answer_not_json")
