"""The outline: last year's headings, the required contents, a person's changes, the rules of the year."""

from datetime import date
from pathlib import Path

import pytest

from assistant.drafting.outline import edited, make_outline, missing_requirements, renumbered, rules_for
from assistant.drafting.requirements import kind
from assistant.drafting.standing import standing
from assistant.drafting.templates import open_template
from assistant.drafting.types import Brief, MaterialSentence, OutlineSection, Template, TemplateSection
from knowledge.documents import Kind, Metadata
from knowledge.errors import BadRequest
from knowledge.library import Library, NewDocument
from knowledge.norms.resolving import Norms
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

SEED = Path(__file__).parents[3] / "shared/corpus/reports/seed.txt"
REPORT = kind("annual_report")
FOUR = [(1, "一、主要举措和成效"), (2, "(一)规范执法"), (1, "二、存在的不足和原因"), (1, "三、2025年主要工作安排")]


def brief(year: int = 2025, **words: str) -> Brief:
    return Brief(organ="云岭县公安局", year=year, **words)


def template(*headings: tuple[int, str]) -> Template:
    made = [TemplateSection(heading=h, level=level, paragraphs=(), start=0, end=0) for level, h in headings]
    return Template(document_id="d", title="", year=2024, text="", sections=tuple(made), slots=())


def shown(outline: tuple[OutlineSection, ...]) -> list[tuple[int, str, str]]:
    return [(s.level, s.heading, s.requirement) for s in outline if s.level]


def test_a_missing_content_stands_at_its_usual_place() -> None:
    outline = make_outline(REPORT, brief(), template(*FOUR))
    assert [s.requirement for s in outline if s.level == 1] == ["done", "head", "short", "next"]
    assert outline[3].heading == "二、党政主要负责人履行推进法治建设第一责任人职责情况"
    assert outline[3].template is None
    assert outline[2].heading == "(一)规范执法"
    assert missing_requirements(REPORT, outline) == ()


def test_without_last_year_the_kinds_own_contents_are_the_outline() -> None:
    outline = make_outline(REPORT, brief(), None)
    assert [r for _, _, r in shown(outline)] == ["done", "head", "short", "next"]
    assert shown(outline)[3][1] == "四、2026年法治政府建设主要安排"


def test_one_heading_may_tell_of_two_contents() -> None:
    outline = make_outline(
        REPORT,
        brief(),
        template((1, "一、工作情况"), (2, "（一）主要负责人履行第一责任人职责"), (1, "二、存在问题及下一步打算")),
    )
    assert shown(outline) == [
        (1, "一、工作情况", "done"),
        (2, "（一）主要负责人履行第一责任人职责", "head"),
        (1, "二、存在问题及下一步打算", "next"),
    ]


@pytest.mark.parametrize(
    ("heading", "year", "due"),
    [
        ("扎实开展“昆仑2023”专项行动，守护群众安全", 2024, "守护群众安全"),
        ("开展“昆仑2023”行动", 2024, ""),
        ("8月31日召开法治建设推进会", 2024, "召开法治建设推进会"),
        ("落实法治政府建设实施纲要（2021－2025年）", 2026, ""),
        ("办理案件153件，提升质效", 2024, "提升质效"),
        ("启动“八五”普法，营造守法氛围", 2022, "推进“八五”普法，营造守法氛围"),
        ("实施“九五”普法规划（2026－2030年）", 2026, "实施“九五”普法规划（2026－2030年）"),
        ("开展“12·4”宪法宣传", 2026, "开展“12·4”宪法宣传"),
        ("2025年主要工作安排", 2024, "2025年主要工作安排"),
    ],
)
def test_what_happened_last_year_stands_in_no_heading(heading: str, year: int, due: str) -> None:
    assert standing(heading, year) == due


def test_a_heading_of_which_nothing_may_stand_gives_way_to_plain_words() -> None:
    outline = make_outline(REPORT, brief(), template((1, "一、工作情况"), (2, "（一）开展“昆仑2024”行动")))
    assert outline[2].heading == "（一）其他有关工作"


def test_a_single_section_takes_last_years_like_one_with_what_is_below_it() -> None:
    outline = make_outline(kind("single_section"), brief(section="规范执法工作"), template(*FOUR))
    assert [(s.heading, s.template) for s in outline] == [("一、规范执法工作", 1)]


def test_numbers_are_renewed_over_ten_and_four_levels_deep() -> None:
    made = [OutlineSection(id="", heading=f"三、甲{n}", level=1, requirement="", template=None) for n in range(12)]
    made += [OutlineSection(id="", heading="乙", level=level, requirement="", template=None) for level in (2, 3, 4)]
    assert [s.heading for s in renumbered(made)][10:] == ["十一、甲10", "十二、甲11", "（一）乙", "1.乙", "（1）乙"]
    assert renumbered(made, style="(")[12].heading == "(一)乙"
    day = OutlineSection(id="", heading="12.4宪法宣传", level=3, requirement="", template=None)
    assert renumbered([day])[0].heading == "1.12.4宪法宣传"


def test_a_person_reorders_renames_adds_and_drops() -> None:
    outline = make_outline(REPORT, brief(), template(*FOUR))
    ids = {s.heading: s.id for s in outline}
    first, last = ids["一、主要举措和成效"], ids["四、2025年主要工作安排"]
    made = edited(
        outline, [(last, "四、明年打算", 1), (first, "一、主要举措和成效", 1), ("", "数字警务", 2)], kind=REPORT
    )
    assert shown(made) == [
        (1, "一、明年打算", "next"),
        (1, "二、主要举措和成效", "done"),
        (2, "(一)数字警务", "done"),
    ]
    assert made[0].id == last
    assert made[2].id not in ids.values()
    assert [r.id for r in missing_requirements(REPORT, made)] == ["head", "short"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("", " ", 1)], "没有标题"),
        ([("", "一、", 1)], "没有标题"),
        ([("", "甲" * 81, 1)], "81"),
        ([("", "甲乙", 2)], "跳了一级"),
        ([("", "甲乙", 1), ("", "丙丁", 3)], "跳了一级"),
        ([("", "甲乙", 1), ("", "丙丁", 5)], "跳了一级"),
        ([], "一个标题也没有"),
        ([("o2", "甲乙", 1), ("o2", "丙丁", 1)], "两次"),
    ],
)
def test_a_wrong_outline_is_told_what_to_do(lines: list[tuple[str, str, int]], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        edited(make_outline(REPORT, brief(), None), lines, kind=REPORT)


def test_the_outline_of_a_published_report() -> None:
    if not SEED.exists():
        pytest.skip("the corpus of published reports is not on this machine")
    text = SEED.read_text(encoding="utf-8")
    opened = open_template(text, document_id="d", title="", from_year=2023, to_year=2024, organ=None)
    outline = make_outline(REPORT, brief(2024), opened)
    assert [s.requirement for s in outline if s.level == 1] == ["done", "head", "short", "next"]
    assert sum(s.level == 2 and s.requirement == "done" for s in outline) == 7
    assert all("2023" not in s.heading for s in outline)


def _law(issued: date, since: date, until: date | None, words: str) -> NewDocument:
    metadata = Metadata(
        title="中华人民共和国治安管理处罚法",
        kind=Kind.REGULATION,
        issued=issued,
        in_force_from=since,
        in_force_to=until,
    )
    return NewDocument(metadata=metadata, text=f"第一条　为维护治安秩序，制定本法。\n第二条　{words}\n")


@pytest.mark.integration
def test_the_rules_are_those_of_the_year(tmp_path: Path) -> None:
    section = OutlineSection(id="o1", heading="一、执法", level=1, requirement="done", template=None)
    said = MaterialSentence(
        id="m1", document_id="d", text="依据《中华人民共和国治安管理处罚法》第二条作出处罚。",
        start=0, end=0, heading="", figures=(), use="done",
    )  # fmt: skip
    lock = WriterLock(tmp_path)
    lock.acquire()
    store = migrated_store(tmp_path)
    library = Library(store, lock)
    library.add(_law(date(2012, 10, 26), date(2013, 1, 1), date(2026, 1, 1), "旧的规定。"))
    library.add(_law(date(2025, 6, 27), date(2026, 1, 1), None, "新的规定。"))
    norms = Norms(library)
    for year, words in ((2025, "旧的规定"), (2026, "新的规定")):
        (rule,) = rules_for(section, None, [said], library, norms, year)
        assert words in rule.quote
        assert library.get(rule.document_id).text[rule.start : rule.end] == rule.quote
    assert rules_for(section, None, [], library, norms, 2026) == ()
    store.close()
    lock.release()
