"""Who may enter a campaign, and with which passed values (language.md 4 and 5).

Floor 5. Judges only; `cdsl.runtime.engine` starts the runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from cdsl.interpreter.evaluate import judged
from cdsl.interpreter.lower import lower
from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.runtime.refusals import (
    Refusals,
    hole,
    no_such_person,
    token_not_declared,
    token_not_fitting,
)
from cdsl.runtime.tally import NOT_QUALIFIED, rule_text
from cdsl.runtime.watch import Watch, in_portions
from cdsl.semantics.check.holes import holes_of, uses_hole
from cdsl.semantics.expressions import Constant
from cdsl.semantics.program import Campaign, Program, TokenDefinition, Tokens
from cdsl.semantics.tokens import Chain, Frame, FrameKind, canonical
from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.world.reentry import may_enter
from cdsl.world.store import Store
from cdsl.world.values import Unreadable, Value, convert, read

NOTHING_PASSED: Final[Tokens] = Chain()
"""The values passed with a call that passes none."""


def audience(
    campaign: Campaign, passed: Tokens, environment: Environment, watch: Watch
) -> list[str] | None:
    """Everyone that the campaign's smart list holds of now, in order of id; None if broken off."""
    scene = scene_of(environment, own_scope(campaign, passed), campaign.key.workspace)
    if uses_hole(campaign.smart_list, scene.scope.tokens):
        return []
    holds = lower(campaign.smart_list, scene)
    rows = environment.store.person

    def held(people: Sequence[str]) -> list[str]:
        return [
            person for person in people if (row := rows(person)) is not None and holds(row, person)
        ]

    return in_portions(environment.store.people(), held, watch)


def refused(campaign: Campaign, view: View) -> str:
    """Why a person is not let into a campaign: `not_qualified`, the rule in words, or nothing."""
    if not judged(campaign.smart_list, view):
        return NOT_QUALIFIED
    scene = view.scene
    if not may_enter(campaign, scene.store.entered(campaign.key, view.person), scene.now):
        return rule_text(campaign.qualification)
    return ""


def entrants(
    campaign: Campaign, people: Sequence[str], environment: Environment, watch: Watch
) -> list[str] | None:
    """Those of the people whom the qualification rule lets in now; None if broken off."""
    entered, key, now = environment.store.entered, campaign.key, environment.now

    def let_in(people: Sequence[str]) -> list[str]:
        return [person for person in people if may_enter(campaign, entered(key, person), now)]

    return in_portions(people, let_in, watch)


def with_holes_left(campaign: Campaign, passed: Tokens | None, program: Program) -> Campaign | None:
    """The campaign with the holes that passed values leave open, None when there are none."""
    if not campaign.holes or passed is None or not passed.frames:
        return campaign if campaign.holes else None
    tokens = Chain((*passed.frames, *campaign.tokens.frames))
    holes = holes_of(campaign, tokens, program.campaigns, program.webhooks)
    return replace(campaign, holes=holes) if holes else None


def refused_for_holes(campaign: Campaign, passed: Tokens, program: Program) -> Refusals:
    """Why a campaign is not started with these values: its flow would use a hole."""
    unfilled = with_holes_left(campaign, passed, program)
    return () if unfilled is None else (hole(unfilled),)


def refused_for_unknown(people: Iterable[str], store: Store) -> Refusals:
    """Why nothing is started for these people: one that the world does not have refuses all."""
    return tuple(no_such_person(person) for person in people if store.person(person) is None)


def passed_tokens(
    campaign: Campaign, values: Iterable[tuple[str, Type, Value]], zone: tzinfo
) -> tuple[Tokens, Refusals]:
    """Typed values as the frame that is passed with a call, or why the campaign refuses them."""
    bindings: dict[str, TokenDefinition] = {}
    for name, type, value in values:
        declared = campaign.tokens.find(canonical(name))
        if declared is None:
            return NOTHING_PASSED, (token_not_declared(campaign, name),)
        definition = declared.value
        if not _alike(type, definition.type):
            reason = f"it is declared as {definition.type}, and a {type} was passed"
            return NOTHING_PASSED, (token_not_fitting(campaign, name, definition.type, reason),)
        fitting = convert(value, type, definition.type, zone)
        if isinstance(fitting, Unreadable):
            unfitting = token_not_fitting(campaign, name, definition.type, fitting.reason)
            return NOTHING_PASSED, (unfitting,)
        bindings[declared.name] = _constant(definition, fitting)
    return _frame(bindings), ()


def written_tokens(
    campaign: Campaign, texts: Mapping[str, str], zone: tzinfo
) -> tuple[Tokens, Refusals]:
    """Texts from the command line or an API, read by the types that the campaign declares."""
    typed: list[tuple[str, Type, Value]] = []
    for name, text in texts.items():
        declared = campaign.tokens.find(canonical(name))
        if declared is None:
            return NOTHING_PASSED, (token_not_declared(campaign, name),)
        value = read(text, declared.value.type, zone)
        if isinstance(value, Unreadable):
            unfitting = token_not_fitting(campaign, name, declared.value.type, value.reason)
            return NOTHING_PASSED, (unfitting,)
        typed.append((name, declared.value.type, value))
    return passed_tokens(campaign, typed, zone)


def _alike(passed: Type, declared: Type) -> bool:
    """Whether values of one type can be meant as values of the other."""
    families = (TEXT_LIKE, NUMBER_LIKE, DATE_LIKE, {Type.BOOLEAN})
    return any(passed in family and declared in family for family in families)


def _constant(declared: TokenDefinition, value: Value) -> TokenDefinition:
    if isinstance(value, float):
        # As a literal: `-0.0` is zero.
        value += 0.0
    constant = None if value is None else Constant(value, declared.type)
    return TokenDefinition(declared.name, declared.label, declared.type, constant)


def _frame(bindings: Mapping[str, TokenDefinition]) -> Tokens:
    if not bindings:
        return NOTHING_PASSED
    return Chain((Frame(FrameKind.PASSED, "", bindings),))
