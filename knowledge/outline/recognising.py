"""What a document says of itself: kind, title, organ, reporting year, number, dates."""

import re
from datetime import date

from knowledge.documents import Kind, Metadata
from knowledge.outline.statutes import implied_articles

_ORGAN_END = "公安局|公安厅|公安部|公安分局|人民政府|司法局|司法厅|委员会|管理局|监督局|检察院|法院|办公室|局|厅|政府|街道办事处"
_ORGAN = re.compile(rf"[一-鿿]{{2,12}}?(?:省|市|县|区|州|旗|镇|乡|街道)[一-鿿]{{0,12}}?(?:{_ORGAN_END})(?![一-鿿]{{0,1}}长)")
_YEAR_TITLE = re.compile(r"((?:19|20)\d{2})\s*年(?:度)?[^。\n]{0,20}?(?:报告|总结|情况|年报|数据|统计)")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_PERIOD = re.compile(r"((?:19|20)\d{2})\s*(?:年)?\s*[—–\-－~～至到]+\s*((?:19|20)\d{2})\s*年")
_NUMBER = re.compile(r"[一-鿿]{1,8}〔\d{4}〕\d+号")
_ADOPTED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日[^。\n]{0,60}?(?:通过|公布|修订|修正|印发|发布)")
_IN_FORCE = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|执行|实施)")
_LEGAL_TITLE = re.compile(r"(?:法|条例|规定|办法|规则|细则|决定|解释)(?:[（(][^）)]*[)）])?$")
_PLAN_TITLE = re.compile(r"方案|规划|计划|清单|纲要|要点")
_REPORT_WORDS = ("法治政府建设年度报告", "法治政府建设工作报告", "法治政府建设情况的报告", "法治政府建设情况报告", "工作报告", "工作总结", "年度报告")
_TITLE_LINES = 6
_ENOUGH_ARTICLES = 3


def recognise(
    text: str,
    *,
    filename: str = "",
    title: str | None = None,
    organ: str | None = None,
    issued: date | None = None,
    kind: Kind | None = None,
) -> Metadata:
    """Return the metadata that the text itself states; hints from the file fill what it leaves open.

    The year of a report is the year reported on, not that of publication; a plan has none (its span of years is in
    ``extra["period"]``); that of a regulation is the year of its newest version.
    """
    found = title or _title(text)
    what = kind or _kind(text, found, filename)
    who = organ or _organ(f"{found or ''}\n{text[:400]}")
    if what is Kind.REGULATION:
        return _regulation(text, found or _stem(filename), issued)
    year = _reporting_year(text, found)
    period = _PERIOD.search(found or "")
    if what is Kind.PLAN:
        year = None if period or not _YEAR.search(found or "") else year
    return Metadata(
        title=found or _made_title(text, who, year) or _stem(filename) or "未命名资料",
        kind=what,
        organ=who,
        year=year,
        document_number=_first(_NUMBER, text[:600]),
        issued=issued,
        extra={"period": f"{period[1]}..{period[2]}"} if period else {},
    )


def _regulation(text: str, title: str, issued: date | None) -> Metadata:
    dates = [made for m in _ADOPTED.finditer(text[:3000]) if (made := _date(m))]
    starts = [made for m in _IN_FORCE.finditer(text) if (made := _date(m))]
    newest = max(dates, default=issued)
    # A much amended law still prints its first day in force: trust it only where it does not precede this version.
    in_force = next((day for day in reversed(starts) if newest is None or day >= newest), None)
    year = newest.year if newest else (in_force.year if in_force else None)
    return Metadata(
        title=title,
        kind=Kind.REGULATION,
        year=year,
        document_number=_first(_NUMBER, text[:600]),
        issued=newest,
        in_force_from=in_force,
        verified="据文本自述，效力未经核实。",
    )


def _title(text: str) -> str | None:
    """Return the title line, if one of the first lines is one (headings and whole sentences are not)."""
    lines = [line.strip().lstrip("#").strip() for line in text[:1500].split("\n") if line.strip()]
    for i, line in enumerate(lines[:_TITLE_LINES]):
        if len(line) > 60 or re.match(r"[一二三四五六七八九十]+、|[（(]|第[一二三四五六七八九十]+[章条]", line):  # noqa: PLR2004
            continue
        if re.search(r"[。；，,;]$|示例资料|^(?:来源|发布|索引|首页|当前)", line):
            continue
        if re.search(r"报告|总结|方案|规划|计划|清单|纲要|意见|通知", line) or _LEGAL_TITLE.search(line):
            if len(line) < 8 and i and _ORGAN.fullmatch(lines[i - 1]):  # noqa: PLR2004 - "年度报告" below the organ's own line
                return lines[i - 1] + line
            return line.strip("《》")
    return None


def _kind(text: str, title: str | None, filename: str) -> Kind:
    name = title or filename
    articles = implied_articles(text)
    if articles >= _ENOUGH_ARTICLES and (_LEGAL_TITLE.search(_stem(name)) or articles >= 2 * _ENOUGH_ARTICLES):
        return Kind.REGULATION
    if re.search(r"报告|总结", name):
        return Kind.REPORT
    if _PLAN_TITLE.search(name):
        return Kind.PLAN
    if _LEGAL_TITLE.search(_stem(name)) or re.search(r"意见$", _stem(name)):
        return Kind.REGULATION
    if filename.lower().endswith((".xlsx", ".csv")):
        return Kind.DATA
    return Kind.REPORT


def _organ(head: str) -> str | None:
    for match in _ORGAN.finditer(_YEAR.sub("\n", head)):
        name = re.sub(r"^(?:关于|根据|按照|在|由|经|报|现将|我局|来源)+", "", match.group())
        if len(name) > 3:  # noqa: PLR2004 - "县政府" names nobody
            return name
    return None


def _reporting_year(text: str, title: str | None) -> int | None:
    for pattern, where in ((_YEAR, title or ""), (_YEAR_TITLE, text[:1200]), (_YEAR, text[:1200])):
        match = pattern.search(where)
        if match:
            return int(match.group(1))
    return None


def _made_title(text: str, organ: str | None, year: int | None) -> str | None:
    """Return a title built of organ, year and the genre's words, where the title line was lost."""
    words = next((word for word in _REPORT_WORDS if word in text), None)
    return f"{organ}{year}年{words}" if organ and year and words else None


def _stem(name: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group() if match else None


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


