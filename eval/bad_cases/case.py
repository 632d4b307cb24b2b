"""What a case of bad input is, what may come of it, and when that is a fault of the product."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from eval.bad_cases.bench import Bench

Category = Literal["文件", "问题", "设置", "模型服务", "命令行"]
Due = Literal["报错", "提醒", "拒答", "照常"]
"""What is due: a stated error; success with a warning; an answer that refuses; success."""

LONGEST_S = 30.0
"""A case that takes longer hangs."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = re.compile(r"(?<![\w-])(?!fazhi )[A-Za-z][A-Za-z']*(?: [A-Za-z][A-Za-z']*){2,}")
"""Three English words in a row are no name and no command of ours but a vendor's sentence."""
_QUOTED = re.compile(r"[“《「][^”》」]*[”》」]")
"""What a message repeats of the input is not its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run of the product came to."""

    exit: int
    """The exit code."""
    error: str = ""
    """The stated error's code; ``usage`` for wrong usage (exit 2)."""
    message: str = ""
    """What people read: the error, the warnings, or the answer."""
    warned: bool = False
    refused: bool = False
    crash: str = ""
    """The exception that nobody caught, or what else came out that should not."""
    citations: int = 0
    """How many places of sources the answer cites."""
    figures: int = 0
    """How many figures the answer, or the reading, has."""
    right: int = 0
    """How many of the command's results carry no error."""

    def partly(self, right: int) -> "Outcome":
        """Return a success with a warning where some results are errors and exactly so many are right."""
        if self.crash or not self.error or self.exit:
            return self
        lost = "" if self.right == right else f"应有 {right} 项照常，实有 {self.right} 项"
        return replace(self, error="", warned=True, crash=lost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One bad input: ``act`` makes it and runs the product on it; ``must_say`` are words that the message owes."""

    category: Category
    what: str
    due: Due
    act: Callable[["Bench"], Outcome]
    must_say: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()


Held = frozenset[tuple[str, str, int]]
"""The documents of a library: id, SHA-256 of the text, number of passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What happened to one case, and what of it is a fault."""

    case: Case
    outcome: Outcome
    seconds: float
    added: int
    lost: int
    faults: tuple[str, ...] = field(default=())

    @property
    def result(self) -> str:
        """Say in Chinese what came out: the outcome, the exit code, and what became of the library."""
        came = _came(self.outcome)
        code = f"（{self.outcome.error}）" if self.outcome.error else ""
        library = f"资料库增加 {self.added} 份" if self.added else "资料库不变"
        library = f"资料库少了 {self.lost} 份" if self.lost else library
        return f"{came}{code}，退出码 {self.outcome.exit}，{library}"


def _came(outcome: Outcome) -> str:
    if outcome.crash:
        return "崩溃"
    if outcome.error:
        return "报错"
    if outcome.refused:
        return "拒答"
    return "照常并提醒" if outcome.warned else "照常"


def judge(case: Case, outcome: Outcome, *, seconds: float, before: Held, after: Held) -> Record:
    """Return the record of a run, with every fault in Chinese.

    ``before`` and ``after`` are the documents of the library that the case worked on.
    """
    added, lost = len(after - before), len(before - after)
    faults = [f"崩溃：{outcome.crash}"] if outcome.crash else []
    if seconds > LONGEST_S:
        faults.append(f"用了 {seconds:.0f} 秒")
    if lost:
        faults.append(f"少了 {lost} 份资料")
    if added and case.due in {"报错", "拒答"}:
        faults.append(f"多出 {added} 份资料")
    faults += _missing(case.due, outcome)
    faults += _wording(case, outcome.message)
    return Record(case=case, outcome=outcome, seconds=round(seconds, 2), added=added, lost=lost, faults=tuple(faults))


def _missing(due: Due, outcome: Outcome) -> list[str]:
    """Say what was due and did not come."""
    if due == "报错":
        right = outcome.exit != 0 and bool(outcome.error)
    else:
        right = outcome.exit == 0 and not outcome.error
        right = right and (due != "提醒" or outcome.warned) and (due != "拒答" or outcome.refused)
    return [] if right or outcome.crash else [f"应当{due}，结果是{_came(outcome)}"]


def _wording(case: Case, message: str) -> list[str]:
    faults: list[str] = []
    if case.due != "照常" and not _CHINESE.search(message):
        faults.append("没有中文提示")
    if found := _ENGLISH.search(_QUOTED.sub("", message)):
        faults.append(f"提示里有英文句子：{found[0][:60]}")
    faults += [f"提示没有说“{word}”" for word in case.must_say if word not in message]
    faults += [f"不该出现“{word}”" for word in case.must_not_say if word in message]
    return faults
