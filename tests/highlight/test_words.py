"""The table of words is complete, and what it repeats from other rooms says the same."""

from cdsl.semantics.expressions import Context
from cdsl.semantics.types import Type
from cdsl.syntax.nodes import CONTEXTS
from cdsl.syntax.tables import FIXED, NEVER_HEAD, OPERATORS, TERMINALS
from cdsl.syntax.word_rules import rules, style_of
from cdsl.syntax.words import PLACES, TYPES, WORDS, Style
from tests.highlight.reference import KINDS, disagreements, reference, texts


def test_every_word_of_the_grammar_has_one_style() -> None:
    listed = [word for words in WORDS.values() for word in words]
    assert sorted(listed) == sorted(word for word in FIXED if word.isidentifier())


def test_types_and_contexts_are_those_of_the_language() -> None:
    assert list(TYPES) == list(Type)
    assert list(CONTEXTS) == list(Context)


def test_a_field_is_told_by_the_operators_of_the_grammar() -> None:
    heads = next(place for place in PLACES if "contains" in place.before)
    operators = {TERMINALS[number] for number in OPERATORS} - {">=", "<="} | {"."}
    assert {word for word in heads.before if word != "reaches"} == operators | {"on or"}
    assert set(heads.save) >= NEVER_HEAD


def test_saved_words_are_words() -> None:
    for place in PLACES:
        for word in (*place.save, *place.after, *place.before):
            assert all(style_of(part) is not None for part in word.split() if part.isalpha())


def test_every_style_is_of_a_kind_and_used() -> None:
    inside = {Style.TEXT, Style.ESCAPE}
    used = {style for rule in rules() for style in rule.styles if style is not None}
    assert used | inside == set(Style) == set(KINDS)


def test_the_reference_is_what_the_parser_takes() -> None:
    assert (
        reference('## A "x"\nlist "a {{my.b}} \\{{c}}"') == f"{'c' * 8}.kkkk.ttt{'T' * 8}{'t' * 8}"
    )
    text = 'smart list "L" { limit >= +3 }'
    assert reference(text) == "kkkkk.kkkk.ttt...iiiii....nn.."


def test_a_disagreement_is_told() -> None:
    found = disagreements('list "L"', [Style.KEY] * 4 + [None] + [Style.TEXT] * 3)
    assert found == ["1: 'list \"L\"': k i"]
    assert disagreements('list "L"', [Style.STEP] * 4 + [None] + [Style.TEXT] * 3) == []


def test_the_texts_are_many() -> None:
    assert len(texts()) > 250
