"""What webhooks answer in a run that reaches nothing outside (`--webhook-answers`).

Floor 3. A JSON object; each name (or path) of a webhook has

- an answer: `{"status": 200, "body": {"address": {"city": "Rome"}}}`, where `status` is 200 and
  `body` an empty object if they are not said, or `{"fails": "timeout"}` with an error type;
  an object with none of these keys is the body itself: `{"address": {"city": "Rome"}}`;
- or answers in the order of each person's calls, `[…, …]`: the last one stays;
- or answers by person: `{"for": {"17": …, "18": […]}, "otherwise": …}`; who is in neither gets
  none, and the call fails as it does without answers.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Final

from cdsl.semantics.assets import AssetKey
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source, Span
from cdsl.world.tables.names import Unfound, names_of
from cdsl.world.tables.text import open_input

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""A value of JSON."""

SUCCESS = range(200, 300)
"""Only an answer with one of these statuses is mapped to fields (language.md 2)."""


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """An answer; `fails` is the error type of a call that gets none."""

    status: int = 200
    body: Json = field(default_factory=dict)
    fails: str = ""


@dataclass(frozen=True, slots=True)
class WebhookAnswers:
    """The answers of one webhook: for a person, and for those who are not named."""

    people: Mapping[str, tuple[WebhookAnswer, ...]]
    otherwise: tuple[WebhookAnswer, ...]

    def answer(self, person: str, calls_before: int) -> WebhookAnswer | None:
        """What a person's next call gets; None when nothing was said about it."""
        answers = self.people.get(person, self.otherwise)
        return answers[min(calls_before, len(answers) - 1)] if answers else None


def read_webhook_answers(
    path: str, webhooks: Iterable[AssetKey]
) -> tuple[Mapping[AssetKey, WebhookAnswers], tuple[Diagnostic, ...]]:
    """Read the answers of webhooks. Errors: CDS712, and CDS704 for a file that is no text."""
    text = open_input(path, path, None)
    if isinstance(text, Diagnostic):
        return {}, (text,)
    try:
        source = text.source()
    except (OSError, ValueError) as error:
        return {}, (_unusable(Source(path, ""), Span(0, 0), f"it cannot be read: {error}"),)
    try:
        found = json.loads(source.text)
        # A half of a character cannot stand in any text.
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        at = Span(error.pos, min(error.pos + 1, len(source.text)))
        return {}, (_unusable(source, at, f"this is not JSON: {error.msg}"),)
    except (ValueError, RecursionError):
        return {}, (_unusable(source, Span(0, 1), "this JSON cannot be used"),)
    if not isinstance(found, dict):
        message = "the answers must be an object: a webhook's name and what it answers"
        return {}, (_unusable(source, Span(0, 1), message),)
    names = names_of("a webhook", webhooks)
    answers: dict[AssetKey, WebhookAnswers] = {}
    diagnostics: list[Diagnostic] = []
    for name, shape in found.items():
        span = _key_span(source.text, name)
        key = names.find(name)
        read = _webhook(shape)
        if isinstance(key, Unfound):
            diagnostics.append(_unusable(source, span, key.reason, key.help))
        elif isinstance(read, str):
            message = f"the answers of `{name}` cannot be used: {read}"
            diagnostics.append(_unusable(source, span, message, _EXAMPLE))
        else:
            answers[key] = read
    return answers, tuple(diagnostics)


_KEYS: Final = frozenset({"status", "body", "fails"})
_EXAMPLE: Final = 'an answer is `{"status": 200, "body": {…}}` or `{"fails": "timeout"}`'


def _unusable(source: Source, span: Span, message: str, help: str = "") -> Diagnostic:
    return Diagnostic("CDS712", SEVERITIES["CDS712"], message, source, span, help=help)


def _key_span(text: str, name: str) -> Span:
    """Where a name of the outermost object stands; its start where it is escaped otherwise."""
    for spelled in (json.dumps(name, ensure_ascii=False), json.dumps(name)):
        found = re.search(re.escape(spelled) + r"\s*:", text)
        if found is not None:
            return Span(found.start(), found.start() + len(spelled))
    return Span(0, 1)


def _webhook(shape: Json) -> WebhookAnswers | str:
    """The answers of a webhook, or why they cannot be used."""
    if not isinstance(shape, dict) or not shape.keys() & {"for", "otherwise"}:
        answers = _answers(shape)
        return answers if isinstance(answers, str) else WebhookAnswers({}, answers)
    unknown = shape.keys() - {"for", "otherwise"}
    by_person = shape.get("for", {})
    if unknown or not isinstance(by_person, dict):
        return "beside `otherwise` stands only `for`, an object of person ids"
    people: dict[str, tuple[WebhookAnswer, ...]] = {}
    for person, answers_shape in by_person.items():
        answers = _answers(answers_shape)
        if isinstance(answers, str):
            return f"person `{person}`: {answers}"
        people[person] = answers
    otherwise = _answers(shape["otherwise"]) if "otherwise" in shape else ()
    return otherwise if isinstance(otherwise, str) else WebhookAnswers(people, otherwise)


def _answers(shape: Json) -> tuple[WebhookAnswer, ...] | str:
    if not isinstance(shape, list):
        answer = _answer(shape)
        return answer if isinstance(answer, str) else (answer,)
    if not shape:
        return "a list of answers is empty"
    answers: list[WebhookAnswer] = []
    for element in shape:
        answer = _answer(element)
        if isinstance(answer, str):
            return answer
        answers.append(answer)
    return tuple(answers)


def _answer(shape: Json) -> WebhookAnswer | str:
    if not isinstance(shape, dict):
        return "an answer must be an object"
    if not shape.keys() & _KEYS:
        return WebhookAnswer(body=shape)
    unknown = sorted(shape.keys() - _KEYS)
    if unknown:
        return f"an answer has no `{unknown[0]}`"
    fails = shape.get("fails", "")
    if not isinstance(fails, str) or ("fails" in shape and (not fails or len(shape) > 1)):
        return "`fails` is an error type, and stands alone"
    status = shape.get("status", 200)
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 599:
        return "a `status` is a whole number from 100 to 599"
    return WebhookAnswer(status, shape.get("body", {}), fails)
