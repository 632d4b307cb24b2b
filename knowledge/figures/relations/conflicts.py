"""Conflicts: the same figure stated twice with different values in one document.

Only plain restatements count: same metric, period, organ and measure, exact values, and the same words in both clauses,
with nothing before them that narrows one. Everything else (a part, a month, a place, a target) may differ rightly.
"""

import re
from collections.abc import Iterator

from knowledge.figures.relations import arithmetic
from knowledge.figures.relations.arithmetic import exact
from knowledge.figures.relations.mentions import Mention, Role, Scene, is_rate
from knowledge.figures.relations.tables import names, read_cells
from knowledge.figures.relations.types import Relation, RelationKind
from knowledge.figures.types import FigureKind, Qualifier

_FILLER = re.compile(
    r"共计|总计|合计|累计|总共|一共|全年|今年以来|今年来|今年|本年度|年内|[0-9]{4}年度?|截至目前|以来|[全我本][局县市区省院]|已|共|各类|各级|先后|了|达到|达|为|是|[^一-龥]"
)
_NARROWED = re.compile(
    r"其中|分别|对|在|向|联合|会同|协助|配合|依托|通过|针对|围绕|结合|专项|季度|上半年|下半年|月|日|周|第|另|每|人均|平均|较|比|同期|上年|去年|前年|计划|力争|目标|预计|拟|由|从"
    r"|镇|乡|村|街道|社区|派出所|大队|中队|支队|分局|所|站|科|城区|农村|校园|班子|领导|书记|局长|县长|市长|区长|主要|带头|亲自|率先|本人|一是|二是|三是|四是|五是|六是|七是|八是|新增|首次"
)
_STATED_RATE = re.compile(r"(?P<name>[一-龥]{2,20}率)(?:分别)?(?:达到|达|为|是|:)*\Z")
_SHORTEST = 7
_LONGEST_LEAD = 60


def read_conflicts(scene: Scene) -> Iterator[Relation]:
    """Yield a relation for each figure that contradicts an earlier one, or a table of the same text."""
    yield from _restated(scene)
    yield from _tabled(scene)


def _restated(scene: Scene) -> Iterator[Relation]:
    seen: dict[tuple[str, str, str, str, bool, str], Mention] = {}
    for mention in scene.mentions:
        figure = mention.figure
        if mention.table or mention.role is not Role.LEVEL or figure.period is None or not _plain(scene, mention):
            continue
        name = _FILLER.sub("", mention.before)
        if len(name) < _SHORTEST:
            continue
        key = (name, figure.metric, figure.period.label, figure.organ or "", figure.stock, figure.unit)
        earlier = seen.setdefault(key, mention)
        if earlier is not mention and earlier.figure.value != figure.value:
            yield _conflict(mention, earlier)


def _plain(scene: Scene, mention: Mention) -> bool:
    """Say whether a figure stands first in its sentence or clause with nothing around it that narrows it."""
    figure = mention.figure
    if figure.qualifier is not Qualifier.EXACT or figure.kind is FigureKind.DURATION or mention.behind.strip():
        return False
    sentence_start = scene.folded[mention.sentence : mention.figure.start]
    if mention.index and scene.mentions[mention.index - 1].sentence == mention.sentence:
        return False
    return len(sentence_start) <= _LONGEST_LEAD and not _NARROWED.search(sentence_start)


def _tabled(scene: Scene) -> Iterator[Relation]:
    """Compare the rates and counts of the text with the cells of its own tables, by name and year."""
    cells: dict[tuple[str, int], list[Mention]] = {}
    for cell in read_cells(scene):
        cells.setdefault((cell.name, cell.year), []).append(cell.mention)
    if not cells:
        return
    for mention in scene.mentions:
        figure = mention.figure
        period = figure.period
        if mention.table or mention.role is not Role.LEVEL or period is None or figure.qualifier is not Qualifier.EXACT:
            continue
        whole = period.start.year == period.end.year and period.start.month == 1 and period.end.month == 12  # noqa: PLR2004 - December
        if not whole:
            continue
        stated = [m for name in _stated_names(mention) for m in cells.get((name, period.start.year), ())]
        if len(stated) == 1 and stated[0].figure.value != figure.value and _measured_alike(mention, stated[0]):
            first, second = sorted((mention, stated[0]), key=lambda m: m.index)
            yield _conflict(second, first)


def _stated_names(mention: Mention) -> tuple[str, ...]:
    """Return what a table may call a figure of the text: a rate by its name, a count by all its words."""
    if is_rate(mention.figure):
        rate = _STATED_RATE.search(mention.before)
        return names(rate["name"]) if rate else ()
    counted = names(mention.before)
    return counted if len(counted[0]) >= _SHORTEST and not mention.behind.strip() else ()


def _measured_alike(mention: Mention, cell: Mention) -> bool:
    unit = cell.figure.unit
    return unit == mention.figure.unit or (not unit and (is_rate(mention.figure) or exact(mention.figure)))


def _conflict(later: Mention, earlier: Mention) -> Relation:
    return Relation(
        kind=RelationKind.CONFLICT,
        holds=False,
        figure=later.figure,
        operands=(earlier.figure,),
        formula=f"{arithmetic.plain(earlier.figure.value)} ≠ {arithmetic.plain(later.figure.value)}",
        expected=earlier.figure.surface,
    )
