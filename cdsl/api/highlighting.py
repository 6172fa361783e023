"""The table of the language's words, for faces that colour texts.

Floor 7: hands on what `cdsl.syntax.words` says, and adds nothing.
"""

from cdsl.syntax.word_rules import Rule, rules, text_rules
from cdsl.syntax.words import Style

__all__ = ["Rule", "Style", "rules", "text_rules"]
