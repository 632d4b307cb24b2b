"""The ledger as HTML: metrics by year with a link behind every figure, conflicts, one metric in full; all escaped."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from assistant.ledger_desk import Decision, LedgerFilter, LedgerView, Line, Series
from assistant.web.charts import charts_html
from knowledge.documents import text_hash
from knowledge.figures.ledger_rows import Conflict, LedgerRow, MetricGroup
from knowledge.figures.types import Qualifier

PAGE = 60
"""Lines shown at first, and with each 「再显示」."""
_SHOWN_CONFLICTS = 20
_IN_A_CELL = 3


def source_link(row: LedgerRow, words: str | None = None) -> str:
    """Return a figure as printed, as a link to its place in its document."""
    query = urlencode({"start": row.start, "end": row.end, "sha": text_hash(row.surface)})
    url = f"/source/{quote(row.document_id, safe='')}?{query}#quote"
    label = row.period.label if row.period else ""
    part = "" if row.whole_year or not label else f"<small>{escape(_period(label))}</small>"
    stock = '<small title="某一时点的数，不能跨年相加">时点</small>' if row.stock else ""
    about = "" if row.qualifier is Qualifier.EXACT else ' class="fz-about"'
    title = f"《{row.document_title}》：{row.sentence[:120]}"
    return (
        f'<a{about} data-source href="{escape(url)}" target="_blank" title="{escape(title)}">'
        f"{escape(words or row.surface)}</a>{part}{stock}"
    )


def table_html(view: LedgerView, wanted: LedgerFilter, *, rows: int, chosen: tuple[str, str]) -> str:
    """Return the table of metrics by year; on a narrow screen each metric is a card."""
    if not view.lines:
        return '<p class="fz-empty">没有符合条件的数字。请放宽筛选，或先在“资料库”添加报告和数据表。</p>'
    shown = view.lines[:rows]
    columns: list[int | None] = [*view.years, *([None] if view.undated else [])]
    heads = "".join(f'<th scope="col">{_year(year)}</th>' for year in columns)
    organ_head = "" if wanted.organ else '<th scope="col">机关</th>'
    body = "".join(_line(line, columns, wanted, chosen) for line in shown)
    unnamed = f"另有 {view.unnamed} 个数字没有读出指标名称，见导出表。" if view.unnamed else ""
    more = ""
    if len(view.lines) > len(shown):
        more = (
            f'<button type="button" class="fz-more" data-act="more" data-value="{rows + PAGE}">'
            f"再显示 {min(PAGE, len(view.lines) - len(shown))} 个指标</button>"
        )
    return (
        f'<p class="fz-hint">共 {len(view.lines)} 个指标，显示 {len(shown)} 个。点数字看原文，点指标看趋势和各年说法。{unnamed}</p>'
        f'<div class="fz-wide" tabindex="0" aria-label="指标台账"><table class="fz-table fz-ledger"><thead><tr><th scope="col">指标</th>{organ_head}{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{more}"
    )


def _line(line: Line, columns: Sequence[int | None], wanted: LedgerFilter, chosen: tuple[str, str]) -> str:
    value = json.dumps([line.organ, line.group.name], ensure_ascii=False)
    current = ' class="current"' if (line.organ, line.group.name) == chosen else ""
    wordings = f"<small>{len(line.group.names)} 种说法</small>" if len(line.group.names) > 1 else ""
    organ = "" if wanted.organ else f'<td data-label="机关">{escape(line.organ or "—")}</td>'
    cells = "".join(
        f'<td data-label="{_year(year)}"{"" if line.cells.get(year) else " class=fz-none"}>{_cell(line.cells.get(year, ()), year)}</td>'
        for year in columns
    )
    return (
        f'<tr{current}><th scope="row"><button type="button" class="fz-metric" data-act="choose" data-value="{escape(value)}">'
        f"{escape(line.group.name)}</button>{wordings}</th>{organ}{cells}</tr>"
    )


def _cell(rows: Sequence[LedgerRow], year: int | None) -> str:
    if not rows:
        return '<span class="fz-gap" aria-label="没有数字">—</span>'
    level = {(row.value, row.unit) for row in rows if row.exact and row.whole_year}
    several = year is not None and len(level) > 1
    warning = '<b class="fz-several" title="这一年有不止一个数值">≠</b>' if several else ""
    first = "".join(f"<span>{source_link(row)}</span>" for row in rows[:_IN_A_CELL])
    rest = "".join(f"<span>{source_link(row)}</span>" for row in rows[_IN_A_CELL:])
    more = f"<details><summary>另 {len(rows) - _IN_A_CELL} 个</summary>{rest}</details>" if rest else ""
    return f'<div class="fz-cell">{warning}{first}{more}</div>'


def conflicts_html(conflicts: Sequence[Conflict]) -> str:
    """Return the pairs that contradict each other, each side with its source; neither is called right."""
    if not conflicts:
        return '<p class="fz-empty">没有发现互相矛盾的数字。</p>'
    items = "".join(_conflict(conflict) for conflict in conflicts[:_SHOWN_CONFLICTS])
    more = (
        f'<p class="fz-hint">只列出前 {_SHOWN_CONFLICTS} 处，共 {len(conflicts)} 处；可用筛选缩小范围。</p>'
        if len(conflicts) > _SHOWN_CONFLICTS
        else ""
    )
    return f'<ul class="fz-conflicts">{items}</ul>{more}'


def _conflict(conflict: Conflict) -> str:
    first = conflict.first
    label = _period(first.period.label) if first.period else ""
    sides = "".join(
        f'<div><strong>{source_link(row)}</strong><span class="fz-hint">《{escape(row.document_title)}》</span>'
        f"<q>{escape(row.sentence[:160])}</q></div>"
        for row in (first, conflict.second)
    )
    return f'<li><h4>{escape(first.metric)} · {escape(label)} · {escape(first.organ or "")}</h4><div class="fz-sides">{sides}</div></li>'


def metric_html(series: Series | None, group: MetricGroup | None, decided: Mapping[frozenset[str], bool]) -> str:
    """Return one metric in full: chart, what is not in it, its wordings with what can be decided on them."""
    if series is None or group is None:
        return '<p class="fz-empty">在下面的表里点一个指标，这里显示它的趋势图和各年说法。</p>'
    chart = (
        charts_html(series.points, disputed=series.disputed, stock=series.stock)
        if series.points
        else '<p class="fz-empty">这个指标没有可以画图的整年数字。</p>'
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in series.notes)
    wordings = "".join(_wording(name, group, decided) for name in group.names)
    return (
        f'<h2 class="fz-heading">{escape(group.name)}<small>{escape(series.organ)}</small></h2>{chart}'
        f"{f'<ul class=fz-chart-notes>{notes}</ul>' if notes else ''}"
        f'<h3 class="fz-sub">各年说法</h3><ul class="fz-wordings">{wordings}</ul>'
    )


def _wording(name: str, group: MetricGroup, decided: Mapping[frozenset[str], bool]) -> str:
    others = [other for other in group.names if other != name]
    if not others:
        return f"<li><span>{escape(name)}</span></li>"
    sure = any(decided.get(frozenset({name, other})) for other in others)
    tag = '<span class="fz-tag">人工确认</span>' if sure else '<span class="fz-tag">自动识别</span>'
    told = f"把“{name}”从这个指标拆出？拆出后它单独成行，趋势图、问答和矛盾检查都不再把它与“{'”“'.join(others)}”算作同一指标。可以撤销。"
    split = (
        f'<button type="button" class="fz-link" data-act="split" data-value="{escape(name)}"'
        f' data-confirm="{escape(told)}" data-yes="拆出" aria-label="拆出：{escape(name)}">拆出</button>'
    )
    confirm = ""
    if not sure:
        pair = json.dumps([name, others[0]], ensure_ascii=False)
        confirm = (
            f'<button type="button" class="fz-link" data-act="confirm" data-value="{escape(pair)}"'
            f' aria-label="确认同一指标：{escape(name)}">确认同一</button>'
        )
    return f"<li><span>{escape(name)}</span>{tag}{confirm}{split}</li>"


def merge_html(group: MetricGroup, other: MetricGroup) -> str:
    """Return what a merge would change."""
    both = sorted(set(group.years) & set(other.years))
    clash = f"两者在{'、'.join(f'{year}年' for year in both)}都有数字，合并后会并列显示，请先看原文。" if both else ""
    return (
        f'<p class="fz-notice" role="note">合并后，“{escape(other.name)}”（{_years(other)}，{other.rows} 个数字）与'
        f"“{escape(group.name)}”（{_years(group)}，{group.rows} 个数字）并为一行，趋势图、问答和矛盾检查随之改变。{clash}</p>"
    )


def done_html(message: str, decisions: Sequence[Decision] = ()) -> str:
    """Return what was done, with a way back."""
    pairs = json.dumps([[d.first, d.second] for d in decisions], ensure_ascii=False)
    undo = (
        f' <button type="button" class="fz-link" data-act="undo" data-value="{escape(pairs)}">撤销</button>'
        if decisions
        else ""
    )
    return f'<p class="fz-note good" role="status">{escape(message)}{undo}</p>'


def decisions_html(decisions: Sequence[Decision]) -> str:
    """Return all that people decided on names, each with a way back."""
    if not decisions:
        return ""
    items = "".join(
        f"<li><span>“{escape(d.first)}”{'与' if d.same else '不是'}“{escape(d.second)}”{'是同一指标' if d.same else ''}</span>"
        f'<button type="button" class="fz-link" data-act="undo"'
        f' data-value="{escape(json.dumps([[d.first, d.second]], ensure_ascii=False))}">撤销</button></li>'
        for d in decisions
    )
    return f'<details class="fz-decisions"><summary>人工确认过的说法（{len(decisions)}）</summary><ul class="fz-wordings">{items}</ul></details>'


def download_html(wanted: LedgerFilter) -> str:
    """Return the link to the workbook under the filter."""
    query = urlencode({"organ": wanted.organ, "words": wanted.words.strip(), "years": wanted.years.strip()})
    return f'<div class="fz-downloads"><a href="/ledger/ledger.xlsx?{escape(query)}" download>导出 .xlsx</a></div>'


def _years(group: MetricGroup) -> str:
    return "、".join(f"{year}年" for year in group.years) or "无整年"


def _year(year: int | None) -> str:
    return f"{year}年" if year else "跨年或未写明"


def _period(label: str) -> str:
    return label.replace("asof ", "截至").replace("..", "至").replace("-H1", "上半年").replace("-H2", "下半年")
