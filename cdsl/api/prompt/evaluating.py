"""One condition or value, asked once of a world of tables: `cdsl eval`.

Floor 7.
"""

from functools import partial

from cdsl.api.analysis import Understood
from cdsl.api.loading import Progress, Reading, make_ready
from cdsl.api.prompt.answering import (
    Count,
    Verdict,
    Worth,
    count,
    environment_of,
    verdict,
    worth,
    worths,
)
from cdsl.api.prompt.asking import Asked, ask, bare_field
from cdsl.api.prompt.texts import Texts
from cdsl.api.remembered import Remembered
from cdsl.api.starting import Order, named_person
from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.render import in_order
from cdsl.tools.prompt.typed import Sort, typed

Answer = Verdict | Count | tuple[Worth, ...]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What was asked, and its answer; None where an error among the diagnostics forbids one."""

    sort: Sort
    answer: Answer | None
    diagnostics: tuple[Diagnostic, ...]


def evaluate(
    texts: Texts,
    text: str,
    order: Order,
    reading: Reading,
    person: str | None,
    progress: Progress,
    *,
    whole: bool = False,
) -> Evaluated:
    """A condition or a value for one person, by id or email address, or for everyone.

    Raises as `cdsl.api.running.run` does.
    """
    read = typed(text)
    sort = read.sort
    if sort in (Sort.STEP, Sort.DECLARATION):
        sort = Sort.CONDITION
    inferred: tuple[Field, ...] = ()

    def understand(fields: tuple[Field, ...]) -> Understood:
        nonlocal inferred
        inferred = fields
        return texts.understood(fields)

    ready = make_ready(understand, order, reading, progress)
    asked: Asked = ask(texts, sort, text, inferred, Remembered())
    found = [one for one in ready.found if one.severity is Severity.ERROR]
    if not found and read.sort is sort:
        found = [one for one in read.diagnostics if one.severity is Severity.ERROR]
    if not found:
        found = list(bare_field(ready.program, text) or asked.diagnostics)
    id = None
    if person is not None and ready.loaded is not None:
        id, unknown = named_person(person, ready.program, ready.loaded.store)
        found += unknown
    named = in_order(map(ready.understood.naming.diagnostic, found))
    is_wrong = any(one.severity is Severity.ERROR for one in named)
    if is_wrong or ready.loaded is None:
        return Evaluated(sort, None, named)
    session = Session(ready.program, ready.loaded.store, ready.now, order.seed)
    environment = environment_of(asked, session.environment)
    answer: Answer | None
    if sort is Sort.VALUE:
        if id is None:
            answer = tuple(worths(asked, environment))
        else:
            one = worth(asked, environment, id)
            answer = () if one is None else (one,)
    elif id is None:
        answer = count(asked, environment, Watch(partial(progress, "counting")))
    else:
        answer = verdict(asked, environment, id, whole=whole)
    return Evaluated(sort, answer, named)
