"""The grammar (GBNF) that binds the embedded model: Chinese words around the allowed slots, never a digit."""

import re
from collections.abc import Container, Iterable, Sequence

NUMERALS = "二三四五六七八九十百千万亿两零〇廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
"""Characters that write numbers; they stand only in phrases that the material has (三项制度, 百姓)."""
STAND_INS = "几某"
"""What every slot's name begins with, so that a model that writes 几件 must write ⟦几件⟧."""
_FIRST, _LAST = 0x4E00, 0x9FFF
_MARKS = "，、；。"
_LONGEST_RUN = 60
"""Characters or phrases between two slots."""
_LONGEST_TAIL = 45
_LITERALS = 24
_PHRASE = re.compile(rf"[\u4e00-\u9fff]?[{NUMERALS}{STAND_INS}]+[\u4e00-\u9fff]{{1,2}}")
_QUOTED = re.compile(r"《[^《》⟦⟧\n]{1,60}》|“[^“”⟦⟧\n]{1,40}”")


def grammar_of(slots: Sequence[str], texts: Iterable[str], *, optional: Container[str] = ()) -> str:
    """Return GBNF for prose in which each of ``slots`` stands once, in this order; ``optional`` ones may be left out.

    ``texts`` (the material's masked sentences, titles of rules) give the titles, quoted names and phrases with numerals
    that may be written; no other quotation mark, digit, letter, sign or line break can be.
    """
    literals = literals_of(texts)
    parts = [f"slot{n}{'?' if name in optional else ''}" for n, name in enumerate(slots)]
    lines = [f"root ::= {''.join(f'text {part} ' for part in parts)}tail"]
    lines += [f"slot{n} ::= {_literal(f'⟦{name}⟧')}" for n, name in enumerate(slots)]
    lines.append(f"text ::= piece{{0,{_LONGEST_RUN}}}")
    lines.append(f"tail ::= piece{{0,{_LONGEST_RUN if not slots else _LONGEST_TAIL}}}")
    lines.append(f"piece ::= {' | '.join(['han', *(['name'] if literals else [])])}")
    if literals:
        lines.append(f"name ::= {' | '.join(_literal(text) for text in literals)}")
    lines.append(f"han ::= [{_ranges()}{_MARKS}]")
    return "\n".join(lines)


def literals_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the titles, quoted names and phrases with Chinese numerals of ``texts`` that hold no digit."""
    found: dict[str, None] = {}
    for text in (re.sub(r"⟦[^⟦⟧]*⟧", "⟦⟧", text) for text in texts):
        for match in (*_QUOTED.finditer(text), *_PHRASE.finditer(text)):
            if not re.search(r"[\d%‰A-Za-z]", match[0]):
                found.setdefault(match[0])
    return tuple(found)[:_LITERALS]


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _ranges() -> str:
    """Return the Chinese characters without numerals as ranges of a character class."""
    holes = sorted(ord(c) for c in NUMERALS + STAND_INS if _FIRST <= ord(c) <= _LAST)
    ranges: list[str] = []
    start = _FIRST
    for hole in [*holes, _LAST + 1]:
        if hole > start:
            ranges.append(f"{chr(start)}-{chr(hole - 1)}")
        start = hole + 1
    return "".join(ranges)
