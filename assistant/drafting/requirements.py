"""Kinds of text and what each must contain, read from the data files in ``kinds``."""

import re
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.checking.contents import HEAD_CONTENT, NEXT_CONTENT, SHORT_CONTENT
from assistant.drafting.terms import plan_in
from assistant.drafting.types import Brief, Requirement, TextKind
from knowledge.errors import BadRequest

FOLDER = Path(__file__).parent / "kinds"
_PLACES = {"organ": "", "year": 0, "next": 0, "plan": "", "section": ""}
"""What a data file may have filled in, as {organ}."""


def _checked(text: str) -> str:
    try:
        text.format(**_PLACES)
    except (LookupError, ValueError) as error:
        raise ValueError(f"只能用{'、'.join('{' + name + '}' for name in _PLACES)}") from error
    return text


class _Requirement(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z_]+$")
    heading: str = Field(min_length=2)
    basis: str = ""
    required: bool = True
    cues: tuple[str, ...] = ()
    note: str = ""

    @field_validator("heading")
    @classmethod
    def _fillable(cls, text: str) -> str:
        return _checked(text)


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=2)
    title: str
    opening: str
    closing: str = ""
    deadline: str = ""
    organs: tuple[str, ...] = ()
    order: int = 100
    requirements: tuple[_Requirement, ...] = Field(min_length=1)

    @field_validator("title", "opening", "deadline")
    @classmethod
    def _fillable(cls, text: str) -> str:
        return _checked(text)


def kinds(folder: Path | None = None) -> tuple[TextKind, ...]:
    """Return every kind of text, in the order that people are shown.

    Raises:
        BadRequest: a data file is not what it should be; the message names file and key.
    """
    return _kinds(folder or FOLDER)


def kind(kind_id: str, folder: Path | None = None) -> TextKind:
    """Return one kind of text.

    Raises:
        BadRequest: there is none of that id.
    """
    known = kinds(folder)
    for one in known:
        if one.id == kind_id:
            return one
    names = "、".join(f"{one.id}（{one.name}）" for one in known)
    raise BadRequest(f"没有“{kind_id}”这种文种。可用：{names}。")


def title_of(brief: Brief) -> str:
    """Return the title of the text to be drafted."""
    return brief.title.strip() or _filled(kind(brief.kind).title, brief)


def opening_of(brief: Brief) -> str:
    """Return the first paragraph for a text that no earlier one opens; it states no figure but years."""
    return _filled(kind(brief.kind).opening, brief)


def deadline_of(brief: Brief) -> str:
    """Return by when such a text is due, with its basis; empty where none is known."""
    return _filled(kind(brief.kind).deadline, brief)


def heading_of(requirement: Requirement, brief: Brief) -> str:
    """Return the usual heading of a required content, without a number."""
    return _filled(requirement.heading, brief)


def requirement_for(kind: TextKind, heading: str, body: str = "") -> Requirement | None:
    """Return the content that a heading is about: the one with most cues in it.

    The body decides only below a heading that says nothing (一、概述); a theme (突出政治引领) stays without one.
    """
    best = _best(kind, heading)
    return best if best is not None or not body or len(heading) > _SAYS_NOTHING else _best(kind, body[:_SAMPLE])


def fulfils(heading: str, requirement: Requirement) -> bool:
    """Say whether a heading tells, perhaps among others, of a content that the checker knows by its heading."""
    content = dict(_TELLING).get(requirement.id)
    return content is not None and bool(content.heading.search(_THEME.sub("", heading)))


_SAMPLE = 300
_SAYS_NOTHING = 4
_LONGEST_HEADING = 60
_TELLING = (("next", NEXT_CONTENT), ("head", HEAD_CONTENT), ("short", SHORT_CONTENT))
"""Contents that the checker knows by their headings; 2025年主要工作安排 is no account of the 主要工作."""
_THEME = re.compile(
    r"问题导向|(?:解决|化解|破解|回应|整治|处置|应对|处理|攻克|纠治|查摆|聚焦)[^，,、；;]{0,14}?(?:问题|困难|短板)(?!清单)"
    r"|(?:补齐|补强|弥补)[^，,、；;]{0,8}?(?:短板|弱项|不足)|(?:落实|实施|执行|贯彻|推进|完成|编制|制定|启动)[^，,、；;]{0,14}?(?:规划|计划|安排)"
    r"|[“\"]?[七八九]五[”\"]?(?:普法)?规划|规划计划|规划(?=引领|管理|编制|先行)|安排部署|部署安排"
)
"""Words of a theme that only look like a shortcoming or a plan: 坚持问题导向, 落实“八五”普法规划."""


def _best(kind: TextKind, words: str) -> Requirement | None:
    by_id = {one.id: one for one in kind.requirements}
    words = _THEME.sub("", words)
    for name, content in _TELLING:
        if name in by_id and len(words) <= _LONGEST_HEADING and content.heading.search(words):
            return by_id[name]
    counted = [(sum(len(cue) for cue in one.cues if cue in words), one) for one in kind.requirements]
    most, best = max(counted, key=lambda pair: pair[0])
    return best if most else None


def _filled(text: str, brief: Brief) -> str:
    plan = plan_in(brief.year)
    if plan is None:
        text = text.replace("“{plan}”", "")
    return text.format(
        organ=brief.organ,
        year=brief.year,
        next=brief.year + 1,
        plan=plan or "",
        section=brief.section or "有关工作情况",
    )


@cache
def _kinds(folder: Path) -> tuple[TextKind, ...]:
    found = [(_read(path), path.stem) for path in sorted(folder.glob("*.yaml"))]
    found.sort(key=lambda pair: pair[0].order)
    return tuple(
        TextKind(
            id=stem,
            name=one.name,
            title=one.title,
            opening=one.opening,
            closing=one.closing,
            requirements=tuple(Requirement(**r.model_dump()) for r in one.requirements),
            deadline=one.deadline,
            organs=one.organs,
        )
        for one, stem in found
    )


def _read(path: Path) -> _Kind:
    try:
        return _Kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest(
            f"文种文件 {path.name} 的“{where}”不对：{first['msg']}。请照同一文件夹里的其他文件改正。"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadRequest(f"文种文件 {path.name} 不是 UTF-8 编码的 YAML，读不了。请检查缩进和引号。") from error
