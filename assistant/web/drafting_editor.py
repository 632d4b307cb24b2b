"""The editor as HTML: the draft at the left, at the right the sources, gaps, findings, unused material and versions."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from assistant.drafting.comparing import Row
from assistant.drafting.desk import DraftingDesk, Opened
from assistant.drafting.drafts import Project
from assistant.drafting.types import Draft, SlotStatus
from assistant.web.drafting_panels import (
    findings_html,
    findings_of,
    gaps_html,
    sources_html,
    unused_html,
    versions_html,
)
from assistant.web.drafting_text import comparison_html, text_html
from assistant.web.service import USER
from knowledge.errors import KnowledgeError

STATUS_LABELS = (
    (SlotStatus.FILLED, "取自材料"),
    (SlotStatus.COMPUTED, "算出"),
    (SlotStatus.GIVEN, "人工填写"),
    (SlotStatus.MISSING, "待补充"),
    (SlotStatus.CONTRADICTED, "待核实"),
)


def editor_html(
    desk: DraftingDesk,
    project: Project,
    opened: Opened,
    *,
    compared: Sequence[Row] | None = None,
    compared_of: tuple[int, int] | None = None,
) -> str:
    """Return the editor for the newest version, or two versions side by side where ``compared`` is given."""
    draft = opened.draft
    versions = desk.versions(USER, project.id)
    head = _head(project, draft, opened.version)
    if compared is not None and compared_of is not None:
        body = comparison_html(compared, compared_of)
        return f'<section class="fz-d-editor" data-version="{opened.version}">{head}{body}</section>'
    panels = (
        ("sources", "依据", sources_html(draft, project.id, _last_year(desk, project))),
        ("gaps", f"待补 {len(draft.gaps)}", gaps_html(draft)),
        ("findings", f"核查 {len(findings_of(draft))}", findings_html(draft, project.id)),
        ("unused", f"未采用 {len(draft.unused)}", unused_html(draft, project.id)),
        ("versions", f"版本 {len(versions)}", versions_html(versions, opened.version)),
    )
    tabs = "".join(
        f'<button type="button" role="tab" data-panel="{name}" aria-controls="fz-d-panel-{name}" aria-selected="false">{label}</button>'
        for name, label, _ in panels
    )
    bodies = "".join(
        f'<div role="tabpanel" id="fz-d-panel-{name}" data-panel-of="{name}" aria-label="{escape(label)}" tabindex="0" hidden>{body}</div>'
        for name, label, body in panels
    )
    return (
        f'<section class="fz-d-editor" data-version="{opened.version}" data-of="{escape(project.id)}">{head}'
        f'<div class="fz-d-grid"><div class="fz-paper fz-d-paper" tabindex="0" aria-label="草稿正文">{text_html(draft)}</div>'
        f'<aside class="fz-d-side" aria-label="依据、待补和核查"><div class="fz-d-tabs" role="tablist">{tabs}</div>{bodies}</aside>'
        "</div></section>"
    )


def _head(project: Project, draft: Draft, version: int) -> str:
    counts = Counter(filling.status for filling in draft.fillings)
    counts[SlotStatus.MISSING] += counts.pop(SlotStatus.DOUBTFUL, 0)
    legend = "".join(
        f'<li class="fz-slot {status.value}">{label} <strong>{counts[status]}</strong></li>'
        for status, label in STATUS_LABELS
    )
    base = f"/draft/{project.id}"
    links = "".join(
        f'<a href="{base}/{file}" download>{label}</a>'
        for file, label in (
            ("report.docx", "Word"), ("report.docx?annex=1", "Word 含依据附表"), ("report.md", "Markdown"), ("report.json", "JSON"),
        )
    )  # fmt: skip
    notices = "".join(f"<li>{escape(notice)}</li>" for notice in draft.notices)
    told = (
        f'<details class="fz-d-notices"><summary>起草说明 {len(draft.notices)} 条</summary><ul>{notices}</ul></details>'
        if notices
        else ""
    )
    by = f"模型 {draft.model}" if draft.model else "未用模型，由模板和材料原句编成"
    return (
        f'<div class="fz-d-head"><div><h2 class="fz-heading">{escape(draft.title)}</h2>'
        f'<p class="fz-hint">第 {version} 版 · {escape(by)} · 材料 {len(draft.materials)} 份</p></div>'
        f'<div class="fz-downloads" role="group" aria-label="导出">{links}</div></div>'
        f'<ul class="fz-d-legend" aria-label="数字的来历">{legend}</ul>{told}'
    )


def _last_year(desk: DraftingDesk, project: Project) -> dict[str, str]:
    """Return last year's wording of each section, by the section's id; empty where that cannot be had."""
    try:
        prepared = desk.prepared(USER, project.id)
    except KnowledgeError:
        return {}
    if prepared.template is None:
        return {}
    sections = prepared.template.sections
    return {
        section.id: "\n".join("".join(s.original for s in p) for p in sections[section.template].paragraphs)
        for section in prepared.outline
        if section.template is not None and section.template < len(sections)
    }
