"""A sentence of last year's in clauses, and whether a clause holds nothing of last year's own."""

import re
from collections.abc import Sequence

from assistant.drafting.terms import expired
from knowledge.figures import read_figures

_CLAUSE = re.compile(r"[，,；;。！？!?\n]|(?<=[^0-9])[:：]")
_OPEN, _CLOSE = "《“（(〈【", "》”）)〉】"
SLOT = re.compile(r"⟦s\d+⟧")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年)")
DAY = re.compile(r"[0-9一二三四五六七八九十]{1,3}月|[0-9]{1,2}[日号]|第[0-9一二三四五六七八九十]+次(?!全国代表)")
DIGIT = re.compile(r"[0-9]")
FIXED = re.compile(
    r"7[×xX*]24小时|12345|12389|12337|12309|12348|12388|12315|12368|(?<![0-9])(?:110|119|120|122)(?![0-9])"
    r"|(?:4[·.]15|12[·.]4|6[·.]26|11[·.]9|3[·.]15|1[·.]10)(?![0-9])|第[0-9一二三四五六七八九十百]+条(?:第[0-9一二三四五六七八九十]+款)?"
    r"|《[^《》\n]{1,60}》|[〔\[（(](?:19|20)[0-9]{2}[〕\]）)]第?[0-9]{1,5}号"
    r"|(?<![A-Za-z])[A-Z]{2,4}(?:/[A-Z])?\s?[0-9]{2,6}(?:\.[0-9]{1,2})?[-—][0-9]{4}(?![0-9])"
)
NAMED_ACTION = re.compile(r"[“\"][^”\"\n]{0,20}[0-9]{2,4}[^”\"\n]{0,10}[”\"]")
_CHINESE_YEAR = re.compile(r"[一二][零〇一二三四五六七八九]{3}(?=年)")
HALF = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def is_clean(text: str, year: int) -> bool:
    """Say whether nothing of the year before is left in ``text``: no digit, no day, no named action, no other year.

    ``text`` has its years moved on to ``year`` and its figures open.
    """
    if NAMED_ACTION.search(text) or expired(text, year):
        return False
    bare = FIXED.sub("", SLOT.sub("甲", text)).translate(HALF)
    if {int(found) for found in YEAR.findall(bare)} - {year, year - 1, year + 1}:
        return False
    chinese = {
        "".join(str("〇一二三四五六七八九".index(d)) for d in y.replace("零", "〇"))
        for y in _CHINESE_YEAR.findall(bare)
    }
    if chinese - {str(year), str(year + 1)}:
        return False
    bare = YEAR.sub("", _CHINESE_YEAR.sub("", bare))
    return not DIGIT.search(bare) and not DAY.search(bare) and not read_figures(bare)


def clauses_of(text: str, start: int, end: int, whole: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the clauses of a sentence without their stops; a comma in brackets, quotes or ``whole`` parts nothing."""
    found: list[tuple[int, int]] = []
    depth = 0
    begin = start
    for at in range(start, end):
        letter = text[at]
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth = max(0, depth - 1)
        elif (
            depth == 0
            and not any(a <= at < b for a, b in whole)
            and _CLAUSE.match(letter)
            and not (letter in ",:" and text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit())
        ):
            if at > begin:
                found.append((begin, at))
            begin = at + 1
    if end > begin:
        found.append((begin, end))
    return found
