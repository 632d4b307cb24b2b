"""Figures where they stand: the words before and behind each, its segment, and the part it plays in a comparison."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from knowledge.figures.layout import Layout, Line
from knowledge.figures.numerals import fold
from knowledge.figures.types import Figure, FigureKind
from knowledge.figures.units import canonical

UP = "上升|增长|增加|提高|提升|上涨|增至|增到|增|扩大|攀升|升高|升|多|高出|高于|高|新增|净增|延长"
DOWN = "下降|降低|减少|缩短|压降|压缩|压减|回落|下滑|减|降|少|低于|低|精简|缩减|下跌|收窄"
_STOP = re.compile(r"[,，。;](?![0-9])")
_WINDOW = 48
_LONGEST_CELL = 40
_LONGEST_LABEL = 60
_STRONG = "上升|增长|增加|提高|提升|上涨|攀升|升高|下降|降低|减少|缩短|压降|压缩|压减|回落|下滑|下跌|缩减|净增|净减|增幅|降幅|升幅|增速|跌幅|涨幅|高出|收窄"
_CHANGED = re.compile(
    rf"(?P<how>{_STRONG})(?:率|幅度|比例|幅|额)?(?:了|约|近|超过|超|达到|达|为|是|各|均|分别)*(?P<level>至|到)?(?:了|约|近)?\Z"
)
_BRIEF = re.compile(r"(?:较|比|同)[^,，。;]{1,16}?(?:各|均|分别|再|又)?(?P<how>多|少|高|低|增|减|升|降)(?:了|出)?\Z")
_INCREASE_NAMED = re.compile(
    r"(?:增长率|增幅|降幅|下降率|升幅|增速|跌幅|涨幅|上升率|降低率)(?:分别|均|约)?(?:达到|达|为|是)?\Z"
)
_LEVEL = re.compile(rf"(?P<how>{UP}|{DOWN})(?:到|至|为)(?:了|现在的|目前的|如今的|今年的|现行的|[0-9]{4}年的?)?\Z")
_FROM = re.compile(r"(?:由|从)[^,，。;]{0,14}?\Z")
_BASE = re.compile(
    r"(?:较|比|同|与|相比|对比|相较于)(?:[^,，。;]{0,8}?)(?:同期|上年度?|去年|前年|上一年度?|[0-9]{4}年度?|基期|此前|原来)(?:同期)?(?:的|为|是|全年|同期)*\Z"
    r"|(?<![一-龥])(?:上年|去年|上一年|[0-9]{4}年)同期(?:的|为|是)*\Z|(?:去年|上年度?|上一年度?)(?:同期)?(?:的|为|是|:|只有|仅)?\Z"
)
_JOINED = re.compile(r"[、和与及]|以及")
_BEHIND_ENDS = re.compile(r"[,，。;:!?\n、()|]")
_CLASSES: tuple[frozenset[str], ...] = (
    frozenset({"件", "起", "宗", "例", "案", "案件", "案次", "件次", "起次", "宗次"}),
    frozenset({"人", "名", "位", "员", "人员"}),
    frozenset({"卷", "份", "本", "册", "案卷"}),
    frozenset({"家", "户", "家次", "户次"}),
    frozenset({"次", "场", "场次", "期"}),
    frozenset({"条", "件"}),
)


class Role(Enum):
    """What a figure does in its clause."""

    LEVEL = auto()
    """A value in its own right."""
    CHANGE = auto()
    """By how much something rose or fell."""
    BASE = auto()
    """What a level is compared with: 较2022年的31件, 由31件."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A figure with the words around it, folded; offsets are code points of the text."""

    index: int
    figure: Figure
    role: Role
    before: str
    """From the clause's start, or from the figure before it in the clause, up to this figure."""
    behind: str
    """From this figure to the next mark or figure."""
    gap: str
    """All that stands between the figure before and this one; the line's opening where there is none."""
    clause: tuple[int, int]
    segment: int
    """Number of the part between semicolons."""
    sentence: int
    line: int
    table: bool
    """It stands in a row of a table."""

    @property
    def label(self) -> str:
        """Return the words that name the figure: those before it, else those behind it."""
        return self.before + self.behind

    @property
    def direction(self) -> int:
        """Return 1 where the words say that it rose, -1 where it fell, 0 where they don't say."""
        found = _CHANGED.search(self.before) or _BRIEF.search(self.before) or _LEVEL.search(self.before)
        if found is None:
            return 0
        if self.before[: found.start("how")].endswith("负"):
            return -1
        return -1 if re.match(rf"{DOWN}|降|跌|净减|收", found["how"]) else 1


class Scene:
    """The mentions of one text, in order, with windows of bounded size around each."""

    def __init__(self, text: str, figures: Sequence[Figure]) -> None:
        """Read the words around each figure of ``text``; ``figures`` are in order of their start."""
        self.folded = fold(text)
        layout = Layout(self.folded)
        segments = [m.start() for m in re.finditer(r"[。;!?\n]", self.folded)]
        self.mentions: list[Mention] = []
        segment = 0
        for i, figure in enumerate(figures):
            while segment < len(segments) and segments[segment] < figure.start:
                segment += 1
            self.mentions.append(self._mention(layout, figures, i, figure, segment))

    def _mention(self, layout: Layout, figures: Sequence[Figure], i: int, figure: Figure, segment: int) -> Mention:
        clause, sentence = layout.clause(figure.start), layout.sentence(figure.start)
        line = layout.line(figure.start)
        previous = figures[i - 1].end if i else 0
        low = max(clause[0], previous, figure.start - _LONGEST_LABEL)
        before = self.folded[low : figure.start]
        end = min(clause[1], figures[i + 1].start if i + 1 < len(figures) else clause[1], figure.end + _LONGEST_LABEL)
        behind = self.folded[figure.end : end]
        mark = _BEHIND_ENDS.search(behind)
        if mark:
            behind = behind[: mark.start()]
        elif end < clause[1]:
            behind = ""
        gap_from = max(previous, line.start, figure.start - 4 * _LONGEST_LABEL)
        earlier = self.mentions[-1] if self.mentions and previous >= clause[0] else None
        return Mention(
            index=i,
            figure=figure,
            role=self._role(figure, before, earlier),
            before=before.lstrip(",，。;:!?\n "),
            behind=behind,
            gap=self.folded[gap_from : figure.start],
            clause=clause,
            segment=segment,
            sentence=sentence[0],
            line=line.start,
            table=self._in_table(line, figure),
        )

    def _in_table(self, line: Line, figure: Figure) -> bool:
        """Say whether a figure fills a short cell between the bars of a table, with no sentence around it."""
        left = self.folded.rfind("|", max(line.start, figure.start - _LONGEST_CELL), figure.start)
        right = self.folded.find("|", figure.end, min(line.end, figure.end + _LONGEST_CELL))
        if left < 0 and right < 0:
            return False
        opens = left >= 0 or figure.start - line.start <= _LONGEST_CELL
        closes = right >= 0 or line.end - figure.end <= _LONGEST_CELL
        cell = self.folded[left + 1 if left >= 0 else line.start : right if right >= 0 else line.end]
        return opens and closes and len(cell) <= 2 * _LONGEST_CELL and not _STOP.search(cell)

    def _role(self, figure: Figure, before: str, earlier: Mention | None) -> Role:
        lead = before[-_WINDOW:].rstrip(' “"')
        if _LEVEL.search(lead):
            return Role.LEVEL
        changed = _CHANGED.search(lead)
        if (
            figure.unit in {"百分点", "千分点"}
            or (changed and not changed["level"])
            or _INCREASE_NAMED.search(lead)
            or _BRIEF.search(lead)
            or (earlier and earlier.role is Role.CHANGE and _JOINED.fullmatch(before))
        ):
            return Role.CHANGE
        if _BASE.search(lead):
            return Role.BASE
        source = _FROM.search(lead)
        if source and re.match(rf"[^,，。;]{{0,16}}?(?:{UP}|{DOWN}|变|调整)?(?:至|到|为|成)", self._after(figure)):
            return Role.BASE
        return Role.LEVEL

    def _after(self, figure: Figure) -> str:
        return self.folded[figure.end : figure.end + 24]

    def after(self, mention: Mention, length: int = 24) -> str:
        """Return the folded text behind a mention, at most ``length`` code points of it."""
        return self.folded[mention.figure.end : mention.figure.end + length]

    def clause_before(self, mention: Mention) -> str:
        """Return the folded text of a mention's clause up to it, other figures included, at most a label long."""
        return self.folded[max(mention.clause[0], mention.figure.start - _LONGEST_LABEL) : mention.figure.start]

    def back(self, mention: Mention, most: int = 14) -> Iterator[Mention]:
        """Yield the mentions before one, nearest first, of the same paragraph and not in tables."""
        for i in range(mention.index - 1, max(-1, mention.index - 1 - most), -1):
            earlier = self.mentions[i]
            if earlier.line != mention.line or "|" in self.mentions[i + 1].gap:
                return
            yield earlier

    def between(self, first: Mention, second: Mention) -> str:
        """Return the folded text between two mentions."""
        return self.folded[first.figure.end : second.figure.start]


def is_rate(figure: Figure) -> bool:
    """Say whether a figure is a percentage or a per mille."""
    return figure.unit in {"%", "‰"}


def same_measure(a: Figure, b: Figure) -> bool:
    """Say whether two figures count in the same measure word, or in one of its usual doubles (件, 起)."""
    one, two = canonical(a.unit), canonical(b.unit)
    if one == two:
        return True
    if FigureKind.RATE in {a.kind, b.kind}:
        return False
    return (not one or not two) or any(one in words and two in words for words in _CLASSES)
