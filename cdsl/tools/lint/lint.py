"""From a program to what its linter says: the one door of this room.

Floor 6. Asks every rule about everything it can look at.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import cache

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.places import Place
from cdsl.semantics.program import Campaign, SmartList
from cdsl.semantics.schema import Schema
from cdsl.source.codes import SEVERITIES, TITLES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.span import Source
from cdsl.syntax import campaigns, declarations
from cdsl.tools.lint.lookups import Lookups, is_alike, without_tokens
from cdsl.tools.lint.memory import Kept, LintMemory
from cdsl.tools.lint.misread import Misread, misread
from cdsl.tools.lint.rule import (
    CampaignRule,
    ClockRule,
    ConditionRule,
    DeclarationRule,
    Problem,
    ProgramRule,
    Rule,
)
from cdsl.tools.lint.rules import RULES
from cdsl.tools.lint.settings import LintSettings
from cdsl.tools.lint.subjects import (
    LintedCampaign,
    LintedCondition,
    LintedDeclaration,
    LintedProgram,
    campaign_of,
    campaigns_written,
    declarations_of,
    smart_list_of,
    smart_lists_written,
)
from cdsl.tools.lint.usage import Others, usage_of


def lint(
    analysis: Analysis,
    settings: LintSettings,
    now: datetime | None,
    memory: LintMemory | None = None,
    others: Others = tuple,
) -> tuple[Diagnostic, ...]:
    """What the rules find in the files that were asked for, in order of finding.

    `now` judges schedules, None leaves them alone. `others` gives the programs of files that use
    these, where something looks unused. What the checker says is not repeated here, and of a
    declaration with an error in it no more is said than its text shows (`cdsl.tools.lint.misread`).
    Nothing is allowed yet, see `cdsl.tools.lint.keeping`.
    """
    wanted = [rule for rule in RULES if _is_wanted(rule, settings)]
    linting = _Linting(
        tuple(rule for rule in wanted if isinstance(rule, DeclarationRule)),
        tuple(rule for rule in wanted if isinstance(rule, ConditionRule)),
        tuple(rule for rule in wanted if isinstance(rule, CampaignRule)),
        tuple(rule for rule in wanted if isinstance(rule, ClockRule)),
        tuple(rule for rule in wanted if isinstance(rule, ProgramRule)),
        analysis.program.schema,
        {} if memory is None or memory.settings != settings else memory.kept,
        {},
        {} if memory is None else memory.subjects,
        {},
    )
    modules = analysis.declarations.modules
    files = frozenset(modules.roots)
    left_alone = misread(analysis) if analysis.has_errors else Misread()
    found: list[Diagnostic] = []
    for name in modules.roots:
        module = modules.modules[name]
        for declaration in declarations_of(module):
            if id(declaration.node) not in left_alone.unread:
                found += linting.declaration(declaration)
    campaigns = []
    for key, node, place in campaigns_written(analysis.declarations):
        campaign = linting.subject(analysis.program.campaigns[key], node, place)
        campaigns.append(campaign)
        if place.file in files and id(node) not in left_alone.not_meant:
            found += linting.campaign(campaign)
            found += linting.at(now, campaign)
    for key, listed, place in smart_lists_written(analysis.declarations):
        if place.file in files and id(listed) not in left_alone.not_meant:
            smart_list = analysis.program.smart_lists[key]
            found += linting.smart_list(smart_list, listed, place)
    if not analysis.has_errors:
        lookups = Lookups(analysis.program, memory.worked_out if memory is not None else {})
        usage = cache(lambda: usage_of(analysis, lookups, others))
        program = LintedProgram(analysis, tuple(campaigns), files, usage, lookups)
        found += linting.program(program)
        if memory is not None:
            memory.worked_out = lookups.now
    if memory is not None:
        memory.kept = linting.said
        memory.subjects = linting.subjects
        memory.settings = settings
    return tuple(found)


def unasked(analysis: Analysis, settings: LintSettings) -> Collection[str]:
    """The codes of which it says nothing that they are not found: nobody looks for them."""
    if analysis.has_errors:
        return TITLES.keys()
    return settings.disabled | {rule.code for rule in RULES if not _is_wanted(rule, settings)}


def _is_wanted(rule: Rule, settings: LintSettings) -> bool:
    if rule.code in settings.disabled:
        return False
    return isinstance(rule, DeclarationRule) or not rule.portable or settings.portable


@dataclass(slots=True)
class _Linting:
    """The rules that are wanted, by kind; what was said before, and what is said now."""

    of_declarations: tuple[DeclarationRule, ...]
    of_conditions: tuple[ConditionRule, ...]
    of_campaigns: tuple[CampaignRule, ...]
    of_the_clock: tuple[ClockRule, ...]
    of_programs: tuple[ProgramRule, ...]
    schema: Schema
    before: dict[tuple[int, int], Kept]
    said: dict[tuple[int, int], Kept]
    subjects_before: dict[tuple[AssetKey, int], LintedCampaign]
    subjects: dict[tuple[AssetKey, int], LintedCampaign]

    def subject(self, core: Campaign, node: campaigns.Campaign, place: Place) -> LintedCampaign:
        key = (core.key, id(node))
        known = self.subjects_before.get(key)
        if known is None or known.node is not node or not is_alike(known.core, core):
            known = campaign_of(without_tokens(core), node, place, self.schema)
        self.subjects[key] = known
        return known

    def declaration(self, subject: LintedDeclaration) -> tuple[Diagnostic, ...]:
        node = subject.node
        return self.once(
            (id(node), 0),
            node,
            lambda: (
                _diagnostic(rule.code, problem, subject.source)
                for rule in self.of_declarations
                for problem in rule.check(subject)
            ),
        )

    def campaign(self, subject: LintedCampaign) -> tuple[Diagnostic, ...]:
        return self.once(
            (id(subject.node), id(subject.core)),
            (subject.node, subject.core),
            lambda: self.in_campaign(subject),
        )

    def in_campaign(self, subject: LintedCampaign) -> Iterator[Diagnostic]:
        for condition in subject.conditions:
            yield from self.condition(condition)
        for rule in self.of_campaigns:
            for problem in rule.check(subject):
                yield _diagnostic(rule.code, problem, subject.source)

    def at(self, now: datetime | None, subject: LintedCampaign) -> Iterator[Diagnostic]:
        for rule in self.of_the_clock:
            for problem in rule.check(subject, now):
                yield _diagnostic(rule.code, problem, subject.source)

    def smart_list(
        self, core: SmartList, node: declarations.SmartListDeclaration, place: Place
    ) -> tuple[Diagnostic, ...]:
        return self.once(
            (id(node), id(core.condition)),
            (node, core.condition),
            lambda: self.condition(smart_list_of(core, node, place.source, self.schema)),
        )

    def condition(self, subject: LintedCondition) -> Iterator[Diagnostic]:
        for rule in self.of_conditions:
            for problem in rule.check(subject):
                yield _diagnostic(rule.code, problem, subject.source)

    def program(self, subject: LintedProgram) -> Iterator[Diagnostic]:
        for rule in self.of_programs:
            for problem in rule.check(subject):
                assert problem.source is not None, f"{rule.code} names no source"
                if problem.source.name in subject.files:
                    yield _diagnostic(rule.code, problem, problem.source)

    def once(
        self, key: tuple[int, int], subject: object, ask: Callable[[], Iterable[Diagnostic]]
    ) -> tuple[Diagnostic, ...]:
        """What was said before of the same trees, else what the rules say now."""
        kept = self.before.get(key)
        if kept is None:
            kept = (subject, tuple(ask()))
        self.said[key] = kept
        return kept[1]


def _diagnostic(code: str, problem: Problem, source: Source) -> Diagnostic:
    return Diagnostic(
        code,
        SEVERITIES[code],
        problem.message,
        problem.source or source,
        problem.span,
        problem.label,
        problem.help,
        problem.related,
        problem.fix,
    )
