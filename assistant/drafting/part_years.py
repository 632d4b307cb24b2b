"""Set aside what tells of a part of the year where the material has the whole year's figures of the same metrics."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.drafting.types import Material, MaterialFigure, MaterialSentence
from knowledge.figures.matching import SAME, score

REASON = "只是年内一段时间的数字，全年的数字已采用"


def without_part_years(materials: Sequence[Material], year: int) -> tuple[Material, ...]:
    """Return the materials without what would read like a second figure beside the yearly one.

    A sentence is set aside where all its figures are of a part of ``year`` and are stated for the whole year, too.
    """
    whole = [f for m in materials for f in m.figures if f.usable and f.figure.metric]
    return tuple(replace(m, sentences=tuple(_judged(m.sentences, whole, year))) for m in materials)


def _judged(
    sentences: Sequence[MaterialSentence], whole: Sequence[MaterialFigure], year: int
) -> Iterator[MaterialSentence]:
    for sentence in sentences:
        figures = sentence.figures
        needless = (
            sentence.use != "set_aside"
            and bool(figures)
            and all(_is_part(f, year) and any(_same(f, other) for other in whole) for f in figures)
        )
        yield replace(sentence, use="set_aside", reason=REASON) if needless else sentence


def _is_part(one: MaterialFigure, year: int) -> bool:
    period = one.figure.period
    return (
        period is not None
        and period.start.year == period.end.year == year
        and period.label != str(year)
        and not period.label.startswith("asof")
        and not one.usable
    )


def _same(one: MaterialFigure, other: MaterialFigure) -> bool:
    return one.figure.unit == other.figure.unit and score(one.figure.metric, other.figure.metric) >= SAME
