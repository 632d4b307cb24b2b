"""A draft as Markdown: headings, paragraphs with notes to their sources, and what is still missing."""

import re

from assistant.drafting.rendering import paragraph_text
from assistant.drafting.types import Draft, DraftParagraph, Filling, SlotStatus, Source
from assistant.drafting.typography import full_width

_HELD = frozenset({SlotStatus.FILLED, SlotStatus.COMPUTED, SlotStatus.GIVEN})
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def draft_markdown(draft: Draft) -> str:
    """Return the draft with a footnote for each source and the list of gaps at the end."""
    notes: dict[tuple[str, int, int], tuple[int, Source]] = {}
    lines = [f"# {_plain(draft.title)}", ""]
    for section in draft.sections:
        if section.heading:
            lines += [f"{'#' * min(section.level + 1, 6)} {_plain(section.heading)}", ""]
        for paragraph in section.paragraphs:
            marks: list[str] = []
            for source in _sources(paragraph, draft):
                key = (source.document_id, source.start, source.end)
                number, _ = notes.setdefault(key, (len(notes) + 1, source))
                marks.append(f"[^{number}]")
            lines += [_plain(paragraph_text(paragraph, draft).text) + "".join(dict.fromkeys(marks)), ""]
    if draft.gaps:
        lines += ["## 待补清单", ""]
        for gap in draft.gaps:
            last = f"（上年：{_plain(gap.last_surface)}）" if gap.last_surface else ""
            lines.append(f"- {_plain(gap.metric)}{last}：{_plain(gap.reason)}{_plain(gap.ask)}")
        lines.append("")
    lines += [
        f"[^{number}]: 《{_plain(s.title)}》{_plain(s.locator)}：{_plain(' '.join(s.quote.split()))}"
        for number, s in notes.values()
    ]
    return "\n".join(lines).rstrip() + "\n"


def _sources(paragraph: DraftParagraph, draft: Draft) -> list[Source]:
    fillings: dict[str, Filling] = {filling.slot: filling for filling in draft.fillings}
    found = [source for sentence in paragraph.sentences for source in sentence.sources]
    for placed in paragraph_text(paragraph, draft).placed:
        filling = fillings.get(placed.slot)
        if filling is not None and filling.status in _HELD:
            found += filling.sources
    return found


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", full_width(text))
