"""Figure answers as text: one line a year, what can be computed with its formula, what cannot with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from assistant.answering.figure_arithmetic import added, difference, growth, share
from assistant.answering.figure_finding import Found
from assistant.answering.figure_question import FigureQuestion, Operation
from assistant.answering.figure_text import FigureText, Quoted, shown
from assistant.answering.types import AnswerFigure, Citation, SeriesPoint
from assistant.answering.understanding import Understanding
from knowledge.documents import Document
from knowledge.figures.ledger import Ledger
from knowledge.figures.ledger_conflicts import contradict
from knowledge.figures.ledger_rows import LedgerRow
from knowledge.figures.matching import parts

_CHART = 3
"""Years from which a series is worth a chart."""
_MOST_ROWS = 3
"""Different values of one year that are still shown side by side."""
_PAIR = 2
Rows = dict[int, list[LedgerRow]]


class Documents(Protocol):
    """The library, as figure answers need it."""

    def get(self, document_id: str) -> Document:
        """Return a document with its text."""
        ...

    def years(self, organ: str | None = None) -> tuple[int, ...]:
        """Return the reporting years that are covered."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureAnswer:
    """An answer from the ledger; ``refused`` where the metric exists, but not for the years asked."""

    text: str
    refused: bool = False
    citations: tuple[Citation, ...] = ()
    figures: tuple[AnswerFigure, ...] = ()
    series: tuple[SeriesPoint, ...] = ()
    notice: str = ""


class FigureWriter:
    """Writes one answer."""

    def __init__(self, question: FigureQuestion, ledger: Ledger, library: Documents) -> None:
        self._question = question
        self._ledger = ledger
        self._library = library
        self._out = FigureText(self._quote)
        self._series: list[SeriesPoint] = []

    def organs(self, per_organ: Sequence[list[list[Found]]]) -> FigureAnswer | None:
        """List one metric of one or more years for several organs, each by name; nothing is computed across them."""
        if self._question.operation not in {Operation.VALUE, Operation.TREND} or not self._question.years:
            return None
        for found in per_organ:
            for candidates in found:
                if (
                    len(candidates) > 1
                    or not candidates[0].sure
                    or not self._values(candidates[0], self._question.years)
                ):
                    return None
        return self._done()

    def one(self, found: list[list[Found]], read: Understanding) -> FigureAnswer | None:
        """Answer for one organ."""
        question = self._question
        years = self._years(found)
        if missing := self._not_found(found, years, read):
            return missing
        if not years:
            return None
        if question.operation is Operation.RATIO:
            return self._ratio(found, years)
        for candidates in found:
            for metric in candidates:
                if not self._metric(metric, years):
                    return None
        if question.operation is Operation.VALUE:
            self._excerpts([metric for candidates in found for metric in candidates], years)
        return self._done()

    def _excerpts(self, metrics: Sequence[Found], years: Sequence[int]) -> None:
        """Quote each sentence once."""
        told: set[tuple[str, str]] = set()
        for metric in metrics:
            for row in (row for year in years for row in metric.of(year, self._question.part)[:1]):
                if (row.document_id, row.sentence) not in told:
                    told.add((row.document_id, row.sentence))
                    self._out.excerpt(row)

    def _years(self, found: list[list[Found]]) -> tuple[int, ...]:
        """Return the years to speak of: those asked, the year before for a change, or all that exist."""
        question = self._question
        if question.operation is Operation.CHANGE and len(question.years) == 1:
            return (question.years[0] - 1, question.years[0])
        if question.years:
            return question.years
        if any(len(candidates) > 1 or not candidates[0].sure for candidates in found):
            return ()
        return tuple(sorted({year for candidates in found for f in candidates for year in f.years()}))

    def _not_found(self, found: list[list[Found]], years: tuple[int, ...], read: Understanding) -> FigureAnswer | None:
        """Say which metrics and years exist, where the library covers none of the years asked."""
        question = self._question
        if not question.years or any(f.of(y, question.part) for group in found for f in group for y in years):
            return None
        if set(question.years) & set(self._library.years(found[0][0].organ)):
            return None  # the report may say it in words that the ledger did not read: let the open route look
        lines = [f"资料中未找到{years_in_words(question.years)}的数字：资料库里没有这一年度的报告或数据。"]
        for group in found:
            lines += [
                f"现有的相近指标：“{f.rows[-1].metric}”，年度有{years_in_words(f.years())}。"
                for f in group
                if f.years()
            ]
        if read.organ:
            lines.insert(1, f"已查找：{read.organ}，{years_in_words(question.years)}。")
        return FigureAnswer(text="\n".join(lines), refused=True)

    def _metric(self, metric: Found, years: Sequence[int]) -> bool:
        """Write one metric; False where the ledger should not answer."""
        operation = self._question.operation
        rows = {year: metric.of(year, self._question.part) for year in years}
        if not self._speakable(rows):
            return False
        if operation is Operation.CHANGE:
            return self._change(metric, rows)
        if any(not given for given in rows.values()) and (len(years) <= _PAIR or operation is Operation.SUM):
            return False
        self._values(metric, years)
        if operation is not Operation.VALUE:
            self._conclude(rows)
        return True

    def _speakable(self, rows: Rows) -> bool:
        """Say whether there are rows, and no year in which one name stands for several things."""
        if not any(rows.values()) or any(len(given) > _MOST_ROWS for given in rows.values()):
            return False
        return all(len(given) < _PAIR or self._contradict(given) for given in rows.values())

    def _conclude(self, rows: Rows) -> None:
        """Write what follows from the values of several years."""
        operation = self._question.operation
        if any(len(given) > 1 for given in rows.values()):
            self._out.say("有的年度资料数字不一致，核对以前不作计算。\n")
            return
        single = {year: given[0] for year, given in rows.items() if given}
        if operation is Operation.SUM:
            self._sum(list(single.values()))
        elif operation in {Operation.MOST, Operation.LEAST}:
            self._extreme(single)
        elif operation is Operation.TREND and len(single) > 1:
            self._trend(single)

    def _contradict(self, given: Sequence[LedgerRow]) -> bool:
        decided = self._ledger.decisions.load()
        return all(contradict(one, two, decided) for one, two in combinations(given, 2))

    def _values(self, metric: Found, years: Sequence[int]) -> bool:
        """Write one line a year; say which years have none; show all values where texts disagree."""
        rows = {year: metric.of(year, self._question.part) for year in years}
        if not any(rows.values()):
            return False
        points: list[SeriesPoint] = []
        lead = "" if metric.sure else "资料中最接近的指标："
        for year, given in rows.items():
            if not given:
                self._out.say(f"{year}年：台账中没有这项指标的数字，可能表述不同，请查看该年报告。\n")
                continue
            if len(given) > 1:
                self._out.say(f"{lead}{_subject(given[0], year)}资料中的数字不一致，请核对：")
                for at, row in enumerate(given):
                    self._out.say("；" if at else "")
                    self._out.say(f"《{row.document_title}》“{row.metric}”为")
                    self._out.show(row)
                self._out.say("。\n")
                continue
            row = given[0]
            self._out.say(f"{lead}{_subject(row, year)}“{row.metric}”为")
            points.append(_point(row, year, self._show(row)))
            self._out.say(f"{_caution(row)}。\n")
        if len(points) >= _CHART and len({p.unit for p in points}) == 1:
            self._series += points
        return True

    def _show(self, row: LedgerRow) -> int:
        """Show a figure with the one printed right behind it: 2次4案例."""
        behind = self._ledger.at(row.document_id, row.end)
        return self._out.show(row, *([behind] if behind else []))

    def _change(self, metric: Found, rows: Rows) -> bool:
        first, last = min(rows), max(rows)
        stated = self._stated(metric, last) if last - first == 1 else []
        if len(rows[last]) != 1 or len(rows[first]) > 1 or (not rows[first] and not stated):
            return False
        later = rows[last][0]
        if not rows[first]:
            self._values(metric, (last,))
            self._tell(stated)
            return True
        self._values(metric, sorted(rows))
        self._difference(later, rows[first][0], f"{last}年比{first}年")
        self._tell(stated)
        return True

    def _stated(self, metric: Found, year: int) -> list[LedgerRow]:
        """Return what the year's own report itself says on the change."""
        names = {f"{name}同比{way}" for name in metric.names for way in ("增幅", "降幅")}
        rows = self._ledger.named(tuple(names), metric.organ)
        return [row for row in rows if row.role == "change" and row.year == year and row.document_year == year]

    def _tell(self, stated: Sequence[LedgerRow]) -> None:
        for row in stated:
            way = "上升" if parts(row.metric).change == "up" else "下降"
            self._out.say(f"报告原文所述：{way}")
            self._out.show(row)
            self._out.say("。\n")

    def _difference(self, later: LedgerRow, earlier: LedgerRow, lead: str) -> None:
        gap = difference(later, earlier)
        if isinstance(gap, str):
            self._out.say(f"{lead}：{gap}\n")
            return
        if not gap.value:
            self._out.say(f"{lead}持平。\n")
            return
        self._out.say(lead + ("增加" if gap.value > 0 else "减少") if "百分点" not in gap.surface else lead)
        if "百分点" in gap.surface:
            self._out.say("上升" if gap.value > 0 else "下降")
        self._out.compute(gap)
        percent = growth(later, earlier)
        if not isinstance(percent, str):
            self._out.say("，增长" if percent.value > 0 else "，下降")
            self._out.compute(percent)
        self._out.say("。\n")

    def _trend(self, rows: dict[int, LedgerRow]) -> None:
        years = sorted(rows)
        self._difference(rows[years[-1]], rows[years[0]], f"{years[-1]}年与{years[0]}年相比")

    def _sum(self, rows: Sequence[LedgerRow]) -> None:
        total = added(rows)
        if isinstance(total, str):
            self._out.say(f"合计：{total}\n")
            return
        self._out.say("合计")
        self._out.compute(total)
        self._out.say("。\n")

    def _extreme(self, rows: dict[int, LedgerRow]) -> None:
        most = self._question.operation is Operation.MOST
        name = "最高" if most else "最低"
        if any(not row.exact for row in rows.values()) or len({row.unit for row in rows.values()}) > 1:
            self._out.say(f"其中有约数或不同单位，不能确定哪一年{name}。\n")
            return
        value = (max if most else min)(row.value for row in rows.values())
        years = [year for year, row in rows.items() if row.value == value]
        self._out.say(f"其中{years_in_words(years)}{name}，为")
        self._out.show(rows[years[0]])
        self._out.say("。\n")

    def _ratio(self, found: list[list[Found]], years: Sequence[int]) -> FigureAnswer | None:
        if len(found) != 2 or any(len(group) != 1 or not group[0].sure for group in found):  # noqa: PLR2004 - part and whole
            return None
        part, whole = found[0][0], found[1][0]
        for year in years:
            some, total = part.of(year, self._question.part), whole.of(year, self._question.part)
            if len(some) != 1 or len(total) != 1:
                return None
            self._values(part, (year,))
            self._values(whole, (year,))
            result = share(some[0], total[0])
            if isinstance(result, str):
                self._out.say(f"占比：{result}\n")
                continue
            self._out.say(f"{year}年占比为")
            self._out.compute(result)
            self._out.say("。\n")
        return self._done()

    def _done(self) -> FigureAnswer:
        return FigureAnswer(
            text=self._out.text.rstrip("\n"),
            citations=tuple(self._out.citations),
            figures=tuple(self._out.figures),
            series=tuple(self._series),
        )

    def _quote(self, row: LedgerRow) -> Quoted:
        text = self._library.get(row.document_id).text
        start = text.rfind(row.sentence, 0, row.start + len(row.sentence))
        inside = start >= 0 and start <= row.start and row.end <= start + len(row.sentence)
        sentence, start = (row.sentence, start) if inside else (text[row.start : row.end], row.start)
        return Quoted(text=sentence, start=start, locator=self._ledger.locator(row.document_id, row.start))


def _subject(row: LedgerRow, year: int) -> str:
    when = f"{year}年"
    if row.period and row.period.label != str(year):
        label = row.period.label
        when = f"截至{label.removeprefix('asof ')}" if label.startswith("asof") else f"{year}年（{label}）"
    return f"{row.organ or ''}{when}"


def _caution(row: LedgerRow) -> str:
    level = "（时点数）" if row.stock and row.period and not row.period.label.startswith("asof") else ""
    return level + ("（非确数，按原文）" if not row.exact else "")


def _point(row: LedgerRow, year: int, citation: int) -> SeriesPoint:
    return SeriesPoint(
        year=year,
        value=format(row.value, "f"),
        unit=row.unit,
        surface=shown(row),
        metric=row.metric,
        organ=row.organ,
        citation=citation,
    )


def years_in_words(years: Sequence[int]) -> str:
    """Return 2021年、2022年."""
    return "、".join(f"{year}年" for year in years)
