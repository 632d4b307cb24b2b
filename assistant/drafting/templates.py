"""Last year's report opened up: its figures become slots, its years move on, its events of a day are cut off."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.drafting.template_clauses import DAY, DIGIT, FIXED, NAMED_ACTION, SLOT, YEAR, clauses_of, is_clean
from assistant.drafting.template_slots import named_slots
from assistant.drafting.terms import expired, moved_on
from assistant.drafting.types import Slot, Template, TemplateSection, TemplateSentence
from knowledge.figures import Figure
from knowledge.figures.document_figures import read_document
from knowledge.figures.matching import SAME, score
from knowledge.figures.sheet_rows import read_tables
from knowledge.outline import sentences
from knowledge.outline.reports import report_marks
from knowledge.outline.tree import build

_RUN_IN_RANK = 6
_LONGEST_TITLE = 60
_STOP = "。！？；;!?"
_LABEL = re.compile(r"^[一二三四五六七八九十]{1,3}[是要]")
_HEADING_LABEL = re.compile(
    r"[#*\s]*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?[0-9]{1,2}[）)、.．](?![0-9]))"
)
_NOTE = re.compile(r"^[（(【\[].*[）)】\]]$")
_TIME = re.compile(r"^(?:(?:19|20)[0-9]{2}年(?:度|以来|来|全年)?|今年(?:以来|来)?|全年|年内|一年来|目前|截至目前)$")
_LEADING = re.compile(r"^(?:同时|并且|并|且|另外|此外|其间|期间|通过|先后|还|而且)(?=[^，,]{2})")
_CLOSING = re.compile(r"特此(?:报告|汇报)")
"""Closes the whole text, wherever last year's stood; see the closing of the kind of text."""
_CARRIED = re.compile(
    r"现将[^。\n]{0,60}(?:报告|汇报|公布|公告)如下"
    r"|以习近平新时代中国特色社会主义思想为指导|深入(?:学习)?贯彻(?:落实)?(?:党的[一-龥]{2,4}精神|习近平法治思想)"
)
_EVENTFUL = re.compile(
    r"未发生|没有发生|无一|零|成立|出台|印发|研究制定|荣获|获评|被评为|授予|表彰|命名|召开|举办|到任|同志|局长[一-龥]{2,3}|“|\""
)


def open_template(
    text: str, *, document_id: str, title: str, from_year: int, to_year: int, organ: str | None
) -> Template:
    """Return last year's report with its figures open, in the years of ``to_year``; offsets are of ``text``."""
    return _Opener(text, from_year, to_year, organ).opened(document_id, title)


@dataclass(slots=True)
class _Opener:
    text: str
    from_year: int
    to_year: int
    organ: str | None
    figures: list[Figure] = field(default_factory=list[Figure])
    slots: dict[int, Slot] = field(default_factory=dict[int, Slot])
    """By the start of the figure."""
    dropped: dict[str, str] = field(default_factory=dict[str, str])
    rows: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def opened(self, document_id: str, title: str) -> Template:
        tables = read_tables(self.text, organ=self.organ, year=self.from_year)
        self.rows = [(line.start, line.end) for line in tables.lines]
        self.figures = [
            f
            for f in read_document(self.text, organ=self.organ, year=self.from_year)
            if not self._in_rows(f.start) or (f.period is not None and f.period.start.year >= self.from_year)
        ]
        told = {(f.metric, f.value, f.unit) for f in self.figures if not self._in_rows(f.start)}
        self.figures = [
            f for f in self.figures if not self._in_rows(f.start) or not _said(f, told)
        ]  # what a table repeats of the prose needs no second place
        self.slots = named_slots(self.text, self.figures, organ=self.organ, year=self.from_year)
        if self.to_year - self.from_year != 1:  # an older report is no base for a comparison with the year before
            self.slots = {start: _without_change(slot) for start, slot in self.slots.items()}
        self._moved(self.text)  # an ended plan is reported also where its clause is cut off
        return Template(
            document_id=document_id,
            title=title,
            year=self.from_year,
            text=self.text,
            sections=tuple(self._sections(title)),
            slots=tuple(self.slots.values()),
            dropped=tuple(self.dropped.items()),
        )

    def _in_rows(self, position: int) -> bool:
        at = bisect.bisect_right(self.rows, position, key=lambda row: row[0]) - 1
        return at >= 0 and position < self.rows[at][1]

    def _between(self, start: int, end: int) -> list[Figure]:
        first = bisect.bisect_left(self.figures, start, key=lambda figure: figure.start)
        return self.figures[first : bisect.bisect_left(self.figures, end, key=lambda figure: figure.start)]

    def _sections(self, title: str) -> Iterator[TemplateSection]:
        marks = [mark for mark in report_marks(self.text) if mark.rank < _RUN_IN_RANK and not self._in_rows(mark.start)]
        sections, _ = build(marks, len(self.text), outside="")
        first = sections[0].start if sections else len(self.text)
        yield TemplateSection(
            heading="", level=0, paragraphs=tuple(self._paragraphs(0, first, title)), start=0, end=first
        )  # fmt: skip
        ends = [*(section.start for section in sections), len(self.text)][1:]
        for section, end in zip(sections, ends, strict=False):
            begin = self.text.find(section.heading, section.start, end)
            after = (begin if begin >= 0 else section.start) + len(section.heading)
            while after < end and self.text[after] in "。：: \u3000*#":
                after += 1
            paragraphs = tuple(self._paragraphs(after, end, title))
            heading = self._moved(section.heading)
            counted = self._between(section.start, after)
            if counted:  # a heading that counts is told again below it, and stands without its figures
                begin = max(section.start, begin)
                label = _HEADING_LABEL.match(self.text[begin:after])
                said = tuple(self._line(label_end := begin + (label.end() if label else 0), self.text[label_end:after]))
                paragraphs = ((said,) if said else ()) + paragraphs
                heading = SLOT.sub("", self._swapped(begin, begin + len(section.heading), counted)).strip("，,：: ")
            yield TemplateSection(
                heading=heading if self._clean(heading) else NAMED_ACTION.sub("", heading),
                level=section.level,
                paragraphs=paragraphs,
                start=section.start,
                end=end,
            )

    def _paragraphs(self, start: int, end: int, title: str) -> Iterator[tuple[TemplateSentence, ...]]:
        at = start
        for line in self.text[start:end].split("\n"):
            begin, at = at, at + len(line) + 1
            bare = line.strip()
            counts = self._between(begin, begin + len(line))
            if not counts and (
                not bare
                or _NOTE.fullmatch(bare)
                or bare == title
                or (begin == 0 and len(bare) < _LONGEST_TITLE and bare[-1] not in _STOP)
            ):
                continue
            made = tuple(self._row(begin, begin + len(line)) if self._in_rows(begin) else self._line(begin, line))
            if made:
                yield made

    def _row(self, start: int, end: int) -> Iterator[TemplateSentence]:
        for figure in self._between(start, end):
            slot = self.slots[figure.start]
            yield TemplateSentence(
                text=f"{self._topic(slot)}⟦{slot.id}⟧。", slots=(slot.id,), label="",
                narrative=False, carried=False, original=self.text[start:end], start=start, end=end,
            )  # fmt: skip

    def _line(self, begin: int, line: str) -> Iterator[TemplateSentence]:
        for span in sentences(line, begin):
            raw = self.text[span.start : span.end]
            if not raw.strip() or _CLOSING.match(raw.strip()):
                continue
            start = span.start + len(raw) - len(raw.lstrip())
            end = start + len(raw.strip())
            label = _LABEL.match(self.text[start:end])
            body = start + (label.end() if label else 0)
            text, used = self._opened_sentence(body, end)
            yield TemplateSentence(
                text=text or self._moved(self.text[body:end]),
                slots=used,
                label=label[0] if label else "",
                narrative=not used,
                carried=not used and self._carried(self.text[body:end]),
                original=self.text[start:end],
                start=start,
                end=end,
            )

    def _carried(self, sentence: str) -> bool:
        moved = FIXED.sub("", self._moved(sentence))
        bare = YEAR.sub("", moved)
        return (
            bool(_CARRIED.search(sentence))
            and not expired(moved, self.to_year)
            and not DIGIT.search(bare)
            and not DAY.search(bare)
            and not _EVENTFUL.search(moved)
        )

    def _opened_sentence(self, start: int, end: int) -> tuple[str, tuple[str, ...]]:
        """Return a sentence with slots, trimmed to what this year can say; empty without a figure."""
        inside = self._between(start, end)
        if not inside:
            return "", ()
        kept: list[str] = []
        used: list[str] = []
        clauses = clauses_of(self.text, start, end, [(f.start, f.end) for f in inside])
        wanted = self._wanted(clauses, inside)
        for clause, keep in zip(clauses, wanted, strict=True):
            if not keep:
                continue
            figures = [f for f in inside if clause[0] <= f.start < clause[1]]
            kept.append(self._clause(clause, figures))
            used += [self.slots[f.start].id for f in figures]
        text = "，".join(part for part in kept if part)
        text = _LEADING.sub("", text).strip("，,；;：: ")
        return f"{text}。" if text else "", tuple(used)

    def _wanted(self, clauses: Sequence[tuple[int, int]], figures: Sequence[Figure]) -> list[bool]:
        """Say which clauses stay: those with figures, the time before them, and what names an elliptic one's topic."""
        keep = [any(a <= f.start < b for f in figures) for a, b in clauses]
        for f in figures:
            at = next(i for i, (a, b) in enumerate(clauses) if a <= f.start < b)
            span = f.metric_span
            if span is not None and span.start < clauses[at][0]:
                for i, (a, b) in enumerate(clauses[:at]):
                    if a <= span.start < b and self._clean(self._swapped(a, b, ())):
                        keep[i] = True
        for i in range(len(clauses) - 1):
            if keep[i + 1] and not keep[i] and _TIME.match(self.text[clauses[i][0] : clauses[i][1]].strip()):
                keep[i] = True
        return keep

    def _clause(self, clause: tuple[int, int], figures: Sequence[Figure]) -> str:
        """Return a clause with its slots; where last year's own matters stand in it, only what is counted."""
        whole = self._swapped(clause[0], clause[1], figures).strip()
        if self._clean(whole):
            return whole
        first = figures[0]
        if first.metric_span is not None and clause[0] < first.metric_span.start < first.start:
            part = self._swapped(first.metric_span.start, clause[1], figures).strip()
            if self._clean(part):
                return part
        return "，".join(f"{self._topic(self.slots[f.start])}⟦{self.slots[f.start].id}⟧" for f in figures)

    def _topic(self, slot: Slot) -> str:
        """Return what a slot counts, in words that hold nothing of last year's."""
        topic = self._moved(slot.metric)
        return topic if topic and self._clean(topic) else re.sub(r"（[^）]*）$", "", slot.name)

    def _swapped(self, start: int, end: int, figures: Sequence[Figure]) -> str:
        parts: list[str] = []
        at = start
        for f in figures:
            parts += [self._moved(self.text[at : f.start]), f"⟦{self.slots[f.start].id}⟧"]
            at = f.end
        return "".join([*parts, self._moved(self.text[at:end])])

    def _clean(self, text: str) -> bool:
        return is_clean(text, self.to_year)

    def _moved(self, text: str) -> str:
        moved = moved_on(text, from_year=self.from_year, to_year=self.to_year)
        self.dropped.update(moved.dropped)
        return moved.text


def _without_change(slot: Slot) -> Slot:
    return replace(slot, formula=None) if slot.formula and slot.formula.kind == "change" else slot


def _said(figure: Figure, told: set[tuple[str, Decimal, str]]) -> bool:
    return any(
        value == figure.value and unit == figure.unit and score(metric, figure.metric) >= SAME
        for metric, value, unit in told
    )
