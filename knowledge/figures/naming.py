"""The normal form of a metric: object + verb + what is measured (数, 次数, 人数, 金额, 率, 占比, 同比增幅)."""

import re

from knowledge.figures import words
from knowledge.figures.clauses import COUNTED_TIMES, PERSONS, Said
from knowledge.figures.types import FigureKind, Quantity

_MEASURED = {
    FigureKind.MONEY: "金额",
    FigureKind.DURATION: "时长",
    FigureKind.AREA: "面积",
    FigureKind.WEIGHT: "重量",
}
_CASES = frozenset("立破结收")
_CHANGED = re.compile(r"(?:同比|环比|较(?:19|20)[0-9]{2}年)?[增降]幅\Z")


def root(name: str) -> str:
    """Return the metric that a change is a change of."""
    return _CHANGED.sub("", name)


def bare_count(name: str) -> str:
    """Return a count's name without its 数 or 人数, so that a share of it can be named."""
    return name.removesuffix("人数") if name.endswith("人数") else name.removesuffix("数")


def counted(said: Said) -> str:
    """Return object + verb + 数, for what a rate is a change of."""
    base = said.noun if said.verb and said.noun.endswith(said.verb) else said.noun + said.verb
    return base if not base or words.NAMED_COUNT.search(base) else f"{base}数"


def with_rate(name: str) -> str:
    """Return a name that says that it is a rate."""
    return name if not name or words.RATE_HEAD.search(name) or words.NAMED_COUNT.search(name) else f"{name}率"


def metric_name(said: Said, quantity: Quantity) -> str:
    """Return object + verb + what is measured."""
    noun, verb = said.noun, f"{said.verb}案" if said.verb in _CASES else said.verb
    base = noun if verb and noun.endswith(verb) else noun + verb
    if not base or words.NAMED_COUNT.search(base):
        return base
    if measured := _MEASURED.get(quantity.kind):
        return base + measured
    if quantity.unit in COUNTED_TIMES:
        return f"{base}次数"
    if quantity.unit == "人次":
        return f"{base}人次"
    return f"{base}人数" if quantity.unit in PERSONS and not words.PERSON.search(noun) else f"{base}数"
