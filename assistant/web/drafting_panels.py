"""The panels beside a draft as HTML: sources of a paragraph, gaps to fill, findings, unused material, versions."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from assistant.checking.naming import FINDING_NAMES, SEVERITY_NAMES
from assistant.checking.types import Finding, FindingKind
from assistant.drafting.drafts import Version
from assistant.drafting.rendering import MARK, SLOT, fillings_of, printed, slots_of
from assistant.drafting.settling import places
from assistant.drafting.types import HELD, Candidate, Draft, DraftParagraph, Gap, Slot, SlotStatus, Source
from assistant.web.drafting_rendering import button, local_time
from assistant.web.drafting_text import told
from knowledge.documents import text_hash

_AROUND = 80
_NAMES = {
    SlotStatus.MISSING: "缺",
    SlotStatus.DOUBTFUL: "待选",
    SlotStatus.CONTRADICTED: "矛盾",
}


def source_url(draft_id: str, document_id: str, start: int, words: str) -> str:
    """Return where a quoted place can be opened."""
    query = urlencode({"start": start, "size": len(words), "sha": text_hash(words)})
    return f"/draft/{quote(draft_id, safe='')}/source/{quote(document_id, safe='')}?{query}#quote"


def sources_html(draft: Draft, draft_id: str, last_year: Mapping[str, str]) -> str:
    """Return for each paragraph what stands behind it; the page shows that of the chosen one."""
    parts = ['<p class="fz-hint" data-unchosen>点正文里的一段，在这里看它的依据；点有颜色的数字，看它从哪来。</p>']
    for section in draft.sections:
        wording = last_year.get(section.id, "")
        for paragraph in section.paragraphs:
            parts.append(_behind(paragraph, draft, draft_id, wording))
    return "".join(parts)


def _behind(paragraph: DraftParagraph, draft: Draft, draft_id: str, wording: str) -> str:
    slots, fillings = slots_of(draft), fillings_of(draft)
    used = list(dict.fromkeys(m[1] for s in paragraph.sentences for m in SLOT.finditer(s.text)))
    figures = "".join(_slot(slots[s], draft, draft_id) for s in used if s in slots)
    seen: dict[tuple[str, int, int], Source] = {}
    for source in (s for sentence in paragraph.sentences for s in sentence.sources):
        seen.setdefault((source.document_id, source.start, source.end), source)
    for slot in used:
        for source in fillings[slot].sources if slot in fillings else ():
            seen.pop((source.document_id, source.start, source.end), None)
    quotes = "".join(_quote(source, draft_id, "") for source in seen.values())
    said = f"<h4>这一段的依据</h4>{quotes}" if quotes else ""
    if not quotes and not figures:
        said = '<p class="fz-hint">这一段没有引用材料：是固定用语，或由您写成。</p>'
    before = (
        f'<details class="fz-d-before"><summary>上一年这一节的写法（对照用）</summary>'
        f"{''.join(f'<p>{escape(line)}</p>' for line in wording.split(chr(10)) if line)}</details>"
        if wording
        else ""
    )
    return (
        f'<section data-behind="{escape(paragraph.id)}" hidden>'
        f"{f'<h4>数字</h4><ul class=fz-d-figures>{figures}</ul>' if figures else ''}{said}{before}</section>"
    )


def _slot(slot: Slot, draft: Draft, draft_id: str) -> str:
    filling = fillings_of(draft).get(slot.id)
    status = filling.status if filling else SlotStatus.MISSING
    held = status in HELD
    surface = filling.surface if filling and held else ""
    quotes = "".join(_quote(s, draft_id, surface) for s in filling.sources) if filling else ""
    last = f"<small>上年 {escape(slot.last.surface)}</small>" if slot.last else ""
    back = button("撤回填写", "clear", slot.id) if status is SlotStatus.GIVEN else ""
    shown = escape(printed(slot, filling))
    go = (
        ""
        if held
        else f'<button type="button" class="fz-link" data-do="gap" data-slot="{escape(slot.id)}">去补充</button>'
    )
    return (
        f'<li data-slot-card="{escape(slot.id)}"><p><span class="fz-slot {status.value}">{shown}</span>'
        f"{last}{back}{go}</p><small>{escape(told(slot, filling))}</small>{quotes}</li>"
    )


def _quote(source: Source, draft_id: str, value: str) -> str:
    locator = "" if source.locator == source.title else source.locator
    return (
        f'<blockquote class="fz-quote"><footer><strong>{escape(source.title)}</strong> {escape(locator)}'
        f'<a class="fz-link" data-source href="{escape(_url(draft_id, source))}" target="_blank">打开原文</a></footer>'
        f"<p>{''.join(_highlighted(source.quote, value))}</p></blockquote>"
    )


def _url(draft_id: str, source: Source) -> str:
    return source_url(draft_id, source.document_id, source.start, source.quote)


def _highlighted(words: str, value: str) -> Iterator[str]:
    at = words.find(value) if value else -1
    if at < 0:
        yield f"<mark>{escape(words)}</mark>"
        return
    first, last = max(0, at - _AROUND), min(len(words), at + len(value) + _AROUND)
    yield f"{'……' if first else ''}{escape(words[first:at])}<mark>{escape(value)}</mark>"
    yield f"{escape(words[at + len(value) : last])}{'……' if last < len(words) else ''}"


def gaps_html(draft: Draft) -> str:
    """Return what is missing: last year's value, whom to ask, a field to fill in, what can be chosen."""
    if not draft.gaps:
        return '<p class="fz-empty fz-clean">没有待补的内容。</p>'
    titles = {section.id: section.heading or "开头" for section in draft.sections}
    return f'<ol class="fz-d-gaps">{"".join(_gap(gap, titles) for gap in draft.gaps)}</ol>'


def _gap(gap: Gap, titles: Mapping[str, str]) -> str:
    tag = f'<span class="fz-tag {gap.status.value}">{_NAMES.get(gap.status, "缺")}</span>'
    lines = [f"<small>{escape(titles.get(gap.section, gap.section))}</small>"] if gap.section else []
    if gap.last_surface:
        lines.append(
            f'<p class="fz-d-last">上年：<strong>{escape(gap.last_surface)}</strong><q>{escape(gap.last_quote)}</q></p>'
        )
    lines.append(f"<p>{escape(gap.reason)}</p>")
    if gap.ask:
        lines.append(f'<p class="fz-d-ask">可问：{escape(gap.ask)}</p>')
    lines += [_choice(gap, index, candidate) for index, candidate in enumerate(gap.candidates)]
    if gap.proposal and gap.slot:
        lines.append(
            f'<p class="fz-d-choice"><span>可算得 <strong>{escape(gap.proposal)}</strong> <small>{escape(gap.formula)}</small></span>'
            f"{button('采用', 'accept', gap.slot, look='fz-plain', label=f'采用算得的 {gap.proposal}')}</p>"
        )
    name = gap.metric or "这一项"
    form = ""
    if gap.slot:
        form = (
            f'<form class="fz-d-fill" data-form><input type="text" name="surface" maxlength="40" autocomplete="off"'
            f' aria-label="填写{escape(name)}" placeholder="{escape(f"数字和单位，如上年写作 {gap.last_surface}" if gap.last_surface else "数字和单位")}">'
            f"{button('填入', 'fill', gap.slot, look='fz-plain', label=f'填入{name}')}</form>"
        )
    spot = f' data-gap="{escape(gap.slot)}"' if gap.slot else ""
    go = (
        f'<button type="button" class="fz-d-goto" data-do="spot" data-slot="{escape(gap.slot)}">{escape(name)}</button>'
        if gap.slot
        else f"<strong>{escape(name)}</strong>"
    )
    return f"<li{spot}><header>{tag}{go}</header>{''.join(lines)}{form}</li>"


def _choice(gap: Gap, index: int, candidate: Candidate) -> str:
    if not gap.slot:
        return ""
    where = candidate.source.title + (f"（{candidate.office}）" if candidate.office else "")
    return (
        f'<p class="fz-d-choice"><span><strong>{escape(candidate.surface)}</strong> {escape(candidate.metric)}'
        f"<small>{escape(where)}：{escape(candidate.source.quote[:120])}</small></span>"
        f"{button('采用', 'candidate', f'{gap.slot}|{index}', look='fz-plain', label=f'采用 {candidate.surface}')}</p>"
    )


def findings_of(draft: Draft) -> tuple[Finding, ...]:
    """Return what the check found besides the marks of gaps, which have a list of their own."""
    return tuple(f for f in draft.findings if f.kind is not FindingKind.PLACEHOLDER_LEFT or not MARK.match(f.surface))


def findings_html(draft: Draft, draft_id: str) -> str:
    """Return what the check found; each leads to its paragraph."""
    findings = findings_of(draft)
    if not findings:
        return '<p class="fz-empty fz-clean">核查没有发现需要处理的问题。</p>'
    spots = [
        (place.start, place.end, draft.sections[place.section].paragraphs[place.paragraph].id)
        for place in places(draft)
    ]
    return f'<ol class="fz-finding-list">{"".join(_finding(f, spots, draft_id) for f in findings)}</ol>'


def _finding(finding: Finding, spots: Sequence[tuple[int, int, str]], draft_id: str) -> str:
    paragraph = next((p for start, end, p in spots if start <= finding.start < end), "")
    expected = (
        f'<p class="fz-expected">应为：<strong>{escape(finding.expected)}</strong></p>' if finding.expected else ""
    )
    quotes = "".join(
        f'<blockquote class="fz-quote"><footer><strong>{escape(e.title)}</strong> {escape(e.locator)}'
        f'<a class="fz-link" data-source href="{escape(source_url(draft_id, e.document_id, e.start, e.quote))}" target="_blank">打开原文</a>'
        f"</footer><p>{''.join(_highlighted(e.quote, finding.expected or ''))}</p></blockquote>"
        for e in finding.evidence
        if e.document_id
    )
    return (
        f'<li class="fz-finding {finding.severity.value}"><button type="button" class="fz-goto" data-do="show" data-paragraph="{escape(paragraph)}">'
        f'<span class="fz-tag {finding.severity.value}">{SEVERITY_NAMES[finding.severity]}</span>'
        f'<span class="fz-kind">{FINDING_NAMES[finding.kind]}</span><q>{escape(finding.surface[:60])}</q></button>'
        f'<p class="fz-message">{escape(finding.message)}</p>{expected}{quotes}</li>'
    )


def unused_html(draft: Draft, draft_id: str) -> str:
    """Return the sentences of the material that the draft does not use, with the reason."""
    if not draft.unused:
        return '<p class="fz-empty fz-clean">材料的句子都已采用。</p>'
    items = "".join(
        f'<li><span class="fz-tag">{escape(u.reason)}</span><p>{escape(u.text)}</p><small>{escape(u.source.title)}</small>'
        f'<a class="fz-link" data-source href="{escape(_url(draft_id, u.source))}" target="_blank">打开原文</a></li>'
        for u in draft.unused
    )
    return f'<ul class="fz-d-unused">{items}</ul>'


def versions_html(versions: Sequence[Version], current: int) -> str:
    """Return the kept versions with the ways to compare and restore them."""
    options = [(v.number, f"第 {v.number} 版 {v.why}") for v in versions]

    def choices(chosen: int) -> str:
        return "".join(
            f'<option value="{n}"{" selected" if n == chosen else ""}>{escape(label)}</option>' for n, label in options
        )

    compare = (
        '<form class="fz-d-fill fz-d-comparing" data-form>'
        f'<select name="left" aria-label="左边的版本">{choices(current - 1)}</select><span>与</span>'
        f'<select name="right" aria-label="右边的版本">{choices(current)}</select>{button("对照", "compare", look="fz-plain")}</form>'
        if len(versions) > 1
        else '<p class="fz-hint">每次保存都会留下一个版本，可在这里对照和恢复。</p>'
    )
    items = "".join(
        f"<li><span><strong>第 {v.number} 版</strong> {escape(v.why)}<small>{local_time(v.made)}</small></span>"
        + (
            '<span class="fz-tag">当前</span>'
            if v.number == current
            else button("恢复", "restore", str(v.number), label=f"恢复第 {v.number} 版")
        )
        + "</li>"
        for v in versions
    )
    return f'{compare}<ul class="fz-d-versions">{items}</ul>'
