"""Rates by name: 化解率67% from 化解103件 and 收到153件.

A figure is the numerator where its label holds the stem of the rate: 化解 of 化解率, 网上办理 of 网办率, 成功调解 of
调解成功率. The base is a figure of the same measure before it. Any pair that fits proves the rate; it is refuted only
where the words leave exactly one pair.
"""

import re
from collections.abc import Iterator, Sequence

from knowledge.figures.relations.mentions import Mention, Role, Scene, is_rate, same_measure
from knowledge.figures.relations.pairs import Pair, countable, judged, pairs_of, stated_sum
from knowledge.figures.relations.types import Relation
from knowledge.figures.types import FigureKind

_NAME = re.compile(r"(?P<names>[一-龥“”\"、]{1,40})率(?P<link>[^率,，。;:]{0,14}:?)\Z")
_LINK = re.compile(
    r"(?:[0-9]{4}年度?|今年|全年|分别|均|都|已|仅|也|约|近|超过|继续|连续[一二两三四五六七八九十0-9]+年|始终|一直|稳定|保持|高达|在|为|是|有|只|达到|达|实现"
    r"|(?:提高|提升|上升|增长|下降|降低|增加|升|降)(?:到|至|为)|到|至|:|的|了|“|\"| )*\Z"
)
_NOT_NAMED = re.compile(r"(?:由|从|低于|高于|控制|力争|确保|目标|增长|下降|上升|提高|降低|平均|标准)\Z|较|比(?!例)")
_JOINT = re.compile(r"[、和与及]|以及")
_SPLIT = re.compile(r"率(?:、|和|及|与|以及)")
_ADVERB = re.compile(
    r"按期|按时|及时|一次性|一次|首次|初次|实际|主动|当场|诉前|提前|限时|如期|当庭|实质|自动|满意|现场|直接|及早"
)
_FILLER = re.compile(
    r"案件|案卷|事项|行政|工作|年度|各类|群众|人员|数量|总体|平均|[全我本][局县市区省州镇乡院]|机关|部门|单位|法定|相关|有关"
)
_PEOPLE = re.compile(r"满意|知晓|认可|信任|支持|幸福|获得感")
_ALIASES: dict[str, tuple[str, ...]] = {
    "出庭应诉": ("出庭",),
    "出庭": ("出庭",),
    "参考": ("实际参加", "实考", "实际参考"),
    "参训": ("实际参加", "实训"),
    "破案": ("破获", "侦破", "告破"),
    "结案": ("办结", "审结"),
    "办结": ("结案", "审结"),
    "审结": ("结案", "办结"),
    "回收": ("收回",),
    "通过": ("合格",),
    "整改": ("整治到位",),
    "调解成功": ("成功调解", "调解成功"),
    "化解": ("化解",),
}
_LEAD = re.compile(r"其中|已经?|共计?|成功|依法|当年|实际|全部|完成|经|有效")
_RESTART = re.compile(r"(?:全年|今年|本年|截至|(?:19|20)[0-9]{2}年|[全我本][局县市区省州镇乡])")
_NO = ("不", "未", "没有", "无")
_FEW_OWN = 2
_NEAR = 5
_SHORT_STEM = 2
_LONGEST_NAME = 60


def read_rates(scene: Scene) -> Iterator[Relation]:
    """Yield a relation for each rate that has a name ending in 率."""
    for mention in scene.mentions:
        if mention.table or not is_rate(mention.figure) or mention.role is not Role.LEVEL:
            continue
        stems = _stems(scene, mention)
        for stem in stems:
            yield judged(mention.figure, _pairs(scene, mention, stem))


def _stems(scene: Scene, mention: Mention) -> tuple[str, ...]:
    """Return the stems of a rate's name; of several names that 分别 deals out, the one in its turn."""
    first, last = mention.index, mention.index
    while _continues(scene, first):
        first -= 1
    while last + 1 < len(scene.mentions) and _continues(scene, last + 1):
        last += 1
    opening = scene.mentions[first]
    before = opening.before
    if first and scene.mentions[first - 1].figure.kind is FigureKind.DURATION:
        before = scene.folded[max(opening.clause[0], opening.figure.start - _LONGEST_NAME) : opening.figure.start]
    match = _NAME.search(before)
    if not match or not _LINK.match(match["link"]) or _NOT_NAMED.search(match["names"]):
        return ()
    names = [name for part in _SPLIT.split(match["names"]) if (name := part.strip('“”"的、'))]
    if last > first:
        return (names[mention.index - first],) if len(names) == last - first + 1 else ()
    if len(names) > 1:
        return tuple(names)
    return (match["names"].rsplit("、", 1)[-1].strip('“”"'),) if "率" not in match["names"] else ()


def _continues(scene: Scene, index: int) -> bool:
    """Say whether a rate goes on with the list of the rate before it: 分别为99.2%和98.1%."""
    one, two = scene.mentions[index - 1 if index else 0], scene.mentions[index]
    return (
        index > 0
        and is_rate(one.figure)
        and is_rate(two.figure)
        and one.clause == two.clause
        and bool(_JOINT.fullmatch(two.before.strip()))
    )


def _pairs(scene: Scene, rate: Mention, stem: str) -> Iterator[Pair]:
    near = [m for m in scene.back(rate) if countable(m)]
    here = [m for m in near if m.sentence == rate.sentence and m.role is Role.LEVEL]
    strong = [m for m in here if _covers(scene, stem, m)]
    named = _named(scene, stem, rate, here, strong)
    summed = stated_sum(scene, here, rate) or _composed(stem, [m for m in here if m.segment == rate.segment])
    if len(summed) > 1:
        yield from pairs_of(scene, summed, near, named=not strong)
    for part in strong:
        for pair in pairs_of(scene, (part,), near, named=part is named and len(summed) < _SHORT_STEM):
            yield pair if _elliptic(scene, stem, pair) else Pair(pair.parts, pair.whole, named=False)
    for part in here:
        if part not in strong and _touches(stem, part):
            yield from pairs_of(scene, (part,), here, named=False)
    behind = [
        m for m in scene.mentions[rate.index + 1 : rate.index + 4] if m.sentence == rate.sentence and countable(m)
    ]
    for part in behind:
        if _touches(stem, part):
            yield from pairs_of(scene, (part,), [*here, *behind], named=False)


def _named(
    scene: Scene, stem: str, rate: Mention, here: Sequence[Mention], strong: Sequence[Mention]
) -> Mention | None:
    """Return the numerator that the words leave: the nearest, unless a new subject or another rate came since."""
    if not strong:
        return None
    nearest = strong[0]
    since = scene.mentions[nearest.index + 1 : rate.index]
    own = nearest.segment != rate.segment and (
        any(m.segment == rate.segment for m in here) or any(is_rate(m.figure) and m.role is Role.LEVEL for m in since)
    )
    larger = any(
        m.index > nearest.index
        and m.gap[:1] not in set("、和及与")
        and m.figure.value > nearest.figure.value
        and same_measure(m.figure, nearest.figure)
        for m in here
    )
    heads = _heads(_FILLER.sub("", stem) or stem)
    used = any(is_rate(m.figure) and m.role is Role.LEVEL and any(head in m.before for head in heads) for m in since)
    return None if own or larger or used or rate.index - nearest.index > _NEAR else nearest


def _elliptic(scene: Scene, stem: str, pair: Pair) -> bool:
    """Say whether a numerator names no subject of its own: all but a few of its words are its base's or the rate's.

    Behind another rate even a repeated subject opens something new: 化解信访积案36件 after 办结率94.4%.
    """
    part, whole = pair.parts[0], pair.whole
    if _RESTART.match(part.before):
        return False
    words = [c for c in _FILLER.sub("", _LEAD.sub("", part.label)) if "一" <= c <= "龥" and c not in stem]
    between = scene.mentions[whole.index + 1 : part.index]
    rates = any(is_rate(m.figure) and m.role is Role.LEVEL for m in between)
    if rates and "其中" not in part.before and len(words) >= _SHORT_STEM:
        return False
    own = [c for c in words if c not in whole.label]
    return len(own) <= (_FEW_OWN if part.segment == whole.segment else 1)


def _covers(scene: Scene, stem: str, mention: Mention) -> bool:
    """Say whether a label holds the stem of a rate: its last word and its adverbs; the rest may stand before."""
    label = mention.label
    core = _FILLER.sub("", stem) or stem
    if _PEOPLE.search(core) and not _PEOPLE.search(label):
        return False
    heads = _heads(core)
    spoken = next((head for head in heads if all(character in label for character in head)), None)
    if spoken is None:
        return False
    if any(f"{no}{spoken}" in label and f"{no}{spoken}" not in stem for no in _NO):
        return False  # 不合格163批次 is the rest of 合格率, not its part
    if any(adverb not in label for adverb in _ADVERB.findall(core)):
        return False
    start = max(0, mention.figure.start - 240, mention.line)
    context = scene.folded[start : mention.figure.end + len(mention.behind)]
    return all(character in context for character in core if character not in heads[0])


def _heads(core: str) -> tuple[str, ...]:
    """Return the last word of a stem, and the other words that this field has for it."""
    for word, others in _ALIASES.items():
        if core.endswith(word):
            return (word, *others)
    return (core[-_SHORT_STEM:],)


def _touches(stem: str, mention: Mention) -> bool:
    """Say whether a label shares the last word of a stem, or one character of a word that was shortened."""
    head = stem[-_SHORT_STEM:]
    return any(character in mention.label for character in head)


def _composed(stem: str, here: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the neighbouring figures that a stem names one character each: 调撤 of 调解51件、撤诉41件."""
    head = stem[-_SHORT_STEM:]
    for i in range(len(here) - 1):
        later, earlier = here[i], here[i + 1]
        if later.index != earlier.index + 1 or later.figure.unit != earlier.figure.unit:
            continue
        one, two = earlier.label, later.label
        if head[:1] in one and head[1:] in two and head[1:] not in one and head[:1] not in two:
            return (earlier, later)
    return ()
