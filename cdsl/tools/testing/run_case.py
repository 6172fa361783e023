"""A test carried out: its world, its steps one after the other, its expectations (language.md 9).

Floor 6. A failed expectation does not end a test. Each test is alone with its world and its clock,
so that tests are the same in any order.
"""

from dataclasses import field
from functools import partial
from typing import Final, assert_never

from cdsl.interpreter.evaluate import holds
from cdsl.interpreter.values import type_of, value_of
from cdsl.interpreter.view import View
from cdsl.interpreter.why import why
from cdsl.runtime.admission import passed_tokens
from cdsl.runtime.refusals import Refusals, in_the_past, no_such_person
from cdsl.runtime.schedule import moment
from cdsl.runtime.session import Session
from cdsl.runtime.zones import zones_of
from cdsl.semantics.cases import (
    AdvanceBy,
    AdvanceTo,
    Case,
    CaseStep,
    Expect,
    ExpectRefused,
    Quantity,
    Start,
    StartCampaign,
    WhenChanges,
    WhenDoes,
)
from cdsl.semantics.conditions import HoleCondition
from cdsl.semantics.flow import PassedToken
from cdsl.semantics.program import Campaign, Program, Tokens
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Severity
from cdsl.source.limits import LIMITS, Limits
from cdsl.source.quoting import quoted
from cdsl.tools import spelling
from cdsl.tools.explain import lines as lines_of
from cdsl.tools.explain import shown
from cdsl.tools.testing.result import Failure, Outcome, TestResult
from cdsl.tools.testing.set_up import answers, set_up
from cdsl.tools.testing.worth import Desk, UnfitError, attribute_values, field_value
from cdsl.world.calendar import shift
from cdsl.world.memory import MemoryStore

_NAMED: Final = 5
"""How many people a failure of `everyone` or `nobody` names."""


@dataclass(frozen=True, slots=True)
class Course:
    """A test under way."""

    desk: Desk
    session: Session
    store: MemoryStore
    failures: list[Failure] = field(default_factory=list)


def run_case(case: Case, program: Program, limits: Limits = LIMITS) -> TestResult:
    """Carry out a test in an empty world of its own, with seed 0."""
    store = MemoryStore(program.schema)
    zone = zones_of(program)[program.workspaces[case.workspace].zone]
    desk = Desk(case, program, store, zone, limits)
    try:
        set_up(case, store, desk)
        outside = answers(case, program, desk)
    except UnfitError as unfit:
        failure = Failure(unfit.reason, unfit.span)
        return TestResult(case.name, case.location, Outcome.ERROR, (failure,))
    session = Session(program, store, case.now, limits=limits, outside=outside)
    course = Course(desk, session, store)
    for step in case.steps:
        carry_out(step, course)
    course.failures.extend(
        Failure(cut.message, case.location.span)
        for cut in session.report().diagnostics
        if cut.code.startswith("CDS8")
    )
    outcome = Outcome.FAILED if course.failures else Outcome.PASSED
    return TestResult(case.name, case.location, outcome, tuple(course.failures))


def carry_out(step: CaseStep, course: Course) -> None:
    """Do a step; what is not as it was expected is among the failures of the course."""
    match step:
        case Expect():
            course.failures.extend(failures_of(step, course))
        case ExpectRefused():
            course.failures.extend(_expect_refused(step, course))
        case StartCampaign() | WhenDoes() | WhenChanges() | AdvanceBy() | AdvanceTo():
            try:
                refused = _do(step, course)
            except UnfitError as unfit:
                course.failures.append(Failure(unfit.reason, unfit.span))
                return
            # A warning is about what the language skips.
            course.failures.extend(
                Failure(found.message, step.span)
                for found in refused
                if found.severity is Severity.ERROR
            )
        case _:
            assert_never(step)


# Steps ------------------------------------------------------------------------------------------

Deed = StartCampaign | WhenDoes | WhenChanges | AdvanceBy | AdvanceTo


def _do(step: Deed, course: Course) -> Refusals:
    """Do a step, until nothing is left to do at its instant. Raises UnfitError."""
    session, zone = course.session, course.desk.zone
    match step:
        case StartCampaign():
            return _start(step, course)
        case WhenDoes(person=person, activity=activity):
            view = course.desk.view(person, session.now)
            if view is None:
                return (no_such_person(person),)
            values = attribute_values(activity, step.values, view, step.span)
            return session.happen(person, activity, values)
        case WhenChanges(person=person):
            view = course.desk.view(person, session.now)
            if view is None:
                return (no_such_person(person),)
            changed = [(one.field, field_value(one, view, step.span)) for one in step.values]
            return session.change(person, changed)
        case AdvanceBy(duration=duration):
            later = shift(session.now, duration, 1, zone)
            if later is None:
                raise UnfitError("the calendar ends before that", step.span)
            return session.advance_to(later)
        case AdvanceTo(value=value):
            at = moment(value_of(value, course.desk.nobody(session.now)), None, zone)
            return (in_the_past(),) if at is None else session.advance_to(at)
        case _:
            assert_never(step)


def _start(step: StartCampaign, course: Course) -> Refusals:
    session, key = course.session, step.campaign
    campaign = course.desk.program.campaigns[key]
    passed, refused = _passed(campaign, step.tokens, course)
    if refused:
        return refused
    match step.start:
        case Start.RUN:
            return session.run_batch(key, passed)
        case Start.EXECUTE:
            return session.execute(key, step.people, passed)
        case Start.REQUEST:
            return session.request(key, step.people, passed)
        case Start.SCHEDULE:
            at = step.at
            view = course.desk.nobody(session.now)
            instant = None if at is None else moment(value_of(at, view), None, course.desk.zone)
            return session.schedule(key, instant, passed)
        case Start.ACTIVATE:
            return session.activate(key, True)
        case Start.DEACTIVATE:
            return session.activate(key, False)
        case _:
            assert_never(step.start)


def _passed(
    campaign: Campaign, tokens: tuple[PassedToken, ...], course: Course
) -> tuple[Tokens, Refusals]:
    view = course.desk.nobody(course.session.now)
    values = [(token.name, type_of(token.value), value_of(token.value, view)) for token in tokens]
    return passed_tokens(campaign, values, course.desk.zone)


# Expectations -----------------------------------------------------------------------------------


def _expect_refused(step: ExpectRefused, course: Course) -> tuple[Failure, ...]:
    """The engine must refuse the step itself, and leave the world as it was."""
    mark = course.store.mark()
    inner = step.step
    if isinstance(inner, Expect | ExpectRefused):
        return (Failure("an expectation is nothing that the engine could refuse", step.span),)
    try:
        refused = _do(inner, course)
    except UnfitError:
        # A value that doesn't fit is refused before anything is done.
        return ()
    if not refused:
        return (Failure("this was to be refused, but was done", step.span),)
    if course.store.mark() != mark:
        return (Failure("this was refused, but only after something was done", step.span),)
    return ()


def failures_of(step: Expect, course: Course) -> tuple[Failure, ...]:
    """What is not as a step expects it, now."""
    now, desk = course.session.now, course.desk
    people = (step.person,) if step.quantity is Quantity.PERSON else course.store.people()
    wanted = step.quantity is not Quantity.NOBODY
    is_hole = isinstance(step.condition, HoleCondition)
    views = [desk.view(person, now) or desk.deleted(person, now) for person in people]
    if None in views:
        return (Failure(f"there is no person {quoted(step.person)}", step.span),)
    wrong = [
        view
        for view in views
        if view is not None and (is_hole or holds(step.condition, view) is not wanted)
    ]
    if is_hole and not wrong:
        return (Failure("a condition with a hole can never be met", step.span),)
    return (_failure(step, wrong, len(views)),) if wrong else ()


def _failure(step: Expect, wrong: list[View], count: int) -> Failure:
    first = wrong[0]
    scene = first.scene
    in_words = partial(spelling.condition, zone=scene.zone, among=scene.program)
    text = in_words(step.condition)
    tree = why(step.condition, first)
    lines = tuple(shown(line) for line in lines_of(tree, scene.now, scene.zone, in_words))
    match step.quantity:
        case Quantity.PERSON:
            return Failure(f"{quoted(step.person)}: expected {text}", step.span, lines)
        case Quantity.EVERYONE:
            start = f"everyone: expected {text}; not so"
        case Quantity.NOBODY:
            start = f"nobody: expected {text}; yet it is so"
        case _:
            assert_never(step.quantity)
    names = ", ".join(quoted(view.person) for view in wrong[:_NAMED])
    more = ", …" if len(wrong) > _NAMED else ""
    message = f"{start} for {len(wrong)} of {count} people: {names}{more}"
    return Failure(message, step.span, (f"{quoted(first.person)}:", *lines))
