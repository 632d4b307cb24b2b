"""What stands before the first heading: title lines, the lines that go with them, the preface."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from knowledge.norms.numerals import NUMERAL
from knowledge.outline.tree import Run

_GENRES = (
    "报告|总结|情况|年报|汇报|方案|规划|计划|清单|纲要|要点|安排|意见|通知|公告|通报|决定|决议|批复|函|法|法典|宪法|条例|规定|办法|规则"
    "|细则|解释|制度|守则|准则|标准|指南|统计表|报表|一览表|明细表|台账|汇总表?|数据|统计|公报|表"
)
ENDS_LIKE_A_TITLE = re.compile(rf"(?:{_GENRES})(?:[（(〈<][^）)〉>]{{1,30}}[）)〉>])*$")
_GOES_WITH_TITLE = re.compile(
    r"[（(].{1,200}[）)]$|\S{1,12}[〔\[［（(【]\d{4}[〕\]］）)】]\d+号|.{0,60}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|.{0,300}(?:通过|修订|修正|公布|发布|批准|施行)[）)]?$|.{0,12}\d{4}-\d{1,2}-\d{1,2}"
)
_NOTE = re.compile(
    r"(?:来源|信息来源|发布|发文|索引|首页|当前位置|您的位置|浏览|字号|字体|打印|作者|责任编辑|编辑|日期|时间|主题|分类|文号|点击|附注)"
    r".{0,12}?[：: 　]|[（(【]?(?:示例|样例)"
)
_CONTENTS = re.compile(r"^[^\S\n]*+#*+[^\S\n]*+目[ 　]*[录次][^\S\n]*$", re.MULTILINE)
_WORDS = re.compile(r"^[^\S\n]*+[^\n]", re.MULTILINE)
_CELLS = re.compile(r"\t| \| ")
_NO_TITLE = re.compile(rf"(?:目[ 　]*[录次]|[序前][ 　]*言)$|第[ 　]?{NUMERAL}[ 　]?(?:编|分编|章|节|条)")
_RUNS_ON = tuple("。；;，,：:、！？!?")
_LONGEST_TITLE = 120
_LONGEST_RULE_LINE = 400
_MOST_LINES = 24
_MOST_TITLE_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The title as one line (None where the text has none) and where the title's block ends."""

    title: str | None
    end: int


def read_opening(text: str, end: int) -> Opening:
    """Read the title block of ``text[:end]``: the title, over several lines perhaps, and dates, numbers, notes.

    Where no line ends like a title of this genre, a first line that is marked as a heading ("# …") or is short and no
    sentence is taken as one.
    """
    title: list[str] = []
    complete = False
    block_end = 0
    for place, (line, line_end) in enumerate(_lines(text, end)):
        words = line.lstrip("# 　*").rstrip("* 　")
        if place >= _MOST_LINES or not _belongs(words, title, complete=complete):
            break
        block_end = line_end
        goes_with = bool(_NOTE.match(words) or _GOES_WITH_TITLE.match(words))
        if not complete and not (goes_with and not ENDS_LIKE_A_TITLE.search(words)):
            title = [*(part for part in title if part not in words), words]
            complete = bool(ENDS_LIKE_A_TITLE.search(words)) or line.startswith("#")
    if not complete and len(title) > 1:
        return _first_line_only(text, end)
    return Opening(title="".join(title).strip("《》") or None, end=block_end)


def opening_runs(text: str, end: int, *, lead: str) -> list[Run]:
    """Return the runs of ``text[:end]``: 标题 for the title's block, ``lead`` (前言, 序言, 正文) for the rest."""
    title_end = read_opening(text, end).end
    runs = [Run(start=0, end=title_end, path="标题"), Run(start=title_end, end=end, path=lead)]
    contents = _CONTENTS.search(text, title_end, end)
    if contents and not text[title_end : contents.start()].strip():
        runs = [runs[0], Run(start=title_end, end=end, path="目录")]
    return [run for run in runs if run.end > run.start]


def _lines(text: str, end: int) -> Iterator[tuple[str, int]]:
    """Yield the lines that hold words, each with the place where the next one begins."""
    begins = [match.start() for match in islice(_WORDS.finditer(text, 0, end), _MOST_LINES + 2)]
    for begin, following in pairwise([*begins, end]):
        stop = text.find("\n", begin, following)
        yield text[begin : following if stop < 0 else stop].strip(), following


def _belongs(words: str, title: list[str], *, complete: bool) -> bool:
    """Say whether a line belongs to the title's block."""
    if _CELLS.search(words) or _NO_TITLE.match(words):
        return False
    if _NOTE.match(words):
        return True
    if len(words) <= _LONGEST_RULE_LINE and _GOES_WITH_TITLE.match(words) and not words.endswith("。"):
        return True
    if complete:  # the same title once more, or over two lines
        return len(words) >= 2 and words in title[0]  # noqa: PLR2004 - one character is everywhere
    return len(words) <= _LONGEST_TITLE and len(title) < _MOST_TITLE_LINES and not words.endswith(_RUNS_ON)


def _first_line_only(text: str, end: int) -> Opening:
    line, line_end = next(_lines(text, end))
    return Opening(title=line.lstrip("# 　*"), end=line_end)
