"""Figures of the material with their file, and whether two of them can both be right."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.drafting.sifting import INSTRUCTION
from assistant.drafting.types import Candidate, Material, MaterialFigure, Source
from knowledge.figures.matching import key
from knowledge.figures.types import Figure, Qualifier, Quantity
from knowledge.figures.units import canonical

_SAME_UNITS = (
    frozenset({"件", "起", "宗"}),
    frozenset({"家", "户"}),
    frozenset({"人", "名", "位"}),
    frozenset({"场", "场次"}),
    frozenset({"家次", "户次"}),
)
_NEAR_UNITS = (
    frozenset({"次", "场", "场次", "期", "批次", "批", "期次"}),
    frozenset({"个", "家", "户", "件", "起", "宗", "项", "条", "例", "处", "部", "份"}),
    frozenset({"案例", "例", "个", "件"}),
)
_UNSURE = 0.75
_ABOUT = Decimal("0.1")
_CLAUSE = re.compile(r"[,，。;；:：!！?？\n（(]")
_SCOPE = re.compile(
    r"(?:[一-龥]{2}|各)派出所|派出所|中队|乡镇|每[个名户次年月季]|全国|全省|全市|全州|全区|全县|上半年|下半年|季度|试点|某[一-龥]"
)
_PARTICIPANTS = re.compile(r"[、和及与在]|组织|联合|指导|深入|督促|要求|由|到|进|向|对")
"""Behind these a 派出所 takes part, but is not what the figure is of."""
_LEVEL = re.compile(r"[省市州县区旗盟]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure of the material, and the file that states it."""

    material: Material
    of: MaterialFigure
    clause: str = ""
    """The words of its clause in front of it."""
    heading: str = ""
    name: str = field(default="")
    """Key of its metric: equal keys are one metric."""

    @property
    def figure(self) -> Figure:
        """The figure as read."""
        return self.of.figure

    def source(self) -> Source:
        """Return where it stands, with its sentence as the quote."""
        figure = self.figure
        return Source(
            document_id=self.material.document_id,
            title=self.material.title,
            kind=self.material.kind,
            locator=self.heading,
            quote=figure.sentence,
            start=figure.start,
            end=figure.end,
        )

    def candidate(self, score: float, surface: str) -> Candidate:
        """Return it as something that a person may choose."""
        figure = self.figure
        return Candidate(
            surface=surface,
            value=str(figure.value),
            unit=figure.unit,
            metric=figure.metric,
            score=round(score, 4),
            source=self.source(),
            office=self.material.office,
        )


def facts_of(materials: tuple[Material, ...]) -> tuple[Fact, ...]:
    """Return the figures of the materials that count something, in order."""
    found: list[Fact] = []
    for material in materials:
        headings = {f.figure.start: s.heading for s in material.sentences for f in s.figures}
        ignored = {f.figure.start for s in material.sentences for f in s.figures if s.reason == INSTRUCTION}
        for figure in material.figures:
            start = figure.figure.start
            if figure.figure.metric and start not in ignored:
                found.append(
                    Fact(
                        material=material,
                        of=figure,
                        clause=clause_before(material.text, start),
                        heading=headings.get(start, ""),
                        name=key(figure.figure.metric),
                    )
                )
    return tuple(found)


def clause_before(text: str, start: int) -> str:
    """Return the words of a figure's clause in front of it; of a table row, the row up to it."""
    before = text[max(0, start - 80) : start]
    return _CLAUSE.split(before)[-1]


def scopes(clause: str, organ: str) -> frozenset[str]:
    """Return the words of a clause that make it tell of less or more than the organ as a whole."""
    levels = _LEVEL.findall(organ)
    own = f"全{levels[-1]}" if levels else ""
    subject = _PARTICIPANTS.split(clause)[0]
    return frozenset(word for word in _SCOPE.findall(subject) if word != own)


def unit_fit(asked: str, figure: Figure) -> float:
    """Return 1 where a figure's unit is what is asked for, 0 where it cannot be, between where a person should look."""
    wanted, has = canonical(asked), canonical(figure.unit)
    if wanted == has:
        return 1.0
    if any({wanted, has} <= group for group in _SAME_UNITS):
        return 1.0
    if not has and _bare_number(figure):
        return _unnamed_fit(wanted, figure)
    if not wanted and has not in {"%", "百分点", "元"}:
        return 1.0
    if any({wanted, has} <= group for group in _NEAR_UNITS):
        return _UNSURE
    return 0.0


def _unnamed_fit(wanted: str, figure: Figure) -> float:
    """Return how a cell without a measure word fits: money and broken counts may be in 万, which nobody says."""
    if wanted == "百分点":
        return 0.0
    if wanted == "%":
        return 1.0 if figure.metric.endswith(("率", "占比")) else 0.0
    broken = figure.value != figure.value.to_integral_value()
    return _UNSURE if wanted == "元" or broken else 1.0


def _bare_number(figure: Figure) -> bool:
    return bool(re.fullmatch(r"[0-9０-９,，.．]+", figure.surface))


def number_of(surface: str) -> str:
    """Return the Arabic number of a printed figure, without separators; empty where it is in Chinese numerals."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", surface.replace("，", ","))
    return found[0].replace(",", "") if found else ""


def decimals_of(surface: str) -> int:
    """Return how many decimals a printed figure has."""
    return len(number_of(surface).partition(".")[2])


def exact(printed: Figure | Quantity) -> bool:
    """Say whether a figure is printed without 余, 近, 约 … and is no range."""
    return printed.qualifier is Qualifier.EXACT and printed.value_to is None


def consistent(one: Figure | Quantity, two: Figure | Quantity) -> bool:
    """Say whether two printed figures can be of the same true number: 1200余 and 1234 can, 168 and 165 cannot."""
    if exact(one) and exact(two):
        if one.value == two.value:
            return True
        places = (decimals_of(one.surface), decimals_of(two.surface))
        if places[0] == places[1] or "万" in one.surface + two.surface:
            return False
        rough, fine = (one, two) if places[0] < places[1] else (two, one)
        return abs(rough.value - fine.value) <= Decimal(5).scaleb(-min(places) - 1)
    low, high = _bounds(one), _bounds(two)
    return low[0] <= high[1] and high[0] <= low[1]


def _bounds(printed: Figure | Quantity) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a printed figure may stand for."""
    value = printed.value
    if printed.value_to is not None:
        return value, printed.value_to
    step = Decimal(10) ** _zeros(value)
    match printed.qualifier:
        case Qualifier.OVER:
            wide = re.search(r"以上|超|逾|不少于|不低于", printed.surface)
            return value, (value * 2 if wide else value + step)
        case Qualifier.UNDER:
            wide = re.search(r"以内|以下|不超过|不高于|不足", printed.surface)
            return (Decimal(0) if wide else value - step), value
        case Qualifier.ABOUT:
            return value * (1 - _ABOUT), value * (1 + _ABOUT)
        case _:
            return value, value


def _zeros(value: Decimal) -> int:
    """Return how many zeros a whole number ends in: 1200余 is below 1300."""
    if value != value.to_integral_value() or value == 0:
        return 0
    text = str(int(value))
    return len(text) - len(text.rstrip("0"))
