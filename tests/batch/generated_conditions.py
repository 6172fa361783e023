"""Conditions for made-up programs: every operator of every type, activities, memberships."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from cdsl.semantics.types import DATE_LIKE, NUMBER_LIKE, TEXT_LIKE, Type
from cdsl.source.data import dataclass
from tests.batch.generated_values import (
    ALLOWED,
    COMPANY,
    FRAMES,
    MEMBER,
    PERSON,
    TOKENS,
    Spot,
    duration,
    literal,
    value,
)

STATUSES: Final = ("Invited", "Came", "Absent", "Late")
ACTIVITIES: Final[Mapping[str, Mapping[str, Type]]] = {
    "watch": {
        "video": Type.TEXT,
        "seconds": Type.INTEGER,
        "cost": Type.CURRENCY,
        "rate": Type.FLOAT,
        "to_end": Type.BOOLEAN,
        "on_day": Type.DATE,
        "ended": Type.DATETIME,
    },
    "visit_page": {"page": Type.TEXT, "referrer": Type.TEXT},
    "send_email": {"email": Type.TEXT, "step": Type.TEXT},
    "email_blocked": {"email": Type.TEXT, "reason": Type.TEXT},
    "step_skipped": {"step": Type.TEXT, "reason": Type.TEXT},
    "change_score": {"score": Type.TEXT, "change": Type.INTEGER, "new_value": Type.INTEGER},
    "change_status": {"program": Type.TEXT, "new_status": Type.TEXT, "success": Type.BOOLEAN},
    "add_to_list": {"list": Type.TEXT},
    "remove_from_list": {"list": Type.TEXT},
    "send_alert": {"email": Type.TEXT, "to": Type.TEXT},
    "interesting_moment": {"type": Type.TEXT, "description": Type.TEXT},
    "execute_campaign": {"campaign": Type.TEXT, "qualified": Type.BOOLEAN, "parent": Type.TEXT},
    "call_webhook": {"webhook": Type.TEXT, "error_type": Type.TEXT},
    "make_task": {
        "subject": Type.TEXT,
        "due": Type.DATE,
        "fee": Type.CURRENCY,
        "at": Type.DATETIME,
        "size": Type.INTEGER,
        "ok": Type.BOOLEAN,
        "ratio": Type.FLOAT,
    },
    "change_data_value": {"attribute": Type.TEXT, "new_value": Type.TEXT, "reason": Type.TEXT},
    "change_program_member_data": {"attribute": Type.TEXT, "new_value": Type.TEXT},
}
OFTEN: Final = ("watch", "send_email")
"""Activities that everybody has at instants where windows begin and end."""
_CHANGED: Final = {"change_data_value": PERSON, "change_program_member_data": MEMBER}
"""The activities whose values are of the type of the field that `attribute` names."""
_NAMES: Final = {
    "attribute": (*PERSON, *MEMBER),
    "score": ("points", "score"),
    "new_status": STATUSES,
    "list": ("Kept", "Guests"),
    "email": ("News", "Invoice", "Draft"),
    "reason": ("out_of_range", "unsubscribed", "not_member", "value_not_allowed", "no_address"),
    "step": ("1", "2", "3.1.1"),
}
"""What attributes of what steps leave are likely to be."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Writes conditions at a spot; `lists` and `campaigns` are the references it may make."""

    spot: Spot
    random: Random
    smart_lists: Sequence[str]
    campaigns: Sequence[str]

    def line(self) -> str:
        """A condition of a smart list, which stands by itself."""
        return self.condition(2)

    def condition(self, depth: int) -> str:
        """A condition with others in it, so deep at most."""
        drawn = self.random.random()
        if depth == 0 or drawn < 0.55:
            return self.leaf()
        parts = [self.condition(depth - 1) for _ in range(self.random.choice((1, 2, 2, 3)))]
        if drawn < 0.65:
            return f"not ({parts[0]})"
        if drawn < 0.85:
            joined = self.random.choice((" and ", " or ")).join(f"({part})" for part in parts)
            return f"({joined})"
        return f"{self.random.choice(('all', 'any', 'none'))} {{ {' '.join(parts)} }}"

    def leaf(self) -> str:
        """A condition without others in it."""
        drawn = self.random.random()
        if drawn < 0.5:
            return self.comparison()
        if drawn < 0.7:
            return self.did()
        if drawn < 0.74:
            return "everyone"
        if drawn < 0.745:
            return "?"
        return ("not " if self.random.random() < 0.3 else "") + self.membership()

    # Comparisons --------------------------------------------------------------------------------

    def comparison(self) -> str:
        """A comparison of a field, a token or a membership."""
        drawn = self.random.random()
        if drawn < 0.6:
            name = self.random.choice(list(PERSON))
            return self.compared(name, PERSON[name], self.spot, ALLOWED.get(name, ()))
        if drawn < 0.75:
            name = self.random.choice(list(COMPANY))
            return self.compared(f"company.{name}", COMPANY[name], self.spot)
        if drawn < 0.87 and self.spot.has_program:
            return self.of_member()
        name, type, varies = self.random.choice(TOKENS)
        return self.compared(f"{{{{my.{name}}}}}", type, self.spot, varies=varies)

    def of_member(self) -> str:
        """A comparison of the membership at hand."""
        if self.random.random() < 0.3:
            return f"member.success {self.random.choice(_TRUTHS)}"
        if self.random.random() < 0.4:
            return self.compared("member.status", Type.TEXT, self.spot, _statuses())
        name = self.random.choice(list(MEMBER))
        return self.compared(f"member.{name}", MEMBER[name], self.spot)

    def compared(
        self,
        subject: str,
        type: Type,
        spot: Spot,
        allowed: Sequence[str] = (),
        *,
        varies: bool = True,
    ) -> str:
        """A comparison of something of a type, with every operator that it takes."""
        random = self.random

        def one() -> str:
            if allowed:
                written = random.choice(allowed)
                return random.choice(
                    (written, written.swapcase() if "ß" not in written else written)
                )
            return value(type, spot, random)

        def some() -> str:
            parts = [one() for _ in range(random.choice((1, 2, 3)))]
            return f"[{', '.join([*parts, *random.sample(parts, random.choice((0, 1)))])}]"

        options = [
            lambda: f"{random.choice(('is', 'is not'))} {one()}",
            lambda: f"{random.choice(('in', 'not in', 'is', 'is not'))} {some()}",
            lambda: random.choice(("is empty", "is not empty")),
        ]
        if type in TEXT_LIKE:
            negation = random.choice(("", "not "))
            word = random.choice(("starts with", "contains"))
            text = value(type, spot, random)
            options += [
                lambda: f"{negation}{word} {text}",
                lambda: f"{negation}{word} [{text}, {literal(type, random)}]",
            ]
        if type in NUMBER_LIKE:
            options += [lambda: f"{random.choice(('>', '>=', '<', '<='))} {one()}"] * 2
        if type in NUMBER_LIKE | DATE_LIKE:
            options += [lambda: f"{random.choice(('between', 'not between'))} {one()} and {one()}"]
        if type in DATE_LIKE:
            options += [lambda: f"{random.choice(_SIDES)} {one()}"] * 2
            options += [lambda: f"{random.choice(_WINDOWS)} {duration(type, random)}"] * 2
            options += [lambda: f'in time frame "{random.choice(FRAMES)}"']
        return f"{subject} {random.choice(options)()}"

    # What somebody did --------------------------------------------------------------------------

    def did(self) -> str:
        """What somebody did or not, how often and when."""
        random = self.random
        name = random.choice((*ACTIVITIES, *OFTEN * 4))
        negation = "not " if random.random() < 0.3 else ""
        where = self.where(name) if random.random() < 0.7 else ""
        times = f" at least {random.choice((1, 2, 3))} times" if random.random() < 0.4 else ""
        return f"{negation}did {name}{where}{times}{self.window()}"

    def where(self, activity: str) -> str:
        """What holds of one and the same activity."""
        random = self.random
        spot = self.seen_by_all()
        types = dict(ACTIVITIES[activity])
        fields = _CHANGED.get(activity)
        if fields is not None and random.random() < 0.7:
            field = random.choice(list(fields))
            types["new_value"] = types["old_value"] = fields[field]
            named = f'attribute is "{field}"'
            test = self._test(
                random.choice(("new_value", "old_value")), types, spot, ALLOWED.get(field, ())
            )
            return self._joined(random.choice(([named, test], [test, named])))
        several = len(types) > 1 and fields is None
        names = random.sample(list(types), random.choice((1, 1, 2)) if several else 1)
        return self._joined([self._test(name, types, spot) for name in names])

    def _joined(self, tests: Sequence[str]) -> str:
        return f" where {', '.join(tests)}"

    def _test(
        self, name: str, types: Mapping[str, Type], spot: Spot, allowed: Sequence[str] = ()
    ) -> str:
        if name in _NAMES and self.random.random() < 0.8:
            allowed = [f'"{one}"' for one in _NAMES[name]]
        return self.compared(name, types[name], spot, allowed)

    def seen_by_all(self) -> Spot:
        """The spot for values that an activity is compared with: the same for everybody."""
        is_fixed = self.random.random() < 0.99
        return Spot(self.spot.is_utc, self.spot.has_program, self.spot.tokens, is_fixed)

    def window(self) -> str:
        """When something was done, or nothing."""
        random = self.random

        def moment() -> str:
            return value(Type.DATETIME, self.seen_by_all(), random)

        return random.choice(
            (
                lambda: "",
                lambda: f" in past {duration(Type.DATETIME, random)}",
                lambda: f" since {moment()}",
                lambda: f" before {moment()}",
                lambda: f" between {moment()} and {moment()}",
                lambda: f' in time frame "{random.choice(FRAMES)}"',
            )
        )()

    # Memberships --------------------------------------------------------------------------------

    def membership(self) -> str:
        """What somebody is a member of."""
        random = self.random
        drawn = random.random()
        if drawn < 0.3:
            return f"member of list {random.choice(LISTS)}"
        if drawn < 0.5 and self.smart_lists:
            return f"member of smart list {random.choice(self.smart_lists)}"
        if drawn < 0.65 and self.campaigns:
            return f"member of campaign {random.choice(self.campaigns)}"
        named = 'program "Fair"'
        if self.spot.has_program and random.random() < 0.5:
            named = "this program"
        where = ""
        if random.random() < 0.6:
            tests = [self._of_membership() for _ in range(random.choice((1, 1, 2)))]
            where = self._joined(tests)
        return f"member of {named}{where}"

    def _of_membership(self) -> str:
        drawn = self.random.random()
        if drawn < 0.3:
            return f"success {self.random.choice(_TRUTHS)}"
        if drawn < 0.6:
            return self.compared("status", Type.TEXT, self.spot, _statuses())
        name = self.random.choice(list(MEMBER))
        return self.compared(name, MEMBER[name], self.spot)


def _statuses() -> Sequence[str]:
    return [f'"{status}"' for status in STATUSES]


LISTS: Final = ('"Kept"', '"Guests"')
_TRUTHS: Final = ("is true", "is false", "is not true", "is not false")
_SIDES: Final = ("before", "after", "on or before", "on or after")
_WINDOWS: Final = ("in past", "in past before", "in future", "in future after")
