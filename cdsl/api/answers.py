"""Whether a person enters a campaign, and their journey from there: as data, lines and JSON.

Floor 7. Faces show it; what is true is found out elsewhere (`cdsl.api.explaining`).
"""

from datetime import datetime, tzinfo

from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.quoting import quoted
from cdsl.tools.trace.event import Event, Json, Kind
from cdsl.tools.trace.timeline import Moment, activity_text, timeline
from cdsl.tools.whynot.document import reasons_document, ways_document
from cdsl.tools.whynot.prompt import Prompt
from cdsl.tools.whynot.reasons import NotExecuted, NotInSmartList, Refused, WhyNot
from cdsl.tools.whynot.sentences import reason_lines, way_lines


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a person enters a campaign, and their journey from there.

    `named` is the campaign in quotes, with where it stands if others are called so. `person` is
    their id, `zone` that of the files. `enters` is None where nothing could be asked: the
    diagnostics say why. `because` is empty for who enters, else why not: `not_qualified`, a
    qualification rule, `limit`, `hole`, `chain_of_causes`, `not_fired`, `inactive`, or
    `not_executed`, where `events` are as if something executed it. `why_not` has every reason and
    the smallest changes of the person that would let them in, None where it was not asked, and
    `prompt` is where these could be typed.
    """

    campaign: str
    named: str
    kind: str
    person: str
    now: datetime
    zone: tzinfo
    enters: bool | None
    because: str
    events: tuple[Event, ...]
    diagnostics: tuple[Diagnostic, ...]
    why_not: WhyNot | None = None
    prompt: Prompt | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What keeps the person out, as lines, without what the journey shows."""
        if self.why_not is None or self.prompt is None:
            return ()
        shown = self.because == "not_qualified"
        told = {(found.code, found.message) for found in self.diagnostics}
        return tuple(
            line
            for reason in self.why_not.reasons
            if not (shown and isinstance(reason, NotInSmartList))
            and not (
                isinstance(reason, Refused)
                and (reason.diagnostic.code, reason.diagnostic.message) in told
            )
            for line in reason_lines(reason, self.prompt)
        )

    @property
    def reasons_document(self) -> dict[str, Json]:
        """Everything that keeps the person out, as JSON (docs/trace.md)."""
        return {"reasons": reasons_document(self.why_not, self.prompt)}

    @property
    def ways(self) -> tuple[str, ...]:
        """What would let the person in, as lines."""
        found, prompt = self.why_not, self.prompt
        return () if found is None or prompt is None else tuple(way_lines(found, prompt))

    @property
    def ways_document(self) -> dict[str, Json]:
        """What would let the person in, as JSON (docs/trace.md)."""
        return ways_document(self.why_not, self.prompt)

    @property
    def journey(self) -> tuple[Moment, ...]:
        """What happens, as the lines of a timeline."""
        return tuple(timeline(self.events, self.person, self.zone))

    @property
    def occasion(self) -> str:
        """What fires the campaign: an activity with its attributes, or who executes it."""
        for event in self.events:
            if event.kind is Kind.CHILD:
                return f"execute campaign in {quoted(event.campaign)}"
            if "activity" in event.details and event.kind is Kind.CONDITION:
                return activity_text(event.details)
        return ""

    @property
    def is_executed(self) -> bool:
        """Whether the campaign is not an executable one that nothing executes."""
        return self.why_not is None or not is_not_executed(self.why_not)

    @property
    def is_supposed(self) -> bool:
        """Whether an activity of the past is taken as if it came now."""
        return any(str(event.details.get("of")).startswith("on ") for event in self.events)


def is_not_executed(found: WhyNot) -> bool:
    """Whether an executable campaign is kept from everybody, as nothing executes it."""
    return any(isinstance(reason, NotExecuted) for reason in found.reasons)
