"""How much a search may look at before it is given up.

Floor 6.
"""

from dataclasses import dataclass as mutable


@mutable(slots=True)
class Looks:
    """How much may still be looked at, and whether something was left out before."""

    left: int
    is_short: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be looked at."""
        return self.left <= 0
