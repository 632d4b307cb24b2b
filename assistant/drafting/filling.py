"""Fill the slots of last year's text with this year's figures: what the material states, what follows, what lacks."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.drafting.filling_asked import Asked, asked_of
from assistant.drafting.filling_disputes import Dispute, conflicts, disputed
from assistant.drafting.filling_facts import Fact, consistent, decimals_of, exact, facts_of
from assistant.drafting.filling_formulas import with_formulas
from assistant.drafting.filling_matching import Match, matches
from assistant.drafting.filling_printing import plain, printed_like, surface_of
from assistant.drafting.types import Candidate, Filling, Material, Slot, SlotStatus, Source, Template
from knowledge.figures.matching import parts
from knowledge.figures.metric_decisions import Decided
from knowledge.figures.quantities import read_quantities
from knowledge.figures.units import canonical

__all__ = ["Dispute", "conflicts", "disputed", "fill"]

_MOST_CANDIDATES = 5
_CLEARLY = 0.1
_LEAST_PARTS = 2
_SHORTEST_TOPIC = 2
"""A name with less (部门数) counts more than one thing in one text without contradicting itself."""


def fill(
    template: Template | None,
    materials: Sequence[Material],
    *,
    organ: str,
    year: int,
    decided: Decided | None = None,
    given: Mapping[str, str] | None = None,
) -> tuple[Filling, ...]:
    """Return what each slot of ``template`` holds, in their order.

    ``given`` are the surfaces by slot id that a person gave; they win over all. ``decided`` is what people decided on
    names of metrics. Without a template there is no slot.
    """
    if template is None:
        return ()
    asked = asked_of(template, organ, year)
    facts = facts_of(tuple(materials))
    found = matches(asked, facts, organ=organ, year=year, decided=decided or Decided({}))
    fillings: dict[str, Filling] = {}
    for one in asked:
        slot = one.slot
        surface = (given or {}).get(slot.id, "").strip()
        fillings[slot.id] = _given(slot, surface) if surface else _filled(one, found[slot.id])
    return with_formulas(asked, fillings)


def _given(slot: Slot, surface: str) -> Filling:
    """Return what a person gave, with its value where it can be read; a bare number gets the slot's measure word."""
    read = read_quantities(surface)
    if len(read) == 1:
        unit = read[0].unit
        if not unit and re.fullmatch(r"[\d,.]+", surface):
            value = Decimal(surface.replace(",", ""))
            last = slot.last.surface if slot.last else ""
            scaled = re.search(r"[万亿]", last) is not None
            if not scaled:
                return Filling(
                    slot=slot.id,
                    status=SlotStatus.GIVEN,
                    surface=printed_like(value, slot),
                    value=str(value),
                    unit=slot.unit,
                )
        value = str(read[0].value) if exact(read[0]) else ""
        return Filling(slot=slot.id, status=SlotStatus.GIVEN, surface=surface, value=value, unit=unit)
    return Filling(slot=slot.id, status=SlotStatus.GIVEN, surface=surface)


def _filled(one: Asked, rows: Sequence[Match]) -> Filling:
    slot = one.slot
    sure = _preferred(one, [row for row in rows if row.sure])
    if not sure:
        if not rows:
            return Filling(slot=slot.id, status=SlotStatus.MISSING)
        proposal, formula = _parts_sum(slot, [row.fact for row in rows])
        return Filling(
            slot=slot.id,
            status=SlotStatus.DOUBTFUL,
            candidates=candidates(slot, rows),
            proposal=proposal,
            formula=formula,
        )
    groups = _values(sure)
    if len(groups) > 1:
        best, *rest = groups
        named = best[0].fact.name == one.name
        if not (
            named and all(best[0].score - m.score >= _CLEARLY and m.fact.name != one.name for g in rest for m in g)
        ):
            return _undecided(slot, sure, groups)
        sure = best
    return _stated(slot, sure)


def _preferred(one: Asked, rows: Sequence[Match]) -> list[Match]:
    """Return the rows of the whole year before levels at a day, and a whole before its parts in one sentence."""
    whole = [
        r for r in rows if bool(r.fact.figure.period and r.fact.figure.period.label.startswith("asof")) == one.stock
    ]
    rows = whole or list(rows)
    kept: list[Match] = []
    for row in rows:
        beside = [r for r in rows if r is not row and _one_sentence(r.fact, row.fact)]
        wholes = [r for r in beside if _is_whole(r.fact, [b.fact for b in rows if _one_sentence(b.fact, r.fact)])]
        part = "其中" in row.fact.clause and any("其中" not in r.fact.clause for r in beside)
        if not wholes and not part:
            kept.append(row)
    return sorted(kept, key=lambda m: (-m.score, -m.context))


def _is_whole(fact: Fact, sentence: Sequence[Fact]) -> bool:
    others = [f.figure.value for f in sentence if f is not fact]
    return len(others) > 1 and sum(others) == fact.figure.value


def _one_sentence(one: Fact, two: Fact) -> bool:
    return (
        one.material.document_id == two.material.document_id
        and one.figure.sentence == two.figure.sentence
        and abs(one.figure.start - two.figure.start) <= len(one.figure.sentence)
        and "|" not in one.figure.sentence
        and "\t" not in one.figure.sentence
    )


def _values(rows: Sequence[Match]) -> list[list[Match]]:
    """Return the rows in groups that can be of one true number, the best group first."""
    groups: list[list[Match]] = []
    ordered = sorted(rows, key=lambda m: (not exact(m.fact.figure), -m.score, -decimals_of(m.fact.figure.surface)))
    for row in ordered:
        home = next((g for g in groups if all(consistent(row.fact.figure, m.fact.figure) for m in g)), None)
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return sorted(groups, key=lambda g: -max(m.score for m in g))


def _stated(slot: Slot, rows: Sequence[Match]) -> Filling:
    """Return the filling of rows that agree: the exact one is printed, every one is cited."""
    best = min(
        rows,
        key=lambda m: (
            not exact(m.fact.figure),
            -decimals_of(m.fact.figure.surface),
            -m.score,
            canonical(m.fact.figure.unit) != canonical(slot.unit),
        ),
    )
    others = [m for m in rows if m is not best]
    return Filling(
        slot=slot.id,
        status=SlotStatus.FILLED,
        surface=surface_of(best.fact.figure, slot),
        value=str(best.fact.figure.value) if exact(best.fact.figure) else "",
        unit=best.fact.figure.unit or slot.unit,
        sources=sources([best, *others]),
    )


def _undecided(slot: Slot, rows: Sequence[Match], groups: Sequence[Sequence[Match]]) -> Filling:
    """Return a filling that a person must settle: parts of one sentence are doubtful, other values contradict."""
    first = groups[0][0].fact
    taken = parts(slot.metric)
    loose = len(taken.topic) < _SHORTEST_TOPIC and len({m.fact.material.document_id for m in rows}) == 1
    if loose or all(_one_sentence(first, m.fact) for m in rows):
        proposal, formula = _parts_sum(slot, [m.fact for m in rows])
        return Filling(
            slot=slot.id,
            status=SlotStatus.DOUBTFUL,
            candidates=candidates(slot, rows),
            proposal=proposal,
            formula=formula,
        )
    chosen = [g[0] for g in groups] + [m for g in groups for m in g[1:]]
    return Filling(
        slot=slot.id,
        status=SlotStatus.CONTRADICTED,
        sources=sources(chosen),
        candidates=candidates(slot, chosen, ordered=False),
    )


def _parts_sum(slot: Slot, facts: Sequence[Fact]) -> tuple[str, str]:
    """Return the sum of what clearly are parts of what is asked, printed, and its formula; else two empty texts.

    Parts are exact figures of one file in one unit, each named by the slot's words and one of its own beside.
    """
    asked = parts(slot.metric)
    chosen: dict[str, Fact] = {}
    for fact in facts:
        taken = parts(fact.figure.metric)
        own = _own_words(fact, asked.topic)
        if exact(fact.figure) and taken.actions == asked.actions and own and own not in chosen:
            chosen[own] = fact
    found = list(chosen.values())
    if len(found) < _LEAST_PARTS or len(found) != len({f.figure.start for f in facts}):
        return "", ""
    if len({(f.material.document_id, canonical(f.figure.unit)) for f in found}) > 1 or slot.unit == "%":
        return "", ""
    total = sum((f.figure.value for f in found), Decimal(0))
    formula = f"{' + '.join(plain(f.figure.value) for f in found)} = {plain(total)}"
    return printed_like(total, slot), formula


def _own_words(fact: Fact, topic: str) -> str:
    """Return what names a part beyond the whole's name: 进校 in 进校宣传; empty where nothing does."""
    mine = parts(fact.figure.metric).topic
    if mine and mine != topic and topic in mine:
        return mine
    found = re.search(r"(?:进|到|对|向|线上|线下|面向)[一-龥]{0,3}", fact.clause)
    return found[0] if found else ""


def candidates(slot: Slot, rows: Sequence[Match], *, ordered: bool = True) -> tuple[Candidate, ...]:
    """Return what a person may choose from, best first, each printed value of a file once."""
    seen: set[tuple[str, str]] = set()
    found: list[Candidate] = []
    for row in sorted(rows, key=lambda m: (-m.score, -m.context)) if ordered else rows:
        one = row.fact.candidate(row.score, surface_of(row.fact.figure, slot))
        if (one.surface, one.source.document_id) not in seen:
            seen.add((one.surface, one.source.document_id))
            found.append(one)
    return tuple(found[:_MOST_CANDIDATES])


def sources(rows: Sequence[Match]) -> tuple[Source, ...]:
    """Return the places of rows, each once."""
    return tuple(dict.fromkeys(row.fact.source() for row in rows))
