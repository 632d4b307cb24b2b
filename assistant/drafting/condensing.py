"""Leave out of a section what another of its sentences tells as well: the same figures in nearly the same words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering.terms import bigrams
from assistant.drafting.rendering import MARK, filled
from assistant.drafting.types import DraftParagraph, DraftSentence, Filling, Slot
from knowledge.figures import Figure, read_figures

_COVERED = 0.6
"""Share of a sentence's letter pairs in another from which on the two tell the same."""
_WAYS = re.compile(r"上升|下降|增长|增加|减少|降低|提高|提升|回落|[未无不没]")
_NEGATIONS = frozenset("未无不没")
_LABEL = re.compile(r"^[一二三四五六七八九十]{1,3}是")


@dataclass(frozen=True, slots=True)
class _Said:
    figures: frozenset[str]
    """Value, qualifier, unit and period of each, and the names of marks."""
    ways: frozenset[str]
    """Words of a direction or a negation: what rose is not told by what fell."""
    words: frozenset[str]


def condensed(
    paragraphs: Sequence[DraftParagraph], slots: Mapping[str, Slot], fillings: Mapping[str, Filling], year: int
) -> tuple[DraftParagraph, ...]:
    """Return the paragraphs without sentences whose figures all stand in another one that says nearly the same.

    Only sentences with figures or marks are compared; what a person wrote stays. A paragraph never becomes empty, and
    a label that went with a sentence is given to the next one.
    """
    said = [[_said(s, slots, fillings, year) for s in p.sentences] for p in paragraphs]
    gone: set[tuple[int, int]] = set()
    places = [(i, j) for i, p in enumerate(paragraphs) for j in range(len(p.sentences))]
    for at in places:
        sentence = paragraphs[at[0]].sentences[at[1]]
        mine = said[at[0]][at[1]]
        if not mine.figures or sentence.origin == "person" or paragraphs[at[0]].locked:
            continue
        if any(_tells(said[o[0]][o[1]], mine, later=o > at) for o in places if o != at and o not in gone):
            gone.add(at)
    return tuple(made for i, p in enumerate(paragraphs) if (made := _kept(p, i, gone)) is not None)


def _said(sentence: DraftSentence, slots: Mapping[str, Slot], fillings: Mapping[str, Filling], year: int) -> _Said:
    text = _LABEL.sub("", filled(sentence.text, slots, fillings).text)
    marks = set(MARK.findall(text))
    figures = read_figures(MARK.sub("某", text), year=year)
    found = {_key(figure) for figure in figures} | {f"?{name}" for name in marks}
    bare = re.sub(r"[0-9.,%余多约近]+", "", MARK.sub("", text))
    return _Said(frozenset(found), frozenset(_WAYS.findall(text)), frozenset(bigrams(bare)))


def _key(figure: Figure) -> str:
    """Return what makes two figures one: value, qualifier, unit, period, and whether it is a change."""
    period = figure.period.label if figure.period else ""
    change = figure.metric[-2:] if figure.metric.endswith(("增幅", "降幅")) else ""
    return f"{figure.value}–{figure.value_to}{figure.unit} {figure.qualifier} {period} {change}"


def _tells(other: _Said, mine: _Said, *, later: bool) -> bool:
    """Say whether ``other`` makes ``mine`` needless; of two that tell the same the first stays."""
    if not mine.figures <= other.figures or (mine.figures == other.figures and later and other.words >= mine.words):
        return False
    if mine.figures == other.figures and later and len(other.words) <= len(mine.words):
        return False
    if not mine.ways <= other.ways or mine.ways & _NEGATIONS != other.ways & _NEGATIONS:
        return False
    return not mine.words or len(mine.words & other.words) >= _COVERED * len(mine.words)


def _kept(paragraph: DraftParagraph, index: int, gone: set[tuple[int, int]]) -> DraftParagraph | None:
    made: list[DraftSentence] = []
    label = ""
    for number, sentence in enumerate(paragraph.sentences):
        own = _LABEL.match(sentence.text)
        if (index, number) in gone:
            label = own[0] if own else label
            continue
        made.append(replace(sentence, text=label + sentence.text) if label and not own else sentence)
        label = ""
    return replace(paragraph, sentences=tuple(made)) if made else None
