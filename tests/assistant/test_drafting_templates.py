"""Last year's report opened up: every figure a slot in order, nothing of last year's left outside them."""

import random
import re
import time
from pathlib import Path

import pytest

from assistant.drafting.rendering import SLOT
from assistant.drafting.templates import open_template
from assistant.drafting.types import Slot, Template, TemplateSentence
from assistant.ingesting import Overrides, load
from knowledge.figures import read_figures
from knowledge.figures.document_figures import read_document
from knowledge.samples import sample_files
from tests.knowledge.test_figures_fuzz import generated_sentence

SEED = Path(__file__).parents[3] / "shared/corpus/reports/seed.txt"
FIXED = re.compile(
    r"《[^《》\n]+》|12345|7×24小时|(?:19|20)\d\d年|第[0-9一二三四五六七八九十百]+条(?:第[0-9一二三四五六七八九十]+款)?"
    r"|[A-Z]{2,4}(?:/T)?\s?\d+-\d{4}|〔\d{4}〕\d+号"
)
REPORT = """云岭县公安局2023年法治政府建设年度报告

2023年，云岭县公安局坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻习近平法治思想。现将2023年法治政府建设情况报告如下：

一、2023年主要工作
（一）推进依法决策。我局坚持集体研究，全年审查规范性文件10余件，检查企业36家(次)。
（二）办理行政复议案件12件
一是信访室共计收到信访事项150件，已化解105件，化解率70%。3月5日，局长李某到会讲话。
二是开展“利剑2023”行动，抓获嫌疑人23名，其中逃犯4名。全年零败诉。
三是执法场所由12个增加到15个，满意度从2022年的91.5%提高到93.2%，四次荣获表彰，三分之一的民警取得资格。
四是行政案件同比减少15件，12345热线办结率100%。

二、2024年工作打算
力争调解率不低于95%。
特此报告。
"""


def _open(text: str, to_year: int = 2024) -> Template:
    return open_template(text, document_id="d", title="旧报告", from_year=2023, to_year=to_year, organ="云岭县公安局")


def _sentences(template: Template) -> list[TemplateSentence]:
    return [s for section in template.sections for paragraph in section.paragraphs for s in paragraph]


def _check(template: Template) -> None:
    told = _sentences(template)
    placed = [slot for sentence in told for slot in SLOT.findall(sentence.text)]
    assert placed == [slot.id for slot in template.slots], template.text
    names = [slot.name for slot in template.slots]
    assert len(set(names)) == len(names)
    assert all(names)
    assert not any(re.search(r"[0-9０-９]", FIXED.sub("", name)) for name in names), names
    for sentence in told:
        assert template.text[sentence.start : sentence.end] == sentence.original
        assert tuple(SLOT.findall(sentence.text)) == sentence.slots
        assert sentence.narrative == (not sentence.slots)
        if not sentence.narrative:
            left = FIXED.sub("", SLOT.sub("甲", sentence.text))
            assert not re.search(r"[0-9０-９]", left), (sentence.text, template.text)
            assert not read_figures(left), (sentence.text, template.text)
    for section in template.sections:
        assert not read_figures(section.heading), section.heading


def _slot(template: Template, surface: str) -> Slot:
    return next(s for s in template.slots if s.last and s.last.surface == surface)


def test_every_figure_has_one_slot_and_no_digit_is_left() -> None:
    template = _open(REPORT)
    _check(template)
    figures = read_document(REPORT, organ="云岭县公安局", year=2023)
    assert [s.last.start for s in template.slots if s.last] == [f.start for f in figures]


def test_a_heading_that_counts_stands_without_its_figure_and_is_told_below() -> None:
    section = next(s for s in _open(REPORT).sections if s.heading.startswith("（二）"))
    assert section.heading == "（二）办理行政复议案件"
    assert section.paragraphs[0][0].text.startswith("办理行政复议案件⟦s")


def test_a_heading_that_runs_on_is_parted_from_its_paragraph() -> None:
    section = next(s for s in _open(REPORT).sections if s.heading.startswith("（一）"))
    assert section.heading.rstrip("。") == "（一）推进依法决策"
    assert section.paragraphs[0][0].original.startswith("我局坚持集体研究")


def test_headings_move_on_and_events_of_the_year_are_cut_off() -> None:
    template = _open(REPORT)
    assert "一、2024年主要工作" in [s.heading for s in template.sections]
    assert "二、2025年工作打算" in [s.heading for s in template.sections]
    counted = [s.text for s in _sentences(template) if not s.narrative]
    assert not any("利剑" in text or "2022" in text for text in counted)


def test_an_elliptic_clause_keeps_its_topic_and_its_rate_its_formula() -> None:
    template = _open(REPORT)
    sentence = next(s for s in _sentences(template) if "化解率" in s.original)
    assert sentence.label == "一是"
    assert re.fullmatch(r"信访室共计收到信访事项⟦s\d+⟧，已化解⟦s\d+⟧，化解率⟦s\d+⟧。", sentence.text)
    rate = _slot(template, "70%")
    assert rate.formula is not None
    assert rate.formula.kind == "rate"
    assert [o.slot for o in rate.formula.operands] == [_slot(template, "105件").id, _slot(template, "150件").id]


def test_a_level_that_grew_follows_from_nothing() -> None:
    assert _slot(_open(REPORT), "15个").formula is None
    assert _slot(_open(REPORT), "93.2%").formula is None


def test_chinese_numerals_are_told_apart() -> None:
    template = _open(REPORT)
    assert _slot(template, "四次").numerals == "chinese"
    assert _slot(template, "三分之一").numerals == "chinese"
    assert _slot(template, "12件").numerals == "arabic"


def test_only_fixed_phrases_are_carried() -> None:
    sentences = _sentences(_open(REPORT))
    carried = [s.original for s in sentences if s.carried]
    assert any("报告如下" in text for text in carried)
    assert not any("败诉" in text or "李某" in text for text in carried)


def test_a_claim_of_the_year_is_not_carried_by_a_fixed_phrase() -> None:
    sentences = _sentences(_open("一、概况\n深入贯彻习近平法治思想，全年未发生安全事故。深入贯彻习近平法治思想。\n"))
    assert [s.carried for s in sentences] == [False, True]


def test_a_change_follows_from_this_and_last_years_level() -> None:
    template = _open("一、概况\n2023年立案141件，比上年减少15件，下降9.6%。\n")
    level, share = _slot(template, "141件"), _slot(template, "9.6%")
    assert share.formula is not None
    assert (share.formula.kind, share.formula.decimals) == ("change", 1)
    assert [(o.slot, o.last_year) for o in share.formula.operands] == [(level.id, False), (level.id, True)]


def test_a_plan_that_has_ended_is_reported() -> None:
    text = "一、主要工作\n落实《法治政府建设实施纲要（2021－2025年）》，培训民警12名。\n"
    template = _open(text, to_year=2026)
    _check(template)
    assert any("2021" in name for name, _ in template.dropped)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "无标题的一段话。", "云岭县公安局受理案件3件", "（全年受理12件）", "一、\n", "（一）受理３，６００件"],
)
def test_odd_texts_open(text: str) -> None:
    _check(_open(text))


@pytest.mark.parametrize("path", sample_files()[:3], ids=lambda path: path.suffix)
def test_the_sample_reports_open(path: Path) -> None:
    document = load(path, Overrides())
    template = _open(document.text)
    _check(template)
    assert len(template.slots) > 5


def test_the_seed_opens_in_half_a_second() -> None:
    if not SEED.exists():
        pytest.skip("the corpus is not here")
    text = SEED.read_text(encoding="utf-8")
    begin = time.process_time()
    template = _open(text)
    assert time.process_time() - begin < 0.5
    _check(template)
    assert {s.last.start for s in template.slots if s.last} == {f.start for f in read_document(text, year=2023)}


def test_generated_text_opens_and_leaves_no_figure() -> None:
    source = random.Random(2024)  # noqa: S311 - a fixed seed, no secret
    for _ in range(100):
        _check(_open("\n".join(generated_sentence(source) for _ in range(source.randint(1, 3)))))


def test_an_older_report_is_no_base_for_a_comparison_with_the_year_before() -> None:
    text = "云岭县公安局2021年报告\n一、工作情况\n2021年，收到信访事项120件，比上年减少30件，下降20%；化解90件，化解率75%。\n"

    def kinds(to_year: int) -> set[str]:
        made = open_template(text, document_id="x", title="t", from_year=2021, to_year=to_year, organ="云岭县公安局")
        return {slot.formula.kind for slot in made.slots if slot.formula}

    assert "change" in kinds(2022)
    assert kinds(2024) == {"rate"}
