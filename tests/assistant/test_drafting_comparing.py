"""Two versions side by side: one row a paragraph, with the words that differ."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.comparing import Row, compare
from assistant.drafting.editing import add_paragraph, edit_paragraph, remove_paragraph, rename_section
from assistant.drafting.rendering import paragraph_text
from assistant.drafting.types import Draft
from knowledge.documents import Span
from tests.assistant.drafting_draft import a_draft

DRAFT = a_draft()


def changed(other: Draft) -> list[Row]:
    return [row for row in compare(DRAFT, other) if row.changed]


def test_the_same_draft_has_no_difference() -> None:
    assert changed(DRAFT) == []
    assert [row.left for row in compare(DRAFT, DRAFT)][:2] == [DRAFT.title, "一、2024年主要举措和成效"]


def test_the_words_that_differ_are_told_on_both_sides() -> None:
    (row,) = changed(
        edit_paragraph(DRAFT, "o1p1", "全年受理信访事项131件，化解118件，化解率升至90.08%。信访室每周五公开接访。")
    )
    assert [row.right[s.start : s.end] for s in row.right_spans] == ["升至"]
    assert [row.left[s.start : s.end] for s in row.left_spans] == ["下午"]


def test_a_paragraph_written_quite_anew_is_one_row() -> None:
    (row,) = changed(edit_paragraph(DRAFT, "o1p2", "与原来毫无相同。"))
    assert row.left == "办理行政复议案件【待补充：行政复议案件数】。"
    assert row.right == "与原来毫无相同。"


def test_added_removed_and_renamed() -> None:
    (row,) = changed(add_paragraph(DRAFT, "o1", "o1p1", "新增。"))
    assert (row.left, row.right, row.right_spans) == ("", "新增。", (Span(start=0, end=3),))
    (row,) = changed(remove_paragraph(DRAFT, "o1p2"))
    assert row.right == ""
    (row,) = changed(rename_section(DRAFT, "o2", "二、不足"))
    assert row.right == "二、不足"


@given(
    paragraph=st.sampled_from(["o1p1", "o1p2", "o2p1"]),
    text=st.text(st.sampled_from("受理信访件12。，"), min_size=1, max_size=30).filter(str.strip),
)
def test_both_sides_hold_their_whole_text(paragraph: str, text: str) -> None:
    other = edit_paragraph(DRAFT, paragraph, text)
    rows = compare(DRAFT, other)
    for side, draft in (("left", DRAFT), ("right", other)):
        lines = [getattr(row, side) for row in rows if getattr(row, side)]
        paragraphs = [paragraph_text(p, draft).text for s in draft.sections for p in s.paragraphs]
        assert [line for line in lines if line in paragraphs] == paragraphs
    for row in rows:
        rest = "".join(c for n, c in enumerate(row.left) if not any(s.start <= n < s.end for s in row.left_spans))
        other_rest = "".join(
            c for n, c in enumerate(row.right) if not any(s.start <= n < s.end for s in row.right_spans)
        )
        assert rest == other_rest
