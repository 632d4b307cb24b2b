"""Changes: 较2022年的31件下降29%, 由31件降到22件, 提高5.7个百分点, 增长1.5倍, 减少15件,下降9.6%, 是去年的2.5倍.

A change has a level (what it is now) and a base (what it was). The base is named beside it, stands in a bracket, or is
the figure of the same name and the year before elsewhere in the text or its table. Direction words count: a rise that
is called 下降 fails. The difference of two rates is 百分点; printing it as % fails unless the relative change is meant.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from knowledge.figures.relations import arithmetic
from knowledge.figures.relations.arithmetic import Interval
from knowledge.figures.relations.bases import Base, Bases
from knowledge.figures.relations.mentions import DOWN, Mention, Role, Scene, is_rate, same_measure
from knowledge.figures.relations.types import Relation, RelationKind
from knowledge.figures.types import Figure, Qualifier

_CALLED = re.compile(
    r"(?P<how>上升|增长|增加|提高|提升|上涨|扩大|延长|下降|降低|减少|缩短|压降|压缩|压减|回落|下滑|精简|缩减|降|减|升|增)(?:到|至|为)(?:了|目前的|现在的|[0-9]{4}年的?)?\Z"
)
_DOWN = re.compile(DOWN)
_SPOKEN = re.compile(r"[^,，。;0-9]{0,6}?(?P<how>上升|增长|增加|提高|下降|降低|减少)(?:了|趋势|态势)?(?=[,，。;]|\Z)")
_DIRECT = re.compile(
    r"[,，]?(?:同比|较上年|比上年|较去年|比去年)?(?:下降|减少|降低|上升|增长|增加|提高)(?:了|幅度|达|约|为)*\Z"
)
_TIMES = re.compile(r"(?:是|为|达|达到|相当于)[^,，。;]{0,20}?的\Z")


def read_changes(scene: Scene) -> Iterator[Relation]:
    """Yield a relation for each change that the text states, and for each move from one value to another."""
    bases = Bases(scene)
    for mention in scene.mentions:
        if mention.table:
            continue
        if mention.role is Role.CHANGE:
            yield _change(mention, list(bases.candidates(mention)), scene)
        elif mention.figure.unit == "倍" and _TIMES.search(scene.clause_before(mention)):
            yield _change(mention, list(bases.candidates(mention)), scene, multiple=True)
        elif relation := _moved(scene, mention) or _spoken(scene, mention):
            yield relation


def _moved(scene: Scene, mention: Mention) -> Relation | None:
    """Judge the direction of 由31件下降到22件; values of other measures say nothing."""
    if mention.role is not Role.LEVEL or not mention.index or not (called := _CALLED.search(mention.before)):
        return None
    base = next((m for m in scene.back(mention, 2) if m.role is Role.BASE), None)
    if base is None or base.clause != mention.clause or not _comparable(mention.figure, base.figure):
        return None
    falls = bool(_DOWN.match(called["how"]))
    now, was = mention.figure, base.figure
    holds = now.value < was.value if falls else now.value > was.value
    sign = "<" if now.value < was.value else ">" if now.value > was.value else "="
    return Relation(
        kind=RelationKind.CHANGE,
        holds=holds,
        figure=now,
        operands=(was,),
        formula=f"{arithmetic.plain(now.value)} {sign} {arithmetic.plain(was.value)}",
        expected=None,
    )


def _spoken(scene: Scene, base: Mention) -> Relation | None:
    """Judge 22件,较2022年的31件有所上升, where no figure says by how much."""
    spoken = _SPOKEN.match(scene.after(base)) if base.role is Role.BASE else None
    current = next((m for m in scene.back(base, 1) if m.sentence == base.sentence and m.role is Role.LEVEL), None)
    if not spoken or current is None or not _comparable(current.figure, base.figure):
        return None
    now, was = current.figure, base.figure
    falls = bool(_DOWN.match(spoken["how"]))
    holds = now.value < was.value if falls else now.value > was.value
    sign = "<" if now.value < was.value else ">" if now.value > was.value else "="
    return Relation(
        kind=RelationKind.CHANGE,
        holds=holds,
        figure=now,
        operands=(was,),
        formula=f"{arithmetic.plain(now.value)} {sign} {arithmetic.plain(was.value)}",
        expected=None,
    )


def _comparable(a: Figure, b: Figure) -> bool:
    return same_measure(a, b) and a.unit == b.unit and {a.qualifier, b.qualifier} == {Qualifier.EXACT}


def _change(mention: Mention, bases: list[Base], scene: Scene, *, multiple: bool = False) -> Relation:
    refuted: Relation | None = None
    proven: Relation | None = None
    loose: Relation | None = None
    for base in bases:
        relation = _relation(mention, base, multiple=multiple)
        if relation is None:
            continue
        if relation.holds and not relation.note:
            return relation
        if relation.holds:
            proven = proven or relation
        elif relation.holds is None:
            loose = loose or relation
        elif base.named:
            refuted = refuted or relation
    stated = proven or loose or refuted or (None if multiple else _double(scene, mention))
    return stated or Relation(
        kind=RelationKind.CHANGE, holds=None, figure=mention.figure, operands=(), formula="", expected=None
    )


def _double(scene: Scene, mention: Mention) -> Relation | None:
    """Judge 142件,比上年减少15件,下降9.6%: amount and rate of one change must fit each other."""
    near = list(scene.back(mention, 2))
    if len(near) < 2 or mention.figure.unit != "%":  # noqa: PLR2004 - a level and an amount
        return None
    amount, level = near
    if (
        amount.role is not Role.CHANGE
        or level.role is not Role.LEVEL
        or is_rate(level.figure)
        or level.sentence != mention.sentence
        or not _comparable(level.figure, amount.figure)
        or not _DIRECT.fullmatch(scene.between(amount, mention))
        or not amount.direction
        or amount.direction != mention.direction
    ):
        return None
    was = level.figure.value - amount.direction * amount.figure.value
    if was <= 0:
        return None
    value = amount.figure.value / was * 100
    verdict = arithmetic.judge_rounded(mention.figure, Interval(value, value))
    sign = "+" if amount.direction < 0 else "−"
    now, by = arithmetic.plain(level.figure.value), arithmetic.plain(amount.figure.value)
    return Relation(
        kind=RelationKind.CHANGE,
        holds=verdict.holds,
        figure=mention.figure,
        operands=(level.figure, amount.figure),
        formula=f"{by} ÷ ({now} {sign} {by}) = {arithmetic.percent(value, mention.figure)}",
        expected=arithmetic.expected(mention.figure, value),
        note=verdict.note,
    )


def _relation(mention: Mention, base: Base, *, multiple: bool) -> Relation | None:
    printed, now, was = mention.figure, base.level, base.base
    direction = base.direction or mention.direction
    if printed.unit in {"%", "‰", "倍", "成"} and was.value == 0:
        return None
    if printed.unit == "百分点":
        return _points(printed, now, was, direction) if _both_rates(now, was, base) else None
    if printed.unit == "%" and _both_rates(now, was, base):
        return _percent_of_rates(printed, now, was, direction)
    if printed.unit not in {"%", "倍"} and not (base.table or same_measure(printed, now)):
        return None
    computed = _computed(printed.unit, arithmetic.firm(now), arithmetic.firm(was), multiple=multiple)
    perhaps = _computed(printed.unit, arithmetic.possible(now), arithmetic.possible(was), multiple=multiple)
    if computed is None:
        return None
    value = _value(printed.unit, now.value, was.value, multiple=multiple)
    return _made(
        printed, (now, was), _formula(printed, now, was, value, multiple=multiple), value, direction, computed, perhaps
    )


def _both_rates(now: Figure, was: Figure, base: Base) -> bool:
    return base.rates or (is_rate(now) and is_rate(was))


def _value(unit: str, now: Decimal, was: Decimal, *, multiple: bool) -> Decimal:
    if multiple:
        return now / was
    if unit == "倍":
        return (now - was) / was
    return (now - was) / was * 100 if unit == "%" else now - was


def _computed(unit: str, now: Interval, was: Interval, *, multiple: bool) -> Interval | None:
    """Return the change between two intervals; None where one has no end."""
    if now.high is None or was.high is None or (was.low <= 0 and unit in {"%", "倍"}):
        return None
    low, high = (_value(unit, a, b, multiple=multiple) for a, b in ((now.low, was.high), (now.high, was.low)))
    return Interval(low, high)


def _formula(printed: Figure, now: Figure, was: Figure, value: Decimal, *, multiple: bool) -> str:
    a, b = arithmetic.plain(now.value), arithmetic.plain(was.value)
    if multiple:
        return f"{a} ÷ {b} = {_rounded(value, printed)}倍"
    if printed.unit == "倍":
        return f"({a} − {b}) ÷ {b} = {_rounded(value, printed)}倍"
    if printed.unit == "%":
        return f"({a} − {b}) ÷ {b} = {arithmetic.percent(value, printed)}".replace("= -", "= −")
    return f"{a} − {b} = {arithmetic.plain(value)}".replace("= -", "= −")


def _rounded(value: Decimal, printed: Figure) -> str:
    return arithmetic.plain(value.quantize(Decimal(1).scaleb(-max(2, arithmetic.decimals(printed)))))


def _made(
    printed: Figure,
    operands: tuple[Figure, Figure],
    formula: str,
    value: Decimal,
    direction: int,
    computed: Interval,
    perhaps: Interval | None,
) -> Relation:
    now, was = operands
    if direction < 0 or (not direction and value < 0):
        computed, perhaps = _mirrored(computed), _mirrored(perhaps) if perhaps else None
    counted = printed.unit not in {"%", "倍"}
    judge = arithmetic.judge_exact if counted else arithmetic.judge_rounded
    verdict = judge(printed, computed, perhaps)
    firm = arithmetic.exact(now) and arithmetic.exact(was)
    wrong_way = direction * value < 0
    word = ("上升" if value > 0 else "下降") if wrong_way else ""
    return Relation(
        kind=RelationKind.CHANGE,
        holds=verdict.holds,
        figure=printed,
        operands=operands,
        formula=formula,
        expected=word + arithmetic.expected(printed, abs(value)) if firm else None,
        note=verdict.note,
    )


def _mirrored(interval: Interval) -> Interval:
    return Interval(-interval.high if interval.high is not None else -interval.low, -interval.low)


def _points(printed: Figure, now: Figure, was: Figure, direction: int) -> Relation:
    """Judge a difference of two rates; their own rounding may move it by one in the last of several decimals."""
    value = now.value - was.value
    signed = value * direction if direction else abs(value)
    unit = Decimal(1).scaleb(-max(arithmetic.decimals(now), arithmetic.decimals(was)))
    exact = {f.qualifier for f in (printed, now, was)} == {Qualifier.EXACT}
    off = abs(signed - printed.value)
    rounded = unit < 1 and off == unit
    holds: bool | None = (
        off == 0 or rounded or signed.quantize(Decimal(1).scaleb(-arithmetic.decimals(printed))) == printed.value
    )
    if not holds and not exact:
        holds = None
    word = ("上升" if value > 0 else "下降") if signed < 0 else ""
    return Relation(
        kind=RelationKind.CHANGE,
        holds=holds,
        figure=printed,
        operands=(now, was),
        formula=f"{arithmetic.plain(now.value)}% − {arithmetic.plain(was.value)}% = {arithmetic.plain(value)}个百分点".replace(
            "= -", "= −"
        ),
        expected=word + _at_least(printed, abs(value)) if exact else None,
        note=rounded and off != 0,
    )


def _at_least(printed: Figure, value: Decimal) -> str:
    """Return the points with the decimals that the difference has."""
    places = max(arithmetic.decimals(printed), -int(value.normalize().as_tuple().exponent) if value % 1 else 0)
    return f"{value.quantize(Decimal(1).scaleb(-places)):f}个百分点"


def _percent_of_rates(printed: Figure, now: Figure, was: Figure, direction: int) -> Relation | None:
    """Judge a change of a rate printed in %: right only as a relative change."""
    if was.value == 0:
        return None
    value = (now.value - was.value) / was.value * 100
    signed = value * direction if direction else abs(value)
    verdict = arithmetic.judge_rounded(printed, Interval(signed, signed))
    points = abs(now.value - was.value)
    return Relation(
        kind=RelationKind.CHANGE,
        holds=verdict.holds,
        figure=printed,
        operands=(now, was),
        formula=f"{arithmetic.plain(now.value)}% − {arithmetic.plain(was.value)}% = {arithmetic.plain(now.value - was.value)}个百分点".replace(
            "= -", "= −"
        ),
        expected=None if verdict.holds else f"{arithmetic.plain(points)}个百分点",
        note=verdict.note or (bool(verdict.holds) and points == printed.value),
    )
