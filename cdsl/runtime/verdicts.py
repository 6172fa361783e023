"""Of everybody, whether they enter a batch campaign, for who looks on.

Floor 5. Says again what `cdsl.runtime.admission` has judged, with the reason; only who looks on
pays for it.
"""

from collections.abc import Iterable, Iterator

from cdsl.interpreter.view import Environment, View, own_scope, scene_of
from cdsl.runtime.observed import Judged
from cdsl.runtime.tally import NOT_QUALIFIED, rule_text
from cdsl.runtime.watch import Watch
from cdsl.semantics.program import Campaign, Tokens
from cdsl.world.reentry import may_enter


def verdicts(
    campaign: Campaign,
    passed: Tokens,
    audience: Iterable[str],
    entering: Iterable[str],
    environment: Environment,
    watch: Watch,
) -> Iterator[Judged]:
    """A verdict for each person who is wanted.

    Who is of the audience and neither enters nor is barred by the rule is kept out by the limit.
    """
    scene = scene_of(environment, own_scope(campaign, passed), campaign.key.workspace)
    qualified, let_in = set(audience), set(entering)
    rule = rule_text(campaign.qualification)
    store = environment.store
    for person in filter(watch.wants, store.people()):
        row = store.person(person)
        if row is None:
            continue
        refused = ""
        if person not in qualified:
            refused = NOT_QUALIFIED
        elif person not in let_in:
            last = store.entered(campaign.key, person)
            refused = "limit" if may_enter(campaign, last, environment.now) else rule
        yield Judged(campaign, View(scene, person, row), refused)
