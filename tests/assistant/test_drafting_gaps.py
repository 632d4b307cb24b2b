"""Every open slot is listed with the reason and whom to ask; a required part without material is listed too."""

from dataclasses import replace

from assistant.drafting.filling import fill
from assistant.drafting.gaps import gaps_of
from assistant.drafting.types import Formula, Gap, Operand, OutlineSection, SlotStatus
from tests.assistant.drafting_texts import ORGAN, YEAR, materials, opened

LAST = (
    "一、主要工作\n"
    "2023年，收到信访事项153件，化解信访事项103件，举办执法培训12次，评查案卷300卷。\n"
    "二、存在的不足\n"
    "少数民警办案能力不足。\n"
)
OUTLINE = (
    OutlineSection(id="o1", heading="一、2024年主要工作", level=1, requirement="done", template=0),
    OutlineSection(id="o2", heading="二、存在的不足", level=1, requirement="short", template=1),
    OutlineSection(
        id="o3", heading="三、第一责任人职责", level=1, requirement="head", template=None, materials=("m9",)
    ),
)


def gaps(*texts: str, last_offices: dict[str, str] | None = None) -> tuple[Gap, ...]:
    template = opened(LAST)
    made = materials(*texts)
    fillings = fill(template, made, organ=ORGAN, year=YEAR)
    return gaps_of(template, fillings, made, OUTLINE, last_offices or {})


def test_the_gap_list_is_exactly_what_is_missing() -> None:
    found = gaps("信访室2024年总结\n2024年，收到信访事项168件。举办执法培训15次。\n")
    assert [(g.metric, g.last_surface) for g in found if g.slot] == [
        ("信访事项化解数", "103件"),
        ("案卷评查数", "300卷"),
    ]
    first = found[0]
    assert first.section == "一、2024年主要工作"
    assert "化解信访事项103件" in first.last_quote
    assert first.status is SlotStatus.MISSING
    assert first.reason == "材料没有这个数字。"


def test_nothing_is_listed_that_is_filled() -> None:
    found = gaps(
        "法制大队2024年总结\n2024年，收到信访事项168件，化解信访事项121件，举办执法培训15次，评查案卷312卷。\n存在的不足\n办案能力不足。\n"
    )
    assert [g for g in found if g.slot] == []


def test_whom_to_ask() -> None:
    found = {g.metric: g.ask for g in gaps("信访室2024年总结\n2024年，收到信访事项168件，化解信访积案5件。\n")}
    assert "政工部门" in found["执法培训次数"]
    assert "法制部门" in found["案卷评查数"]
    known = {g.metric: g.ask for g in gaps(last_offices={"案卷评查数": "督察大队"})}
    assert known["案卷评查数"] == "请向督察大队核要。"
    assert "信访" in known["信访事项收到数"]


def test_a_contradiction_names_both_values_and_offices() -> None:
    found = gaps(
        "信访室2024年总结\n2024年，收到信访事项168件。\n", "督察大队2024年总结\n2024年，共收到信访事项165件。\n"
    )
    gap = next(g for g in found if g.metric == "信访事项收到数")
    assert gap.status is SlotStatus.CONTRADICTED
    assert "168件（信访室）" in gap.reason
    assert "165件（督察大队）" in gap.reason
    assert gap.ask == "请向信访室、督察大队核实。"
    assert {c.surface for c in gap.candidates} == {"168件", "165件"}


def test_a_doubtful_figure_is_offered() -> None:
    found = gaps("政工科2024年总结\n2024年，举办执法培训15期。\n")
    gap = next(g for g in found if g.metric == "执法培训次数")
    assert gap.status is SlotStatus.DOUBTFUL
    assert [c.surface for c in gap.candidates] == ["15期"]
    assert "请确认" in gap.reason


def test_a_change_that_is_not_stated_comes_with_its_proposal() -> None:
    template = opened("2023年，收到信访事项153件，比上年减少15件。\n")
    formula = Formula(kind="change", operands=(Operand(slot="s1"), Operand(slot="s1", last_year=True)), decimals=0)
    slots = tuple(replace(s, formula=formula if s.id == "s2" else None) for s in template.slots)
    template = replace(template, slots=slots)
    made = materials("2024年，收到信访事项140件。\n")
    (gap,) = gaps_of(template, fill(template, made, organ=ORGAN, year=YEAR), made, ())
    assert gap.proposal == "13件"
    assert "140 − 153 = 13" in gap.reason


def test_a_required_part_without_material_is_a_gap() -> None:
    found = [g for g in gaps("2024年，收到信访事项168件。\n") if not g.slot]
    assert [g.metric for g in found] == ["存在的不足和原因"]  # done has a figure, head a sentence
    assert found[0].section == "二、存在的不足"


def test_with_no_material_everything_is_a_gap() -> None:
    found = gaps()
    assert len([g for g in found if g.slot]) == 4
    assert {g.reason for g in found if g.slot} == {"没有提供本年材料。"}
    assert gaps_of(None, (), (), ()) == ()
