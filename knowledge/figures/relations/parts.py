"""Parts and wholes: 抓获22人,其中移送16人. A part is at most its whole; parts may overlap, so no sum is forced here.

The whole is the figure of the same measure right before 其中. Where that one is too small but an earlier one of the
sentence is not, the words leave it open which is meant.
"""

import re
from collections.abc import Iterator

from knowledge.figures.relations import arithmetic
from knowledge.figures.relations.mentions import Mention, Role, Scene, same_measure
from knowledge.figures.relations.types import Relation, RelationKind
from knowledge.figures.types import FigureKind

_WITHIN = re.compile(r"其中(?!心|央|之)(?:,|:|，)?")
_ENDS = re.compile(r"[。;!?\n]|同时|此外|另外|另有|全年|共计|合计|总计|(?<![其])共(?!享|同|建|治|产|青)|较|比上年|同比")
_MOST_PARTS = 8
_FAR = 120
_FEW_BETWEEN = 2


def read_parts(scene: Scene) -> Iterator[Relation]:
    """Yield a relation for each figure that 其中 makes a part of one before it."""
    for mention in scene.mentions:
        if mention.table or not _WITHIN.search(mention.gap) or not _is_amount(mention):
            continue
        wholes = [m for m in scene.back(mention) if m.sentence == mention.sentence and _is_amount(m)]
        for part in (mention, *_following(scene, mention)):
            if relation := _part(part, mention, wholes, scene):
                yield relation


def _is_amount(mention: Mention) -> bool:
    figure = mention.figure
    counted = bool(figure.unit) and figure.kind not in {FigureKind.RATE, FigureKind.DURATION, FigureKind.OTHER}
    return mention.role is Role.LEVEL and counted and not arithmetic.bound(figure)


def _following(scene: Scene, first: Mention) -> Iterator[Mention]:
    """Yield the parts that go on with the list that 其中 opened."""
    for mention in scene.mentions[first.index + 1 : first.index + _MOST_PARTS]:
        stop = _ENDS.search(mention.gap) or _WITHIN.search(mention.gap)
        if stop or mention.sentence != first.sentence or mention.role is not Role.LEVEL:
            return
        if "、" not in mention.gap and not mention.gap.startswith(("和", "及")):
            return
        if _is_amount(mention) and mention.figure.unit == first.figure.unit:
            yield mention


def _part(part: Mention, first: Mention, wholes: list[Mention], scene: Scene) -> Relation | None:
    same = [m for m in wholes if same_measure(part.figure, m.figure)]
    if not same:
        return None
    whole = same[0]
    if not _may_hold(part, whole):
        fitting = next((m for m in same[1:] if _may_hold(part, m)), None)
        if fitting is not None:
            return _relation(part, fitting, holds=None)
        others = [m for m in scene.mentions[whole.index + 1 : first.index] if m.role is not Role.CHANGE]
        apart = len(others) > _FEW_BETWEEN or (whole.segment != first.segment and bool(others))
        if apart or len(scene.between(whole, first)) > _FAR:
            return _relation(part, whole, holds=None)
        return _relation(part, whole, holds=False)
    return _relation(part, whole, holds=True)


def _may_hold(part: Mention, whole: Mention) -> bool:
    high = arithmetic.possible(whole.figure).high
    return high is None or arithmetic.possible(part.figure).low <= high


def _relation(part: Mention, whole: Mention, *, holds: bool | None) -> Relation:
    sign = ">" if holds is False else "≤"
    return Relation(
        kind=RelationKind.PART,
        holds=holds,
        figure=part.figure,
        operands=(whole.figure,),
        formula=f"{arithmetic.plain(part.figure.value)} {sign} {arithmetic.plain(whole.figure.value)}",
        expected=None,
    )
