"""Upload results and the list of documents as HTML; file names and titles are escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from assistant.web.rendering import KIND_NAMES
from knowledge.documents import Metadata
from knowledge.library import Summary

PAGE = 60
"""Rows shown at first, and with each 「再显示」."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of one uploaded file."""

    name: str
    metadata: Metadata | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""


def note_html(message: str, *, good: bool = True) -> str:
    """Return one message about what was done, or why not."""
    return f'<p class="fz-note {"good" if good else "bad"}" role="status">{escape(message)}</p>'


def results_html(done: Sequence[FileResult], waiting: Sequence[str]) -> str:
    """Return a row per file: added, added with warnings, or refused with the reason; then those still to come."""
    rows = [_result(result) for result in done]
    rows += [
        _row("busy" if first else "wait", name, "正在读取…" if first else "等待")
        for first, name in ((index == 0, name) for index, name in enumerate(waiting))
    ]
    total = len(done) + len(waiting)
    failed = sum(1 for result in done if result.error)
    summary = f"已处理 {len(done)} / {total} 份" + (f"，{failed} 份未能加入" if failed else "")
    return (
        f'<div class="fz-progress" role="status">{summary}</div>'
        f'<progress max="{total}" value="{len(done)}" aria-label="处理进度"></progress>'
        f'<ul class="fz-files">{"".join(rows)}</ul>'
    )


def _result(result: FileResult) -> str:
    if result.error:
        return _row("bad", result.name, "失败", result.error)
    metadata = result.metadata
    read = ""
    if metadata:
        parts = (KIND_NAMES[metadata.kind], metadata.organ, f"{metadata.year}年" if metadata.year else None)
        read = f"《{metadata.title}》　" + " · ".join(part for part in parts if part)
    if result.warnings:
        return _row("warn", result.name, "警告", "；".join((read, *result.warnings)))
    return _row("good", result.name, "成功", read)


def _row(state: str, name: str, label: str, detail: str = "") -> str:
    return (
        f'<li class="{state}"><span class="fz-state">{label}</span><strong>{escape(name)}</strong>'
        f'<span class="fz-detail">{escape(detail)}</span></li>'
    )


def table_html(summaries: Sequence[Summary], *, total: int, rows: int) -> str:
    """Return the list of documents; on a narrow screen each row becomes a card by its ``data-label``s."""
    if not total:
        return '<p class="fz-empty">资料库还是空的。请先在上面添加去年的报告、法规或数据表。</p>'
    if not summaries:
        return f'<p class="fz-empty">共 {total} 份资料，没有符合条件的。</p>'
    shown = summaries[:rows]
    more = ""
    if len(summaries) > len(shown):
        more = (
            f'<button type="button" class="fz-more" data-act="more" data-value="{rows + PAGE}">'
            f"再显示 {min(PAGE, len(summaries) - len(shown))} 份</button>"
        )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("资料", "种类", "机关", "年度", "段落", "操作"))
    return (
        f'<p class="fz-hint">共 {total} 份，符合条件 {len(summaries)} 份，显示 {len(shown)} 份。</p>'
        f'<table class="fz-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(_document(summary) for summary in shown)}</tbody></table>{more}"
    )


def _document(summary: Summary) -> str:
    metadata = summary.metadata
    identity, title = escape(summary.id), escape(metadata.title)
    status = f' <span class="fz-tag">{escape(metadata.status)}</span>' if metadata.status else ""
    verified = f"<small>{escape(metadata.verified)}</small>" if metadata.verified else ""
    warnings = ""
    if summary.warnings:
        items = "".join(f"<li>{escape(warning)}</li>" for warning in summary.warnings)
        warnings = (
            f'<details class="fz-warnings"><summary>{len(summary.warnings)} 条警告</summary><ul>{items}</ul></details>'
        )
    link = f"/source/{quote(summary.id, safe='')}"
    return (
        f'<tr data-document="{identity}"><td data-label="资料"><a data-source href="{link}" target="_blank">{title}</a>'
        f"{status}{verified}{warnings}</td>"
        f'<td data-label="种类">{KIND_NAMES[metadata.kind]}</td>'
        f'<td data-label="机关">{escape(metadata.organ or "—")}</td>'
        f'<td data-label="年度">{metadata.year or "—"}</td>'
        f'<td data-label="段落">{summary.passages}</td>'
        f'<td class="fz-actions"><button type="button" class="fz-link" data-act="replace" data-value="{identity}"'
        f' aria-label="替换：{title}">替换</button>'
        f'<button type="button" class="fz-link fz-danger" data-act="remove" data-value="{identity}" data-yes="移除"'
        f' data-confirm="移除《{title}》？移除后检索不再找到它。" aria-label="移除：{title}">移除</button></td></tr>'
    )
