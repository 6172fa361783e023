"""What a project wants of the linter: which rules, how severe, portable or not.

Floor 6. Reads the plain data of a `cdsl.toml` or `[tool.cdsl]`; finding and opening that file is
the matter of `cdsl.api`.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cdsl.source.codes import SEVERITIES, TITLES, spelled
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Severity
from cdsl.source.suggest import nearest

_KEYS: Final = ("disable", "enable", "portable", "severity")
_LISTED: Final = "`cdsl explain-code` lists all codes"
_OF_RUNS: Final = "CDS7"
_FAMILY: Final = len("CDS4")
CHANGEABLE: Final = frozenset(
    code
    for code, severity in SEVERITIES.items()
    if severity is not Severity.ERROR and not code.startswith(_OF_RUNS)
)
"""The codes that settings and allowances can speak of: what is wrong stays an error, and what only
a run finds is said of its data."""


@dataclass(frozen=True, slots=True)
class LintSettings:
    """`disabled` codes are not reported, save those in `enabled`; `severities` replace the table's.

    Both hold whole codes; a family as written in a file (`CDS5`) is already spelled out.
    """

    disabled: frozenset[str]
    severities: Mapping[str, Severity]
    portable: bool


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """A setting that cannot be read: its name as one would search for it, and what is wrong."""

    key: str
    message: str
    help: str


DEFAULT: Final = LintSettings(frozenset(), MappingProxyType({}), False)


def read_settings(
    table: Mapping[str, object],
) -> tuple[LintSettings, tuple[SettingProblem, ...]]:
    """The settings in the `lint` table of a file, and everything there that cannot be read.

    `disable` and `enable` list codes or families (`CDS5`), `enable` having the last word;
    `portable` is a boolean; `severity` is a table of codes and severities.
    """
    problems: list[SettingProblem] = []
    lint = table.get("lint", {})
    for key in table:
        if key not in ("lint",):
            problems.append(_unknown(key, ("lint",)))
    if not isinstance(lint, dict):
        problems.append(SettingProblem("lint", "`lint` is a table", "write `[lint]`"))
        return DEFAULT, tuple(problems)
    problems += [_unknown(key, _KEYS) for key in lint if key not in _KEYS]
    disabled = set(_codes(lint, "disable", problems)) - set(_codes(lint, "enable", problems))
    portable = lint.get("portable", False)
    if not isinstance(portable, bool):
        problems.append(
            SettingProblem("portable", "`portable` is `true` or `false`", "write `portable = true`")
        )
        portable = False
    severities = dict(_severities(lint.get("severity", {}), problems))
    return LintSettings(frozenset(disabled), severities, portable), tuple(problems)


def _unknown(key: str, known: tuple[str, ...]) -> SettingProblem:
    close = nearest(key, known)
    help = f"did you mean `{close}`?" if close else f"there are {', '.join(known)}"
    return SettingProblem(key, f"there is no setting `{key}`", help)


def _codes(lint: Mapping[str, object], key: str, problems: list[SettingProblem]) -> Iterator[str]:
    listed = lint.get(key, [])
    if not isinstance(listed, list):
        help = f'write `{key} = ["CDS410"]`'
        problems.append(SettingProblem(key, f"`{key}` is a list of codes", help))
        return
    for code in listed:
        yield from _spelled_out(code, problems)


def _spelled_out(code: object, problems: list[SettingProblem]) -> tuple[str, ...]:
    """The codes that a code or family means."""
    if not isinstance(code, str):
        shown = repr(code)
        problems.append(SettingProblem(shown, f"`{shown}` is no code", 'write `"CDS410"`'))
        return ()
    meant = tuple(known for known in TITLES if known in CHANGEABLE and known.startswith(code))
    if len(code) < _FAMILY or not meant:
        message, help = unchangeable(code)
        problems.append(SettingProblem(code, message, help))
        return ()
    return meant


def unchangeable(code: str) -> tuple[str, str]:
    """Why settings and allowances cannot speak of a code or family, and the way out."""
    if code in TITLES:
        if SEVERITIES[code] is Severity.ERROR:
            return f"`{code}` is an error, which stays one", "mend it instead"
        return f"`{code}` is found by runs alone, which say it always", "leave it out"
    if len(code) >= _FAMILY and any(known.startswith(code) for known in TITLES):
        return f"no code of the family `{code}` is said by the linter", "leave it out"
    meant = spelled(code)
    is_one = meant != code and any(known.startswith(meant) for known in TITLES)
    return f"there is no code `{code}`", f"did you mean `{meant}`?" if is_one else _LISTED


def _severities(table: object, problems: list[SettingProblem]) -> Iterator[tuple[str, Severity]]:
    if not isinstance(table, dict):
        help = 'write `[lint.severity]`, then `CDS410 = "warning"`'
        problems.append(SettingProblem("severity", "`severity` is a table of codes", help))
        return
    for code, wanted in table.items():
        if wanted not in tuple(Severity):
            message = f"`{wanted}` is no severity"
            help = f"there are {', '.join(Severity)}"
            problems.append(SettingProblem(code, message, help))
            continue
        for meant in _spelled_out(code, problems):
            yield meant, Severity(wanted)
