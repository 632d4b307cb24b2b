"""The list of drafts and a draft in the writing as HTML; all text is escaped."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from assistant.drafting.draft_runs import Progress
from assistant.drafting.drafts import Project
from assistant.drafting.requirements import kind as kind_of
from assistant.drafting.requirements import title_of

_DOING = {
    "waiting": "排队等候",
    "preparing": "正在读材料、列要填的数字",
    "writing": "正在写",
    "checking": "正在核对全文的数字",
}
_TONES = {"正在起草": "busy", "已中断": "warn", "已成稿": "good"}


def button(words: str, act: str, value: str = "", *, look: str = "fz-link", label: str = "", **data: str) -> str:
    """Return a button that the page's script answers.

    ``label`` is what a screen reader says instead of ``words``; ``data`` become data-attributes. All of it is escaped.
    """
    spoken = f' aria-label="{escape(label)}"' if label else ""
    extra = "".join(f' data-{name.replace("_", "-")}="{escape(given)}"' for name, given in data.items() if given)
    named = f' data-value="{escape(value)}"' if value else ""
    return (
        f'<button type="button" class="{look}" data-act="{escape(act)}"{named}{extra}{spoken}>{escape(words)}</button>'
    )


def local_time(moment: datetime) -> str:
    """Return a moment (UTC without zone) as people here write it."""
    return moment.replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def list_html(projects: Sequence[Project], states: Mapping[str, str]) -> str:
    """Return the drafts, the latest first, and the way to begin one; ``states`` says in Chinese how far each is."""
    head = (
        '<div class="fz-d-head"><div><h2 class="fz-heading">起草</h2><p class="fz-hint">由上一年度报告的结构、本年度的材料和有关规定，'
        "逐节写出本年度报告。数字只取自本年材料，缺的列入待补清单。</p></div>"
        f"{button('新建草稿', 'new', look='fz-primary')}</div>"
    )
    if not projects:
        return (
            f'{head}<div class="fz-d-none"><p class="fz-empty">还没有草稿。按“新建草稿”，依次填写基本信息、添加本年材料、核定提纲，'
            "即可成稿。</p></div>"
        )
    return f'{head}<ul class="fz-d-list">{"".join(_item(p, states[p.id]) for p in projects)}</ul>'


def _item(project: Project, state: str) -> str:
    brief = project.brief
    title = title_of(brief)
    go = "查看进度" if state == "正在起草" else "打开" if state == "已成稿" else "继续"
    facts = f"{kind_of(brief.kind).name} · {brief.year}年度 · {local_time(project.changed)}"
    if project.version:
        facts += f" · 第 {project.version} 版"
    return (
        f'<li><span class="fz-state {_TONES.get(state, "")}">{state}</span>'
        f"<div><strong>{escape(title)}</strong><small>{escape(facts)}</small></div><span>"
        f"{button(go, 'open', project.id, label=f'{go}：{title}')}"
        f"{button('删除', 'delete', project.id, look='fz-link fz-danger', confirm=f'删除“{title}”和它的全部版本？删除后不能恢复。', yes='删除')}"
        "</span></li>"
    )


def progress_html(project: Project, progress: Progress | None, written: Sequence[tuple[str, str]]) -> str:
    """Return how far the writing is, what is written so far, and the way to stop or go on.

    While something is being done the page is told to ask again (``data-again``).
    """
    title = title_of(project.brief)
    if progress is None:
        return (
            f'<section class="fz-d-writing"><h2 class="fz-heading">{escape(title)}</h2>'
            '<p class="fz-empty">还没有起草。请先核定提纲，再按“开始起草”。</p>'
            f"<p>{button('去核定提纲', 'step', '3', look='fz-primary')}</p></section>"
        )
    done, total = progress.done, progress.total
    if progress.running:
        doing = _DOING.get(progress.state, "")
        if progress.state == "writing":
            doing = f"正在写第 {min(done + 1, total)} / {total} 节：{progress.heading or '开头'}"
        control = button("停止", "stop", look="fz-stop")
        again = " data-again"
        status = f'<p class="fz-status" role="status"><i aria-hidden="true"></i>{escape(doing)}</p>'
    else:
        why = progress.message or "已停止。"
        control = button("继续起草", "resume", look="fz-primary") + button("改提纲", "step", "3", look="fz-plain")
        if project.version:
            control += button(f"看第 {project.version} 版", "read", look="fz-plain")
        again = ""
        label = "没有写完" if progress.state == "failed" else "已中断"
        status = (
            f'<p class="fz-note bad" role="status"><strong>{label}</strong>　{escape(why)}'
            f"已写好 {done} / {total or '?'} 节，按“继续起草”接着写，写好的不会重写。</p>"
        )
    sections = "".join(_section(heading, text) for heading, text in written)
    if progress.running and progress.text:
        sections += (
            f'<div class="fz-d-now"><h3>{escape(progress.heading)}</h3><p>{escape(progress.text)}</p>'
            "<small>正在写的这一节还没有核验。</small></div>"
        )
    return (
        f'<section class="fz-d-writing"{again}><div class="fz-d-head"><h2 class="fz-heading">{escape(title)}</h2>'
        f'<div class="fz-d-buttons">{control}</div></div>{status}'
        f'<progress max="{max(total, 1)}" value="{done}" aria-label="起草进度"></progress>'
        f'<div class="fz-d-sheet" tabindex="0" aria-label="已写好的部分">{sections or _NOTHING_YET}</div></section>'
    )


_NOTHING_YET = '<p class="fz-empty">第一节写好后显示在这里。可以关掉网页，起草会继续。</p>'


def _section(heading: str, text: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line)
    return f"{f'<h3>{escape(heading)}</h3>' if heading else ''}{paragraphs}"
