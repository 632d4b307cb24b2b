"""The period of a figure: its own date, or the one its surroundings lend; cases of a report on 2023."""

from datetime import date

import pytest

from knowledge.figures import Period, read_figures

PERIODS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    ("2023年,共立案12起。", ("2023",)),
    (
        "2023年,我局加强打击,立案12起,破案9起。",
        (
            "2023",
            "2023",
        ),
    ),
    ("今年以来,办案12件。", ("2023",)),
    (
        "去年办案12件,今年办案15件。",
        (
            "2022",
            "2023",
        ),
    ),
    ("上年度培训3次。", ("2022",)),
    ("2021年至2023年共办案12件。", ("2021..2023",)),
    ("2020年10月至2023年9月办案12件", ("2020-10..2023-09",)),
    ("1-9月,受理9件。", ("2023-01..2023-09",)),
    ("1至12月受理9件", ("2023",)),
    (
        "上半年办案12件,下半年办案15件。",
        (
            "2023-H1",
            "2023-H2",
        ),
    ),
    ("第三季度培训2次", ("2023-Q3",)),
    ("截至2024年6月30日,累计办案12件", ("asof 2024-06-30",)),
    ("截至2023年底,共有民警43名", ("asof 2023-12-31",)),
    ("目前,我局有12人持证。", ("2023",)),
    ("每两月召开1次例会。", (None,)),
    ("每年开展培训不少于2次。", (None,)),
    ("每季度召开1次联席会议", (None,)),
    ("在每周学习例会上,组织学习15次。", ("2023",)),
    ("2023年8月31日上午,召开会议1次。", ("2023-08-31",)),
    ("6月20日,检查企业12家。", ("2023-06-20",)),
    (
        "2022年6月20日检查5家,7月检查8家",
        (
            "2022-06-20",
            "2022-07",
        ),
    ),
    (
        "办案31件,较2022年下降29%。",
        (
            "2023",
            "2023",
        ),
    ),
    (
        "办案22件,较2022年的31件下降29%。",
        (
            "2023",
            "2022",
            "2023",
        ),
    ),
    (
        "办案22件,去年同期31件。",
        (
            "2023",
            "2022",
        ),
    ),
    ("与2022年同期相比,增加12件", ("2023",)),
    ("近三年来,办案12件。", ("2021..2023",)),
    ("《关于2021年普法的通知》印发3份", ("2023",)),
    ("“昆仑2022”行动查处6起。", ("2023",)),
    ("按照规划(2021-2025年)要求,培训3次。", ("2023",)),
    ("自2020年10月以来,办案12件", ("2020-10..2023-12",)),
    (
        "2023年以来,办案12件。查处6起。",
        (
            "2023",
            "2023",
        ),
    ),
    ("应当自受理之日起20个工作日内办结。", (None,)),
    (
        "将审批时限由20个工作日压缩至2个工作日",
        (
            "2023",
            "2023",
        ),
    ),
    ("2022年,制度建立。今年,我局办案12件。", ("2023",)),
    ("四次荣获表彰(2015、2017、2018、2019年)。", ("2015..2019",)),
    ("3月至6月,排查56处。", ("2023-03..2023-06",)),
    ("办结12件(2022年)。", ("2022",)),
    (
        "2022年办案30件,同比上升12%;2023年办案40件。",
        (
            "2022",
            "2022",
            "2023",
        ),
    ),
    ("四、2024年主要工作安排\n(一)加强培训。培训不少于3次。", ("2024",)),
    ("四、下一步工作打算\n培训3次。", ("2024",)),
    (
        "一、2023年工作情况\n培训3次。\n二、2024年计划\n培训4次。",
        (
            "2023",
            "2024",
        ),
    ),
    ("6月20日召开会议。全年培训20次。", ("2023",)),
)


@pytest.mark.parametrize(("text", "labels"), PERIODS, ids=[text[:18] for text, _ in PERIODS])
def test_the_period_is_the_nearest_one_that_the_text_gives(text: str, labels: tuple[str | None, ...]) -> None:
    assert tuple(f.period.label if f.period else None for f in read_figures(text, year=2023)) == labels


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("上半年办案12件", Period(start=date(2023, 1, 1), end=date(2023, 6, 30), label="2023-H1")),
        ("二季度办案12件", Period(start=date(2023, 4, 1), end=date(2023, 6, 30), label="2023-Q2")),
        ("2024年2月办案12件", Period(start=date(2024, 2, 1), end=date(2024, 2, 29), label="2024-02")),
        ("2021年至2022年办案12件", Period(start=date(2021, 1, 1), end=date(2022, 12, 31), label="2021..2022")),
        ("截至2023年9月底办案12件", Period(start=date(2023, 9, 30), end=date(2023, 9, 30), label="asof 2023-09-30")),
    ],
)
def test_a_period_has_first_and_last_day(text: str, period: Period) -> None:
    assert [f.period for f in read_figures(text, year=2023)] == [period]


def test_the_reporting_year_is_read_from_the_title_where_none_is_given() -> None:
    text = "云岭县公安局2022年法治政府建设年度报告\n全年开展培训12次。\n四、下一步工作安排\n培训不少于15次。"
    assert [f.period.label for f in read_figures(text) if f.period] == ["2022", "2023"]


def test_a_rule_has_no_period() -> None:
    text = "第十条 机关应当自收到申请之日起20个工作日内答复。\n第十一条 处五千元以上五万元以下罚款。\n第十二条 期限不超过30日。"
    assert [(f.surface, f.period) for f in read_figures(text)] == [
        ("20个工作日", None),
        ("五千元以上", None),
        ("五万元以下", None),
        ("不超过30日", None),
    ]


def test_a_text_without_any_year_gives_no_period() -> None:
    assert [f.period for f in read_figures("共办案12件。")] == [None]


@pytest.mark.parametrize("text", ["目前,我局有12人持证", "现有民警43名", "截至2023年底,共有12个"])
def test_a_level_at_a_date_is_marked_as_a_stock(text: str) -> None:
    assert [f.stock for f in read_figures(text, year=2023)] == [True]
