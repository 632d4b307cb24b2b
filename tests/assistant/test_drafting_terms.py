"""Last year's words in the next year's: what moves, what stays, what is reported."""

import time

import pytest

from assistant.drafting.terms import expired, has_event_date, moved_on, plan_in


@pytest.mark.parametrize(
    ("text", "year", "due"),
    [
        ("2023年办理案件，2024年将继续", 2023, "2024年办理案件，2025年将继续"),
        ("２０２３年共办理", 2023, "２０２４年共办理"),
        ("比2022年下降，较2022年增加", 2023, "比2023年下降，较2023年增加"),
        ("2022年荣获先进", 2023, "2022年荣获先进"),
        ("国办发〔2023〕18号", 2023, "国办发〔2023〕18号"),
        ("按照《2023年工作要点》，2023年", 2023, "按照《2023年工作要点》，2024年"),
        ("行动方案（2023－2025年）", 2024, "行动方案（2023－2025年）"),
        ("2021－2025年三年行动，2024年", 2024, "2021－2025年三年行动，2025年"),
        ("2023年至2024年两年", 2023, "2024年至2025年两年"),
        ("“昆仑2023”行动", 2023, "“昆仑2023”行动"),
        ("2023年8月31日上午", 2023, "2023年8月31日上午"),
        ("2023年12月", 2023, "2023年12月"),
        ("“八五”普法规划（2021－2025年）", 2025, "“九五”普法规划（2026－2030年）"),
        ("“八五”普法规划（2021－2025年）", 2023, "“八五”普法规划（2021－2025年）"),
        ("推进八五普法", 2025, "推进九五普法"),
        ("“七五”普法工作", 2020, "“八五”普法工作"),
        ("“八五”普法中期评估", 2025, "“八五”普法中期评估"),
        ("“七五”普法先进单位", 2024, "“七五”普法先进单位"),
        ("“十五”普法", 2025, "“十五”普法"),
    ],
)
def test_years_and_plans_move_on_together(text: str, year: int, due: str) -> None:
    assert moved_on(text, from_year=year, to_year=year + 1).text == due


def test_a_plan_goes_back_with_a_text_that_goes_back() -> None:
    assert moved_on("“九五”普法", from_year=2026, to_year=2025).text == "“八五”普法"


@pytest.mark.parametrize(
    ("text", "year", "name"),
    [
        ("落实法治政府建设实施纲要（2021－2025年）", 2026, "纲要（2021－2025年）"),
        ("落实《法治政府建设实施纲要（2021-2025年）》", 2026, "《法治政府建设实施纲要（2021-2025年）》"),
        ("落实《法治政府建设实施纲要（2021—2025）》", 2026, "《法治政府建设实施纲要（2021—2025）》"),
        ("“八五”普法总结验收", 2026, "“八五”普法"),
        ("“昆仑2023”行动", 2024, "“昆仑2023”"),
        ("印发《2023年普法工作要点》", 2024, "《2023年普法工作要点》"),
        ("“十四五”时期", 2026, "“十四五”"),
    ],
)
def test_what_cannot_be_carried_is_reported_with_a_reason(text: str, year: int, name: str) -> None:
    dropped = moved_on(text, from_year=year - 1, to_year=year).dropped
    assert any(name in said and str(year) in why for said, why in dropped)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("落实《法治政府建设实施纲要（2021－2025年）》", 2025),
        ("推进“八五”普法", 2025),
        ("推进“九五”普法规划（2026－2030年）", 2026),
        ("依据《云岭县执法办法（2019年修订）》", 2026),
        ("“十四五”规划", 2024),
        ("依据《中华人民共和国行政处罚法》第三十三条", 2026),
    ],
)
def test_what_is_in_force_is_no_alarm(text: str, year: int) -> None:
    assert expired(text, year) == ()
    assert moved_on(text, from_year=year - 1, to_year=year).dropped == () or "八五" in text


@pytest.mark.parametrize("text", ["2023年8月31日", "6月20日上午", "八月以来", "当月20日"])
def test_a_day_or_month_is_an_event(text: str) -> None:
    assert has_event_date(text)


@pytest.mark.parametrize("text", ["2023年", "3个月", "日常工作", "12345热线", "月度通报"])
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert not has_event_date(text)


@pytest.mark.parametrize(
    ("year", "name"), [(2020, "七五"), (2021, "八五"), (2025, "八五"), (2026, "九五"), (2031, None)]
)
def test_the_plan_in_force(year: int, name: str | None) -> None:
    assert plan_in(year) == name


@pytest.mark.parametrize("piece", ["2023年", "“八五”普法", "《2023", "（2021－", "法", "“2023", "十"])
def test_a_long_line_takes_no_long_time(piece: str) -> None:
    began = time.perf_counter()
    moved_on(piece * (100_000 // len(piece)), from_year=2023, to_year=2024)
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("二〇二三年召开会议", "二〇二四年召开会议"),
        ("二〇二四年打算", "二〇二五年打算"),
        ("二〇二一年以来", "二〇二一年以来"),
    ],
)
def test_a_year_in_chinese_numerals_moves_on(text: str, moved: str) -> None:
    assert moved_on(text, from_year=2023, to_year=2024).text == moved


@pytest.mark.parametrize("name", ["第八个五年法治宣传教育规划", "“一规划两纲要”", "‘八五’普法规划"])
def test_other_names_of_ended_plans_are_known(name: str) -> None:
    assert expired(name, 2026)
    assert not expired(name, 2024)
