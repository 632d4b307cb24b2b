"""Two versions of a draft side by side, paragraph by paragraph, with the words that differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.drafting.rendering import paragraph_text
from assistant.drafting.types import Draft
from knowledge.documents import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph or heading of both versions; empty on a side that lacks it."""

    left: str
    right: str
    left_spans: tuple[Span, ...] = ()
    """What only the left has, in code points of ``left``; ``right_spans`` likewise."""
    right_spans: tuple[Span, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.left != self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of a draft as it is printed, with what it is."""

    id: str
    text: str


def compare(left: Draft, right: Draft) -> tuple[Row, ...]:
    """Return the rows of both drafts in order: equal ones, changed ones paired, added and removed ones alone.

    Headings and paragraphs of one id are one row, however much they were changed; the others are paired by their text.
    """
    one, two = _lines(left), _lines(right)
    matcher = SequenceMatcher(None, [line.id for line in one], [line.id for line in two], autojunk=False)
    rows: list[Row] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            rows += [_row(x.text, y.text) for x, y in zip(one[a:b], two[c:d], strict=True)]
        else:
            rows += _by_text([line.text for line in one[a:b]], [line.text for line in two[c:d]])
    return tuple(rows)


def _lines(draft: Draft) -> list[_Line]:
    lines = [_Line(id="title", text=draft.title)]
    for section in draft.sections:
        lines += [_Line(id=f"heading of {section.id}", text=section.heading)] if section.heading else []
        lines += [_Line(id=p.id, text=paragraph_text(p, draft).text) for p in section.paragraphs]
    return lines


def _by_text(one: list[str], two: list[str]) -> Iterator[Row]:
    for code in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        yield from _rows(code, one, two)


def _row(left: str, right: str) -> Row:
    return Row(left=left, right=right) if left == right else _changed(left, right)


def _rows(code: tuple[str, int, int, int, int], one: list[str], two: list[str]) -> Iterator[Row]:
    kind, a, b, c, d = code
    if kind == "equal":
        yield from (Row(left=line, right=line) for line in one[a:b])
        return
    paired = min(b - a, d - c) if kind == "replace" else 0
    for n in range(paired):
        yield _changed(one[a + n], two[c + n])
    yield from (Row(left=line, right="", left_spans=(Span(start=0, end=len(line)),)) for line in one[a + paired : b])
    yield from (Row(left="", right=line, right_spans=(Span(start=0, end=len(line)),)) for line in two[c + paired : d])


def _changed(left: str, right: str) -> Row:
    codes = [c for c in SequenceMatcher(None, left, right, autojunk=False).get_opcodes() if c[0] != "equal"]
    return Row(
        left=left,
        right=right,
        left_spans=tuple(Span(start=a, end=b) for _, a, b, _, _ in codes if b > a),
        right_spans=tuple(Span(start=c, end=d) for _, _, _, c, d in codes if d > c),
    )
