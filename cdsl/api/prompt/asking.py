"""What a typed condition, step, value or event means among the texts of a session.

Floor 7. A text is put into a declaration behind all others, so that it means there what it would
mean in a file; what is wrong with it is told of the text as it was typed.
"""

from types import MappingProxyType
from typing import Final, assert_never

from cdsl.api.analysis import Understood
from cdsl.api.prompt.texts import Texts, of_typed
from cdsl.api.remembered import Remembered
from cdsl.semantics.cases import WhenChanges, WhenDoes
from cdsl.semantics.expressions import Expression
from cdsl.semantics.flow import InterestingMoment
from cdsl.semantics.program import Campaign, Program, SmartList
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source, Span
from cdsl.syntax.parse import parse_condition
from cdsl.tools.asset_names import reference_in
from cdsl.tools.prompt.typed import NAME
from cdsl.tools.prompt.typed import QUESTION as QUESTION
from cdsl.tools.prompt.typed import Sort as Sort
from cdsl.tools.prompt.typed import depth as depth
from cdsl.tools.prompt.typed import is_complete as is_complete
from cdsl.tools.prompt.typed import typed as typed

_SOMEONE: Final = f'test "{QUESTION}" {{ given person "someone" {{ }}\n when "someone" '
EVENT: Final = f"{_SOMEONE}does "
"""What stands before the text of an event."""
CHANGE: Final = f"{_SOMEONE}changes "
"""What stands before the fields that are changed from outside."""


def is_condition(text: str) -> bool:
    """Whether a text can be read as a condition."""
    return not parse_condition(Source(NAME, text)).diagnostics


def faults_of_begun(text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a text that begins as a condition; nothing where it begins as a name.

    One in quotes, with where it stands, is a name as a whole.
    """
    if reference_in(text) is not None:
        return ()
    found = parse_condition(Source(NAME, text)).diagnostics
    is_begun = all(one.span is not None and one.span.start > 0 for one in found)
    return found if is_begun else ()


def bare_field(program: Program, text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with the name of a field by itself: it asks nothing yet."""
    name = text.strip()
    if name not in program.schema.person:
        return ()
    begin = text.index(name)
    message = f"`{name}` is a bare name where a value must stand"
    value = f"{{{{lead.{name}}}}}"
    way_out = f"write `{value}` for its value, or a condition such as `{name} is not empty`"
    span = Span(begin, begin + len(name))
    return (Diagnostic("CDS005", Severity.ERROR, message, Source(NAME, text), span, help=way_out),)


def as_campaign(name: str, steps: str) -> str:
    """Steps as the flow of a campaign that can be requested for anybody."""
    return f"{_campaign(name)}{steps}{_CLOSING[Sort.STEP]}"


def _campaign(name: str) -> str:
    return (
        f'trigger campaign "{name}" {{ on request_campaign smart list {{ everyone }} '
        "qualify every time flow { "
    )


def opening(sort: Sort) -> str:
    """What stands before a text of a sort, so that it means there what it does."""
    flow = _campaign(QUESTION)
    match sort:
        case Sort.CONDITION:
            return f'smart list "{QUESTION}" {{ '
        case Sort.STEP:
            return flow
        case Sort.VALUE:
            return f'{flow}interesting moment "Web": '
        case Sort.DECLARATION:
            return ""
        case _:
            assert_never(sort)


_CLOSING: Final = MappingProxyType(
    {
        Sort.CONDITION: "\n}\n",
        Sort.STEP: "\n} }\n",
        Sort.VALUE: "\n} }\n",
        Sort.DECLARATION: "\n",
    }
)


def _wrapped(sort: Sort, text: str) -> str:
    return f"{opening(sort)}{text}{_CLOSING[sort]}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a typed text means, and what is wrong with it; one of the meanings is there if nothing.

    `understood` is the whole program with the question in it.
    """

    understood: Understood
    diagnostics: tuple[Diagnostic, ...]
    smart_list: SmartList | None = None
    campaign: Campaign | None = None
    value: Expression | None = None
    event: WhenDoes | WhenChanges | None = None

    @property
    def has_errors(self) -> bool:
        """Whether it means nothing."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def ask(
    texts: Texts, sort: Sort, text: str, inferred: tuple[Field, ...], memory: Remembered
) -> Asked:
    """A condition, a step or a value."""
    understood = texts.understood(inferred, _wrapped(sort, text), memory)
    found = _wrong(understood, text, texts)
    program = understood.analysis.program
    match sort:
        case Sort.CONDITION:
            lists = {key.name: listed for key, listed in program.smart_lists.items()}
            return Asked(understood, found, smart_list=lists.get(QUESTION))
        case _:
            campaigns = {key.name: campaign for key, campaign in program.campaigns.items()}
            campaign = campaigns.get(QUESTION)
            value = None
            if sort is Sort.VALUE and campaign is not None and campaign.flow:
                (step,) = campaign.flow
                assert isinstance(step, InterestingMoment)
                value = step.description
            return Asked(understood, found, campaign=campaign, value=value)


def ask_event(
    texts: Texts, opening: str, text: str, inferred: tuple[Field, ...], memory: Remembered
) -> Asked:
    """What somebody does, or what is changed of them: behind `EVENT` or `CHANGE`."""
    understood = texts.understood(inferred, f"{opening}{text}\n}}\n", memory)
    found = _wrong(understood, text, texts)
    for case in understood.analysis.cases:
        if case.name == QUESTION:
            for step in case.steps:
                if isinstance(step, WhenDoes | WhenChanges):
                    return Asked(understood, found, event=step)
    return Asked(understood, found)


def _wrong(understood: Understood, text: str, texts: Texts) -> tuple[Diagnostic, ...]:
    """What is wrong with what it would be asked among, or wrong or doubtful with the question."""
    begin = len(texts.whole())
    named = (of_typed(one, text, texts.place, begin) for one in understood.diagnostics)
    return tuple(one for one in named if one.severity is Severity.ERROR or _is_doubtful(one))


def _is_doubtful(found: Diagnostic) -> bool:
    is_own = found.source is not None and found.source.name == NAME
    return is_own and found.severity is Severity.WARNING
