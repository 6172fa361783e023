"""A float as the language shows it, in Spark's words (`cdsl.batch.spark.words`).

Floor 4. Java before 19 does not show the shortest decimal, and Spark says what Java does. A text
of at most 15 digits is the only one so short that reads back; any other is asked of the library
for JSON that Spark brings, whose digits are the shortest wherever there are two of them.
"""

from types import MappingProxyType
from typing import Final

from sqlglot import exp

from cdsl.batch.printing import Node
from cdsl.batch.standard_words import called, characters, number, when
from cdsl.batch.tree import Call

_SURE: Final = len("0.") + 14
"""The characters of a text without an exponent that has 15 digits at most."""
_ONE_DIGIT: Final = MappingProxyType(
    {
        "4.9E-324": "5E-324",
        "9.9E-324": "1E-323",
        "4.9E-323": "5E-323",
        "5.9E-323": "6E-323",
        "6.9E-323": "7E-323",
        "7.9E-323": "8E-323",
        "8.9E-323": "9E-323",
        "9.9E-323": "1E-322",
    }
)
"""The smallest floats: the library shows two digits of each, of which one would read back."""
_SHOWN: Final = exp.column("shown")


def float_text(parts: tuple[Node, ...], call: Call) -> Node:
    """The shortest decimal that reads back, without exponent."""
    size = called("abs", parts[0])
    text = exp.Cast(this=size, to=exp.DataType.build("STRING", dialect="spark"))
    is_sure = exp.And(
        this=exp.LTE(this=called("char_length", text), expression=number(_SURE)),
        expression=exp.Not(this=called("contains", text.copy(), characters("E"))),
    )
    shown = when(is_sure, _stripped(text.copy()), _looked_up(size.copy()))
    is_negative = exp.LT(this=parts[0].copy(), expression=number(0))
    return called("concat", when(is_negative, characters("-"), characters("")), shown)


def _stripped(text: Node) -> Node:
    """Without the last zeros behind the point, and without the point if nothing is left there."""
    return called("rtrim", characters("."), called("rtrim", characters("0"), text))


def _looked_up(size: Node) -> Node:
    """As the library shows it. Its answer is named, so that it is asked once."""
    is_there = exp.Not(this=exp.Is(this=size, expression=exp.null()))
    found = called(
        "try_reflect",
        characters("com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal"),
        characters("toString"),
        size.copy(),
    )
    exact = (characters(one) for pair in _ONE_DIGIT.items() for one in pair)
    one_digit = called("try_element_at", called("map", *exact), _SHOWN.copy())
    named = _each(called("array", found), called("coalesce", one_digit, _SHOWN.copy()))
    spelled = _each(named, _without_exponent())
    return when(is_there, called("get", spelled, number(0)))


def _each(values: Node, made: Node) -> Node:
    """What is made of each value of an array, by its name."""
    return called("transform", values, exp.Lambda(this=made, expressions=[_SHOWN.this.copy()]))


def _without_exponent() -> Node:
    shown = _SHOWN.copy()
    before = called("substring_index", shown, characters("E"), number(1))
    digits = called(
        "rtrim", characters("0"), called("replace", before, characters("."), characters(""))
    )
    behind = called("substring_index", shown.copy(), characters("E"), exp.Neg(this=number(1)))
    power = exp.Cast(this=behind, to=exp.DataType.build("INT", dialect="spark"))
    whole = exp.Paren(this=exp.Add(this=power, expression=number(1)))
    zeros = called("repeat", characters("0"), exp.Neg(this=whole))
    small = called("concat", characters("0."), zeros, digits)
    padded = called("rpad", digits.copy(), whole.copy(), characters("0"))
    start = called("left", digits.copy(), whole.copy())
    next_one = exp.Add(this=whole.copy(), expression=number(1))
    rest = called("substring", digits.copy(), next_one)
    divided = called("concat", start, characters("."), rest)
    fits = exp.LTE(this=called("char_length", digits.copy()), expression=whole.copy())
    large = when(fits, padded, divided)
    is_small = exp.LT(this=power.copy(), expression=number(0))
    has_exponent = called("contains", shown.copy(), characters("E"))
    return when(has_exponent, when(is_small, small, large), _stripped(shown.copy()))
