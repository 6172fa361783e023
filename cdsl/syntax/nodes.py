"""The syntax tree: what was written, faithfully, and nothing of what it means.

Floor 1. Nodes are frozen data: they cannot print, check or run themselves and know no parent.
Spans are outside of equality, so that two trees are equal when the same things were written.
Engines never import this module; they read `cdsl.semantics.program`.

Here stand names and values, of which everything else is made, and what lists values: arguments,
mapping tables. Conditions stand in `cdsl.syntax.conditions`, flow steps in `cdsl.syntax.steps`,
declarations in `cdsl.syntax.declarations`, campaigns in `cdsl.syntax.campaigns`, tests in
`cdsl.syntax.cases`, files with the programs and folders in them in `cdsl.syntax.files`.
"""

from dataclasses import field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

from cdsl.source.data import dataclass
from cdsl.source.span import Span

# Names ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written: an identifier, or a quoted text (an asset's name, or a label)."""

    text: str
    quoted: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field as written: the left side of a comparison, or the target of a step.

    `owner` is `""` for a person's field, else what stands before the dot (`company`, `member`).
    """

    owner: str
    name: Name
    span: Span = field(compare=False)


class Within(StrEnum):
    """Where a qualified reference looks (language.md 2)."""

    PROGRAM = "in program"
    THIS_PROGRAM = "in this program"
    FOLDER = "in folder"
    TOP = "at top"


@dataclass(frozen=True, slots=True)
class Qualifier:
    """One `in program "P"`, `in this program`, `in folder "F"` or `at top`."""

    within: Within
    name: Name | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an asset: its name and what narrows the search, innermost first."""

    name: Name
    qualifiers: tuple[Qualifier, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ThisProgram:
    """`this program` where a reference to a program may stand."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ThisCampaign:
    """`this` in `remove from flow this`."""

    span: Span = field(compare=False)


# Values -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A text literal without tokens; escapes are already read, the text is in NFC."""

    value: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `signed` says that a `+` or `-` stands before it."""

    value: int | Decimal
    signed: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Boolean:
    """`true` or `false`."""

    value: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Date:
    """`2026-11-23`."""

    value: date
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Datetime:
    """`2026-11-23T09:00`; a value without zone is in the workspace's."""

    value: datetime
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Time:
    """`09:00`."""

    value: time
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Duration:
    """`3 days`; the unit is in the singular."""

    count: int
    unit: str
    span: Span = field(compare=False)


CONTEXTS: Final = ("my", "campaign", "program", "member", "trigger", "lead", "company", "system")
"""What a token begins with."""


@dataclass(frozen=True, slots=True)
class Token:
    """`{{context.name:default=text}}`; context and name as written, without outer blanks."""

    context: str
    name: str
    default: str | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A text literal with at least one token inside."""

    parts: tuple[str | Token, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Shifted:
    """A date, datetime or token, plus or minus a duration."""

    base: "Date | Datetime | Token"
    sign: int
    duration: Duration
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Hole:
    """`?`: a value or a condition still to be filled in."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class BareName:
    """A name where a value must stand; the parser has reported it (CDS005)."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """`["IT", "FR"]`."""

    values: "tuple[Value, ...]"
    span: Span = field(compare=False)


Scalar = Text | Number | Boolean | Date | Datetime | Time | Token | Template | Shifted | Hole
Value = Scalar | BareName | ListOf

# Arguments and mapping tables ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Argument:
    """`name: value`, wherever values are given by name; the name may be quoted."""

    name: Name
    value: Value
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MappingEntry:
    """`"GB" from "UK", "England"`."""

    target: Value
    sources: tuple[Value, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MappingTable:
    """The entries of a mapping; `otherwise` is None for `otherwise keep` and for nothing said."""

    entries: tuple[MappingEntry, ...]
    otherwise: Value | None
    says_otherwise: bool
    span: Span = field(compare=False)
