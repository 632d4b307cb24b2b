"""Shares: 属实133条,占32.3%, 持证312人,占在编人数的86.7%.

The numerator is the figure right before 占; the base is the figure that the words behind 占 name, or where they name
none or the total, a larger figure of the same measure before it.
"""

import re
from collections.abc import Iterator

from knowledge.figures.relations.mentions import Mention, Role, Scene, is_rate, same_measure
from knowledge.figures.relations.pairs import Pair, adjoins, countable, judged, pairs_of, stated_sum
from knowledge.figures.relations.types import Relation

_SHARE = re.compile(
    r"(?P<lead>[^,，。;]{0,10}?)(?:占比|占到|占|比例|比重)(?P<of>[^,，。;占]{0,20}?)(?:的比例|的比重|比例|比重)?的?(?:分别)?(?:约|近|超过|超|达到|达|为|是|:| )*\Z"
)
_BETWEEN = re.compile(r"[^,，。;]{0,20}[,，(]?[^,，。;]{0,8}?")
_BRACKET = re.compile(r"\((?:约|近)?\Z")
_OF = re.compile(r"占[^,，。;占]{0,16}\Z")
_OF_WHOLE = re.compile(r"[^,，。;]{0,12}?的(?:比例|比重)?(?:约|近|超过|达到|达|为|是)*")
_TOTAL = re.compile(r"总|全部|全体|全年|比|整个|所有|受理|登记")
_LEAD = re.compile(r"(?:约|仅|只|共|合计|共计|两项|两者|三项|三者|总计|均|各|分别|其|,|，|\(|、| )*\Z")
_FILLER = re.compile(r"案件|事项|数量|人数|总数|总量|的|数|件|全部|总|全[局县市区省]")


def read_shares(scene: Scene) -> Iterator[Relation]:
    """Yield a relation for each share that the text states with 占, and for each bracketed one that is proven."""
    for mention in scene.mentions:
        if mention.table or not is_rate(mention.figure) or mention.role is not Role.LEVEL:
            continue
        near = [
            m for m in scene.back(mention) if countable(m) and m.role is Role.LEVEL and m.sentence == mention.sentence
        ]
        if not near:
            continue
        share = _SHARE.search(mention.before)
        if _OF_WHOLE.fullmatch(mention.before) and _OF.search(near[0].before) and mention.index == near[0].index + 1:
            parts = [m for m in near[1:2] if same_measure(m.figure, near[0].figure)]
            yield judged(mention.figure, [Pair((part,), near[0], named=True) for part in parts])
        elif share and "率" not in mention.before and _BETWEEN.fullmatch(_gap(scene, near[0], mention, share)):
            yield judged(mention.figure, _pairs(scene, mention, share, near))
        elif _BRACKET.search(mention.gap) and mention.index == near[0].index + 1:
            relation = judged(
                mention.figure,
                (Pair(p.parts, p.whole, named=False) for p in pairs_of(scene, (near[0],), near, named=False)),
            )
            if relation.holds:
                yield relation


def _gap(scene: Scene, part: Mention, rate: Mention, share: re.Match[str]) -> str:
    return scene.folded[part.figure.end : rate.figure.start - len(rate.before) + share.start()]


def _pairs(scene: Scene, rate: Mention, share: re.Match[str], near: list[Mention]) -> Iterator[Pair]:
    part, of = near[0], share["of"].strip('的“”" ')
    summed = stated_sum(scene, near, rate)
    if len(summed) > 1:
        yield from pairs_of(scene, summed, near, named=True)
    wholes = [m for m in near[1:] if same_measure(part.figure, m.figure)]
    siblings = [m for m in wholes if re.match(r"[,，(]?(?:约|仅|只)?占", scene.after(m, 4))]
    larger = [m for m in wholes if m not in siblings and m.figure.value >= part.figure.value]
    spoken = [m for m in larger if _named(of, m)]
    # 分别 deals shares out over a list whose items are parts of something before it, never of each other.
    total = "分别" not in rate.before and (not of or bool(_TOTAL.search(of)))
    close = spoken or (larger if total else [])
    if not spoken and "其中" in part.gap:
        close = [m for m in close[:1] if adjoins(scene, m, part)]
    own_words = bool(_LEAD.match(share["lead"]))
    sure = own_words and len(summed) < 2 and len({m.figure.value for m in close}) == 1  # noqa: PLR2004 - a sum has two
    for whole in wholes:
        yield Pair((part,), whole, named=sure and whole in close)


def _named(of: str, mention: Mention) -> bool:
    """Say whether the words behind 占 name a figure: 占在编人数 and 在编人员360人."""
    core = _FILLER.sub("", of)
    return bool(core) and all(character in mention.label for character in core)
