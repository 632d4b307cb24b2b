"""Errors in figures: digits, scale, swaps, measure words, qualifiers, last year's values."""

import re
from collections.abc import Callable
from random import Random

from eval.planting.types import Planted, put
from knowledge.figures import Figure, read_figures
from knowledge.figures.numerals import fold

_DIGITS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_UNITS = {
    "件": "人",
    "起": "件",
    "人": "件",
    "次": "人次",
    "人次": "人",
    "条": "件",
    "份": "本",
    "场": "家",
    "期": "天",
}
_TOTAL = re.compile(r"(?:其中|共|合计|累计|分别)[^,，。;；]{0,20}$")
_QUALIFIER = re.compile(r"余|多|近|约|以上|以下|左右|超过|不少于|不超过")


def _number(text: str, figure: Figure) -> re.Match[str] | None:
    return _DIGITS.search(fold(text), figure.start, figure.end)


def _pick(text: str, rng: Random, wanted: Callable[[Figure], bool] = lambda _: True) -> Figure | None:
    figures = [f for f in read_figures(text) if wanted(f) and _number(text, f)]
    return rng.choice(figures) if figures else None


def _renumber(name: str, text: str, figure: Figure | None, change: Callable[[str], str]) -> Planted | None:
    """Plant ``change`` of the printed number; the spot is the whole figure."""
    match = _number(text, figure) if figure else None
    if figure is None or match is None:
        return None
    surface = text[figure.start : match.start()] + change(match.group()) + text[match.end() : figure.end]
    return put(name, text, (figure.start, figure.end), surface)


def digit(text: str, rng: Random) -> Planted | None:
    """Change one digit."""

    def change(number: str) -> str:
        places = [i for i, c in enumerate(number) if c.isdigit()]
        place = rng.choice(places)
        other = rng.choice([d for d in "123456789" if d != number[place]])
        return number[:place] + other + number[place + 1 :]

    return _renumber("digit", text, _pick(text, rng), change)


def transposed(text: str, rng: Random) -> Planted | None:
    """Transpose two neighbouring digits."""

    def places(number: str) -> list[int]:
        return [
            i
            for i in range(len(number) - 1)
            if number[i : i + 2].isdigit() and number[i] != number[i + 1] and not (i == 0 and number[1] == "0")
        ]

    def wanted(figure: Figure) -> bool:
        match = _number(text, figure)
        return bool(match and places(match.group()))

    def change(number: str) -> str:
        i = rng.choice(places(number))
        return number[:i] + number[i + 1] + number[i] + number[i + 2 :]

    return _renumber("transposed", text, _pick(text, rng, wanted), change)


def scale(text: str, rng: Random) -> Planted | None:
    """Make a figure ten times as large or small."""

    def change(number: str) -> str:
        if "." in number:
            whole, rest = number.split(".")
            return f"{whole}{rest[0]}" + (f".{rest[1:]}" if rest[1:] else "")
        return number[:-1] if number.endswith("0") and len(number) > 1 and rng.random() < 0.5 else number + "0"  # noqa: PLR2004 - either way

    return _renumber("scale", text, _pick(text, rng), change)


def ten_thousand(text: str, rng: Random) -> Planted | None:
    """Drop a 万, or add one."""
    figure = _pick(text, rng, lambda f: f.unit not in {"%", "百分点"})
    if figure is None:
        return None
    surface = text[figure.start : figure.end]
    match = _number(text, figure)
    if match is None:
        return None
    at = match.end() - figure.start
    changed = surface.replace("万", "", 1) if "万" in surface else surface[:at] + "万" + surface[at:]
    return put("ten_thousand", text, (figure.start, figure.end), changed)


def swap(text: str, rng: Random) -> Planted | None:
    """Swap the numbers of two neighbouring figures of one measure word."""
    figures = [f for f in read_figures(text) if _number(text, f)]
    pairs = [
        (a, b)
        for i, a in enumerate(figures)
        for b in figures[i + 1 : i + 4]
        if a.unit == b.unit and a.value != b.value and b.start - a.end < 120  # noqa: PLR2004 - within a sentence or two
    ]
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    one, two = _number(text, first), _number(text, second)
    if one is None or two is None:
        return None
    changed = (
        text[first.start : one.start()] + two.group() + text[one.end() : two.start()] + one.group()
        + text[two.end() : second.end]
    )  # fmt: skip
    planted = put("swap", text, (first.start, second.end), changed)
    if planted is None:
        return None
    length = first.end - first.start - len(one.group()) + len(two.group())
    return Planted(
        text=planted.text,
        operator="swap",
        start=first.start,
        end=first.start + length,
        original=first.surface,
        replacement=planted.text[first.start : first.start + length],
    )


def unit(text: str, rng: Random) -> Planted | None:
    """Print another measure word."""
    figure = _pick(text, rng, lambda f: f.unit in _UNITS and f.surface.endswith(f.unit))
    if figure is None:
        return None
    changed = figure.surface[: -len(figure.unit)] + _UNITS[figure.unit]
    return put("unit", text, (figure.start, figure.end), changed)


def percent_points(text: str, rng: Random) -> Planted | None:
    """Print % for 百分点 or the other way round."""
    figure = _pick(text, rng, lambda f: f.unit in {"%", "百分点"})
    if figure is None:
        return None
    surface = text[figure.start : figure.end]
    points = re.sub(r"[%％]", "个百分点", surface)
    changed = points if points != surface else re.sub(r"个?百分点", "%", surface)
    return put("percent_points", text, (figure.start, figure.end), changed)


def qualifier(text: str, rng: Random) -> Planted | None:
    """Drop 余, 多, 近, 以上."""
    figure = _pick(text, rng, lambda f: bool(_QUALIFIER.search(f.surface)))
    if figure is None:
        return None
    return put("qualifier", text, (figure.start, figure.end), _QUALIFIER.sub("", figure.surface))


def subtotal(text: str, rng: Random) -> Planted | None:
    """Change a part or a total by a little: the figure after 其中, 共, 合计, 分别."""
    figure = _pick(text, rng, lambda f: bool(_TOTAL.search(text[max(0, f.start - 24) : f.start])))
    return _renumber("subtotal", text, figure, lambda n: _moved(n, rng.choice([1, 2, 3])))


def rate(text: str, rng: Random) -> Planted | None:
    """Move a percentage by one to five."""
    figure = _pick(text, rng, lambda f: f.unit == "%")
    return _renumber("rate", text, figure, lambda n: _moved(n, rng.choice([-1, 1, 2, 5])))


def _moved(number: str, by: int) -> str:
    whole, dot, rest = number.partition(".")
    value = int(whole.replace(",", "")) + by
    return f"{value if value > 0 else int(whole) + abs(by)}{dot}{rest}"


def carried_over(text: str, rng: Random) -> Planted | None:
    """Leave last year's value standing; last year's report is made from the text by moving every count."""
    figures = [f for f in read_figures(text) if _number(text, f)]
    if not figures:
        return None
    chosen = rng.choice(figures)
    last: list[str] = []
    planted: Planted | None = None
    position = 0
    for figure in figures:
        match = _number(text, figure)
        if match is None:
            continue
        moved = _moved(match.group(), max(1, int(figure.value) // 7) if figure.unit != "%" else -2)
        last += [text[position : match.start()], moved]
        position = match.end()
        if figure is chosen:
            surface = text[figure.start : match.start()] + moved + text[match.end() : figure.end]
            planted = put("carried_over", text, (figure.start, figure.end), surface)
    last.append(text[position:])
    if planted is None:
        return None
    previous = re.sub(r"20[0-9]{2}(?=年)", lambda m: str(int(m.group()) - 1), "".join(last))
    return Planted(
        text=planted.text,
        operator=planted.operator,
        start=planted.start,
        end=planted.end,
        original=planted.original,
        replacement=planted.replacement,
        previous=previous,
    )


def invented(text: str, rng: Random) -> Planted | None:
    """Add a clause with a figure that no source has."""
    stops = [m.start() for m in re.finditer(r"[0-9一-龥]。", text)]
    if not stops:
        return None
    at = rng.choice(stops) + 1
    number = rng.choice([37, 146, 291, 508, 1823])
    clause = rng.choice(["，制发整改通知书{}份", "，劝返越级走访人员{}人", "，发布典型案例{}篇"])
    before, _, after = clause.partition("{}")
    added = f"{before}{number}{after}"
    planted = put("invented", text, (at, at), added)
    if planted is None:
        return None
    return Planted(
        text=planted.text,
        operator="invented",
        start=at + len(before),
        end=at + len(added),
        original="",
        replacement=added,
    )
