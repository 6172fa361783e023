"""Rules about what the modelled system could not express; asked only with `portable`.

Floor 6.
"""

from typing import Final

from cdsl.tools.lint.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
