"""Prove each number of a text from its sources, or say on the spot what is wrong with it.

A sentence is first traced to the sentences that it stems from. Where only numbers differ, numbers in the same place
must agree; where it was reworded, a figure is sought by what it counts, and an equal number that counts something else
proves nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from assistant.checking.alignment import Aligned, Origins, Pair, Place, Source
from assistant.checking.candidates import Candidate, Candidates
from assistant.checking.changes import recount
from assistant.checking.numbers import Numbers, Sentence, Slot
from assistant.checking.others import judge_other
from assistant.checking.periods import periods_agree, settled_period
from assistant.checking.proofs import proof_at
from assistant.checking.support import UnitMatch, same_number, supported, unit_match, value_supported
from assistant.checking.types import Finding, FindingKind, Mark, Severity, SourceText, Status
from assistant.checking.wording import other_titles, turned_at, turned_words
from knowledge.figures import Figure
from knowledge.figures.numerals import fold
from knowledge.figures.periods import reporting_year

_SURE = 0.7
"""From here on a source's figure is taken to be the printed one, so that another value contradicts it."""
_LIKELY = 0.3
"""An equal figure with at least this sureness proves the printed one, if none surer says otherwise."""
_MARGIN = 0.2
_DISTINCTIVE = 3
"""Digits from which on an equal number is hardly a coincidence."""
_FAINT = 0.12
_CERTAIN = 0.9
"""Another source's figure with at least this sureness outweighs the same wording with another number."""


@dataclass(slots=True)
class _Result:
    findings: list[Finding] = field(default_factory=list[Finding])
    marks: list[Mark] = field(default_factory=list[Mark])


def check_figures(
    text: str,
    *,
    sources: Sequence[SourceText],
    previous: SourceText | None = None,
    organ: str | None = None,
    year: int | None = None,
) -> tuple[tuple[Finding, ...], tuple[Mark, ...]]:
    """Return findings and one mark for each figure of ``text``, both in order; offsets are code points.

    Without sources every figure is unproven and only figures equal to last year's are reported.
    """
    year = year or _common_year(sources) or reporting_year(fold(text))
    checked = Numbers(text, organ=organ, year=year)
    known = [Source(s, organ=organ, year=year) for s in sources]
    last = [Source(previous, organ=organ, year=year - 1 if year else None)] if previous else []
    return _Check(checked, known, last, year).run()


def _common_year(sources: Sequence[SourceText]) -> int | None:
    years = {s.year or reporting_year(fold(s.text)) for s in sources}
    return years.pop() if len(years) == 1 else None


def _digits(slot: Slot) -> int:
    """Return how many digits a number shows, without the zeros at its end."""
    return len(re.sub(r"[^0-9]", "", fold(slot.surface)).rstrip("0"))


def _outranks(rival: Candidate, best: Candidate) -> bool:
    """Say whether the rival has the better claim: the metric's own name, or the place in the sentence of both."""
    if rival.named and not best.named:
        return True
    same = best.place.source is rival.place.source and best.place.sentence.start == rival.place.sentence.start
    return same and rival.paired and not best.paired


class _Check:
    """One run over one text."""

    def __init__(self, checked: Numbers, sources: list[Source], last: list[Source], year: int | None) -> None:
        self._checked = checked
        self._sources = sources
        self._year = year
        self._origins = Origins(sources, checked)
        self._candidates = Candidates(sources)
        self._last = last
        self._last_origins = Origins(last, checked) if last else None
        self._last_candidates = Candidates(last)
        self._known_text = "\n".join(s.given.text for s in sources)
        self._result = _Result()
        self._leaned_on: set[tuple[int, int]] = set()
        """Sentences of sources that proved a figure of the sentence at hand."""
        self._proven_here: list[tuple[Slot, Candidate]] = []

    def run(self) -> tuple[tuple[Finding, ...], tuple[Mark, ...]]:
        for sentence in self._checked.sentences:
            self._leaned_on.clear()
            self._proven_here.clear()
            aligned = self._origins.align(sentence)
            dated_wrong = self._judge_words(aligned)
            for slot, pairs in zip(sentence.slots, aligned.pairs, strict=True):
                if slot.figure is not None:
                    self._judge_figure(slot, aligned, pairs, dated_wrong=dated_wrong)
        order = sorted(self._result.findings, key=lambda f: (f.start, f.end))
        return tuple(order), tuple(sorted(self._result.marks, key=lambda m: m.start))

    # --- numbers that are no figures, and words -------------------------------------------------------------------

    def _judge_words(self, aligned: Aligned) -> bool:
        """Judge dates, names, ordinals, titles and words of direction; say whether a date is wrong."""
        dated_wrong = False
        for slot, pairs in zip(aligned.sentence.slots, aligned.pairs, strict=True):
            finding = judge_other(slot, aligned, pairs, self._year) if slot.figure is None else None
            if finding:
                self._result.findings.append(finding)
                dated_wrong = dated_wrong or slot.kind == "date"
        for mine, theirs, place in turned_words(self._checked, aligned):
            self._report_turned(mine.start, mine.end, theirs.word, place)
        for finding, place in other_titles(self._checked, aligned, self._known_text):
            self._result.findings.append(replace(finding, evidence=(proof_at(place),)))
        return dated_wrong

    def _report_turned(self, start: int, end: int, other: str, place: Place) -> None:
        if any(f.start <= start < f.end for f in self._result.findings):
            return
        word = self._checked.text[start:end]
        self._result.findings.append(
            Finding(
                kind=FindingKind.CHANGE_MISMATCH,
                severity=Severity.ERROR,
                surface=word,
                start=start,
                end=end,
                message=f"方向与来源相反：来源此处是“{other}”，这里写作“{word}”，请核对。",
                expected=other,
                evidence=(proof_at(place),),
            )
        )

    # --- figures ---------------------------------------------------------------------------------------------------

    def _judge_figure(self, slot: Slot, aligned: Aligned, pairs: Sequence[Pair], *, dated_wrong: bool) -> None:
        if not self._sources:
            self._without_sources(slot, aligned)
            return
        found = self._settled(slot, pairs) or self._candidates.find(self._checked, slot, aligned, pairs)
        proof = self._proof(slot, found)
        if proof is None:
            self._unproven(slot, aligned, found, dated_wrong=dated_wrong)
            return
        self._proven_here.append((slot, proof))
        self._leaned_on.add((id(proof.place.source), proof.place.sentence.start))
        self._mark(slot, Status.PROVEN, proof.place)
        if proof.figure is None or slot.figure is None:
            return
        turned = turned_at(self._checked, aligned.sentence, slot, proof.place, proof.slot)
        if turned and not proof.exact:
            self._report_turned(turned[0].start, turned[0].end, turned[1].word, proof.place)
        if unit_match(slot.figure.unit, proof.figure.unit) is UnitMatch.LOOSE:
            severity = Severity.WARNING if proof.exact else Severity.NOTE
            message = f"单位与来源不同：来源写“{proof.slot.surface}”，请统一。"
            self._report(slot, FindingKind.WRONG_UNIT, severity, message, proof)

    def _settled(self, slot: Slot, pairs: Sequence[Pair]) -> list[Candidate] | None:
        """Return the pairs alone where the same wording already proves the figure (most figures; no search needed)."""
        exact = [
            Candidate(place=p.place, slot=p.slot, sureness=1.0, exact=True, paired=True, named=True)
            for p in pairs
            if p.exact
        ]
        return exact if any(self._bears_out(slot, c) for c in exact) else None

    def _bears_out(self, slot: Slot, candidate: Candidate) -> bool:
        if slot.figure is None or candidate.figure is None:
            return slot.sense == candidate.slot.sense
        return supported(slot.figure, candidate.figure) and self._same_time(slot, candidate)

    def _same_time(self, slot: Slot, candidate: Candidate) -> bool:
        if slot.figure is None or candidate.figure is None:
            return True
        if candidate.exact and candidate.place.source.twin:
            return True
        numbers, mine = candidate.place.source.numbers, self._sentence(slot)
        a = settled_period(slot.figure, mine, self._checked.folded, self._year)
        b = settled_period(candidate.figure, candidate.place.sentence, numbers.folded, candidate.place.source.year)
        return periods_agree(a, b, stock=slot.figure.stock or candidate.figure.stock)

    def _sentence(self, slot: Slot) -> Sentence:
        found = self._checked.sentence_at(slot.start)
        if found is None:
            raise AssertionError(f"a number outside every sentence at {slot.start}")
        return found

    def _proof(self, slot: Slot, found: Sequence[Candidate]) -> Candidate | None:
        """Return the candidate that proves the figure: equal, and as sure as any that says otherwise."""
        bearing = [c for c in found if self._bears_out(slot, c)]
        if not bearing:
            return None
        best = bearing[0]
        against = [c for c in found if c not in bearing and self._same_time(slot, c)]
        exact = [c for c in against if c.exact]
        if exact and not best.exact:
            told = {id(c.place.source) for c in exact}
            others = [c for c in bearing if id(c.place.source) not in told and c.named and c.sureness >= _CERTAIN]
            return others[0] if others else None
        rival = max((c.sureness - (0 if _outranks(c, best) else _MARGIN) for c in against), default=0.0)
        beside = (id(best.place.source), best.place.sentence.start) in self._leaned_on
        if best.sureness >= (_FAINT if beside else _LIKELY) and (best.sureness >= rival or best.exact):
            return best
        surest = max((c.sureness for c in against), default=0.0)
        named = any(c.named for c in against)
        if best.sureness >= _FAINT and surest < _SURE and not named and _digits(slot) >= _DISTINCTIVE:
            return best
        return None

    def _unproven(self, slot: Slot, aligned: Aligned, found: Sequence[Candidate], *, dated_wrong: bool) -> None:
        """Report the kind that says most about a figure that nothing proves."""
        figure = slot.figure
        if figure is None:
            return
        rivals = [c for c in found if (c.exact or self._contradicts(c)) and self._same_time(slot, c)]
        off_time = [c for c in found if c.figure and supported(figure, c.figure) and not self._same_time(slot, c)]
        stale = self._last_year(slot, aligned)
        if off_time and (off_time[0].exact or off_time[0].sureness >= _SURE) and not stale:
            self._mark(slot, Status.CONTRADICTED, off_time[0].place)
            label = off_time[0].figure.period.label if off_time[0].figure and off_time[0].figure.period else ""
            if not dated_wrong:
                message = f"数字相同但时间不同：来源中这是{label}的数字，请核对年度或期间。"
                spot = self._date_of(slot) or slot
                if not any(f.start == spot.start for f in self._result.findings):
                    self._report(spot, FindingKind.WRONG_PERIOD, Severity.ERROR, message, off_time[0], expected=label)
            return
        if stale:
            self._mark(slot, Status.CONTRADICTED, stale.place)
            expected = rivals[0].slot.surface if rivals else None
            now = f"今年来源是“{expected}”" if expected else "今年的来源里没有"
            message = f"与上年报告的数字相同，{now}，疑似沿用上年数字，请改用今年的数。"
            self._report(slot, FindingKind.STALE_FIGURE, Severity.ERROR, message, stale, expected=expected)
            return
        if rivals:
            self._contradicted(slot, rivals[0])
            return
        if self._settled_by_change(slot, aligned):
            return
        self._mark(slot, Status.UNPROVEN, None)
        equal = [c for c in found if self._bears_out(slot, c)]
        if equal and not dated_wrong:
            metric = equal[0].figure.metric if equal[0].figure else ""
            message = f"来源里有相同的数字，但说的是“{metric or '别的事项'}”，不能证明这里，请核对。"
            self._report(slot, FindingKind.WRONG_METRIC, Severity.WARNING, message, equal[0], expected=None)
        else:
            message = f"来源里找不到“{slot.surface}”，请补充依据或改正。"
            self._report(slot, FindingKind.UNSUPPORTED_FIGURE, Severity.WARNING, message, None)

    def _settled_by_change(self, slot: Slot, aligned: Aligned) -> bool:
        """Recompute 同比下降14.5% from the figure before it and last year's; say whether that could be done."""
        if self._year is None or not self._proven_here:
            return False
        printed, proof = self._proven_here[-1]
        known = chain(self._candidates.all(), self._last_candidates.all())
        change = recount(self._checked, aligned.sentence, slot, (printed, proof), known, self._year)
        if change is None:
            return False
        self._mark(slot, Status.PROVEN if change.holds else Status.CONTRADICTED, change.then.place)
        if not change.holds:
            message = (
                f"与上年数推算不符：上年是“{change.then.slot.surface}”，今年是“{printed.surface}”，"
                f"应为{change.expected}，请核对。"
            )
            kind = FindingKind.CHANGE_MISMATCH
            self._report(slot, kind, Severity.ERROR, message, change.then, expected=change.expected)
        return True

    def _date_of(self, slot: Slot) -> Slot | None:
        """Return the date that gives a figure its year: where the time is wrong, that is the spot."""
        period = slot.figure.period if slot.figure else None
        if period is None:
            return None
        year = (str(period.start.year), "年")
        dates = [s for s in self._sentence(slot).slots if s.kind == "date" and s.start < slot.start and year in s.sense]
        return dates[-1] if dates else None

    def _contradicts(self, candidate: Candidate) -> bool:
        if candidate.sureness < _SURE:
            return False
        return candidate.paired or candidate.named

    def _contradicted(self, slot: Slot, rival: Candidate) -> None:
        figure, other = slot.figure, rival.figure
        self._mark(slot, Status.CONTRADICTED, rival.place)
        kind = FindingKind.CONTRADICTED_FIGURE
        message = f"与来源不一致：来源此处是“{rival.slot.surface}”，请核对。"
        if figure and other:
            if value_supported(figure, other) or (same_number(figure, other) and figure.unit != other.unit):
                kind = FindingKind.WRONG_UNIT
                message = f"单位与来源不一致：来源是“{rival.slot.surface}”，请改正。"
            elif same_number(figure, other):
                message = f"来源是“{rival.slot.surface}”，约数、限定词不能增减，请照来源写。"
            elif self._counts_another(figure, rival):
                kind = FindingKind.WRONG_METRIC
                message = f"“{slot.surface}”在来源里说的是别的事项；此处来源是“{rival.slot.surface}”，请核对。"
        self._report(slot, kind, Severity.ERROR, message, rival)

    def _counts_another(self, figure: Figure, rival: Candidate) -> bool:
        """Say whether the same sentence of the source has the figure in another place: two were swapped."""
        others = [s.figure for s in rival.place.sentence.slots if s.figure and s.start != rival.slot.start]
        return any(same_number(other, figure) for other in others)

    def _last_year(self, slot: Slot, aligned: Aligned) -> Candidate | None:
        """Return last year's figure for the same thing, if it is equal."""
        if self._last_origins is None or slot.figure is None:
            return None
        then = self._last_origins.align(aligned.sentence)
        index = aligned.sentence.slots.index(slot)
        found = self._last_candidates.find(self._checked, slot, then, then.pairs[index])
        for candidate in found:
            if candidate.figure and supported(slot.figure, candidate.figure):
                sure = candidate.exact or candidate.sureness >= 0.5  # noqa: PLR2004 - the same thing, more likely than not
                return candidate if sure else None
        return None

    def _without_sources(self, slot: Slot, aligned: Aligned) -> None:
        stale = self._last_year(slot, aligned)
        self._mark(slot, Status.UNPROVEN, None)
        if stale and (stale.exact or stale.sureness >= _SURE) and _digits(slot) >= _DISTINCTIVE:
            message = "与上年报告的数字相同，疑似沿用上年数字，请核对。"
            if slot.figure and not (slot.figure.unit == "%" and slot.figure.value == 100):  # noqa: PLR2004 - 100 % every year is no surprise
                self._report(slot, FindingKind.STALE_FIGURE, Severity.WARNING, message, stale, expected=None)

    def _mark(self, slot: Slot, status: Status, place: Place | None) -> None:
        self._result.marks.append(
            Mark(
                subject="figure",
                surface=slot.surface,
                start=slot.start,
                end=slot.end,
                status=status,
                proof=proof_at(place) if place else None,
            )
        )

    def _report(
        self,
        slot: Slot,
        kind: FindingKind,
        severity: Severity,
        message: str,
        candidate: Candidate | None,
        **given: str | None,
    ) -> None:
        self._result.findings.append(
            Finding(
                kind=kind,
                severity=severity,
                surface=slot.surface,
                start=slot.start,
                end=slot.end,
                message=message,
                expected=given.get("expected", candidate.slot.surface if candidate else None),
                evidence=(proof_at(candidate.place),) if candidate else (),
            )
        )
