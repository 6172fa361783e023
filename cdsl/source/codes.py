"""The one table of diagnostic codes.

Families: 0 syntax · 1 names and tokens · 2 types · 3 campaign and flow shape · 4 suspicious ·
5 style · 6 not possible as a set operation · 7 data and run time · 8 order and races · 9 a bug of
ours. A code that has been published never changes its meaning. Each has a page in `docs/codes`
and a case in the corpus.
"""

from types import MappingProxyType
from typing import Final

from cdsl.source.diagnostic import Severity

_ERRORS: Final = {
    "CDS001": "something else was expected here",
    "CDS002": "a text that is not closed",
    "CDS003": "a block that is not closed",
    "CDS004": "a closing brace without its opening one",
    "CDS005": "a bare name where a value must stand",
    "CDS006": "a character that the language does not have",
    "CDS007": "a literal that cannot be read",
    "CDS008": "a token that cannot be read",
    "CDS009": "a newer version of the language",
    "CDS010": "a file that is not UTF-8 text",
    "CDS011": "nested too deeply",
    "CDS012": "too large",
    "CDS013": "an empty list of values",
    "CDS101": "unknown field, activity, attribute or asset",
    "CDS102": "unknown token",
    "CDS103": "declared twice",
    "CDS104": "it is in another workspace",
    "CDS105": "several assets of that name",
    "CDS106": "smart lists that refer to each other in a circle",
    "CDS107": "files that use each other in a circle",
    "CDS108": "a token defined through itself",
    "CDS109": "a status that the channel does not have",
    "CDS110": "a file that cannot be used",
    "CDS111": "a time zone that does not exist, or two for one workspace",
    "CDS112": "clones of each other in a circle",
    "CDS113": "`this program` or a member outside of a program",
    "CDS201": "types that do not fit",
    "CDS202": "a value outside the field's values",
    "CDS203": "an empty text on the right",
    "CDS204": "a time frame that does not exist",
    "CDS205": "a unit below a day on a date",
    "CDS206": "a number out of range",
    "CDS301": "`wait` in an executable campaign",
    "CDS302": "`call webhook` where it may not stand",
    "CDS303": "a part that this kind of campaign does not take",
    "CDS304": "executed more than three levels deep",
    "CDS305": "campaigns that execute each other in a circle",
    "CDS306": "executed, but not an executable campaign",
    "CDS307": "clone of a campaign with triggers",
    "CDS308": "a part that is missing or stands twice",
    "CDS309": "shares of a split over 100",
    "CDS310": "an empty smart list",
    "CDS313": "started in a way that this kind of campaign does not take",
    "CDS314": "a part out of its place",
    "CDS701": "a cell that does not fit its type",
    "CDS702": "an id that stands twice",
    "CDS704": "a table that cannot be read",
    "CDS705": "a column that is missing or stands twice",
    "CDS706": "a name in the data that no file declares",
    "CDS707": "a run over its limit",
    "CDS708": "a campaign that cannot be started this way",
    "CDS709": "a passed token that the campaign does not take",
    "CDS710": "a run that would use a hole",
    "CDS711": "an output that cannot be written",
    "CDS712": "an answer or a handler that cannot be used",
    "CDS713": "a person that does not exist",
    "CDS716": "a clock that would go back",
    "CDS718": "a setting that cannot be read",
    "CDS801": "a chain of causes that does not end",
    "CDS802": "too many steps in one run",
    "CDS803": "too many steps for one person",
    "CDS901": "a bug in cdsl itself",
}
_WARNINGS: Final = {
    "CDS311": "a hole",
    "CDS312": "`and` and `or` mixed without parentheses",
    "CDS402": "an `and` after `where` that names an attribute",
    "CDS403": "a request that is always skipped",
    "CDS410": "a date before another, which people without a date match as well",
    "CDS411": "a condition that can never hold",
    "CDS412": "a condition that always holds",
    "CDS413": "what a field is not, joined by `or`",
    "CDS414": "a branch that nobody gets to",
    "CDS417": "branches that do the same",
    "CDS419": "`in past before` where `in past` is meant",
    "CDS420": "a text to compare with that begins or ends with a blank",
    "CDS423": "another activity where none is meant",
    "CDS425": "a reaction from before the wait",
    "CDS426": "a date and time compared with one instant",
    "CDS427": "`between` with its ends the wrong way round",
    "CDS590": "an allowance that allows nothing",
    "CDS591": "an allowance that cannot be read",
    "CDS703": "rows of people who are not in the data",
    "CDS714": "activities of types that no file declares",
    "CDS715": "events after the end of the run",
    "CDS717": "columns that no file declares",
    "CDS804": "a step that reads what a requested campaign changes",
    "CDS805": "a campaign that the change it makes fires again",
    "CDS806": "a field that two campaigns set on one event",
    "CDS807": "campaigns that set each other off in a circle",
    "CDS808": "what an executed campaign sets, set anew before it is read",
    "CDS809": "batch campaigns that run at one instant and touch the same",
    "CDS810": "a smart list that asks for what another campaign changes on the same event",
    "CDS811": "two campaigns that mail on one event",
}
_HINTS: Final = {
    "CDS401": "an executable campaign that does not state how often it is entered",
    "CDS404": "`is false`, which leaves out the people without a value",
    "CDS415": "a condition that another one makes pointless",
    "CDS416": "the same condition twice",
    "CDS418": "`is 0`, which people without a number match as well",
    "CDS421": "a value that another one of its list covers",
    "CDS422": "a domain without its `@`",
    "CDS424": "a window that is longer than such activities are kept",
    "CDS428": "a span of time that ends as its last day begins",
    "CDS429": "a window that is shorter than the time between two runs",
    "CDS501": "a negation that an operator can say",
    "CDS502": "a negation of a negation",
    "CDS503": "alternatives that one list can say",
    "CDS504": "a list of one value",
    "CDS505": "two bounds that `between` can say",
    "CDS506": "needless parentheses",
    "CDS507": "a needless block",
    "CDS508": "`at least 1 time`",
    "CDS509": "`not any`, which `none` can say",
    "CDS510": "an `if` alone in an `else`",
    "CDS511": "an empty block",
    "CDS512": "a file that is used twice",
    "CDS513": "an `if` that only does something in its `else`",
    "CDS514": "an `if` alone in an `if`",
    "CDS515": "a choice of one",
    "CDS516": "`between` two equal ends",
    "CDS517": "a name in quotes that needs none",
}

TITLES: Final = MappingProxyType({**_ERRORS, **_WARNINGS, **_HINTS})
"""What each code is about, in a few words."""

SEVERITIES: Final = MappingProxyType(
    dict.fromkeys(_ERRORS, Severity.ERROR)
    | dict.fromkeys(_WARNINGS, Severity.WARNING)
    | dict.fromkeys(_HINTS, Severity.HINT)
)
"""How bad each code is, unless a command says otherwise."""
