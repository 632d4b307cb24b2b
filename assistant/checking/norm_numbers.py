"""Document numbers: those that contradict what is known, those that are broken, those from the future."""

import re
from collections.abc import Iterator

from assistant.checking.types import Finding, FindingKind, Severity
from knowledge.norms.citations import NormCitation
from knowledge.norms.resolving import Match, Resolved
from knowledge.norms.title_forms import normal_number

_BROKEN = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?P<number>〔(?:(?:19|20)\d{2}(?:\d{1,5}[)）\]］〕]?号?|[)）\]］】]\d{1,5}号|第?\d{1,5}号)|\d{1,3}〕\d{1,5}号))"
)
_PRINTED = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[［（(【](?:19|20)\d{2}[〕\]］）)】]第?\d{1,5}号")
_YEAR = re.compile(r"[〔\[［（(【]((?:19|20)\d{2})[〕\]］）)】]")
_CENTRAL = re.compile(r"^(?:国发|国办发|国函|国办函|中发|中办发|厅字|国务院令|主席令|GB)")


def broken_numbers(text: str) -> Iterator[Finding]:
    """Yield a finding for each number whose brackets or year are broken: 〔202527), 〔2018)118号."""
    for match in _BROKEN.finditer(text):
        start, end = match.span("number")
        yield Finding(
            kind=FindingKind.NORM_TITLE_MISMATCH,
            severity=Severity.WARNING,
            surface=text[start:end],
            start=start,
            end=end,
            message="文号写法不完整：应为“〔四位年份〕序号号”，如〔2025〕27号。请补全括号、年份或序号。",
        )


def check_number(text: str, citation: NormCitation, resolved: Resolved, year: int | None) -> Finding | None:
    """Return what is wrong with a citation's document number, or None."""
    number = citation.document_number
    if number is None:
        return None
    start, end = _spot(text, citation)
    problem = _contradiction(number, citation, resolved)
    printed = _YEAR.search(number)
    if problem is None and printed and year is not None and int(printed[1]) > year + 1:
        problem = (f"文号{number}的年份晚于{year}年度报告，请核对文号。", None, Severity.WARNING)
    if problem is None and resolved.match is Match.UNNAMED and _CENTRAL.match(number):
        problem = (f"无法核实文号{number}：资料库和目录都没有收录。请核对文号并写明文件名称。", None, Severity.NOTE)
        return _finding(text, (start, end), problem, FindingKind.UNKNOWN_NORM)
    return _finding(text, (start, end), problem, FindingKind.NORM_TITLE_MISMATCH) if problem else None


def _contradiction(number: str, citation: NormCitation, resolved: Resolved) -> tuple[str, str | None, Severity] | None:
    if citation.title is None:
        return None
    if resolved.numbered and resolved.numbered != resolved.title:
        message = f"文号{number}是《{resolved.numbered}》的文号，与这里的文件名称不符。请核对名称和文号。"
        return message, resolved.right_number, Severity.ERROR
    right = resolved.right_number if resolved.match in {Match.KNOWN, Match.NEAR} else None
    if right and normal_number(number) != normal_number(right) and _same_kind(number, right):
        message = f"《{resolved.title}》的文号是{right}，这里写的是{number}。请核对文号。"
        return message, right, Severity.ERROR
    return None


def _same_kind(number: str, other: str) -> bool:
    """Tell whether two numbers are of one sort: an order's number says nothing against a 〔…〕 number."""
    return ("〔" in number) == ("〔" in other) and ("令" in number) == ("令" in other)


def _spot(text: str, citation: NormCitation) -> tuple[int, int]:
    spans = [match.span() for match in _PRINTED.finditer(text, citation.start, citation.end)]
    return spans[-1] if spans and citation.title is not None else (citation.start, citation.end)


def _finding(text: str, spot: tuple[int, int], problem: tuple[str, str | None, Severity], kind: FindingKind) -> Finding:
    message, expected, severity = problem
    return Finding(
        kind=kind,
        severity=severity,
        surface=text[spot[0] : spot[1]],
        start=spot[0],
        end=spot[1],
        message=message,
        expected=expected,
    )
