"""Activities and actions, with their attributes.

Floor 2. Declared again, they may have more attributes than before, and none of another type.
"""

from collections.abc import Sequence

from cdsl.semantics.catalogue import ACTIVITY_NUMBERS
from cdsl.semantics.draft.draft import SchemaDraft, label_of
from cdsl.semantics.places import Place
from cdsl.semantics.schema import Action, Activity, Attribute
from cdsl.semantics.type_names import type_named
from cdsl.syntax.declarations import ActionDeclaration, ActivityDeclaration, FieldDeclaration


def _attributes(
    lines: Sequence[FieldDeclaration],
    known: tuple[Attribute, ...],
    place: Place,
    draft: SchemaDraft,
) -> tuple[Attribute, ...]:
    """Known attributes, with new ones at the end."""
    found = {attribute.name: attribute for attribute in known}
    here: set[str] = set()
    for line in lines:
        name = line.name.text
        type = type_named(line, place, draft.findings)
        if name == "name":
            help = "`{{trigger.name}}` is the value of the first attribute"
            draft.report("CDS103", "no attribute may be called `name`", place, line.name, help)
        elif name in here:
            message = f"the attribute `{name}` is declared twice"
            draft.report("CDS103", message, place, line.name, "keep one of the two")
        elif name in found and found[name].type is not type:
            message = f"the attribute `{name}` is declared again with another type"
            help = f"it is declared as {found[name].type} before"
            draft.report("CDS103", message, place, line.name, help)
        elif name not in found:
            label = line.label.text if line.label else label_of(name)
            found[name] = Attribute(name, label, type, len(found))
        here.add(name)
        if line.values is not None or line.default is not None:
            message = f"the attribute `{name}` takes neither values nor a default"
            draft.report("CDS314", message, place, line.name)
    return tuple(found.values())


def add_activity(node: ActivityDeclaration, place: Place, draft: SchemaDraft) -> None:
    """Add an activity, or what is new of one that is there."""
    name = node.name.text
    known = draft.activities.get(name)
    attributes = _attributes(node.attributes, known.attributes if known else (), place, draft)
    label = node.label.text if node.label else (known.label if known else label_of(name))
    draft.activities[name] = Activity(name, label, attributes, ACTIVITY_NUMBERS.get(name))


def add_action(node: ActionDeclaration, place: Place, draft: SchemaDraft) -> None:
    """Add an action, and the activity that it leaves behind."""
    name = node.name.text
    if name in draft.activities and name not in draft.actions:
        message = f"`{name}` is an activity already"
        draft.report("CDS103", message, place, node.name, "give the action another name")
        return
    known = draft.actions.get(name)
    parameters = _attributes(node.parameters, known.parameters if known else (), place, draft)
    label = node.label.text if node.label else (known.label if known else label_of(name))
    draft.actions[name] = Action(name, label, parameters)
    draft.activities[name] = Activity(name, label, parameters)
