"""The words of the language by what they do, and the shapes of everything else: for highlighters.

Floor 1. The one table from which every highlighter is made: the Pygments lexer reads it, and
`editors/generate.py` writes the others from it. A highlighter sees a line at a time and knows no
grammar, so what is told here is what it can know; `PLACES` says where a word that is spelled as one
of the language names something all the same. No pass of the language reads this: to the parser a
word is what the grammar takes it for.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from cdsl.source.data import dataclass


class Style(StrEnum):
    """What is shown alike."""

    DECLARATION = "declaration"
    PART = "part"
    STEP = "step"
    TEST = "test"
    CLAUSE = "clause"
    OPERATOR = "operator"
    TIME = "time"
    CONSTANT = "constant"
    KEY = "key"
    FIELD = "field"
    TYPE = "type"
    COMMENT = "comment"
    DOC = "doc"
    TEXT = "text"
    ESCAPE = "escape"
    TOKEN = "token"
    CONTEXT = "context"
    DATE = "date"
    NUMBER = "number"


WORDS: Final[Mapping[Style, tuple[str, ...]]] = MappingProxyType(
    {
        Style.DECLARATION: (
            *("action", "activity", "batch", "campaign", "channel", "company", "email"),
            *("executable", "folder", "language", "list", "mapping", "member", "person", "program"),
            *("smart", "status", "test", "tokens", "trigger", "use", "webhook", "workspace"),
        ),
        Style.PART: (
            *("beside", "clones", "communication", "description", "flow", "inactive", "limit"),
            *("limits", "on", "qualify", "reply", "respect", "schedule", "success"),
        ),
        Style.STEP: (
            *("add", "alert", "call", "change", "clear", "delete", "do", "else", "execute", "if"),
            *("interesting", "map", "moment", "nothing", "remove", "request", "rotate", "send"),
            *("set", "split", "stop", "wait"),
        ),
        Style.TEST: (
            *("activate", "advance", "answers", "changes", "deactivate", "does", "expect", "fails"),
            *("given", "has", "nobody", "now", "refused", "run", "when"),
        ),
        Style.CLAUSE: (
            *("ago", "anniversary", "as", "at", "back", "by", "ending", "even", "every", "for"),
            *("frame", "from", "keep", "least", "next", "of", "once", "otherwise", "parent"),
            *("people", "per", "reaches", "since", "this", "time", "times", "to", "top", "until"),
            *("using", "where", "with"),
        ),
        Style.OPERATOR: (
            *("after", "all", "and", "any", "before", "between", "contains", "did", "empty"),
            *("everyone", "future", "in", "is", "none", "not", "or", "past", "starts"),
        ),
        Style.TIME: (
            *("minute", "minutes", "hour", "hours", "day", "days", "week", "weeks"),
            *("month", "months", "year", "years"),
            *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
            "weekday",
        ),
        Style.CONSTANT: ("false", "true"),
    }
)
"""Every word of the grammar, once."""

TYPES: Final = (
    *("text", "email", "phone", "url", "integer", "score", "percent", "currency", "float"),
    *("boolean", "date", "datetime"),
)
"""The types of fields: names to the grammar, shown as types where they stand after a colon."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a line a word names something, however it is spelled."""

    style: Style
    after: tuple[str, ...] = ()
    """One of these words or signs stands before it."""
    before: tuple[str, ...] = ()
    """One of these words or signs stands behind it."""
    save: tuple[str, ...] = ()
    """The words that keep their meaning there."""


COMPARING: Final = (
    "after",
    "before",
    "between",
    "contains",
    "in",
    "is",
    "not",
    "on or",
    "reaches",
    "starts",
)
"""Words that stand behind what is compared."""

PLACES: Final = (
    # `expect everyone:` is told more often than an attribute of that name is passed.
    Place(Style.KEY, before=(":",), save=("everyone", "nobody", "refused")),
    Place(Style.FIELD, after=(".",)),
    Place(
        Style.FIELD,
        before=(".", "<", ">", *COMPARING),
        save=(
            *("all", "and", "any", "did", "everyone", "if", "in", "none", "not", "on", "or"),
            *("empty", "false", "future", "is", "past", "time", "times", "top", "true"),
        ),
    ),
    # These words may themselves be names: `to is "ada"` names nothing that is called `is`.
    Place(
        Style.FIELD,
        after=("activity", "action", "clear", "did", "does", "map"),
        save=COMPARING,
    ),
    Place(Style.FIELD, after=("change",), save=("of", "where", *COMPARING)),
    Place(Style.FIELD, after=("do",), save=("nothing", *COMPARING)),
    Place(
        Style.FIELD,
        after=("of",),
        save=("campaign", "list", "program", "smart", "this", *COMPARING),
    ),
    Place(Style.FIELD, after=("on",), save=("change", "or", *WORDS[Style.TIME], *COMPARING)),
    Place(Style.FIELD, after=("to",), save=("false", "list", "true", "using", *COMPARING)),
)
"""Tried in this order, before the words themselves.

What they cannot know: a name that stands on another line than what shows it for one; a field called
like one of the words that are saved (`time is "x"`), which the grammar tells by its place.
"""

# Shapes are regular expressions of the kind that all highlighters have: sets, groups, counts,
# alternatives, and nothing that looks around.
COMMENT: Final = r"#[^\n]*"
DOC_COMMENT: Final = r"##[^\n]*"
ESCAPE: Final = r"\\[^\n]"
IN_TOKEN: Final = r'[^{}"\\\n]'
TOKEN: Final = rf"\{{\{{{IN_TOKEN}*\}}\}}"
DATE: Final = (
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:T[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
"""A date, or a date with a time."""
TIME_OF_DAY: Final = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
SIGN: Final = r"[+-][ \t]*"
"""Of a number, or of what is added to a date: there a blank may follow."""
DIGITS: Final = r"[0-9]+(?:\.[0-9]+)?"
NUMBER: Final = rf"(?:{SIGN})?{DIGITS}"
