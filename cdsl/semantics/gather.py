"""What texts can refer to, gathered from all declarations before any text is resolved.

Floor 2. Schema, members, channels, workspaces with their zones, campaign parts, types of tokens.
"""

from datetime import UTC, tzinfo

from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.draft.channels import program_channels
from cdsl.semantics.draft.draft import SchemaDraft
from cdsl.semantics.draft.fields import member_fields
from cdsl.semantics.draft.schema import draft_schema
from cdsl.semantics.expressions import Constant
from cdsl.semantics.findings import Findings, finding
from cdsl.semantics.known import Known
from cdsl.semantics.places import Place, TokenLine
from cdsl.semantics.program import CommunicationLimit, Workspace
from cdsl.semantics.references import Collected
from cdsl.semantics.resolve.literals import held
from cdsl.semantics.resolve.parts import campaign_parts
from cdsl.semantics.resolve.tokens import type_of
from cdsl.semantics.surroundings import Surroundings
from cdsl.semantics.tokens import canonical
from cdsl.semantics.types import Type
from cdsl.semantics.uses import Uses
from cdsl.source.quoting import quoted
from cdsl.source.span import Span
from cdsl.syntax.declarations import Tokens as TokensPart
from cdsl.syntax.nodes import Boolean, Date, Datetime, Hole, Number, Text, Value


def gather(
    declarations: Declarations, surroundings: Surroundings, findings: Findings, uses: Uses
) -> Known:
    """Gather everything that is declared by the names it is looked up with."""

    def literal(node: Value, type: Type, place: Place) -> Constant | None:
        def report(
            code: str, message: str, span: Span, *, help: str = "", fix: object = None
        ) -> None:
            findings.add(finding(code, message, place.source, span, help=help), place.clone)

        if isinstance(node, Text | Number | Boolean | Date | Datetime):
            return held(node, type, zones.get(place.workspace, UTC), report)
        if isinstance(node, Hole):
            report("CDS311", "a hole", node.span, help="fill it in before anything runs")
        else:
            report("CDS201", "only a literal may stand here", node.span)
        return None

    workspaces, zones = _workspaces(declarations, surroundings, findings)
    draft = draft_schema(declarations, surroundings.inferred, findings, literal)
    parts = campaign_parts(declarations, Collected(findings, uses))
    lines = [line for found in declarations.tokens.values() for line in found]
    for key, placed in [(key, placed) for key, found in parts.items() for placed in found]:
        if isinstance(placed.part, TokensPart):
            lines += [TokenLine(line, placed.place, key) for line in placed.part.tokens]
    types: dict[str, list[tuple[Type, TokenLine]]] = {}
    labels: dict[str, dict[str, None]] = {}
    for line in lines:
        name = canonical(line.line.name.text)
        types.setdefault(name, []).append((type_of(line), line))
        if line.line.label is not None:
            labels.setdefault(canonical(line.line.label.text), {})[name] = None
    return Known(
        declarations,
        draft.schema(),
        member_fields(declarations, draft),
        program_channels(declarations, draft),
        _seen_in(draft),
        workspaces,
        zones,
        surroundings.zone,
        types,
        {label: tuple(names) for label, names in labels.items()},
        parts,
        findings,
        uses,
        surroundings.limits,
    )


def _seen_in(draft: SchemaDraft) -> dict[tuple[str, str], frozenset[str]]:
    return {name: frozenset(files) for name, files in draft.seen_in.items()}


def _workspaces(
    declarations: Declarations, surroundings: Surroundings, findings: Findings
) -> tuple[dict[str, Workspace], dict[str, tzinfo]]:
    """The workspaces of all files, and their time zones."""
    workspaces: dict[str, Workspace] = {}
    zones: dict[str, tzinfo] = {}
    stated: dict[str, str] = {}
    for module in declarations.modules.modules.values():
        node = module.file.workspace
        if module.library:
            continue
        name = module.workspace
        limits: tuple[CommunicationLimit, ...] = ()
        if node is not None:
            limits = tuple(CommunicationLimit(limit.count, limit.days) for limit in node.limits)
        if node is not None and node.zone is not None:
            zone = surroundings.zone(node.zone.text)
            before = stated.setdefault(name, node.zone.text)
            if zone is None or before != node.zone.text:
                message = f"there is no time zone {quoted(node.zone.text)}"
                help = 'zones are named like "Europe/Rome"'
                if zone is not None:
                    message = f"the workspace {quoted(name)} is in {quoted(before)} elsewhere"
                    help = "a workspace has one time zone"
                findings.add(finding("CDS111", message, module.source, node.zone.span, help=help))
        known = workspaces.get(name)
        zone_name = stated.get(name, "UTC")
        merged = tuple(dict.fromkeys((*(known.limits if known else ()), *limits)))
        workspaces[name] = Workspace(name, zone_name, merged)
    for name, workspace in workspaces.items():
        found = surroundings.zone(workspace.zone)
        zones[name] = found if found is not None else UTC
    return workspaces, zones
