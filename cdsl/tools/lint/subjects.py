"""What rules look at: declarations, conditions, campaigns and programs, each with its text.

Floor 6. Pairs the two trees: a subject has what was written (`node`) and what it means (`core`).
What a clone copies is no subject, since its text is linted where it was written.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.conditions import AllOf, Compare, Condition
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.flow import Choice, Step
from cdsl.semantics.modules import Module
from cdsl.semantics.places import AssetKind, Place
from cdsl.semantics.program import Campaign, Program, SmartList
from cdsl.semantics.schema import Schema
from cdsl.semantics.walk import conditions_in, steps_in
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax import campaigns, files
from cdsl.syntax import conditions as syntax_conditions
from cdsl.syntax import steps as syntax_steps
from cdsl.syntax.declarations import SmartListDeclaration
from cdsl.syntax.walk import conditions_in as written_conditions_in
from cdsl.syntax.walk import steps_in as written_steps_in
from cdsl.tools.effects import Effects, effects_of
from cdsl.tools.lint.lookups import Lookups
from cdsl.tools.lint.usage import Usage


@dataclass(frozen=True, slots=True)
class LintedDeclaration:
    """A declaration that holds no others: its tree, and the text that its spans are of."""

    node: files.ProgramItem
    source: Source


class Role(StrEnum):
    """What a condition decides."""

    SMART_LIST = "a named smart list"
    AUDIENCE = "who enters a campaign"
    BRANCH = "which branch of a flow is taken"
    TRIGGER = "which activity fires a campaign"


@dataclass(frozen=True, slots=True)
class LintedCondition:
    """A whole condition: its core tree, and what it is made of, itself first.

    `name` is that of the list or campaign. `span` is that of the block or condition as written,
    `written` the conditions in it. `campaign` owns it, None for a named smart list. An `on` line is
    the `AllOf` of what it asks of the activity, and `written` what its `where` joins.
    """

    name: str
    core: Condition
    nodes: tuple[Condition, ...]
    written: tuple[syntax_conditions.Condition, ...]
    role: Role
    span: Span
    source: Source
    campaign: Campaign | None
    schema: Schema

    def comparison(self, core: Compare) -> syntax_conditions.Comparison | None:
        """A comparison as written; None for one that nobody wrote (that of an `on change of`)."""
        for root in self.written:
            for node in written_conditions_in(root):
                if isinstance(node, syntax_conditions.Comparison) and node.span == core.span:
                    return node
        return None

    def text(self, span: Span) -> str:
        """What stands at a span."""
        return self.source.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class LintedCampaign:
    """A campaign: what it means, without its tokens, and what it writes itself.

    `steps` are those of its own flow in order of text, branches included, and `flow` its top
    level; both are empty where a clone takes over its template's. `written` has the step as
    written for each dotted path (`3.2.1`).
    """

    core: Campaign
    node: campaigns.Campaign
    place: Place
    flow: tuple[Step, ...]
    steps: tuple[Step, ...]
    written: Mapping[str, syntax_steps.Step]
    conditions: tuple[LintedCondition, ...]
    schema: Schema

    @property
    def source(self) -> Source:
        """The text that its spans are of."""
        return self.place.source


@dataclass(frozen=True, slots=True)
class LintedProgram:
    """Everything together; `files` are those that were asked for, problems elsewhere are dropped.

    `campaigns` are all that were written by themselves, in order of loading and text, those of
    used files and of the library included. `usage` is worked out once, when a rule asks.
    """

    analysis: Analysis
    campaigns: tuple[LintedCampaign, ...]
    files: frozenset[str]
    usage: Callable[[], Usage]
    lookups: Lookups

    def effects(self, campaign: Campaign) -> Effects:
        """What a campaign reads and changes."""
        return self.lookups.once(
            "effects", (campaign,), lambda program: effects_of(campaign, program)
        )

    @property
    def program(self) -> Program:
        """What it means."""
        return self.analysis.program

    @property
    def declarations(self) -> Declarations:
        """What was written, by what it declares."""
        return self.analysis.declarations


def declarations_of(module: Module) -> Iterator[LintedDeclaration]:
    """The declarations of a file that hold no others, in order of text."""
    pending: list[files.ProgramItem] = list(reversed(module.file.items))
    while pending:
        item = pending.pop()
        if isinstance(item, files.Folder | files.Program):
            pending.extend(reversed(item.items))
        else:
            yield LintedDeclaration(item, module.section(item) or module.source)


def campaign_of(
    core: Campaign, node: campaigns.Campaign, place: Place, schema: Schema
) -> LintedCampaign:
    """A campaign as a subject."""
    own_list = next(
        (part for part in node.parts if isinstance(part, campaigns.SmartListPart)), None
    )
    own_flow = next((part for part in node.parts if isinstance(part, campaigns.FlowPart)), None)
    flow = core.flow if own_flow is not None else ()
    all_steps = tuple(steps_in(flow))
    written = dict(written_steps_in(own_flow.steps)) if own_flow is not None else {}

    def subject(
        condition: Condition,
        written: tuple[syntax_conditions.Condition, ...],
        role: Role,
        span: Span,
    ) -> LintedCondition:
        nodes = tuple(conditions_in(condition))
        return LintedCondition(
            core.key.name, condition, nodes, written, role, span, place.source, core, schema
        )

    conditions = []
    if own_list is not None:
        conditions.append(
            subject(core.smart_list, own_list.conditions, Role.AUDIENCE, own_list.span)
        )
    own_lines = {
        part.span: part.where if isinstance(part, campaigns.OnActivity) else ()
        for part in node.parts
        if isinstance(part, campaigns.OnActivity | campaigns.OnChange | campaigns.OnReaches)
    }
    conditions += [
        subject(AllOf(trigger.where), own_lines[trigger.span], Role.TRIGGER, trigger.span)
        for trigger in core.triggers
        if trigger.span in own_lines
    ]
    for step in all_steps:
        choice = written.get(step.path)
        if isinstance(step, Choice) and isinstance(choice, syntax_steps.Choice):
            conditions += [
                subject(
                    arm.condition,
                    (as_written.condition,),
                    Role.BRANCH,
                    as_written.condition.span,
                )
                for arm, as_written in zip(step.arms, choice.arms, strict=True)
            ]
    return LintedCampaign(core, node, place, flow, all_steps, written, tuple(conditions), schema)


def smart_list_of(
    core: SmartList, node: SmartListDeclaration, source: Source, schema: Schema
) -> LintedCondition:
    """The condition of a named smart list as a subject."""
    return LintedCondition(
        core.key.name,
        core.condition,
        tuple(conditions_in(core.condition)),
        node.conditions,
        Role.SMART_LIST,
        node.span,
        source,
        None,
        schema,
    )


def campaigns_written(
    declarations: Declarations,
) -> Iterator[tuple[AssetKey, campaigns.Campaign, Place]]:
    """Every campaign where it was written: copies in clones of programs are left out."""
    for key, declared in declarations.assets[AssetKind.CAMPAIGN].items():
        if declared.place.clone is None and isinstance(declared.node, campaigns.Campaign):
            yield key, declared.node, declared.place


def smart_lists_written(
    declarations: Declarations,
) -> Iterator[tuple[AssetKey, SmartListDeclaration, Place]]:
    """Every named smart list where it was written, likewise."""
    for key, declared in declarations.assets[AssetKind.SMART_LIST].items():
        if declared.place.clone is None and isinstance(declared.node, SmartListDeclaration):
            yield key, declared.node, declared.place
