"""From what the engine tells to the events of a trace.

Floor 6. Asks of the world at once what an event is to say of it: the tree of a condition, the
value of a token, the value that a field had before.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import assert_never

from cdsl.interpreter.branches import drawn_share
from cdsl.interpreter.calls import child_scope
from cdsl.interpreter.doing import Doing
from cdsl.interpreter.evidence import Explainer, Extent, TokenRead, Why, tokens_read
from cdsl.interpreter.state import Moved, Run
from cdsl.interpreter.step import kind_of, step_of
from cdsl.interpreter.view import Scene, View, is_same_scene, scene_of
from cdsl.interpreter.why import explainer_judged
from cdsl.runtime.observed import Began, Ended, Ending, Happened, Happening, Judged, Stepped
from cdsl.runtime.tally import rule_text
from cdsl.semantics.check.summaries import Assets, Sending, sent_by
from cdsl.semantics.conditions import Condition
from cdsl.semantics.flow import Choice, ExecuteCampaign, Split, Step
from cdsl.semantics.program import Campaign
from cdsl.semantics.walk import values_of
from cdsl.tools.trace.effects import activity_document, effect_details
from cdsl.tools.trace.event import Event, Json, Kind, instant
from cdsl.tools.trace.trees import token_document, tree_document
from cdsl.tools.trace.words import Words
from cdsl.world.effects import Enter
from cdsl.world.reentry import may_enter

Write = Callable[[Event], None]


class Trees:
    """The trees of conditions for people who come one after another.

    What was worked out for one person is kept for the next, while the scene is the same.
    """

    def __init__(self, extent: Extent) -> None:
        """Nothing is kept yet."""
        self._extent = extent
        self._known: dict[int, tuple[Condition, Scene, Explainer]] = {}

    def __call__(self, condition: Condition, view: View) -> Why:
        """The tree of a condition for a person."""
        known = self._known.get(id(condition))
        if known is None or not is_same_scene(known[1], view.scene):
            explain = explainer_judged(condition, view.scene, self._extent)
            # Who keeps the condition keeps its id.
            known = self._known[id(condition)] = condition, view.scene, explain
        return known[2](view)


class Recorder:
    """An observer that writes events; `extent` says how much trees of conditions tell."""

    def __init__(self, write: Write, extent: Extent = Extent.JUDGED) -> None:
        """A recorder that has written nothing yet."""
        self._write = write
        self._tree = Trees(extent)
        self._words = Words()

    def __call__(self, happening: Happening) -> None:
        """Write the events of something that happens."""
        for event in self._events(happening):
            self._write(event)

    def _events(self, happening: Happening) -> Iterator[Event]:
        match happening:
            case Happened(person=person, effects=effects, environment=environment):
                zone = next(iter(environment.zones.values()))
                for effect in effects:
                    details = effect_details(effect, environment.program, environment.store, zone)
                    yield Event(Kind.HAPPENED, environment.now, person, 0, "", "", details)
            case Judged():
                yield from self._judged(happening)
            case Began(run=run, at=at):
                yield _entered(run, run.levels[0].campaign, at)
            case Stepped():
                yield from self._stepped(happening)
            case Ended(run=run, ending=ending, at=at):
                for level in reversed(run.levels):
                    if ending is not Ending.DONE or level is run.levels[0]:
                        yield _left(run, level.campaign, str(ending), at)
            case _:
                assert_never(happening)

    def _judged(self, judged: Judged) -> Iterator[Event]:
        campaign, view = judged.campaign, judged.view
        scene = view.scene
        tree = self._tree(campaign.smart_list, view)
        name = _name(campaign)
        details: dict[str, Json] = {
            "of": "smart list",
            "holds": tree.holds,
            "why": self._told(tree, scene),
        }
        if judged.activity is not None:
            details |= activity_document(judged.activity, scene.zone)
        yield Event(Kind.CONDITION, scene.now, view.person, 0, name, "", details)
        if judged.refused and tree.holds:
            because: dict[str, Json] = {"because": judged.refused}
            yield Event(Kind.REFUSED, scene.now, view.person, 0, name, "", because)

    def _told(self, tree: Why, scene: Scene) -> list[Json]:
        in_words = self._words.of_conditions(scene.program, scene.zone)
        return tree_document(tree, scene.now, scene.zone, in_words)

    # Steps ------------------------------------------------------------------------------------

    def _stepped(self, stepped: Stepped) -> Iterator[Event]:
        doing, moved = stepped.doing, stepped.moved
        run, campaign, now = doing.run, doing.level.campaign, doing.view.scene.now
        zone, name = doing.view.scene.zone, _name(campaign)
        step = step_of(doing.level)

        def event(kind: Kind, details: dict[str, Json]) -> Event:
            return Event(kind, now, run.person, run.id, name, step.path, details)

        (outcome,) = moved.outcomes
        details: dict[str, Json] = {
            "kind": kind_of(step),
            "text": self._words.of_step(step, doing.environment.program, zone),
        }
        if outcome.skipped:
            details["skipped"] = outcome.skipped
        if isinstance(step, Split):
            drawn = drawn_share(step, doing)
            details["branch"] = None if drawn is None else drawn + 1
        yield event(Kind.STEP, details)
        for read in self._tokens(step, doing):
            yield event(Kind.TOKEN, token_document(read, zone))
        if isinstance(step, Choice):
            for condition in self._branches(step, doing.view):
                yield event(Kind.CONDITION, condition)
        for effect in moved.effects:
            if not isinstance(effect, Enter):  # `entered` tells it
                program, store = doing.environment.program, doing.environment.store
                details = effect_details(effect, program, store, zone)
                yield event(Kind.EFFECT, details)
        if isinstance(step, ExecuteCampaign):
            qualified = moved.children[0].qualified
            yield event(Kind.CHILD, self._child(step, doing, qualified))
        if moved.until is not None:
            yield event(Kind.WAIT, {"until": instant(moved.until)})
        yield from _levels(doing, moved)

    def _tokens(self, step: Step, doing: Doing) -> Iterator[TokenRead]:
        """The tokens that a step works out, those of what it sends included."""
        values = list(values_of(step))
        if isinstance(step, Sending):
            program = doing.environment.program
            assets = Assets(
                program.campaigns, program.smart_lists, program.emails, program.webhooks
            )
            values.extend(value for value, _ in sent_by(step, assets))
        return tokens_read(values, doing.view)

    def _branches(self, step: Choice, view: View) -> Iterator[dict[str, Json]]:
        """The conditions of a choice up to the one that holds."""
        scene = view.scene
        for number, arm in enumerate(step.arms, 1):
            tree = self._tree(arm.condition, view)
            yield {
                "of": "branch",
                "branch": number,
                "holds": tree.holds,
                "why": self._told(tree, scene),
            }
            if tree.holds:
                return

    def _child(self, step: ExecuteCampaign, doing: Doing, qualified: bool) -> dict[str, Json]:
        child = doing.environment.program.campaigns[step.campaign]
        scope = child_scope(step, child, doing)
        scene = scene_of(doing.environment, scope, child.key.workspace)
        tree = self._tree(child.smart_list, View(scene, doing.run.person, doing.view.row))
        details: dict[str, Json] = {
            "child": _name(child),
            "qualified": qualified,
            "parent_tokens": step.parent_tokens,
            "why": self._told(tree, scene),
        }
        if tree.holds and not qualified:
            last = scene.store.entered(child.key, doing.run.person)
            is_barred = not may_enter(child, last, scene.now)
            details["because"] = "qualification" if is_barred else "depth"
            if is_barred:
                details["rule"] = rule_text(child.qualification)
        return details


def _levels(doing: Doing, moved: Moved) -> Iterator[Event]:
    """The children that a run has come into, and those whose flows it has left.

    Where the step ends the run from outside, `Ended` tells all that it leaves.
    """
    before, now, run = doing.run.levels, doing.view.scene.now, doing.run
    is_torn = moved.deleted or any(level.campaign.key in moved.removed for level in before)
    if moved.run is None and is_torn:
        return
    after = before[:1] if moved.run is None else moved.run.levels
    for level in reversed(before[len(after) :]):
        yield _left(run, level.campaign, str(Ending.DONE), now)
    for level in after[len(before) :]:
        yield _entered(run, level.campaign, now)


def _entered(run: Run, campaign: Campaign, at: datetime) -> Event:
    details: dict[str, Json] = {}
    if campaign is run.levels[0].campaign and run.causes:
        details["causes"] = [key.joined for key in run.causes]
    return Event(Kind.ENTERED, at, run.person, run.id, _name(campaign), "", details)


def _left(run: Run, campaign: Campaign, because: str, at: datetime) -> Event:
    return Event(Kind.LEFT, at, run.person, run.id, _name(campaign), "", {"because": because})


def _name(campaign: Campaign) -> str:
    return campaign.key.joined
