"""Steps for made-up programs: every kind, in branches within branches."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from cdsl.semantics.types import NUMBER_LIKE, Type
from cdsl.source.data import dataclass
from tests.batch.generated_conditions import ACTIVITIES, LISTS, STATUSES, Conditions
from tests.batch.generated_triggers import TRIGGERS, wait
from tests.batch.generated_values import (
    ALLOWED,
    COMPANY,
    MEMBER,
    PERSON,
    TEXTS,
    TOKENS,
    Spot,
    literal,
    quoted,
    template,
    value,
    worth,
)

WEBHOOK: Final = '"Enrich"'
EMAILS: Final = ('"News"', '"Invoice"', '"Draft"')
_WITH_VALUES: Final = 0.3
"""How often one of a field's allowed values is written, where any could be."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Writes steps at a spot; `callable` are the campaigns that may be executed there.

    `may_wait` says that the campaign is no executable one, `may_call` that it is a trigger one,
    which alone may call webhooks, `may_turn` that rotations may stand in it.
    """

    spot: Spot
    random: Random
    conditions: Conditions
    callable: Sequence[str]
    may_wait: bool
    may_call: bool
    may_turn: bool

    def block(self, count: int, depth: int) -> str:
        """Some steps in braces."""
        return "{ " + "  ".join(self.step(depth) for _ in range(count)) + " }"

    def step(self, depth: int) -> str:
        """A step with others in it, so deep at most."""
        drawn = self.random.random()
        if self.may_wait and self.random.random() > 0.95:
            return wait(self.spot, self.random)
        if self.may_call and self.random.random() > 0.95:
            return f"call webhook {WEBHOOK}"
        if drawn < 0.36:
            return self.change()
        if drawn < 0.43:
            return self.member_change()
        if drawn < 0.5:
            return self.mapping()
        if drawn < 0.57:
            return (
                f"{self.random.choice(('add to', 'remove from'))} list {self.random.choice(LISTS)}"
            )
        if drawn < 0.65:
            return self.status()
        if drawn < 0.75:
            return self.message()
        if drawn < 0.79:
            return self.action()
        if drawn < 0.86 and self.callable:
            return self.execute()
        if depth and drawn < 0.96:
            return self.way(depth - 1)
        return self.rare()

    # Fields -------------------------------------------------------------------------------------

    def change(self) -> str:
        """A change of a field of the person."""
        name = self.random.choice(list(PERSON))
        if self.random.random() < 0.01:
            return f"change company to {value(Type.TEXT, self.spot, self.random, given=True)}"
        return self._changed(name, PERSON[name], ALLOWED.get(name, ()))

    def member_change(self) -> str:
        """A change of a field of the membership, where there is one."""
        if not self.spot.has_program:
            return self.change()
        name = self.random.choice(list(MEMBER))
        return self._changed(f"member.{name}", MEMBER[name])

    def _changed(self, name: str, type: Type, allowed: Sequence[str] = ()) -> str:
        if self.random.random() < 0.1:
            return f"clear {name}"
        if type in NUMBER_LIKE and self.random.random() < 0.5:
            return f"change {name} by {value(type, self.spot, self.random, given=True)}"
        return f"change {name} to {self._given(type, allowed)}"

    def _given(self, type: Type, allowed: Sequence[str] = ()) -> str:
        if allowed and self.random.random() < _WITH_VALUES:
            return self.random.choice(allowed)
        written = value(type, self.spot, self.random, given=True)
        is_literal = not written.startswith("{{") and "{{" not in written.replace("\\{", "")
        return self.random.choice(allowed) if allowed and is_literal else written

    def mapping(self) -> str:
        """A field by a table of values."""
        random = self.random
        if random.random() < 0.2:
            return f'map {random.choice(("word", "Note"))} using "Names"'
        fields = {**PERSON, **{f"company.{name}": type for name, type in COMPANY.items()}}
        if self.spot.has_program:
            fields |= {f"member.{name}": type for name, type in MEMBER.items()}
        source = random.choice(list(fields))
        named = f"to {random.choice(list(PERSON))} "
        target = named.split()[1]
        if not source.startswith("company.") and random.random() < 0.3:
            named, target = "", source
        type = {**PERSON, **fields}[target]
        seen: set[str] = set()
        entries: list[str] = []
        for _ in range(random.choice((1, 2, 3))):
            sources = [self._source(source, fields[source]) for _ in range(random.choice((1, 2)))]
            fresh = [one for one in sources if one.casefold() not in seen]
            fresh = list({one.casefold(): one for one in fresh}.values())
            seen |= {one.casefold() for one in fresh}
            if fresh:
                given = self._given(type, ALLOWED.get(target, ()))
                entries.append(f"{given} from {', '.join(fresh)}")
        otherwise = random.choice(
            ("", "otherwise keep", f"otherwise {self._given(type, ALLOWED.get(target, ()))}")
        )
        return f"map {source} {named}{{ {' '.join(entries)} {otherwise} }}"

    def _source(self, name: str, type: Type) -> str:
        if name in ALLOWED:
            return self.random.choice(ALLOWED[name])
        return value(type, self.spot, self.random)

    # Memberships, messages, actions -------------------------------------------------------------

    def status(self) -> str:
        """A status of the program."""
        where = ' in program "Fair"'
        if self.spot.has_program:
            where = self.random.choice(("", " in this program", where))
        back = self.random.choice(("", "", " even back"))
        return f'set status "{self.random.choice(STATUSES)}"{where}{back}'

    def message(self) -> str:
        """An email, an alert or an interesting moment."""
        random = self.random
        drawn = random.random()
        if drawn < 0.6:
            return f"send email {random.choice(EMAILS)}"
        if drawn < 0.8:
            to = [self._address() for _ in range(random.choice((1, 1, 2)))]
            return f"send alert {random.choice(EMAILS)} to {', '.join(to)}"
        kind = random.choice(('"Web"', value(Type.TEXT, self.spot, random, given=True)))
        about = random.choice((template(self.spot, random), quoted(random.choice(TEXTS))))
        return f"interesting moment {kind}: {about}"

    def _address(self) -> str:
        if self.random.random() < 0.01:
            return "{{lead.email}}"
        return self.random.choice(
            ('"a@x.example"', '" b@x.example , "', "{{my.address}}", '"{{my.word}},"', '" , "')
        )

    def action(self) -> str:
        """An action with some of its parameters."""
        types = ACTIVITIES["make_task"]
        names = self.random.sample(list(types), self.random.choice((0, 1, 2, 4)))
        given = [
            f"{name}: {value(types[name], self.spot, self.random, given=True)}" for name in names
        ]
        return "do make_task" + (f" with {', '.join(given)}" if given else "")

    # Other campaigns ----------------------------------------------------------------------------

    def execute(self) -> str:
        """Another campaign, with tokens or without."""
        random = self.random
        called = f"execute campaign {random.choice(self.callable)}"
        passed = ""
        if random.random() < 0.5:
            passed = f"tokens {{ {' '.join(self._passed())} }}"
        if random.random() < 0.5:
            return f"{called} with parent tokens{', ' if passed else ''}{passed}"
        return f"{called} with {passed}" if passed else called

    def request(self) -> str:
        """A trigger campaign for this person, with tokens or without."""
        requested = f"request campaign {self.random.choice(TRIGGERS)}"
        if self.random.random() < 0.3:
            return f"{requested} with tokens {{ {' '.join(self._passed())} }}"
        return requested

    def _passed(self) -> list[str]:
        found = []
        for name, type, varies in self.random.sample(TOKENS, self.random.choice((1, 2, 4))):
            spot = Spot(self.spot.is_utc, self.spot.has_program, self.spot.tokens, not varies)
            found.append(f"{name}: {worth(type, spot, self.random)}")
        return found

    # Ways and ends ------------------------------------------------------------------------------

    def way(self, depth: int) -> str:
        """An `if`, a split or a rotation."""
        random = self.random
        drawn = random.random()

        def steps() -> str:
            return self.block(random.choice((0, 1, 1, 2, 3)), depth)

        if drawn < 0.65:
            written = f"if {self.conditions.condition(1)} {steps()}"
            while random.random() < 0.3:
                written += f" else if {self.conditions.condition(1)} {steps()}"
            return f"{written} else {steps()}" if random.random() < 0.6 else written
        if drawn < 0.85 or not self.may_turn:
            name = random.choice(("", '"A/B" ', '"Σß" '))
            shares = random.choice(_SHARES)
            return f"split {name}{{ {' '.join(f'{share}% {steps()}' for share in shares)} }}"
        turns = " ".join(steps() for _ in range(random.choice((1, 2, 3))))
        return f"rotate {{ {turns} }}"

    def rare(self) -> str:
        """What ends flows or does nothing."""
        drawn = self.random.random()
        if drawn < 0.3:
            return "stop"
        if drawn < 0.4:
            return "delete person"
        if drawn < 0.6 and self.conditions.campaigns:
            flow = self.random.choice(("this", self.random.choice(self.conditions.campaigns)))
            return f"remove from flow {flow}"
        if drawn < 0.75:
            return self.request()
        if drawn < 0.95 and self.may_wait:
            return wait(self.spot, self.random)
        return "do nothing"


_SHARES: Final = (
    ("50", "50"),
    ("33.33", "33.33", "33.34"),
    ("0.01", "0", "99.98"),
    ("100",),
    ("10",),
    ("25", "25", "25", "25"),
)


def defaulted(types: Mapping[str, Type], random: Random) -> str:
    """Fields of types, some with a default and the values that are allowed."""
    lines = []
    for name, type in types.items():
        allowed = ALLOWED.get(name, ()) if name in PERSON else ()
        values = f" in [{', '.join(allowed)}]" if allowed else ""
        default = ""
        if random.random() < 0.25:
            default = f" = {random.choice(allowed) if allowed else literal(type, random)}"
        lines.append(f"{name}: {type}{values}{default}")
    return "\n  ".join(lines)
