"""What a figure counts: object, verb and measure in one form, topics carried into elliptic clauses."""

import pytest

from knowledge.figures import read_figures

METRICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "信访室共计收到各渠道转交办信访事项共计53件,已化解41件,化解率77%",
        ("信访事项收到数", "信访事项化解数", "信访事项化解率"),
    ),
    (
        "我局排查登记各类矛盾纠纷914起，成功调解844起，调解成功率92%。",
        ("矛盾纠纷排查数", "矛盾纠纷成功调解数", "矛盾纠纷调解成功率"),
    ),
    ("共计召开党委理论学习中心组学习11次", ("党委理论学习中心组学习次数",)),
    ("集中开展业务培训8次,发放宣传资料600余份", ("业务培训次数", "宣传资料发放数")),
    (
        "检查食品经营单位26家(次),农资门店18家(次),作坊7家(次)",
        ("食品经营单位检查数", "农资门店检查数", "作坊检查数"),
    ),
    (
        "全年立侵犯知识产权类案件7起,破案6件,抓获嫌疑人9人,移送审查起诉5人",
        ("侵犯知识产权类案件立案数", "侵犯知识产权类案件破案数", "嫌疑人抓获数", "嫌疑人移送审查起诉数"),
    ),
    ("选派经验丰富、责任心强的民警4名、辅警15名到中心工作", ("民警选派数", "辅警选派数")),
    ("目前我局有12人通过法考", ("通过法考人数",)),
    ("办理12件行政复议案件", ("行政复议案件办理数",)),
    ("对22个行政村开展检查", ("行政村数",)),
    ("组织民警旁听庭审、观看警示视频3次", ("警示视频观看次数",)),
    ("行政机关负责人出庭应诉率100%", ("行政机关负责人出庭应诉率",)),
    ("罚没款284万元", ("罚没款",)),
    ("挽回经济损失120万元", ("经济损失挽回金额",)),
    ("拆除违法建设3.2万平方米", ("违法建设拆除面积",)),
    ("刑事案件立案120起，同比下降21.9%", ("刑事案件立案数", "刑事案件立案数同比降幅")),
    ("群众满意度98.6%，较上年提高1.2个百分点", ("群众满意度", "群众满意度同比增幅")),
    ("发案率由40%降低至38%", ("发案率", "发案率")),
    ("受理行政诉讼案件22件，较2022年的31件下降29%", ("行政诉讼案件受理数",) * 2 + ("行政诉讼案件受理数同比降幅",)),
    (
        "受理行政复议申请46件，审结41件，其中维持28件、撤销5件",
        ("行政复议申请受理数", "行政复议申请审结数", "行政复议申请维持数", "行政复议申请撤销数"),
    ),
    ("全县行政执法人员共43名，其中持证上岗41名", ("行政执法人员数", "行政执法人员持证上岗人数")),
    ("收到举报投诉34条，其中涉及企业权益2条", ("举报投诉收到数", "涉及企业权益的举报投诉数")),
    ("办理一审行政诉讼案件9件，实现零败诉", ("一审行政诉讼案件办理数", "一审行政诉讼案件败诉数")),
    ("查办违法案件23件，罚没金额86.5万元，移送司法机关3件", ("违法案件查办数", "罚没金额", "违法案件移送司法机关数")),
    ("持证人数312人，占在编人数的86.7%", ("持证人数", "持证人数占在编人数比例")),
    ("抽检合格率98%，高于全省平均水平0.6个百分点", ("抽检合格率", "抽检合格率高于全省平均水平")),
    ("社区矫正对象86人，市场主体1.2万户", ("社区矫正对象数", "市场主体数")),
    ("企业开办时间压缩至0.5个工作日", ("企业开办时间",)),
    ("开展网络谣言整治行动，共打击处理7人", ("网络谣言整治行动打击处理人数",)),
)


@pytest.mark.parametrize(("text", "metrics"), METRICS, ids=[text[:16] for text, _ in METRICS])
def test_the_metric_is_object_and_verb_in_one_form(text: str, metrics: tuple[str, ...]) -> None:
    assert tuple(f.metric for f in read_figures(text, year=2023)) == metrics


def test_the_metric_span_holds_the_words_that_name_it() -> None:
    text = "全年共计发放宣传资料600余份。"
    (figure,) = read_figures(text, year=2023)
    assert figure.metric_span is not None
    assert text[figure.metric_span.start : figure.metric_span.end] == "发放宣传资料"


def test_a_topic_does_not_reach_over_the_end_of_its_sentence() -> None:
    text = "收到信访事项53件。抓获7人。"
    assert [f.metric for f in read_figures(text, year=2023)] == ["信访事项收到数", "抓获人数"]


def test_the_same_metric_of_two_years_has_one_name() -> None:
    last, this = "共召开中心组学习11次，已调解纠纷80起。", "2023年，我局召开中心组学习15次，成功地调解纠纷90起。"
    first, second = read_figures(last, year=2022), read_figures(this, year=2023)
    assert first[0].metric == second[0].metric


def test_the_organ_is_the_documents() -> None:
    assert [f.organ for f in read_figures("办案12件", organ="云岭县公安局", year=2023)] == ["云岭县公安局"]
