"""What a piece of text can refer to, ready for looking up.

Floor 2. `Known` is made once for a program; a `Setting` is where one piece of text stands in it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import Final, TypeVar

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.declare import Declarations
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.places import AssetKind, Declared, Place, PlacedPart, TokenLine
from cdsl.semantics.program import Tokens, Workspace
from cdsl.semantics.references import Collected, find_asset
from cdsl.semantics.schema import Action, Activity, Channel, Field, Schema
from cdsl.semantics.tokens import Chain, canonical
from cdsl.semantics.types import Type
from cdsl.semantics.uses import (
    ActivityTarget,
    FieldTarget,
    MemberFieldTarget,
    Role,
    Target,
    Uses,
)
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Missing, Related
from cdsl.source.limits import Limits
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax.nodes import FieldName, Name, Reference, ThisProgram

_DID: Final = re.compile(r"\bdid (\w+)[ \t]+\Z")
S = TypeVar("S", Activity, Action)

_OF_A_MEMBERSHIP: Final = 'a status is of a membership: `member of program "…" where status is "…"`'
_OWN_WAYS: Final = MappingProxyType(
    {
        (Role.READS, "status"): _OF_A_MEMBERSHIP,
        (Role.CHANGES, "status"): 'a status is set by `set status "…" in program "…"`',
        (Role.LISTENS, "status"): 'write `on change_status where program is "…"`',
        **dict.fromkeys(
            ((Role.READS, count) for count in ("times", "once", "twice", "never")),
            "how often is said behind `did`: `did visit_page at least 2 times in past 7 days`",
        ),
    }
)
"""What is no field, though a screen shows it among them, and what is said instead."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything declared, by the names it is looked up with.

    `seen_in` are the files that declare something shared, by its kind and name. `token_types` are
    the types that any frame gives to a token's canonical name; `token_labels` lead from a label to
    the names that have it.
    `parts` are those of each campaign.
    """

    declarations: Declarations
    schema: Schema
    member_fields: Mapping[AssetKey, Mapping[str, Field]]
    channels_of: Mapping[AssetKey, Channel | None]
    seen_in: Mapping[tuple[str, str], frozenset[str]]
    workspaces: Mapping[str, Workspace]
    zones: Mapping[str, tzinfo]
    find_zone: Callable[[str], tzinfo | None]
    token_types: Mapping[str, Sequence[tuple[Type, TokenLine]]]
    token_labels: Mapping[str, Sequence[str]]
    parts: Mapping[AssetKey, tuple[PlacedPart, ...]]
    findings: Findings
    uses: Uses
    limits: Limits
    frames: dict[tuple[AssetKey, str], Tokens] = field(default_factory=dict)
    """The token frames of holders as files see them, worked out once each."""

    def sees(self, place: Place, kind: str, name: str) -> bool:
        """Whether a file sees a shared declaration."""
        files = self.seen_in.get((kind, name), frozenset())
        return not files.isdisjoint(self.declarations.modules.sees[place.file])


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a piece of text stands while it is resolved.

    `chain` holds the types of the tokens of its own frames. `activities` are those that can have
    fired: those of the `on` lines of a trigger campaign, none in a batch campaign, None where
    another campaign decides. `hints` is off where a test asserts something on purpose.
    """

    known: Known
    place: Place
    chain: Chain[Type] = field(default_factory=Chain)
    activities: tuple[Activity, ...] | None = None
    invalid: frozenset[AssetKey] = frozenset()
    hints: bool = True

    @property
    def zone(self) -> tzinfo:
        """The time zone of the workspace."""
        return self.known.zones.get(self.place.workspace, UTC)

    def report(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        help: str = "",
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        missing: Missing | None = None,
    ) -> None:
        """Add a finding at a span of this text."""
        found: Diagnostic = finding(
            code,
            message,
            self.place.source,
            span,
            label=label,
            help=help,
            related=related,
            fix=fix,
            missing=missing,
        )
        self.known.findings.add(found, self.place.clone)

    def unknown(
        self,
        what: str,
        name: Name,
        candidates: Iterable[str],
        close: str | None = None,
        help: str = "",
        *,
        by_files: bool = False,
    ) -> None:
        """Report a name that nothing declares, with `close` or the nearest one that is declared.

        `help` is the way out where none is near. What is declared `by_files` may be so by one that
        is missing: nothing is said then.
        """
        names = list(candidates)
        close = close or nearest(name.text, names)
        fix = None
        modules = self.known.declarations.modules
        if by_files and close is None and not modules.sees_all(self.place.file):
            return
        if close is not None:
            text = quoted(close) if name.quoted else close
            fix = Fix(f"write `{text}`", (Edit(name.span, text),))
            help = f"did you mean `{close}`?"
        if by_files:
            help = help or "declare it, or `use` the file that does"
        elif not help:
            listed = ", ".join(f"`{one}`" for one in names)
            help = f"there is {listed}" if names else "there is none"
        self.report("CDS101", f"unknown {what} `{name.text}`", name.span, help=help, fix=fix)

    def use(self, span: Span, target: Target, role: Role) -> None:
        """Note that a span of this text names something, and what it does with it."""
        self.known.uses.add(self.place, span, target, role)

    def asset(self, kind: AssetKind, reference: Reference, role: Role) -> Declared | None:
        """The asset that a reference means, None after reporting why there is none."""
        declarations = self.known.declarations
        return find_asset(
            kind,
            reference,
            self.place,
            declarations.modules,
            declarations.named,
            Collected(self.known.findings, self.known.uses),
            role,
        )

    def program(self, reference: Reference | ThisProgram, role: Role) -> AssetKey | None:
        """The program that a reference or `this program` means."""
        if isinstance(reference, ThisProgram):
            return self.this_program("`this program`", reference.span)
        found = self.asset(AssetKind.PROGRAM, reference, role)
        return found.key if found is not None else None

    def this_program(self, what: str, span: Span, help: str = "") -> AssetKey | None:
        """The program that owns the text, reporting when there is none; `help` is the way out."""
        program = self.place.program
        if program is None:
            help = help or "it belongs to the program that holds the text"
            self.report("CDS113", f"{what} stands outside of a program", span, help=help)
        return program

    def activity(self, name: Name, role: Role) -> Activity | None:
        """The activity type of a name or label."""
        return self._shared("activity", name, self.known.schema.activities, role)

    def action(self, name: Name) -> Action | None:
        """The action of a name or label."""
        return self._shared("action", name, self.known.schema.actions, Role.DOES)

    def _shared(self, kind: str, name: Name, declared: Mapping[str, S], role: Role) -> S | None:
        found = declared.get(name.text)
        if found is None and name.quoted:
            found = next((other for other in declared.values() if other.label == name.text), None)
        if found is not None and self.known.sees(self.place, kind, found.name):
            self.use(name.span, ActivityTarget(found.name), role)
            return found
        seen = [other for other in declared if self.known.sees(self.place, kind, other)]
        help = "`not` stands before `did`: `not did visit_page`" if name.text == "not" else ""
        self.unknown(kind, name, seen, help=help, by_files=True)
        return None

    def person_field(self, name: Name, role: Role) -> Field | None:
        """A person's field by identifier, or quoted by label or identifier."""
        return self._field("person", name, self.known.schema.person, role)

    def company_field(self, name: Name, role: Role) -> Field | None:
        """A company's field, likewise."""
        return self._field("company", name, self.known.schema.company, role)

    def member_field(self, program: AssetKey, name: Name, role: Role) -> Field | None:
        """A field of a program's members, likewise."""
        fields = self.known.member_fields.get(program, {})
        found = field_named(name, fields)
        if found is None:
            help = _declare("member", name)
            self.unknown("member field", name, [*fields, "status"], help=help, by_files=True)
        else:
            self.use(name.span, MemberFieldTarget(program, found.name), role)
        return found

    def _field(
        self, owner: str, name: Name, fields: Mapping[str, Field], role: Role
    ) -> Field | None:
        found = field_named(name, fields)
        if found is not None and self.known.sees(self.place, owner, found.name):
            self.use(name.span, FieldTarget(owner, found.name), role)
            return found
        seen = [
            other for other in fields.values() if self.known.sees(self.place, owner, other.name)
        ]
        exported = (other.name for other in seen if is_exported_as(other, name.text))
        names = [other.name for other in seen]
        if name.quoted:
            names += [other.label for other in seen]
        kind = "field" if owner == "person" else f"{owner} field"
        help = _declare(owner, name)
        if name.text in self.known.schema.activities:
            help = f"it is an activity: `did {name.text}`, with its window behind"
        close = next(exported, None)
        if close is None and owner == "person" and not name.quoted:
            close = self._of_another(name)
        if owner == "person" and self._of_activity(name, kind):
            return None
        own = _OWN_WAYS.get((role, name.text.lower())) if owner == "person" else None
        if close is not None and close.startswith("company.") and role is Role.CHANGES:
            own = f"`{close}` is the company's: flows read it, they do not change it"
        if own is not None and close != "member.status":
            self.report("CDS101", f"unknown field `{name.text}`", name.span, help=own)
        else:
            self.unknown(kind, name, names, close, help, by_files=True)
        return None

    def _of_activity(self, name: Name, kind: str) -> bool:
        """Report what is no field but belongs to the `did` before it: `did fill_form "Demo"`."""
        text = self.place.source.text
        found = _DID.search(text, text.rfind("\n", 0, name.span.start) + 1, name.span.start)
        activity = self.known.schema.activities.get(found[1]) if found is not None else None
        if activity is None or not activity.attributes:
            return False
        if name.text in [attribute.name for attribute in activity.attributes]:
            meant = "where "
        elif name.quoted:
            meant = f"where {activity.attributes[0].name} is "
        else:
            return False
        written = text[name.span.start : name.span.end]
        fix = Fix(f"write `{meant}{written}`", (Edit(name.span, f"{meant}{written}"),))
        help = f"what is asked of an activity stands behind `where`: `{meant}{written}`"
        self.report("CDS101", f"unknown {kind} `{name.text}`", name.span, help=help, fix=fix)
        return True

    def _of_another(self, name: Name) -> str | None:
        """What is not a person's field but the company's, or the member's of the program here."""
        if name.text in self.known.schema.company and self.known.sees(
            self.place, "company", name.text
        ):
            return f"company.{name.text}"
        program = self.place.program
        of_members = {} if program is None else self.known.member_fields.get(program, {})
        if name.text in of_members or (program is not None and name.text == "status"):
            return f"member.{name.text}"
        return None

    def owner_known(self, target: FieldName) -> bool:
        """Whether what stands before the dot is `company` or `member`; reports when it is not."""
        if target.owner in ("", "company", "member"):
            return True
        help = "a dot follows only `company` and `member`; a person's field stands alone"
        message = f"unknown `{target.owner}` before `.{target.name.text}`"
        fix = None
        if canonical(target.owner) in ("person", "lead"):
            end = target.name.span.start
            help = "a person's field stands alone, without what it is of"
            fix = Fix("leave out the dot", (Edit(Span(target.span.start, end), ""),))
        elif canonical(target.owner) in ("my", "trigger", "campaign", "program", "system"):
            help = f"a token is written in braces: `{{{{{target.owner}.{target.name.text}}}}}`"
        self.report("CDS101", message, target.span, help=help, fix=fix)
        return False


def _declare(what: str, name: Name) -> str:
    """How to declare a field; nothing where the name could be no identifier."""
    return f"declare it: `{what} {{ {name.text}: text }}`" if name.text.isidentifier() else ""


def is_exported_as(field: Field, name: str) -> bool:
    """Whether an export or a screen has this name for a field, however its words are joined."""
    return _joined(name) in [_joined(one) for one in (*field.aliases, field.label)]


def _joined(name: str) -> str:
    return name.replace(" ", "").replace("_", "").lower()


def field_named(name: Name, fields: Mapping[str, Field]) -> Field | None:
    """A field by identifier, or, when the name is quoted, by label or identifier."""
    found = fields.get(name.text)
    if found is None and name.quoted:
        found = next((other for other in fields.values() if other.label == name.text), None)
    return found
