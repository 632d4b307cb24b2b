"""Commands given the wrong way: unknown names, numbers out of range, broken batches, a second writer."""

import json
import time

from eval.bad_cases.bench import Bench
from eval.bad_cases.case import Case, Due, Outcome
from eval.bad_cases.files import noise
from knowledge.writer_lock import WriterLock


def _call(what: str, *words: str, due: Due = "报错", must: tuple[str, ...] = ()) -> Case:
    def act(bench: Bench) -> Outcome:
        return bench.call(*words)

    return Case(category="命令行", what=what, due=due, act=act, must_say=must)


def _draft(what: str, *words: str, must: tuple[str, ...]) -> Case:
    def act(bench: Bench) -> Outcome:
        given = ("--organ", "云岭县林业站", "--year", "2025", "--materials", str(bench.folder))
        return bench.call("draft", *given, *words, "--json")

    return Case(category="命令行", what=what, due="报错", act=act, must_say=must)


def _batch(
    what: str, content: bytes | str, *, command: str = "ask", right: int = 2, must: tuple[str, ...] = ()
) -> Case:
    """Return a case whose batch has something wrong; the lines that are right must still be answered."""

    def act(bench: Bench) -> Outcome:
        outcome = bench.call(command, "--batch", bench.file("batch.jsonl", content))
        return outcome.partly(right)

    return Case(category="命令行", what=what, due="提醒", act=act, must_say=must)


def _second_writer(bench: Bench) -> Outcome:
    lock = WriterLock(bench.home)
    lock.acquire()
    try:
        return bench.process("remove", "行政处罚法", "--json")
    finally:
        lock.release()


def _ingest_beside_a_writer(bench: Bench) -> Outcome:
    path = bench.file("云岭县林业站2019年总结.txt", "云岭县林业站2019年总结\n全年巡山护林280次。\n")
    lock = WriterLock(bench.home)
    lock.acquire()
    try:
        return bench.process("ingest", path, "--json")
    finally:
        lock.release()


def _batch_is_a_folder(bench: Bench) -> Outcome:
    return bench.call("ask", "--batch", str(bench.folder))


def _same_file_twice(bench: Bench) -> Outcome:
    """Give a file a second time: kept once."""
    name = f"云岭县林业站{time.gmtime().tm_year}年一季度总结.txt"
    path = bench.file(name, "云岭县林业站一季度总结\n一季度巡山护林71次。\n")
    bench.call("ingest", path, "--json")
    before = bench.held()
    outcome = bench.call("ingest", path, "--json")
    extra = len(bench.held() - before)
    return outcome if not extra else Outcome(exit=1, crash=f"同一份资料存了 {extra + 1} 次")


_GOOD = json.dumps({"question": "行政处罚法第三十三条怎么规定？"}, ensure_ascii=False)
COMMANDS: tuple[Case, ...] = (
    _call("没有这个命令", "shanchu", must=("shanchu",)),
    _call("没有这个选项", "ask", "问题", "--yaer", "2023", must=("--yaer",)),
    _call("选项后面缺值", "search", "信访", "--year"),
    _call("多出一个参数", "show", "甲", "乙"),
    _call("show 缺少资料", "show", must=("document",)),
    _call("show 没有的资料", "show", "没有这份", "--json"),
    _call("remove 没有的资料", "remove", "没有这份", "--json"),
    _call("remove 空的名称", "remove", "", "--json"),
    _call("检索 -k 0", "search", "信访", "-k", "0", "--json", must=("200",)),
    _call("检索 -k 201", "search", "信访", "-k", "201", "--json", must=("200",)),
    _call("检索 -k 是文字", "search", "信访", "-k", "十", must=("-k",)),
    _call("检索词是空的", "search", "", "--json", must=("空",)),
    _call("检索词 2001 字", "search", "查" * 2001, "--json", must=("2001",)),
    _call("年度是文字", "search", "信访", "--year", "去年", must=("--year",)),
    _call("年度 3000", "search", "信访", "--year", "3000", must=("--year", "2100")),
    _call("种类不认识", "search", "信访", "--kind", "novel", must=("--kind", "report")),
    _call("ask 不给问题", "ask", "--json", must=("空",)),
    _call("figures 没有的文件", "figures", "/没有/报告.docx", "--json", must=("/没有/报告.docx",)),
    _call("figures 给的是一大段文字", "figures", "全年办结案件12件。" * 500, "--json"),
    _call("资料名夹着坏字节", "show", "\udcff", "--json"),
    _call("导入没有的法律", "laws", "import", "云端飞行管理法", "--json", must=("云端飞行管理法",)),
    _call("sources fetch 没有的目录", "sources", "fetch", "没有这项", "--json", must=("没有这项",)),
    _call("sources fetch 地址是本机文件", "sources", "fetch", "pufa-9", "--url", "file:///etc/passwd", "--json"),
    _call("sources fetch 地址指向内网", "sources", "fetch", "pufa-9", "--url", "http://127.0.0.1:9/a", "--json"),
    _call("--batch 文件不存在", "ask", "--batch", "/没有.jsonl", "--json", must=("/没有.jsonl",)),
    _draft("draft 没有这种文种", "--kind", "novel", must=("annual_report",)),
    _draft("draft 材料文件夹不存在", "--materials", "/没有的文件夹", must=("/没有的文件夹",)),
    _draft("draft 写成 .pdf", "--out", "稿.pdf", must=(".docx",)),
    _draft("draft 写到不存在的文件夹", "--out", "/没有/稿.docx", must=("/没有",)),
    _draft("draft 上年报告不存在", "--previous", "/没有.txt", must=("/没有.txt",)),
    _draft("draft 年度 3000", "--year", "3000", must=("--year",)),
    Case(category="命令行", what="--batch 是文件夹", due="报错", act=_batch_is_a_folder),
    Case(
        category="命令行",
        what="--batch 是随机字节",
        due="报错",
        act=lambda bench: bench.call("ask", "--batch", bench.file("batch.jsonl", noise(2000))),
        must_say=("UTF-8",),
    ),
    _batch("--batch 有一行不是 JSON", f"{_GOOD}\n不是 JSON\n{_GOOD}\n", must=("第 2 行",)),
    _batch("--batch 有一行不是对象", f"{_GOOD}\n[1, 2]\n{_GOOD}\n", must=("第 2 行",)),
    _batch("--batch 有一行缺问题", f'{_GOOD}\n{{"q": 1}}\n{_GOOD}\n', must=("question",)),
    _batch("--batch 的问题是数字", f'{_GOOD}\n{{"question": 5}}\n{_GOOD}\n', must=("question",)),
    _batch(
        "--batch 的 k 是文字",
        '{"query": "处罚", "k": "十"}\n{"query": "处罚", "k": 3}\n',
        command="search",
        right=1,
        must=("k",),
    ),
    _batch(
        "--batch 的 k 是空值",
        '{"query": "处罚", "k": null}\n{"query": "处罚", "k": 3}\n',
        command="search",
        right=1,
        must=("k",),
    ),
    _batch(
        "--batch 的年度是文字",
        '{"query": "处罚", "year": "去年"}\n{"query": "处罚"}\n',
        command="search",
        right=1,
        must=("year",),
    ),
    _batch(
        "--batch 的 history 是文字",
        f'{_GOOD}\n{{"question": "那2022年呢", "history": "x"}}\n',
        right=1,
        must=("history",),
    ),
    _batch("--batch 有一行嵌套十万层", f"{_GOOD}\n{'[' * 100_000}\n{_GOOD}\n", must=("第 2 行",)),
    Case(category="命令行", what="同时有两个写入者：删除", due="报错", act=_second_writer, must_say=("进程号",)),
    Case(
        category="命令行", what="同时有两个写入者：导入", due="报错", act=_ingest_beside_a_writer, must_say=("进程号",)
    ),
    Case(category="命令行", what="同一份文件导入两次", due="照常", act=_same_file_twice),
)
