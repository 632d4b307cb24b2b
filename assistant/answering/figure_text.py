"""The text of a figure answer as it grows: every figure with its offsets, every source frozen once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.answering.figure_arithmetic import Result
from assistant.answering.types import AnswerFigure, Citation
from knowledge.documents import text_hash
from knowledge.figures import read_quantities
from knowledge.figures.ledger_rows import LedgerRow

_LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A sentence as it stands in its document."""

    text: str
    start: int
    locator: str


@dataclass(slots=True)
class FigureText:
    """Text, figures and citations of one answer; ``quote`` finds the sentence of a row in its document."""

    quote: Callable[[LedgerRow], Quoted]
    text: str = ""
    figures: list[AnswerFigure] = field(default_factory=list[AnswerFigure])
    citations: list[Citation] = field(default_factory=list[Citation])

    def say(self, words: str) -> None:
        """Add words that hold no figure of the ledger."""
        self.text += words

    def show(self, *rows: LedgerRow) -> int:
        """Add the printed figures of rows of one sentence with its mark; return the citation's number."""
        n = self.cite(rows[0])
        for row in rows:
            self._figure(shown(row), n, "")
        self.text += f"[{n}]"
        return n

    def excerpt(self, row: LedgerRow) -> None:
        """Quote the part of the sentence that holds a row's figure, so that its words are before the reader."""
        quoted = self.quote(row)
        at = row.start - quoted.start
        begin = max(quoted.text.rfind(mark, 0, at) for mark in "；;。\n") + 1
        ends = [end for mark in "；;。" if (end := quoted.text.find(mark, at + len(row.surface))) >= 0]
        piece = quoted.text[begin : min(ends, default=len(quoted.text))].strip()
        if len(piece) > _LONGEST_EXCERPT or " | " in piece or "\t" in piece:
            return
        n = self.cite(row)
        self.text += "原文：“"
        told = {(figure.surface, figure.citation) for figure in self.figures}
        for quantity in read_quantities(piece):
            if (quantity.surface, n) in told:
                continue  # listed where the answer states it
            start = len(self.text) + quantity.start
            self.figures.append(
                AnswerFigure(
                    surface=quantity.surface,
                    start=start,
                    end=start + len(quantity.surface),
                    status="supported",
                    citation=n,
                )
            )
        self.text += f"{piece}”[{n}]\n"

    def compute(self, result: Result) -> None:
        """Add a computed figure and its formula; no quote holds them, their operands are cited where they stand."""
        self._figure(result.surface, None, f"计算得出：{result.formula}")
        begin = len(self.text) + 1
        self.text += f"（{result.formula}）"
        for quantity in read_quantities(result.formula):
            self.figures.append(
                AnswerFigure(
                    surface=quantity.surface,
                    start=begin + quantity.start,
                    end=begin + quantity.end,
                    status="supported",
                    citation=None,
                    reason="算式",
                )
            )

    def cite(self, row: LedgerRow) -> int:
        """Freeze the sentence of a row, once for all figures in it; return its number."""
        quoted = self.quote(row)
        for citation in self.citations:
            if (citation.document_id, citation.start) == (row.document_id, quoted.start):
                return citation.n
        n = len(self.citations) + 1
        self.citations.append(
            Citation(
                n=n,
                document_id=row.document_id,
                title=row.document_title,
                kind=row.document_kind,
                locator=quoted.locator,
                quote=quoted.text,
                quote_sha256=text_hash(quoted.text),
                start=quoted.start,
                end=quoted.start + len(quoted.text),
            )
        )
        return n

    def _figure(self, surface: str, citation: int | None, reason: str) -> None:
        start = len(self.text)
        self.text += surface
        self.figures.append(
            AnswerFigure(
                surface=surface,
                start=start,
                end=start + len(surface),
                status="supported",
                citation=citation,
                reason=reason,
            )
        )


def shown(row: LedgerRow) -> str:
    """Return a figure as printed; a bare cell of a table gets the unit of its row."""
    if not row.unit or row.unit in row.surface or any(not (c.isdigit() or c in ".,，") for c in row.surface):
        return row.surface
    if row.unit == "元" and row.value != _number(row.surface):
        return f"{row.surface}万元" if row.value == _number(row.surface) * 10_000 else f"{format(row.value, 'f')}元"
    return f"{row.surface}{row.unit}"


def _number(surface: str) -> Decimal:
    return Decimal(surface.replace(",", "").replace("，", ""))
