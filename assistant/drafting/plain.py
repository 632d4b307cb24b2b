"""Write a section without a model: last year's sentences with this year's figures, and this year's own sentences."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from assistant.answering.terms import bigrams, words
from assistant.drafting.points import Point, bare, goes_on, label, points_of
from assistant.drafting.rendering import DISPUTED, MISSING, SLOT
from assistant.drafting.tasks import SectionTask, figures_in, slot_in_doubt, slot_told_by
from assistant.drafting.types import DraftParagraph, DraftSentence, MaterialSentence, TemplateSentence
from assistant.drafting.typography import ended, full_width

DISPUTED_MARK = "各份资料的数字不一致，请核实后改正。"
GAP_MARK = "上年报告写有这些数字，今年资料中没有，请补充。"
NOTHING_MARK = "今年资料中没有这部分内容，请补充。"
_SAID = 0.75
"""Share of a material sentence's letter pairs in a filled sentence of last year's from which on it adds nothing."""
_COVERED = 0.6
"""Share of the letter pairs of a sentence without any figure in the material from which on it need not stand open."""
_LONGEST_NAME = 30
_CLAUSE = re.compile(r"[^，,；;]+")
_CONNECTOR = re.compile(r"^(?:其中|并且|并|且|同时|此外|另|另外|以及|及|和|与)[，,：:]?")
_GOES_ON = re.compile(r"(?:较|比|同比|环比|提高|下降|上升|增长|增加|减少|占|分别)")
_HEADING_LABEL = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十百]+[)）]|[一二三四五六七八九十百]+[、.．]|第[一二三四五六七八九十百]+[章节部分]+"
    r"|[（(]?\d+[)）.．、])\s*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What other sentences of the section tell already."""

    slots: frozenset[str] = frozenset()
    sentences: frozenset[str] = frozenset()
    """Ids of material sentences."""


NOTHING = Told()


def plain_paragraphs(task: SectionTask) -> tuple[DraftParagraph, ...]:
    """Return the section's paragraphs, each sentence with its origin and sources; no model is asked.

    A section that nothing is known of is one mark 【待补充：标题】, or nothing where headings follow below it.
    """
    return assembled(task, [(point, plain_point(task, point)) for point in points_of(task)])


def assembled(
    task: SectionTask, written: Sequence[tuple[Point, Sequence[DraftSentence]]]
) -> tuple[DraftParagraph, ...]:
    """Put points together to paragraphs: labels in order, no sentence twice, a mark where there is nothing."""
    seen: set[str] = set()
    paragraphs: dict[int, list[tuple[Point, list[DraftSentence]]]] = {}
    for point, sentences in written:
        fresh = [s for s in sentences if s.text not in seen]
        seen.update(s.text for s in fresh)
        if fresh:
            paragraphs.setdefault(point.paragraph, []).append((point, fresh))
    made = [_labelled(points) for _, points in sorted(paragraphs.items(), key=lambda item: item[0])]
    heading = heading_name(task.section.heading)
    if heading and not task.has_children and all(s.origin == "frame" for sentences in made for s in sentences):
        # Fixed phrases alone (特此报告) tell nothing of what the heading names.
        made = [[DraftSentence(text=MISSING.format(heading), origin="gap", mark=NOTHING_MARK)], *made]
    return tuple(
        DraftParagraph(id=f"{task.section.id}p{number}", sentences=tuple(sentences))
        for number, sentences in enumerate(made, 1)
    )


def heading_name(heading: str) -> str:
    """Return a heading without its number, fit for a mark: 存在的不足 for 三、存在的不足."""
    name = re.sub(r"[【】\n]", "", _HEADING_LABEL.sub("", heading)).strip(" 。.，,：:")
    return full_width(name)[: 2 * _LONGEST_NAME]


def plain_point(task: SectionTask, point: Point, told: Told = NOTHING) -> tuple[DraftSentence, ...]:
    """Return the sentences of one point in last year's order, but for what ``told`` names."""
    sentences = [s for s in point.sentences if s.id not in told.sentences]
    citing = {s.id: _slots_of(s, point, task) for s in sentences}
    standing = [s for s in sentences if _says_more(s, point, citing[s.id], task)]
    covered = frozenset(slot for s in standing for slot in citing[s.id]) | told.slots
    homes = _homes(point, task)
    made: list[DraftSentence] = []
    for number, template in enumerate(point.template):
        own = _template_sentence(template, task, covered, standing)
        here = [s for s in standing if homes[s.id] == number]
        told_here = [_as_printed(s, task) for s in here]
        if own is None:
            made += told_here
        elif own.origin != "gap":
            made += [own, *told_here]
        else:
            # What is left open of a sentence goes on from the sentence of this year's that tells the rest of it.
            last = max((n for n, s in enumerate(here) if citing[s.id] & set(template.slots)), default=len(here) - 1)
            made += _gone_on(told_here[: last + 1], own) + told_here[last + 1 :]
    made += [_as_printed(s, task) for s in standing if homes[s.id] < 0]
    return tuple(made)


def _gone_on(before: Sequence[DraftSentence], own: DraftSentence) -> list[DraftSentence]:
    """Return sentences with an open rest behind; one that needs them (较上年…) is joined to the last."""
    if before and _GOES_ON.match(own.text) and before[-1].text.endswith("。"):
        joined = replace(before[-1], text=before[-1].text[:-1] + "，")
        return [*before[:-1], joined, own]
    return [*before, own]


def _homes(point: Point, task: SectionTask) -> dict[str, int]:
    """Return beside which sentence of last year's each of the material belongs, by id; -1 for none.

    It is the first whose slot it fills, else that of the sentence it goes on from.
    """
    homes: dict[str, int] = {}
    before: MaterialSentence | None = None
    for sentence in point.sentences:
        cited = _slots_of(sentence, point, task)
        own = next((n for n, template in enumerate(point.template) if cited & set(template.slots)), -1)
        follows = before is not None and goes_on(before, sentence)
        homes[sentence.id] = homes[before.id] if own < 0 and before is not None and follows else own
        before = sentence
    return homes


def _slots_of(sentence: MaterialSentence, point: Point, task: SectionTask) -> frozenset[str]:
    """Return the slots of a point that a sentence of the material fills."""
    slots = tuple(slot for template in point.template for slot in template.slots)
    found = (
        slot_in_doubt(one, task, slots) if task.is_disputed(one) else slot_told_by(one, task, slots)
        for _, one in figures_in(sentence)
    )
    return frozenset(slot for slot in found if slot)


def _says_more(sentence: MaterialSentence, point: Point, cited: Set[str], task: SectionTask) -> bool:
    """Say whether a sentence tells what last year's filled sentences of the point do not."""
    slots = tuple(slot for template in point.template for slot in template.slots)
    figures = figures_in(sentence)
    if any(slot_told_by(one, task, slots) is None or task.is_disputed(one) for _, one in figures) or not cited:
        return True
    there = [t for t in point.template if cited & set(t.slots)]
    mine = bigrams(bare(_without_figures(sentence)))
    theirs = bigrams(bare(" ".join(t.text for t in there)))
    return bool(mine) and (len(mine & theirs) / len(mine) < _SAID or _tells_of_last_year(there, point, task))


def _tells_of_last_year(there: Sequence[TemplateSentence], point: Point, task: SectionTask) -> bool:
    """Say whether sentences of last year's have words that this year's, which fill them, do not have."""
    known = " ".join([task.brief.organ, *(s.text for s in point.sentences)])
    clauses = (clause for t in there for clause in _CLAUSE.findall(t.text))
    told = (clause for clause in clauses if all(task.holds(match[1]) for match in SLOT.finditer(clause)))
    said = (word for clause in told for word in words(bare(clause)))
    return any(len(word) > 1 and word not in known for word in said)


def _without_figures(sentence: MaterialSentence) -> str:
    parts: list[str] = []
    at = 0
    for span, _ in figures_in(sentence):
        parts.append(sentence.text[at : span.start])
        at = span.end
    return "".join([*parts, sentence.text[at:]])


def _template_sentence(
    template: TemplateSentence, task: SectionTask, covered: Set[str], standing: Sequence[MaterialSentence]
) -> DraftSentence | None:
    """Return what of a sentence of last year's may stand: whole, its open clauses, or nothing."""
    if template.narrative or not template.slots:
        return DraftSentence(text=ended(full_width(template.text)), origin="frame") if template.carried else None
    untold = [slot for slot in template.slots if slot not in covered]
    if not untold:
        return None
    held = [slot for slot in template.slots if task.holds(slot)]
    if not held and _speaks(template, standing, task):
        return None
    if any(slot in untold for slot in held) or not held:
        missing = not held
        text = ended(full_width(template.text))
        return DraftSentence(text=text, origin="gap" if missing else "template", mark=GAP_MARK if missing else "")
    return DraftSentence(text=open_clauses(template.text, frozenset(untold)), origin="gap", mark=GAP_MARK)


def open_clauses(text: str, untold: Set[str]) -> str:
    """Return the clauses of a sentence of last year's that hold one of the slots ``untold``."""
    clauses = [clause.strip(" 。.") for clause in _CLAUSE.findall(text)]
    kept = [clause for clause in clauses if any(match[1] in untold for match in SLOT.finditer(clause))]
    return ended(full_width("，".join([_CONNECTOR.sub("", kept[0]), *kept[1:]]))) if kept else ""


def _speaks(template: TemplateSentence, standing: Sequence[MaterialSentence], task: SectionTask) -> bool:
    """Say whether sentences of the material tell what a sentence without any figure would ask for."""
    words = bigrams(bare(template.text))
    for sentence in standing:
        figures = figures_in(sentence)
        if not figures:
            continue
        if words and len(words & bigrams(bare(sentence.text))) / len(words) >= _COVERED:
            return True
        if all(_may_be_in(slot, sentence, task) for slot in template.slots):
            return True
    return False


def _may_be_in(slot: str, sentence: MaterialSentence, task: SectionTask) -> bool:
    """Say whether what a slot may be stands in a sentence of the material."""
    filling = task.fillings.get(slot)
    return filling is not None and any(
        candidate.source.document_id == sentence.document_id
        and candidate.source.start < sentence.end
        and sentence.start < candidate.source.end
        for candidate in filling.candidates
    )


def _as_printed(sentence: MaterialSentence, task: SectionTask) -> DraftSentence:
    """Return a sentence of the material word for word, but for figures that other material contradicts."""
    figures = figures_in(sentence)
    text = full_width(sentence.text, [span for span, _ in figures])
    disputed = [(span, one) for span, one in figures if task.is_disputed(one)]
    slots = tuple(slot for paragraph in task.template for template in paragraph for slot in template.slots)
    for span, one in reversed(disputed):
        slot = slot_in_doubt(one, task, slots)
        mark = f"⟦{slot}⟧" if slot else DISPUTED.format(mark_name(one.figure.metric))
        text = text[: span.start] + mark + text[span.end :]
    return DraftSentence(
        text=ended(text),
        origin="material",
        sources=(task.sources(sentence),),
        mark=DISPUTED_MARK if disputed else "",
    )


def mark_name(metric: str) -> str:
    """Return a metric's name fit for a mark."""
    return re.sub(r"[【】\n]", "", metric)[:_LONGEST_NAME] or "数字"


def _labelled(points: Sequence[tuple[Point, list[DraftSentence]]]) -> list[DraftSentence]:
    """Return a paragraph's sentences with 一是, 二是 … before its points where there are two or more."""
    total = sum(point.labelled for point, _ in points)
    made: list[DraftSentence] = []
    number = 0
    for point, sentences in points:
        first, *rest = sentences
        if point.labelled and total > 1:
            number += 1
            first = replace(first, text=label(number) + first.text)
        made += [first, *rest]
    return made
