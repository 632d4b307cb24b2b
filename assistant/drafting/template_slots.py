"""The slots of last year's report: one a figure, with a name of its own and the formula that the text states for it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.drafting.template_clauses import DIGIT, HALF
from assistant.drafting.types import Formula, Operand, Slot
from knowledge.figures import Figure, read_figures
from knowledge.figures.relations import RelationKind, read_relations
from knowledge.norms.numerals import to_chinese

_Kind = Literal["rate", "sum", "change"]
_KINDS: dict[RelationKind, _Kind] = {
    RelationKind.RATE: "rate",
    RelationKind.SUM: "sum",
    RelationKind.CHANGE: "change",
}
_RANK = re.compile(r"中?(?:排名?|列|居|位居|名列)?第[0-9]+[位名]数?$")
"""A rank of last year's names nothing of this year's."""
_LONGEST_NAME = 30


def named_slots(text: str, figures: Sequence[Figure], *, organ: str | None, year: int) -> dict[int, Slot]:
    """Return a slot for each of ``figures`` of ``text``, the report on ``year``, by where the figure starts."""
    slots: dict[int, Slot] = {}
    taken: set[str] = set()
    repeats: dict[str, int] = {}
    for number, figure in enumerate(figures, 1):
        name = _name(figure, text)
        if name in taken and figure.unit and f"{name}（{figure.unit}）" not in taken:
            name = f"{name}（{figure.unit}）"
        base = name
        while name in taken:
            repeats[base] = repeats.get(base, 1) + 1
            name = f"{base}（其{to_chinese(repeats[base])}）"
        taken.add(name)
        slots[figure.start] = Slot(
            id=f"s{number}",
            metric=_RANK.sub("", figure.metric),
            unit=figure.unit,
            numerals="arabic" if DIGIT.search(figure.surface.translate(HALF)) else "chinese",
            name=name,
            last=figure,
        )
    for start, formula in _formulas(text, slots, organ, year).items():
        slots[start] = replace(slots[start], formula=formula)
    return slots


def _name(figure: Figure, text: str) -> str:
    metric = _RANK.sub("", figure.metric)
    if metric and not DIGIT.search(metric) and not read_figures(metric):
        return metric[:_LONGEST_NAME]
    before = re.split(r"[，,。；;：:\n、]", text[max(0, figure.start - 30) : figure.start])[-1]
    words = re.sub(r"[0-9０-９“”\"（）()《》【】⟦⟧ ]", "", before)[-12:]
    if words and not read_figures(words):
        return words
    return "数" if DIGIT.search(figure.unit) or not figure.unit else f"{figure.unit}数"


def _formulas(text: str, slots: dict[int, Slot], organ: str | None, year: int) -> dict[int, Formula]:
    """Return the formulas that hold in ``text``, by the start of the figure that follows from the others."""
    found: dict[int, Formula] = {}
    for relation in read_relations(text, read_figures(text, organ=organ, year=year)):
        kind = _KINDS.get(relation.kind)
        start = relation.figure.start
        if kind is None or not relation.holds or not relation.operands or start not in slots or start in found:
            continue
        if kind == "change" and len(relation.operands) == 1:
            continue  # 由12个增加到15个: the figure is a level, which follows from nothing
        if operands := _operands(kind, relation.operands, slots):
            found[start] = Formula(kind=kind, operands=operands, decimals=_decimals(relation.figure.surface))
    return found


def _operands(kind: _Kind, figures: Sequence[Figure], slots: dict[int, Slot]) -> tuple[Operand, ...]:
    known = [slot for figure in figures if (slot := slots.get(figure.start)) is not None]
    if kind == "change":
        return (Operand(slot=known[0].id), Operand(slot=known[0].id, last_year=True)) if known else ()
    return tuple(Operand(slot=slot.id) for slot in known) if len(known) == len(figures) else ()


def _decimals(surface: str) -> int:
    """Return how many decimals a figure is printed with."""
    fraction = re.search(r"\.([0-9]+)", surface.translate(HALF))
    return len(fraction[1]) if fraction else 0
