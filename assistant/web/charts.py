"""A metric's years as a chart: data for Plotly in the markup, drawn by page.js with the Plotly that Python ships."""

import json
from collections.abc import Collection, Sequence
from html import escape
from typing import Any

from assistant.answering.types import SeriesPoint

_COLOURS = ("#1f3a5f", "#a63d2f", "#2c6742", "#7a5510", "#5b4a8a", "#4a5568")
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_APPROXIMATE = "余多近约不超逾上下左"


def charts_html(points: Sequence[SeriesPoint], *, disputed: Collection[int] = (), stock: bool = False) -> str:
    """Return one chart a unit: unlike units never share an axis; a year without a figure stays a gap."""
    units = list(dict.fromkeys(point.unit for point in points))
    return "".join(_chart([p for p in points if p.unit == unit], unit, disputed, stock=stock) for unit in units)


def _chart(points: Sequence[SeriesPoint], unit: str, disputed: Collection[int], *, stock: bool) -> str:
    names = list(dict.fromkeys((point.organ, point.metric) for point in points))
    organs = {organ or "" for organ, _ in names}
    metrics = {metric for _, metric in names}
    lines: dict[str, list[SeriesPoint]] = {}
    for point in points:
        # Wordings of one metric are one line, unless several metrics were asked for side by side.
        label = (point.organ or "") if len(organs) > 1 else (points[-1].metric if _one_line(points) else point.metric)
        lines.setdefault(label, []).append(point)
    title = "、".join(sorted(organs)) if len(organs) > 1 and len(metrics) == 1 else "、".join(lines)
    years = range(min(p.year for p in points), max(p.year for p in points) + 1)
    data = [
        trace
        for at, (label, told) in enumerate(lines.items())
        for trace in _traces(label, told, years, disputed, _COLOURS[at % len(_COLOURS)], stock=stock)
    ]
    unit_told = f"（{unit}）" if unit else ""
    spoken = "；".join(f"{p.year}年{p.surface}" for p in points)
    figure = json.dumps({"data": data, "layout": _layout(years, legend=len(lines) > 1)}, ensure_ascii=False)
    kind = "，时点数" if stock else ""
    return (
        f'<figure class="fz-chart"><figcaption>{escape(title)}{escape(unit_told)}{kind}</figcaption>'
        f'<div class="fz-plot" role="img" aria-label="{escape(title)}：{escape(spoken)}" data-chart="{escape(figure)}"></div></figure>'
    )


def _one_line(points: Sequence[SeriesPoint]) -> bool:
    years = [point.year for point in points]
    return len(set(years)) == len(years)


def _traces(
    label: str, points: Sequence[SeriesPoint], years: range, disputed: Collection[int], colour: str, *, stock: bool
) -> list[dict[str, Any]]:
    level = {p.year: p for p in points if p.year not in disputed}
    symbol = "diamond" if stock else "circle"
    told = [level.get(year) for year in years]
    line = {
        "type": "scatter",
        "name": label,
        "x": list(years),
        "y": [float(p.value) if p else None for p in told],
        "text": [p.surface if p else "" for p in told],
        "mode": "lines+markers+text",
        "textposition": "top center",
        "hovertemplate": "%{x}年：%{text}<extra></extra>",
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": colour, "width": 2},
        "marker": {"size": 9, "color": colour, "symbol": [_symbol(symbol, p) for p in told]},
    }
    apart = [p for p in points if p.year in disputed]
    if not apart:
        return [line]
    dots = {
        "type": "scatter",
        "name": f"{label}（不一致）",
        "x": [p.year for p in apart],
        "y": [float(p.value) for p in apart],
        "text": [p.surface for p in apart],
        "mode": "markers+text",
        "textposition": ["middle right" if at % 2 else "middle left" for at in range(len(apart))],
        "hovertemplate": "%{x}年：%{text}（不一致）<extra></extra>",
        "cliponaxis": False,
        "marker": {"size": 10, "color": _COLOURS[1], "symbol": "x-thin-open", "line": {"width": 2}},
    }
    return [line, dots]


def _symbol(symbol: str, point: SeriesPoint | None) -> str:
    """Return an open mark for a figure printed with 余, 近 and the like."""
    return f"{symbol}-open" if point and any(c in point.surface for c in _APPROXIMATE) else symbol


def _layout(years: range, *, legend: bool) -> dict[str, Any]:
    return {
        "height": 300,
        "margin": {"l": 56, "r": 30, "t": 26, "b": 40 if not legend else 70},
        "font": {"family": _FONT, "size": 13, "color": "#23272e"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": legend,
        "legend": {"orientation": "h", "y": -0.2},
        "xaxis": {
            "tickmode": "array",
            "tickvals": list(years),
            "ticktext": [f"{year}年" for year in years],
            "range": [years[0] - 0.4, years[-1] + 0.4],
            "fixedrange": True,
            "gridcolor": "#efeade",
            "zeroline": False,
        },
        "yaxis": {
            "rangemode": "tozero",
            "fixedrange": True,
            "gridcolor": "#efeade",
            "separatethousands": True,
            "automargin": True,
        },
    }
