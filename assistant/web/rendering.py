"""Answers, sources and lists as HTML; everything from documents and models is escaped first."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from knowledge.library import Summary

_MARK = re.compile(r"\[(\d{1,2})\]")
_CHIPS = (("organ", "机关"), ("years", "年度"), ("kinds", "种类"), ("articles", "条文"))
_KINDS = {"report": "报告", "regulation": "法规", "plan": "规划方案", "data": "数据表", "catalogue": "目录"}


def source_url(citation: dict[str, Any]) -> str:
    """Return the address of a citation's place."""
    query = urlencode({"start": citation["start"], "end": citation["end"], "sha": citation["quote_sha256"]})
    return f"/source/{citation['document_id']}?{query}#cited"


def answer_html(answer: dict[str, Any]) -> str:
    """Return an answer with its marks as links and unproven figures set off."""
    text = escape(answer["answer"])
    by_number = {c["n"]: c for c in answer["citations"]}

    def link(match: re.Match[str]) -> str:
        citation = by_number.get(int(match[1]))
        if citation is None:
            return match[0]
        return f'<a class="mark" target="source" href="{escape(source_url(citation))}" title="打开出处 {match[1]}">{match[1]}</a>'

    text = _MARK.sub(link, text)
    reasons = "；".join(dict.fromkeys(f["reason"] for f in answer["figures"] if f["status"] == "unsupported"))
    text = text.replace("【待核实】", f'<span class="unproven" title="{escape(reasons)}">【待核实】</span>')
    notice = f'<p class="notice">{escape(answer["notice"])}</p>' if answer.get("notice") else ""
    state = "refused" if answer["refused"] else "given"
    return f'<div class="answer {state}">{text.replace(chr(10), "<br>")}</div>{notice}'


def pending_html(text: str) -> str:
    """Return prose that is still arriving and not yet verified."""
    return f'<div class="answer pending">{escape(text)}<span class="tag">核对中</span></div>'


def sources_html(citations: Sequence[dict[str, Any]]) -> str:
    """Return the numbered source cards."""
    if not citations:
        return '<p class="empty">提问后，这里列出所依据的原文。</p>'
    return "".join(
        f'<a class="card" target="source" href="{escape(source_url(c))}"><b>{c["n"]}</b>'
        f"<span class='title'>《{escape(c['title'])}》</span><span class='place'>{escape(c['locator'])}</span>"
        f"<q>{escape(c['quote'][:220])}</q></a>"
        for c in citations
    )


def chips(searched: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was understood as (label, name of the filter)."""
    found: list[tuple[str, str]] = []
    for name, label in _CHIPS:
        value = searched.get(name)
        if not value:
            continue
        values = [value] if isinstance(value, str) else [_KINDS.get(str(v), str(v)) for v in value]
        found.append((f"{label}：{'、'.join(values)}", name))
    return found


def library_rows(summaries: Sequence[Summary]) -> list[list[str]]:
    """Return the library's table."""
    return [
        [
            s.metadata.title,
            _KINDS[s.metadata.kind.value],
            s.metadata.organ or "—",
            str(s.metadata.year or "—"),
            s.metadata.status or "—",
            str(s.passages),
            "；".join(s.warnings) or "—",
            s.id,
        ]
        for s in summaries
    ]


def turns_html(turns: Sequence[tuple[str, str]]) -> str:
    """Return questions (escaped here) with their answers (HTML made above)."""
    return "".join(
        f'<section class="turn"><p class="question">{escape(question)}</p>{answer}</section>'
        for question, answer in turns
    )
