"""Judge numbers that are no figures by the same place in a source: dates, names, ordinals, articles, titles."""

from collections.abc import Sequence

from assistant.checking.alignment import Aligned, Pair
from assistant.checking.numbers import Slot
from assistant.checking.periods import dates_agree
from assistant.checking.proofs import proof_at
from assistant.checking.types import Finding, FindingKind, Severity

_SURE = 0.7
_BESIDE = 0.6
"""At least two characters beside the number agree."""
_AKIN = 0.5
_OTHER_KINDS = {
    "date": (FindingKind.WRONG_PERIOD, "时间"),
    "article": (FindingKind.ARTICLE_CONTENT_MISMATCH, "引用的条款"),
    "title": (FindingKind.NORM_TITLE_MISMATCH, "文件名称里的数字"),
    "document_number": (FindingKind.NORM_TITLE_MISMATCH, "文号"),
    "name": (FindingKind.CONTRADICTED_FIGURE, "名称里的数字"),
    "ordinal": (FindingKind.CONTRADICTED_FIGURE, "序数"),
}
"""Finding and what people call a number that is no figure."""


def judge_other(slot: Slot, aligned: Aligned, pairs: Sequence[Pair], year: int | None) -> Finding | None:
    """Return a finding where every number that stands in the place of ``slot`` in a source is another one.

    ``year`` is the checked text's; dates of other years' documents say nothing.
    """
    if slot.kind == "date" and (pair := _other_year(slot, aligned, pairs, year)):
        return _finding(slot, pair)
    sure = [p for p in pairs if p.exact or p.strength >= _SURE or (aligned.likeness >= _SURE and p.strength > _BESIDE)]
    if slot.kind == "date":
        sure = [p for p in sure if p.place.source.twin or p.place.source.year in {None, year}]
    if not sure or any(dates_agree(slot, p.slot) for p in sure):
        return None
    nearby = {s.sense for p in sure for s in p.place.sentence.slots}
    if not sure[0].exact and slot.sense in nearby:
        return None
    return _finding(slot, sure[0])


def _other_year(slot: Slot, aligned: Aligned, pairs: Sequence[Pair], year: int | None) -> Pair | None:
    """Return the pair of a year that neither its sentence's origin nor the report itself has."""
    if not aligned.places or aligned.likeness < _AKIN or any(p.exact for p in pairs):
        return None
    place = aligned.places[0]
    years = _years(slot)
    theirs = [s for s in place.sentence.slots if s.kind == "date" and _years(s)]
    known = {str(year), *(y for s in theirs for y in _years(s))}
    same_year = place.source.twin or place.source.year in {None, year}
    if not years or not theirs or years & known or not same_year:
        return None
    return Pair(place=place, slot=theirs[0], strength=_SURE, exact=False)


def _finding(slot: Slot, pair: Pair) -> Finding:
    kind, what = _OTHER_KINDS.get(slot.kind, (FindingKind.CONTRADICTED_FIGURE, "这里的数字"))
    return Finding(
        kind=kind,
        severity=Severity.ERROR,
        surface=slot.surface,
        start=slot.start,
        end=slot.end,
        message=f"{what}与来源不一致：来源此处是“{pair.slot.surface}”，请核对。",
        expected=pair.slot.surface,
        evidence=(proof_at(pair.place),),
    )


def _years(slot: Slot) -> set[str]:
    return {value for value, unit in slot.sense if unit == "年"}
