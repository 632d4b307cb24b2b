"""Task `extraction`: the figures of hand-read texts, scored against gold: span, value, unit, period, metric."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.documents import Span
from knowledge.figures import Figure, read_figures

_SMALLEST_OVERLAP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFigure:
    """One figure as a person read it; offsets are code points, half-open."""

    surface: str
    start: int
    end: int
    value: Decimal
    value_to: Decimal | None
    unit: str
    qualifier: str
    kind: str
    period: str | None
    metric: str | None
    """Normal form; None where the text gives none that a reader of running text could name (a table's cell)."""
    span: Span | None
    """The words that name the metric; None where they are carried over."""
    head: Span | None
    """The head noun (or verb) inside ``span``, without which the metric is not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldText:
    """A text with its figures, and the numbers that are none."""

    name: str
    text: str
    year: int
    figures: tuple[GoldFigure, ...]
    others: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One disagreement with the gold; ``kind`` is missed, false, fields, period or metric."""

    text: str
    kind: str
    surface: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """Counts over one or more texts; shares are of ``figures`` (of ``named`` for metrics)."""

    figures: int = 0
    exact: int = 0
    """Same span, value, upper value, unit, qualifier and kind."""
    periods: int = 0
    named: int = 0
    """Figures whose gold has a metric."""
    metrics: int = 0
    """Normal form equal, or the same words named: see :func:`metric_agrees`."""
    metric_names: int = 0
    """Normal form equal."""
    false_figures: int = 0
    """Reported figures that the gold does not have."""
    mistakes: tuple[Mistake, ...] = field(default=(), repr=False)

    def __add__(self, other: "Extracted") -> "Extracted":
        return Extracted(
            figures=self.figures + other.figures,
            exact=self.exact + other.exact,
            periods=self.periods + other.periods,
            named=self.named + other.named,
            metrics=self.metrics + other.metrics,
            metric_names=self.metric_names + other.metric_names,
            false_figures=self.false_figures + other.false_figures,
            mistakes=self.mistakes + other.mistakes,
        )

    @property
    def exact_share(self) -> float:
        """Return the share of figures with exact span, value, unit, qualifier and kind."""
        return self.exact / max(1, self.figures)

    @property
    def period_share(self) -> float:
        """Return the share of figures with the right period label."""
        return self.periods / max(1, self.figures)

    @property
    def metric_share(self) -> float:
        """Return the share of named figures with the right metric."""
        return self.metrics / max(1, self.named)


def _span(row: dict[str, Any], name: str) -> Span | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None else Span(start=start, end=end)


def read_gold(path: Path, text: Path) -> GoldText:
    """Return the gold in ``path`` with the text that it annotates."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    figures = tuple(
        GoldFigure(
            surface=row["surface"],
            start=row["start"],
            end=row["end"],
            value=Decimal(row["value"]),
            value_to=Decimal(row["value_to"]) if row["value_to"] else None,
            unit=row["unit"],
            qualifier=row["qualifier"],
            kind=row["kind"],
            period=row["period"],
            metric=row["metric"],
            span=_span(row, "metric"),
            head=_span(row, "head"),
        )
        for row in stored["figures"]
    )
    return GoldText(
        name=path.stem,
        text=text.read_text(encoding="utf-8"),
        year=stored["year"],
        figures=figures,
        others=tuple(Span(start=row["start"], end=row["end"]) for row in stored["others"]),
    )


def metric_agrees(gold: GoldFigure, figure: Figure) -> bool:
    """Say whether the metric is right.

    Either the normal forms are equal, or the figure's span covers the gold's head noun, shares at least half of the
    joint extent with the gold's span, and the normal form holds what the head noun says.
    """
    if figure.metric == gold.metric:
        return True
    span = figure.metric_span
    if span is None or gold.span is None or gold.head is None:
        return False
    if not (span.start <= gold.head.start and gold.head.end <= span.end):
        return False
    shared = min(span.end, gold.span.end) - max(span.start, gold.span.start)
    joint = max(span.end, gold.span.end) - min(span.start, gold.span.start)
    return shared / joint >= _SMALLEST_OVERLAP


def score(gold: GoldText) -> Extracted:
    """Read the figures of one text, with no year given, and count what agrees with the gold."""
    read = read_figures(gold.text)
    at = {(figure.start, figure.end): figure for figure in read}
    wanted = {(figure.start, figure.end) for figure in gold.figures}
    mistakes = [Mistake(gold.name, "false", f.surface, "", f.sentence) for f in read if (f.start, f.end) not in wanted]
    total = Extracted(
        figures=len(gold.figures),
        named=sum(figure.metric is not None for figure in gold.figures),
        false_figures=len(mistakes),
    )
    exact = periods = metrics = names = 0
    for one in gold.figures:
        figure = at.get((one.start, one.end))
        if figure is None:
            mistakes.append(Mistake(gold.name, "missed", one.surface, "", gold.text[one.start - 12 : one.end + 8]))
            continue
        fields, expected = _fields(figure), (one.value, one.value_to, one.unit, one.qualifier, one.kind)
        label = figure.period.label if figure.period else None
        exact += fields == expected
        periods += label == one.period
        if fields != expected:
            mistakes.append(Mistake(gold.name, "fields", one.surface, str(expected), str(fields)))
        if label != one.period:
            mistakes.append(Mistake(gold.name, "period", one.surface, str(one.period), str(label)))
        if one.metric is None:
            continue
        names += figure.metric == one.metric
        if metric_agrees(one, figure):
            metrics += 1
        else:
            mistakes.append(Mistake(gold.name, "metric", one.surface, one.metric, figure.metric))
    counted = Extracted(exact=exact, periods=periods, metrics=metrics, metric_names=names, mistakes=tuple(mistakes))
    return total + counted


def _fields(figure: Figure) -> tuple[Decimal, Decimal | None, str, str, str]:
    return figure.value, figure.value_to, figure.unit, figure.qualifier.value, figure.kind.value


def measure(folder: Path, reports: Path | None = None) -> Extracted:
    """Score every gold of ``folder``; one without its own text is read from ``reports``, or left out without it."""
    total = Extracted()
    for path in sorted(folder.glob("*.json")):
        text = path.with_suffix(".txt")
        if not text.exists():
            if reports is None or not (reports / text.name).exists():
                continue
            text = reports / text.name
        total += score(read_gold(path, text))
    return total
