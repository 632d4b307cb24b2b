"""Prove 同比下降14.5% from this year's and last year's figures in the sources, or say what they give."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.checking.candidates import Candidate
from assistant.checking.directions import direction_of
from assistant.checking.numbers import Numbers, Sentence, Slot
from assistant.checking.periods import settled_period
from knowledge.figures import Figure, Qualifier
from knowledge.figures.matching import SAME, score
from knowledge.figures.units import canonical

_BASES = ("同比", "比上年", "较上年", "比去年", "较去年", "与上年相比", "与去年相比", "上年同期", "去年同期")
_POINTS = "百分点"
_YEAR = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A printed change, recomputed from the year before."""

    then: Candidate
    holds: bool
    expected: str
    """What should be printed: 下降14.5%."""


def recount(
    checked: Numbers,
    sentence: Sentence,
    slot: Slot,
    proven: tuple[Slot, Candidate],
    known: Iterable[Candidate],
    year: int,
) -> Change | None:
    """Recompute ``slot`` (同比下降14.5%) from ``proven``, the figure of ``year`` before it with its proof.

    Last year's figure is sought in ``known`` under the name that the proof has. None where the text states no change
    from the year before, or no single figure of that year is found.
    """
    change, now, name = slot.figure, proven[0].figure, proven[1].figure
    if change is None or now is None or name is None or not name.metric or change.qualifier is not Qualifier.EXACT:
        return None
    start, end = checked.clause(slot, sentence)
    way = direction_of(checked.folded, (start, end), slot.start)
    if way is None or not any(base in checked.folded[start:end] for base in _BASES):
        return None
    then = _last_year(replace(name, unit=now.unit), known, year)
    moved = _moved(now, then.figure, change) if then and then.figure else None
    if then is None or moved is None:
        return None
    return Change(
        then=then,
        holds=abs(moved) == change.value and (moved > 0) == way.up,
        expected=f"{'上升' if moved > 0 else '下降'}{abs(moved)}{change.unit}",
    )


def _moved(now: Figure, then: Figure, change: Figure) -> Decimal | None:
    """Return the change from ``then`` to ``now`` as ``change`` would print it, downward negative; None if it cannot.

    % is relative to last year's value, 百分点 the difference of two rates, any other measure word the difference.
    """
    unit, base = canonical(change.unit), canonical(now.unit)
    moved = now.value - then.value
    if unit == "%" and base != "%" and then.value:
        moved = moved / then.value * 100
    elif unit == "%" or unit != (_POINTS if base == "%" else base):
        return None
    step = Decimal(1).scaleb(min(0, int(change.value.as_tuple().exponent)))
    return moved.quantize(step, rounding=ROUND_HALF_UP)


def _last_year(now: Figure, known: Iterable[Candidate], year: int) -> Candidate | None:
    """Return the figure of the year before ``year`` named like ``now``; None where sources lack it or disagree."""
    found: list[Candidate] = []
    for candidate in known:
        figure, source = candidate.figure, candidate.place.source
        if figure is None or not figure.metric or score(now.metric, figure.metric) < SAME:
            continue
        period = settled_period(figure, candidate.place.sentence, source.numbers.folded, source.year)
        whole = period and period.start.year == period.end.year == year - 1 and (period.end - period.start).days > _YEAR
        if whole and canonical(figure.unit) in {canonical(now.unit), ""} and figure.qualifier is Qualifier.EXACT:
            found.append(candidate)
    return found[0] if len({c.figure.value for c in found if c.figure}) == 1 else None
