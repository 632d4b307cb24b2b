"""A person's edits: what is not touched stays, marks stay slots, and no figure stands where it does not belong."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.editing import (
    add_paragraph,
    carried_over,
    edit_paragraph,
    paragraph_of,
    remove_paragraph,
    rename_section,
    replace_paragraph,
    replace_section,
    section_of,
    unlock,
)
from assistant.drafting.rendering import paragraph_text, plain_text
from assistant.drafting.typed_figures import given_surface
from assistant.drafting.types import Draft, DraftParagraph, DraftSection, Filling, SlotStatus
from knowledge.errors import BadRequest
from tests.assistant.drafting_draft import LETTERS, SLOTS, a_draft, last, said, slot

DRAFT = a_draft()
IDS = [p.id for s in DRAFT.sections for p in s.paragraphs]


def shown(draft: Draft, paragraph_id: str) -> str:
    return paragraph_text(paragraph_of(draft, paragraph_id), draft).text


def others(draft: Draft, paragraph_id: str) -> list[str]:
    return [shown(draft, p.id) for s in draft.sections for p in s.paragraphs if p.id != paragraph_id]


def again(section_id: str, *texts: str) -> DraftSection:
    paragraphs = tuple(DraftParagraph(id=f"{section_id}p{n}", sentences=(said(t),)) for n, t in enumerate(texts, 1))
    return replace(section_of(DRAFT, section_id), paragraphs=paragraphs)


def test_unchanged_sentences_keep_sources_and_slots() -> None:
    edited = edit_paragraph(DRAFT, "o1p1", shown(DRAFT, "o1p1") + "接访记录逐件归档。")
    before, after = paragraph_of(DRAFT, "o1p1"), paragraph_of(edited, "o1p1")
    assert after.sentences[:2] == before.sentences
    assert after.sentences[2] == said("接访记录逐件归档。", origin="person")
    assert after.locked


def test_pieces_of_one_sentence_stand_together_or_not_at_all() -> None:
    pieces = (said("查实2条，已作出处理，", LETTERS, origin="material"), said("比上年减少⟦s4⟧。"))
    first = section_of(DRAFT, "o1")
    draft = replace(
        DRAFT,
        sections=(replace(first, paragraphs=(DraftParagraph(id="o1p1", sentences=pieces),)), *DRAFT.sections[1:]),
    )
    kept = edit_paragraph(draft, "o1p1", "先写一句。" + shown(draft, "o1p1"))
    assert paragraph_of(kept, "o1p1").sentences[1:] == pieces
    changed = edit_paragraph(draft, "o1p1", shown(draft, "o1p1").replace("查实", "未查实"))
    assert all(s.origin == "person" for s in paragraph_of(changed, "o1p1").sentences)
    assert "⟦s4⟧" in "".join(s.text for s in paragraph_of(changed, "o1p1").sentences)


def test_a_sentence_inside_a_longer_one_is_not_the_old_one() -> None:
    edited = edit_paragraph(DRAFT, "o1p1", "据统计，信访室每周五下午公开接访。")
    (sentence,) = paragraph_of(edited, "o1p1").sentences
    assert sentence.origin == "person"
    assert sentence.sources == ()


def test_a_figure_keeps_its_slot_where_all_before_it_stands() -> None:
    text = shown(DRAFT, "o1p1").replace("化解率90.08%", "化解率升至90.08%")
    edited = edit_paragraph(DRAFT, "o1p1", text)
    assert paragraph_of(edited, "o1p1").sentences[0].text == "全年受理信访事项⟦s1⟧，化解⟦s2⟧，化解率升至90.08%。"
    assert shown(edited, "o1p1") == text


@pytest.mark.parametrize(
    ("old", "new"),
    [("全年受理", "全年化解"), ("131件", "1131件"), ("131件", "131件次"), ("131件", "132件")],
)
def test_a_figure_whose_words_changed_is_the_persons_own(old: str, new: str) -> None:
    text = shown(DRAFT, "o1p1").replace(old, new)
    edited = edit_paragraph(DRAFT, "o1p1", text)
    assert "⟦s1⟧" not in paragraph_of(edited, "o1p1").sentences[0].text
    assert shown(edited, "o1p1") == text


def test_a_mark_that_a_person_leaves_stays_a_slot() -> None:
    edited = edit_paragraph(DRAFT, "o1p2", "全局共办理行政复议案件【待补充：行政复议案件数】，均按期答复。")
    assert paragraph_of(edited, "o1p2").sentences[0].text == "全局共办理行政复议案件⟦s4⟧，均按期答复。"
    held = tuple(replace(f, status=SlotStatus.GIVEN, surface="9件") if f.slot == "s4" else f for f in edited.fillings)
    assert shown(replace(edited, fillings=held), "o1p2") == "全局共办理行政复议案件9件，均按期答复。"


def test_a_mark_never_turns_into_the_value_of_a_filled_slot() -> None:
    edited = edit_paragraph(DRAFT, "o1p2", "受理信访【待核实：信访事项受理数】。")
    assert shown(edited, "o1p2") == "受理信访【待核实：信访事项受理数】。"


def test_a_slot_cannot_be_typed() -> None:
    edited = edit_paragraph(DRAFT, "o1p2", "受理⟦s1⟧。\x00\x0b\r\n  办结⟦s2⟧。")
    assert shown(edited, "o1p2") == "受理[s1]。办结[s2]。"


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_an_empty_paragraph_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="删除本段"):
        edit_paragraph(DRAFT, "o1p1", text)
    with pytest.raises(BadRequest, match="删除本段"):
        add_paragraph(DRAFT, "o1", "o1p1", text)


def test_a_paragraph_too_long_or_gone_is_refused() -> None:
    with pytest.raises(BadRequest, match="分成几段"):
        edit_paragraph(DRAFT, "o1p1", "法" * 6001)
    with pytest.raises(BadRequest, match="刷新"):
        edit_paragraph(DRAFT, "o9p9", "新。")
    with pytest.raises(BadRequest, match="刷新"):
        add_paragraph(DRAFT, "o1", "o9p9", "新。")


@given(
    paragraph_id=st.sampled_from(IDS),
    text=st.text(
        st.sampled_from([*"全年受理信访事项131件，化解。！；⟦s1⟧【待补充：行政复议案件数】\n \t"]), max_size=60
    ),
)
def test_an_edit_leaves_all_other_paragraphs(paragraph_id: str, text: str) -> None:
    try:
        edited = edit_paragraph(DRAFT, paragraph_id, text)
    except BadRequest:
        return
    assert others(edited, paragraph_id) == others(DRAFT, paragraph_id)
    typed = "".join(text.replace("⟦", "[").replace("⟧", "]").split())
    assert "".join(shown(edited, paragraph_id).split()) == typed
    assert edited.fillings == DRAFT.fillings


@given(
    paragraph_id=st.sampled_from(IDS), cut=st.integers(0, 60), more=st.text(st.sampled_from("且已23件。，"), max_size=8)
)
def test_an_insertion_reads_as_typed(paragraph_id: str, cut: int, more: str) -> None:
    old = shown(DRAFT, paragraph_id)
    text = old[:cut] + more + old[cut:]
    assert shown(edit_paragraph(DRAFT, paragraph_id, text), paragraph_id) == text


def test_adding_and_removing() -> None:
    added = add_paragraph(DRAFT, "o1", "o1p1", "新增一段。")
    texts = [paragraph_text(p, added).text for p in section_of(added, "o1").paragraphs]
    assert texts[1] == "新增一段。"
    new = section_of(added, "o1").paragraphs[1]
    assert new.locked
    assert plain_text(remove_paragraph(added, new.id)) == plain_text(DRAFT)
    first = add_paragraph(DRAFT, "o1", "", "最前一段。")
    assert shown(first, section_of(first, "o1").paragraphs[0].id) == "最前一段。"


def test_a_section_written_anew_keeps_edited_and_added_paragraphs() -> None:
    edited = edit_paragraph(DRAFT, "o1p1", "我改过的第一段。")
    edited = add_paragraph(edited, "o1", "o1p1", "我添加的一段。")
    edited = add_paragraph(edited, "o1", section_of(edited, "o1").paragraphs[1].id, "我又添加的一段。")
    new, kept = replace_section(edited, again("o1", "新第一段。", "新第二段。", "新第三段。"))
    texts = [paragraph_text(p, new).text for p in section_of(new, "o1").paragraphs]
    assert texts == ["我改过的第一段。", "我添加的一段。", "我又添加的一段。", "新第二段。", "新第三段。"]
    assert kept == 3
    forced, none = replace_section(edited, again("o1", "新第一段。"), force=True)
    assert [paragraph_text(p, forced).text for p in section_of(forced, "o1").paragraphs] == ["新第一段。"]
    assert none == 0
    assert section_of(new, "o2") == section_of(DRAFT, "o2")


def test_the_closing_phrase_survives_a_section_written_anew() -> None:
    new, _ = replace_section(DRAFT, again("o2", "新的不足。"), force=True)
    assert [p.id for p in section_of(new, "o2").paragraphs] == ["o2p1", "closing"]


def test_one_paragraph_written_anew() -> None:
    edited = edit_paragraph(DRAFT, "o1p2", "改过。")
    new = replace_paragraph(edited, "o1p2", again("o1", "一。", "二。"))
    assert shown(new, "o1p2") == "二。"
    assert not paragraph_of(new, "o1p2").locked
    with pytest.raises(BadRequest, match="没有改动"):
        replace_paragraph(edited, "o1p2", again("o1", "一。"))
    assert not paragraph_of(unlock(edited, "o1p2"), "o1p2").locked


def test_a_draft_written_anew_keeps_edits_and_tells_which_lack_a_place() -> None:
    old = edit_paragraph(DRAFT, "o1p2", "复议案件【待补充：行政复议案件数】，已答复。")
    old = edit_paragraph(old, "o2p1", "我写的不足。")
    new, kept, lost = carried_over(DRAFT, old)
    assert (kept, lost) == (2, 0)
    assert shown(new, "o1p2") == "复议案件【待补充：行政复议案件数】，已答复。"
    assert [p.id for p in section_of(new, "o2").paragraphs] == ["o2p1", "closing"]
    only_first = replace(DRAFT, sections=DRAFT.sections[:1])
    assert carried_over(only_first, old)[1:] == (1, 1)


def test_edits_over_other_slots_keep_their_printed_text() -> None:
    old = edit_paragraph(DRAFT, "o1p1", shown(DRAFT, "o1p1") + "另加一句。")
    moved = tuple(replace(s, id=f"s{int(s.id[1:]) + 1}") for s in SLOTS)
    other = replace(
        DRAFT, slots=moved, fillings=tuple(Filling(slot=s.id, status=SlotStatus.GIVEN, surface="5件") for s in moved)
    )
    new, _, _ = carried_over(other, old)
    assert shown(new, "o1p1") == shown(old, "o1p1")
    assert LETTERS in paragraph_of(new, "o1p1").sentences[0].sources


def test_renaming() -> None:
    assert section_of(rename_section(DRAFT, "o1", " 一、工作 "), "o1").heading == "一、工作"
    with pytest.raises(BadRequest, match="标题"):
        rename_section(DRAFT, "o1", " ")


MONEY = slot(9, "经费投入", "元", replace(last("32万元", "320000", "元", "经费投入")))
HOUSEHOLDS = slot(9, "走访家次", "家次", last("36家(次)", "36", "家次", "走访家次"))
POINTS = slot(9, "满意率提高", "百分点", last("7.6个百分点", "7.6", "百分点", "满意率提高"))
CHINESE = slot(9, "专题学习次数", "次", last("三次", "3", "次", "专题学习次数"), chinese=True)
BARE = slot(9, "立案数", "", last("12", "12", "", "立案数"))


@pytest.mark.parametrize(
    ("wanted", "typed", "surface"),
    [
        (SLOTS[3], "9", "9件"),
        (SLOTS[3], " 9 件 ", "9件"),
        (SLOTS[3], "９", "9件"),
        (SLOTS[3], "1,234", "1,234件"),
        (SLOTS[3], "9起", "9起"),
        (SLOTS[3], "120余", "120余件"),
        (SLOTS[3], "10-15件", "10-15件"),
        (SLOTS[3], "0", "0件"),
        (SLOTS[2], "85.2", "85.2%"),
        (SLOTS[2], "85.2%", "85.2%"),
        (MONEY, "45万元", "45万元"),
        (MONEY, "450000元", "450000元"),
        (HOUSEHOLDS, "40", "40家(次)"),
        (POINTS, "2.5", "2.5个百分点"),
        (CHINESE, "4", "四次"),
        (CHINESE, "两次", "两次"),
        (BARE, "15", "15"),
    ],
)
def test_what_fits_a_gap(wanted: object, typed: str, surface: str) -> None:
    assert given_surface(wanted, typed) == surface  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("wanted", "typed", "told"),
    [
        (SLOTS[3], "", "请填写"),
        (SLOTS[3], "很多", "不是一个完整的数字"),
        (SLOTS[3], "9件和3件", "不是一个完整的数字"),
        (SLOTS[3], "2024年", "不是一个完整的数字"),
        (SLOTS[3], "-9", "不是一个完整的数字"),
        (SLOTS[3], "9件⟦s1⟧", "不是一个完整的数字"),
        (SLOTS[3], "9人次", "单位是“件”"),
        (SLOTS[3], "90%", "单位是“件”"),
        (SLOTS[3], "9.5", "不应有小数"),
        (SLOTS[2], "85件", "单位是“%”"),
        (MONEY, "45", "连单位一起填写"),
        (SLOTS[3], "9" * 31, "太长"),
    ],
)
def test_what_does_not_fit_a_gap(wanted: object, typed: str, told: str) -> None:
    with pytest.raises(BadRequest, match=told):
        given_surface(wanted, typed)  # pyright: ignore[reportArgumentType]
