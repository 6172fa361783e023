"""Something that could be written, as data.

Floor 6.
"""

from enum import StrEnum

from cdsl.source.data import dataclass


class Sort(StrEnum):
    """What a candidate is."""

    WORD = "word"
    OPERATOR = "operator"
    FIELD = "field"
    ACTIVITY = "activity"
    ATTRIBUTE = "attribute"
    ACTION = "action"
    TOKEN = "token"
    TYPE = "type"
    VALUE = "value"
    ASSET = "asset"
    PERSON = "person"
    FILE = "file"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is shown, what one wants to know beside it, and what is written (`label` if empty)."""

    label: str
    sort: Sort
    detail: str = ""
    text: str = ""

    @property
    def written(self) -> str:
        """What is put into the text."""
        return self.text or self.label
