"""The names without quotes that could stand at a place, by the lexemes before it.

Floor 6.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cdsl.semantics.schema import Activity, Attribute
from cdsl.semantics.types import Type
from cdsl.syntax.reach import Reach
from cdsl.tools.navigate.candidate import Candidate, Sort
from cdsl.tools.navigate.quotes import fields
from cdsl.tools.navigate.scope import Scope
from cdsl.tools.navigate.subject import (
    activity_of_where,
    head_of,
    is_membership,
    keys_of,
)
from cdsl.tools.navigate.tokens import told

_EMAIL: Final = ("subject", "body", "operational")
_WEBHOOK: Final = ("url", "method", "payload")
_TYPED: Final = frozenset({"tokens", "person", "company", "member"})


def names_of_words(reached: Reach, scope: Scope) -> tuple[Candidate, ...]:
    """The names without quotes that could follow a text."""
    texts = reached.lexemes.texts[:-1]
    last = texts[-1] if texts else ""
    if last == ".":
        return tuple(_owned(texts[-2] if len(texts) > 1 else "", scope))
    if last in ("did", "does"):
        return tuple(_activities(scope.schema.activities.values()))
    if last == "on" and reached.takes("NAME"):
        found = fields(scope.schema.person.values())
        return (*_activities(scope.schema.activities.values()), *found)
    if last == "do":
        return tuple(Candidate(one.name, Sort.ACTION, one.label) for one in _actions(scope))
    if last == ":" and _is_typed(reached):
        return tuple(Candidate(type.value, Sort.TYPE) for type in Type)
    if last in ("where", ","):
        activity = activity_of_where(texts, scope)
        if activity is not None:
            return tuple(_attributes(activity.attributes))
        if is_membership(texts):
            return (Candidate("status", Sort.ATTRIBUTE, "text"),)
    if last in ("change", "clear", "map", "of") and reached.takes("NAME"):
        return tuple(fields(scope.schema.person.values()))
    if reached.takes("KEY"):
        return tuple(_keys(reached, scope))
    if reached.takes("HEAD"):
        return tuple(fields(scope.schema.person.values()))
    return ()


def _owned(owner: str, scope: Scope) -> Iterator[Candidate]:
    if owner == "company":
        yield from fields(scope.schema.company.values())
    if owner == "member":
        yield Candidate("status", Sort.FIELD, "text")
        program = scope.analysis.program.programs.get(scope.program) if scope.program else None
        yield from fields(program.member_fields.values() if program is not None else ())


def _attributes(attributes: Iterable[Attribute]) -> Iterator[Candidate]:
    for attribute in attributes:
        yield Candidate(attribute.name, Sort.ATTRIBUTE, f"{attribute.type} · {attribute.label}")


def _activities(activities: Iterable[Activity]) -> Iterator[Candidate]:
    for activity in activities:
        yield Candidate(activity.name, Sort.ACTIVITY, activity.label)


def _actions(scope: Scope) -> Iterable[Activity]:
    return (scope.schema.activities[name] for name in scope.schema.actions)


def _is_typed(reached: Reach) -> bool:
    """Whether names stand with their types in the innermost block."""
    head = head_of(reached)
    return bool(head) and (
        (head[-1] in _TYPED and head[-2:] != ["with", "tokens"])
        or bool({"activity", "action"} & set(head[-3:]))
    )


def _keys(reached: Reach, scope: Scope) -> Iterator[Candidate]:
    """The names that the innermost block gives values to."""
    head = head_of(reached)
    given = keys_of(head, scope)
    yield from _keyed(fields(one.field for one in given if one.field is not None))
    yield from _keyed(_attributes(one.attribute for one in given if one.attribute is not None))
    match head[-3:]:
        case [*_, "email", _]:
            yield from (Candidate(key, Sort.ATTRIBUTE, "", f"{key}: ") for key in _EMAIL)
        case [*_, "webhook", _]:
            yield from (Candidate(key, Sort.ATTRIBUTE, "", f"{key}: ") for key in _WEBHOOK)
        case [*_, "with" | ",", "tokens"]:
            yield from _passed(head, scope)
        case _:
            return


def _keyed(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    for one in candidates:
        yield Candidate(one.label, one.sort, one.detail, f"{one.label}: ")


def _passed(head: Sequence[str], scope: Scope) -> Iterator[Candidate]:
    """The tokens of the campaign that is called, with the value each has if none is passed."""
    named = [
        re.sub(r'^"|"$', "", text)
        for at, text in enumerate(head)
        if at and head[at - 1] == "campaign" and text.startswith('"')
    ]
    for key, campaign in scope.analysis.program.campaigns.items():
        if named and key.name == named[-1]:
            names = dict.fromkeys(n for frame in campaign.tokens.frames for n in frame.bindings)
            for name in names:
                found = campaign.tokens.find(name)
                if found is not None:
                    yield Candidate(name, Sort.TOKEN, told(found, scope), f"{name}: ")
            return
