"""A draft as .docx: title, numbered headings, paragraphs, signature; marks highlighted, findings as comments."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.checking.export import comment_text
from assistant.checking.types import Finding, FindingKind
from assistant.checking.word_spans import WordSpans
from assistant.drafting.exporting.annex import add_annex
from assistant.drafting.exporting.page import TEXT_PT, TITLE_PT, new_document
from assistant.drafting.rendering import paragraph_text, plain_text
from assistant.drafting.types import Draft
from assistant.drafting.typography import full_width

_MARK = re.compile(r"【(?:待补充|待核实)：[^【】\n]{1,60}】")
_UNSIGNED = "【待补充：成文日期】"
_AUTHOR, _INITIALS = "法治报告助手", "核"
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGNATURE_CHARACTERS = 2


def draft_docx(draft: Draft, *, annex: bool = False, comments: bool = True, signed: date | None = None) -> bytes:
    """Return the draft as an official document; ``signed`` is the 成文日期, which is left open where it is None.

    ``annex`` adds the table of sources; ``comments`` puts the findings beside the text.
    """
    document = new_document(draft.title, draft.brief.organ)
    _title(document, _written(draft.title))
    for section in draft.sections:
        if section.heading:
            document.add_heading(_written(section.heading), level=max(1, min(section.level, 4)))
        for paragraph in section.paragraphs:
            text = _written(paragraph_text(paragraph, draft).text)
            if text:
                _marked(document.add_paragraph(), text)
    _sign(document, draft.brief.organ, signed)
    if comments:
        _comment(document, draft)
    if annex:
        add_annex(document, draft)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def exported_text(draft: Draft) -> str:
    """Return what the file's text is before the signature: the plain text with Chinese punctuation."""
    return "\n".join(_written(line) for line in plain_text(draft).split("\n"))


def _written(text: str) -> str:
    """Return a line as it is printed: full-width marks, nothing that XML cannot hold; offsets hold."""
    return full_width(_UNWRITABLE.sub(" ", text))


def _title(document: WordDocument, title: str) -> None:
    paragraph = document.add_paragraph(title, style="Title")
    width = _first_line(title)
    if width is not None:
        side = int((TEXT_PT - width) / 2 * 20)
        properties = paragraph.paragraph_format.element.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:ind {nsdecls("w")} w:left="{side}" w:right="{side}" w:firstLineChars="0" w:firstLine="0"/>')
        )
    _blank(document)


def _first_line(title: str) -> float | None:
    """Return in points how wide the first of two lines should be, so that no word is cut; None where one line holds all."""
    if _ems(title) * TITLE_PT <= TEXT_PT:
        return None
    best: tuple[float, float] | None = None
    position = 0
    for word in _words(title):
        position += len(word)
        first, rest = _ems(title[:position]), _ems(title[position:])
        if rest <= first <= TEXT_PT / TITLE_PT - 0.5 and (best is None or first < best[0]):
            best = (first, rest)
    return best[0] * TITLE_PT + TITLE_PT / 3 if best else None


def _ems(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


@cache
def _words(title: str) -> tuple[str, ...]:
    import jieba  # noqa: PLC0415 - its dictionary takes a second to load, and only long titles need it

    jieba.setLogLevel(60)
    return tuple(jieba.cut(title))


def _blank(document: WordDocument) -> None:
    document.add_paragraph()


def _marked(paragraph: Paragraph, text: str) -> None:
    """Write ``text`` with its marks highlighted."""
    for piece, mark in _pieces(text):
        run = paragraph.add_run(piece)
        if mark:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    last = 0
    for match in _MARK.finditer(text):
        if match.start() > last:
            yield text[last : match.start()], False
        yield match[0], True
        last = match.end()
    if last < len(text):
        yield text[last:], False


def _sign(document: WordDocument, organ: str, signed: date | None) -> None:
    """Add organ and date at the right, two characters in (a document without a seal)."""
    _blank(document)
    day = f"{signed.year}年{signed.month}月{signed.day}日" if signed else _UNSIGNED
    for line in (organ, day):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        properties = paragraph.paragraph_format.element.get_or_add_pPr()
        ind = parse_xml(
            f'<w:ind {nsdecls("w")} w:rightChars="{_SIGNATURE_CHARACTERS * 100}" w:right="{_SIGNATURE_CHARACTERS * 320}"'
            ' w:firstLineChars="0" w:firstLine="0"/>'
        )
        jc = properties.find(qn("w:jc"))
        jc.addprevious(ind)
        _marked(paragraph, line)


def _comment(document: WordDocument, draft: Draft) -> None:
    findings = [f for f in draft.findings if not _shown_otherwise(f)]
    spans = WordSpans(document, exported_text(draft))
    for finding in findings:
        spans.cut(finding.start, finding.end)
    for finding in findings:
        ends = spans.runs(finding.start, finding.end)
        if ends:
            anchor = [Run(run, document.paragraphs[0]) for run in ends]
            document.add_comment(anchor, text=comment_text(finding), author=_AUTHOR, initials=_INITIALS)


def _shown_otherwise(finding: Finding) -> bool:
    """Say whether a finding is a mark that is highlighted already."""
    return finding.kind is FindingKind.PLACEHOLDER_LEFT and _MARK.fullmatch(finding.surface) is not None
