"""A checked text as a Word document with a comment at the spot of each finding."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import docx
import structlog
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.text.run import Run
from lxml.etree import XMLSyntaxError

from assistant.checking.naming import FINDING_NAMES, SEVERITY_NAMES
from assistant.checking.types import CheckedText, Finding, Proof
from assistant.checking.word_spans import WordSpans

_log = structlog.get_logger(__name__)
_AUTHOR, _INITIALS = "法治报告助手", "核"
_SONG = "宋体"
_LONGEST_QUOTE = 240
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def docx_with_comments(checked: CheckedText, source_docx: Path | None) -> bytes:
    """Return a .docx with one comment a finding, in the order of the text.

    The comments are put into ``source_docx``, the file that was checked, where it is a .docx that can be opened; else
    into a plain document of the text, a line a paragraph. Text and formatting stay as they are.
    """
    document = _opened(source_docx) if source_docx else None
    if document is None:
        document = _plain(checked.text)
    spans = WordSpans(document, checked.text)
    for finding in checked.findings:
        spans.cut(finding.start, finding.end)
    for finding in checked.findings:
        ends = spans.runs(finding.start, finding.end)
        anchor = (
            [Run(run, document.paragraphs[0]) for run in ends] if ends else [document.add_paragraph().add_run("　")]
        )
        document.add_comment(anchor, text=comment_text(finding), author=_AUTHOR, initials=_INITIALS)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def comment_text(finding: Finding) -> str:
    """Return what a comment says: kind, message, expected value and evidence, a line each."""
    lines = [f"【{SEVERITY_NAMES[finding.severity]}】{FINDING_NAMES[finding.kind]}", finding.message]
    if finding.expected:
        lines.append(f"应为：{finding.expected}")
    lines += [f"依据：{_evidence(proof)}" for proof in finding.evidence]
    return _writable("\n".join(lines))


def _evidence(proof: Proof) -> str:
    title = f"《{proof.title}》" if proof.document_id else "本文"
    quote = " ".join(proof.quote.split())
    quote = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE]}……"
    return f"{title}{proof.locator}：“{quote}”"


def _opened(path: Path) -> WordDocument | None:
    """Open the checked file; None where it is no .docx or python-docx cannot work on it (the reader takes more)."""
    if path.suffix.lower() != ".docx":
        return None
    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError, OSError) as error:
        _log.info("comments go into a plain document", reason=str(error))
        return None


def _plain(text: str) -> WordDocument:
    document = docx.Document()
    style = document.styles["Normal"]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - what Normal is
    style.font.name, style.font.size = _SONG, Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _SONG)
    for line in text.split("\n"):
        document.add_paragraph(_writable(line))
    return document


def _writable(text: str) -> str:
    """Put a blank for what XML cannot hold; pieces of text between blanks are found again by themselves."""
    return _UNWRITABLE.sub(" ", text)
