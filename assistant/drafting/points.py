"""A section's points in order: last year's sentences under one label, and this year's sentences beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.terms import bigrams
from assistant.drafting.rendering import SLOT
from assistant.drafting.tasks import SectionTask, figures_in, slot_told_by
from assistant.drafting.types import MaterialSentence, TemplateSentence
from knowledge.figures import matching

_SHARED = 0.34
"""Share of a material sentence's letter pairs in last year's words from which on it belongs beside them."""
_LABELS = "一二三四五六七八九十"
_LABELLED = frozenset({"short", "next"})
_GAP = 8
"""Code points between neighbours: blanks, a label."""
_MOST = 5
"""Sentences of the material in a point that last year did not have."""
_LONGEST = 3
"""Sentences of a point without labels; more make another point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What belongs together: at most a few sentences of last year's, and this year's on the same matter."""

    paragraph: int
    """Points of one paragraph share a number."""
    labelled: bool
    template: tuple[TemplateSentence, ...] = ()
    sentences: tuple[MaterialSentence, ...] = ()


def points_of(task: SectionTask) -> tuple[Point, ...]:
    """Cut a section into points and put each sentence of the material beside what it speaks of."""
    empty = _template_points(task)
    if not any(point.template for point in empty):
        return _new_points(task)
    beside: list[list[MaterialSentence]] = [[] for _ in empty]
    left: list[MaterialSentence] = []
    before: tuple[MaterialSentence, int] | None = None
    for sentence in task.sentences:
        scores = [_nearness(sentence, point, task) for point in empty]
        best = max(range(len(empty)), key=lambda i: scores[i])
        if scores[best] < _SHARED:
            # What goes on from a sentence stays behind it.
            best = before[1] if before and goes_on(before[0], sentence) else -1
        (beside[best] if best >= 0 else left).append(sentence)
        before = (sentence, best) if best >= 0 else None
    points = [
        Point(paragraph=p.paragraph, labelled=p.labelled, template=p.template, sentences=tuple(beside[i]))
        for i, p in enumerate(empty)
    ]
    # What last year did not speak of follows in the manner of the last paragraph, before closing words (特此报告).
    open_ends = [i for i, p in enumerate(points) if p.sentences or not all(s.carried for s in p.template)]
    at = open_ends[-1] if open_ends else len(points) - 1
    last = points[at]
    new = [
        point
        for group in _by_heading(left)
        for point in _chunks(group, paragraph=last.paragraph, labelled=last.labelled)
    ]
    return (*points[: at + 1], *new, *points[at + 1 :])


def label(number: int) -> str:
    """Return 一是, 二是 … for 1, 2 …; beyond 十九是 there is none."""
    if number <= len(_LABELS):
        return f"{_LABELS[number - 1]}是"
    return f"十{_LABELS[number - 11]}是" if number < 2 * len(_LABELS) else ""


def _template_points(task: SectionTask) -> list[Point]:
    points: list[Point] = []
    for number, paragraph in enumerate(task.template):
        group: list[TemplateSentence] = []
        labelled = False
        for sentence in paragraph:
            if group and (sentence.label or (not labelled and len(group) >= _LONGEST)):
                points.append(Point(paragraph=number, labelled=labelled, template=tuple(group)))
                group = []
                labelled = False
            labelled = labelled or bool(sentence.label)
            group.append(sentence)
        if group:
            points.append(Point(paragraph=number, labelled=labelled, template=tuple(group)))
    return points


def _new_points(task: SectionTask) -> tuple[Point, ...]:
    """Return the points of a section that last year did not have, one for each heading of the material.

    Where shortcomings or plans are listed they are points of one paragraph, else paragraphs of their own.
    """
    groups = _by_heading(task.sentences)
    listed = (task.requirement.id if task.requirement else "") in _LABELLED and len(groups) > 1
    return tuple(
        point
        for number, group in enumerate(groups)
        for point in _chunks(group, paragraph=0 if listed else number, labelled=listed)
    )


def _chunks(group: Sequence[MaterialSentence], *, paragraph: int, labelled: bool) -> Iterator[Point]:
    """Yield a group as points short enough for one prompt; only the first has a label."""
    for at in range(0, len(group), _MOST):
        yield Point(
            paragraph=paragraph, labelled=labelled and at == 0, sentences=tuple(group[at : at + _MOST])
        )  # fmt: skip


def goes_on(one: MaterialSentence, other: MaterialSentence) -> bool:
    """Say whether a sentence of the material stands right behind another, under the same heading."""
    same = (one.document_id, one.heading) == (other.document_id, other.heading)
    return same and 0 <= other.start - one.end <= _GAP


def _by_heading(sentences: Sequence[MaterialSentence]) -> list[tuple[MaterialSentence, ...]]:
    groups: list[list[MaterialSentence]] = []
    for sentence in sentences:
        last = groups[-1][-1] if groups else None
        if last and (last.document_id, last.heading) == (sentence.document_id, sentence.heading):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return [tuple(group) for group in groups]


def _nearness(sentence: MaterialSentence, point: Point, task: SectionTask) -> float:
    """Return how well a sentence of the material belongs beside a point: 2 and more where it fills a slot of it."""
    slots = tuple(slot for s in point.template for slot in s.slots)
    cited = [slot_told_by(one, task, slots) for _, one in figures_in(sentence)]
    if any(cited):
        return 2.0 + sum(slot is not None for slot in cited)
    names = [task.slots[slot].metric for slot in slots if slot in task.slots]
    alike = max(
        (matching.score(name, one.figure.metric) for name in names for _, one in figures_in(sentence)), default=0.0
    )
    mine = bigrams(bare(sentence.text))
    theirs = bigrams(bare(" ".join(s.original for s in point.template)))
    shared = len(mine & theirs) / len(mine) if mine else 0.0
    return max(shared, 1.0 + alike if alike >= matching.SAME else 0.0)


def bare(text: str) -> str:
    """Return a text without slots and digits: the words alone."""
    return re.sub(r"[0-9０-９]+", "", SLOT.sub("", text))
