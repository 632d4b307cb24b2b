"""What the slots of last year's text ask for: role, period, scope, and the words around each."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.drafting.filling_facts import clause_before, scopes
from assistant.drafting.materials import within
from assistant.drafting.types import Slot, Template, TemplateSection
from knowledge.figures.document_figures import role_of
from knowledge.figures.matching import key, parts
from knowledge.figures.types import Figure

SlotRole = Literal["level", "part", "earlier", "from", "target", "change"]
"""``part`` is a level of a part of the year, ``earlier`` one of a year before the reporting year."""

_FORWARD = re.compile(
    r"下一?步|明年|下一?年|来年|今后|力争|计划|拟|打算|目标|安排|不少于|不低于|不超过|不高于|控制在|每"
)
_WORDS = re.compile(r"[^一-龥]+")
_LIGHT = frozenset(
    _WORDS.split(
        "活动 工作 问题 事项 部门 单位 人员 对象 群众 情况 任务 内容 项目 嫌疑人 犯罪嫌疑人 违法人员 违法行为人 企业"
        " 资料 宣传资料 线索 学生 民警 辅警 民辅警 学校 场所 案件 物品 制度 措施 违法行为 讲座 干部 骨干 人 警 次"
        " 学习 会议 资金 材料 文件 手册 意见"
    )
)
"""What a name may count in many places of one report; it needs its surroundings to say which."""
_TELLING = frozenset(
    {"enter", "lead", "stop-payment", "dissuade", "lose", "win", "attend-court", "respond-suit", "online"}
)
"""What was done tells by itself what is counted: 入区 is done in one place only."""
_CLOSE = 60
_BEGAN = re.compile(
    r"月(?:份|底|初|中旬|上旬|下旬|\d{1,2}日)?[^，。；]{0,4}(?:上线|启用|建成|挂牌|成立|到任|运行|投用|揭牌)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A slot with what is known of its place in last year's text."""

    slot: Slot
    role: SlotRole
    label: str
    """Label of the period asked for: last year's, moved on."""
    scopes: frozenset[str]
    words: frozenset[str]
    """Pairs of letters of its sentence and heading."""
    near: frozenset[str]
    """Pairs of letters close by in its sentence."""
    name: str
    stock: bool
    beside: tuple[str, ...] = ()
    """Metrics of the other figures of its sentence that tell by themselves what they count."""

    @property
    def family(self) -> tuple[str, str, str]:
        """Slots of one family had one metric and value last year: one figure may fill them all."""
        last = self.slot.last
        return self.slot.metric, self.slot.unit, str(last.value) if last else self.slot.id


def asked_of(template: Template, organ: str, year: int) -> tuple[Asked, ...]:
    """Return the slots of a template with their places."""
    beside = _by_sentence([slot.last for slot in template.slots if slot.last])
    found: list[Asked] = []
    for slot in template.slots:
        last = slot.last
        if last is None:
            bare = pairs(slot.metric)
            found.append(
                Asked(
                    slot=slot,
                    role="level",
                    label=str(year),
                    scopes=frozenset(),
                    words=bare,
                    near=bare,
                    name=key(slot.metric),
                    stock=False,
                )
            )
            continue
        heading = _headings(template, last.start)
        label = _YEAR.sub(lambda m: str(int(m[0]) + year - template.year), last.period.label) if last.period else ""
        found.append(
            Asked(
                slot=slot,
                role=_role(slot, template, heading),
                label=label,
                scopes=scopes(clause_before(template.text, last.start), organ),
                words=pairs(last.sentence + heading),
                near=runs(near(template.text, last)),
                name=key(slot.metric),
                stock=last.stock,
                beside=beside.get(last.sentence, ()),
            )
        )
    return tuple(found)


def near(text: str, figure: Figure) -> str:
    """Return the words of a figure's sentence that stand close to it."""
    before = re.split(r"[。！？\n]", text[max(0, figure.start - _CLOSE) : figure.start])[-1]
    after = re.split(r"[。！？\n]", text[figure.end : figure.end + _CLOSE // 2])[0]
    return before + after


def _by_sentence(figures: Iterable[Figure]) -> dict[str, tuple[str, ...]]:
    """Return by sentence the metrics in it that tell by themselves what they count."""
    found: dict[str, list[str]] = defaultdict(list)
    for figure in figures:
        if figure.metric and not light(figure.metric):
            found[figure.sentence].append(figure.metric)
    return {sentence: tuple(dict.fromkeys(metrics)) for sentence, metrics in found.items()}


@lru_cache(maxsize=20_000)
def light(metric: str) -> bool:
    """Say whether a name may count many things (宣传活动次数, 嫌疑人抓获数)."""
    taken = parts(metric)
    if taken.actions & _TELLING:
        return False
    if not taken.topic:
        return not taken.generic - _LIGHT
    return taken.topic in _LIGHT or taken.topic.removeprefix("犯罪").startswith("嫌疑人")


def _headings(template: Template, at: int) -> str:
    """Return the headings above a place, outermost first, as one text."""
    above: list[TemplateSection] = []
    for section in template.sections:
        if section.start > at:
            break
        above = [*(s for s in above if s.level < section.level), section]
    return "".join(section.heading for section in above)


def _role(slot: Slot, template: Template, heading: str) -> SlotRole:  # noqa: PLR0911 - one return a role
    last = slot.last
    if last is None:
        return "level"
    role = role_of(last, template.text, template.year)
    if role == "target":
        ahead = bool(last.period and last.period.start.year > template.year)
        before = clause_before(template.text, last.start)
        # A neighbour's 下一步 moves a period on; only its own words or its heading make it a plan.
        if (
            ahead
            and not _FORWARD.search(before + last.surface)
            and not re.search(r"安排|打算|下一?步|计划|思路", heading)
        ):
            return "change" if slot.metric.endswith(("增幅", "降幅")) else "level"
        return "target"
    if role in {"from", "change"}:
        return role
    if last.period and last.period.end.year < template.year:
        return "earlier"
    if last.period is None or within(last.period, template.year) or last.period.end.year > template.year:
        return "level"
    before = re.split(r"[。！？\n]", template.text[max(0, last.start - 2 * _CLOSE) : last.start])[-1]
    # 系统于7月上线，共抽查756段: the month tells when something began, not what is counted.
    return "level" if re.fullmatch(r"\d{4}-\d{2}", last.period.label) and _BEGAN.search(before) else "part"


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters of a text."""
    words = _WORDS.sub("", text)
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


def runs(text: str) -> frozenset[str]:
    """Return the pairs of letters that no number or mark parts."""
    return frozenset(pair for run in _WORDS.split(text) for pair in pairs(run))
