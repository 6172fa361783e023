"""What the arguments of commands could be: campaigns, tokens, declarations, tests, instants.

Floor 7. Looks only. Whatever is offered is taken as it stands, and means one thing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from cdsl.api.prompt.completing import can_be_requested
from cdsl.api.prompt.declaring import tests_in
from cdsl.api.prompt.looking import declarations
from cdsl.api.prompt.sitting import Sitting
from cdsl.api.starting import named_campaign
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.time import Unit
from cdsl.semantics.types import Type
from cdsl.source.data import dataclass
from cdsl.tools import spelling
from cdsl.tools.asset_names import reference_in_full, shortest_in
from cdsl.world.tables.names import Names, names_of

_LENGTHS: Final = ("1 hour", "3 days", "2 weeks")
_MOMENTS: Final = 20
_COUNT: Final = re.compile(r"\s*(\d+)\s+\w*")
_KIND: Final = re.compile(r"^([a-z ]*[a-z])\s", re.MULTILINE)
"""The words before the name of a declaration, its doc comment aside."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What is written, and what it is."""

    written: str
    about: str = ""


def campaigns(sitting: Sitting, *, in_quotes: bool, requested: bool = False) -> Iterator[Argument]:
    """The campaigns, or those that a request lets judge somebody."""
    every = sitting.program.campaigns
    names = names_of("a campaign", every)
    for key, campaign in every.items():
        if not requested or can_be_requested(campaign, sitting.environment):
            yield Argument(_named(names, key, in_quotes), str(campaign.kind))


def declared(sitting: Sitting, *, in_quotes: bool) -> Iterator[Argument]:
    """What files and typed texts declare under a name, each name and place once."""
    every = dict(declarations(sitting, library=False))
    names = names_of("a name", every)
    for key, text in every.items():
        kind = _KIND.search(text)
        about = "" if kind is None else kind[1]
        yield Argument(_named(names, key, in_quotes), about)


def _named(names: Names, key: AssetKey, in_quotes: bool) -> str:
    if not in_quotes:
        return shortest_in(names, key)
    by_name, *_ = names.ways
    # A reference does not tell workspaces apart; a path does.
    if len({one.workspace for one in by_name[key.name]}) > 1:
        return spelling.word(shortest_in(names, key))
    return reference_in_full(names, key)


def passed(sitting: Sitting, written: str) -> Iterator[Argument]:
    """The tokens that can be passed to a campaign, which is written so; none for what is none."""
    campaign, _ = named_campaign(sitting.program, written)
    if campaign is not None:
        seen = {
            name: definition.type
            for frame in reversed(campaign.tokens.frames)
            for name, definition in frame.bindings.items()
        }
        for name, type in seen.items():
            yield Argument(f"my.{name}=", str(type))


def tests(sitting: Sitting) -> Iterator[Argument]:
    """The tests of files and of what was typed."""
    texts = sitting.texts
    for text in (*map(texts.text_of, texts.paths), texts.whole()):
        for name in tests_in(text):
            yield Argument(name)


def times(sitting: Sitting, typed: str) -> Iterator[Argument]:
    """How far the clock could go: when those who wait go on, and lengths of time."""
    counted = _COUNT.fullmatch(typed)
    if counted:
        plural = "" if counted[1] == "1" else "s"
        for unit in Unit:
            yield Argument(f"{counted[1]} {unit}{plural}")
        return
    ends = Counter(wait.until for wait in sitting.world.session.waits().values())
    for at in sorted(ends)[:_MOMENTS]:
        who = "1 run goes" if ends[at] == 1 else f"{ends[at]:,} runs go"
        yield Argument(spelling.value(at, Type.DATETIME, sitting.zone), f"{who} on")
    for length in _LENGTHS:
        yield Argument(length)
