"""Which sentence of the material goes into which section of the draft."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.types import Material, MaterialSentence, OutlineSection, Slot, Template, TextKind, Use
from knowledge.figures.matching import DOUBTFUL, SAME, score

Similarity = Callable[[Sequence[str], Sequence[str]], list[list[float]]]
"""Rows of 0..1 for each first text against each second text."""

_WORDS = re.compile(r"[^一-龥A-Za-z]+")
_LABEL = re.compile(r"^[#\s]*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.]|[1-9][0-9]?[.、])")
_METRIC = 2.0
_NEAR_METRIC = 0.5
_CUE = 0.25
_HEADING = 0.6
_MEANING = 0.5
_CHAPTER = 0.1
_GOES_ON = 0.15
"""For the section of the sentence before, where that ended with a semicolon."""
_BESIDE = 0.05
"""For the section of the sentence before in the same paragraph."""
_LEAST = 0.12
"""Below this a sentence fits no section."""
_OF_PARTS: Mapping[str, Use] = {"short": "short", "head": "head", "next": "next"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A section with what tells that a sentence belongs there."""

    index: int
    part: Use
    words: frozenset[str]
    heading: frozenset[str]
    cues: tuple[str, ...]
    metrics: tuple[str, ...]
    text: str
    leaf: bool


def assign(
    outline: Sequence[OutlineSection],
    template: Template | None,
    kind: TextKind,
    materials: Sequence[Material],
    *,
    similarity: Similarity | None = None,
) -> tuple[OutlineSection, ...]:
    """Return the outline with the ids of the material sentences that each section will use, in reading order.

    Each sentence goes into at most one section; what was set aside goes into none. ``similarity`` adds the meaning of
    the words where an embedder is at hand.
    """
    places = _places(outline, template, kind)
    sentences = [s for m in materials for s in m.sentences if s.use != "set_aside"]
    if not places or not sentences:
        return tuple(replace(section, materials=()) for section in outline)
    rarity = _rarity([*(p.words | p.heading for p in places), *(_pairs(s.text) for s in sentences)])
    meaning = similarity([s.text for s in sentences], [p.text for p in places]) if similarity else None
    chosen: dict[int, list[str]] = defaultdict(list)
    shared = _shared_metrics(places, sentences)
    lines = _lines(materials)
    at_place = {place.index: n for n, place in enumerate(places)}
    before: tuple[MaterialSentence | None, int] = (None, -1)
    for n, sentence in enumerate(sentences):
        best: tuple[float, int] = (0.0, -1)
        open_places = _open_for(sentence, places)
        for place in open_places:
            fit = _fit(sentence, place, rarity, shared)
            if meaning:
                fit += _MEANING * meaning[n][at_place[place.index]]
            if fit and place.index == before[1]:
                fit += _follows(before[0], sentence, lines)
            if fit > best[0]:
                best = (fit, place.index)
        special = open_places and (sentence.use in {"short", "head", "next"} or len(open_places) == 1)
        at = best[1] if best[0] >= _LEAST or (special and best[1] >= 0) else open_places[0].index if special else -1
        if at >= 0:
            chosen[at].append(sentence.id)
        before = (sentence, at)
    return tuple(replace(section, materials=tuple(chosen.get(i, ()))) for i, section in enumerate(outline))


def unassigned(outline: Sequence[OutlineSection], materials: Sequence[Material]) -> tuple[MaterialSentence, ...]:
    """Return the sentences that were not set aside and that no section uses, in order."""
    used = {sentence for section in outline for sentence in section.materials}
    return tuple(s for m in materials for s in m.sentences if s.use != "set_aside" and s.id not in used)


def _lines(materials: Sequence[Material]) -> dict[str, int]:
    """Return by sentence id where its paragraph begins."""
    return {s.id: m.text.rfind("\n", 0, s.start) + 1 for m in materials for s in m.sentences}


def _follows(before: MaterialSentence | None, sentence: MaterialSentence, lines: Mapping[str, int]) -> float:
    """Return what speaks for the section of the sentence before: a paragraph is seldom about two things."""
    if before is None or before.document_id != sentence.document_id or lines[before.id] != lines[sentence.id]:
        return 0.0
    return _GOES_ON if before.text.endswith(("；", ";")) else _BESIDE


def _places(outline: Sequence[OutlineSection], template: Template | None, kind: TextKind) -> list[_Place]:
    requirements = {r.id: r for r in kind.requirements}
    slots: dict[str, Slot] = {s.id: s for s in template.slots} if template else {}
    places: list[_Place] = []
    above: dict[int, OutlineSection] = {}
    for index, section in enumerate(outline):
        above = {level: kept for level, kept in above.items() if level < section.level}
        named = section.requirement or next((a.requirement for a in reversed(above.values()) if a.requirement), "")
        above[section.level] = section
        leaf = index + 1 >= len(outline) or outline[index + 1].level <= section.level
        requirement = requirements.get(named)
        said: list[str] = []
        metrics: list[str] = []
        if template and section.template is not None and section.template < len(template.sections):
            for paragraph in template.sections[section.template].paragraphs:
                said += [sentence.text for sentence in paragraph]
                metrics += [slots[s].metric for sentence in paragraph for s in sentence.slots if s in slots]
        heading = _LABEL.sub("", section.heading)
        if not section.heading and (len(outline) > 1 or section.level == 0):
            # What stands before the first heading is a frame, not a place for facts.
            continue
        text = f"{heading}{''.join(said)}"
        places.append(
            _Place(
                index=index,
                part=_part(named, section.heading),
                words=_pairs("".join(said)),
                heading=_pairs(heading),
                cues=requirement.cues if requirement and named not in {"done", ""} else (),
                metrics=tuple(m for m in dict.fromkeys(metrics) if m),
                text=text[:500],
                leaf=leaf,
            )
        )
    return places


def _part(requirement: str, heading: str) -> Use:
    if requirement in _OF_PARTS:
        return _OF_PARTS[requirement]
    if requirement == "done":
        return "done"
    if re.search(r"第一责任人|主要负责人", heading):
        return "head"
    if re.search(r"不足|存在(?:的)?问题|短板", heading):
        return "short"
    if re.search(r"下一?步|下一?年|明年|(?:工作|主要)安排|打算", heading):
        return "next"
    return "done"


def _open_for(sentence: MaterialSentence, places: Sequence[_Place]) -> list[_Place]:
    """Return the sections that a sentence may stand in: plans, shortcomings and the head's own doings in theirs only.

    The head's doings may stand among what was done where the draft has no section for them; the others nowhere else.
    """
    own = [p for p in places if p.part == sentence.use]
    if sentence.use == "head" and not own:
        own = [p for p in places if p.part == "done"]
    leaves = [p for p in own if p.leaf]
    return leaves or own


def _shared_metrics(places: Sequence[_Place], sentences: Sequence[MaterialSentence]) -> dict[tuple[str, int], float]:
    """Return the best score of each metric of the material against each section's slots."""
    metrics = {f.figure.metric for s in sentences for f in s.figures if f.figure.metric}
    return {
        (metric, place.index): max((score(metric, other) for other in place.metrics), default=0.0)
        for metric in metrics
        for place in places
    }


def _fit(
    sentence: MaterialSentence, place: _Place, rarity: Mapping[str, float], shared: Mapping[tuple[str, int], float]
) -> float:
    fit = 0.0
    for metric in {f.figure.metric for f in sentence.figures if f.figure.metric}:
        best = shared[metric, place.index]
        fit += _METRIC * best if best >= SAME else _NEAR_METRIC * best if best >= DOUBTFUL else 0.0
    mine = _pairs(sentence.text)
    total = sum(rarity[p] for p in mine) or 1.0
    fit += sum(rarity[p] for p in mine & place.words) / total
    fit += _HEADING * sum(rarity[p] for p in mine & place.heading) / total
    above = _pairs(sentence.heading)
    if above and place.heading:
        weight = sum(rarity.get(p, 1.0) for p in above) or 1.0
        fit += _HEADING * sum(rarity.get(p, 1.0) for p in above & place.heading) / weight
        fit += _CHAPTER * sum(rarity.get(p, 1.0) for p in above & place.words) / weight
    return fit + _CUE * sum(cue in sentence.text for cue in place.cues)


def _pairs(text: str) -> frozenset[str]:
    words = _WORDS.sub("", text)
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


def _rarity(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(pair for text in texts for pair in text)
    return {pair: math.log(1 + len(texts) / count) for pair, count in counts.items()}
