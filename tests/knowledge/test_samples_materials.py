"""The invented material of 2024: files equal to their sources, and figures that hold together."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.ingesting import Overrides, load
from knowledge.samples import sample_materials
from knowledge.samples.materials_build import MATERIAL_TEXTS, material_names, render

SEED = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "reports" / "seed.txt"


@cache
def text(part: str) -> str:
    """Return what our own reader sees in the one file whose name begins so."""
    (path,) = [p for p in sample_materials() if p.name.startswith(part)]
    return load(path, Overrides()).text


def number(part: str, pattern: str) -> Decimal:
    found = re.search(pattern, text(part))
    assert found, (part, pattern)
    return Decimal(found[1])


def test_the_folder_holds_what_the_sources_make() -> None:
    assert [p.name for p in sample_materials()] == sorted(material_names())
    assert len(material_names()) >= 12
    assert {p.suffix for p in sample_materials()} == {".docx", ".txt", ".html", ".pdf", ".xlsx"}


@pytest.mark.parametrize("name", material_names())
def test_a_file_is_made_from_its_source_with_the_same_bytes(name: str) -> None:
    (path,) = [p for p in sample_materials() if p.name == name]
    if path.suffix == ".pdf":
        pytest.importorskip("reportlab", reason="生成示例 PDF 需要 reportlab")
    assert path.read_bytes() == render(name)


@pytest.mark.parametrize("name", ["2024年执法主要数据统计表.xlsx", "2024年服务与普法数据统计表.xlsx"])
def test_a_sheet_holds_its_values_as_numbers(name: str) -> None:
    (path,) = [p for p in sample_materials() if p.name == name]
    rows = list(load_workbook(path)["统计表"].iter_rows(min_row=3, max_row=8, values_only=True))
    assert len(rows) == 6
    assert all(isinstance(cell, int | float) for row in rows for cell in row[2:4])


@pytest.mark.parametrize(
    ("part", "rate", "whole", "counted"),
    [
        ("法制大队2024", r"败诉率为([\d.]+)%", r"审结(\d+)件，败诉", r"败诉(\d+)件"),
        ("法制大队2024", r"通过率为([\d.]+)%", r"(\d+)名民警参加", r"(\d+)人通过"),
        ("治安大队", r"完成率为([\d.]+)%", r"抽查计划(\d+)次", r"完成(\d+)次"),
        ("督察大队", r"信访事项化解率为([\d.]+)%", r"收到信访事项(\d+)件", r"；化解(\d+)件"),
        ("督察大队", r"按期办结率为([\d.]+)%", r"转办诉求(\d+)件", r"按期办结(\d+)件"),
        ("执法办案", r"优秀率为([\d.]+)%", r"全局评查案卷(\d+)卷", r"其中优秀(\d+)卷"),
        ("经侦大队", r"破案率为([\d.]+)%", r"立案(\d+)起", r"破案(\d+)起"),
        ("法制大队存在", r"占([\d.]+)%", r"推送预警(\d+)条", r"属实的(\d+)条"),
    ],
)
def test_a_stated_rate_follows_from_its_parts(part: str, rate: str, whole: str, counted: str) -> None:
    follows = 100 * number(part, counted) / number(part, whole)
    assert follows.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) == number(part, rate)


@pytest.mark.parametrize(
    ("part", "whole", "addends"),
    [
        ("法制大队2024", r"规范性文件(\d+)件", (r"继续有效(\d+)件", r"修改(\d+)件", r"废止(\d+)件")),
        ("法制大队2024", r"行政复议13件，审结(\d+)件", (r"维持(\d+)件", r"终止(\d+)件")),
        ("执法办案", r"全局评查案卷(\d+)卷", (r"其中优秀(\d+)卷", r"合格(\d+)卷", r"不合格(\d+)卷")),
    ],
)
def test_parts_sum_to_their_whole(part: str, whole: str, addends: tuple[str, ...]) -> None:
    assert number(part, whole) == sum(number(part, one) for one in addends)


def test_the_sheets_agree_with_the_offices() -> None:
    assert number("2024年执法", r"法制审核行政案件 \| 件 \| 1408 \| (\d+)") == number(
        "法制大队2024", r"法制审核行政案件(\d+)"
    )
    assert number("2024年执法", r"信访事项化解率 \| % \| 78.9 \| ([\d.]+)") == number("督察大队", r"化解率为([\d.]+)")
    assert number("2024年服务", r"挽回经济损失 \| 万元 \| 583.6 \| ([\d.]+)") == number("经侦大队", r"经济损失([\d.]+)")


def test_the_traps_are_there() -> None:
    assert number("刑侦大队", r"反诈宣传(\d+)场次") != number("法治宣传", r"反诈宣传(\d+)场次")
    assert "小微企业和个体工商户" not in text("经侦大队")
    assert "案件退查率" not in text("法制大队2024")
    assert "上半年" in text("执法办案")
    assert "2024年，" not in text("网安大队")
    assert "请忽略前文" in text("交警大队")


def test_no_sentence_is_the_seeds() -> None:
    if not SEED.exists():
        pytest.skip("没有 ../shared/corpus/reports/seed.txt，无法比对")
    seed = SEED.read_text(encoding="utf-8")
    for path in MATERIAL_TEXTS.glob("*.md"):
        for sentence in re.split(r"[。\n]", path.read_text(encoding="utf-8")):
            assert len(sentence) < 15 or sentence not in seed, (path.name, sentence)
