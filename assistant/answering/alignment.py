"""Tie each generated sentence to its evidence and each figure to an equal one; mark what cannot be proven."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence
from assistant.answering.terms import bigrams, speaks_of, words
from assistant.answering.types import AnswerFigure
from knowledge.figures import Figure, agree, read_figures
from knowledge.outline import sentences

UNPROVEN = "【待核实】"
SUPPORT = 0.45
"""Share of a sentence's letter pairs that must stand in its evidence."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_NOT_FOUND = re.compile(r"资料中?(?:没有|未)(?:找到|提及|提到|说明|记载)|未找到")
_CLAUSE_START = re.compile(r"[,，;；:：。！？\n]")
_COUNTED_IN_WORDS = re.compile(
    r"(?<![一二两三四五六七八九十百第])[二两三四五六七八九十][一二三四五六七八九十百]*(?:个|条|项|类|种|名|次|步|方面|阶段|部分|点|大)"
)
"""Small counts in Chinese numerals (四个阶段): often a name's, so no figures in a report, but a claim in an answer."""
_MARK = re.compile(r"\[\d+\]|【\d+】|［\d+］")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A verified text: only supported sentences, ``[n]`` marks, figures checked; ``used`` gives evidence by mark."""

    text: str
    figures: tuple[AnswerFigure, ...]
    used: tuple[Evidence, ...]
    dropped: int
    """Sentences left out because nothing supports them."""


def says_not_found(text: str) -> bool:
    """Say whether a model declared that the evidence does not answer."""
    return bool(_NOT_FOUND.search(text))


def align(text: str, evidence: Sequence[Evidence], topic: str = "") -> Aligned:
    """Verify a model's ``text`` against ``evidence``.

    A sentence that no evidence supports is dropped. In the rest each quantity must equal one (value, unit,
    qualifier) in the sentence's evidence, in a clause that speaks of the same thing, and each year must be the
    evidence's; otherwise it is replaced by 【待核实】.
    """
    used: list[Evidence] = []
    out: list[str] = []
    figures: list[AnswerFigure] = []
    dropped = 0
    length = 0
    text = _MARK.sub("", text)
    for span in sentences(text):
        sentence = text[span.start : span.end].strip()
        if not sentence:
            continue
        support = _support(sentence, evidence)
        if not support or _speaks_past(sentence, support, topic):
            dropped += 1
            continue
        numbers = [_number(item, used) for item in support]
        checked, found = _verify(sentence, support, numbers, topic, length)
        marks = "".join(f"[{n}]" for n in dict.fromkeys(numbers))
        piece = _insert_marks(checked, marks)
        out.append(piece)
        figures.extend(found)
        length += len(piece)
    return Aligned(text="".join(out), figures=tuple(figures), used=tuple(used), dropped=dropped)


def _support(sentence: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence that carries a sentence: the best first, then each that still adds a part of it."""
    pairs = bigrams(sentence)
    if not pairs:
        return []
    shares = [(pairs & (bigrams(e.text) | bigrams(e.title) | bigrams(e.header)), e) for e in evidence]
    chosen: list[Evidence] = []
    told: frozenset[str] = frozenset()
    while shares:
        covered, item = max(shares, key=lambda share: len(share[0] - told))
        # Few common pairs are chance: what a second source adds must be a phrase, not a particle.
        if chosen and len(covered - told) < max(4, len(pairs) // 12):
            break
        told |= covered
        chosen.append(item)
        shares.remove((covered, item))
    return chosen if len(told) / len(pairs) >= SUPPORT else []


def _speaks_past(sentence: str, support: Sequence[Evidence], topic: str) -> bool:
    """Say whether a sentence repeats a word of the question that none of its evidence speaks of.

    A model asked who teaches the anti-drug law answers with that law in the sentence, whatever the evidence is about.
    """
    told = [f"{e.text} {e.header} {e.context} {e.title}" for e in support]
    return any(word in sentence and not any(speaks_of(text, word) for text in told) for word in words(topic))


def _number(item: Evidence, used: list[Evidence]) -> int:
    if item not in used:
        used.append(item)
    return used.index(item) + 1


def _verify(
    sentence: str, support: Sequence[Evidence], numbers: Sequence[int], topic: str, offset: int
) -> tuple[str, list[AnswerFigure]]:
    """Return the sentence with unproven figures and years replaced, and each figure's status."""
    checks: list[tuple[int, int, int | None, str]] = []
    year = next((item.year for item in support if item.year), None)
    for figure in read_figures(sentence, year=year):
        n, reason = _prove(figure, sentence, support, numbers, topic)
        checks.append((figure.start, figure.end, n, reason))
    for match in _YEAR.finditer(sentence):
        if not any(match.group(1) in e.text or int(match.group(1)) == e.year for e in support):
            checks.append((match.start(), match.end(), None, f"所引资料不是{match.group()}的"))
    for match in _COUNTED_IN_WORDS.finditer(sentence):
        told = (f"{item.text} {item.context} {item.header} {item.title}" for item in support)
        if not any(match.group() in text for text in told):
            checks.append((match.start(), match.end(), None, "所引资料中没有这个数目"))
    checks.sort()
    out: list[str] = []
    figures: list[AnswerFigure] = []
    position = 0
    length = offset
    for start, end, n, reason in checks:
        if start < position:
            continue
        out.append(sentence[position:start])
        length += start - position
        surface = sentence[start:end]
        shown = surface if n is not None else UNPROVEN
        status = "supported" if n is not None else "unsupported"
        figures.append(
            AnswerFigure(
                surface=surface if n is not None else UNPROVEN,
                start=length,
                end=length + len(shown),
                status=status,
                citation=n,
                reason=reason,
            )
        )
        out.append(shown)
        length += len(shown)
        position = end
    out.append(sentence[position:])
    return "".join(out), figures


def _prove(
    said: Figure, sentence: str, support: Sequence[Evidence], numbers: Sequence[int], topic: str
) -> tuple[int | None, str]:
    """Return the citation that proves a figure, or None and the reason.

    An equal figure is not enough: among the figures of the same unit in that evidence it must be the one whose words
    the sentence uses, and where both name a period, the period must be the same.
    """
    reason = "所引资料中没有相同的数字和单位"
    words = bigrams(_before(sentence, said.start) + _after(sentence, said.end)) | bigrams(said.metric)
    for item, n in zip(support, numbers, strict=True):
        others = read_figures(item.text, organ=item.organ, year=item.year)
        equal = [other for other in others if agree(said, other)]
        if not equal:
            continue
        rivals = [
            other
            for other in others
            if other.unit == said.unit and not agree(said, other) and _same_period(said, other, item.year)
        ]
        told = words if any(words & _words(item.text, other) for other in others) else words | bigrams(topic)
        fit = max(_fit(told, item.text, other) for other in equal)
        if not fit or any(_fit(told, item.text, other) > fit for other in rivals):
            reason = "资料里有这个数字，但说的是另一件事"
        elif not any(_same_period(said, other, item.year) for other in equal):
            reason = "资料里有这个数字，但属于另一段时间"
        else:
            return n, ""
    return None, reason


def _words(text: str, figure: Figure) -> frozenset[str]:
    """Return the letter pairs that tell what a figure counts; its measure word tells nothing."""
    found = bigrams(_before(text, figure.start) + _after(text, figure.end)) | bigrams(figure.metric)
    return found - bigrams(figure.unit + "数") - {"次数"}


def _fit(told: frozenset[str], text: str, figure: Figure) -> float:
    """Return the share of a figure's own words that the sentence uses."""
    words = _words(text, figure)
    return len(told & words) / len(words) if words else 0.0


def _same_period(said: Figure, other: Figure, year: int | None) -> bool:
    """Say whether two figures may speak of one time; what a sentence leaves open is its document's year."""
    if said.period is None or other.period is None:
        return True
    if said.period.label == other.period.label:
        return True
    inside = other.period.start <= said.period.start and said.period.end <= other.period.end
    around = said.period.start <= other.period.start and other.period.end <= said.period.end
    return (inside or around) and (year is None or said.period.start.year <= year <= said.period.end.year)


def _before(text: str, position: int) -> str:
    """Return the words before a figure: its own clause, and the one before where that is short."""
    starts = [0, *(m.end() for m in _CLAUSE_START.finditer(text, 0, position))]
    own = text[starts[-1] : position]
    return own if len(own) >= 6 or len(starts) == 1 else text[starts[-2] : position]  # noqa: PLR2004 - "化解率" alone names no topic


def _after(text: str, position: int) -> str:
    match = _CLAUSE_START.search(text, position)
    return text[position : match.start() if match else len(text)]


def _insert_marks(sentence: str, marks: str) -> str:
    """Put the marks before the closing stop, so that the reader sees them with the sentence."""
    body = sentence.rstrip("。！？；!?;")
    return f"{body}{marks}{sentence[len(body) :] or '。'}"
