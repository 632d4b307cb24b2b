"""Slots that follow from others: rates and sums are computed, stated ones are proven, changes are only proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from assistant.drafting.filling_asked import Asked, SlotRole
from assistant.drafting.filling_facts import decimals_of, exact
from assistant.drafting.filling_printing import plain, printed_like, rounded
from assistant.drafting.types import HELD, Candidate, Filling, Formula, Operand, Slot, SlotStatus, Source
from knowledge.figures.quantities import read_quantities
from knowledge.figures.types import Qualifier
from knowledge.figures.units import canonical

_CHANGE_OPERANDS = 2
_LEVELS: frozenset[SlotRole | None] = frozenset({"level", "part", "earlier"})
_ROUGHLY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Computed:
    value: Decimal
    """Not rounded; the size of a change, without its sign."""
    text: str
    """The formula without its result: 103 ÷ 153."""
    sources: tuple[Source, ...]
    sign: int = 0
    """Of a change: 1 grew, -1 fell, 0 stayed."""
    rough: bool = False
    """An operand is printed in 万 or 亿, which rounds it."""


def with_formulas(asked: Sequence[Asked], fillings: Mapping[str, Filling]) -> tuple[Filling, ...]:
    """Return the fillings in the order of ``asked``, with what follows from others worked out.

    A rate or sum that the material does not state is COMPUTED from exact operands; a stated one that its operands do
    not yield is CONTRADICTED; a change that is not stated is proposed, never taken.
    """
    slots = {one.slot.id: one.slot for one in asked}
    filled = dict(fillings)
    roles: dict[str, SlotRole] = {one.slot.id: one.role for one in asked}
    formulas = [one.slot for one in asked if one.slot.formula and _fits(one.slot.formula, one.role, roles)]
    # Sums before rates before changes: each may be an operand of the next.
    for kind in ("sum", "rate", "change"):
        for slot in formulas:
            formula = slot.formula
            if formula and formula.kind == kind:
                filled[slot.id] = _worked_out(slot, formula, filled, slots)
    return tuple(filled[one.slot.id] for one in asked)


def _fits(formula: Formula, role: SlotRole, roles: Mapping[str, SlotRole]) -> bool:
    """Say whether a formula is one of levels: an old value or a target in it means that the text was misread."""
    levels = all(roles.get(operand.slot) in _LEVELS for operand in formula.operands)
    return levels and (role == "change") == (formula.kind == "change")


def _worked_out(  # noqa: PLR0911 - one return a status
    slot: Slot, formula: Formula, filled: Mapping[str, Filling], slots: Mapping[str, Slot]
) -> Filling:
    now = filled[slot.id]
    if now.status is SlotStatus.GIVEN:
        return now
    computed = _compute(slot, formula, filled, slots)
    if computed is None:
        return now
    computed = replace(computed, rough=any(_is_rough(operand, filled, slots) for operand in formula.operands))
    if now.status is SlotStatus.FILLED:
        return _proven(slot, now, computed, formula)
    if now.status is SlotStatus.CONTRADICTED:
        return now
    value = rounded(computed.value, formula.decimals)
    if computed.rough and formula.kind != "change":
        return now
    if formula.kind == "change":
        return _proposed(slot, now, computed, value)
    if now.status is SlotStatus.DOUBTFUL and now.candidates and not _near(now, computed.value, formula.decimals):
        # Something like it says another number: a person must look.
        return replace(now, proposal=printed_like(value, slot), formula=_equation(slot, computed, value))
    return Filling(
        slot=slot.id,
        status=SlotStatus.COMPUTED,
        surface=printed_like(value, slot),
        value=str(value),
        unit=slot.unit,
        formula=_equation(slot, computed, value),
        sources=computed.sources,
    )


def _near(now: Filling, value: Decimal, decimals: int) -> bool:
    return all(abs(Decimal(c.value) - value) <= Decimal(1).scaleb(-decimals) for c in now.candidates)


def _equation(slot: Slot, computed: _Computed, value: Decimal) -> str:
    unit = slot.unit if slot.unit in {"%", "‰"} else ""
    return f"{computed.text} = {value:f}{unit}" if unit else f"{computed.text} = {plain(value)}"


def _compute(  # noqa: PLR0911 - one return a formula
    slot: Slot, formula: Formula, filled: Mapping[str, Filling], slots: Mapping[str, Slot]
) -> _Computed | None:
    """Return what a formula yields, or None where an operand is unknown, not exact, or makes no sense."""
    values: list[Decimal] = []
    places: list[Source] = []
    for operand in formula.operands:
        value = _value(operand, filled, slots)
        if value is None:
            return None
        values.append(value)
        if not operand.last_year:
            places += filled[operand.slot].sources
    sources = tuple(dict.fromkeys(places))
    if formula.kind == "sum":
        return _Computed(sum(values, Decimal(0)), " + ".join(map(plain, values)), sources)
    if formula.kind == "rate":
        return _rate(slot, values, sources)
    if len(values) != _CHANGE_OPERANDS:
        return None
    level, base = values
    sign = (level > base) - (level < base)
    if canonical(slot.unit) == "%":
        if not base:
            return None
        size = abs(level - base) / base * 100
        return _Computed(size, f"({plain(level)} − {plain(base)}) ÷ {plain(base)}", sources, sign)
    return _Computed(abs(level - base), f"{plain(level)} − {plain(base)}", sources, sign)


def _rate(slot: Slot, values: Sequence[Decimal], sources: tuple[Source, ...]) -> _Computed | None:
    *over, under = values
    part = sum(over, Decimal(0))
    if not over or under <= 0 or part > under:
        # More parts than the whole: the two are not of one group, and a rate above 100 % would be false.
        return None
    scale = 1000 if slot.unit == "‰" else 100
    top = " + ".join(map(plain, over))
    text = f"({top}) ÷ {plain(under)}" if len(over) > 1 else f"{top} ÷ {plain(under)}"
    return _Computed(part / under * scale, text, sources)


def _value(operand: Operand, filled: Mapping[str, Filling], slots: Mapping[str, Slot]) -> Decimal | None:
    """Return an operand's exact value; None where there is none."""
    if operand.last_year:
        slot = slots.get(operand.slot)
        return slot.last.value if slot and slot.last and exact(slot.last) else None
    now = filled.get(operand.slot)
    if now is None or now.status not in HELD or not now.value:
        return None
    try:
        return Decimal(now.value)
    except InvalidOperation:
        return None


def _is_rough(operand: Operand, filled: Mapping[str, Filling], slots: Mapping[str, Slot]) -> bool:
    last = slots[operand.slot].last
    surface = (last.surface if last else "") if operand.last_year else filled[operand.slot].surface
    return "万" in surface or "亿" in surface


def _proven(slot: Slot, now: Filling, computed: _Computed, formula: Formula) -> Filling:
    """Return a stated value that its operands yield as printed; else both, for a person to settle."""
    read = read_quantities(now.surface)
    stated = read[0] if len(read) == 1 else None
    points = canonical(slot.unit) == "百分点"
    if stated is None or _follows(stated.value, stated.qualifier, computed, decimals_of(now.surface), points=points):
        if formula.kind == "change" and _against(slot, computed.sign):
            return _contradicted(slot, now, computed, formula.decimals)
        return now
    return _contradicted(slot, now, computed, formula.decimals)


def _follows(value: Decimal, qualifier: Qualifier, computed: _Computed, decimals: int, *, points: bool) -> bool:
    if computed.rough and abs(value - computed.value) <= max(_ROUGHLY * computed.value, Decimal(1).scaleb(-decimals)):
        return True
    if points and qualifier is Qualifier.EXACT:
        # The difference of two rounded rates may be off by one in the last place.
        return abs(value - computed.value) <= Decimal(1).scaleb(-decimals)
    match qualifier:
        case Qualifier.EXACT:
            cut = computed.value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_DOWN)
            # 96.40 may be printed 96.4, and 88.36 be cut to 88 or rounded at its own decimals.
            return value in {rounded(computed.value, decimals), cut}
        case Qualifier.OVER:
            return computed.value >= value
        case Qualifier.UNDER:
            return computed.value <= value
        case _:
            return abs(computed.value - value) <= max(abs(value) / 10, Decimal(1))


def _contradicted(slot: Slot, now: Filling, computed: _Computed, decimals: int) -> Filling:
    value = rounded(computed.value, max(decimals, decimals_of(now.surface)))
    equation = _equation(slot, computed, value)
    first = now.sources[0] if now.sources else None
    found: list[Candidate] = []
    if first:
        found.append(
            Candidate(surface=now.surface, value=now.value, unit=now.unit, metric=slot.metric, score=1.0, source=first)
        )
    if computed.sources:
        where = replace(computed.sources[0], quote=equation)
        found.append(
            Candidate(
                surface=printed_like(value, slot),
                value=str(value),
                unit=slot.unit,
                metric=slot.metric,
                score=1.0,
                source=where,
            )
        )
    return Filling(
        slot=slot.id,
        status=SlotStatus.CONTRADICTED,
        formula=equation,
        sources=tuple(dict.fromkeys((*now.sources, *computed.sources))),
        candidates=tuple(found),
    )


def _against(slot: Slot, sign: int) -> bool:
    """Say whether a change went the other way than the slot's words say."""
    down, up = slot.metric.endswith("降幅"), slot.metric.endswith("增幅")
    return (down and sign > 0) or (up and sign < 0)


def _proposed(slot: Slot, now: Filling, computed: _Computed, value: Decimal) -> Filling:
    """Return a change that nothing states, with what last year's level would make it; never taken by itself."""
    ways = {1: "上升", -1: "下降", 0: "持平"}
    equation = f"{_equation(slot, computed, value)}（{ways[computed.sign]}）"
    if _against(slot, computed.sign) or not computed.sign:
        return replace(now, formula=f"{equation}，与上年表述的方向不同，请改写")
    return replace(now, proposal=printed_like(value, slot), formula=equation)
