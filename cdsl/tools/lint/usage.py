"""What a program declares, and what of it is used: for rules about names.

Floor 6. A file may be there for others. What other files of the project do with it is handed in,
and asked for only where something looks unused.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache
from typing import assert_never

from cdsl.semantics.analyse import Analysis
from cdsl.semantics.check.summaries import summarised
from cdsl.semantics.definitions import Definition, definitions
from cdsl.semantics.places import AssetKind
from cdsl.semantics.uses import (
    ActivityTarget,
    AssetTarget,
    AttributeTarget,
    ChannelTarget,
    FieldTarget,
    FileTarget,
    MemberFieldTarget,
    Role,
    StatusTarget,
    Target,
    TokenTarget,
)
from cdsl.source.data import dataclass
from cdsl.source.span import Source, Span
from cdsl.syntax import campaigns, files
from cdsl.tools.lint.lookups import Lookups
from cdsl.tools.token_reads import TokenReads, own_of, token_reads

Others = Callable[[], Sequence[Analysis] | None]
"""The programs of files that use those at hand; None where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What is done with what, in one program."""

    found: Mapping[tuple[object, ...], frozenset[Role]]

    def of(self, target: Target) -> frozenset[Role]:
        """What is done with a declaration, or with what clones make of it."""
        return self.found.get(_identity(target), _NONE)


_NONE: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Usage:
    """The declarations of the linted files, and everything that is done with them.

    `definitions` are those of all files, `own` those of the linted ones without what clones repeat.
    `roles` has what is done with each, `tokens` the paths on which tokens are read. `ends` are the
    linted files from which something runs.
    """

    definitions: tuple[Definition, ...]
    own: tuple[Definition, ...]
    roles: Roles
    tokens: TokenReads
    ends: frozenset[str]
    elsewhere: Callable[[], Sequence[Roles] | None]

    def unused(
        self, wanted: Callable[[Definition], bool], by: frozenset[Role] = frozenset(Role)
    ) -> Iterator[Definition]:
        """The declarations of a kind with which nothing is done that is among the roles.

        In a file from which nothing runs, and which no other file uses, that cannot be told.
        """
        for definition in self.own:
            if wanted(definition) and not self.roles.of(definition.target) & by:
                others = self.elsewhere()
                if others is None or (not others and definition.source.name not in self.ends):
                    continue
                if not any(roles.of(definition.target) & by for roles in others):
                    yield definition

    def is_read(self, target: TokenTarget) -> bool:
        """Whether some run reads a token, or some text that may."""
        return Role.READS in self.roles.of(target)


def usage_of(analysis: Analysis, lookups: Lookups, others: Others) -> Usage:
    """The usage of a program without errors."""
    modules = analysis.declarations.modules
    defined = definitions(analysis)
    own = tuple(one for one in defined if one.source.name in modules.roots and one.clone is None)
    names = frozenset(_identity(one.target)[-1] for one in own)
    reads = token_reads(
        analysis,
        lambda campaign, _: lookups.once(
            "own tokens", summarised(campaign), lambda program: own_of(campaign, program)
        ),
    )

    @cache
    def elsewhere() -> Sequence[Roles] | None:
        found = others()
        if found is None or any(other.has_errors for other in found):
            return None
        return [_roles(other, definitions(other), token_reads(other), names) for other in found]

    ends = frozenset(name for name in modules.roots if runs(modules.modules[name].file.items))
    roles = _roles(analysis, defined, reads, names)
    return Usage(defined, own, roles, reads, ends, elsewhere)


def runs(items: Sequence[files.ProgramItem]) -> bool:
    """Whether there is a campaign that runs by itself, or a copy of a program, among items."""
    for item in items:
        match item:
            case campaigns.Campaign(kind=kind):
                if kind is not campaigns.CampaignKind.EXECUTABLE:
                    return True
            case files.Program(clones=clones, items=inner):
                if clones is not None or runs(inner):
                    return True
            case files.Folder(items=inner):
                if runs(inner):
                    return True
            case _:
                pass
    return False


def _roles(
    analysis: Analysis, defined: Sequence[Definition], reads: TokenReads, names: Container[object]
) -> Roles:
    """What is done with all that has one of the names: most of what is named is the library's."""
    found: dict[tuple[object, ...], set[Role]] = {
        _identity(target): {Role.READS} for target in reads.read if target.name in names
    }
    for use in analysis.uses:
        identity = _identity(use.target)
        if identity[-1] in names:
            found.setdefault(identity, set()).add(use.role)
    if any(one.clone is not None for one in defined):
        originals: dict[tuple[Source, Span], Target] = {
            (one.source, one.span): one.target for one in defined if one.clone is None
        }
        for one in defined:
            original = originals.get((one.source, one.span)) if one.clone is not None else None
            repeated = _identity(one.target)
            if original is not None and repeated in found:
                found.setdefault(_identity(original), set()).update(found[repeated])
    return Roles({target: frozenset(roles) for target, roles in found.items()})


def _identity(target: Target) -> tuple[object, ...]:
    """What makes a target what it is, its name last: a tuple is looked up sooner than a node."""
    match target:
        case AssetTarget(kind, key):
            return ("asset", kind.value, key, key.path[-1])
        case FieldTarget(owner, name):
            return (owner, name)
        case MemberFieldTarget(program, name):
            return ("member", program, name)
        case TokenTarget(owner, campaign, name):
            return ("token", owner, campaign, name)
        case ActivityTarget(name):
            return ("activity", name)
        case ChannelTarget(name):
            return ("channel", name)
        case AttributeTarget(activity, name):
            return ("attribute", activity, name)
        case StatusTarget(channel, name):
            return ("status", channel, name)
        case FileTarget(name):
            return ("file", name)
        case _:
            assert_never(target)


def is_asset(definition: Definition, kind: AssetKind) -> bool:
    """Whether it declares an asset of a kind."""
    target = definition.target
    return isinstance(target, AssetTarget) and target.kind is kind
