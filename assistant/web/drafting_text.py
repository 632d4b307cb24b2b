"""A draft's text as HTML: paragraphs with their tools, slots coloured by what became of them; versions side by side."""

from collections.abc import Sequence
from html import escape

from assistant.drafting.comparing import Row
from assistant.drafting.rendering import filled, fillings_of, paragraph_text, slots_of
from assistant.drafting.types import Draft, DraftParagraph, DraftSection, DraftSentence, Filling, Slot, SlotStatus
from assistant.web.drafting_rendering import button
from knowledge.documents import Span

_TOLD = {
    SlotStatus.FILLED: "取自材料",
    SlotStatus.COMPUTED: "由材料的数字算出",
    SlotStatus.GIVEN: "人工填写",
    SlotStatus.MISSING: "本年材料没有",
    SlotStatus.DOUBTFUL: "有相近的数字，请您选定",
    SlotStatus.CONTRADICTED: "材料互相矛盾，请核实",
}


def text_html(draft: Draft) -> str:
    """Return title, headings and paragraphs; each paragraph is chosen by a click and has its tools."""
    sections = "".join(_section(section, draft) for section in draft.sections)
    return f'<h3 class="fz-d-title">{escape(draft.title)}</h3>{sections}'


def told(slot: Slot | None, filling: Filling | None) -> str:
    """Return in one line what a slot holds and why."""
    if slot is None:
        return "这一处数字的出处已不在"
    status = filling.status if filling else SlotStatus.MISSING
    parts = [slot.name, _TOLD[status]]
    if filling and filling.formula:
        parts.append(filling.formula)
    if filling and filling.sources and status is SlotStatus.FILLED:
        parts.append(filling.sources[0].title)
    return "；".join(parts)


def _section(section: DraftSection, draft: Draft) -> str:
    heading = f'<h4 class="level{section.level}">{escape(section.heading)}</h4>' if section.heading else ""
    edited = sum(p.locked for p in section.paragraphs)
    ask = f"这一节有 {edited} 段您改过。重写时保留这些段落，只重写其余段落？" if edited else ""
    name = section.heading or "开头"
    tools = button(
        "用资料重写本节",
        "rewrite",
        section.id,
        look="fz-link",
        confirm=ask,
        yes="保留并重写",
        label=f"用资料重写本节：{name}",
    )
    if edited:
        tools += button(
            "连改过的一起重写", "rewrite", section.id, look="fz-link fz-danger", force="yes",
            confirm="您改过的段落也会被重写。之前的文字仍可在“版本”里恢复。", yes="全部重写",
        )  # fmt: skip
    if section.heading:
        tools += button(
            "改标题", "rename", section.id, label=f"改标题：{name}", ask="这一节的标题", text=section.heading
        )
    tools += f'<button type="button" class="fz-link" data-do="insert" data-section="{escape(section.id)}" data-after="">加一段</button>'
    paragraphs = "".join(_paragraph(p, section, draft) for p in section.paragraphs)
    return (
        f'<div class="fz-d-section" data-section-id="{escape(section.id)}"><div class="fz-d-sectionhead">{heading}'
        f'<span class="fz-d-sectiontools">{tools}</span></div>{paragraphs}</div>'
    )


def _paragraph(paragraph: DraftParagraph, section: DraftSection, draft: Draft) -> str:
    slots, fillings = slots_of(draft), fillings_of(draft)
    words = "".join(_sentence(s, slots, fillings) for s in paragraph.sentences)
    plain = paragraph_text(paragraph, draft).text
    flag = '<small class="fz-d-locked">您改过</small>' if paragraph.locked else ""
    first = plain[:16]
    tools = (
        f'<button type="button" class="fz-link" data-do="edit">修改</button>'
        f"{_renew(paragraph)}"
        f'<button type="button" class="fz-link" data-do="insert" data-section="{escape(section.id)}"'
        f' data-after="{escape(paragraph.id)}">下面加一段</button>'
        f"{button('删除本段', 'cut', paragraph.id, look='fz-link fz-danger', confirm=f'删除“{first}……”这一段？可在“版本”里恢复。', yes='删除')}"
    )
    return (
        f'<div class="fz-d-p" data-p="{escape(paragraph.id)}" data-text="{escape(plain)}">'
        f'<p tabindex="0" role="button" aria-label="看这一段的依据：{escape(first)}">{words}{flag}</p>'
        f'<div class="fz-d-ptools">{tools}</div></div>'
    )


def _renew(paragraph: DraftParagraph) -> str:
    """Return 用资料重写本段; an edited paragraph is given up only when the person says so."""
    if not paragraph.locked:
        return button("用资料重写本段", "renew", paragraph.id)
    ask = "这一段您改过，用资料重写会换掉您的文字。之前的文字仍可在“版本”里恢复。"
    return button("用资料重写本段", "renew", paragraph.id, confirm=ask, yes="重写这一段", force="yes")


def _sentence(sentence: DraftSentence, slots: dict[str, Slot], fillings: dict[str, Filling]) -> str:
    rendered = filled(sentence.text, slots, fillings)
    out: list[str] = []
    last = 0
    for placed in rendered.placed:
        start, end = placed.span.start, placed.span.end
        filling = fillings.get(placed.slot)
        status = filling.status if filling else SlotStatus.MISSING
        shown = escape(rendered.text[start:end])
        said = escape(told(slots.get(placed.slot), filling))
        out.append(escape(rendered.text[last:start]))
        out.append(
            f'<button type="button" class="fz-slot {status.value}" data-slot="{escape(placed.slot)}" title="{said}"'
            f' aria-label="{shown}，{said}">{shown}</button>'
        )
        last = end
    out.append(escape(rendered.text[last:]))
    words = "".join(out)
    if sentence.mark:
        return f'<span class="fz-d-marked" title="{escape(sentence.mark)}">{words}<small>{escape(sentence.mark)}</small></span>'
    return words


def comparison_html(rows: Sequence[Row], numbers: tuple[int, int]) -> str:
    """Return two versions side by side with the words that differ marked."""
    changed = sum(row.changed for row in rows)
    lines = "".join(
        f'<tr class="{"changed" if row.changed else "same"}"><td>{_marked(row.left, row.left_spans, "del")}</td>'
        f"<td>{_marked(row.right, row.right_spans, 'ins')}</td></tr>"
        for row in rows
    )
    left, right = numbers
    return (
        f'<div class="fz-d-compare"><div class="fz-d-head"><p class="fz-hint">第 {left} 版与第 {right} 版对照，'
        f'{f"有 {changed} 处不同" if changed else "文字相同"}。</p><div class="fz-d-buttons">'
        f"{button(f'恢复第 {left} 版', 'restore', str(left), look='fz-plain')}{button('返回编辑', 'uncompare', look='fz-primary')}</div></div>"
        f'<div class="fz-wide"><table><thead><tr><th>第 {left} 版</th><th>第 {right} 版</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div></div>"
    )


def _marked(text: str, spans: Sequence[Span], tag: str) -> str:
    out: list[str] = []
    last = 0
    for span in spans:
        out += [escape(text[last : span.start]), f"<{tag}>{escape(text[span.start : span.end])}</{tag}>"]
        last = span.end
    return "".join([*out, escape(text[last:])])
