"""The schema: everything that is declared once for all workspaces, added up in order.

Floor 2. What may be declared again, and how, each kind of declaration decides for itself.
"""

from collections.abc import Sequence
from dataclasses import replace

from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.draft.activities import add_action, add_activity
from cdsl.semantics.draft.channels import add_channel
from cdsl.semantics.draft.draft import Literal, SchemaDraft
from cdsl.semantics.draft.fields import add_field
from cdsl.semantics.findings import Findings
from cdsl.semantics.schema import Field
from cdsl.syntax.declarations import (
    ActionDeclaration,
    ActivityDeclaration,
    ChannelDeclaration,
    FieldsOf,
)


def draft_schema(
    declarations: Declarations, inferred: Sequence[Field], findings: Findings, literal: Literal
) -> SchemaDraft:
    """Add up everything that is declared once for all workspaces."""
    draft = SchemaDraft(findings, literal)
    for node, place in declarations.shared:
        match node:
            case FieldsOf():
                for line in node.fields:
                    add_field(node.owner, line, place, draft.fields[node.owner], draft)
                    draft.seen_in.setdefault((node.owner, line.name.text), set()).add(place.file)
            case ActivityDeclaration():
                draft.seen_in.setdefault(("activity", node.name.text), set()).add(place.file)
                add_activity(node, place, draft)
            case ActionDeclaration():
                for kind in ("activity", "action"):
                    draft.seen_in.setdefault((kind, node.name.text), set()).add(place.file)
                add_action(node, place, draft)
            case ChannelDeclaration():
                draft.seen_in.setdefault(("channel", node.name.text), set()).add(place.file)
                add_channel(node, place, draft)
    files = set(declarations.modules.modules)
    for extra in inferred:
        fields = draft.fields[extra.owner]
        if extra.name not in fields:
            fields[extra.name] = replace(extra, column=len(fields))
            draft.seen_in[extra.owner, extra.name] = files
    return draft
