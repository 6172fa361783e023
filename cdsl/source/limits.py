"""Every limit of the language and its tools, as data in one place.

Ground floor. A limit is there so that every input ends in a result or a diagnostic.
"""

from cdsl.source.data import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits as numbers; the defaults are those of the language."""

    file_characters: int = 20_000_000
    """Characters of one source file."""
    nesting: int = 100
    """Blocks, parentheses and conditions inside one another."""
    string_characters: int = 1_000_000
    """Characters of one text literal or of a text worked out from tokens."""
    list_values: int = 100_000
    """Values of one list literal."""
    executed_levels: int = 3
    """Executable campaigns below the first caller (language.md 5)."""
    causes: int = 100
    """Runs that cause each other in one instant (language.md 7)."""
    run_steps: int = 10_000
    """Steps of one run (language.md 7)."""
    person_steps: int = 1_000_000
    """Steps of one person in one command (language.md 7)."""
    token_depth: int = 50
    """Tokens whose values use one another."""
    whynot_looks: int = 20_000
    """Edits and sets of edits looked at in one search for what would let a person in."""


LIMITS = Limits()
"""The limits that hold unless a caller hands in others."""
