"""Smart lists that are declared.

Floor 2. Circles among them are found by `cdsl.semantics.check.smart_lists`.
"""

from cdsl.semantics.known import Known
from cdsl.semantics.places import Declared
from cdsl.semantics.program import SmartList
from cdsl.semantics.resolve.conditions import all_of
from cdsl.semantics.resolve.tokens import type_chain
from cdsl.semantics.setting import Setting
from cdsl.semantics.tokens import Chain
from cdsl.syntax.declarations import SmartListDeclaration


def smart_list(declared: Declared, known: Known) -> SmartList:
    """What a smart list means by itself: its holders' tokens come later."""
    node, place = declared.node, declared.place
    assert isinstance(node, SmartListDeclaration)
    setting = Setting(known, place, type_chain(known, place))
    if not node.conditions and not place.is_broken(node.span):
        setting.report("CDS310", "an empty smart list", node.name.span, help="say `everyone`")
    condition = all_of(node.conditions, setting, node.span)
    return SmartList(declared.key, condition, Chain(), place.program, declared.location)
