"""The first step of the wizard as HTML: organ, year, kind of text, last year's report, wishes."""

from dataclasses import replace
from html import escape

from assistant.drafting.desk import DraftingDesk
from assistant.drafting.drafts import Project
from assistant.drafting.types import Brief
from assistant.web.drafting_actions import GIVEN_FILE, NO_PREVIOUS

_LATEST = 2100


def brief_html(desk: DraftingDesk, project: Project | None) -> str:
    """Return the form, filled in with what is known of the draft."""
    organs = desk.organs()
    choices = desk.previous_choices("", _LATEST)
    if project:
        brief = project.brief
    else:
        year = choices[0].year + 1 if choices else 0
        brief = Brief(organ=organs[0] if len(organs) == 1 else "", year=year)
    chosen = _chosen(desk, project, brief)
    kinds = "".join(
        f'<option value="{escape(k.id)}"{" selected" if k.id == brief.kind else ""}>{escape(k.name)}</option>'
        for k in desk.kinds()
    )
    deadlines = "".join(
        f'<p class="fz-hint" data-when="{escape(k.id)}"{"" if k.id == brief.kind else " hidden"}>{escape(due)}</p>'
        for k in desk.kinds()
        if brief.year and (due := desk.deadline(replace(brief, kind=k.id)))
    )
    single = brief.kind == "single_section"
    return (
        '<form class="fz-d-form" data-form aria-label="基本信息"><div class="fz-d-fields">'
        f"{_field('机关', 'organ', brief.organ, placeholder='例如 云岭县公安局', options=organs)}"
        f"{_field('报告年度', 'year', str(brief.year) if brief.year else '', placeholder='例如 2024', short=True)}"
        f'<label class="fz-d-field"><span>文种</span><select name="kind" data-kinds>{kinds}</select></label>'
        f'<div class="fz-d-field" data-only="single_section"{"" if single else " hidden"}>'
        f"{_field('这一节的标题', 'section', brief.section, placeholder='例如 依法化解矛盾纠纷')}</div></div>"
        f'<div class="fz-d-deadline">{deadlines}</div>'
        '<label class="fz-d-field"><span>上一年度报告</span>'
        f'<select name="previous">{_previous(desk, project, chosen)}</select>'
        "<small>结构和数字口径照它来；上一年的数字、事例不会写进本年度的稿子。</small></label>"
        f'<details class="fz-d-more"{" open" if brief.title else ""}><summary>标题（可不填）</summary>'
        f"{_field('标题', 'title', brief.title, placeholder='不填则按文种、机关、年度自动拟定')}"
        "</details></form>"
    )


def _chosen(desk: DraftingDesk, project: Project | None, brief: Brief) -> str:
    if project:
        return GIVEN_FILE if project.previous else project.previous_id or NO_PREVIOUS
    for choice in desk.previous_choices(brief.organ, brief.year or _LATEST):
        if choice.year == brief.year - 1:
            return choice.document_id
    return NO_PREVIOUS


def _previous(desk: DraftingDesk, project: Project | None, chosen: str) -> str:
    options = [(NO_PREVIOUS, "没有（按文种的规定内容列提纲）")]
    if project and project.previous:
        options.append((GIVEN_FILE, f"已上传：{project.previous.name}"))
    options += [(c.document_id, f"{c.year}年 · {c.title}") for c in desk.previous_choices("", _LATEST)]
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in options
    )


def _field(
    label: str, name: str, value: str, *, placeholder: str = "", options: tuple[str, ...] = (), short: bool = False
) -> str:
    listed = f' list="fz-d-{name}-list"' if options else ""
    choices = "".join(f'<option value="{escape(o)}"></option>' for o in options)
    given = f'<datalist id="fz-d-{name}-list">{choices}</datalist>' if options else ""
    size = ' inputmode="numeric" maxlength="4"' if short else ' maxlength="100"'
    return (
        f'<label class="fz-d-field{" short" if short else ""}"><span>{label}</span><input type="text" name="{name}"'
        f' value="{escape(value)}" placeholder="{escape(placeholder)}"{listed}{size} autocomplete="off">{given}</label>'
    )
