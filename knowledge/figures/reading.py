"""A text's figures: quantities with metric, period, organ and sentence."""

from knowledge.figures.layout import Layout
from knowledge.figures.metrics import MetricReader
from knowledge.figures.names import named_spans
from knowledge.figures.numerals import fold
from knowledge.figures.periods import Calendar, reporting_year
from knowledge.figures.quantities import scan
from knowledge.figures.times import find_times
from knowledge.figures.types import Figure


def read_figures(text: str, *, organ: str | None = None, year: int | None = None) -> tuple[Figure, ...]:
    """Return every figure of ``text`` in order; offsets are code points, half-open.

    ``organ`` and ``year`` are the document's; without a year, the one that the title or opening names is taken, and
    where there is none (a statute) a figure without its own date has no period.
    """
    folded = fold(text)
    times = find_times(folded)
    names = named_spans(folded, times)
    quantities = list(scan(text, folded, names))
    if not quantities:
        return ()
    layout = Layout(folded)
    reporting = year if year is not None else reporting_year(folded)
    calendar = Calendar(folded, layout, names, times, reporting)
    unnamed = _merged(
        [
            *((w.start, w.end) for w in times if folded[w.start] != "现"),
            *((a, b) for a, b, kind in names if kind in {"enumerator", "event_day"}),
        ]
    )
    metrics = MetricReader(folded, layout, unnamed, quantities, reporting)
    sentences: dict[tuple[int, int], str] = {}
    figures: list[Figure] = []
    for i, quantity in enumerate(quantities):
        place = layout.place(quantity.start)
        dated = calendar.dated(quantity, place, metrics.share(i))
        metric = metrics.read(i, place)
        bounds = place.sentence
        if bounds not in sentences:
            sentences[bounds] = text[bounds[0] : bounds[1]].strip()
        figures.append(
            Figure(
                surface=quantity.surface,
                value=quantity.value,
                value_to=quantity.value_to,
                unit=quantity.unit,
                qualifier=quantity.qualifier,
                kind=quantity.kind,
                metric=metric.name,
                metric_span=metric.span,
                period=dated.period,
                organ=organ,
                stock=dated.stock,
                start=quantity.start,
                end=quantity.end,
                sentence=sentences[bounds],
            )
        )
    return tuple(figures)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, each without what one before it covers."""
    merged: list[tuple[int, int]] = []
    reached = 0
    for start, end in sorted(spans):
        if end > reached:
            merged.append((max(start, reached), end))
            reached = end
    return merged
