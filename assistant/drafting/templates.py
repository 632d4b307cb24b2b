"""Last year's report opened up: its figures become slots, its years move on, its events of a day are cut off."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.drafting.terms import expired, moved_on
from assistant.drafting.types import (
    Formula,
    Operand,
    Slot,
    Template,
    TemplateSection,
    TemplateSentence,
)
from knowledge.figures import Figure, read_figures
from knowledge.figures.document_figures import read_document
from knowledge.figures.matching import SAME, score
from knowledge.figures.relations import RelationKind, read_relations
from knowledge.figures.sheet_rows import read_tables
from knowledge.norms.numerals import to_chinese
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
_CLAUSE = re.compile(r"[，,；;。！？!?\n]|(?<=[^0-9])[:：]")
_OPEN, _CLOSE = "《“（(〈【", "》”）)〉】"
_SLOT = re.compile(r"⟦s\d+⟧")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年)")
_DAY = re.compile(r"[0-9一二三四五六七八九十]{1,3}月|[0-9]{1,2}[日号]|第[0-9一二三四五六七八九十]+次(?!全国代表)")
_DIGIT = re.compile(r"[0-9]")
_FIXED = re.compile(
    r"7[×xX*]24小时|12345|12389|12337|12309|12348|12388|12315|12368|(?<![0-9])(?:110|119|120|122)(?![0-9])"
    r"|(?:4[·.]15|12[·.]4|6[·.]26|11[·.]9|3[·.]15|1[·.]10)(?![0-9])|第[0-9一二三四五六七八九十百]+条(?:第[0-9一二三四五六七八九十]+款)?"
    r"|《[^《》\n]{1,60}》|[〔\[（(](?:19|20)[0-9]{2}[〕\]）)]第?[0-9]{1,5}号"
    r"|(?<![A-Za-z])[A-Z]{2,4}(?:/[A-Z])?\s?[0-9]{2,6}(?:\.[0-9]{1,2})?[-—][0-9]{4}(?![0-9])"
)
_NAMED_ACTION = re.compile(r"[“\"][^”\"\n]{0,20}[0-9]{2,4}[^”\"\n]{0,10}[”\"]")
_ELLIPTIC = re.compile(
    r"^(?:其中|已|均|共|查实|较|比|同比|环比|下降|上升|增长|增加|减少|提高|降低|占|达|为|分别|案均|人均|[一-龥]{0,4}率)"
)
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
_RANK = re.compile(r"中?(?:排名?|列|居|位居|名列)?第[0-9]+[位名]数?$")
"""A rank of last year's names nothing of this year's."""
_LONGEST_NAME = 30


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
        self._name_slots()
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

    def _name_slots(self) -> None:
        taken: set[str] = set()
        repeats: dict[str, int] = {}
        formulas = self._formulas()
        for number, figure in enumerate(self.figures, 1):
            name = self._name(figure)
            if name in taken and figure.unit and f"{name}（{figure.unit}）" not in taken:
                name = f"{name}（{figure.unit}）"
            base = name
            while name in taken:
                repeats[base] = repeats.get(base, 1) + 1
                name = f"{base}（其{to_chinese(repeats[base])}）"
            taken.add(name)
            self.slots[figure.start] = Slot(
                id=f"s{number}",
                metric=figure.metric,
                unit=figure.unit,
                numerals="arabic" if _DIGIT.search(figure.surface.translate(_HALF)) else "chinese",
                name=name,
                last=figure,
            )
        for start, formula in formulas.items():
            slot = self.slots.get(start)
            if slot:
                self.slots[start] = _with_formula(slot, formula, self.slots)

    def _name(self, figure: Figure) -> str:
        metric = _RANK.sub("", figure.metric)
        if metric and not _DIGIT.search(metric) and not read_figures(metric):
            return metric[:_LONGEST_NAME]
        before = re.split(r"[，,。；;：:\n、]", self.text[max(0, figure.start - 30) : figure.start])[-1]
        words = re.sub(r"[0-9０-９“”\"（）()《》【】⟦⟧ ]", "", before)[-12:]
        if words and not read_figures(words):
            return words
        return "数" if _DIGIT.search(figure.unit) or not figure.unit else f"{figure.unit}数"

    def _formulas(self) -> dict[int, tuple[str, tuple[Figure, ...], int]]:
        found: dict[int, tuple[str, tuple[Figure, ...], int]] = {}
        kinds = {RelationKind.RATE: "rate", RelationKind.SUM: "sum", RelationKind.CHANGE: "change"}
        for relation in read_relations(self.text, read_figures(self.text, organ=self.organ, year=self.from_year)):
            if relation.kind is RelationKind.CHANGE and len(relation.operands) == 1:
                continue  # 由12个增加到15个: the figure is a level, which follows from nothing
            if relation.holds and relation.kind in kinds and relation.operands:
                decimals = (
                    len(relation.figure.surface.translate(_HALF).partition(".")[2].rstrip("%％个百分点"))
                    if "." in relation.figure.surface
                    else 0
                )
                found.setdefault(relation.figure.start, (kinds[relation.kind], relation.operands, decimals))
        return found

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
                heading = _SLOT.sub("", self._swapped(begin, begin + len(section.heading), counted)).strip("，,：: ")
            yield TemplateSection(
                heading=heading,
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
        moved = _FIXED.sub("", self._moved(sentence))
        bare = _YEAR.sub("", moved)
        return (
            bool(_CARRIED.search(sentence))
            and not expired(moved, self.to_year)
            and not _DIGIT.search(bare)
            and not _DAY.search(bare)
            and not _EVENTFUL.search(moved)
        )

    def _opened_sentence(self, start: int, end: int) -> tuple[str, tuple[str, ...]]:
        """Return a sentence with slots, trimmed to what this year can say; empty without a figure."""
        inside = self._between(start, end)
        if not inside:
            return "", ()
        kept: list[str] = []
        used: list[str] = []
        clauses = _clauses(self.text, start, end, [(f.start, f.end) for f in inside])
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

    def _moved(self, text: str) -> str:
        moved = moved_on(text, from_year=self.from_year, to_year=self.to_year)
        self.dropped.update(moved.dropped)
        return moved.text

    def _clean(self, text: str) -> bool:
        """Say whether nothing of last year's is left in ``text``: no digit, no day, no named action, no other year."""
        if _NAMED_ACTION.search(text) or expired(text, self.to_year):
            return False
        bare = _FIXED.sub("", _SLOT.sub("甲", text)).translate(_HALF)
        years = {int(year) for year in _YEAR.findall(bare)}
        if years - {self.to_year, self.to_year - 1, self.to_year + 1}:
            return False
        bare = _YEAR.sub("", bare)
        return not _DIGIT.search(bare) and not _DAY.search(bare) and not read_figures(bare)


_HALF = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def _said(figure: Figure, told: set[tuple[str, Decimal, str]]) -> bool:
    return any(
        value == figure.value and unit == figure.unit and score(metric, figure.metric) >= SAME
        for metric, value, unit in told
    )


def _clauses(text: str, start: int, end: int, whole: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the clauses of a sentence without their stops; a comma in brackets, quotes or ``whole`` parts nothing."""
    found: list[tuple[int, int]] = []
    depth = 0
    begin = start
    for at in range(start, end):
        letter = text[at]
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth = max(0, depth - 1)
        elif (
            depth == 0
            and not any(a <= at < b for a, b in whole)
            and _CLAUSE.match(letter)
            and not (letter in ",:" and text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit())
        ):
            if at > begin:
                found.append((begin, at))
            begin = at + 1
    if end > begin:
        found.append((begin, end))
    return found


def _with_formula(slot: Slot, formula: tuple[str, tuple[Figure, ...], int], slots: dict[int, Slot]) -> Slot:
    kind, operands, decimals = formula
    known = [slots.get(f.start) for f in operands]
    if kind == "change":
        level = next((s for s in known if s is not None), None)
        made = () if level is None else (Operand(slot=level.id), Operand(slot=level.id, last_year=True))
    else:
        made = tuple(Operand(slot=s.id) for s in known if s is not None)
        if len(made) < len(operands):
            return slot
    if not made:
        return slot
    return replace(slot, formula=Formula(kind=kind, operands=made, decimals=decimals))  # type: ignore[arg-type]
