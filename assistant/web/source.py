"""A document as a page of its own, with the cited sentence highlighted where it still stands."""

from html import escape

from knowledge.documents import Document, Outline, text_hash

_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="/style.css"></head><body class="source">
<header><h1>{title}</h1><p class="facts">{facts}</p>{banner}</header><nav aria-label="目录">{contents}</nav>
<main>{body}</main></body></html>"""


def source_page(document: Document, outline: Outline, start: int, end: int, sha256: str) -> str:
    """Return the page; a quote whose hash no longer matches is not highlighted but announced."""
    text = document.text
    intact = 0 <= start < end <= len(text) and (not sha256 or text_hash(text[start:end]) == sha256)
    banner = (
        ""
        if intact or not sha256
        else '<p class="banner" role="alert">来源已变更：引文所在的位置已不是原来的文字。</p>'
    )
    metadata = document.metadata
    facts = " · ".join(
        escape(part)
        for part in (
            metadata.organ or "",
            f"{metadata.year}年" if metadata.year else "",
            metadata.status or "",
            _path(outline, start) if intact else "",
            metadata.verified or "",
        )
        if part
    )
    contents = "".join(f'<a href="#s{s.start}">{escape(s.heading[:40])}</a>' for s in outline.sections if s.level < 9)  # noqa: PLR2004 - without run-in 一是
    return _PAGE.format(
        title=escape(metadata.title),
        facts=facts,
        banner=banner,
        contents=contents,
        body=_body(text, {s.start for s in outline.sections}, (start, end) if intact else None),
    )


def missing_page(message: str) -> str:
    """Return the page that stands for a document that is gone."""
    banner = f'<p class="banner" role="alert">来源已删除。{escape(message)}</p>'
    return _PAGE.format(title="来源已删除", facts="", banner=banner, contents="", body="")


def _path(outline: Outline, position: int) -> str:
    return next((p.locator for p in outline.passages if p.start <= position < p.end), "")


def _body(text: str, anchors: set[int], marked: tuple[int, int] | None) -> str:
    """Return paragraphs with anchors at headings and the marked range in <mark>."""
    out: list[str] = []
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        anchor = next((f' id="s{a}"' for a in sorted(anchors) if position <= a < max(end, position + 1)), "")
        if line.strip():
            out.append(f"<p{anchor}>{_marked(line, position, marked)}</p>")
        position = end + 1
    return "\n".join(out)


def _marked(line: str, offset: int, marked: tuple[int, int] | None) -> str:
    if marked is None:
        return escape(line)
    first, last = max(marked[0] - offset, 0), min(marked[1] - offset, len(line))
    if first >= last:
        return escape(line)
    target = ' id="cited"' if marked[0] >= offset else ""
    return f"{escape(line[:first])}<mark{target}>{escape(line[first:last])}</mark>{escape(line[last:])}"
