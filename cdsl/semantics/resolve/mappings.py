"""Value tables: a named mapping takes its types where it is used.

Floor 2.
"""

from cdsl.semantics import flow
from cdsl.semantics.conditions import CompanyField
from cdsl.semantics.places import AssetKind
from cdsl.semantics.resolve.targets import source_of, target
from cdsl.semantics.resolve.values import assigned_to_field, compared
from cdsl.semantics.setting import Setting
from cdsl.semantics.uses import Role
from cdsl.source.diagnostic import Related
from cdsl.source.quoting import quoted
from cdsl.syntax import nodes, steps
from cdsl.syntax.declarations import MappingDeclaration
from cdsl.syntax.nodes import Reference, Text


def map_field(node: steps.MapField, path: str, setting: Setting) -> flow.Step | None:
    """`map F [to G] using "M"` or with a table of its own."""
    source = source_of(node.source, setting)
    if source is None:
        return None
    if node.target is None and isinstance(source, CompanyField):
        target(node.source, setting)
        return None
    mapped = target(node.target or node.source, setting)
    table, inside = _table(node, setting)
    if mapped is None or table is None:
        return None
    entries = tuple(
        flow.Entry(
            assigned_to_field(entry.target, mapped.field, inside).expression,
            tuple(compared(value, source.field.type, inside).expression for value in entry.sources),
        )
        for entry in table.entries
    )
    otherwise = None
    if table.otherwise is not None:
        otherwise = assigned_to_field(table.otherwise, mapped.field, inside).expression
    return flow.MapField(path, source, mapped, entries, otherwise, node.span)


def _table(node: steps.MapField, setting: Setting) -> tuple[nodes.MappingTable | None, Setting]:
    """The table, and the setting it is resolved in: a named one stands in its own file."""
    if not isinstance(node.table, Reference):
        return node.table, setting
    found = setting.asset(AssetKind.MAPPING, node.table, Role.USES)
    if found is None:
        return None, setting
    assert isinstance(found.node, MappingDeclaration)
    return found.node.table, Setting(setting.known, found.place, setting.chain)


def check_table(table: nodes.MappingTable, setting: Setting) -> None:
    """Report a source value that stands twice: only its first line could ever match."""
    seen: dict[str, Text] = {}
    for entry in table.entries:
        for value in entry.sources:
            if not isinstance(value, Text):
                continue
            first = seen.setdefault(value.value.lower(), value)
            if first is not value:
                setting.report(
                    "CDS103",
                    f"{quoted(value.value)} is mapped twice",
                    value.span,
                    help="the first line wins; keep one of the two",
                    related=(Related("first here", setting.place.source, first.span),),
                )
