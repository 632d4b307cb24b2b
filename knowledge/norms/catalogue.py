"""The catalogue: facts about plans and norms whose text the library lacks, searchable and citable as such."""

from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from knowledge.documents import Kind, Metadata
from knowledge.errors import BadRequest

NOTICE = "目录信息，非原文"

Status = Literal["现行有效", "已到期", "已被取代", "效力未核实"]


class Period(BaseModel):
    """The years that a plan covers, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int = Field(ge=1900, le=2200)
    end: int = Field(ge=1900, le=2200)

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start > self.end:
            raise ValueError(f"period runs backwards: {self.start}-{self.end}")
        return self


class Entry(BaseModel):
    """One plan or norm; what is not certain is None."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(min_length=3)
    aliases: tuple[str, ...] = ()
    organ: str | None = None
    document_number: str | None = None
    issued: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    """First day on which it is no longer in force."""
    period: Period | None = None
    status: Status
    replaced_by: str | None = None
    """Id of the entry that took its place."""
    facts: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    """What it asks of a yearly report or of neighbouring yearly duties, in our own words."""
    official_page: str | None = Field(pattern=r"^https?://")
    verified: str
    """How far all this is verified, in Chinese."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.status == "已到期" and self.period is None:
            raise ValueError(f"{self.id}: 已到期 without a period")
        if self.status == "已被取代" and self.replaced_by is None:
            raise ValueError(f"{self.id}: 已被取代 without what replaced it")
        return self

    def as_text(self) -> str:
        """Return a searchable text: the title, the notice that this is no original text, then the facts, one a line."""
        replaced = entry(self.replaced_by).title if self.replaced_by else None
        lines = [self.title, NOTICE]
        labelled = (
            ("又称", "、".join(self.aliases)),
            ("发文机关", self.organ),
            ("文号", self.document_number),
            ("公布日期", _chinese(self.issued)),
            ("施行日期", _chinese(self.in_force_from)),
            ("期间", f"{self.period.start}年至{self.period.end}年" if self.period else None),
            ("状态", self.status),
            ("失效日期", _chinese(self.in_force_to)),
            ("取代它的文件", f"《{replaced}》" if replaced else None),
        )
        lines.extend(f"{label}：{value}。" for label, value in labelled if value)
        lines.extend(f"说明：{fact}" for fact in self.facts)
        lines.extend(f"与年度报告有关的要求：{obligation}" for obligation in self.obligations)
        if self.official_page:
            lines.append(f"官方网页：{self.official_page}")
        lines.append(f"核实程度：{self.verified}。")
        return "\n".join(lines) + "\n"

    def metadata(self) -> Metadata:
        """Return what the library stores; a plan that has run out ends on 1 January after its last year."""
        end = self.in_force_to
        if end is None and self.status == "已到期" and self.period:
            end = date(self.period.end + 1, 1, 1)
        extra = {"entry_id": self.id}
        if self.period:
            extra |= {"period_start": str(self.period.start), "period_end": str(self.period.end)}
        if self.replaced_by:
            extra["replaced_by"] = entry(self.replaced_by).title
        began = self.issued or self.in_force_from
        return Metadata(
            title=self.title,
            kind=Kind.CATALOGUE,
            organ=self.organ,
            year=began.year if began else None,
            document_number=self.document_number,
            issued=self.issued,
            in_force_from=self.in_force_from,
            in_force_to=end,
            status=self.status,
            verified=f"{NOTICE}。{self.verified}。",
            source=self.official_page or "随产品提供的目录",
            extra=extra,
        )


def _chinese(day: date | None) -> str | None:
    return f"{day.year}年{day.month}月{day.day}日" if day else None


@cache
def entries() -> tuple[Entry, ...]:
    """Return all entries in the order of the file."""
    text = resources.files("knowledge.norms").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    found = TypeAdapter(tuple[Entry, ...]).validate_python(yaml.safe_load(text))
    ids = [e.id for e in found]
    dangling = [e.id for e in found if e.replaced_by and e.replaced_by not in ids]
    if len(ids) != len(set(ids)) or dangling:
        raise BadRequest(f"目录 catalogue.yaml 有重复的编号，或指向不存在的条目：{dangling or ids}。请修正后再运行。")
    return found


def entry(entry_id: str) -> Entry:
    """Return the entry with that id.

    Raises:
        BadRequest: there is none.

    """
    for candidate in entries():
        if candidate.id == entry_id:
            return candidate
    raise BadRequest(f"目录里没有编号为 {entry_id} 的条目。请用 fazhi sources list 查看已有条目。")
