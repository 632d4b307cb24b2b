"""Numbers that are no figures, and what each is said to be."""

import re
from pathlib import Path

import pytest

from knowledge.figures import non_figures, read_quantities

NO_FIGURES: tuple[str, ...] = (
    "深入推进“八五”普法，落实行政执法“三项制度”。",
    "落实三项制度、两法衔接，推进双随机、一公开监管。",
    "依托12345热线和12389平台",
    "发挥“12389”“12337”“12345”平台作用",
    "坚持7×24小时巡查，24小时值班备勤",
    "开展“昆仑2023”“净网2022”专项行动",
    "构建“1+N”普法格局和1+3+N机制",
    "召开党组2023年第8次会议",
    "按照第23条和第二十三条、第二十六条第一款",
    "一、总体情况\n(一)主要做法\n一是加强领导；二是强化保障",
    "1.加强组织领导\n2、压实责任\n（3）抓好落实",
    "2023年3月至2024年6月，2021—2025年",
    "根据国办发〔2018〕118号、县府文[2023]5号",
    "联系电话：0852-22520000，邮编：564600",
    "开展4·15、12·4、6·26宣传",
    "结合12.4国家宪法日开展活动",
    "进一步统一思想，一一解答，再上新台阶",
    "一案一方案、一案一包保",
    "增强“四个意识”，做到两个维护、四个亲自",
    "最多跑一次，一网通办，一次性告知",
    "坚决落实六个100%",
    "近三年来，五年来，三年行动计划，五年规划",
    "党的十九大、二十大和十八届四中全会精神",
    "万警进万家、百日攻坚、千家万户",
    "建设4A级景区，推广5G、APP2.0版",
    "上午9时30分、14:30开会",
    "每周二、每周三、周五学习",
    "统一社会信用代码11520330MB1234567X",
    "第一责任人、第一议题、开学第一课",
    "110接处警、119、120联动",
    "《2023年30项重点任务》印发",
    "二〇二三年十二月三十一日",
    "2023年法治政府建设情况，平安2023建设",
    "十一个坚持、十个明确",
    "数十次检查、几十家企业、若干问题",
    "零距离服务、零容忍态度",
    "上半年、一季度、前三季度",
    "三级联动、两级法院、五类人员",
    "中共中央令第12号、1号文件",
    "排名前3名、前十位",
    "2023-09-12发布",
    "一是坚持一把手负责，二要形成一盘棋",
    "根据《行政处罚法》四十六条、行政诉讼法五十一条规定",
    "落实治安管理处罚法四十二条第一款",
    "开展昆仑2023、净网2024等专项行动",
    "按照GB/T 19001-2016和GA/T 1234—2015标准",
    "用好金税四期，推进雪亮工程三期建设",
    "（2023）云01行初123号、（2022）云0102民初4567号",
    "人民路128号3楼302室，3号楼2单元501室",
    "建党100周年、新中国成立70周年",
    "打造1小时经济圈、15分钟便民服务圈",
    "20世纪90年代，80年代末，90后民警",
    "实现从0到1的突破，QQ群123456789",
    "几十件、数百次、十几人",
    "2023 年 1 月至 12 月",
)

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("推进“八五”普法", "name", "“八五”"),
    ("落实“双随机、一公开”监管", "name", "“双随机、一公开”"),
    ("开展“净网2022”行动", "name", "“净网2022”"),
    ("按《关于2022年30件实事的通知》办理", "title", "《关于2022年30件实事的通知》"),
    ("国办发〔2018〕118号文件", "document_number", "〔2018〕118号"),
    ("按照第二十三条、第二十六条第一款", "article", "第二十六条第一款"),
    ("2023年第8次会议", "ordinal", "第8次"),
    ("坚持7×24小时值守", "formula", "7×24小时"),
    ("构建1+N机制", "formula", "1+N"),
    ("拨打12345热线", "hotline", "12345"),
    ("结合4·15开展活动", "event_day", "4·15"),
    ("2023年3月12日", "date", "2023年3月12日"),
    ("近三年来", "date", "近三年来"),
    ("上午9时30分", "time", "9时30分"),
    ("1.加强组织领导", "enumerator", "1."),
    ("(三)强化监督", "enumerator", "(三)"),
    ("一是加强领导", "enumerator", "一是"),
    ("联系电话：0852-22520000", "code", "电话：0852-22520000"),
    ("建设4A级景区", "code", "4A级"),
    ("开展数十次检查", "vague", "数十"),
    ("进一步加强", "lexical", "一"),
    ("行政处罚法四十六条规定", "article", "四十六条"),
    ("开展昆仑2023、净网2024等行动", "name", "昆仑2023"),
    ("执行GB/T 19001-2016标准", "code", "GB/T 19001-2016"),
    ("（2023）云01行初123号", "document_number", "（2023）云01行初123号"),
    ("2023 年 1 月至 12 月", "date", "2023 年 1 月至 12 月"),
)


@pytest.mark.parametrize("sentence", NO_FIGURES)
def test_names_dates_ordinals_and_codes_are_no_figures(sentence: str) -> None:
    assert read_quantities(sentence) == ()


@pytest.mark.parametrize(("sentence", "kind", "surface"), _KINDS)
def test_a_number_that_is_no_figure_is_recognised_as_what_it_is(sentence: str, kind: str, surface: str) -> None:
    assert (kind, surface) in [(n.kind, n.surface) for n in non_figures(sentence)]


def test_each_of_the_89_chinese_numerals_of_a_real_report_is_explained(corpus: Path) -> None:
    text = (corpus / "reports" / "seed.txt").read_text(encoding="utf-8")
    runs = list(re.finditer("[零〇一二三四五六七八九十百千万亿]+", text))
    explained = [(n.start, n.end) for n in non_figures(text)]
    assert len(runs) > 80
    assert [r.group() for r in runs if not any(a <= r.start() and r.end() <= b for a, b in explained)] == []
