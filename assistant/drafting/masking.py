"""What a model is shown of a point: this year's sentences and last year's manner, every number behind a named slot."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.drafting.plain import DISPUTED, mark_name
from assistant.drafting.points import Point
from assistant.drafting.rendering import SLOT
from assistant.drafting.tasks import SectionTask, figures_in, slot_in_doubt, slot_told_by
from assistant.drafting.types import MaterialSentence
from assistant.drafting.typography import full_width
from knowledge.documents import Span
from knowledge.figures import Figure, non_figures

NAMED = re.compile(r"⟦([^⟦⟧\n]{0,40})⟧")
_COUNTERS = "甲乙丙丁戊己庚辛壬癸"
_KINDS = {"date": "某日", "time": "某时", "article": "某条", "document_number": "某号", "hotline": "某热线"}
_OTHER = "某名"
_LONGEST_NAME = 14
_NOT_IN_NAME = re.compile(r"[^\u4e00-\u9fff]")
_NUMERAL = re.compile(r"[二三四五六七八九十百千〇零]")
_YEAR_OPENING = re.compile(r"^⟦([^⟦⟧]+)⟧(?:度|以来|来)?[，,]")
_NUMBER = re.compile(r"[0-9A-Za-z.+×*/&%‰-]*[0-9％%‰][0-9A-Za-z.+×*/&%‰-]*")
_QUOTED = re.compile(r"《[^《》\n]{1,80}》|“[^“”\n]{1,60}”")
_CLAUSE = re.compile(r"[^，,；;。]+")
_CONNECTOR = re.compile(r"^(?:其中|并且|并|且|同时|此外|另外|以及)[，,：:]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A number that the model may place by its name, and what is printed in its place."""

    name: str
    printed: str
    figure: Figure | None = None
    """None for dates, articles, hotlines and other numbers that count nothing."""
    slot: str = ""
    """The slot of last year's text that it fills; it then stays open in the draft."""
    sentence: str = ""
    """Id of the material sentence that states it; empty where it is computed or given."""
    marked: bool = False
    """Printed as 【待核实：…】."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A point as the model sees it."""

    tokens: Mapping[str, Token]
    sentences: tuple[str, ...]
    """Of the material, in order, with ``⟦名称⟧`` for every number."""
    exemplar: tuple[str, ...]
    """Of last year's, the clauses whose slots have a figure this year; without last year's names."""

    def written(self, text: str) -> str:
        """Return a model's text as the draft keeps it: slots of last year's text open, everything else printed."""
        return NAMED.sub(lambda m: self._kept(m[1]), text)

    def printed(self, text: str) -> str:
        """Return a model's text with every number printed."""
        return NAMED.sub(lambda m: self.tokens[m[1]].printed if m[1] in self.tokens else m[0], text)

    def _kept(self, name: str) -> str:
        token = self.tokens[name]
        return f"⟦{token.slot}⟧" if token.slot else token.printed


def masked(point: Point, task: SectionTask) -> Masked:
    """Put a named slot in the place of every number of a point."""
    names = _Names()
    slots = tuple(slot for template in point.template for slot in template.slots)
    sentences: list[str] = []
    by_slot: dict[str, str] = {}
    for sentence in point.sentences:
        text, at = "", 0
        whole = full_width(sentence.text, [span for span, _ in figures_in(sentence)])
        for span, kind, token in _numbers(sentence, whole, task, slots):
            name = names.take(kind, token)
            if token.slot:
                by_slot.setdefault(token.slot, name)
            text += whole[at : span.start] + f"⟦{name}⟧"
            at = span.end
        sentences.append(_without_year(text + whole[at:], names.tokens, task.brief.year))
    for slot in slots:
        if task.holds(slot) and slot not in by_slot and slot in task.slots:
            by_slot[slot] = names.take(
                _amount(task.slots[slot].unit), Token(name="", printed=task.fillings[slot].surface, slot=slot)
            )
    known = " ".join([*(s.text for s in point.sentences), *(rule.title for rule in task.rules)])
    exemplar = tuple(e for t in point.template if t.slots and (e := _exemplar(t.text, by_slot, known)))
    return Masked(tokens=names.tokens, sentences=tuple(sentences), exemplar=exemplar)


def _without_year(text: str, tokens: Mapping[str, Token], year: int) -> str:
    """Return a sentence without an opening 2024年，: the whole draft speaks of that year."""
    opening = _YEAR_OPENING.match(text)
    if opening and tokens[opening[1]].printed in {f"{year}年", f"{year}年度", f"{year}年以来", f"{year}年来"}:
        return text[opening.end() :]
    return text


class _Names:
    """Gives each number a short name of its own, without any digit."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}

    def take(self, wanted: str, token: Token) -> str:
        base = _NOT_IN_NAME.sub("", wanted)[-_LONGEST_NAME:] or _OTHER
        candidates = [base, *(base + c for c in _COUNTERS), *(base + a + b for a in _COUNTERS for b in _COUNTERS)]
        name = next((c for c in candidates if c not in self.tokens), f"{base}{'甲' * (len(self.tokens) + 1)}")
        self.tokens[name] = Token(
            name=name,
            printed=token.printed,
            figure=token.figure,
            slot=token.slot,
            sentence=token.sentence,
            marked=token.marked,
        )
        return name


def _numbers(
    sentence: MaterialSentence, text: str, task: SectionTask, slots: tuple[str, ...]
) -> Iterator[tuple[Span, str, Token]]:
    """Yield every number of a sentence in order: its place, the name wanted for it, and what it is."""
    found: list[tuple[Span, str, Token]] = []
    for span, one in figures_in(sentence):
        disputed = task.is_disputed(one)
        slot = (slot_in_doubt(one, task, slots) if disputed else slot_told_by(one, task, slots)) or ""
        name = task.slots[slot].name if slot else mark_name(one.figure.metric)
        printed = DISPUTED.format(name) if disputed else one.figure.surface
        token = Token(
            name="", printed=printed, figure=one.figure, slot=slot, sentence=sentence.id, marked=disputed
        )  # fmt: skip
        found.append((span, _amount(one.figure.unit), token))
    for span, kind in _others(text):
        if not any(span.start < other.end and other.start < span.end for other, _, _ in found):
            token = Token(name="", printed=text[span.start : span.end], sentence=sentence.id)
            found.append((span, kind, token))
    yield from sorted(found, key=lambda item: item[0].start)


def _amount(unit: str) -> str:
    """Return a short name for a number that shows its measure word: a small model copies 几件 and repeats a metric."""
    return "几成几" if unit == "%" else f"几{unit}"


def _others(text: str) -> Iterator[tuple[Span, str]]:
    """Yield places that hold digits: numbers that count nothing, and whatever else is written with a digit."""
    for named in non_figures(text):
        if has_digit(named.surface) or (named.kind in {"date", "article"} and _NUMERAL.search(named.surface)):
            yield Span(start=named.start, end=named.end), _KINDS.get(named.kind, _OTHER)
    for match in _NUMBER.finditer(text):
        yield Span(start=match.start(), end=match.end()), _OTHER


def has_digit(text: str) -> bool:
    """Say whether a text holds a digit of any script, a circled or Roman one, or a sign of percent."""
    return any(c in "%％‰" or unicodedata.category(c) in {"Nd", "Nl", "No"} for c in text)


def _exemplar(text: str, by_slot: Mapping[str, str], known: str) -> str:
    """Return the clauses of a sentence of last year's whose figures this year has, without last year's names."""
    kept: list[str] = []
    for match in _CLAUSE.finditer(text):
        clause = match[0]
        asked = SLOT.findall(clause)
        if not asked or any(slot not in by_slot for slot in asked) or has_digit(SLOT.sub("", clause)):
            continue
        if any(quoted not in known for quoted in _QUOTED.findall(clause)):
            continue
        kept.append(SLOT.sub(lambda m: f"⟦{by_slot[m[1]]}⟧", clause).strip())
    return full_width("，".join([_CONNECTOR.sub("", kept[0]), *kept[1:]])) + "。" if kept else ""
