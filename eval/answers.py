"""Task `answers`: questions with known facts; an answer is right when every fact is in it and every figure is cited."""

import ast
import json
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from assistant.answering.answer import Answering
from assistant.answering.types import Answer
from knowledge.documents import text_hash
from knowledge.figures import Quantity, agree, read_quantities

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_OPERATORS = str.maketrans("（）＋−×÷", "()+-*/")
_ARITHMETIC: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_MARK = re.compile(r"\[\d+\]")
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question with what its answer must hold; ``expect_any`` holds groups of wordings of which one must appear."""

    id: str
    question: str
    answerable: bool
    expect: tuple[str, ...] = ()
    expect_any: tuple[tuple[str, ...], ...] = ()
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one case, with the reasons for which it is wrong."""

    case: Case
    answer: Answer
    wrong: tuple[str, ...]


def load_cases(name: str) -> list[Case]:
    """Read ``eval/cases/<name>.jsonl``."""
    cases: list[Case] = []
    for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        raw = json.loads(line)
        choices = raw.get("expect_any", [])
        groups = [choices] if choices and isinstance(choices[0], str) else choices
        cases.append(
            Case(
                id=raw["id"],
                question=raw["question"],
                answerable=raw["answerable"],
                expect=tuple(raw.get("expect", [])),
                expect_any=tuple(tuple(group) for group in groups),
                history=tuple(raw.get("history", [])),
            )
        )
    return cases


def run_case(case: Case, answering: Answering) -> Result:
    """Ask one question and judge the answer."""
    answer = answering.answer(case.question, history=case.history)
    return Result(case=case, answer=answer, wrong=tuple(_faults(case, answer)))


def _faults(case: Case, answer: Answer) -> list[str]:
    if not case.answerable:
        return [] if answer.refused else ["answered what the library does not hold"]
    if answer.refused:
        return ["refused"]
    faults = [f"lacks {fact}" for fact in case.expect if fact not in answer.answer]
    faults += [f"lacks any of {group}" for group in case.expect_any if not any(w in answer.answer for w in group)]
    return faults + unsupported(answer)


def unsupported(answer: Answer) -> list[str]:
    """Return a fault for each figure of an answer that no cited quote holds, and each quote that was altered.

    A computed figure is right when its formula holds and each operand stands in a cited quote.
    """
    faults = [f"quote {c.n} altered" for c in answer.citations if text_hash(c.quote) != c.quote_sha256]
    if answer.route == "article":
        return faults
    told = answer.answer
    numbers = {number for c in answer.citations for number in _NUMBER.findall(c.quote.replace(",", ""))}
    for figure in answer.figures:
        formula = figure.reason.removeprefix("计算得出：")
        if formula != figure.reason:
            faults += [f"{fault} in {formula}" for fault in _formula_faults(formula, numbers)]
            told = told.replace(f"{figure.surface}（{formula}）", "")
    # Where a quote stands (三、1.) is no claim of the answer.
    told = _MARK.sub("", told)
    for head in {f"《{c.title}》{c.locator}：" for c in answer.citations}:
        told = told.replace(head, "")
    quoted = [q for c in answer.citations for q in (*read_quantities(c.quote), *_cells(c.quote))]
    return faults + [
        f"figure {q.surface} in no cited quote"
        for q in read_quantities(told)
        if not any(agree(q, other) for other in quoted)
    ]


def _cells(quote: str) -> list[Quantity]:
    """Return the numbers of a table's row, each with the unit that the row gives in a cell of its own."""
    cells = [cell.strip() for cell in quote.split(" | ")]
    return [q for cell in cells for unit in cells if cell != unit for q in read_quantities(cell + unit)]


def _formula_faults(formula: str, numbers: set[str]) -> list[str]:
    """Recompute ``(214−165)÷214=22.90%`` from its text; its operands must be printed numbers."""
    left, _, right = formula.rpartition("=")
    printed = [Decimal(number) for number in numbers]
    faults = [f"{n} in no cited quote" for n in _NUMBER.findall(left) if Decimal(n) not in printed]
    tree = ast.parse(left.translate(_OPERATORS), mode="eval").body
    result = Decimal(_NUMBER.findall(right)[0])
    value = _value(tree) * (100 if right.endswith("%") else 1)
    places = len(_NUMBER.findall(right)[0].partition(".")[2])
    return faults if value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == result else [*faults, "wrong result"]


def _value(node: ast.expr) -> Decimal:
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if isinstance(node, ast.BinOp):
        return _ARITHMETIC[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("a formula holds numbers and the four operations alone")
