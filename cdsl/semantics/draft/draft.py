"""What the modules of this room add to, and report to.

Floor 2. Knows no kind of declaration.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cdsl.semantics.expressions import Constant
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.places import Place
from cdsl.semantics.schema import Action, Activity, Channel, Field, Schema
from cdsl.semantics.types import Type
from cdsl.syntax.nodes import Name, Value

Literal = Callable[[Value, Type, Place], Constant | None]
"""Reads a literal as a type, reporting what does not fit."""


@dataclass(slots=True)
class SchemaDraft:
    """The schema while it grows; made for one analysis."""

    findings: Findings
    literal: Literal
    fields: dict[str, dict[str, Field]] = field(
        default_factory=lambda: {"person": {}, "company": {}}
    )
    activities: dict[str, Activity] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    seen_in: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def report(self, code: str, message: str, place: Place, name: Name, help: str = "") -> None:
        """Add a finding at a name."""
        found = finding(code, message, place.source, name.span, help=help)
        self.findings.add(found, place.clone)

    def schema(self) -> Schema:
        """What has been declared so far."""
        return Schema(
            self.fields["person"],
            self.fields["company"],
            self.activities,
            self.actions,
            self.channels,
        )


def label_of(name: str) -> str:
    """The label of what states none: `lead_status` is "Lead Status"."""
    return name.replace("_", " ").title()
