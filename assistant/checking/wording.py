"""Changes of words that change what a figure says: 上升 for 下降, another title in book marks."""

import re
from collections.abc import Iterator

from assistant.checking.alignment import Aligned, Place
from assistant.checking.directions import Direction, direction_of, directions
from assistant.checking.numbers import Numbers, Sentence, Slot
from assistant.checking.types import Finding, FindingKind, Severity

_CLOSE = 0.85
_AKIN = 0.5
_TITLE = re.compile(r"《([^《》\n]{2,80})》")


def turned_words(checked: Numbers, aligned: Aligned) -> Iterator[tuple[Direction, Direction, Place]]:
    """Yield words of direction that the nearly equal sentence of a source has the other way round."""
    if aligned.likeness < _CLOSE or not aligned.places:
        return
    mine = directions(checked.folded, aligned.sentence.start, aligned.sentence.end)
    if not mine:
        return
    found: list[tuple[Direction, Direction, Place]] | None = None
    for place in aligned.places[: 1 if aligned.likeness < 1 else None]:
        theirs = directions(place.source.numbers.folded, place.sentence.start, place.sentence.end)
        if len(mine) != len(theirs):
            return
        turned = [(a, b, place) for a, b in zip(mine, theirs, strict=True) if a.up != b.up]
        found = turned if found is None or len(turned) < len(found) else found
    yield from found or ()


def turned_at(
    checked: Numbers, sentence: Sentence, slot: Slot, place: Place, other: Slot
) -> tuple[Direction, Direction] | None:
    """Return the words of direction before a figure and before its proof, where they contradict each other."""
    mine = direction_of(checked.folded, checked.clause(slot, sentence), slot.start)
    numbers = place.source.numbers
    theirs = direction_of(numbers.folded, numbers.clause(other, place.sentence), other.start)
    return (mine, theirs) if mine and theirs and mine.up != theirs.up else None


def other_titles(checked: Numbers, aligned: Aligned, known: str) -> Iterator[tuple[Finding, Place]]:
    """Yield findings for titles that stand where a nearly equal source has another; ``known`` is all sources' text."""
    if aligned.likeness < _AKIN or not aligned.places:
        return
    place = aligned.places[0]
    source = place.source.numbers
    mine = list(_TITLE.finditer(checked.text, aligned.sentence.start, aligned.sentence.end))
    theirs = list(_TITLE.finditer(source.text, place.sentence.start, place.sentence.end))
    kept = {m[1] for m in mine}
    gone = [m for m in theirs if m[1] not in kept]
    for a in (m for m in mine if m[1] not in known):
        one = _bare(a[1])
        if any(one in _bare(m[1]) or _bare(m[1]) in one for m in theirs):
            continue
        b = gone.pop(0) if gone else None
        if b is None:
            continue
        yield (
            Finding(
                kind=FindingKind.NORM_TITLE_MISMATCH,
                severity=Severity.WARNING,
                surface=a[0],
                start=a.start(),
                end=a.end(),
                message=f"来源此处写的是{b[0]}，请核对名称。",
                expected=b[0],
            ),
            place,
        )


def _bare(title: str) -> str:
    """Return a title without years, brackets and 中华人民共和国."""
    return re.sub(r"[0-9０-９（）()年\-—–]|中华人民共和国", "", title)
