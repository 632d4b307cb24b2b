"""Turns, sources and the list of conversations as HTML; every word of people, models and documents is escaped."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from assistant.answering.types import AnswerFigure, Citation, Searched
from assistant.conversations import Conversation, Turn
from assistant.web.charts import charts_html
from assistant.web.runs import Progress
from knowledge.documents import Kind

KIND_NAMES = {
    Kind.REPORT: "年度报告",
    Kind.REGULATION: "法律法规",
    Kind.PLAN: "规划方案",
    Kind.DATA: "数据表",
    Kind.CATALOGUE: "目录信息",
}
EXAMPLES = (
    ("查数字", "云岭县公安局2023年矛盾纠纷化解了多少起？"),
    ("查条文", "行政处罚法第三十三条怎么规定？"),
    ("找问题", "2023年法治政府建设还有哪些不足？"),
    ("找部署", "“八五”普法实施方案对执法人员有什么要求？"),
)
_ROUTES = {"figure": "据台账", "article": "条文原文", "open": "据资料", "none": "未作答"}
_STATUS = {
    "waiting": "前面还有回答在进行，正在排队…",
    "searching": "正在查找资料…",
    "writing": "正在逐字生成，数字尚未核验",
}
_MARKS = re.compile(r"\[(\d{1,3})\]|【待(?:核实|补充)[^】\n]{0,60}】")
_REMOVED = {"organ": "机关", "years": "年度", "kinds": "资料种类", "articles": "条文"}


def source_url(citation: Citation, turn_id: int | None = None) -> str:
    """Return the address of a citation's place; with its turn, the page can show the frozen quote."""
    query = {"start": citation.start, "end": citation.end, "sha": citation.quote_sha256}
    if turn_id is not None:
        query |= {"turn": turn_id, "n": citation.n}
    return f"/source/{quote(citation.document_id, safe='')}?{urlencode(query)}#quote"


def turns_html(turns: Sequence[Turn], *, answering: Progress | None = None) -> str:
    """Return a conversation's kept turns; the last can be asked again unless an answer is in the making."""
    shown = [turn for turn in turns if answering is None or turn.id != answering.replaces]
    last = shown[-1].id if shown and answering is None else None
    return "".join(_turn(turn, active=turn.id == last) for turn in shown)


def welcome_html() -> str:
    """Return what an empty conversation shows: what can be asked."""
    cards = "".join(
        f'<button type="button" class="fz-example" data-act="example" data-value="{escape(question)}">'
        f"<span>{escape(label)}</span>{escape(question)}</button>"
        for label, question in EXAMPLES
    )
    return (
        '<section class="fz-welcome"><h2>想查什么？</h2>'
        "<p>每一句都附出处，点编号即到原文；没有依据的数字标为"
        '<span class="fz-unproven">【待核实】</span>，资料里没有的会直说没有。</p>'
        f'<div class="fz-examples">{cards}</div></section>'
    )


def live_html(progress: Progress | None) -> str:
    """Return the answer in the making; its prose is marked as not verified."""
    if progress is None or progress.stage == "over":
        return ""
    status = _STATUS[progress.stage]
    if progress.stage == "writing" and not progress.text:
        status = f"找到 {len(progress.sources)} 处来源，正在撰写…" if progress.sources else "没有找到直接相关的资料…"
    again = " data-again" if progress.stage == "waiting" else ""
    prose = _prose(progress.text, progress.sources, (), None) if progress.text else ""
    return (
        f'<article class="fz-turn fz-live" data-running{again}>{_question(progress.question)}'
        f"{_chips(progress.searched, progress.removed, active=False)}"
        f'<div class="fz-answer fz-provisional">{prose}'
        f'<p class="fz-status" role="status"><i aria-hidden="true"></i>{escape(status)}</p></div></article>'
    )


def cards_html(citations: Sequence[Citation], turn_id: int | None = None) -> str:
    """Return the numbered sources beside the answer."""
    if not citations:
        return '<p class="fz-empty">回答所依据的原文会列在这里。</p>'
    return f'<ol class="fz-cards">{"".join(_card(citation, turn_id) for citation in citations)}</ol>'


def conversations_html(conversations: Sequence[Conversation], current: str) -> str:
    """Return the list of conversations with what can be done to each."""
    rows = "".join(_conversation(conversation, current=conversation.id == current) for conversation in conversations)
    return f'<button type="button" class="fz-new" data-act="new">＋ 新对话</button><ul class="fz-list">{rows}</ul>' + (
        "" if rows else '<p class="fz-empty">还没有对话。问过的问题会留在这里。</p>'
    )


def _conversation(conversation: Conversation, *, current: bool) -> str:
    identity, title = escape(conversation.id), escape(conversation.title)
    return (
        f'<li class="{"current" if current else ""}">'
        f'<button type="button" class="fz-name" data-act="open" data-value="{identity}"'
        f'{" aria-current=true" if current else ""} title="{title}">{title}</button>'
        f'<button type="button" class="fz-icon" data-act="rename" data-value="{identity}" data-ask="给对话改名"'
        f' data-text="{title}" aria-label="改名：{title}" title="改名">✎</button>'
        f'<button type="button" class="fz-icon" data-act="delete" data-value="{identity}"'
        f' data-confirm="删除对话“{title}”？问答记录将一并删除，不能恢复。" data-yes="删除"'
        f' aria-label="删除：{title}" title="删除">✕</button></li>'
    )


def _turn(turn: Turn, *, active: bool) -> str:
    answer = turn.answer
    kind = "fz-refused" if answer.refused else f"fz-{turn.state}"
    prose = _prose(answer.answer, answer.citations, answer.figures, turn.id) if answer.answer else ""
    notice = f'<p class="fz-notice" role="note">{escape(answer.notice)}</p>' if answer.notice else ""
    return (
        f'<article class="fz-turn{" fz-last" if active else ""}" data-turn="{turn.id}">{_question(turn.question)}'
        f"{_chips(answer.searched, turn.removed, active=active)}"
        f'<div class="fz-answer {kind}">{prose}{_series(turn)}{notice}{_foot(turn, active=active)}</div></article>'
    )


def _series(turn: Turn) -> str:
    """Return the years of an answer as a chart and as a table whose every figure leads to its source."""
    answer = turn.answer
    if not answer.series:
        return ""
    known = {citation.n: citation for citation in answer.citations}
    years = list(dict.fromkeys(point.year for point in answer.series))
    lines: dict[tuple[str | None, str], dict[int, list[str]]] = {}
    for point in answer.series:
        citation = known.get(point.citation)
        mark = _cite(citation, turn.id) if citation else ""
        cells = lines.setdefault((point.organ, point.metric), {})
        cells.setdefault(point.year, []).append(f"{escape(point.surface)}{mark}")
    several = len({organ for organ, _ in lines}) > 1
    body = ""
    for (organ, metric), cells in lines.items():
        name = f"{organ} {metric}" if several and organ else metric
        told = "".join(f"<td>{_NEXT_LINE.join(cells.get(year, ['—']))}</td>" for year in years)
        body += f'<tr><th scope="row">{escape(name)}</th>{told}</tr>'
    heads = "".join(f'<th scope="col">{year}年</th>' for year in years)
    return (
        f"{charts_html(answer.series)}"
        f'<div class="fz-wide" tabindex="0" aria-label="各年数字"><table class="fz-series"><thead><tr><th scope="col">指标</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


_NEXT_LINE = "<br>"


def _question(question: str) -> str:
    return f'<h3 class="fz-question">{escape(question)}</h3>'


def _foot(turn: Turn, *, active: bool) -> str:
    answer = turn.answer
    seconds = f" · {answer.timing.total_ms / 1000:.1f} 秒" if answer.timing.total_ms else ""
    ended = {"done": "", "stopped": " · 已停止", "failed": " · 未完成"}[turn.state]
    sources = ""
    if answer.citations:
        sources = (
            f'<details class="fz-inline"><summary>来源 {len(answer.citations)} 处</summary>'
            f"{cards_html(answer.citations, turn.id)}</details>"
        )
    again = "重试" if turn.state == "failed" else "重新回答"
    retry = f'<button type="button" class="fz-link" data-act="retry">{again}</button>' if active else ""
    copy = '<button type="button" class="fz-link" data-copy>复制</button>' if answer.answer else ""
    return f'{sources}<div class="fz-foot"><span>{_ROUTES[answer.route]}{seconds}{ended}</span>{copy}{retry}</div>'


def _chips(searched: Searched | None, removed: frozenset[str], *, active: bool) -> str:
    """Return how the question was understood; each filter can be taken away, or put back, while the turn is active."""
    found = [_chip(name, label, active=active) for name, label in _labels(searched or Searched())]
    for name in sorted(removed & _REMOVED.keys()):
        label = f"{_REMOVED[name]}不限"
        back = (
            f' data-act="restore" data-value="{name}" aria-label="恢复按{_REMOVED[name]}查找，重新提问"'
            if active
            else ""
        )
        found.append(
            f'<button type="button" class="fz-chip fz-off"{back}>{label} ↺</button>' if active else _plain(label)
        )
    if not found:
        return ""
    return f'<div class="fz-chips" role="group" aria-label="查找条件"><span>查找条件</span>{"".join(found)}</div>'


def _chip(name: str, label: str, *, active: bool) -> str:
    if not active:
        return _plain(label)
    return (
        f'<button type="button" class="fz-chip" data-act="remove" data-value="{name}"'
        f' aria-label="去掉条件“{escape(label)}”，重新提问" title="去掉这个条件重新提问">'
        f'{escape(label)}<b aria-hidden="true">×</b></button>'
    )


def _plain(label: str) -> str:
    return f'<span class="fz-chip">{escape(label)}</span>'


def _labels(searched: Searched) -> Iterable[tuple[str, str]]:
    if searched.organ:
        yield "organ", searched.organ
    if searched.years:
        yield "years", "、".join(f"{year}年" for year in searched.years)
    if searched.kinds:
        yield "kinds", "、".join(KIND_NAMES[kind] for kind in searched.kinds)
    if searched.articles:
        yield "articles", "、".join(searched.articles)


def _card(citation: Citation, turn_id: int | None) -> str:
    return (
        f'<li><a class="fz-card" data-source href="{escape(source_url(citation, turn_id))}" target="_blank">'
        f'<span class="fz-n" aria-label="来源 {citation.n}">{citation.n}</span>'
        f"<strong>{escape(citation.title)}</strong>"
        f"<small>{KIND_NAMES[citation.kind]}{' · ' if citation.locator else ''}{escape(citation.locator)}</small>"
        f"<q>{escape(citation.quote)}</q></a></li>"
    )


def _prose(text: str, citations: Sequence[Citation], figures: Sequence[AnswerFigure], turn_id: int | None) -> str:
    """Return an answer's text, escaped, with its marks as links and unproven figures with their reasons."""
    known = {citation.n: citation for citation in citations}
    unproven = [figure for figure in figures if figure.status == "unsupported"]
    out: list[str] = []
    position = 0
    for mark in _MARKS.finditer(text):
        out.append(escape(text[position : mark.start()]))
        out.append(_number(mark, known, turn_id) if mark.group(1) else _unproven(mark, unproven))
        position = mark.end()
    out.append(escape(text[position:]))
    return "".join(f"<p>{line}</p>" for line in "".join(out).split("\n") if line.strip())


def _number(mark: re.Match[str], known: Mapping[int, Citation], turn_id: int | None) -> str:
    citation = known.get(int(mark.group(1)))
    if citation is None:
        return escape(mark.group())
    return _cite(citation, turn_id)


def _cite(citation: Citation, turn_id: int | None) -> str:
    place = f"{citation.title} {citation.locator}".strip()
    return (
        f'<a class="fz-cite" data-source href="{escape(source_url(citation, turn_id))}" target="_blank"'
        f' title="{escape(place)}" aria-label="来源 {citation.n}：{escape(place)}">{citation.n}</a>'
    )


def _unproven(mark: re.Match[str], figures: Sequence[AnswerFigure]) -> str:
    reason = next((f.reason for f in figures if f.start < mark.end() and mark.start() < f.end and f.reason), "")
    reason = reason or (figures[0].reason if len(figures) == 1 else "") or "所引资料里没有与它相等的数字。"
    return (
        f'<span class="fz-unproven" tabindex="0" data-reason="{escape(reason)}"'
        f' aria-label="{escape(mark.group())}：{escape(reason)}">{escape(mark.group())}</span>'
    )
