"""What could be written next at a prompt: the answer that an editor gets at the same place.

Floor 7. The text is put where `cdsl.api.prompt.asking` would put it, and completed there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Final

from cdsl.api.prompt.asking import EVENT, depth, opening
from cdsl.api.prompt.sitting import Sitting
from cdsl.interpreter.calls import is_requestable
from cdsl.interpreter.view import Environment
from cdsl.semantics.analyse import Analysis
from cdsl.semantics.conditions import AttributeOf, CompanyField, PersonField
from cdsl.semantics.expressions import Constant, Context, Token
from cdsl.semantics.program import Campaign
from cdsl.source.data import dataclass
from cdsl.source.quoting import between_quotes
from cdsl.source.span import Source
from cdsl.tools.navigate.candidate import Candidate
from cdsl.tools.navigate.candidate import Sort as Word
from cdsl.tools.navigate.complete import complete
from cdsl.tools.navigate.named_texts import comparisons
from cdsl.tools.navigate.subject import Subject
from cdsl.tools.prompt.typed import Sort, ends_in_text, sorts
from cdsl.tools.spelling import word as word
from cdsl.world.values import Value

_FIRST_WORD: Final = re.compile(r"\s*\w*\Z")
_TIMES: Final = re.compile(r"\s(\d+)\s+(\w*)\Z")
"""How often an event happens, as it stands behind one."""

_PEOPLE: Final = 1_000
"""The first people, whose values are offered: a key must not wait for a whole world."""
_ACTIVITIES: Final = 10_000
"""The newest activities, for the same reason."""
_VALUES: Final = 200


@dataclass(frozen=True, slots=True)
class Offered:
    """What may stand in the place of the last `length` characters."""

    length: int
    candidates: tuple[Candidate, ...]


def offered(sitting: Sitting, text: str) -> Offered:
    """What could be written where a text ends; of its first word everything that it can begin."""
    if _FIRST_WORD.match(text):
        wanted: tuple[Sort, ...] = (Sort.CONDITION, Sort.STEP, Sort.DECLARATION)
    else:
        wanted = sorts(text)
    found: dict[str, Candidate] = {}
    length = 0
    for sort in wanted:
        one = _behind(sitting, opening(sort), text)
        length = max(length, one.length)
        for candidate in one.candidates:
            found.setdefault(candidate.label, candidate)
    return Offered(length, tuple(found.values()))


def offered_condition(sitting: Sitting, text: str) -> Offered:
    """What could be written where the text of a condition ends."""
    return _behind(sitting, opening(Sort.CONDITION), text)


def offered_event(sitting: Sitting, opening: str, text: str) -> Offered:
    """What could be written where the text of an event ends, or of a change from outside."""
    is_event = opening == EVENT
    if depth(text) or (is_event and _FIRST_WORD.match(text)):
        return _behind(sitting, opening, text)
    if "}" not in text and not _TIMES.search(text):
        return Offered(0, (Candidate("{ ", Word.WORD),))
    counted = _TIMES.search(text) if is_event else None
    if counted is None:
        return Offered(0, ())
    word = "time" if counted[1] == "1" else "times"
    return Offered(len(counted[2]), (Candidate(word, Word.WORD),))


def can_be_requested(campaign: Campaign, environment: Environment) -> bool:
    """Whether a request lets a campaign judge somebody now."""
    return is_requestable(campaign) and environment.is_active(campaign.key)


def _behind(sitting: Sitting, opening: str, text: str) -> Offered:
    analysis = sitting.world.understood.analysis
    file = analysis.declarations.modules.roots[-1]
    modules = analysis.declarations.modules.modules
    whole = f"{modules[file].source.text}{opening}{text}"
    files = [name for name, module in modules.items() if not module.library]
    found = complete(
        Source(file, whole), len(whole), analysis, file, lambda: files, partial(_occurring, sitting)
    )
    start, end = found.replaced.start, found.replaced.end
    candidates = found.candidates
    if whole[start - 1 : start] == '"' and ends_in_text(text):
        # An editor writes the second quote with the first one; a prompt does not.
        candidates = tuple(replace(one, text=f'{one.written}"') for one in candidates)
    return Offered(min(len(text), end - start), candidates)


def _occurring(sitting: Sitting, subject: Subject) -> Iterator[str]:
    """The texts that occur, those of most people first, then those that files compare."""
    analysis = sitting.world.understood.analysis
    texts = (*_in_world(sitting, subject), *_compared(analysis, subject))
    return (between_quotes(text) for text in dict.fromkeys(texts))


def _in_world(sitting: Sitting, subject: Subject) -> Iterator[str]:
    """What the first people have in a field, or the newest activities in an attribute."""
    store, field, attribute = sitting.world.store, subject.field, subject.attribute
    found: Iterator[Value] = iter(())
    if field is not None and field.owner == "person":
        rows = (store.person(person) for person in islice(store.people(), _PEOPLE))
        found = (row[field.column] for row in rows if row is not None)
    if attribute is not None:
        newest = store.new_activities(max(store.mark() - _ACTIVITIES, 0))
        same = (one.values for one in newest if one.activity == subject.activity)
        found = (values[attribute.column] for values in same if attribute.column < len(values))
    for text, _ in Counter(found).most_common(_VALUES):
        if isinstance(text, str):
            yield text


def _compared(analysis: Analysis, subject: Subject) -> Iterator[str]:
    """What files compare a field or an attribute with."""
    for _, compared in comparisons(analysis):
        match compared.subject:
            case PersonField(field=field) | CompanyField(field=field):
                is_it = field == subject.field
            case AttributeOf(attribute=attribute):
                is_it = attribute == subject.attribute
            case Token(context=Context.TRIGGER, name=name):
                is_it = subject.attribute is not None and name == subject.attribute.name
            case _:
                is_it = False
        for operand in compared.operands if is_it else ():
            if isinstance(operand, Constant) and isinstance(operand.value, str):
                yield operand.value
