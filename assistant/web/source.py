"""A document as a page of its own, with the cited sentence highlighted where it still stands."""

from collections.abc import Iterator
from html import escape

from assistant.answering.types import Citation
from assistant.web.rendering import KIND_NAMES
from knowledge.documents import Document, Outline, Section, Span, text_hash

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/static/source.css"></head>
<body><header><h1>{title}</h1>{facts}{path}{banner}</header>{contents}<main>{body}</main></body></html>"""
_DEEPEST_IN_CONTENTS = 3
_HEADING_CHARACTERS = 40


def source_page(
    document: Document,
    outline: Outline,
    *,
    wanted: Span | None = None,
    sha256: str = "",
    frozen: Citation | None = None,
) -> str:
    """Return the page; ``wanted`` is highlighted only where its text still has ``sha256``.

    ``frozen`` is the citation as it was stored: its quote is shown where the text has changed.
    """
    intact = wanted is not None and _stands(document.text, wanted, sha256)
    banner = (
        ""
        if wanted is None or intact
        else _changed("来源已变更", "引文所在的位置已不是原来的文字，故不作标示。", frozen)
    )
    metadata = document.metadata
    parts = (
        KIND_NAMES[metadata.kind],
        metadata.organ,
        f"{metadata.year}年" if metadata.year else None,
        metadata.document_number,
        metadata.status,
        metadata.verified,
    )
    facts = f'<p class="facts">{escape(" · ".join(part for part in parts if part))}</p>'
    path = _path(outline, wanted) if wanted is not None and intact else ""
    return _PAGE.format(
        title=escape(metadata.title),
        facts=facts,
        path=f'<p class="path">{escape(path)}</p>' if path else "",
        banner=banner,
        contents=_contents(outline.sections),
        body="".join(_body(document.text, outline.sections, wanted if intact else None)),
    )


def missing_page(message: str, frozen: Citation | None = None) -> str:
    """Return the page that stands for a document that is gone, with the quote that was kept."""
    title = frozen.title if frozen else "来源已删除"
    banner = _changed("来源已删除", message, frozen)
    return _PAGE.format(title=escape(title), facts="", path="", banner=banner, contents="", body="")


def _stands(text: str, span: Span, sha256: str) -> bool:
    return span.start < span.end <= len(text) and text_hash(text[span.start : span.end]) == sha256


def _changed(label: str, message: str, frozen: Citation | None) -> str:
    quoted = ""
    if frozen:
        quoted = f"<p>当时的引文（{escape(frozen.locator or frozen.title)}）：</p><blockquote>{escape(frozen.quote)}</blockquote>"
    return f'<div class="banner" role="alert"><strong>{label}</strong>　{escape(message)}{quoted}</div>'


def _path(outline: Outline, span: Span) -> str:
    holding = [s for s in outline.sections if s.start <= span.start < s.end]
    if holding:
        return max(holding, key=lambda section: (section.start, section.level)).path
    return next((p.locator for p in outline.passages if p.start <= span.start < p.end), "")


def _contents(sections: tuple[Section, ...]) -> str:
    listed = [(index, s) for index, s in enumerate(sections) if s.level <= _DEEPEST_IN_CONTENTS]
    if len(listed) < 2:  # noqa: PLR2004 - one heading needs no table of contents
        return ""
    items = "".join(
        f'<li class="l{section.level}"><a href="#s{index}">{escape(section.heading[:_HEADING_CHARACTERS])}</a></li>'
        for index, section in listed
    )
    return f'<details class="contents"><summary>目录（{len(listed)}）</summary><ul>{items}</ul></details>'


def _body(text: str, sections: tuple[Section, ...], marked: Span | None) -> Iterator[str]:
    """Yield paragraphs with an anchor where each section begins and ``marked`` in <mark>."""
    starts = [(section.start, index, section) for index, section in enumerate(sections)]
    starts.sort(key=lambda item: item[:2])
    following = 0
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        anchors: list[tuple[int, int]] = []
        heading = 0
        while following < len(starts) and starts[following][0] <= end:
            start, index, section = starts[following]
            anchors.append((max(start, position), index))
            if start == position and line.strip() == section.heading.strip():
                heading = min(section.level, 4)
            following += 1
        if line.strip() or anchors:
            tag = f"h{heading + 1}" if heading else "p"
            yield f"<{tag}>{''.join(_pieces(line, position, anchors, marked))}</{tag}>\n"
        position = end + 1


def _pieces(line: str, offset: int, anchors: list[tuple[int, int]], marked: Span | None) -> Iterator[str]:
    """Yield a line cut at its anchors and at the edges of the marked range."""
    end = offset + len(line)
    first = max(marked.start, offset) if marked else end
    last = min(marked.end, end) if marked else end
    cuts = sorted({offset, end, *(a for a, _ in anchors), *((first, last) if first < last else ())})
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        yield from (f'<a id="s{index}"></a>' for at, index in anchors if at == left)
        piece = escape(line[left - offset : right - offset])
        if piece and first <= left < last:
            identity = ' id="quote"' if marked and left == marked.start else ""
            yield f"<mark{identity}>{piece}</mark>"
        else:
            yield piece
