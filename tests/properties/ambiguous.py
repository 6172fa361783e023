"""Programs in which names stand for several things: tokens of many frames, calls that hand them on,
lists and emails of several scopes, labels, a template with its clone, names as texts.

Whether they check is another matter; most do.
"""

from collections.abc import Sequence
from random import Random

Texts = dict[str, str]
NAMES = ("a", "b", "c")
ASSETS = ("A", "B", "C")


class Maker:
    """A program in which names stand for several things, at random."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.values = 0

    def name(self) -> str:
        return self.random.choice(NAMES)

    def token(self, names: Sequence[str] = NAMES) -> str:
        name = self.random.choice(names)
        written = self.random.choice((name, name, name.upper(), f"{name} label"))
        return f"{{{{my.{written}:default=none}}}}"

    def tokens(self, most: int = 2) -> str:
        """Tokens; what one is worth may be that of others behind it, so that none is its own."""
        lines = []
        for name in sorted(self.random.sample(NAMES, self.random.randint(0, most))):
            self.values += 1
            label = f' "{self.name()} label"' if self.random.random() < 0.3 else ""
            value = f"v{self.values}"
            behind = NAMES[NAMES.index(name) + 1 :]
            if behind and self.random.random() < 0.4:
                value += f" {self.token(behind)}"
            lines.append(f'{name}: text{label} = "{value}"')
        return f"tokens {{ {' '.join(lines)} }}" if lines else ""

    def workspace(self) -> str:
        """The outermost tokens: mostly all of them, each with its label."""
        names = NAMES[self.random.random() < 0.2 :]
        lines = " ".join(f'{name}: text "{name} label" = "top {name}"' for name in names)
        return f"tokens {{ {lines} }}"

    def call(self, child: str, where: str) -> str:
        given = f'tokens {{ {self.name()}: "given {self.token()}" }}'
        with_ = self.random.choice(
            ("", " with parent tokens", f" with {given}", f" with parent tokens, {given}")
        )
        return f'execute campaign "{child}"{where}{with_}'

    def campaign(self, kind: str, name: str, children: tuple[str, ...], where: str = "") -> str:
        steps = [f'change {self.random.choice(("title", "notes", "city"))} to "{self.token()}"']
        steps += [self.call(self.random.choice(children), where) for _ in children[:2]]
        steps += [f'send email "{self.random.choice(ASSETS)}"'] * self.random.randint(0, 1)
        steps += [f'add to list "{self.random.choice(ASSETS)}"'] * self.random.randint(0, 1)
        steps += [f'set status "{self.random.choice(ASSETS)}" in program "A"']
        self.random.shuffle(steps)
        held = self.random.choice(
            (
                "everyone",
                f'not member of list "{self.random.choice(ASSETS)}"',
                f'not did add_to_list where list is "{self.random.choice(ASSETS)}"',
                f'title is not "{self.token()}"',
                f'not member of program "A" where status is "{self.name()}"',
            )
        )
        return (
            f'{kind} campaign "{name}" {{ {self.tokens()} smart list {{ {held} }} '
            f"qualify every time flow {{ {'  '.join(steps)} }} }}\n"
        )

    def emails(self, least: int = 0) -> str:
        return "".join(
            f'email "{name}" {{ subject: "{self.token()}" body: "{{{{lead.{self.field()}}}}}" }}\n'
            for name in self.random.sample(ASSETS, self.random.randint(least, 3))
        )

    def field(self) -> str:
        return self.random.choice(("a", "B", "C Label", "Job Title"))

    def lists(self, least: int = 0) -> str:
        names = self.random.sample(ASSETS, self.random.randint(least, 3))
        return "".join(f'list "{name}"\n' for name in names)

    def texts(self) -> Texts:
        shared = (
            'person { a: text  b: text  c: text "C Label" }\n'
            'channel "A" { status "A"  status "B" success  status "C" beside "B" }\n'
            f"{self.workspace()}\n{self.emails(3)}{self.lists(3)}"
        )
        folder = (
            f'folder "A" {{ {self.tokens()} {self.lists()}\n'
            f'program "A" {{ channel "A" {self.tokens()} {self.lists()}{self.emails()}'
            f"member {{ {self.name()}: text }}\n"
            f"{self.campaign('executable', 'A', ())}"
            f"{self.campaign('executable', 'B', ('A',))}"
            f"}}\n}}\n"
        )
        clone = f'program "B" clones "A" {{ {self.tokens()} }}\n'
        clone = self.random.choice(("", clone))
        name = self.name()
        test = (
            f'test "t" {{ given person "p" {{ {name}: "{name}" email: "p@example.com" }} '
            'run campaign "Top" '
            f'expect "p": title is "v1" expect "p": "{name}" is "{name}" and notes is "v2" '
            f'expect "p": did add_to_list where list is "{self.random.choice(ASSETS)}" }}\n'
        )
        inside = self.random.choice((' in program "A"', ' in program "B"' if clone else ""))
        main = (
            f'use "./shared.cdsl"\n{folder}{clone}'
            f"{self.campaign('executable', 'C', ('A', 'B'), inside)}"
            f"{self.campaign('batch', 'Top', ('A', 'B'), inside)}"
            f"{self.campaign('batch', 'Next', ('C', 'C'))}{test}"
        )
        return {"main.cdsl": main, "shared.cdsl": shared}
