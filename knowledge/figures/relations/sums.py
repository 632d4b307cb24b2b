"""Sums: a list and its total. A1起、B4起…共22起; 67件,分别为A30件、B30件、C7件; 67件(A30件、B30件、C7件).

A sum is forced only where the words say so: 共, 合计, 总计 right before the total behind a list, 分别为 behind the total, a
bracket that lists all, or labels that divide everything between them (优秀、合格、不合格; four quarters; …、其他). Otherwise a list that happens to add up is reported as holding, and nothing else is said; two
lists behind one total that agree with each other and not with it refute it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from operator import add

from knowledge.figures.relations import arithmetic
from knowledge.figures.relations.mentions import Mention, Role, Scene
from knowledge.figures.relations.types import Relation, RelationKind
from knowledge.figures.types import FigureKind, Qualifier
from knowledge.figures.units import canonical

_TOTAL = re.compile(
    r"(?P<sure>合计|总计|共计|总共|一共|(?:[两二三四五六七八九十]|[0-9])[项类者种个][^,，。;]{0,4}?(?:合计|共计|总计|共|之和为?|相加)|(?<![其统公])共)"
    r"(?P<verb>[^,，。;、0-9]{0,10}?)(?:达到|达|为|是|有|:)*\Z"
)
_PLAIN_VERB = re.compile(r"(?:各类|上述|以上|案件|事项|纠纷|矛盾|人员|起数|件数)*\Z")
_DISTRIBUTED = re.compile(r"[,，(:]?其?分别(?:为|是|系|有|:)")
_BREAKS = re.compile(r"其中|较|比上年|同比|同期|去年|上年|分别|另有|另|此外|占|。|;|!|\?|\n|等")
_FARTHEST = 40
_MOST = 12
_FEW = 2
_GRADES = frozenset(
    {
        "优秀",
        "优",
        "良好",
        "良",
        "合格",
        "基本合格",
        "不合格",
        "一般",
        "中",
        "较差",
        "差",
        "优秀等次",
        "称职",
        "基本称职",
        "不称职",
        "达标",
        "不达标",
        "及格",
        "不及格",
    }
)

_WHOLES = (
    ("一季度", "二季度", "三季度", "四季度"),
    ("上半年", "下半年"),
    ("男", "女"),
)
_KEPT = re.compile(r"继续有效|保留|有效")
_CLEARED = re.compile(r"废止|失效|修改|修订")


def read_sums(scene: Scene) -> Iterator[Relation]:
    """Yield a relation for each total with its list; a member of one list is no total of the rest of it."""
    members: set[int] = set()
    for mention in scene.mentions:
        if mention.table or not _adds(mention):
            continue
        total = _TOTAL.search(mention.before)
        if total and (relation := _list_before(scene, mention, total)):
            yield relation
        if mention.index not in members:
            yield from _lists_behind(scene, mention, members)


def _adds(mention: Mention) -> bool:
    return (
        mention.role is Role.LEVEL
        and mention.figure.kind not in {FigureKind.RATE, FigureKind.DURATION}
        and not arithmetic.bound(mention.figure)
    )


def _list_before(scene: Scene, total: Mention, words: re.Match[str]) -> Relation | None:
    """Judge a total behind its list; a list may begin later than the figures of its measure do."""
    parts: list[Mention] = []
    for earlier in scene.back(total, _MOST):
        later = parts[-1] if parts else total
        gap = scene.between(earlier, later)
        broken = _BREAKS.search(gap if parts else gap[: max(0, len(gap) - len(words.group()))])
        if broken or earlier.sentence != total.sentence or not _alike(earlier, total) or not _adds(earlier):
            break
        parts.append(earlier)
        if _TOTAL.search(earlier.before):
            break
    parts.reverse()
    if len(parts) < _FEW:
        return None
    for start in range(len(parts) - _FEW + 1):
        relation = _sum(total, parts[start:])
        if relation.holds:
            return relation
    verb = words["verb"]
    strong = (bool(_PLAIN_VERB.match(verb)) or (verb and all(verb in m.before for m in parts))) and _is_list(
        scene, parts
    )
    return _sum(total, parts) if strong else None


def _is_list(scene: Scene, parts: Sequence[Mention]) -> bool:
    """Say whether figures are joined as one list: by 、 alone, or by one and the same mark with short labels."""
    gaps = [scene.between(one, two) for one, two in pairwise(parts)]
    marks = {gap[:1] for gap in gaps}
    return marks <= set("、和及与以") or (len(marks) == 1 and all(len(gap) <= _MOST for gap in gaps))


def _lists_behind(scene: Scene, total: Mention, members: set[int]) -> Iterator[Relation]:
    """Judge the lists that follow a total: 分别为…, a bracket, or 其中… that happens to add up."""
    first = total.index + 1
    if first >= len(scene.mentions):
        return
    while first + 1 < len(scene.mentions) and scene.mentions[first].role is Role.CHANGE and first - total.index <= _FEW:
        first += 1
    opening = scene.mentions[first]
    gap = opening.gap
    if (
        gap[:1] in "、和及与以)"
        or opening.line != total.line
        or len(gap) > _FARTHEST
        or not _alike(opening, total)
        or not _adds(opening)
    ):
        return
    lists = _groups(scene, total, first)
    if not lists or lists[0][0] is not opening or opening.segment != total.segment:
        return
    members.update(m.index for parts in lists for m in parts)
    relations = [_sum(total, parts) for parts in lists]
    proven = [r for r in relations if r.holds]
    yield from proven
    if proven:
        return
    if any("等" in scene.after(parts[-1], 2) for parts in lists):
        return
    sums = {sum(m.figure.value for m in parts) for parts in lists}
    forced = _DISTRIBUTED.match(gap) and "其中" not in gap
    bracket = (
        gap.startswith("(") and scene.after(lists[0][-1], 1) == ")" and not re.search("其中|含|包括|较|比|同", gap)
    )
    exhausted = _exhausts(scene, lists[0])
    agreed = len(lists) > 1 and len(sums) == 1
    if forced or bracket or exhausted or agreed:
        yield relations[0]


def _groups(scene: Scene, total: Mention, first: int) -> list[list[Mention]]:
    """Return the lists behind a total, one for each run of 、 between semicolons or clauses."""
    groups: list[list[Mention]] = []
    current: list[Mention] = []
    for mention in scene.mentions[first : first + _MOST]:
        if mention.sentence != total.sentence or not _alike(mention, total) or not _adds(mention):
            break
        gap = mention.gap
        joined = gap[:1] in "、和及与以" or (gap[:1] in ",，;" and _named_alike(current, mention))
        changed = len(current) > 1 and (gap[:1] in ",，;") != (current[1].gap[:1] in ",，;")
        if current and (not joined or changed or _BREAKS.search(gap[1:])):
            groups.append(current)
            current = []
            if gap[:1] not in ",，;":
                break
        current.append(mention)
    groups.append(current)
    return [group for group in groups if len(group) >= _FEW]


def _named_alike(current: Sequence[Mention], mention: Mention) -> bool:
    """Say whether a figure behind a comma goes on with a list: its label is as short as the others."""
    return bool(current) and len(mention.before) <= _FEW * _FEW + 2 and not re.search("其中|共|合计", mention.before)


def _exhausts(scene: Scene, parts: Sequence[Mention]) -> bool:
    """Say whether a list names all there is: its last item is 其他, or its labels divide everything between them."""
    names = [m.before.removeprefix("其中").strip("、,，;和为有的: ") for m in parts]
    after = scene.mentions[parts[-1].index + 1 : parts[-1].index + 2]
    if (
        after
        and after[0].segment == parts[-1].segment
        and _alike(after[0], parts[-1])
        and len(after[0].gap) <= _FARTHEST
    ):
        return False
    if names[-1].startswith(("其他", "其它", "其余")):
        return True
    if all(name in _GRADES for name in names):
        return any("不" in name for name in names)
    if any(all(any(key in name for name in names) for key in keys) for keys in _WHOLES):
        return True
    if len(names) == _FEW:
        one, two = sorted(names, key=len)
        return any(two == mark + one or two == mark + one.removeprefix("已") for mark in ("未", "不", "尚未", "非"))
    return bool(_KEPT.search(names[0])) and all(_CLEARED.search(name) for name in names[1:])


def _alike(a: Mention, b: Mention) -> bool:
    one, two = canonical(a.figure.unit), canonical(b.figure.unit)
    return one == two or {one, two} <= {"件", "起", "宗", "例"} or {one, two} <= {"人", "名", "位"}


def _sum(total: Mention, parts: Sequence[Mention]) -> Relation:
    figures = [m.figure for m in parts]
    computed = reduce(add, map(arithmetic.firm, figures))
    verdict = arithmetic.judge_exact(total.figure, computed, reduce(add, map(arithmetic.possible, figures)))
    value = sum(f.value for f in figures)
    exact = all(f.qualifier is Qualifier.EXACT for f in (*figures, total.figure))
    return Relation(
        kind=RelationKind.SUM,
        holds=verdict.holds,
        figure=total.figure,
        operands=tuple(figures),
        formula=f"{' + '.join(arithmetic.plain(f.value) for f in figures)} = {arithmetic.plain(sum((f.value for f in figures), total.figure.value * 0))}",
        expected=arithmetic.expected(total.figure, value + total.figure.value * 0) if exact else None,
        note=verdict.note,
    )
