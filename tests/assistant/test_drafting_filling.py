"""A slot takes this year's figure of the same metric, or nothing; what contradicts is never chosen silently."""

import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.drafting.filling import conflicts, disputed, fill
from assistant.drafting.types import Filling, Formula, Operand, SlotStatus, Template
from knowledge.figures.metric_decisions import Decided
from tests.assistant.drafting_texts import ORGAN, YEAR, materials, opened

SEED = Path(__file__).parents[3] / "shared" / "corpus" / "reports" / "seed.txt"


def filled(
    template: Template, *texts: str, decided: Decided | None = None, given: Mapping[str, str] | None = None
) -> dict[str, Filling]:
    found = fill(template, materials(*texts), organ=ORGAN, year=YEAR, decided=decided, given=given)
    assert [f.slot for f in found] == [s.id for s in template.slots]
    return {f.slot: f for f in found}


def one(last: str, *texts: str, decided: Decided | None = None) -> Filling:
    template = opened(last)
    return filled(template, *texts, decided=decided)[template.slots[0].id]


LAST = "2023年，信访室收到信访事项153件。\n"


@pytest.mark.parametrize(
    ("last", "this", "surface"),
    [
        (LAST, "2024年，受理信访事项168件。", "168件"),  # another word for it
        (LAST, "信访事项收到数 | 168 | 件\n", None),  # a row without a header tells nothing
        (LAST, "指标 | 2023年 | 2024年 | 单位\n信访事项收到 | 153 | 168 | 件\n", "168件"),
        ("2023年，挽回经济损失583.6万元。\n", "指标 | 2024年 | 单位\n挽回经济损失 | 601.5 | 万元\n", "601.5万元"),
        ("2023年，问卷回收率为95.6%。\n", "指标 | 2024年\n问卷回收率(%) | 96.1\n", "96.1%"),
        ("2023年，破获诈骗案件14件。\n", "2024年，破获诈骗案件15起。", "15起"),  # the material's measure word
        ("2023年，走访企业36家(次)。\n", "2024年，走访企业40家(次)。", "40家(次)"),
        ("2023年，召开联席会议四次。\n", "2024年，召开联席会议6次。", "六次"),
        ("2023年，召开联席会议四次。\n", "2024年，召开联席会议2次。", "两次"),
        ("2023年，召开联席会议四次。\n", "2024年，召开联席会议102次。", "102次"),
        ("2023年，发放普法手册1200余份。\n", "2024年，发放普法手册近1500份。", "近1500份"),
        ("2023年，审核行政案件1408件。\n", "2024年，审核行政案件１５０２件。", "1502件"),
        ("2023年，巡检系统于7月上线，抽查执法音视频756段。\n", "2024年，抽查执法音视频1240段。", "1240段"),
        ("目前，共有公职律师2人。\n", "截至2024年12月底，共有公职律师3人。", "3人"),
    ],
)
def test_the_printed_value_is_the_materials(last: str, this: str, surface: str | None) -> None:
    filling = one(last, f"信访室2024年工作情况\n{this}\n")
    assert (filling.surface or None) == surface
    assert filling.status is (SlotStatus.FILLED if surface else SlotStatus.MISSING)
    assert bool(filling.sources) is bool(surface)


@pytest.mark.parametrize(
    ("last", "this", "status"),
    [
        (LAST, "2023年，收到信访事项168件。", SlotStatus.MISSING),
        (LAST, "2024年上半年，收到信访事项80件。", SlotStatus.MISSING),
        (LAST, "2025年，计划收到信访事项100件。", SlotStatus.MISSING),
        (LAST, "2024年，收到举报线索168件。", SlotStatus.MISSING),
        (LAST, "2024年，化解信访事项121件。", SlotStatus.MISSING),
        ("2023年7月，收到信访事项15件。\n", "2024年，收到信访事项168件。", SlotStatus.DOUBTFUL),
        (LAST, "2024年，全市公安机关收到信访事项2168件。", SlotStatus.DOUBTFUL),
        (LAST, "2024年，城关派出所收到信访事项16件。", SlotStatus.DOUBTFUL),
        (LAST, "2024年，收到信访事项比上年增加15件。", SlotStatus.MISSING),
        ("2023年，培训民警900人次。\n", "2024年，培训民警300人。", SlotStatus.MISSING),
        ("2023年，举办执法培训12次。\n", "2024年，举办执法培训9期。", SlotStatus.DOUBTFUL),
        ("2023年，法制审核行政案件审核率100%。\n", "2024年，法制审核行政案件1502件。", SlotStatus.MISSING),
        (
            "2023年，开展宣传活动5次。\n",
            "2024年，经侦大队走访企业8家，召开座谈会，开展宣传活动7次。",
            SlotStatus.DOUBTFUL,
        ),
    ],
)
def test_another_period_metric_scope_or_unit_never_fills(last: str, this: str, status: SlotStatus) -> None:
    filling = one(last, f"信访室2024年工作情况\n{this}\n")
    assert filling.status is status
    assert filling.surface == ""
    assert bool(filling.candidates) is (status is SlotStatus.DOUBTFUL)


def test_agreeing_sources_are_all_cited_and_the_exact_value_is_printed() -> None:
    filling = one(
        "2023年，发放普法手册1200余份。\n",
        "2024年，发放普法手册1500余份。\n",
        "法制大队2024年工作情况\n2024年，发放普法手册1540份。\n",
        "指标 | 2024年 | 单位\n普法手册发放 | 1540 | 份\n",
    )
    assert filling.status is SlotStatus.FILLED
    assert filling.surface == "1540份"
    assert len(filling.sources) == 3


@pytest.mark.parametrize("second", ["165件", "160余件"])
def test_two_values_contradict(second: str) -> None:
    texts = (
        "信访室2024年总结\n2024年，收到信访事项178件。\n",
        f"督察大队2024年总结\n2024年，共收到信访事项{second}。\n",
    )
    filling = one(LAST, *texts)
    assert filling.status is SlotStatus.CONTRADICTED
    assert filling.surface == ""
    assert {c.surface for c in filling.candidates} == {"178件", second}
    assert {c.office for c in filling.candidates} == {"信访室", "督察大队"}


def test_parts_in_one_sentence_are_no_contradiction_and_are_not_taken() -> None:
    template = opened("2023年，开展反诈宣传75场次。\n")
    filling = filled(template, "2024年，进校开展反诈宣传40场次，进企开展反诈宣传35场次。\n")["s1"]
    assert filling.status is SlotStatus.DOUBTFUL
    assert len(filling.candidates) == 2
    assert filling.proposal == "75场次"
    assert filling.formula == "40 + 35 = 75"


def test_a_whole_with_its_parts_fills() -> None:
    filling = one(
        "2023年，开展反诈宣传75场次。\n", "2024年，开展反诈宣传80场次，其中进校反诈宣传45场次、进企反诈宣传35场次。\n"
    )
    assert (filling.status, filling.surface) == (SlotStatus.FILLED, "80场次")


def test_what_people_decided_wins() -> None:
    this = "2024年，办结信访事项121件。\n"
    last = "2023年，化解信访事项103件。\n"
    pair = ("信访事项办结数", "信访事项化解数")
    assert one(last, this).status is SlotStatus.MISSING
    assert one(last, this, decided=Decided({pair: True})).surface == "121件"
    same = "2024年，化解信访事项121件。\n"
    assert one("2023年，成功化解信访事项103件。\n", same, decided=Decided({})).status is SlotStatus.FILLED
    template = opened("2023年，受理信访事项153件。\n")
    refused = Decided({tuple(sorted(("信访事项受理数", "信访事项收到数"))): False})  # type: ignore[dict-item]
    assert filled(template, "2024年，收到信访事项168件。\n", decided=refused)["s1"].status is SlotStatus.MISSING


def test_one_figure_fills_two_slots_only_where_they_were_one() -> None:
    twice = opened("2023年，收到信访事项153件。\n全年收到信访事项153件，逐件回复。\n")
    assert {f.surface for f in filled(twice, "2024年，收到信访事项168件。\n").values()} == {"168件"}
    two = opened("2023年，治安案件审核数150件。\n2023年，行政案件审核150件，治安案件审核90件。\n")
    found = filled(two, "2024年，行政案件审核160件。\n")
    assert [f.surface for f in found.values()].count("160件") == 1


def test_a_light_name_needs_its_surroundings() -> None:
    last = "2023年，立侵犯知识产权案件17起，抓获嫌疑人22人。\n"
    template = opened(last)
    other = filled(template, "2024年，立电信网络诈骗案件90起，抓获嫌疑人80人。\n")
    assert [f.surface for f in other.values()] == ["", ""]
    same = filled(template, "2024年，立侵犯知识产权案件19起，抓获嫌疑人25人。\n")
    assert [f.surface for f in same.values()] == ["19起", "25人"]


RATE = Formula(kind="rate", operands=(Operand(slot="s2"), Operand(slot="s1")), decimals=1)
WITH_RATE = "2023年，收到信访事项153件，化解信访事项103件，信访事项化解率67.3%。\n"


def test_a_rate_is_computed_from_its_parts() -> None:
    template = opened(WITH_RATE, formulas={"信访事项化解率": RATE})
    found = filled(template, "2024年，收到信访事项168件，化解信访事项121件。\n")["s3"]
    assert (found.status, found.surface, found.value) == (SlotStatus.COMPUTED, "72.0%", "72.0")
    assert found.formula == "121 ÷ 168 = 72.0%"
    assert len(found.sources) == 2


@pytest.mark.parametrize(
    ("rate", "status"),
    [
        ("72%", "filled"),
        ("72.02%", "filled"),
        ("72.1%", "contradicted"),
        ("70%以上", "filled"),
        ("75%以上", "contradicted"),
    ],
)
def test_a_stated_rate_must_follow_from_its_parts(rate: str, status: str) -> None:
    template = opened(WITH_RATE, formulas={"信访事项化解率": RATE})
    found = filled(template, f"2024年，收到信访事项168件，化解信访事项121件，信访事项化解率{rate}。\n")["s3"]
    assert found.status.value == status
    if status == "filled":
        assert found.surface == rate
    else:
        assert found.candidates[0].surface == rate
        assert found.candidates[1].surface.startswith("72.0")
        assert "121 ÷ 168" in found.formula


@pytest.mark.parametrize(
    "this",
    [
        "2024年，收到信访事项168件。\n",  # a part is missing
        "2024年，收到信访事项160余件，化解信访事项121件。\n",  # one is not exact
        "2024年，收到信访事项100件，化解信访事项121件。\n",  # more parts than the whole
        "2024年，收到信访事项0件，化解信访事项0件。\n",
    ],
)
def test_a_rate_is_not_computed_from_what_is_not_known(this: str) -> None:
    template = opened(WITH_RATE, formulas={"信访事项化解率": RATE})
    assert filled(template, this)["s3"].status is SlotStatus.MISSING


def test_a_sum_is_computed_and_feeds_a_rate() -> None:
    last = "2023年，审结行政诉讼案件8件，审结行政复议案件12件，审结争议案件20件，纠正争议案件2件，争议案件纠正率10%。\n"
    total = Formula(kind="sum", operands=(Operand(slot="s1"), Operand(slot="s2")), decimals=0)
    template = opened(last)
    rate = Formula(kind="rate", operands=(Operand(slot="s4"), Operand(slot="s3")), decimals=0)
    slots = tuple(replace(s, formula=total if s.id == "s3" else rate if s.id == "s5" else None) for s in template.slots)
    found = filled(
        replace(template, slots=slots), "2024年，审结行政诉讼案件9件，审结行政复议案件15件，纠正争议案件3件。\n"
    )
    assert (found["s3"].surface, found["s3"].formula) == ("24件", "9 + 15 = 24")
    assert (found["s5"].surface, found["s5"].formula) == ("13%", "3 ÷ 24 = 13%")  # 12.5, half up


CHANGE = "2023年，收到信访事项153件，比上年减少15件。\n"


def test_a_change_is_only_proposed() -> None:
    template = opened(CHANGE)
    formula = Formula(kind="change", operands=(Operand(slot="s1"), Operand(slot="s1", last_year=True)), decimals=0)
    template = replace(
        template, slots=tuple(replace(s, formula=formula if s.id == "s2" else None) for s in template.slots)
    )
    fell = filled(template, "2024年，收到信访事项140件。\n")["s2"]
    assert (fell.status, fell.surface, fell.proposal) == (SlotStatus.MISSING, "", "13件")
    assert "140 − 153 = 13" in fell.formula
    rose = filled(template, "2024年，收到信访事项168件。\n")["s2"]
    assert (rose.status, rose.proposal) == (SlotStatus.MISSING, "")
    assert "方向不同" in rose.formula
    stated = filled(template, "2024年，收到信访事项140件，比上年减少13件。\n")["s2"]
    assert (stated.status, stated.surface) == (SlotStatus.FILLED, "13件")
    wrong = filled(template, "2024年，收到信访事项140件，比上年减少31件。\n")["s2"]
    assert wrong.status is SlotStatus.CONTRADICTED
    assert {c.surface for c in wrong.candidates} == {"31件", "13件"}


def test_what_is_printed_in_ten_thousands_is_too_rough_for_a_rate() -> None:
    last = "2023年，受理业务3.2万件，网上办理业务2.8万件，业务网办率87.5%。\n"
    template = opened(last)
    rate = Formula(kind="rate", operands=(Operand(slot="s2"), Operand(slot="s1")), decimals=1)
    template = replace(
        template, slots=tuple(replace(s, formula=rate if s.id == "s3" else None) for s in template.slots)
    )
    this = "2024年，受理业务3.3万件，网上办理业务2.9万件"
    assert filled(template, f"{this}。\n")["s3"].status is SlotStatus.MISSING
    assert filled(template, f"{this}，业务网办率88.2%。\n")["s3"].surface == "88.2%"
    assert filled(template, f"{this}，业务网办率92.1%。\n")["s3"].status is SlotStatus.CONTRADICTED


def test_points_of_rounded_rates_may_be_off_by_one() -> None:
    template = opened("2023年，网办率90.3%，比上年提高5.7个百分点。\n")
    change = Formula(kind="change", operands=(Operand(slot="s1"), Operand(slot="s1", last_year=True)), decimals=1)
    template = replace(
        template, slots=tuple(replace(s, formula=change if s.id == "s2" else None) for s in template.slots)
    )
    found = filled(template, "2024年，网办率92.0%，比上年提高1.8个百分点。\n")["s2"]
    assert found.surface == "1.8个百分点"
    assert filled(template, "2024年，网办率92.0%，比上年提高2.8个百分点。\n")["s2"].surface == ""


def test_an_old_value_is_no_operand() -> None:
    template = opened("2023年，法治建设分值由10%提高到15%。\n")
    change = Formula(kind="change", operands=(Operand(slot="s1"), Operand(slot="s1", last_year=True)), decimals=0)
    template = replace(
        template, slots=tuple(replace(s, formula=change if s.id == "s2" else None) for s in template.slots)
    )
    found = filled(template, "2024年，法治建设分值由15%提高到18%。\n")
    assert [f.surface for f in found.values()] == ["15%", "18%"]


def test_an_earlier_value_is_never_guessed() -> None:
    template = opened("法治建设分值由10%提高到15%。\n2022年，收到信访事项168件。\n")
    found = filled(template, "2024年，法治建设分值18%，收到信访事项140件。\n")
    assert found["s1"].status is SlotStatus.MISSING
    assert found["s3"].status is SlotStatus.MISSING
    stated = filled(template, "法制大队2024年情况\n2023年，收到信访事项153件。2024年，收到信访事项140件。\n")
    assert stated["s3"].surface == "153件"


def test_what_a_person_gave_wins_and_is_an_operand() -> None:
    template = opened(WITH_RATE, formulas={"信访事项化解率": RATE})
    found = filled(template, "2024年，收到信访事项168件。\n", given={"s2": "126", "s1": "200件"})
    assert (found["s1"].status, found["s1"].surface) == (SlotStatus.GIVEN, "200件")
    assert (found["s2"].surface, Decimal(found["s2"].value)) == ("126件", Decimal(126))
    assert (found["s3"].status, found["s3"].surface) == (SlotStatus.COMPUTED, "63.0%")


def test_no_material_no_figure() -> None:
    template = opened(WITH_RATE + CHANGE, formulas={"信访事项化解率": RATE})
    found = filled(template)
    assert {f.status for f in found.values()} == {SlotStatus.MISSING}
    assert not any(f.surface or f.proposal for f in found.values())
    assert fill(None, (), organ=ORGAN, year=YEAR) == ()


def test_contradictions_are_listed_even_where_no_slot_asks() -> None:
    made = materials(
        "信访室2024年总结\n2024年，收到信访事项178件，召开会议3次，化解信访积案12件。\n",
        "督察大队2024年总结\n2024年，收到信访事项165件，召开会议5次，化解信访积案10余件。\n",
        "2023年总结\n2023年，收到信访事项153件。\n",
        "城关派出所2024年总结\n2024年，收到信访事项9件。\n",
    )
    (dispute,) = conflicts(made, year=YEAR, organ=ORGAN)
    assert {dispute.first.surface, dispute.second.surface} == {"178件", "165件"}
    assert "178件" in dispute.message()
    assert "165件" in dispute.message()
    places = disputed(made, organ=ORGAN, year=YEAR)
    assert {next(m.text for m in made if m.document_id == d)[at : at + 4] for d, at in places} == {"178件", "165件"}


def test_a_text_does_not_contradict_itself_by_its_parts() -> None:
    made = materials(
        "法制大队2024年总结\n2024年，审核行政案件150件，其中审核行政案件30件为重大案件。\n全市公安机关审核行政案件3000件。\n"
        "2024年上半年，审核行政案件70件。\n"
    )
    assert conflicts(made, year=YEAR, organ=ORGAN) == ()


def test_what_people_decided_to_be_one_can_contradict() -> None:
    made = materials(
        "信访室2024年总结\n2024年，办结信访事项121件。\n", "督察大队2024年总结\n2024年，化解信访事项118件。\n"
    )
    assert conflicts(made, year=YEAR, organ=ORGAN) == ()
    decided = Decided({("信访事项办结数", "信访事项化解数"): True})
    assert len(conflicts(made, year=YEAR, organ=ORGAN, decided=decided)) == 1


def test_a_sheet_of_thousands_of_rows_is_compared_in_seconds() -> None:
    rows = "".join(f"{chr(0x4E00 + n)}{chr(0x5000 + n)}{'甲乙丙丁'[n % 4]}类案件立案 | {n} | 起\n" for n in range(1500))
    made = materials(f"云岭县公安局2024年统计表\n指标 | 2024年 | 单位\n{rows}")
    begun = time.monotonic()
    assert conflicts(made, year=YEAR, organ=ORGAN) == ()
    assert filled(opened(WITH_RATE), made[0].text)["s1"].status is SlotStatus.MISSING
    assert time.monotonic() - begun < 3


@pytest.mark.skipif(not SEED.exists(), reason="the shared corpus is not beside the project")
def test_twelve_files_against_the_real_report_in_a_second() -> None:
    text = SEED.read_text(encoding="utf-8")
    template = opened(text)
    moved = text.replace("2024", "2025").replace("2023", "2024")
    quarter = len(moved) // 12
    cuts = [0, *(moved.find("。", n * quarter) + 1 for n in range(1, 12)), len(moved)]
    texts = [f"材料{n}2024年情况\n{moved[a:b]}\n" for n, (a, b) in enumerate(pairwise(cuts))]
    made = materials(*texts, organ="习水县公安局")
    begun = time.monotonic()
    found = fill(template, made, organ="习水县公安局", year=YEAR)
    assert time.monotonic() - begun < 1
    assert all(f.surface in {"", s.last.surface} for f, s in zip(found, template.slots, strict=True) if s.last)
    assert sum(f.status is SlotStatus.FILLED for f in found) >= len(found) * 0.9
