"""The Word export: each comment stands on exactly the words of its finding, and nothing else of the file changes."""

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking.export import docx_with_comments
from assistant.checking.types import CheckedText, Finding, FindingKind, Proof, Severity
from knowledge.reading import read

LINES = (
    "云岭县公安局2023年法治政府建设年度报告",
    "一、2023年主要工作",
    "全年受理信访事项153件，已化解103件，化解率67%。",
    "二、存在的问题",
    "全年受理信访事项153件，仍有50件没有化解。",
)


def finding(text: str, surface: str, *, after: int = 0, expected: str | None = None) -> Finding:
    start = text.index(surface, after)
    return Finding(
        kind=FindingKind.CONTRADICTED_FIGURE,
        severity=Severity.ERROR,
        surface=surface,
        start=start,
        end=start + len(surface),
        message=f"“{surface}”与来源不一致，请改正。",
        expected=expected,
        evidence=(
            Proof(document_id="d", title="数据表", locator="一、(一)", quote="受理信访事项135件", start=0, end=9),
        ),
    )


def checked(text: str, *findings: Finding) -> CheckedText:
    return CheckedText(path="x", text=text, figures_checked=1, norms_checked=0, findings=findings, marks=())


def anchored(document: WordDocument) -> dict[int, str]:
    """Return the text between the marks of each comment."""
    found: dict[int, str] = {}
    open_now: set[int] = set()
    for element in document.element.body.iter():
        if element.tag in {qn("w:commentRangeStart"), qn("w:commentRangeEnd")}:
            number = int(element.get(qn("w:id")))
            open_now ^= {number}
            found.setdefault(number, "")
        elif element.tag == qn("w:t"):
            for number in open_now:
                found[number] += element.text or ""
    assert not open_now
    return found


def commented(document: WordDocument) -> list[Any]:
    """Return the paragraphs that comments begin in."""
    marks = document.element.body.iter(qn("w:commentRangeStart"))
    return [next(mark.iterancestors(qn("w:p"))) for mark in marks]


def words(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def reopened(data: bytes) -> WordDocument:
    return docx.Document(BytesIO(data))


def test_a_plain_text_becomes_a_paragraph_a_line_with_comments_on_their_words() -> None:
    text = "\n".join(LINES)
    second = finding(text, "153件", after=text.index("二、"), expected="135件")
    made = reopened(docx_with_comments(checked(text, finding(text, "67%"), second), None))
    assert [p.text for p in made.paragraphs] == list(LINES)
    assert anchored(made) == {0: "67%", 1: "153件"}
    comments = list(made.comments)
    assert "与来源不符" in comments[0].text
    assert comments[1].author == "法治报告助手"
    for told in ("【错误】", "请改正", "应为：135件", "《数据表》一、(一)", "受理信访事项135件"):
        assert told in comments[1].text
    assert [words(p) for p in commented(made)] == [LINES[2], LINES[4]], "the second 153件 is the one in the second part"


def test_comments_go_into_the_checked_file_and_keep_its_formatting(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    source = docx.Document()
    source.add_heading(LINES[0], 0)
    paragraph = source.add_paragraph("全年受理信访事项1")
    red = paragraph.add_run("53件，已化解")
    red.bold, red.font.color.rgb = True, RGBColor(200, 0, 0)
    paragraph.add_run("103件\t化解率67%。")
    listed = source.add_paragraph("办理案件42起。", style="List Number")
    assert listed.style is not None
    table = source.add_table(2, 2)
    for each, told in zip((c for row in table.rows for c in row.cells), ("指标", "数值", "信访", "153"), strict=True):
        each.text = told
    source.add_paragraph("全年受理信访事项153件。")
    source.save(str(path))
    text = read(path).text
    cell = finding(text, "153", after=text.index("信访 |"))
    findings = (finding(text, "153件"), finding(text, "67%"), finding(text, "42起"), cell)
    made = reopened(docx_with_comments(checked(text, *findings), path))
    assert anchored(made) == {0: "153件", 1: "67%", 2: "42起", 3: "153"}
    assert [p.text for p in made.paragraphs] == [p.text for p in source.paragraphs]
    cells = [words(p) for p in commented(made) if any(True for _ in p.iterancestors(qn("w:tc")))]
    assert cells == ["153"], "the comment is in the cell"
    assert [r.text for r in made.paragraphs[1].runs if r.bold] == ["53件", "，已化解"]
    assert {str(r.font.color.rgb) for r in made.paragraphs[1].runs if r.bold} == {"C80000"}
    again = tmp_path / "again.docx"
    again.write_bytes(docx_with_comments(checked(text, *findings), path))
    assert read(again).text == text, "a comment never changes what is read"


def test_deleted_and_hidden_words_and_contents_do_not_shift_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "修订.docx"
    source = docx.Document()
    source.styles.add_style("TOC 1", 1)
    source.add_paragraph("一、2023年主要工作", style="TOC 1")
    source.add_paragraph("说明：本报告已审定。")
    source.add_paragraph("一、2023年主要工作")
    paragraph = source.add_paragraph("办理案件")
    hidden = paragraph.add_run("153件")
    hidden.font.hidden = True
    paragraph.add_run("153件，其中移送12件。")
    source.save(str(path))
    text = read(path).text
    made = reopened(docx_with_comments(checked(text, finding(text, "主要工作"), finding(text, "153件")), path))
    assert anchored(made) == {0: "主要工作", 1: "153件"}
    heading, body = commented(made)
    assert heading.find(qn("w:pPr")) is None, "the heading, not the line of the table of contents"
    before = body.find(qn("w:commentRangeStart")).getprevious()
    assert (words(before), before.find(qn("w:rPr")).find(qn("w:vanish")) is not None) == ("153件", True)


def test_a_finding_without_a_spot_is_still_told(tmp_path: Path) -> None:
    missing = Finding(
        kind=FindingKind.MISSING_SECTION,
        severity=Severity.WARNING,
        surface="",
        start=0,
        end=0,
        message="没有找到“下一年度工作安排”。",
        expected="下一年度工作安排",
    )
    assert len(list(reopened(docx_with_comments(checked("", missing), None)).comments)) == 1
    text = "\n".join(LINES)
    made = reopened(docx_with_comments(checked(text, missing), None))
    assert list(anchored(made).values()) == [LINES[0]]
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"no zip")
    made = reopened(docx_with_comments(checked(text, finding(text, "67%")), broken))
    assert anchored(made) == {0: "67%"}


def test_characters_that_xml_cannot_hold_do_not_stop_the_export() -> None:
    text = "受理\x0b153件\ufffe，化解103件。"
    made = reopened(docx_with_comments(checked(text, finding(text, "103件")), None))
    assert anchored(made) == {0: "103件"}


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@given(
    lines=st.lists(st.lists(st.sampled_from(["12", "件", "办 结", "\t", "率", "3%", "，"]), min_size=1, max_size=6), min_size=1, max_size=5),
    data=st.data(),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_every_range_of_words_can_be_commented(lines: list[list[str]], data: st.DataObject) -> None:
    text = "\n".join("".join(line) for line in lines)
    places = [i for i, char in enumerate(text) if not char.isspace()]
    if not places:
        return
    start = data.draw(st.sampled_from(places))
    end = data.draw(st.sampled_from([i for i in places if i >= start])) + 1
    spot = Finding(
        kind=FindingKind.RATE_MISMATCH,
        severity=Severity.ERROR,
        surface=text[start:end],
        start=start,
        end=end,
        message="核",
    )
    made = reopened(docx_with_comments(checked(text, spot), None))
    assert "\n".join(p.text for p in made.paragraphs) == text
    assert "".join(anchored(made)[0].split()) == "".join(text[start:end].split())
