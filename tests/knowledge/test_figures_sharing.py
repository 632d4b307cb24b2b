"""Lists that 分别 shares out: each figure gets its own subject, year or change."""

import pytest

from knowledge.figures import read_figures

SHARED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("立案、结案分别12件、9件", ("立案数", "结案数")),
    ("新收、审结行政诉讼案件分别74件、69件", ("行政诉讼案件新收数", "行政诉讼案件审结数")),
    ("民事案件收、结案分别为305件和287件", ("民事案件收案数", "民事案件结案数")),
    ("办理行政复议、行政诉讼案件分别为13件、9件", ("行政复议案件办理数", "行政诉讼案件办理数")),
    ("查补税款、滞纳金分别386万元、41万元", ("税款查补金额", "滞纳金查补金额")),
    ("行政复议申请受理、办结分别12件、9件", ("行政复议申请受理数", "行政复议申请办结数")),
    ("培训合格率、优秀率分别为98%、60%", ("培训合格率", "优秀率")),
    (
        "受理复议申请12件，审结9件，同比分别下降3%、5%",
        ("复议申请受理数", "复议申请审结数", "复议申请受理数同比降幅", "复议申请审结数同比降幅"),
    ),
    (
        "受理复议申请12件，审结9件，同比分别增加4件、减少2件",
        ("复议申请受理数", "复议申请审结数", "复议申请受理数同比增幅", "复议申请审结数同比降幅"),
    ),
    ("事故起数、死亡人数同比分别下降12%、8%", ("事故起数同比降幅", "死亡人数同比降幅")),
    ("事故起数、死亡人数“双下降”，分别下降20%和25%", ("事故起数同比降幅", "死亡人数同比降幅")),
    (
        "办理公证236件，收费156万元，同比增长分别为12%和8%",
        ("公证办理数", "收费金额", "公证办理数同比增幅", "收费金额同比增幅"),
    ),
    ("常委会、常务会分别专题研究法治工作6次、9次", ("常委会专题研究法治工作次数", "常务会专题研究法治工作次数")),
    ("审核率、备案率分别达100%、98%和97%", ("审核率、备案率",) * 3),
)


@pytest.mark.parametrize(("text", "metrics"), SHARED, ids=[text[:16] for text, _ in SHARED])
def test_each_figure_of_a_shared_list_has_its_own_metric(text: str, metrics: tuple[str, ...]) -> None:
    assert tuple(f.metric for f in read_figures(text, year=2023)) == metrics


def test_a_list_of_years_is_shared_out_too() -> None:
    figures = read_figures("2021年、2022年、2023年分别受理复议案件120件、135件、150件", year=2023)
    assert [f.period.label for f in figures if f.period] == ["2021", "2022", "2023"]
    assert {f.metric for f in figures} == {"复议案件受理数"}


def test_figures_that_each_name_what_they_count_are_no_shared_list() -> None:
    figures = read_figures("分别检查企业12家、学校5所", year=2023)
    assert [f.metric for f in figures] == ["企业检查数", "学校检查数"]
