"""What a yearly report on building a rule-of-law government must contain, and how to tell that it does.

Basis: 法治政府建设与责任落实督察工作规定 on the yearly report: measures and results, shortcomings and causes,
how the head of the organ carried out the duties of the first person responsible, the next year's arrangements.
"""

import re
from dataclasses import dataclass

from knowledge.documents import Section
from knowledge.figures.numerals import fold
from knowledge.outline.reports import report_marks
from knowledge.outline.tree import build

_LEAST = 500
"""Characters below which a text is a passage and no whole report."""
_HEADINGS = 2
_OPENING = 500
_NAMED = re.compile(r"法治政府|依法行政|法治建设|法治[一-龥]{0,4}建设")
_REPORTS = re.compile(
    r"现将[^。\n]{0,60}(?:报告|汇报|公告|公布|公开)如下|年度报告|情况的?报告|工作报告|工作总结|工作情况"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One required content."""

    name: str
    heading: re.Pattern[str]
    body: re.Pattern[str]


NEXT_YEAR = re.compile(
    r"下一?步|下一?年度?|下一?阶段|来年|明年|今后|安排|打算|计划|思路|努力方向|展望|(?:重点)?工作(?:目标|任务)|工作重点|工作方向|规划"
)
NEXT_CONTENT = Content(
    name="下一年度主要安排",
    heading=NEXT_YEAR,
    body=re.compile(
        r"(?:下一?步|下一?年度?|明年|来年|今后)[^。\n]{0,30}(?:将|继续|着力|进一步|重点|计划|要)|20\d\d年[^。\n]{0,12}(?<!现)将"
    ),
)
SHORT_CONTENT = Content(
    name="存在的不足和原因",
    heading=re.compile(r"不足|问题|差距|短板|薄弱|困难|弱项"),
    body=re.compile(
        r"清醒地?(?:认识|看到|意识)|(?:但|但是|同时|仍|还|也|依然)[^。\n]{0,30}存在[^。\n]{0,24}(?:问题|不足|差距|短板|薄弱)"
        r"|(?:问题|不足|差距|短板)[^。\n]{0,6}(?:表现|体现)(?:在|为)|(?:还有|仍有|尚有)(?:一定|较大|不小|一些)?(?:的)?(?:差距|不足)"
        r"|存在(?:的)?(?:主要|突出)?(?:问题|不足)(?:和|与|及|有|是|[:：])"
    ),
)
HEAD_CONTENT = Content(
    name="党政主要负责人履行推进法治建设第一责任人职责情况",
    heading=re.compile(r"第一责任人|主要负责(?:人|同志)"),
    body=re.compile(
        r"第一责任人|(?:主要负责(?:人|同志)|主要领导|一把手|书记|局长|县长|市长|区长|镇长|乡长|主任|厅长)"
        r"[^。\n]{0,40}(?:履行|职责|亲自|负总责|带头)"
    ),
)
_DONE = Content(
    name="推进法治政府建设的主要举措和成效",
    heading=re.compile(r"举措|措施|成效|做法|成绩|亮点|开展情况|(?<!下一步)工作情况"),
    body=re.compile(r"(?!)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A text that is such a report, with its sections."""

    text: str
    sections: tuple[Section, ...]

    @property
    def parts(self) -> tuple[Section, ...]:
        """The sections of the outermost level."""
        return tuple(s for s in self.sections if s.level == 1)


def headings(text: str) -> tuple[Section, ...]:
    """Return the sections of a report, without packing passages (which would load a tokenizer)."""
    return build(report_marks(text), len(text), "")[0]


def as_report(text: str) -> Report | None:
    """Return ``text`` with its sections if it is a whole yearly report; None for passages and other documents."""
    if len(text) < _LEAST:
        return None
    opening = fold(text[:_OPENING])
    if not (_NAMED.search(opening) and _REPORTS.search(opening)):
        return None
    sections = headings(text)
    report = Report(text=text, sections=sections)
    return report if len(report.parts) >= _HEADINGS else None


def missing(report: Report) -> tuple[str, ...]:
    """Return the names of required contents that no heading and no sentence shows."""
    upper = [s for s in report.sections if s.level <= 2]  # noqa: PLR2004 - 一、 and (一); deeper headings name details
    found: list[str] = []
    for content in (SHORT_CONTENT, HEAD_CONTENT, NEXT_CONTENT):
        headed = any(content.heading.search(s.heading) for s in upper)
        if not headed and not content.body.search(
            _without_plans(report) if content is not NEXT_CONTENT else report.text
        ):
            found.append(content.name)
    others = [
        s for s in report.parts if not _is(s, SHORT_CONTENT) and not _is(s, HEAD_CONTENT) and not _is(s, NEXT_CONTENT)
    ]
    if not others and not any(_DONE.heading.search(s.heading) for s in report.parts):
        found.insert(0, _DONE.name)
    return tuple(found)


def is_next_year(section: Section) -> bool:
    """Say whether a heading announces the next year's arrangements."""
    return _is(section, NEXT_CONTENT)


def _is(section: Section, content: Content) -> bool:
    return bool(content.heading.search(section.heading))


def _without_plans(report: Report) -> str:
    """Return the text without the sections on the next year: a plan to mend is no account of what fell short."""
    kept: list[str] = []
    position = 0
    for section in report.parts:
        if is_next_year(section):
            kept.append(report.text[position : section.start])
            position = section.end
    kept.append(report.text[position:])
    return "".join(kept)
