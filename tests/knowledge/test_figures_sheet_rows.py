"""Table rows as figures: value, unit and period each from its own cell."""

from decimal import Decimal

import pytest

from knowledge.figures.document_figures import read_document, role_of
from knowledge.figures.sheet_rows import read_tables

SHEET = """2023年调解
指标 | 数值 | 单位
矛盾纠纷调解数 | 9644 | 起
化解率 | 88%
经费 | 12.5 | 万元"""


def read(text: str, year: int | None = 2023) -> list[tuple[str, Decimal, str, str, str | None]]:
    figures = read_tables(text, organ="云岭县公安局", year=year).figures
    for figure in figures:
        assert text[figure.start : figure.end] == figure.surface
        assert figure.sentence in text
    return [(f.metric, f.value, f.unit, f.surface, f.period.label if f.period else None) for f in figures]


def test_a_row_is_its_name_value_unit_and_the_sheets_year() -> None:
    assert read(SHEET) == [
        ("矛盾纠纷调解数", Decimal(9644), "起", "9644", "2023"),
        ("化解率", Decimal(88), "%", "88%", "2023"),
        ("经费", Decimal(125000), "元", "12.5", "2023"),
    ]


def test_a_column_headed_by_a_year_holds_that_years_figures() -> None:
    text = "指标 | 2022年 | 2023年 | 单位\n审核退回率 | 7.5 | 6.0 | %\n行政案件审核 | 1,286 | 1342 | 件"
    assert read(text) == [
        ("审核退回率", Decimal("7.5"), "%", "7.5", "2022"),
        ("审核退回率", Decimal("6.0"), "%", "6.0", "2023"),
        ("行政案件审核", Decimal(1286), "件", "1,286", "2022"),
        ("行政案件审核", Decimal(1342), "件", "1342", "2023"),
    ]


def test_last_years_column_is_the_year_before() -> None:
    assert [(row[1], row[4]) for row in read("指标 | 本年 | 上年\n立案数 | 12起 | 15起")] == [
        (Decimal(12), "2023"),
        (Decimal(15), "2022"),
    ]


def test_a_half_year_in_the_header_is_no_whole_year() -> None:
    assert [row[4] for row in read("项目\t2023年上半年\n走访企业(家次)\t36")] == ["2023-H1"]


def test_a_first_column_headed_unit_lists_offices() -> None:
    rows = read("单位 | 受理数 | 办结数（件）\n云岭派出所 | 12 | 10")
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("云岭派出所受理数", Decimal(12), ""),
        ("云岭派出所办结数", Decimal(10), "件"),
    ]


def test_serial_numbers_are_no_figures() -> None:
    assert [row[1] for row in read("序号 | 指标 | 数值 | 单位\n1 | 信访事项受理数 | 120 | 件")] == [Decimal(120)]


def test_a_negative_change_keeps_its_sign() -> None:
    rows = read("指标 | 2023年 | 同比增减\n立案数 | 12起 | -20%")
    assert rows[1][1:3] == (Decimal(-20), "%")


def test_rows_without_a_header_have_neither_metric_nor_period() -> None:
    figures = read_document("附表\n120件 | 96件 | 80%\n", organ="云岭县公安局", year=2023)
    assert [(f.metric, f.period) for f in figures] == [("", None)] * 3


def test_prose_and_tables_of_one_report_are_both_read_once() -> None:
    text = "2023年受理信访事项120件。\n指标 | 2022年 | 2023年 | 单位\n信访事项受理数 | 110 | 120 | 件\n办结96件。\n"
    figures = read_document(text, organ="云岭县公安局", year=2023)
    assert [f.surface for f in figures] == ["120件", "110", "120", "96件"]


@pytest.mark.parametrize(
    ("text", "surface", "role"),
    [
        ("联合调解室由12个增加到15个。", "12个", "from"),
        ("联合调解室由12个增加到15个。", "15个", "level"),
        ("全年受理信访事项120件。", "120件", "level"),
        ("力争网办率达到88%。", "88%", "target"),
        ("亲自出庭应诉3件。", "3件", "level"),
        ("举办培训13期，比上年多2期。", "2期", "change"),
    ],
)
def test_the_old_value_of_a_change_and_a_target_are_no_level(text: str, surface: str, role: str) -> None:
    figure = next(f for f in read_document(text, year=2023) if f.surface == surface)
    assert role_of(figure, text, 2023) == role


def test_cells_right_of_all_named_columns_are_never_read_as_prose() -> None:
    text = "指标 | 2023年\n信访事项受理数 | 120 | 全年办结96件"
    figures = read_document(text, organ="云岭县公安局", year=2023)
    assert [(f.surface, f.metric) for f in figures] == [("120", "信访事项受理数"), ("96件", "")]


def test_a_long_table_line_is_read_in_no_time() -> None:
    text = "指标 | 数值\n" + " | ".join(["信访事项受理数", *(["120"] * 20_000)])
    assert read_tables(text, year=2023).figures
