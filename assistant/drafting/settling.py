"""Check a draft, and take back what the check contradicts: such a figure is printed 【待核实：指标名】."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.checking.types import CheckedText, Finding, FindingKind, Severity
from assistant.drafting.rendering import DISPUTED, filled, fillings_of, plain_text, slots_of
from assistant.drafting.types import Draft, DraftSection, DraftSentence, Placed, Rendered, SlotStatus
from knowledge.documents import Span
from knowledge.figures import read_figures

Check = Callable[[str], CheckedText]
"""Checks a plain text against the material."""

_ROUNDS = 4
"""Taking one figure back may show another's part missing; more than a few rounds never were needed."""
_OF_FIGURES = frozenset(
    {
        FindingKind.CONTRADICTED_FIGURE,
        FindingKind.UNSUPPORTED_FIGURE,
        FindingKind.WRONG_PERIOD,
        FindingKind.WRONG_UNIT,
        FindingKind.WRONG_METRIC,
        FindingKind.STALE_FIGURE,
        FindingKind.RATE_MISMATCH,
        FindingKind.SUM_MISMATCH,
        FindingKind.PART_EXCEEDS_WHOLE,
        FindingKind.CHANGE_MISMATCH,
        FindingKind.INTERNAL_CONFLICT,
    }
)
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence of a draft and where it stands in the plain text."""

    section: int
    paragraph: int
    sentence: int
    locked: bool
    rendered: Rendered
    start: int
    """Of the sentence in the plain text, in code points."""

    @property
    def end(self) -> int:
        """Where the sentence ends in the plain text."""
        return self.start + len(self.rendered.text)


def places(draft: Draft) -> Iterator[Place]:
    """Yield the sentences of a draft in order, with their places in :func:`plain_text`."""
    slots, fillings = slots_of(draft), fillings_of(draft)
    at = len(draft.title) + 1 if draft.title else 0
    for s, section in enumerate(draft.sections):
        if section.heading:
            at += len(section.heading) + 1
        for p, paragraph in enumerate(section.paragraphs):
            begin = at
            for n, sentence in enumerate(paragraph.sentences):
                rendered = filled(sentence.text, slots, fillings)
                yield Place(
                    section=s, paragraph=p, sentence=n, locked=paragraph.locked, rendered=rendered, start=at
                )  # fmt: skip
                at += len(rendered.text)
            if at > begin:
                at += 1


def settled(draft: Draft, check: Check) -> Draft:
    """Return the draft with findings, none of them an error on a figure that code or a model put there.

    What a person wrote or gave stays as it is; there the finding says what is wrong.
    """
    taken: list[Finding] = []
    for _ in range(_ROUNDS):
        checked = check(plain_text(draft))
        wrong = [f for f in checked.findings if _must_go(f)]
        mended = _taken_back(draft, wrong)
        if mended == draft:
            break
        taken += wrong
        draft = mended
    checked = check(plain_text(draft))
    return replace(draft, findings=(*checked.findings,))


def _must_go(finding: Finding) -> bool:
    """Say whether a figure must not stand: an error, or last year's value that no material states."""
    if finding.kind not in _OF_FIGURES:
        return False
    return finding.severity is Severity.ERROR or finding.kind is FindingKind.STALE_FIGURE


def _taken_back(draft: Draft, findings: Sequence[Finding]) -> Draft:
    sentences = {(p.section, p.paragraph, p.sentence): p for p in places(draft)}
    fillings = fillings_of(draft)
    changed: dict[tuple[int, int, int], DraftSentence] = {}
    for finding in findings:
        for key, place in sentences.items():
            if place.locked or not place.start <= finding.start < place.end:
                continue
            spot = finding.start - place.start
            hit = _slot_at(place.rendered.placed, spot)
            if hit is not None:
                old = fillings[hit.slot]
                if old.status is not SlotStatus.GIVEN:
                    fillings[hit.slot] = replace(old, status=SlotStatus.CONTRADICTED)
            elif key not in changed:
                sentence = draft.sections[key[0]].paragraphs[key[1]].sentences[key[2]]
                if sentence.origin != "person":
                    changed[key] = _without(sentence, place, spot, finding)
    return replace(
        draft,
        fillings=tuple(fillings[f.slot] for f in draft.fillings),
        sections=tuple(_section(draft.sections[i], i, changed) for i in range(len(draft.sections))),
    )


def _slot_at(placed: Sequence[Placed], spot: int) -> Placed | None:
    return next((p for p in placed if p.span.start <= spot < p.span.end), None)


def _without(sentence: DraftSentence, place: Place, spot: int, finding: Finding) -> DraftSentence:
    """Print a mark in the place of a figure that the sentence itself holds."""
    text = place.rendered.text
    figure = next((f for f in read_figures(text) if f.start <= spot < f.end), None)
    span = Span(start=figure.start, end=figure.end) if figure else Span(start=spot, end=finding.end - place.start)
    name = (figure.metric if figure else "")[:_LONGEST_NAME] or "数字"
    start, end = _back(span.start, place.rendered, sentence), _back(span.end, place.rendered, sentence)
    said = f"{finding.message}"
    return replace(sentence, text=sentence.text[:start] + DISPUTED.format(name) + sentence.text[end:], mark=said)


def _back(position: int, rendered: Rendered, sentence: DraftSentence) -> int:
    """Return where a place of the printed sentence stands in the sentence with open slots."""
    shift = 0
    for placed in rendered.placed:
        if placed.span.end <= position:
            shift += len(f"⟦{placed.slot}⟧") - (placed.span.end - placed.span.start)
    return min(len(sentence.text), position + shift)


def _section(section: DraftSection, index: int, changed: dict[tuple[int, int, int], DraftSentence]) -> DraftSection:
    paragraphs = tuple(
        replace(
            paragraph,
            sentences=tuple(changed.get((index, p, n), sentence) for n, sentence in enumerate(paragraph.sentences)),
        )
        for p, paragraph in enumerate(section.paragraphs)
    )
    return replace(section, paragraphs=paragraphs)
