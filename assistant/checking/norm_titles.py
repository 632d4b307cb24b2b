"""Titles: nearly right ones, plans with wrong years, and norms that nobody knows."""

import re

from assistant.checking.norm_context import Sense
from assistant.checking.types import Finding, FindingKind, Severity
from knowledge.norms.citations import NormCitation
from knowledge.norms.resolving import Match, Resolved

_YEARS = re.compile(r"(?:19|20)\d{2}\s?年?[-—–－―~～至]{0,2}\s?(?:19|20)\d{2}")
_LAW = re.compile(r"(?:(?<!办)法|法典)(?:[（(].{1,12}[）)])?$")
_NATIONAL = re.compile(r"^(?:中华人民共和国|国务院|中共中央|中央|全国|最高人民)")
_PLACE = re.compile(
    r"省|自治区|自治州|市|县|州|盟|旗|镇|乡|街道|村|区(?!域)|厅|局|委(?!托)|院|支队|大队|总队|派出所|公安机关|我|本"
)
_RULE = re.compile(r"(?:条例|规定|办法|细则|规则|准则|规程)(?:[（(].{1,12}[）)])?$")


def check_title(text: str, citation: NormCitation, resolved: Resolved) -> Finding | None:
    """Return a finding where the title is one slip away from the right one or has wrong years, or None."""
    if resolved.match is Match.WRONG_YEARS and resolved.years:
        years = f"{resolved.years[0]}—{resolved.years[1]}"
        start, end = _years_spot(text, citation)
        return Finding(
            kind=FindingKind.NORM_TITLE_MISMATCH,
            severity=Severity.ERROR,
            surface=text[start:end],
            start=start,
            end=end,
            message=f"名称里的年份不对：应为《{resolved.title}》，期间是{years}年。请改正年份。",
            expected=years,
        )
    if resolved.match is not Match.NEAR:
        return None
    return Finding(
        kind=FindingKind.NORM_TITLE_MISMATCH,
        severity=Severity.WARNING,
        surface=citation.surface,
        start=citation.start,
        end=citation.end,
        message=f"没有收录名称完全相同的文件，最接近的是《{resolved.title}》。请核对名称是否写全、写对。",
        expected=f"《{resolved.title}》",
    )


def _years_spot(text: str, citation: NormCitation) -> tuple[int, int]:
    match = _YEARS.search(text, citation.start, citation.end)
    return match.span() if match else (citation.start, citation.end)


def unknown_norm(text: str, citation: NormCitation, sense: Sense) -> Finding:
    """Return what must be said of a norm that nobody knows: a warning where it looks like a national one."""
    title = citation.title or citation.surface
    national = not _PLACE.search(title) or bool(_NATIONAL.match(title))
    grave = national and bool(
        _LAW.search(title)
        or (_RULE.search(title) and (citation.articles or (sense.followed and _NATIONAL.match(title))))
    )
    return Finding(
        kind=FindingKind.UNKNOWN_NORM,
        severity=Severity.WARNING if grave else Severity.NOTE,
        surface=text[citation.start : citation.end],
        start=citation.start,
        end=citation.end,
        message=(
            f"无法核实《{title.strip('《》')}》：资料库、法律数据库和目录都没有收录。"
            "请核对名称和条号，或把文件加入资料库后再核查。"
        ),
    )
