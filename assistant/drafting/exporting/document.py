"""A draft as .docx: title, numbered headings, paragraphs, signature; marks highlighted, findings as comments."""

import re
from datetime import date
from functools import cache
from io import BytesIO

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.run import Run

from assistant.checking.export import comment_text
from assistant.checking.word_spans import WordSpans
from assistant.drafting.exporting.annex import add_annex
from assistant.drafting.exporting.page import FLUSH, INDENTED, TEXT_PT, TITLE_PT, new_document
from assistant.drafting.exporting.writing import ems, place, write_marked, written
from assistant.drafting.rendering import paragraph_text, plain_text
from assistant.drafting.types import Draft

_UNSIGNED = "【待补充：成文日期】"
_AUTHOR, _INITIALS = "法治报告助手", "核"
_ADDRESSEE = re.compile(r"[^。；！？]{2,60}：")
_ANNOUNCES = re.compile(r"(?:如下|以下)：\Z")
_EM_TWIPS = 314
"""A character of the body as it is spaced: 15.7 pt."""
_DEEPEST = 4
_SLACK = 0.95
"""Less than a character, so that the next one does not fit; most of one, for wide digits and the gaps beside them."""


def draft_docx(draft: Draft, *, annex: bool = False, comments: bool = True, signed: date | None = None) -> bytes:
    """Return the draft as an official document; ``signed`` is the 成文日期, a mark stands there where it is None.

    ``annex`` adds the table of sources; ``comments`` puts the findings beside the text.
    """
    document = new_document(draft.title, draft.brief.organ)
    if draft.title:
        _title(document, written(draft.title))
    _body(document, draft)
    _sign(document, written(draft.brief.organ), signed)
    if comments:
        _comment(document, draft)
    if annex:
        add_annex(document, draft)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def exported_text(draft: Draft) -> str:
    """Return the file's text before the signature: the plain text with Chinese punctuation; offsets hold."""
    return "\n".join(written(line) for line in plain_text(draft).split("\n"))


def _title(document: WordDocument, title: str) -> None:
    paragraph = document.add_paragraph(title, style="Title")
    width = _first_line(title)
    side = int((TEXT_PT - width) / 2 * 20) if width else 0
    place(paragraph, WD_ALIGN_PARAGRAPH.CENTER, left=side, right=side, **FLUSH)
    document.add_paragraph()


def _first_line(title: str) -> float | None:
    """Return in points how wide the first of two lines is to be, so that no word is cut; None where it is left open."""
    if ems(title) * TITLE_PT <= TEXT_PT:
        return None
    fitting: list[float] = []
    position = 0
    for word in _words(title):
        position += len(word)
        first, rest = ems(title[:position]), ems(title[position:])
        if rest <= first <= TEXT_PT / TITLE_PT - _SLACK:
            fitting.append(first)
    return (min(fitting) + _SLACK) * TITLE_PT if fitting else None


@cache
def _words(title: str) -> tuple[str, ...]:
    import jieba  # noqa: PLC0415 - its dictionary takes a second to load, and only long titles need it

    jieba.setLogLevel(60)
    return tuple(jieba.cut(title))


def _body(document: WordDocument, draft: Draft) -> None:
    first = True
    for section in draft.sections:
        if section.heading:
            heading = document.add_heading(level=max(1, min(section.level, _DEEPEST)))
            write_marked(heading, written(section.heading))
            first = False
        for paragraph in section.paragraphs:
            text = written(paragraph_text(paragraph, draft).text)
            if not text:
                continue
            added = document.add_paragraph()
            write_marked(added, text)
            addressee = first and _ADDRESSEE.fullmatch(text) and not _ANNOUNCES.search(text)
            place(added, WD_ALIGN_PARAGRAPH.JUSTIFY, **(FLUSH if addressee else INDENTED))
            first = False


def _sign(document: WordDocument, organ: str, signed: date | None) -> None:
    """Add organ and date after an empty line, as a document without a seal has them.

    The organ ends two characters from the right and the date begins two characters behind the organ's first; a date
    that is longer than the organ ends two characters from the right, and the organ moves to the left.
    """
    day = f"{signed.year}年{signed.month}月{signed.day}日" if signed else _UNSIGNED
    longer = ems(day) - ems(organ)
    after_organ, after_day = (longer + 4, 2.0) if longer > 0 else (2.0, -longer)
    document.add_paragraph()
    for line, after in ((organ, after_organ), (day, after_day)):
        paragraph = document.add_paragraph()
        place(paragraph, WD_ALIGN_PARAGRAPH.RIGHT, right=round(after * _EM_TWIPS), **FLUSH)
        write_marked(paragraph, line)


def _comment(document: WordDocument, draft: Draft) -> None:
    spans = WordSpans(document, exported_text(draft))
    for finding in draft.findings:
        spans.cut(finding.start, finding.end)
    for finding in draft.findings:
        ends = spans.runs(finding.start, finding.end)
        anchor = (
            [Run(run, document.paragraphs[0]) for run in ends] if ends else [document.add_paragraph().add_run("　")]
        )
        document.add_comment(anchor, text=comment_text(finding), author=_AUTHOR, initials=_INITIALS)
