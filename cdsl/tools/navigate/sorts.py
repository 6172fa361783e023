"""Of what sort a name is, for colours and signs.

Floor 6.
"""

from typing import assert_never

from cdsl.semantics.uses import (
    ActivityTarget,
    AssetTarget,
    AttributeTarget,
    ChannelTarget,
    FieldTarget,
    FileTarget,
    MemberFieldTarget,
    StatusTarget,
    Target,
    TokenTarget,
)
from cdsl.tools.navigate.candidate import Sort


def sort_of(target: Target) -> Sort:
    """The sort of what a name means."""
    match target:
        case AssetTarget() | ChannelTarget():
            return Sort.ASSET
        case FieldTarget() | MemberFieldTarget():
            return Sort.FIELD
        case ActivityTarget():
            return Sort.ACTIVITY
        case AttributeTarget():
            return Sort.ATTRIBUTE
        case StatusTarget():
            return Sort.VALUE
        case TokenTarget():
            return Sort.TOKEN
        case FileTarget():
            return Sort.FILE
        case _:
            assert_never(target)
