"""The ledger as JSON, as a list of years, and as a workbook."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from assistant.errors import AssistantError
from assistant.rendering import Json, figure_json
from knowledge.errors import BadRequest
from knowledge.figures.ledger_rows import Conflict, LedgerRow, MetricGroup

_FIRST, _LAST = 1949, 2100
_ROLES = {"level": "", "from": "变化前", "target": "目标、要求", "change": "变化量"}
_QUALIFIERS = {"exact": "", "about": "约数", "over": "不少于", "under": "不超过", "range": "区间"}


class WorkbookNotWritten(AssistantError):
    """The workbook could not be written where it was asked for."""

    code = "not_written"


def years_of(text: str | None) -> tuple[int, ...] | None:
    """Read "2021-2024", "2021,2023" or "2023"; None for no text.

    Raises:
        BadRequest: it is none of these.
    """
    if text is None or not text.strip():
        return None
    years: set[int] = set()
    for piece in re.split(r"[,，、\s]+", text.strip()):
        match = re.fullmatch(r"(\d{4})(?:\s*(?:-|—|–|~|至|到)\s*(\d{4}))?", piece)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not _FIRST <= first <= last <= _LAST:
            raise BadRequest(f"看不懂年度“{text}”。请写成 2023、2021-2024 或 2021,2023。")
        years.update(range(first, last + 1))
    return tuple(sorted(years))


def row_json(row: LedgerRow) -> Json:
    """Return a row: design.md's ``figure`` with its document."""
    return {
        **figure_json(row),
        "year": row.year,
        "role": row.role,
        "document_id": row.document_id,
        "title": row.document_title,
        "document_kind": row.document_kind.value,
        "document_year": row.document_year,
    }


def group_json(group: MetricGroup) -> Json:
    """Return a metric with its wordings and years."""
    return {
        "metric": group.name,
        "names": list(group.names),
        "units": list(group.units),
        "years": list(group.years),
        "rows": group.rows,
    }


def conflict_json(conflict: Conflict) -> Json:
    """Return two rows that contradict each other."""
    first = conflict.first
    return {
        "metric": first.metric,
        "period": first.period.label if first.period else None,
        "organ": first.organ,
        "rows": [row_json(conflict.first), row_json(conflict.second)],
    }


def write_workbook(path: Path, rows: Sequence[LedgerRow], groups: Collection[MetricGroup]) -> None:
    """Write the rows, and one line a metric with its years, to an .xlsx file.

    Raises:
        WorkbookNotWritten: the place cannot be written.
    """
    book = Workbook(write_only=True)
    _sheet(book, "明细", _detail(rows))
    _sheet(book, "逐年", _by_year(rows, groups))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except (OSError, IllegalCharacterError) as error:
        raise WorkbookNotWritten(f"写不了 {path}：{error}。请关闭已打开的同名表格，或换一个位置。") from error


def _detail(rows: Sequence[LedgerRow]) -> list[list[Any]]:
    head = ["机关", "指标", "时期", "原文数字", "数值", "至", "单位", "限定", "性质", "资料", "原文", "起", "止"]
    lines: list[list[Any]] = [head]
    for row in rows:
        lines.append(
            [
                row.organ or "",
                row.metric,
                row.period.label if row.period else "",
                row.surface,
                row.value,
                row.value_to if row.value_to is not None else "",
                row.unit,
                _QUALIFIERS[row.qualifier.value],
                "时点数" if row.stock and row.role == "level" else _ROLES[row.role],
                row.document_title,
                row.sentence,
                row.start,
                row.end,
            ]
        )
    return lines


def _by_year(rows: Sequence[LedgerRow], groups: Collection[MetricGroup]) -> list[list[Any]]:
    years = sorted({row.year for row in rows if row.year})
    group_of = {name: group.name for group in groups for name in group.names}
    cells: dict[tuple[str, str], dict[int, list[str]]] = {}
    for row in rows:
        if row.role == "level" and row.year and row.whole_year and row.metric:
            line = cells.setdefault((row.organ or "", group_of.get(row.metric, row.metric)), {})
            told = line.setdefault(row.year, [])
            if row.surface not in told:
                told.append(row.surface)
    body = [
        [organ, name, *("；".join(line.get(year, [])) for year in years)]
        for (organ, name), line in sorted(cells.items())
    ]
    return [["机关", "指标", *(f"{year}年" for year in years)], *body]


def _sheet(book: Workbook, title: str, lines: Sequence[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title)
    assert isinstance(sheet, WriteOnlyWorksheet)  # noqa: S101 - what a write-only book makes
    for line in lines:
        cells: list[Any] = []
        for value in line:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # text of a document is never a formula
            cells.append(cell)
        sheet.append(cells)
