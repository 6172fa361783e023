"""The steps that choose a way: `if`, `split`, `rotate` (language.md 6 and 7).

Floor 4. Pure: the seed and the counters are handed in.
"""

from hashlib import md5
from itertools import accumulate

from cdsl.interpreter.doing import NOTHING, Doing, Done
from cdsl.interpreter.evaluate import judged
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.flow import Choice, Rotate, Split
from cdsl.world.effects import Turn


def choose(step: Choice, doing: Doing) -> Done:
    """The first arm that holds, judged now."""
    for arm in step.arms:
        if judged(arm.condition, doing.view):
            return Done(branch=arm.steps)
    return Done(branch=step.otherwise)


def split(step: Split, doing: Doing) -> Done:
    """The share that the person's draw falls into; in none of them, the flow goes on."""
    drawn = drawn_share(step, doing)
    return NOTHING if drawn is None else Done(branch=step.shares[drawn].steps)


def drawn_share(step: Split, doing: Doing) -> int | None:
    """The place of that share, from 0; None for none of them."""
    drawn = draw(doing.environment.seed, doing.level.campaign.key, step.name, doing.run.person)
    bounds = accumulate(share.hundredths for share in step.shares)
    return next((place for place, bound in enumerate(bounds) if drawn * 10_000 < bound << 64), None)


def draw(seed: int, campaign: AssetKey, step: str, person: str) -> int:
    """The draw of a split, of 64 bits, by the words of language.md 7."""
    text = f"{seed}|{campaign.workspace}|{campaign.joined}|{step}|{person}"
    digest = md5(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big")


def rotate(step: Rotate, doing: Doing) -> Done:
    """The branch whose turn it is; the counter is kept for the step."""
    if not step.turns:
        return NOTHING
    campaign = doing.level.campaign.key
    turns = doing.environment.store.turns(campaign, step.name)
    branch = step.turns[turns % len(step.turns)]
    return Done((Turn(campaign, step.name, turns + 1),), branch=branch)
