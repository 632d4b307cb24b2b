"""Numerator and base of a rate: the candidates that the words leave, and the judgement over them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from knowledge.figures.relations import arithmetic
from knowledge.figures.relations.mentions import Mention, Role, Scene, is_rate, same_measure
from knowledge.figures.relations.types import Relation, RelationKind
from knowledge.figures.types import Figure, FigureKind
from knowledge.figures.units import canonical

_TOGETHER = re.compile(
    r"[,，、(]?(?:合计|共计|总计|[以上这]{0,2}(?:两|二|三|四)(?:项|者|类)|总和|之和|一并|总共|共(?!享|同|建|治|产|青))"
)
_LONGEST_SUM = 24
_SHORT_NAME = 8
_DUE = re.compile(r"应(?:当)?(?:出庭|参加|到|办|考|训|开庭|收|检|抽)|计划")
_JOINED = re.compile(r"[、,，]?(?:和|及|与|以及)?[^,，。;、0-9]{0,24}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A numerator (one figure, or several that the text adds) and its base."""

    parts: tuple[Mention, ...]
    whole: Mention
    named: bool
    """The words name this pair, so that it may refute the rate; another may only prove it."""


def countable(mention: Mention) -> bool:
    """Say whether a mention may be a numerator or a base: a level that is no rate and no duration."""
    return (
        mention.role is not Role.CHANGE
        and not mention.table
        and mention.figure.kind not in {FigureKind.RATE, FigureKind.DURATION}
        and not arithmetic.bound(mention.figure)
    )


def adjoins(scene: Scene, whole: Mention, part: Mention) -> bool:
    """Say whether nothing but changes and rates of it stands between a whole and the first of its parts."""
    return all(
        m.role is Role.CHANGE or (is_rate(m.figure) and len(m.before) <= _SHORT_NAME)
        for m in scene.mentions[whole.index + 1 : part.index]
    )


def pairs_of(scene: Scene, parts: tuple[Mention, ...], near: Sequence[Mention], *, named: bool) -> list[Pair]:
    """Return ``parts`` with each base of ``near`` (nearest first); one of a single value in reach may be the named."""
    first, total = parts[0], sum(m.figure.value for m in parts)
    wholes = [m for m in near if m not in parts and same_measure(first.figure, m.figure)]
    larger = [
        m
        for m in wholes
        if m.index < first.index and m.role is Role.LEVEL and m.sentence == first.sentence and m.figure.value >= total
    ]
    opens = any(m.segment == first.segment for m in near if m.index < first.index) or not first.before
    close = [m for m in larger if m.segment == first.segment] or ([] if opens else larger)
    close = [m for m in close if canonical(m.figure.unit) == canonical(first.figure.unit)] or close
    close = [m for m in close if _DUE.search(m.label)] or close
    if "其中" in first.before and close:
        close = close[:1] if adjoins(scene, close[0], first) else []
    elif close and close[0].index == first.index - 1 and "其中" in close[0].gap:
        close = close[:1]
    sure = (
        named
        and len({m.figure.value for m in close}) == 1
        and first.figure.kind is FigureKind.COUNT
        and first.figure.unit != ""
    )
    return [Pair(parts, m, named=sure and m in close) for m in wholes]


def stated_sum(scene: Scene, near: Sequence[Mention], rate: Mention) -> tuple[Mention, ...]:
    """Return the figures that the words before a rate add up: 调解51件、撤回41件,合计占39.83%."""
    behind = scene.between(near[0], rate) if near else ""
    if not _TOGETHER.match(behind) or len(behind) > _LONGEST_SUM or re.search("[0-9]", behind):
        return ()
    chosen = [near[0]]
    for earlier in near[1:3]:
        between = scene.between(earlier, chosen[-1])
        joined = "其中" not in between and _JOINED.fullmatch(between)
        if earlier.sentence != rate.sentence or not joined or not same_measure(earlier.figure, near[0].figure):
            break
        chosen.append(earlier)
    return tuple(reversed(chosen))


def judged(figure: Figure, pairs: Iterable[Pair]) -> Relation:
    """Return the relation of a rate to the first pair that fits, else to the one that the words name."""
    ranked: list[tuple[int, Relation]] = []
    for pair in pairs:
        relation = _relation(figure, pair)
        if relation and relation.holds and not relation.note:
            return relation
        if relation and pair.named:
            ranked.append(((0 if relation.holds else 2) if relation.holds is not None else 1, relation))
    if ranked:
        return min(ranked, key=lambda rank: rank[0])[1]
    return Relation(kind=RelationKind.RATE, holds=None, figure=figure, operands=(), formula="", expected=None)


def _relation(figure: Figure, pair: Pair) -> Relation | None:
    parts = [m.figure for m in pair.parts]
    whole = pair.whole.figure
    share = arithmetic.quotient(reduce(add, map(arithmetic.firm, parts)), arithmetic.firm(whole))
    if share is None:
        return None
    perhaps = arithmetic.quotient(reduce(add, map(arithmetic.possible, parts)), arithmetic.possible(whole))
    verdict = arithmetic.judge_rounded(figure, share, perhaps)
    value = sum(f.value for f in parts) / whole.value * 100
    printed = " + ".join(arithmetic.plain(f.value) for f in parts)
    numerator = printed if len(parts) == 1 else f"({printed})"
    firm = all(map(arithmetic.exact, (*parts, whole)))
    return Relation(
        kind=RelationKind.RATE,
        holds=verdict.holds,
        figure=figure,
        operands=(*parts, whole),
        formula=f"{numerator} ÷ {arithmetic.plain(whole.value)} = {arithmetic.percent(value, figure)}",
        expected=arithmetic.expected(figure, value) if firm else None,
        note=verdict.note,
    )
