"""The language for Pygments, and so for what shows code with it: Sphinx, MkDocs, rich, prompts.

Roof. Registered as `pygments.lexers`, so that `pygmentize -l cdsl` and files `*.cdsl` find it.
Pygments is an optional guest: only this module imports it, and nothing imports this module.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final

from pygments import token
from pygments.lexer import RegexLexer, bygroups

from cdsl.api.highlighting import Rule, Style, rules, text_rules

TOKEN_TYPES: Final[Mapping[Style, Any]] = MappingProxyType(
    {
        Style.DECLARATION: token.Keyword.Declaration,
        Style.PART: token.Keyword.Namespace,
        Style.STEP: token.Keyword,
        Style.TEST: token.Keyword.Pseudo,
        Style.CLAUSE: token.Keyword.Reserved,
        Style.OPERATOR: token.Operator.Word,
        Style.TIME: token.Name.Builtin,
        Style.CONSTANT: token.Keyword.Constant,
        Style.KEY: token.Name.Attribute,
        Style.FIELD: token.Name.Variable,
        Style.TYPE: token.Keyword.Type,
        Style.COMMENT: token.Comment.Single,
        Style.DOC: token.Comment.Single.Doc,
        Style.TEXT: token.String.Double,
        Style.ESCAPE: token.String.Escape,
        Style.TOKEN: token.String.Interpol,
        Style.CONTEXT: token.Name.Variable.Magic,
        Style.DATE: token.Number.Date,
        Style.NUMBER: token.Number,
    }
)
"""The token type of each style; no two share one.

Themes colour a type that they don't know as the one it is part of: what is said of a declaration
as a comment, where `String.Doc` looks like a text; a date as a number, where `Literal.Date` is
plain.
"""


def _rule(rule: Rule) -> tuple[str, Any]:
    # Before a name in its place stand a word or sign and, after it, blanks.
    plain = (token.Punctuation, token.Whitespace) if len(rule.styles) > 1 else (token.Name,)
    types = (TOKEN_TYPES[s] if s else plain[at] for at, s in enumerate(rule.styles))
    return rule.pattern, bygroups(*types)  # type: ignore[no-untyped-call]


class CdslLexer(RegexLexer):
    """Campaigns as code: files `*.cdsl`."""

    name = "cdsl"
    aliases: ClassVar = ["cdsl"]
    filenames: ClassVar = ["*.cdsl"]
    mimetypes: ClassVar = ["text/x-cdsl"]
    tokens: ClassVar = {
        "root": [
            (r"\s+", token.Whitespace),
            ('"', TOKEN_TYPES[Style.TEXT], "text"),
            *(_rule(rule) for rule in rules()),
            (r"[^\s\w]", token.Punctuation),
        ],
        "text": [
            *(_rule(rule) for rule in text_rules()),
            ('"', TOKEN_TYPES[Style.TEXT], "#pop"),
            (r"\n", token.Whitespace, "#pop"),  # the quote is missing
            (r'[^"\\\n{]+|.', TOKEN_TYPES[Style.TEXT]),
        ],
    }
