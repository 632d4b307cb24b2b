"""What a change is reckoned from: the level it speaks of, and the earlier value beside it or elsewhere in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.figures.relations.mentions import DOWN, UP, Mention, Role, Scene, is_rate, same_measure
from knowledge.figures.relations.tables import Cell, names, read_cells
from knowledge.figures.types import Figure, FigureKind, Period, Qualifier

_COMPARED = re.compile(
    r"(?:同比|环比)|(?:较|比|与|同|相比于?)[^,，。;]*?(?:年度?|上年|去年|同期|上期|基期|以前|往年)(?:同期)?(?:数|水平)?(?:相比|比)?"
)
_WORDS = re.compile(
    rf"{UP}|{DOWN}|[各均分别又再也则了约近达共已为的是同比环增幅降率,，、(\s]|幅度|有所|大幅|明显|其中|我局|全县|全市|全区|全年"
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年?")
_OTHER_BASE = re.compile(
    r"环比|上月|上季|上半年|前年|[三四五六七八九十]年前|年均|平均|全[国省市县]|目标|计划|标准|指标|时限|法定|原定|高于|低于|第一季度|一季度|上一季|期初|考核"
)
_BRACKET = re.compile(r"\([^()]{0,4}?(?:上年|去年|上一年|[0-9]{4}年)(?:同期)?(?:数)?(?:为|是|:)?\Z")
_NOISE = re.compile(
    r"[^一-龥]|[年月日]|共计|总计|合计|累计|全年|去年|上年|今年|同期|其中|已|共|了|为|达|的|至|到|由|从|和|及|则|我局"
)
_DIRECT = re.compile(r"[,，、和](?:同比|较上年|比上年)?(?:下降|减少|降低|上升|增长|增加|提高)?(?:了|幅度|达|约|为)*")
_LAST_YEAR = re.compile("去年|上年|上一年")
_NEAR = 24
_FAR = 40
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Base:
    """A level with the value that it is compared with."""

    level: Figure
    base: Figure
    named: bool
    """The words name both, so that they may refute the change."""
    direction: int = 0
    table: bool = False
    rates: bool = False


class Bases:
    """Finds level and base for the changes of one scene."""

    def __init__(self, scene: Scene) -> None:
        """Index the levels of the text by name and the cells of its tables by name and year."""
        self._scene = scene
        self._cells: dict[tuple[str, int], list[Cell]] = {}
        for cell in read_cells(scene):
            self._cells.setdefault((cell.name, cell.year), []).append(cell)
        self._levels: dict[str, list[Mention]] = {}
        for mention in scene.mentions:
            if mention.role is not Role.CHANGE and not mention.table and mention.figure.metric:
                self._levels.setdefault(mention.figure.metric, []).append(mention)

    def candidates(self, change: Mention) -> Iterator[Base]:
        """Yield the pairs that a change may be reckoned from, the most explicit first."""
        found = list(self._beside(change))
        if found:
            yield from found
            return
        yield from self._elsewhere(change)

    def _beside(self, change: Mention) -> Iterator[Base]:
        """Read 由31件降到22件,下降29% and 22件,较2022年的31件下降29%."""
        scene = self._scene
        near = [m for m in scene.back(change, 6) if m.sentence == change.sentence]
        base = next((m for m in near[:3] if m.role is Role.BASE), None)
        if base is None:
            return
        gap = scene.between(base, change)
        behind = scene.mentions[change.index + 1] if change.index + 1 < len(scene.mentions) else None
        direction = self._inherited(change)
        target = scene.mentions[base.index + 1]
        moved = target is not change and target.role is Role.LEVEL and target.clause == base.clause
        if moved and _same(target, base):
            since = scene.mentions[target.index + 1 : change.index]
            direct = target.segment == change.segment and all(m.role is Role.CHANGE for m in since)
            if direct and len(scene.between(target, change)) <= _NEAR and not self._own_subject(change, target):
                yield Base(target.figure, base.figure, named=True, direction=direction)
            return
        if (
            target is change
            and behind
            and behind.clause == change.clause
            and behind.role is Role.LEVEL
            and _same(behind, base)
        ):
            yield Base(behind.figure, base.figure, named=True, direction=direction)
            return
        chained = all(m.role is Role.CHANGE for m in scene.mentions[base.index + 1 : change.index])
        direct = target is change or (chained and bool(_DIRECT.fullmatch(change.gap)))
        if not direct or len(gap) > _NEAR:
            return
        levels = [m for m in near if m.index < base.index and m.role is Role.LEVEL and _same(m, base)]
        for i, level in enumerate(levels):
            close = len(scene.between(level, base)) <= _FAR
            yield Base(level.figure, base.figure, named=i == 0 and close, direction=direction)

    def _inherited(self, change: Mention) -> int:
        """Return the direction that a joined change takes over from the one before: 下降12%和15%."""
        scene, current = self._scene, change
        while not current.direction and current.index and len(current.before) <= 2:  # noqa: PLR2004 - 以及
            current = scene.mentions[current.index - 1]
            if current.role is not Role.CHANGE:
                return 0
        return current.direction

    def _elsewhere(self, change: Mention) -> Iterator[Base]:
        scene = self._scene
        level = next((m for m in scene.back(change, 4) if m.role is not Role.CHANGE), None)
        if level is None or level.sentence != change.sentence or level.role is not Role.LEVEL:
            return
        words = scene.folded[max(change.clause[0], change.figure.start - _FAR) : change.figure.start]
        if _OTHER_BASE.search(words) or len(scene.between(level, change)) > _FAR:
            return
        if change.figure.unit == "百分点" and not is_rate(level.figure):
            return
        if change.figure.unit not in {"%", "倍", "百分点"} and not same_measure(level.figure, change.figure):
            return
        own, direction = self._own_subject(change, level), self._inherited(change)
        joined = "分别" in words or "各" in words or bool(re.fullmatch("[、和及与]|以及", change.before))
        after = scene.mentions[change.index + 1] if change.index + 1 < len(scene.mentions) else None
        if after and _BRACKET.search(after.gap) and _same(after, level):
            yield Base(level.figure, after.figure, named=not own and not joined, direction=direction)
            return
        sure = not own and not joined
        for base, certain, table in self._earlier(level, words):
            rates = is_rate(level.figure) and (table or is_rate(base.figure))
            yield Base(level.figure, base.figure, named=sure and certain, direction=direction, table=table, rates=rates)

    def _earlier(self, level: Mention, words: str) -> Iterator[tuple[Mention, bool, bool]]:
        """Yield the values of the level a year before, whether their name is certain, and whether a table has them."""
        period = level.figure.period
        if period is None:
            return
        named = _YEAR.search(words)
        year = int(named[1]) if named else period.start.year - 1
        whole = period.start.month == 1 and period.end.month == 12 and period.start.year == period.end.year  # noqa: PLR2004 - December
        metric = level.figure.metric
        called = {*names(metric), *names(metric.removesuffix("数")), *names(level.label)}
        for name in sorted(called) if whole else ():
            for cell in self._cells.get((name, year), ()):
                yield cell.mention, True, True
        label = _NOISE.sub("", level.label)
        same = [
            m
            for m in self._levels.get(level.figure.metric, ())
            if m is not level and _same(m, level) and _shifted(m.figure.period, period, year)
        ]
        certain = len({m.figure.value for m in same}) == 1 and len(level.figure.metric) >= _SHORTEST_NAME
        for mention in same[:4]:
            alike = _NOISE.sub("", mention.label) == label
            dated = f"{year}年" in mention.figure.sentence or bool(_LAST_YEAR.search(mention.figure.sentence))
            yield mention, certain and alike and dated and mention.figure.qualifier is Qualifier.EXACT, False
        if same:
            return
        for mention in self._scene.back(level, 6):
            if (
                mention.role is not Role.CHANGE
                and _same(mention, level)
                and _shifted(mention.figure.period, period, year)
            ):
                yield mention, bool(label) and _NOISE.sub("", mention.label) == label, False

    def _own_subject(self, change: Mention, level: Mention) -> bool:
        """Say whether the clause of a change names something else that changed than the level before it."""
        if change.clause == level.clause:
            words = self._scene.between(level, change)
        else:
            words = self._scene.folded[max(change.clause[0], change.figure.start - _FAR) : change.figure.start]
        rest = _WORDS.sub("", _COMPARED.sub("", words))
        rest = re.sub(r"[^一-龥]", "", rest)
        return len(rest) > 1 and not all(character in level.label for character in rest)


def _same(a: Mention, b: Mention) -> bool:
    one, two = a.figure, b.figure
    if is_rate(one) and is_rate(two):
        return True
    return FigureKind.RATE not in {one.kind, two.kind} and same_measure(one, two)


def _shifted(earlier: Period | None, later: Period, year: int) -> bool:
    """Say whether ``earlier`` is the same stretch of ``year`` as ``later`` is of its own."""
    if earlier is None or earlier.start.year != year or earlier.end.year - year != later.end.year - later.start.year:
        return False
    return (earlier.start.month, earlier.end.month) == (later.start.month, later.end.month)
