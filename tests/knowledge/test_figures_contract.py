"""Every example that design.md section 7 gives of a figure, of its printed form, and of what is none."""

import pytest

from knowledge.figures import Figure, non_figures, read_figures

# text, surface, value, unit, qualifier
PRINTED: tuple[tuple[str, str, str, str, str], ...] = (
    ("发放宣传资料1200余份", "1200余份", "1200", "份", "over"),
    ("服务近500人次", "近500人次", "500", "人次", "under"),
    ("保持在95%以上", "95%以上", "95", "%", "over"),
    ("检查36家(次)", "36家(次)", "36", "家次", "exact"),
    ("惠及3.16万户", "3.16万户", "31600", "户", "exact"),
    ("返还2300余万元", "2300余万元", "23000000", "元", "over"),
    ("罚款3万元", "3万元", "30000", "元", "exact"),
    ("参与500人次", "500人次", "500", "人次", "exact"),
    ("压缩至2个工作日", "2个工作日", "2", "工作日", "exact"),
    ("提高7.6个百分点", "7.6个百分点", "7.6", "百分点", "exact"),
    ("立案12、受理申请", "12", "12", "", "exact"),
    ("达12件", "12件", "12", "件", "exact"),
    ("共12件", "12件", "12", "件", "exact"),
    ("为12件", "12件", "12", "件", "exact"),
    ("占12%", "12%", "12", "%", "exact"),
    ("占百分之六十二", "百分之六十二", "62", "%", "exact"),
    ("三分之一的案件", "三分之一", "0.3333", "", "exact"),
    ("实现零败诉", "零", "0", "", "exact"),
    ("走访１２３户", "１２３户", "123", "户", "exact"),
    ("办件1,236件", "1,236件", "1236", "件", "exact"),
    ("增长2.5倍", "2.5倍", "2.5", "倍", "exact"),
    ("整改30多项", "30多项", "30", "项", "over"),
    ("超100场", "超100场", "100", "场", "over"),
    ("逾2000人", "逾2000人", "2000", "人", "over"),
    ("不少于2次", "不少于2次", "2", "次", "over"),
    ("不足10件", "不足10件", "10", "件", "under"),
    ("10件以内", "10件以内", "10", "件", "under"),
    ("5%以下", "5%以下", "5", "%", "under"),
    ("不超过7件", "不超过7件", "7", "件", "under"),
    ("约70人", "约70人", "70", "人", "about"),
    ("70人左右", "70人左右", "70", "人", "about"),
)
NONE_OF_THEM: tuple[tuple[str, str], ...] = (
    ("一是加强领导", "enumerator"),
    ("(二)强化责任", "enumerator"),
    ("1.强化责任", "enumerator"),
    ("2023年第8次会议", "ordinal"),
    ("按照第二十三条", "article"),
    ("按照行政处罚法四十六条", "article"),
    ("2023年", "date"),
    ("“八五”普法", "name"),
    ("“三项制度”", "name"),
    ("“双随机、一公开”", "name"),
    ("两法衔接", "lexical"),
    ("12345热线", "hotline"),
    ("7×24小时", "formula"),
    ("“昆仑2023”", "name"),
    ("开展昆仑2023、净网2024行动", "name"),
    ("“1+N”", "name"),
    ("国发〔2021〕1号", "document_number"),
)
LABELS: tuple[tuple[str, str], ...] = (
    ("2023年办案12件", "2023"),
    ("2023年上半年办案12件", "2023-H1"),
    ("2023年第二季度办案12件", "2023-Q2"),
    ("2023年9月办案12件", "2023-09"),
    ("2023年9月12日办案12件", "2023-09-12"),
    ("2021年至2023年办案12件", "2021..2023"),
    ("2020年10月至2023年9月办案12件", "2020-10..2023-09"),
    ("截至2024年6月30日,累计办案12件", "asof 2024-06-30"),
    ("办案12件", "2023"),
    ("今年以来,办案12件", "2023"),
)


def _one(text: str) -> Figure:
    (figure,) = read_figures(text, year=2023)
    return figure


@pytest.mark.parametrize(("text", "surface", "value", "unit", "qualifier"), PRINTED)
def test_a_printed_form_has_the_surface_value_unit_and_qualifier_of_the_design(
    text: str, surface: str, value: str, unit: str, qualifier: str
) -> None:
    figure = _one(text)
    read = (figure.surface, format(figure.value, "f"), figure.unit, figure.qualifier.value)
    assert read == (surface, value, unit, qualifier)


def test_a_range_gives_its_lower_bound_and_the_upper_beside_it() -> None:
    figure = _one("每批10-15人次")
    assert (figure.surface, str(figure.value), str(figure.value_to), figure.unit) == ("10-15人次", "10", "15", "人次")
    assert figure.qualifier.value == "range"


def test_a_pair_is_two_figures() -> None:
    figures = read_figures("观看庭审视频2次4案例", year=2023)
    assert [(f.surface, str(f.value), f.unit) for f in figures] == [("2次", "2", "次"), ("4案例", "4", "案例")]


def test_a_figure_without_a_measure_word_has_no_unit() -> None:
    assert [(f.surface, f.unit, f.metric) for f in read_figures("立案12、结案9", year=2023)] == [
        ("12", "", "立案数"),
        ("9", "", "结案数"),
    ]


@pytest.mark.parametrize(("text", "kind"), NONE_OF_THEM)
def test_what_is_no_figure_is_none_and_is_named(text: str, kind: str) -> None:
    assert read_figures(text, year=2023) == ()
    assert kind in {n.kind for n in non_figures(text)}


@pytest.mark.parametrize(("text", "label"), LABELS)
def test_a_period_has_the_label_of_the_design(text: str, label: str) -> None:
    period = _one(text).period
    assert period is not None
    assert period.label == label


@pytest.mark.parametrize("text", ["应当自受理之日起20个工作日内办结", "每两月召开1次例会"])
def test_a_normative_or_recurring_figure_has_no_period(text: str) -> None:
    assert _one(text).period is None


def test_the_topic_carries_over_to_the_elliptic_clauses() -> None:
    text = "信访室共计收到各渠道转交办信访事项共计53件,已化解41件,化解率77%"
    assert [f.metric for f in read_figures(text, year=2023)] == ["信访事项收到数", "信访事项化解数", "信访事项化解率"]
