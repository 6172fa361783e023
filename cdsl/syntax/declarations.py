"""The syntax tree of declarations, and of what programs and campaigns say of themselves.

Floor 1; the same rules as in `cdsl.syntax.nodes`.
"""

from dataclasses import field

from cdsl.source.data import dataclass
from cdsl.source.span import Span
from cdsl.syntax.conditions import Condition
from cdsl.syntax.nodes import Argument, ListOf, MappingTable, Name, Text, Value


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """`score: score in […] "Person Score" = 0`: a field, attribute, parameter or token.

    `type_name` is kept as a name, since a wrong one is the checker's to report.
    """

    name: Name
    type_name: Name
    values: ListOf | None
    label: Name | None
    default: Value | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """`tokens { … }`."""

    tokens: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FieldsOf:
    """`person { … }`, `company { … }` or, in a program, `member { … }`; `owner` says which."""

    owner: str
    fields: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ActivityDeclaration:
    """`activity watch_video "Watch Video" { … }`."""

    name: Name
    label: Name | None
    attributes: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """`action create_task "Create Task" { … }`."""

    name: Name
    label: Name | None
    parameters: tuple[FieldDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class StatusDeclaration:
    """`status "No Show" beside "Attended" success`."""

    name: Name
    beside: Name | None
    success: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChannelDeclaration:
    """`channel "Event" { status … }`."""

    name: Name
    statuses: tuple[StatusDeclaration, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ListDeclaration:
    """`list "Customers"`."""

    name: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SmartListDeclaration:
    """`smart list "Hot" { … }`."""

    name: Name
    conditions: tuple[Condition, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MappingDeclaration:
    """`mapping "Countries" { … }`."""

    name: Name
    table: MappingTable
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class EmailDeclaration:
    """`email "Welcome" { subject: … }`; which keys there are is the checker's to say."""

    name: Name
    arguments: tuple[Argument, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class WebhookDeclaration:
    """`webhook "Enrich" { url: …  reply { … } }`; `reply` is None when there is none."""

    name: Name
    arguments: tuple[Argument, ...]
    reply: tuple[Argument, ...] | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ChannelPart:
    """`channel "Event"` in a program."""

    name: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Description:
    """`description "…"` in a program or campaign."""

    text: Text
    span: Span = field(compare=False)
