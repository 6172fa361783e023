"""The TextMate grammar and the language configuration: VS Code, and what reads its bundles."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from cdsl.syntax.word_rules import Rule, rules, text_rules
from cdsl.syntax.words import Style

SCOPES: Final[Mapping[Style, str]] = MappingProxyType(
    {
        Style.DECLARATION: "storage.type.cdsl",
        Style.PART: "keyword.other.part.cdsl",
        Style.STEP: "keyword.control.cdsl",
        Style.TEST: "keyword.other.test.cdsl",
        Style.CLAUSE: "keyword.other.clause.cdsl",
        Style.OPERATOR: "keyword.operator.wordlike.cdsl",
        Style.TIME: "keyword.other.unit.cdsl",
        Style.CONSTANT: "constant.language.cdsl",
        Style.KEY: "variable.other.property.cdsl",
        Style.FIELD: "variable.other.member.cdsl",
        Style.TYPE: "support.type.cdsl",
        Style.COMMENT: "comment.line.number-sign.cdsl",
        Style.DOC: "comment.line.documentation.cdsl",
        Style.TEXT: "string.quoted.double.cdsl",
        Style.ESCAPE: "constant.character.escape.cdsl",
        Style.TOKEN: "variable.parameter.token.cdsl",
        Style.CONTEXT: "variable.language.context.cdsl",
        Style.DATE: "constant.numeric.date.cdsl",
        Style.NUMBER: "constant.numeric.cdsl",
    }
)
"""The scope of each style, by the naming conventions that colour themes know; no two are alike."""


def grammar() -> str:
    """`cdsl.tmLanguage.json`."""
    text = {
        "name": SCOPES[Style.TEXT],
        "begin": '"',
        # An open text ends with its line, so that the next one is read as it should be.
        "end": '"|$',
        "patterns": [_match(rule) for rule in text_rules()],
    }
    return _json(
        {
            "$schema": "https://json.schemastore.org/tmlanguage.json",
            "name": "cdsl",
            "scopeName": "source.cdsl",
            "fileTypes": ["cdsl"],
            "patterns": [text, *(_match(rule) for rule in rules())],
        }
    )


def language_configuration() -> str:
    """What VS Code asks of a language beside its colours."""
    pairs = [["{", "}"], ["[", "]"], ["(", ")"]]
    closing = [*pairs, ['"', '"']]
    return _json(
        {
            "comments": {"lineComment": "#"},
            "brackets": pairs,
            "autoClosingPairs": [
                {"open": start, "close": end, "notIn": ["string", "comment"]}
                for start, end in closing
            ],
            "surroundingPairs": closing,
            "wordPattern": {
                "pattern": r"[\p{L}_][\p{L}\p{N}_]*|[0-9]+(?:[-:.T][0-9]+)*",
                "flags": "u",
            },
            "indentationRules": {
                "increaseIndentPattern": r"^(?:[^\"#]|\"(?:[^\"\\]|\\.)*\")*[{\[(]\s*(?:#.*)?$",
                "decreaseIndentPattern": r"^\s*[}\])]",
            },
            "onEnterRules": [
                {
                    "beforeText": r"^\s*##",
                    "action": {"indent": "none", "appendText": "## "},
                }
            ],
            "folding": {"offSide": False},
        }
    )


def _match(rule: Rule) -> dict[str, Any]:
    if len(rule.styles) == 1:
        style = rule.styles[0]
        # A name has no scope, and yet is taken whole: `q3` has no number in it.
        return {"match": rule.pattern} | ({"name": SCOPES[style]} if style else {})
    captures = {
        str(group): {"name": SCOPES[style]} for group, style in enumerate(rule.styles, 1) if style
    }
    return {"match": rule.pattern, "captures": captures}


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
