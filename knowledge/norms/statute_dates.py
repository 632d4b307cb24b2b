"""Since when, until when and how surely a version of a law is in force, as far as the package can prove it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.norms.corrections import Corrections
from knowledge.norms.statute_rows import LawRow

_OWN_DATE = re.compile(
    r"本(?:法典|法|条例|决定|解释|修正案|办法|规定|规则)自\s*(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实施|生效)"
)
_REPEALED = re.compile(r"((?:《[^《》]{2,60}》[、和\s]*)+)(?:同时|即行)?废止")
_MARKED = re.compile(r"《([^《》]{2,60})》")
_ENDING_LINES = 40
"""How many of a law's last lines may hold its date: taxes and flags have schedules after it."""
_NEVER_AMENDED = frozenset({"立法解释", "修正案", "修改决定"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version with its cleaned text: what dates are read from."""

    law: LawRow
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """When a version came into force, and how that is known."""

    day: date | None
    basis: str
    """Chinese clause for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A version's place in time on a given day."""

    in_force_from: date | None
    in_force_to: date | None
    status: str
    verified: str


def own_date(text: str) -> date | None:
    """Return the day that a law names for itself ("本法自…起施行"): the last such sentence before its annexes."""
    found = None
    for line in text.split("\n"):
        if line.startswith(("附件", "附：", "附表")):
            break
        for match in _OWN_DATE.finditer(line):
            found = date(int(match[1]), int(match[2]), int(match[3]))
    return found


def repealed_by(text: str) -> tuple[str, ...]:
    """Return the titles that a law repeals in its closing lines."""
    closing = "\n".join(text.rstrip().split("\n")[-_ENDING_LINES:])
    return tuple(title for group in _REPEALED.finditer(closing) for title in _MARKED.findall(group[1]))


class Timeline:
    """All versions of all laws together: amending decisions, successors and repeals date one another."""

    def __init__(self, versions: Sequence[Version], corrections: Corrections, *, source: str) -> None:
        """Read every version's dates once; ``source`` names package and version for people."""
        self._corrections = corrections
        self._source = source
        self._versions = versions
        decisions = {(v.law.title, v.law.version): v for v in versions if v.law.genre == "修改决定"}
        self._starts = {v.law.law_id: self._start(v, decisions) for v in versions}
        self._successors = self._read_successors()
        self._repeals = self._read_repeals()

    def standing(self, law: LawRow, today: date) -> Standing:
        """Return since when, until when and with what status ``law`` stands on ``today``."""
        start = self._starts[law.law_id]
        end = self._end(law)
        remarks = self._corrections.remarks_on(law.title, law.version)
        status = self._status(law, start.day, end, today, doubtful=any(r.doubtful for r in remarks))
        clauses = [f"状态据 {self._source} 所载（“{law.status}”），按{today.isoformat()}判断，未向官方数据库核对"]
        clauses.append(f"施行日期：{start.basis}")
        if status == "现行有效" != law.status:
            clauses.append("取代或废止它的文件还没有施行，故按现行有效处理")
        if law.status in {"已废止", "历史版本"} and status != "存疑":
            clauses.append(self._ending(law, end))
        if self._corrections.is_checked(law.title, law.version):
            clauses.append("条文已与另一公开文本逐条核对一致")
        clauses.extend(r.remark for r in remarks)
        return Standing(in_force_from=start.day, in_force_to=end, status=status, verified="；".join(clauses) + "。")

    def _start(self, version: Version, decisions: Mapping[tuple[str, date], Version]) -> Start:
        law = version.law
        curated = self._corrections.dates_of(law.title, law.version)
        if curated:
            return Start(day=curated.in_force_from, basis=curated.basis)
        decision = decisions.get((f"{law.organ}关于修改《{law.title}》的决定", law.version))
        day = own_date(decision.text) if decision else None
        if day and day >= law.version:
            return Start(day=day, basis=f"修改本法的决定自{_chinese(day)}起施行")
        day = own_date(version.text)
        if day and day >= law.version:
            return Start(day=day, basis=f"正文自述自{_chinese(day)}起施行")
        if law.effective and law.genre in _NEVER_AMENDED and law.effective >= law.version:
            return Start(day=law.effective, basis=f"据数据包为{_chinese(law.effective)}")
        if law.effective and law.effective > law.version:
            return Start(day=law.effective, basis=f"据数据包为{_chinese(law.effective)}，正文没有写明，未核实")
        return Start(day=None, basis="数据包没有可靠记载（所载为最初施行日期或公布日期），本版本自何日起施行未核实")

    def _read_successors(self) -> dict[str, LawRow]:
        following: dict[str, LawRow] = {}
        latest: dict[str, LawRow] = {}
        for law in sorted((v.law for v in self._versions), key=lambda row: row.version):
            earlier = latest.get(law.title)
            if earlier:
                following[earlier.law_id] = law
            latest[law.title] = law
        return following

    def _read_repeals(self) -> dict[str, tuple[str, date]]:
        repeals: dict[str, tuple[str, date]] = {}
        marked = {v.law.title for v in self._versions if v.law.status == "已废止"}
        for version in self._versions:
            day = self._starts[version.law.law_id].day
            for title in repealed_by(version.text) if day else ():
                if title in marked and day:
                    repeals[title] = (version.law.title, day)
        return repeals

    def _end(self, law: LawRow) -> date | None:
        curated = self._corrections.dates_of(law.title, law.version)
        if curated and curated.in_force_to:
            return curated.in_force_to
        successor = self._successors.get(law.law_id)
        if successor:
            return self._starts[successor.law_id].day
        return self._repeals[law.title][1] if law.status == "已废止" and law.title in self._repeals else None

    def _ending(self, law: LawRow, end: date | None) -> str:
        successor = self._successors.get(law.law_id)
        if successor and end is None:
            return f"{successor.version.year}年版本取代本版本的日期没有可靠记载"
        if successor:
            return f"由{successor.version.year}年版本取代" if not self._curated_end(law) else "其后有历次修正"
        if end:
            return f"由《{self._repeals[law.title][0]}》自{_chinese(end)}起废止"
        return "数据包没有收录废止它的文件，废止日期未核实"

    def _curated_end(self, law: LawRow) -> bool:
        curated = self._corrections.dates_of(law.title, law.version)
        return bool(curated and curated.in_force_to)

    @staticmethod
    def _status(law: LawRow, start: date | None, end: date | None, today: date, *, doubtful: bool) -> str:
        if doubtful:
            return "存疑"
        if start and today < start:
            return "尚未施行"
        if law.status in {"历史版本", "已废止"} and end and today < end:
            return "现行有效"
        return law.status


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
