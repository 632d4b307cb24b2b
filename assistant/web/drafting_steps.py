"""The stepper and the steps 本年材料 and 提纲 as HTML; all text is escaped."""

from collections.abc import Sequence
from html import escape

from assistant.drafting.desk import Added, Plan, PlannedSection
from assistant.drafting.drafts import Project
from assistant.drafting.requirements import heading_of, title_of
from assistant.drafting.types import Brief
from assistant.web.drafting_place import BRIEF, DRAFT, MATERIAL, OUTLINE, Place
from assistant.web.drafting_rendering import button

_STEPS = ((BRIEF, "基本信息"), (MATERIAL, "本年材料"), (OUTLINE, "提纲"), (DRAFT, "草稿"))
_LEVELS = {1: "一级", 2: "二级", 3: "三级"}


def stepper_html(place: Place, project: Project | None) -> str:
    """Return the four steps; those that can be gone to are buttons."""
    items: list[str] = []
    for step, name in _STEPS:
        here = step == place.step
        inner = f'<b aria-hidden="true">{step}</b>{name}'
        if here:
            items.append(f'<li class="now" aria-current="step"><span>{inner}</span></li>')
        elif project is not None:
            items.append(f'<li><button type="button" data-act="step" data-value="{step}">{inner}</button></li>')
        else:
            items.append(f"<li><span>{inner}</span></li>")
    title = "" if place.step == DRAFT else title_of(project.brief) if project else "新建草稿"
    return (
        f'<nav class="fz-d-nav" aria-label="起草步骤">{button("‹ 全部草稿", "list")}<strong>{escape(title)}</strong>'
        f"<ol>{''.join(items)}</ol></nav>"
    )


def foot_html(step: int) -> str:
    """Return the buttons below the first two steps; the others have their own."""
    if step == BRIEF:
        buttons = button("下一步：本年材料", "brief", look="fz-primary") + button("返回列表", "list", look="fz-plain")
    elif step == MATERIAL:
        buttons = button("下一步：提纲", "step", str(OUTLINE), look="fz-primary")
        buttons += button("上一步", "step", str(BRIEF), look="fz-plain")
    else:
        return ""
    return f'<div class="fz-d-buttons">{buttons}</div>'


def reading_html(name: str, number: int, total: int) -> str:
    """Return which file is being read."""
    return (
        f'<p class="fz-status" role="status"><i aria-hidden="true"></i>正在读取第 {number} / {total} 份：{escape(name)}</p>'
        f'<progress max="{total}" value="{number - 1}" aria-label="读取进度"></progress>'
    )


def materials_html(materials: Sequence[Added], failed: Sequence[tuple[str, str]]) -> str:
    """Return a row for each file of the material with what was read of it, then those that could not be read."""
    rows = "".join(_material(m) for m in materials)
    rows += "".join(
        f'<li class="bad"><span class="fz-state">没读出</span><strong>{escape(name)}</strong>'
        f'<span class="fz-detail">{escape(reason)}</span></li>'
        for name, reason in failed
    )
    figures, sentences = sum(m.figures for m in materials), sum(m.sentences for m in materials)
    said = (
        f"已有 {len(materials)} 份材料，读出可用数字 {figures} 个、句子 {sentences} 句。"
        if materials
        else "还没有材料。没有材料也能起草，但全部数字都会列入待补清单。"
    )
    return (
        f'<section><p class="fz-hint" role="status">{said}</p><ul class="fz-files fz-d-materials">{rows}</ul></section>'
    )


def _material(added: Added) -> str:
    facts = [f"数字 {added.figures} 个", f"句子 {added.sentences} 句"]
    if added.office:
        facts.insert(0, added.office)
    if added.year:
        facts.append(f"{added.year}年")
    state, label = ("warn", "有提示") if added.warnings else ("good", "已读")
    if not added.figures and not added.sentences:
        state, label = "warn", "无内容"
    detail = escape(" · ".join(facts)) + "".join(f"<br>{escape(w)}" for w in added.warnings)
    name = added.name
    return (
        f'<li class="{state}"><span class="fz-state">{label}</span><strong>{escape(name)}</strong>'
        f'<span class="fz-detail">{detail}</span>'
        f"{button('移除', 'remove-text', added.text_id or '', look='fz-link fz-danger', label=f'移除：{name}')}</li>"
    )


def outline_html(plan: Plan, brief: Brief, *, written: bool) -> str:
    """Return the outline as lines that can be changed, what each will be written from, and what is missing."""
    missing = "".join(
        f"<li><span><strong>{escape(heading_of(r, brief))}</strong>"
        f"<small>{escape('；'.join(filter(None, (r.basis, r.note))))}</small></span>"
        f'<button type="button" class="fz-link" data-do="add" data-heading="{escape(heading_of(r, brief))}">加入提纲</button></li>'
        for r in plan.missing
    )
    warned = (
        f'<div class="fz-d-missing" role="note"><p>提纲还缺 {len(plan.missing)} 项必须写的内容：</p><ul>{missing}</ul></div>'
        if missing
        else '<p class="fz-hint">必须写的内容都有了。</p>'
    )
    rows = "".join(_line(p) for p in plan.sections)
    left = f"有 {plan.unused} 句材料没有合适的章节，成稿后列在“未采用的材料”。" if plan.unused else ""
    ask = (
        "按提纲和现有材料重新写全文？您改过的段落、填写的数字会保留；现在的文稿仍在“版本”里，可以恢复。"
        if written
        else ""
    )
    start = button("开始起草", "write", look="fz-primary", confirm=ask, yes="重新起草")
    return (
        f'<form class="fz-d-form" data-form data-outline aria-label="提纲">{warned}<ol class="fz-d-outline">{rows}</ol>'
        "<template data-blank>"
        f"{_row('', '', 1, '新增的一节，按标题从材料里选句子')}</template>"
        '<p><button type="button" class="fz-plain" data-do="add" data-heading="">＋ 添加一节</button></p>'
        f'<p class="fz-hint">{left}序号由程序自动编排。</p><div class="fz-d-buttons">{start}'
        f"{button('保存提纲', 'outline', look='fz-plain')}{button('上一步', 'step', str(MATERIAL), look='fz-plain')}</div></form>"
    )


def _line(planned: PlannedSection) -> str:
    section = planned.section
    told = [f"材料 {planned.sentences} 句", f"数字 {planned.figures} 个"]
    if planned.slots:
        told.append(f"上年数字 {planned.slots} 处")
    told += [f"依据 {rule.title}{rule.locator}" for rule in planned.rules[:2]]
    return _row(section.id, section.heading, section.level, " · ".join(told), empty=not planned.sentences)


def _row(section_id: str, heading: str, level: int, told: str, *, empty: bool = False) -> str:
    if level == 0:
        return (
            f'<li data-line="{escape(section_id)}" data-level="0"><span class="fz-d-lead">开头段落</span>'
            f"<small>{escape(told)}</small></li>"
        )
    levels = "".join(
        f'<option value="{n}"{" selected" if n == level else ""}>{label}</option>' for n, label in _LEVELS.items()
    )
    return (
        f'<li data-line="{escape(section_id)}" class="level{level}{" empty" if empty else ""}">'
        f'<select aria-label="层级" data-level-of>{levels}</select>'
        f'<input type="text" aria-label="标题" value="{escape(heading)}" maxlength="80" placeholder="写上标题">'
        '<span class="fz-d-tools"><button type="button" data-do="up" aria-label="上移" title="上移">↑</button>'
        '<button type="button" data-do="down" aria-label="下移" title="下移">↓</button>'
        '<button type="button" data-do="drop" aria-label="删去这一节" title="删去">✕</button></span>'
        f"<small>{escape(told)}</small></li>"
    )
