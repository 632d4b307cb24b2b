"""Tables: every sheet of an .xlsx file, or a .csv file, as one text row a table row."""

import csv
import io
import re
import warnings as python_warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.errors import UnreadableFile
from knowledge.reading.canonical import digit_runs, join_wrapped, table_row
from knowledge.reading.number_formats import shown as shown_value
from knowledge.reading.packages import OfficePackage
from knowledge.reading.plain import decode
from knowledge.reading.sheet_digits import SheetFacts, sheet_facts
from knowledge.reading.types import Extract, Source

_DEFAULT_NAME = re.compile(r"(?:Sheet|工作表|表)\s?\d*")
_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|NAME\?|NULL!|NUM!|VALUE!)")
_DELIMITERS = ",\t;，"
_MORE = 10
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, EOFError,
    RuntimeError, SyntaxError, zlib.error, zipfile.BadZipFile, InvalidFileException,
)  # fmt: skip
"""What openpyxl lets through on damaged files; a SyntaxError is a parser's, for XML."""


def read_xlsx(source: Source) -> Extract:
    """Read every visible sheet: its name as heading, then its rows; formulas by their stored results."""
    package = OfficePackage(source)
    facts = {each.name: each for each in sheet_facts(package)}
    sections: list[str] = []
    notes: list[str] = []
    shown: Counter[str] = Counter()
    for name, visible, rows, alone in _sheets(source):
        if not visible:
            notes.append(f"工作表「{name}」是隐藏的，没有读入。")
            continue
        known = facts.get(name)
        if known is not None:
            shown += known.shown
            notes += _sheet_warnings(known, rows)
        if rows:
            unnamed = alone and _DEFAULT_NAME.fullmatch(name)
            sections.append("\n".join([*([] if unnamed else [name]), *rows]))
    return Extract(text="\n\n".join(sections), shown=shown, warnings=tuple(notes))


def _sheets(source: Source) -> Iterator[tuple[str, bool, list[str], bool]]:
    """Yield ``(name, visible, rows, alone)`` of every worksheet."""
    book = _open(source)
    try:
        sheets = list(book.worksheets)
        for sheet in sheets:
            visible = sheet.sheet_state == "visible"
            yield sheet.title, visible, _tidied(_rows(sheet)) if visible else [], len(sheets) == 1
    except _BROKEN as error:
        raise _broken(source) from error
    finally:
        book.close()


def _broken(source: Source) -> UnreadableFile:
    return UnreadableFile(f"「{source.name}」的表格内容已损坏。请用 Excel 或 WPS 打开并重新保存再导入。")


def _open(source: Source) -> Workbook:
    try:
        with python_warnings.catch_warnings():
            # openpyxl warns of features it drops (validation, styles); none of them holds text.
            python_warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(source.data), read_only=True, data_only=True, keep_links=False)
    except _BROKEN as error:
        raise _broken(source) from error


def _rows(sheet: Worksheet) -> Iterator[list[str]]:
    # Some programs write a wrong range into the file; without it every row is read.
    sheet.reset_dimensions()  # pyright: ignore[reportAttributeAccessIssue] - a ReadOnlyWorksheet, untyped
    for row in sheet.iter_rows():
        yield [
            "" if cell.value is None else _one_line(shown_value(cell.value, cell.number_format or "")) for cell in row
        ]


def _one_line(text: str) -> str:
    """Return a cell's text in one line: breaks inside a cell are layout."""
    return join_wrapped(text.splitlines())


def _tidied(rows: Iterable[list[str]]) -> list[str]:
    """Drop empty rows and the empty columns to the left; write the rest as text rows."""
    filled = [row for row in rows if any(row)]
    left = min((next(at for at, cell in enumerate(row) if cell) for row in filled), default=0)
    return [table_row(row[left:]) for row in filled]


def _sheet_warnings(facts: SheetFacts, rows: list[str]) -> Iterator[str]:
    where = f"工作表「{facts.name}」"
    if facts.uncached:
        named = "、".join(facts.uncached[:_MORE])
        count = len(facts.uncached)
        yield f"{where}有 {count} 个公式没有保存计算结果（{named}），读作空白。请用 Excel 打开、保存后再导入。"
    if facts.hidden:
        yield f"{where}有隐藏的行或列（{'、'.join(facts.hidden[:_MORE])}），已一并读入。"
    errors = {found for row in rows for found in _ERROR.findall(row)}
    if errors:
        yield f"{where}有出错的单元格（{'、'.join(sorted(errors))}），请更正后再导入。"


def read_csv(source: Source) -> Extract:
    """Read a .csv in any of the usual encodings and delimiters."""
    text, notes = decode(source)
    lines = io.StringIO(text, newline="")
    try:
        rows = [[_one_line(cell) for cell in row] for row in csv.reader(lines, delimiter=_delimiter(text))]
    except csv.Error as error:
        message = f"「{source.name}」不是规范的 CSV（{error}）。请用 Excel 打开，另存为 .xlsx 再导入。"
        raise UnreadableFile(message) from error
    widths = {len(row) for row in rows if any(row)}
    if len(widths) > 1:
        notes = (*notes, f"各行的列数不一致（{min(widths)} 至 {max(widths)} 列），请核对列是否对齐。")
    return Extract(text="\n".join(_tidied(rows)), shown=digit_runs(text), warnings=notes)


def _delimiter(text: str) -> str:
    """Return the delimiter that the first filled line uses most; a comma where it uses none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)
