"""The grammar of a point: which characters, names and slots it lets through."""

import re

from assistant.drafting.grammar import NUMERALS, grammar_of, literals_of

TEXTS = ("落实“三项制度”，学习《行政复议法》，服务百姓⟦几场次⟧。",)


def _class(grammar: str) -> re.Pattern[str]:
    line = next(line for line in grammar.splitlines() if line.startswith("han ::= "))
    return re.compile(line.removeprefix("han ::= "))


def test_no_digit_letter_percent_quote_or_line_break_is_a_piece() -> None:
    han = _class(grammar_of((), ()))
    for character in '0９①Ⅳ%％‰aＡ“”《》⟦⟧"\n\t *#-+' + NUMERALS:
        assert not han.fullmatch(character), character
    for character in "法治一进，。、；":
        assert han.fullmatch(character), character


def test_slots_stand_once_in_order_and_only_the_allowed_ones() -> None:
    lines = grammar_of(("几场次", "某日"), TEXTS, optional={"某日"}).splitlines()
    assert lines[0] == "root ::= text slot0 text slot1? tail"
    assert 'slot0 ::= "⟦几场次⟧"' in lines
    assert sum("⟦" in line for line in lines) == 2


def test_only_names_and_phrases_of_the_texts_may_be_quoted() -> None:
    assert literals_of(TEXTS) == ("“三项制度”", "《行政复议法》", "三项制", "务百姓")
    assert "name" not in grammar_of((), ())


def test_a_name_with_a_digit_is_not_offered() -> None:
    assert literals_of(("“昆仑2024”专项行动，《2024年方案》，“1+N”",)) == ()


def test_a_quotation_mark_in_a_name_does_not_break_the_grammar() -> None:
    grammar = grammar_of(('a"b\\',), ())
    assert 'slot0 ::= "⟦a\\"b\\\\⟧"' in grammar
