"""Task `answers`: questions with known facts; an answer is right when every fact is in it and every figure is cited."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.answer import Answering
from assistant.answering.types import Answer
from knowledge.documents import text_hash
from knowledge.figures import agree, read_quantities

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
    """Return a fault for each figure of an answer that no cited quote holds, and each quote that was altered."""
    quoted = [q for c in answer.citations for q in read_quantities(c.quote)]
    faults = [f"quote {c.n} altered" for c in answer.citations if text_hash(c.quote) != c.quote_sha256]
    if answer.route == "article":
        return faults
    # Where a quote stands (三、1.) is no claim of the answer.
    told = _MARK.sub("", answer.answer)
    for head in {f"《{c.title}》{c.locator}：" for c in answer.citations}:
        told = told.replace(head, "")
    return faults + [
        f"figure {q.surface} in no cited quote"
        for q in read_quantities(told)
        if not any(agree(q, other) for other in quoted)
    ]
