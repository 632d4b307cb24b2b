"""A checked text as HTML: coloured and shaped marks, counts, findings with their evidence; all text is escaped."""

from collections import Counter
from collections.abc import Collection, Iterator
from html import escape
from itertools import pairwise
from urllib.parse import quote, urlencode

from assistant.checking.desk import CheckResult
from assistant.checking.naming import FINDING_NAMES, SEVERITY_NAMES, STATUS_NAMES
from assistant.checking.types import Finding, FindingKind, Mark, Proof, Severity, Status
from knowledge.documents import text_hash

_SIGNS = {Status.PROVEN: "✓", Status.CONTRADICTED: "✗", Status.UNPROVEN: "?"}
_AROUND = 90
"""Characters of a long quote that are shown on each side of the value."""


def waiting_html(message: str) -> str:
    """Return what is being done."""
    return f'<p class="fz-status fz-checking" role="status"><i aria-hidden="true"></i>{escape(message)}</p>'


def result_html(result: CheckResult, library: Collection[str]) -> str:
    """Return the whole result; ``library`` holds the ids of documents that can be opened."""
    return (
        f'<section class="fz-checked" data-result="{escape(result.id)}">{_summary(result)}'
        f'<div class="fz-check-grid"><div class="fz-paper" tabindex="0" aria-label="文稿">{_text(result, library)}</div>'
        f'<div class="fz-findings" aria-label="核查发现">{_findings(result, library)}</div></div></section>'
    )


def _summary(result: CheckResult) -> str:
    checked = result.checked
    statuses = Counter(mark.status for mark in checked.marks)
    counts = "".join(
        f'<li class="{status.value}"><b aria-hidden="true">{_SIGNS[status]}</b>{STATUS_NAMES[status]} '
        f"<strong>{statuses[status]}</strong></li>"
        for status in Status
    )
    facts = " · ".join(filter(None, (result.organ, f"{result.year}年度" if result.year else None)))
    base = f"/checked/{quote(result.id, safe='')}"
    return (
        f'<div class="fz-check-head"><div><h2 class="fz-heading">核查结果：{escape(result.name)}</h2>'
        f'<p class="fz-hint">{escape(facts)}{" · " if facts else ""}核对数字 {checked.figures_checked} 个，'
        f"引用 {checked.norms_checked} 处</p></div>"
        f'<div class="fz-downloads"><a href="{base}/report.docx" download>下载批注稿 .docx</a>'
        f'<a href="{base}/report.json" download>下载 .json</a></div></div>'
        f'<ul class="fz-counts">{counts}</ul>{_against(result)}'
    )


def _against(result: CheckResult) -> str:
    titles = "、".join(f"《{source.title}》" for source in result.sources)
    told = f"对照来源 {len(result.sources)} 份：{titles}。" if titles else ""
    if result.previous:
        told += f"上年报告：《{result.previous.title}》。"
    notes = ""
    if not result.sources:
        notes += (
            '<p class="fz-notice" role="note">没有可对照的来源，数字只能标为未证实；只核对了文稿自身的算术、引用和结构。'
            "请填写机关和年度，或上传来源文件后重新核查。</p>"
        )
    if result.itself:
        same = "、".join(f"《{title}》" for title in result.itself)
        why = (
            "与文稿全文相同：它证明不了文稿，请确认选对了来源。"
            if result.sources and result.uploaded
            else "与文稿全文相同，没有用作来源：文稿不能证明自己。"
        )
        notes += f'<p class="fz-notice" role="note">{escape(same)}{why}</p>'
    return (f'<p class="fz-hint">{escape(told)}</p>' if told else "") + notes


def _text(result: CheckResult, library: Collection[str]) -> str:
    """Return the text, a paragraph a line, cut at the edges of marks and findings."""
    checked = result.checked
    text = checked.text
    shown = [f for f in checked.findings if f.start < f.end]
    cuts = sorted(
        {
            0,
            len(text),
            *(e for m in checked.marks for e in (m.start, m.end)),
            *(e for f in shown for e in (f.start, f.end)),
        }
    )
    breaks = {at for at, char in enumerate(text) if char == "\n"}
    cuts = sorted({*cuts, *breaks, *(at + 1 for at in breaks)})
    marks = iter(sorted(checked.marks, key=lambda m: (m.start, m.end)))
    finding_at = _by_place(shown, checked.findings)
    mark = next(marks, None)
    out: list[str] = []
    line: list[str] = []
    anchored: set[int] = set()
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if piece == "\n":
            out.append(_paragraph(line))
            line = []
            continue
        while mark and mark.end <= start:
            mark = next(marks, None)
        here = mark if mark and mark.start <= start else None
        number = next((n for n, f in finding_at if f.start <= start and end <= f.end), None)
        line.append(_piece(piece, here, number, anchored, result, library))
    out.append(_paragraph(line))
    return "".join(out)


def _by_place(shown: list[Finding], numbered: tuple[Finding, ...]) -> list[tuple[int, Finding]]:
    """Return findings with their numbers, those about the text's own words before those about what is missing."""
    pairs = [(numbered.index(finding), finding) for finding in shown]
    return sorted(pairs, key=lambda pair: (pair[1].kind is FindingKind.MISSING_SECTION, pair[1].end - pair[1].start))


def _paragraph(pieces: list[str]) -> str:
    return f"<p>{''.join(pieces)}</p>" if "".join(pieces).strip() else ""


def _piece(
    piece: str, mark: Mark | None, number: int | None, anchored: set[int], result: CheckResult, library: Collection[str]
) -> str:
    words = escape(piece)
    if mark is None and number is None:
        return words
    names = ["fz-mark"]
    told: list[str] = []
    if mark is not None:
        names.append(mark.status.value)
        told.append(STATUS_NAMES[mark.status])
    identity = ""
    if number is not None:
        finding = result.checked.findings[number]
        names += ["found", finding.severity.value]
        told.append(FINDING_NAMES[finding.kind])
        if number not in anchored:
            anchored.add(number)
            identity = f' id="fz-spot-{number}"'
        return (
            f'<button type="button" class="{" ".join(names)}"{identity} data-finding="{number}" data-spot'
            f' title="{escape("：".join(told))}" aria-label="{words}，{escape("，".join(told))}，看依据">{words}</button>'
        )
    url = _url(mark.proof, result, library) if mark and mark.proof else None
    if url and mark and mark.proof:
        place = f"{mark.proof.title} {mark.proof.locator}".strip()
        return (
            f'<a class="{" ".join(names)}" data-source href="{escape(url)}" target="_blank"'
            f' title="{escape(f"{told[0]}：{place}")}">{words}</a>'
        )
    return f'<span class="{" ".join(names)}" title="{escape(told[0])}">{words}</span>'


def _findings(result: CheckResult, library: Collection[str]) -> str:
    findings = result.checked.findings
    if not findings:
        return '<p class="fz-empty fz-clean">没有发现需要处理的问题。未证实的数字仍请人工确认。</p>'
    kinds = Counter(finding.kind for finding in findings)
    severities = Counter(finding.severity for finding in findings)
    by_kind = "".join(f'<option value="{k.value}">{FINDING_NAMES[k]}（{n}）</option>' for k, n in kinds.most_common())
    by_severity = "".join(
        f'<option value="{s.value}">{SEVERITY_NAMES[s]}（{severities[s]}）</option>' for s in Severity if severities[s]
    )
    cards = "".join(_card(number, finding, result, library) for number, finding in enumerate(findings))
    return (
        f'<div class="fz-filter"><h3>发现 <span data-shown>{len(findings)}</span> / {len(findings)} 处</h3>'
        f'<select data-filter="severity" aria-label="按轻重筛选"><option value="">全部轻重</option>{by_severity}</select>'
        f'<select data-filter="kind" aria-label="按种类筛选"><option value="">全部种类</option>{by_kind}</select></div>'
        f'<ol class="fz-finding-list">{cards}</ol>'
    )


def _card(number: int, finding: Finding, result: CheckResult, library: Collection[str]) -> str:
    expected = (
        f'<p class="fz-expected">应为：<strong>{escape(finding.expected)}</strong></p>' if finding.expected else ""
    )
    evidence = "".join(_evidence(proof, finding, result, library) for proof in finding.evidence)
    surface = finding.surface if len(finding.surface) <= 60 else f"{finding.surface[:60]}……"  # noqa: PLR2004 - one line
    return (
        f'<li class="fz-finding {finding.severity.value}" data-kind="{finding.kind.value}"'
        f' data-severity="{finding.severity.value}" data-card="{number}">'
        f'<button type="button" class="fz-goto" data-goto="{number}" aria-expanded="false">'
        f'<span class="fz-tag {finding.severity.value}">{SEVERITY_NAMES[finding.severity]}</span>'
        f'<span class="fz-kind">{FINDING_NAMES[finding.kind]}</span><q>{escape(surface)}</q></button>'
        f'<p class="fz-message">{escape(finding.message)}</p>{expected}'
        f'<div class="fz-evidence" hidden>{evidence or _NO_EVIDENCE}</div></li>'
    )


_NO_EVIDENCE = '<p class="fz-hint">这一处没有可引用的来源原文。</p>'


def _evidence(proof: Proof, finding: Finding, result: CheckResult, library: Collection[str]) -> str:
    url = _url(proof, result, library)
    place = f"《{proof.title}》" if proof.document_id else "本文"
    link = f'<a class="fz-link" data-source href="{escape(url)}" target="_blank">打开原文</a>' if url else ""
    return (
        f'<blockquote class="fz-quote"><footer><strong>{escape(place)}</strong> {escape(proof.locator)}{link}</footer>'
        f"<p>{''.join(_highlighted(proof.quote, finding.expected))}</p></blockquote>"
    )


def _highlighted(words: str, expected: str | None) -> Iterator[str]:
    """Yield a quote with the expected value marked in it; the whole quote where that is not in it."""
    at = words.find(expected) if expected else -1
    if at < 0 or expected is None:
        yield f"<mark>{escape(words)}</mark>"
        return
    first, last = max(0, at - _AROUND), min(len(words), at + len(expected) + _AROUND)
    yield f"{'……' if first else ''}{escape(words[first:at])}<mark>{escape(expected)}</mark>"
    yield f"{escape(words[at + len(expected) : last])}{'……' if last < len(words) else ''}"


def _url(proof: Proof, result: CheckResult, library: Collection[str]) -> str | None:
    """Return where a place can be opened; None for the checked text itself and for what is not at hand."""
    if not proof.document_id:
        return None
    text = next((s.text for s in (*result.sources, result.previous) if s and s.document_id == proof.document_id), None)
    start, end = proof.start, proof.end
    if text is not None and text[start:end] != proof.quote:
        start = text.find(proof.quote)
        end = start + len(proof.quote)
    query = urlencode({"start": start, "end": end, "sha": text_hash(proof.quote)}) if start >= 0 else ""
    if proof.document_id in result.uploaded:
        return f"/checked/{quote(result.id, safe='')}/source/{quote(proof.document_id, safe='')}?{query}#quote"
    if proof.document_id not in library:
        return None
    return f"/source/{quote(proof.document_id, safe='')}?{query}#quote"
