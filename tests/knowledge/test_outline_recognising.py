"""What a document says of itself: kind, title, organ, reporting year, number, dates."""

from datetime import date

import pytest

from knowledge.documents import Kind
from knowledge.outline import recognise

LOST_TITLE = """2023年,云岭县公安局始终坚持依法行政，在县委、县政府领导下认真履职。按照有关规定第23条要求,现将2023年法治政府建设工作报告如下:
一、2023年法治政府工作情况
(一)学习。开会3次。
四、2024年主要工作安排
"""
SENT_NEXT_YEAR = """云岭县公安局关于2022年度法治政府建设情况的报告

县委、县人民政府：
根据国发〔2021〕1号要求，现将有关情况报告如下：
一、主要做法
（一）学习。
云岭县公安局
2023年1月18日
"""
TWO_LINES = "云岭县公安局\n2023年法治政府建设年度报告\n（示例资料，内容虚构）\n2023年，我局办案12件。\n一、做法\n"
PLAN = "云岭县公安局“八五”普法实施方案（2021-2025年）\n云公〔2021〕17号\n各所队：\n为做好普法工作，制定本方案。\n一、目标\n"
NOTICE = "云岭县公安局关于印发《云岭县公安局2024年普法工作计划》的通知\n云公通〔2024〕3号\n各科室：\n一、目标\n"
PAGE = "来源：云岭县人民政府网\n发布时间：2024-01-20\n云岭县人民政府2023年法治政府建设年度报告\n2023年，全县依法行政。\n一、做法\n"


@pytest.mark.parametrize(
    ("text", "title", "organ", "year"),
    [
        (LOST_TITLE, "云岭县公安局2023年法治政府建设工作报告", "云岭县公安局", 2023),
        (SENT_NEXT_YEAR, "云岭县公安局关于2022年度法治政府建设情况的报告", "云岭县公安局", 2022),
        (TWO_LINES, "云岭县公安局2023年法治政府建设年度报告", "云岭县公安局", 2023),
        (PAGE, "云岭县人民政府2023年法治政府建设年度报告", "云岭县人民政府", 2023),
        (
            "关于云岭县2023年度法治政府建设情况的报告\n县人大常委会：\n情况如下。\n一、做法\n云岭县人民政府\n2024年2月20日",
            "关于云岭县2023年度法治政府建设情况的报告",
            "云岭县人民政府",
            2023,
        ),
        (
            "二〇二三年云岭县司法局普法工作总结\n今年以来，我局普法。\n",
            "二〇二三年云岭县司法局普法工作总结",
            "云岭县司法局",
            2023,
        ),
        (
            "2023年“八五”普法规划（2021-2025年）实施情况报告\n甲。\n",
            "2023年“八五”普法规划（2021-2025年）实施情况报告",
            None,
            2023,
        ),
    ],
)
def test_a_report_says_its_title_organ_and_the_year_reported_on(
    text: str, title: str, organ: str | None, year: int
) -> None:
    found = recognise(text, filename="上传20260115.docx")
    assert (found.kind, found.title, found.organ, found.year) == (Kind.REPORT, title, organ, year)


def test_a_report_is_dated_by_its_signature_and_not_numbered_by_what_it_cites() -> None:
    found = recognise(SENT_NEXT_YEAR)
    assert found.issued == date(2023, 1, 18)
    assert found.document_number is None


def test_a_plan_for_several_years_has_a_period_and_no_year() -> None:
    found = recognise(PLAN)
    assert (found.kind, found.year, found.extra) == (Kind.PLAN, None, {"period": "2021..2025"})
    assert found.document_number == "云公〔2021〕17号"


def test_a_plan_for_one_year_has_that_year_and_is_known_through_the_notice_that_sends_it() -> None:
    found = recognise(NOTICE)
    assert (found.kind, found.organ, found.year) == (Kind.PLAN, "云岭县公安局", 2024)


def test_half_a_year_is_kept_as_the_period() -> None:
    found = recognise("云岭县公安局2024年上半年工作总结\n办案12件。\n")
    assert (found.year, found.extra) == (2024, {"period": "2024-H1"})


@pytest.mark.parametrize(
    ("text", "filename", "kind"),
    [
        ("指标 | 数值\n调解成功数 | 98\n", "法制大队2023年.xlsx", Kind.DATA),
        ("指标 | 数值\n调解成功数 | 98\n信访 | 3\n", "", Kind.DATA),
        ("云岭县公安局2023年办案情况统计表\n甲 | 1\n", "", Kind.DATA),
        ("云岭县公安局2023年普法责任清单\n序号 | 事项\n", "", Kind.PLAN),
        ("云岭县人民政府关于改进服务的意见\n云政发〔2021〕6号\n一、要求\n", "", Kind.REGULATION),
        ("第一条　甲。\n第二条　乙。\n第三条　丙。\n", "a.txt", Kind.REGULATION),
        ("我局2023年办案32件。\n", "", Kind.REPORT),
    ],
)
def test_the_kind_follows_the_title_and_without_one_the_form(text: str, filename: str, kind: Kind) -> None:
    assert recognise(text, filename=filename).kind is kind


def test_a_file_name_that_tells_stands_in_for_a_lost_title() -> None:
    found = recognise("我局认真履职，办案32件。\n", filename="云岭县交警大队2023年材料(1).docx")
    assert (found.title, found.organ, found.year) == ("云岭县交警大队2023年材料", "云岭县交警大队", 2023)


def test_the_name_of_a_sheet_above_the_title_is_not_said_twice() -> None:
    text = "2023年度\n云岭县公安局2023年度普法责任清单\n序号 | 事项\n1 | 宪法\n"
    assert recognise(text).title == "云岭县公安局2023年度普法责任清单"


def test_what_a_person_states_is_kept() -> None:
    found = recognise(TWO_LINES, title="另一标题", organ="云岭县司法局", issued=date(2024, 3, 1), kind=Kind.DATA)
    assert (found.title, found.organ, found.issued, found.kind) == (
        "另一标题",
        "云岭县司法局",
        date(2024, 3, 1),
        Kind.DATA,
    )


RULE = "第一章　总则\n第一条　为了管理，制定本条例。\n第二条　本条例适用于本市。\n第三条　本条例自{start}起施行。\n"


@pytest.mark.parametrize(
    ("head", "start", "organ", "issued", "in_force", "number"),
    [
        (
            "2020年1月2日第九届全国人民代表大会常务委员会第三次会议通过",
            "2020年3月1日",
            "全国人民代表大会常务委员会",
            date(2020, 1, 2),
            date(2020, 3, 1),
            None,
        ),
        (
            "2020年1月2日云岭市第三届人民代表大会常务委员会第三次会议通过\n2020年2月5日云山省第九届人民代表大会常务委员会第一次会议批准",
            "公布之日",
            "云岭市人民代表大会常务委员会",
            date(2020, 2, 5),
            date(2020, 2, 5),
            None,
        ),
        (
            "2001年1月2日国务院令第9号公布\n根据2020年1月2日《国务院关于修改部分行政法规的决定》修订",
            "2001年3月1日",
            "国务院",
            date(2020, 1, 2),
            None,
            None,
        ),
        (
            "（2021年3月1日云岭县人民政府第12次常务会议通过　2021年3月9日云岭县人民政府令第7号公布　自2021年5月1日起施行）",
            "二○二一年五月一日",
            "云岭县人民政府",
            date(2021, 3, 9),
            date(2021, 5, 1),
            "云岭县人民政府令第7号",
        ),
        (
            "（云公发〔2022〕6号，2022年2月15日云岭县公安局印发）",
            "2022年3月1日",
            "云岭县公安局",
            date(2022, 2, 15),
            date(2022, 3, 1),
            "云公发〔2022〕6号",
        ),
        ("", "2019年5月1日", None, None, date(2019, 5, 1), None),
    ],
)
def test_a_regulation_says_who_made_this_version_and_when_it_is_in_force(
    head: str, start: str, organ: str | None, issued: date | None, in_force: date | None, number: str | None
) -> None:
    found = recognise(f"云岭示范条例\n{head}\n{RULE.format(start=start)}")
    assert (found.kind, found.title) == (Kind.REGULATION, "云岭示范条例")
    assert (found.organ, found.issued, found.in_force_from) == (organ, issued, in_force)
    assert found.document_number == number
    assert found.year == (issued or in_force or date.max).year


def test_the_first_versions_day_is_never_passed_off_as_this_versions() -> None:
    text = "云岭示范条例\n2020年1月2日修订\n" + RULE.format(start="2001年3月1日")
    found = recognise(text)
    assert found.in_force_from is None
    assert found.extra == {"first_in_force": "2001-03-01"}


def test_a_version_named_by_the_file_is_believed_over_a_text_that_states_only_the_first() -> None:
    text = "云岭示范条例\n2001年1月2日公布\n" + RULE.format(start="2001年3月1日")
    found = recognise(text, filename="云岭示范条例_2017.md")
    assert (found.year, found.issued, found.in_force_from) == (2017, None, None)


@pytest.mark.parametrize("text", ["", "\n\n", " ", "2023年2月30日\n", "第一条", "。", "年年年年" * 50, "\x00"])
def test_any_text_has_a_title(text: str) -> None:
    assert recognise(text).title
