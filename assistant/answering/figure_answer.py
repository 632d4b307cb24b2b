"""A figure question answered from the ledger alone: no model, every figure with its source, or nothing at all."""

import re

from assistant.answering.figure_finding import Found, find
from assistant.answering.figure_question import FigureQuestion, read_question
from assistant.answering.figure_writing import Documents, FigureAnswer, FigureWriter, years_in_words
from assistant.answering.understanding import Understanding
from knowledge.figures.ledger import Ledger

_PLACE = re.compile(r"[一-龥]{2,8}?[省市县区州旗镇乡]")
_MOST_ORGANS = 6


def answer_figure(read: Understanding, ledger: Ledger, library: Documents) -> FigureAnswer | None:
    """Return the answer to a figure question; None where the ledger cannot give it and the open route should try.

    Every figure is of the year and organ asked; where texts disagree all values are shown.
    """
    organs, places = _scope(read, ledger)
    question = read_question(read, places)
    if question is None:
        return None
    if not organs or len(organs) > _MOST_ORGANS:
        return None
    per_organ = [found for organ in organs if (found := _found(question, ledger, organ))]
    if not per_organ:
        return None
    if len(per_organ) > 1:
        best = max(sum(f.score for group in found for f in group) for found in per_organ)
        per_organ = [g for g in per_organ if sum(f.score for group in g for f in group) >= best - 0.1]
    writer = FigureWriter(question, ledger, library)
    if len(per_organ) > 1:
        return writer.organs(per_organ)
    return writer.one(per_organ[0], read)


def nearest_lines(read: Understanding, ledger: Ledger) -> list[str]:
    """Return in Chinese which like metrics and years exist, for a refusal of the open route."""
    question = read_question(read, _scope(read, ledger)[1])
    if question is None:
        return []
    lines: list[str] = []
    for asked in question.metrics:
        name = asked.name or asked.words
        lines += [f"“{n.metric}”（{years_in_words(n.years)}）" for n in ledger.nearest(name, read.organ, most=3)]
    return [f"指标台账里相近的有：{'、'.join(dict.fromkeys(lines))}。"] if lines else []


def _scope(read: Understanding, ledger: Ledger) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the organs to answer for, and the places that the question names them by."""
    if read.organ:
        return (read.organ,), ()
    organs = ledger.organs()
    places = {organ: match.group() for organ in organs if (match := _PLACE.match(organ))}
    named = tuple(sorted({place for place in places.values() if place in read.standalone}))
    return (tuple(organ for organ in organs if places.get(organ) in named), named) if named else (organs, ())


def _found(question: FigureQuestion, ledger: Ledger, organ: str) -> list[list[Found]] | None:
    """Return for each metric asked the ledger's metrics it may mean; None unless all are found."""
    found = [find(asked, ledger, organ) for asked in question.metrics]
    return found if all(found) else None
