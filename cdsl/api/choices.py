"""Which engine is wished for, which one is chosen, and the findings where these differ.

Floor 7. Data, and what is told of it; how the choice is made stands in `cdsl.api.engines`.
"""

from enum import StrEnum
from typing import Final

from cdsl.semantics.program import Location
from cdsl.source.codes import SEVERITIES
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic


class Engine(StrEnum):
    """Who does a run: whoever suits it, one person after another, or all at once, on a cluster too.

    What suits is never a cluster: that is asked for.
    """

    AUTO = "auto"
    ROW = "row"
    SET = "set"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine of a run and why it is that one; `statements` are what it would say."""

    engine: Engine
    reason: str
    diagnostics: tuple[Diagnostic, ...] = ()
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the engines: which one, and how much memory the set-based one may take.

    `world` is a DuckDB file that is read and changed in place, by the set-based engine alone;
    `master` is the URL of a cluster of Spark.
    """

    engine: Engine
    memory: str | None = None
    world: str | None = None
    master: str | None = None

    @property
    def row_by_row(self) -> str:
        """How the same is asked of the row engine, in the words of the command."""
        if self.world is None:
            return "`--engine row`"
        return f"`--people duckdb:{self.world}#people` (and the other tables) with `--out`"

    @property
    def may_be_row(self) -> bool:
        """Whether the row engine would do as well."""
        return self.engine in (Engine.AUTO, Engine.ROW) and self.world is None


TOO_DEEP: Final = "more branches, entries of a mapping or conditions than one statement can hold"


def refusal(reason: str, wish: Wish, help: str = "") -> Choice:
    """The row engine, and a finding where that is not what was asked for."""
    if wish.may_be_row:
        return Choice(Engine.ROW, reason)
    return Choice(Engine.ROW, reason, (not_set_based("CDS612", reason, None, wish, help),))


def not_set_based(
    code: str, message: str, location: Location | None, wish: Wish, help: str = ""
) -> Diagnostic:
    """The finding that something is not set-based, with the way out."""
    if not help:
        help = f"{wish.row_by_row} does it"
        help += " one person after another, `auto` whichever can" if wish.world is None else ""
    source, span = (None, None) if location is None else (location.source, location.span)
    return Diagnostic(code, SEVERITIES[code], message, source, span, help=help)


def no_spark(reason: str) -> Diagnostic:
    """The finding that there is no Spark, or that it gave up, with the way out."""
    help = "it needs the extra `spark` (pyspark 4), Java 17, and a master that can be reached"
    return Diagnostic("CDS621", SEVERITIES["CDS621"], f"Spark: {reason}", None, None, help=help)
