"""Read this year's material: files or library documents with their figures, which of these count, their sentences."""

import bisect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

from assistant.drafting.sifting import INSTRUCTION, sift, without_repeats
from assistant.drafting.types import Material, MaterialFigure
from assistant.ingesting import Overrides, files_in, load, shown
from knowledge.documents import Document, Kind, Metadata
from knowledge.errors import UnreadableFile
from knowledge.figures.document_figures import read_document, role_of
from knowledge.figures.types import Figure, Period

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*年?")
_DATE_LINE = re.compile(
    r"^[^\S\n]*(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?[^\S\n]*$", re.MULTILINE
)
_OFFICE = re.compile(
    r"(?:(?<=[局厅])|(?<![一-龥]))(?!全局|我局|本局|各|全县|全市)[一-龥]{1,10}?"
    r"(?:大队|支队|总队|中队|派出所|司法所|看守所|拘留所|管理所|车管所|警务室|办公室|指挥部|指挥中心|管理中心|服务中心|中心"
    r"|室|科|股|处(?![置罚理分])|办(?![理案公事结法证])"
    r"|司法局|检察院|法院|财政局|公安局|街道办|乡政府|镇政府)"
)
_SUPPLIED = re.compile(
    r"(?:报送|填报|提供|供稿|报表|责任|牵头|制表|编制)(?:单位|部门|科室|机构)[：: ]{1,3}([一-龥]{2,20})"
)
_DOINGS = re.compile(r"情况|总结|完成|统计|数据|汇报|小结|成效|台账|落实")
_TERRITORIAL = re.compile(r"派出所|司法所|中队|警务[室区站]|街道|[一-龥](?:乡|镇|村|社区)(?:政府|$)|[一-龥]{2}所$")
_KEPT_IN = re.compile(r"看守所|拘留所|车管所|管理所|戒毒所")
_FORWARD = re.compile(r"下一?步|明年|下一?年|下年度|来年|今后|计划|打算|安排|力争|目标|拟|将")
_TOP = re.compile(
    r"^[#\s]*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]部分|(?=[^\n。；]{0,20}(?:下一步|工作打算|工作安排|工作计划)[^\n。；，]{0,10}$))"
    r"([^\n]{0,60})",
    re.MULTILINE,
)
_MANY_YEARS = re.compile(
    r"(?<!一)[二三四五六七八九十两]年多?来|近[两二三四五六七八九十]年|党的[一-龥]{2,5}大以来"
    r"|“[一-龥]{1,2}五”[^，。；]{0,10}(?:以来|期间|时期|累计)|(?:成立|建成|启用|换届|上任|任职)[^，。；]{0,6}以来"
    r"|(?:历年|多年来|[二三四五六七八九十两]个年度)[^，。；]{0,6}"
)
_SENTENCE = 120
_FULL_NAME = re.compile(r"[一-龥]{2,8}[省市县区州旗盟][一-龥]{2,16}")
_LAST_LINES = 6
_LONGEST_SIGNATURE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Materials in the order of their files, and in Chinese what could not be read."""

    materials: tuple[Material, ...]
    notices: tuple[str, ...]


def read_materials(
    paths: Sequence[Path], *, organ: str, year: int, report: Callable[[str], None] = lambda _: None
) -> Read:
    """Read the files that ``paths`` name (a folder stands for the files below it) as material of ``organ``'s ``year``.

    A file that cannot be read becomes a notice; an empty folder gives no material and no error.
    """
    found: list[Path] = []
    notices: list[str] = []
    for path in paths:
        try:
            found += [file for file in files_in([path]) if file not in found]
        except UnreadableFile as error:
            if not (path.is_dir() and _is_empty(path)):
                notices.append(shown(str(error)))
    materials: list[Material] = []
    for number, path in enumerate(found, 1):
        report(f"正在读材料 {number}/{len(found)}：{shown(path.name)}")
        try:
            new = load(path, Overrides())
        except UnreadableFile as error:
            notices.append(f"材料 {shown(path.name)} 没有读成：{shown(str(error))}")
            continue
        made = _material(str(path), new.metadata, new.text, organ=organ, year=year, path=path)
        materials.append(replace(made, warnings=(*new.warnings, *made.warnings)))
    notices += [f"材料 {m.title}：{warning}" for m in materials for warning in m.warnings]
    return Read(materials=numbered(materials), notices=tuple(notices))


def _is_empty(folder: Path) -> bool:
    return not any(p.is_file() and not p.name.startswith((".", "~$")) for p in folder.rglob("*"))


def from_document(document: Document, *, organ: str, year: int) -> Material:
    """Return a document of the library as material; call :func:`numbered` on all material that is used together."""
    made = _material(document.id, document.metadata, document.text, organ=organ, year=year, path=None)
    return replace(made, warnings=(*document.warnings, *made.warnings))


def numbered(materials: Sequence[Material]) -> tuple[Material, ...]:
    """Return the materials with sentence ids m1, m2 … over all of them; what is said twice is set aside."""
    count = 0
    renewed: list[Material] = []
    for material in materials:
        sentences = tuple(replace(s, id=f"m{count + n}") for n, s in enumerate(material.sentences, 1))
        count += len(sentences)
        renewed.append(replace(material, sentences=sentences))
    return without_repeats(renewed)


def _material(document_id: str, metadata: Metadata, text: str, *, organ: str, year: int, path: Path | None) -> Material:
    name = path.name if path else (metadata.source or "")
    of_year = _year_of(text, metadata, name, year)
    office = office_of(text, metadata.title, name, organ)
    doings = metadata.kind in {Kind.REPORT, Kind.DATA} or bool(_DOINGS.search(f"{metadata.title}{name}"))
    ours = is_ours(_named(text, metadata, name, organ), organ)
    part = bool(_TERRITORIAL.search(office)) and not _KEPT_IN.search(office)
    counts = doings and ours and not part
    headings = _Headings(text)
    figures: list[MaterialFigure] = []
    for read in read_document(text, organ=organ, year=of_year):
        figure = _in_own_year(read, text, headings, year) if of_year == year else read
        role = role_of(figure, text, of_year)
        usable = counts and role == "level" and within(figure.period, year) and not _of_many_years(figure, text)
        figures.append(MaterialFigure(document_id=document_id, figure=figure, role=role, usable=usable))
    warnings: list[str] = []
    if not ours:
        warnings.append(
            f"写的是{metadata.organ}，不是{organ}，其中数字不自动采用；如确为本单位数字，请在待补清单中填写。"
        )
    if part:
        warnings.append(f"由{office}提供，数字只是该单位的，不作为全局数字自动采用。")
    if of_year != year:
        warnings.append(f"写的是{of_year}年，不是{year}年，其中数字不作为{year}年的数字。")
    if not doings:
        warnings.append("是规定、计划或清单，其中数字是要求或任务，不作为完成数。")
    sentences = sift(text, document_id=document_id, figures=figures, year=year, of_year=of_year, doings=doings)
    told = {f.figure.start for s in sentences if s.reason == INSTRUCTION for f in s.figures}
    if told:
        warnings.append("有对写作的指令，已剔除，请留意这份材料的来源。")
    return Material(
        document_id=document_id,
        title=metadata.title,
        text=text,
        path=str(path) if path else "",
        office=office,
        year=of_year,
        kind=metadata.kind.value,
        figures=tuple(replace(f, usable=False) if f.figure.start in told else f for f in figures),
        sentences=sentences,
        warnings=tuple(warnings),
    )


def within(period: Period | None, year: int) -> bool:
    """Say whether a period is the whole of ``year``, or a level at a day of it."""
    if period is None:
        return False
    if (period.start, period.end) == (date(year, 1, 1), date(year, 12, 31)):
        return True
    return period.label.startswith("asof") and period.end.year == year


def _named(text: str, metadata: Metadata, name: str, organ: str) -> str | None:
    """Return the organ that a text surely is of: its title, file or a line of its own says so, or it names no other.

    An organ that only its sentences mention may be anyone they worked with.
    """
    named = metadata.organ
    if not named or not _FULL_NAME.fullmatch(named):
        return None
    titled = named in metadata.title or named in name
    return named if titled or organ not in text else None


def is_ours(named: str | None, organ: str) -> bool:
    """Say whether what a text names as its organ is ``organ``, an office of it, or unknown.

    A government's departments are its offices (云岭县司法局 of 云岭县人民政府).
    """
    if not named or not organ or named.startswith(organ) or organ.endswith(named):
        return True
    region = organ.removesuffix("人民政府")
    if region != organ and named.startswith(region):
        return True
    # 法制大队, 信访室: an office without a place in its name.
    return not re.search(r"[省市县区州盟旗]", named) and not named.endswith(("法院", "检察院"))


def office_of(text: str, title: str, name: str, organ: str) -> str:
    """Return who supplied a text (法制大队, 县司法局): as it says, signs, is titled or is called; else empty."""
    if said := _SUPPLIED.search(text[:600]) or _SUPPLIED.search(text[-600:]):
        return said[1].removeprefix(organ) or said[1]
    lines = [line.strip() for line in text.rstrip().splitlines()[-_LAST_LINES:]]
    signed = [line for line in lines if len(line) <= _LONGEST_SIGNATURE and not re.search(r"[。；，,:：|]", line)]
    stem = re.sub(r"[0-9_\-—（）()\s.]+", " ", PurePath(name).stem)
    first = text[:60].split("\n", 1)[0]
    for words in (*reversed(signed), title, stem, first):
        bare = re.sub(r"(?:19|20)\d{2}\s*年?度?", " ", words).replace(organ, " ")
        if found := _OFFICE.search(bare):
            return found[0]
    return ""


def _year_of(text: str, metadata: Metadata, name: str, year: int) -> int:
    """Return the year that a text is about: its own, but the year of its date or none at all is the reporting year."""
    if metadata.year is None or metadata.year == year:
        return year
    named = {int(match[1]) for match in _YEAR.finditer(f"{metadata.title}\n{name}")}
    if named:
        return metadata.year if metadata.year in named and year not in named else year
    said = {int(match[1]) for match in _YEAR.finditer(_DATE_LINE.sub("", text))}
    if metadata.year not in said or (metadata.year > year and year in said):
        return year
    # A sheet has a column for each year.
    return year if year in said and metadata.kind is Kind.DATA else metadata.year


def _of_many_years(figure: Figure, text: str) -> bool:
    """Say whether the sentence sums up more than a year in front of a figure: 五年来, “八五”普法以来累计."""
    before = re.split(r"[。！？\n]", text[max(0, figure.start - _SENTENCE) : figure.start])[-1]
    return bool(_MANY_YEARS.search(before))


class _Headings:
    """The headings 一、 of a text that announce what is to come, found by bisection."""

    def __init__(self, text: str) -> None:
        found = list(_TOP.finditer(text))
        self._starts = [match.start() for match in found]
        self._forward = [bool(_FORWARD.search(match[1])) for match in found]

    def look_forward(self, at: int) -> bool:
        """Say whether the heading above ``at`` does."""
        number = bisect.bisect_right(self._starts, at) - 1
        return number >= 0 and self._forward[number]


def _in_own_year(figure: Figure, text: str, headings: _Headings, year: int) -> Figure:
    """Return a figure in the reporting year where only a neighbouring sentence's 下一步 had put it into the next.

    Its own sentence, the opening of its paragraph and the heading above must not look forward.
    """
    if figure.period is None or figure.period.label != str(year + 1):
        return figure
    begin = text.rfind("\n", 0, figure.start) + 1
    opening = re.split(r"[。；，,]", text[begin : begin + 60])[0]
    said = f"{figure.sentence}{opening}"
    if _FORWARD.search(said) or str(year + 1) in said or headings.look_forward(figure.start):
        return figure
    return replace(figure, period=Period(start=date(year, 1, 1), end=date(year, 12, 31), label=str(year)))
