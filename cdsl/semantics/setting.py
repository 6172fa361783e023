"""Where a piece of text stands while it is resolved, and what it can refer to from there.

Floor 2. Assets, activities and actions are looked up here, and what is wrong is reported; fields
are left to `cdsl.semantics.resolve.fields`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, tzinfo
from typing import TypeVar

from cdsl.semantics.assets import AssetKey
from cdsl.semantics.findings import finding
from cdsl.semantics.known import Known
from cdsl.semantics.places import AssetKind, Declared, Place
from cdsl.semantics.references import Collected, find_asset
from cdsl.semantics.schema import Action, Activity
from cdsl.semantics.tokens import Chain
from cdsl.semantics.types import Type
from cdsl.semantics.uses import ActivityTarget, Role, Target
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Edit, Fix, Missing, Related
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.source.suggest import nearest
from cdsl.syntax.nodes import Name, Reference, ThisProgram

S = TypeVar("S", Activity, Action)


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
