"""The rows of tables ("指标 | 2022年 | 2023年 | 单位") as figures: name, value, unit and period each from its own cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.documents import Span
from knowledge.figures.quantities import read_quantities
from knowledge.figures.reading import read_figures
from knowledge.figures.types import Figure, Period, Quantity

_CELL = re.compile(r"[^|\t]+")
_NUMBER = re.compile(r"[-+−]?[¥￥]?[0-9０-９][0-9０-９,，.．]*(?:[余多]?[万亿]?(?:余|多|以上|以下)?)?\s*[^\d\s|]{0,6}")
_PLAIN = re.compile(r"[0-9０-９][0-9０-９,，.．]*")
_UNIT_HEADER = re.compile(r"^(?:计量)?单位$")
_NUMBER_HEADER = re.compile(r"^(?:序号|编号|排序|行次|№|No\.?)$")
_NAME_HEADER = re.compile(r"指标|项目|名称|内容|事项|类别|科目|数据项")
_VALUE_HEADER = re.compile(
    r"^(?:数值|数量|数据|数字|统计数|值|合计|完成数|实际完成|完成情况|本期|本年|本年度|当年|全年|年度数据?)?(?:[（(].*[）)])?$"
)
_PERIOD = re.compile(
    r"(?:19|20)\d{2}\s*年?(?:度|全年|\s*(?:上半年|下半年|第?[一二三四1-4]季度|\d{1,2}\s*(?:月|[-—至]\s*\d{1,2}月)))?"
)
_YEAR_BEFORE = re.compile(r"^(?:上年|去年|上年度|上年同期|上一年|上一年度)(?:数|值|数据)?$")
_CHANGE_HEADER = re.compile(r"同比|环比|增减|增长|变化|增幅|降幅|比上年|较上年|比去年|较去年")
_HEADED = re.compile(r"[（(](?:单位[：:])?\s*(%|％|[^（）()\d]{1,4})[）)]$")
_MEASURE = re.compile(r"^(?:%|％|‰|[一-龥㎡/（）()]{1,5}|km|kg|m²)$")
_LONGEST_NAME = 60
_MOST_COLUMNS = 200
"""Columns that are read as values; figures further right keep neither metric nor period."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's text without blanks around it, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Column:
    """What a table's header says of a value column."""

    label: str
    unit: str
    period: Period | None
    change: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """A header with the columns that it names."""

    name: int
    unit: int | None
    values: dict[int, _Column]


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read from a text's tables, and the spans of their lines."""

    figures: tuple[Figure, ...]
    lines: tuple[Span, ...]


def read_tables(text: str, *, organ: str | None = None, year: int | None = None) -> Tables:
    """Return the figures of all table rows that have a header; offsets are code points, half-open.

    A column headed by a year holds that year's figures, any other the document's ``year``. A row whose table has no
    readable header gives no figures, but its line is reported, since prose rules misread cells.
    """
    figures: list[Figure] = []
    lines: list[Span] = []
    for block in _blocks(text):
        lines.extend(Span(start=row[0].start, end=row[-1].end) for row in block if row)
        title = _title(text, block[0][0].start if block[0] else 0)
        figures.extend(_read_block(text, block, title, organ, year))
    return Tables(tuple(figures), tuple(lines))


def _blocks(text: str) -> Iterator[list[list[_Cell]]]:
    """Yield runs of neighbouring lines that have cells."""
    block: list[list[_Cell]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        if " | " in line or "\t" in line.strip():
            block.append(_cells(line.rstrip("\n"), position))
        elif block:
            yield block
            block = []
        position += len(line)
    if block:
        yield block


def _cells(line: str, offset: int) -> list[_Cell]:
    """Return a line's cells; an empty one is kept, so that columns stay in line."""
    cells: list[_Cell] = []
    position = offset
    for part in re.split(r" \| ?|\t", line):
        found = line.find(part, position - offset)
        begin = offset + found + len(part) - len(part.lstrip())
        text = part.strip(" |")
        cells.append(_Cell(text, begin, begin + len(text)))
        position = offset + found + len(part)
    return cells


def _title(text: str, start: int) -> str:
    """Return the two lines above a table: its name and what they say of the period."""
    return "\n".join(text[max(0, start - 200) : start].rstrip().splitlines()[-2:])


def _read_block(
    text: str, block: Sequence[list[_Cell]], title: str, organ: str | None, year: int | None
) -> Iterator[Figure]:
    table: _Table | None = None
    for row in block:
        if header := _header(row, title, year):
            table = header
        elif table:
            yield from _read_row(row, table, organ, text[row[0].start : row[-1].end])


def _header(row: Sequence[_Cell], title: str, year: int | None) -> _Table | None:
    """Read a header row: one that names its columns and holds no value."""
    texts = [cell.text for cell in row]
    if len(texts) < 2 or any(_PLAIN.fullmatch(t) and not _PERIOD.fullmatch(t) for t in texts):  # noqa: PLR2004 - name and value
        return None
    first = next((i for i, t in enumerate(texts) if not _NUMBER_HEADER.match(t)), 0)
    # A first column headed 单位 lists offices; a later one holds measure words.
    unit = next((i for i, t in enumerate(texts) if _UNIT_HEADER.match(t) and i != first), None)
    candidates = [i for i in range(len(texts)) if i != unit and not _NUMBER_HEADER.match(texts[i])]
    name = next((i for i in candidates if _NAME_HEADER.search(texts[i])), candidates[0] if candidates else None)
    if name is None or not any(_NAME_HEADER.search(t) or _UNIT_HEADER.match(t) or _is_value(t) for t in texts):
        return None
    values = {i: _column(texts[i], title, year) for i in candidates[:_MOST_COLUMNS] if i > name}
    return _Table(name, unit, values) if values else None


def _is_value(header: str) -> bool:
    return bool(header) and bool(_VALUE_HEADER.match(header) or _PERIOD.search(header))


def _column(header: str, title: str, year: int | None) -> _Column:
    unit = ""
    if headed := _HEADED.search(header):
        unit, header = headed.group(1), header[: headed.start()].strip()
    found = _PERIOD.search(header)
    if _YEAR_BEFORE.match(header) and year:
        period, label = _period(f"{year - 1}年"), ""
    elif found:
        period, label = _period(found.group()), (header[: found.start()] + header[found.end() :]).strip("年度 的")
    else:
        stated = [m.group() for m in _PERIOD.finditer(title)]
        # A title that names one part of the document's year (2023年上半年) dates the table; another year is left alone.
        dated = stated[-1] if stated and (year is None or stated[-1].startswith(str(year))) else None
        period, label = _period(dated or (f"{year}年" if year else "")), header
    if _VALUE_HEADER.match(label):
        label = ""
    return _Column(label, unit, period, bool(_CHANGE_HEADER.search(header)))


@lru_cache(maxsize=1000)
def _period(words: str) -> Period | None:
    """Return the period that words name, as the reader of prose reads it."""
    if not words:
        return None
    digits = re.match(r"(?:19|20)\d{2}", words.strip())
    words = words if "年" in words or not digits else words.replace(digits.group(), f"{digits.group()}年", 1)
    found = read_figures(f"{words}受理信访事项9件。", year=int(digits.group()) if digits else None)
    return found[0].period if found else None


def _read_row(row: Sequence[_Cell], table: _Table, organ: str | None, line: str) -> Iterator[Figure]:
    if table.name >= len(row) or not row[table.name].text or len(row[table.name].text) > _LONGEST_NAME:
        return
    name = row[table.name]
    unit = row[table.unit].text if table.unit is not None and table.unit < len(row) else ""
    if unit and not _MEASURE.match(unit):
        unit = ""
    words = name.text
    if headed := _HEADED.search(words):
        words, unit = words[: headed.start()].strip(), unit or headed.group(1)
    for at, column in table.values.items():
        if at >= len(row) or not _NUMBER.fullmatch(row[at].text):
            continue
        quantity = _quantity(row[at].text, "%" if column.change and "率" in column.label else unit or column.unit)
        if quantity is None:
            continue
        yield Figure(
            surface=row[at].text,
            value=quantity.value,
            value_to=quantity.value_to,
            unit=quantity.unit,
            qualifier=quantity.qualifier,
            kind=quantity.kind,
            metric=words + column.label,
            metric_span=Span(start=name.start, end=name.end),
            period=column.period,
            organ=organ,
            start=row[at].start,
            end=row[at].end,
            sentence=line,
        )


def _quantity(cell: str, unit: str) -> Quantity | None:
    """Read a cell as the figure that it is together with its unit: "12.5" in 万元 is 125000 元."""
    negative = cell[0] in "-−"
    cell = cell.lstrip("-+−¥￥")
    bare = _PLAIN.fullmatch(cell) is not None
    found = read_quantities(f"{cell}{unit}" if bare else cell)
    if len(found) != 1 or found[0].start != 0:
        found = read_quantities(cell)
    if len(found) != 1:
        return None
    value = -found[0].value if negative else found[0].value
    return replace(found[0], value=value, unit=found[0].unit or ("" if bare else unit))
