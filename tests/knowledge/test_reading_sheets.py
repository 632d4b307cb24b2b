"""Reading .xlsx and .csv: each sheet as rows, numbers as people see them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.errors import UnreadableFile
from knowledge.reading import read
from knowledge.reading.number_formats import shown


def workbook(path: Path, build: Callable[[Workbook], object]) -> Path:
    book = Workbook()
    build(book)
    book.save(path)
    return path


def test_a_sheet_of_metrics_reads_as_rows_under_its_name(tmp_path: Path) -> None:
    def build(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.title = "2023年调解"
        for row in [
            ("指标", "数值", "单位"),
            ("矛盾纠纷调解数", 9644, "起"),
            ("化解率", 0.88, None),
            ("经费", 12.5, "万元"),
        ]:
            sheet.append(row)
        sheet["B3"].number_format = "0%"

    reading = read(workbook(tmp_path / "a.xlsx", build))
    assert (
        reading.text == "2023年调解\n指标 | 数值 | 单位\n矛盾纠纷调解数 | 9644 | 起\n化解率 | 88%\n经费 | 12.5 | 万元"
    )
    assert reading.warnings == ()


def test_every_sheet_is_read_and_empty_rows_and_columns_are_not(tmp_path: Path) -> None:
    def build(book: Workbook) -> None:
        first = book.worksheets[0]
        first["C3"], first["D3"] = "甲", 1
        first["C6"], first["D6"] = "乙", 2.0
        second = book.create_sheet("普法")
        second.append(["场次", 126])
        book.create_sheet("空表")

    reading = read(workbook(tmp_path / "a.xlsx", build))
    assert reading.text == "Sheet\n甲 | 1\n乙 | 2\n\n普法\n场次 | 126"


def test_merged_cells_are_written_once(tmp_path: Path) -> None:
    def build(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(["统计表77", None, None])
        sheet.append(["甲", 1, 2])
        sheet.merge_cells("A1:C1")

    assert read(workbook(tmp_path / "a.xlsx", build)).text == "统计表77\n甲 | 1 | 2"


def test_a_formula_without_a_stored_result_is_named(tmp_path: Path) -> None:
    def build(book: Workbook) -> None:
        book.worksheets[0].append(["合计", "=1+2", 5])

    reading = read(workbook(tmp_path / "a.xlsx", build))
    assert reading.text == "合计 |  | 5"
    assert any("B1" in warning and "公式" in warning for warning in reading.warnings)


def test_a_hidden_sheet_is_left_out_and_hidden_rows_are_read_both_with_a_warning(tmp_path: Path) -> None:
    def build(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(["甲", 1])
        sheet.append(["乙", 2])
        sheet.row_dimensions[2].hidden = True
        hidden = book.create_sheet("底稿")
        hidden.append(["丙", 333])
        hidden.sheet_state = "hidden"

    reading = read(workbook(tmp_path / "a.xlsx", build))
    assert "乙 | 2" in reading.text
    assert "333" not in reading.text
    assert any("底稿" in warning for warning in reading.warnings)
    assert any("第 2 行" in warning for warning in reading.warnings)


def test_dates_errors_and_wrapped_cells_are_readable(tmp_path: Path) -> None:
    def build(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append([date(2023, 9, 1), "矛盾纠纷\n调解数", "#DIV/0!", True])

    reading = read(workbook(tmp_path / "a.xlsx", build))
    assert reading.text == "2023-09-01 | 矛盾纠纷调解数 | #DIV/0! | TRUE"
    assert any("#DIV/0!" in warning for warning in reading.warnings)


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (9644, "General", "9644"),
        (9644.0, "General", "9644"),
        (95.28999999999999, "General", "95.29"),
        (1e20, "General", "100000000000000000000"),
        (0.9563, "0.00%", "95.63%"),
        (0.9563, "0%", "96%"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, "#,##0.00", "1,234.50"),
        (98.7, "0.00", "98.70"),
        (98.7, "0.##", "98.7"),
        (12, '0"起"', "12起"),
        (7, "000", "007"),
        (-5, "0;(0)", "(5)"),
        (-5, "0_ ", "-5"),
        (12.5, '"¥"#,##0.00', "¥12.50"),
        (123456, '0!.0,"万"', "123456"),
        (0.5, "# ?/?", "0.5"),
        (12345, "0.00E+00", "12345"),
        (datetime(2023, 5, 1, tzinfo=UTC), "yyyy-mm-dd", "2023-05-01"),
        (datetime(2023, 5, 1, 8, 30, tzinfo=UTC), "yyyy-mm-dd hh:mm", "2023-05-01 08:30"),
        ("文字", "@", "文字"),
    ],
)
def test_numbers_look_as_on_screen(value: object, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("指标,数值,单位\n矛盾纠纷调解数,9644,起\n", "gb18030"),
        ("指标\t数值\t单位\r\n矛盾纠纷调解数\t9644\t起\r\n", "utf-8-sig"),
        ('指标;数值;单位\n"矛盾纠纷\n调解数";9644;起\n', "utf-8"),
    ],
)
def test_csv_is_read_in_its_encoding_and_delimiter(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    reading = read(path)
    assert reading.text == "指标 | 数值 | 单位\n矛盾纠纷调解数 | 9644 | 起"
    assert reading.warnings == ()
    assert reading.media_type == "text/csv"


def test_csv_rows_of_unequal_width_are_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("指标,数值\n罚款,1,204\n", encoding="utf-8")
    assert any("列数不一致" in warning for warning in read(path).warnings)


def test_an_endless_csv_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('甲,"' + "文" * 140_000, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="CSV"):
        read(path)


def test_a_sheet_with_a_wrong_range_is_read_whole(tmp_path: Path) -> None:
    import zipfile  # noqa: PLC0415 - to damage one file

    def build(book: Workbook) -> None:
        for at in range(5):
            book.worksheets[0].append(["甲", at + 10])

    good, bad = workbook(tmp_path / "good.xlsx", build), tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = content.replace(b'ref="A1:B5"', b'ref="A1"')
                assert b'ref="A1"' in content
            target.writestr(name, content)
    reading = read(bad)
    assert reading.text.splitlines()[-1] == "甲 | 14"
    assert reading.warnings == ()
