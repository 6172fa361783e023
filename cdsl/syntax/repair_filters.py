"""Repairs of filters and triggers as a screen shows them: `Opened Email is "Welcome"`.

Floor 1; see `cdsl.syntax.repairs`. A way out is offered only where it means the same.
"""

from typing import Final

from cdsl.syntax.activity_phrases import LONGEST, activity_called
from cdsl.syntax.fault import Fault, is_first
from cdsl.syntax.lexer import WORDS
from cdsl.syntax.repair_conditions import PRIMARY
from cdsl.syntax.rewrite import rewrite, words, written
from cdsl.syntax.tables import NUMBER, OPERATORS, STRING, TOKEN

_COMPARING: Final = ("is", "contains", "starts", "=", "==", "!=", "<>")
_WHO: Final = (("person",), ("lead",), ("email",), ("contact",))


def filter_phrase(fault: Fault) -> bool:
    """`visited page "/x"`, `did "Visited Page" "/x"`: activities are asked by `did` and a name."""
    at = fault.machine.at
    return any(_filter_phrase(fault, first) for first in (at, at - 1, at - 2) if first >= 0)


def _filter_phrase(fault: Fault, first: int) -> bool:
    lexemes, at = fault.lexemes, fault.machine.at
    for count in range(LONGEST, 0, -1):
        phrase = _quoted(fault, first) if count == 1 else words(fault, first, count)
        called = activity_called(phrase)
        last = first + count
        # A text behind `on` was taken for the label of a field.
        if called is None or last + (count == 1) <= at or _is_of_lines(fault, first, last):
            continue
        activity, is_denied = called
        end, is_false = _whether(fault, last)
        is_denied ^= is_false
        said = lexemes.texts[first] if count == 1 else " ".join(phrase)
        begin, head = first, "not did " if is_denied else "did "
        before = words(fault, first - 1, 1)
        if words(fault, first - 2, 2) in (("did", "not"), ("did", "never")):
            begin, head = first - 2, "not did "
        elif before == ("did",) and is_denied:
            begin = first - 1
        elif before in (("on",), ("did",)):
            head = ""
        if is_denied and (before == ("on",) or begin == first - 2):
            # A trigger waits for what happens; who denies twice may mean either.
            return False
        if activity == "click_link" and (behind := _behind_email(fault, last)):
            return _link_in_email(fault, begin, last, behind, head)
        meant = f"{head}{activity}"
        if end > last:
            last = end
        elif lexemes.kinds[last] in (STRING, TOKEN) and not is_first(fault, last):
            meant += f" where {PRIMARY[activity]} is"
        elif words(fault, last, 1) in (("is",), ("=",), (":",)):
            last += 1
            meant += f" where {PRIMARY[activity]} is"
        elif lexemes.kinds[last] in OPERATORS and words(fault, last, 2) != ("in", "past"):
            meant += f" where {PRIMARY[activity]}"
        message = f"`{said}` is asked of what somebody did"
        if not head:
            message = f"the activity `{said}` is called `{activity}`"
        shown = f" {lexemes.texts[last]}" if " where " in meant else ""
        return rewrite(fault, begin, last, meant, message, f"write `{meant}{shown}`")
    return False


def _whether(fault: Fault, at: int) -> tuple[int, bool]:
    """Where `is any` or `is empty` ends, and whether it says that nothing was done."""
    for phrase, is_false in _WHETHER:
        if words(fault, at, len(phrase)) == phrase:
            return at + len(phrase), is_false
    return at, False


_WHETHER: Final = (
    (("is", "any"), False),
    (("=", "any"), False),
    (("is", "true"), False),
    (("is", "not", "empty"), False),
    (("is", "false"), True),
    (("is", "empty"), True),
)


def _is_of_lines(fault: Fault, first: int, last: int) -> bool:
    """Whether some lexemes are of more than one line."""
    return any(is_first(fault, at) for at in range(first + 1, last))


def _behind_email(fault: Fault, at: int) -> int:
    """Where `"L" in email "E"` or `"L" in email` ends; 0 if it does not stand there."""
    kinds = fault.lexemes.kinds
    if words(fault, at + 1, 2) != ("in", "email") or kinds[at] not in (STRING, TOKEN):
        return 0
    return at + 3 + (kinds[at + 3] in (STRING, TOKEN) and not is_first(fault, at + 3))


def _link_in_email(fault: Fault, first: int, at: int, end: int, head: str) -> bool:
    texts = fault.lexemes.texts
    email = f"email is {texts[end - 1]}, " if end > at + 3 else ""
    meant = f"{head}click_email where {email}link is {texts[at]}"
    message = "a click on a link in an email is `click_email`"
    return rewrite(fault, first, end, meant, message, f"write `{meant}`")


def link_in_email(fault: Fault) -> bool:
    """`did click_link "L" in email "E"`: the link of an email is clicked by `click_email`."""
    at = fault.machine.at - 2
    end = _behind_email(fault, at)
    is_written = words(fault, at - 4, 4) == ("click_link", "where", "link", "is")
    first = at - 4 if is_written else at - 1
    if not end or words(fault, first, 1) != ("click_link",):
        return False
    return _link_in_email(fault, first, at, end, "")


def _quoted(fault: Fault, at: int) -> tuple[str, ...]:
    """The words of a text behind `on` or `did`, where the name of an activity is meant."""
    if fault.lexemes.kinds[at] != STRING or words(fault, at - 1, 1) not in (("on",), ("did",)):
        return ()
    return tuple(fault.lexemes.texts[at][1:-1].lower().split())


def attribute_of_activity(fault: Fault) -> bool:
    """`did fill_form is "x"`, `did visit_page with page is "/x"`: attributes follow `where`."""
    lexemes, at = fault.lexemes, fault.machine.at
    if words(fault, at - 2, 1) not in (("did",), ("on",)) or is_first(fault, at):
        return False
    activity = lexemes.texts[at - 1]
    if words(fault, at, 1) == ("with",) and lexemes.kinds[at + 1] in WORDS:
        name, last, meant = lexemes.texts[at + 1], at + 1, "where"
        if lexemes.kinds[at + 2] in (STRING, NUMBER, TOKEN):
            last, meant = at + 2, f"where {name} is"
        elif lexemes.texts[at + 2] in ("=", ":"):
            last, meant = at + 3, f"where {name} is"
        message = "`with` cannot stand here"
        return rewrite(fault, at, last, meant, message, f"write `where {name} …`")
    is_name = lexemes.kinds[at] in WORDS - OPERATORS and activity in PRIMARY
    if is_name and lexemes.kinds[at + 1] in (STRING, TOKEN):
        name = lexemes.texts[at]
        message = f"`{name}` says no comparison"
        help = f"write `where {name} is {lexemes.texts[at + 1]}`"
        if rewrite(fault, at, at + 1, f"where {name} is", message, help):
            return True
    is_listed = words(fault, at, 2) == ("in", "[")
    if activity not in PRIMARY or not (is_listed or lexemes.texts[at] in _COMPARING):
        return False
    attribute = PRIMARY[activity]
    message = f"`{lexemes.texts[at]}` does not say of which attribute it is"
    help = f"write `where {attribute} {lexemes.texts[at]} …`"
    meant, points = f"where {attribute}", (at, at + 1)
    return rewrite(fault, at, at, meant, message, help, shown=points)


def other_and(fault: Fault) -> bool:
    """`between 5, 10`, `between 5 to 10`: the two ends are joined by `and`."""
    at = fault.machine.at
    if words(fault, at - 2, 1) != ("between",) or words(fault, at, 1) not in ((",",), ("to",)):
        return False
    message = f"`{fault.lexemes.texts[at]}` does not join the two ends"
    return rewrite(fault, at, at + 1, "and", message, "write `and`")


def with_status(fault: Fault) -> bool:
    """`member of program "P" with status "Attended"`, `… as "Attended"`."""
    lexemes, at = fault.lexemes, fault.machine.at
    last = at + 1
    if words(fault, at, 2) == ("with", "status"):
        last = at + 3 if words(fault, at + 2, 1) == ("is",) else at + 2
    elif words(fault, at - 2, 1) != ("program",) or words(fault, at, 1) not in (("as",), ("is",)):
        return False
    message = f"`{written(fault, at, last)}` cannot stand here"
    help = f"write `where status is {lexemes.texts[last]}`"
    return rewrite(fault, at, last, "where status is", message, help)


def sql_around(fault: Fault) -> bool:
    """`where score > 5`, `SELECT * FROM people WHERE score > 5`: a condition stands alone."""
    at = last = fault.machine.at
    if words(fault, at, 1) not in (("where",), ("select",)):
        return False
    while words(fault, last, 1) != ("where",):
        last += 1
        if last - at > _FURTHEST or not words(fault, last, 1)[0] or is_first(fault, last):
            return False
    message = f"`{written(fault, at, last + 1)}` cannot stand here"
    help = "leave it out: a smart list is asked of all people"
    return rewrite(fault, at, last + 1, "", message, help)


_FURTHEST: Final = 20

# Memberships ------------------------------------------------------------------------------------


def member_of(fault: Fault) -> bool:
    """`in list "L"`, `is in list "L"`, `is a member of list "L"` at the start of a condition."""
    at = fault.machine.at
    for first in (at, at - 3, at - 2, at - 1):
        last = first + (words(fault, first, 1) in _WHO)
        if words(fault, last, 1) == ("is",):
            last += 1
        negative = last > first and words(fault, last, 1) == ("not",)
        last += negative
        if words(fault, last, 1) in (("a",), ("an",)):
            last += 1
        if words(fault, last, 2) == ("member", "of") and last > first:
            last += 2
        elif words(fault, last, 1) in (("in",), ("on",)):
            last += 1
        else:
            continue
        if last < at or words(fault, last, 1) not in _GROUPS:
            continue
        meant = "not member of" if negative else "member of"
        message = f"`{written(fault, first, last)}` cannot stand here"
        help = f"write `{meant} {' '.join(_group(fault, last))}`"
        if rewrite(fault, first, last, meant, message, help):
            return True
    return False


_GROUPS: Final = (("list",), ("smart",), ("program",), ("campaign",), ("this",))


def _group(fault: Fault, at: int) -> tuple[str, ...]:
    count = 3 if words(fault, at, 1) == ("smart",) else 2
    return tuple(fault.lexemes.texts[at : at + count])


def member_of_what(fault: Fault) -> bool:
    """`Member of List is "VIP"`, `member of "VIP"`, `member of smart campaign "X"`."""
    lexemes, at = fault.lexemes, fault.machine.at
    kinds = (("list",), ("program",), ("campaign",))
    if any(words(fault, n, 2) == ("member", "of") for n in (at - 3, at - 4)):
        if words(fault, at - 1, 1) in kinds and lexemes.texts[at] in ("is", "in", "=", ":"):
            message = f"`{lexemes.texts[at]}` cannot stand here"
            return rewrite(fault, at, at + 1, "", message, "leave it out")
        if words(fault, at - 1, 2) == ("smart", "campaign"):
            message = "`smart campaign` is called `campaign` here"
            return rewrite(fault, at - 1, at, "", message, "write `member of campaign`")
    is_name = lexemes.kinds[at] == STRING or lexemes.kinds[at] in WORDS
    is_name = is_name and words(fault, at, 1) not in _GROUPS
    if words(fault, at - 2, 2) != ("member", "of") or not is_name or is_first(fault, at):
        return False
    name = lexemes.texts[at]
    name = name if lexemes.kinds[at] == STRING else f'"{name}"'
    found = {_kind_before(fault, n) for n, text in enumerate(lexemes.texts) if text == name}
    found.discard("")
    meant = next(iter(found)) if len(found) == 1 else "list"
    ways = ", ".join(f"`{kind} {name}`" for kind in sorted(found) or ("list", "smart list"))
    message = f"{name} does not say what it is"
    help = f"say it: {ways}"
    return rewrite(fault, at, at + 1, f"{meant} {name}", message, help, fix=len(found) == 1)


def _kind_before(fault: Fault, at: int) -> str:
    """What a text names that has a kind before it; "" if it has none."""
    before = words(fault, at - 1, 1)
    if before == ("list",):
        return "smart list" if words(fault, at - 2, 1) == ("smart",) else "list"
    return before[0] if before in (("program",), ("campaign",)) else ""
