"""The 待补清单: what this year's material lacks, why, and whom to ask."""

import re
from collections.abc import Mapping, Sequence

from assistant.drafting.types import (
    Filling,
    Gap,
    Material,
    OutlineSection,
    Slot,
    SlotStatus,
    Template,
)
from knowledge.figures.document_figures import role_of
from knowledge.figures.matching import nearness

_OPEN = frozenset({SlotStatus.MISSING, SlotStatus.DOUBTFUL, SlotStatus.CONTRADICTED})
_ASK = 0.7
"""How near a metric that an office supplied must be for that office to be asked."""
_REQUIRED = {
    "done": "主要举措和成效",
    "short": "存在的不足和原因",
    "head": "党政主要负责人履行第一责任人职责情况",
    "next": "下一年度主要安排",
}
_USUAL = (
    (re.compile(r"信访"), "信访工作部门"),
    (re.compile(r"矛盾|纠纷|调解|治安|巡逻|警情"), "治安管理部门"),
    (re.compile(r"培训|考试|民警|辅警|党委|中心组|学习|政工|述法"), "政工部门"),
    (
        re.compile(
            r"复议|应诉|诉讼|案卷|审核|法考|公职律师|执法|规范性文件|三项制度|两法衔接|普法|宪法|民法典|法治宣传"
        ),
        "法制部门",
    ),
    (re.compile(r"企业|营商|侵权|假冒|经济|非法集资"), "经侦部门"),
    (re.compile(r"诈骗|立案|破案|抓获|移送|嫌疑"), "刑侦部门"),
    (re.compile(r"窗口|户籍|户政|出入境|政务服务|一网通办|网办"), "政务服务窗口"),
    (re.compile(r"投诉|举报|督察|12345|12389"), "督察部门"),
)
_ORDINALS = "一二三四五六七八九十、（）()0123456789. #"


def gaps_of(
    template: Template | None,
    fillings: Sequence[Filling],
    materials: Sequence[Material],
    sections: Sequence[OutlineSection],
    last_offices: Mapping[str, str] | None = None,
) -> tuple[Gap, ...]:
    """Return a line for every slot that is not filled, in order, then for every required part without material.

    ``last_offices`` names by metric the office that supplied it last year, where that is known.
    """
    found: list[Gap] = []
    by_slot = {filling.slot: filling for filling in fillings}
    supplied = _supplied(materials)
    if template is not None:
        for slot in template.slots:
            filling = by_slot.get(slot.id) or Filling(slot=slot.id, status=SlotStatus.MISSING)
            if filling.status in _OPEN:
                found.append(_gap(slot, filling, template, sections, {**supplied, **(last_offices or {})}, materials))
    found += [_part(section) for section in _bare(template, sections, by_slot)]
    return tuple(found)


def _gap(
    slot: Slot,
    filling: Filling,
    template: Template,
    sections: Sequence[OutlineSection],
    offices: Mapping[str, str],
    materials: Sequence[Material],
) -> Gap:
    last = slot.last
    heading = _heading(slot, template, sections)
    return Gap(
        slot=slot.id,
        metric=slot.metric or slot.name,
        unit=slot.unit,
        section=heading,
        last_surface=last.surface if last else "",
        last_quote=last.sentence if last else "",
        ask=_ask(slot, heading, filling, offices),
        reason=_reason(slot, filling, template, materials),
        status=filling.status,
        candidates=filling.candidates,
        proposal=filling.proposal,
        formula=filling.formula,
    )


def _heading(slot: Slot, template: Template, sections: Sequence[OutlineSection]) -> str:
    if slot.last is None:
        return ""
    for index, section in enumerate(template.sections):
        if section.start <= slot.last.start < section.end:
            return next((o.heading for o in sections if o.template == index), section.heading)
    return ""


def _supplied(materials: Sequence[Material]) -> dict[str, str]:
    """Return the office by metric, as this year's material says who supplies what."""
    return {
        f.figure.metric: material.office
        for material in materials
        if material.office
        for f in material.figures
        if f.figure.metric
    }


def _ask(slot: Slot, heading: str, filling: Filling, offices: Mapping[str, str]) -> str:
    named = list(dict.fromkeys(c.office for c in filling.candidates if c.office))
    if named:
        return f"请向{'、'.join(named)}核实。"
    best = max(((nearness(slot.metric, metric), office) for metric, office in offices.items()), default=(0.0, ""))
    if slot.metric and best[0] >= _ASK:
        return f"请向{best[1]}核要。"
    for text in (slot.metric, heading.strip(_ORDINALS)):
        for pattern, office in _USUAL:
            if pattern.search(text):
                return f"请向{office}核要。"
    return ""


def _reason(  # noqa: PLR0911 - one return a reason
    slot: Slot, filling: Filling, template: Template, materials: Sequence[Material]
) -> str:
    if filling.status is SlotStatus.CONTRADICTED:
        if filling.formula:
            return f"材料写的数字与其他数字推算不符（{filling.formula}），请核实后填写。"
        values = "、".join(f"{c.surface}（{_named(c.office, c.source.title)}）" for c in filling.candidates)
        return f"材料中有不同的数字：{values}，请核实后填写。"
    if filling.status is SlotStatus.DOUBTFUL:
        listed = "、".join(f"{c.metric}{c.surface}" for c in filling.candidates[:3])
        if filling.proposal and filling.formula:
            return f"材料只有分项数字：{listed}；合计 {filling.formula}，请确认是否采用。"
        return f"材料中有相近的数字：{listed}，请确认是不是这个指标。"
    if filling.formula:
        said = f"，可填{filling.proposal}" if filling.proposal else ""
        return f"材料没有写与上年的比较；按上年数推算：{filling.formula}{said}，请确认。"
    if not materials:
        return "没有提供本年材料。"
    role = role_of(slot.last, template.text, template.year) if slot.last else "level"
    said = {"from": "变化前的数字", "target": "下一年度的目标", "change": "与上年相比的变化"}.get(role)
    return f"材料没有写{said}。" if said else "材料没有这个数字。"


def _named(office: str, title: str) -> str:
    return office or f"《{title}》"


def _bare(
    template: Template | None, sections: Sequence[OutlineSection], by_slot: Mapping[str, Filling]
) -> list[OutlineSection]:
    """Return the sections that fulfil a requirement and have nothing of this year, nor anything below them."""
    bare: list[OutlineSection] = []
    told: set[str] = set()
    for index, section in enumerate(sections):
        if not section.requirement or section.requirement in told or not section.heading:
            continue
        below = [section]
        for later in sections[index + 1 :]:
            if later.level <= section.level:
                break
            below.append(later)
        twins = [s for s in sections if s.requirement == section.requirement]
        if not any(s.materials or _has_filled(template, s, by_slot) for s in (*below, *twins)):
            told.add(section.requirement)
            bare.append(section)
    return bare


def _has_filled(template: Template | None, section: OutlineSection, by_slot: Mapping[str, Filling]) -> bool:
    if template is None or section.template is None or section.template >= len(template.sections):
        return False
    slots = [s for p in template.sections[section.template].paragraphs for sentence in p for s in sentence.slots]
    return any(s in by_slot and by_slot[s].status not in _OPEN for s in slots)


def _part(section: OutlineSection) -> Gap:
    name = _REQUIRED.get(section.requirement, section.heading.strip(_ORDINALS))
    return Gap(
        slot="",
        metric=name,
        unit="",
        section=section.heading,
        last_surface="",
        last_quote="",
        ask="请向办公室核要。" if section.requirement == "head" else "",
        reason=f"本年材料没有“{name}”的内容，请补充材料或自行撰写。",
        status=SlotStatus.MISSING,
    )
