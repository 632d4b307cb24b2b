"""Titles between book marks, nested ones too, and which of them name a norm rather than a newspaper or a book."""

import re
from dataclasses import dataclass

LONGEST_TITLE = 150
"""Characters after which a book mark that was never closed is given up."""

ENDINGS = (
    "法典|法|条例|规定|办法|细则|规则|决定|决议|意见|通知|解释|纲要|规划|方案|准则|修正案|章程|公约|制度|规程|规范|批复|公告|"
    "命令|标准|格式|要点|指引|指南|清单|目录|计划|措施|通则|条约|协定|议定书"
)
_NORM = re.compile(rf"(?:{ENDINGS})(?:[（(][^（）()]{{1,20}}[）)]){{0,2}}$")
_NO_LAW = re.compile(r"(?:[方做办说看想手违合依执立普守学书无非枉语打疗技]|(?<!公)司|(?<!适)用|(?<!预)(?<!决)算)法$")
"""Words that end in 法 and are no law; 办法 is looked at apart."""
_BOOK = re.compile(r"(?:学习纲要|学习要点|学习问答|知识要点)(?:[（(][^（）()]{1,20}[）)])?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A title between book marks; ``end`` is the offset behind the closing mark."""

    title: str
    end: int


def read_marked(text: str, start: int) -> Marked | None:
    """Read the title whose opening mark stands at ``start``; None where the mark is not closed on its line."""
    if text.find("》", start, start + LONGEST_TITLE) < 0:
        return None
    depth = 0
    for position in range(start, min(len(text), start + LONGEST_TITLE)):
        character = text[position]
        if character == "\n":
            return None
        if character == "《":
            depth += 1
        elif character == "》":
            depth -= 1
            if depth == 0:
                title = text[start + 1 : position].strip()
                return Marked(title=title, end=position + 1) if title else None
    return None


def looks_like_norm(title: str) -> bool:
    """Tell 《…办法（试行）》 from 《…日报》, by the word that ends it."""
    return bool(_NORM.search(title)) and not is_common_word(title) and not _BOOK.search(title)


def is_common_word(title: str) -> bool:
    """Tell whether the last word is 方法, 执法 or the like, which is no law."""
    return bool(_NO_LAW.search(title)) and not title.endswith("办法")
