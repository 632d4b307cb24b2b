"""When two figures are the same as printed quantities."""

from knowledge.figures.types import Figure, Quantity
from knowledge.figures.units import canonical


def agree(a: Quantity | Figure, b: Quantity | Figure) -> bool:
    """Say whether value, upper value, unit and qualifier are equal.

    1200 and 1,200 agree, 36家(次) and 36家次, 5公斤 and 5千克; 10余次 and 10次 do not, nor 12起 and 12件.
    Metric, period and organ are not looked at.
    """
    return (a.value, a.value_to, a.qualifier, canonical(a.unit)) == (
        b.value,
        b.value_to,
        b.qualifier,
        canonical(b.unit),
    )
