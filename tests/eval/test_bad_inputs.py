"""The table of bad inputs: what counts as a fault is noticed, and the real cases run end to end."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.bad_cases import CASES
from eval.bad_cases.bench import Bench, bounded, read_outcome
from eval.bad_cases.case import Case, Due, Held, Outcome, judge
from eval.bad_inputs import run_case, run_cases, table

ONE: Held = frozenset({("a", "sha", 3)})
REFUSED = Outcome(exit=1, error="unreadable_file", message="「甲.docx」已损坏。请重新保存。")


def case(due: Due = "报错", act: Callable[[Bench], Outcome] = lambda _: REFUSED, *, must: tuple[str, ...] = ()) -> Case:
    return Case(category="文件", what="坏文件", due=due, act=act, must_say=must)


def faults(outcome: Outcome, due: Due = "报错", *, after: Held = ONE, seconds: float = 1.0) -> str:
    return "；".join(judge(case(due), outcome, seconds=seconds, before=ONE, after=after).faults)


@pytest.mark.parametrize(
    ("outcome", "due", "after", "seconds", "fault"),
    [
        (REFUSED, "报错", ONE, 1, ""),
        (replace(REFUSED, crash="KeyError: 1"), "报错", ONE, 1, "崩溃"),
        (REFUSED, "报错", ONE, 31, "用了 31 秒"),
        (REFUSED, "报错", frozenset(), 1, "少了 1 份资料"),
        (REFUSED, "报错", frozenset({("a", "other", 3)}), 1, "少了 1 份资料"),
        (REFUSED, "报错", ONE | {("b", "x", 1)}, 1, "多出 1 份资料"),
        (replace(REFUSED, message="File is not a zip file"), "报错", ONE, 1, "没有中文提示"),
        (replace(REFUSED, message="读不了：No such file or directory。"), "报错", ONE, 1, "英文句子"),
        (replace(REFUSED, message="没有“drop table students now”。用 fazhi sources list 查看。"), "报错", ONE, 1, ""),
        (replace(REFUSED, message=""), "报错", ONE, 1, "没有中文提示"),
        (replace(REFUSED, error="", exit=0), "报错", ONE, 1, "应当报错，结果是照常"),
        (Outcome(exit=0, message="已读入"), "提醒", ONE, 1, "应当提醒"),
        (Outcome(exit=0, message="已读入", warned=True), "提醒", ONE | {("b", "x", 1)}, 1, ""),
        (Outcome(exit=0, message="答"), "拒答", ONE, 1, "应当拒答"),
        (Outcome(exit=0, message="未找到", refused=True), "拒答", ONE, 1, ""),
        (REFUSED, "照常", ONE, 1, "应当照常，结果是报错"),
    ],
)
def test_every_kind_of_fault_is_noticed(outcome: Outcome, due: Due, after: Held, seconds: float, fault: str) -> None:
    found = faults(outcome, due, after=after, seconds=seconds)
    assert fault in found
    assert bool(found) == bool(fault)


def test_what_is_never_caught_or_never_ends_becomes_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Bench) -> Outcome:
        raise KeyError("x")

    def endless(_: Bench) -> Outcome:
        while True:
            pass

    bench = Bench(home=tmp_path / "none", folder=tmp_path)
    assert "KeyError" in run_case(case(act=broken), bench).faults[0]
    monkeypatch.setattr("eval.bad_inputs.LONGEST_S", 0.2)
    assert "没有结束" in run_case(case(act=endless), bench).faults[0]


def test_the_alarm_is_put_back() -> None:
    import signal  # noqa: PLC0415 - needed here alone

    before = signal.getsignal(signal.SIGALRM)
    with bounded(5):
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before


def test_a_batch_with_one_wrong_line_is_a_success_only_if_the_others_are_answered() -> None:
    lines = '{"question": "a", "answer": "甲"}\n{"error": {"code": "bad_request", "message": "第 2 行不对"}}\n'
    outcome = read_outcome(0, lines, "")
    assert outcome.partly(1).warned
    assert not outcome.partly(1).crash
    assert "应有 2 项照常，实有 1 项" in outcome.partly(2).crash


def test_the_table_keeps_its_cells_whatever_a_message_holds() -> None:
    outcome = replace(REFUSED, message="坏|的<b>*提示*\x1b[31m\n第二行\n第三行")
    record = judge(case(must=("没有的词",)), outcome, seconds=1, before=ONE, after=ONE)
    text = table([record], made=datetime(2026, 1, 2, tzinfo=UTC), commit="abc1234")
    row = text.splitlines()[-1]
    assert row.replace("\\|", "").count("|") == 5
    assert "&lt;b>" in row
    assert "第三行" not in row
    assert "**不合格**" in row
    assert "python -m eval.bad_inputs --table" in text
    assert "2026-01-02" in text
    assert "abc1234" in text


def test_there_are_enough_cases_of_every_category_and_no_two_alike() -> None:
    counts = Counter(each.category for each in CASES)
    assert len(CASES) >= 55
    assert all(counts[name] >= 10 for name in ("文件", "问题", "设置", "模型服务", "命令行"))
    assert len({(each.category, each.what) for each in CASES}) == len(CASES)


@pytest.mark.integration
def test_a_case_of_each_category_runs_for_real_without_fault(tmp_path: Path) -> None:
    wanted = {"截断的 .docx", "501 个字", "端口 99999", "太频繁（429），要等十分钟", "检索 -k 0"}
    records = run_cases(tmp_path, [each for each in CASES if each.what in wanted])
    assert {record.case.what for record in records} == wanted
    assert [record.faults for record in records] == [()] * len(wanted)
