"""Settings that are misspelt, out of range, unreachable or contradictory."""

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from eval.bad_cases.bench import Bench
from eval.bad_cases.case import Case, Due, Outcome

_ASK = ("ask", "云岭县公安局2023年收到信访事项多少件？", "--json")
_LIST = ("documents", "--json")


def _set(
    what: str,
    settings: dict[str, str],
    *,
    words: tuple[str, ...] = _LIST,
    due: Due = "报错",
    must: tuple[str, ...] = (),
    alone: bool = False,
) -> Case:
    """Return a case that sets variables; ``alone`` runs it in a process of its own."""

    def act(bench: Bench) -> Outcome:
        return (bench.process if alone else bench.call)(*words, env=settings)

    return Case(category="设置", what=what, due=due, act=act, must_say=must)


def _toml(what: str, content: str | bytes, *, must: tuple[str, ...] = ()) -> Case:
    """Return a case with this fazhi.toml in a home of its own."""

    def act(bench: Bench) -> Outcome:
        bench.file("fazhi.toml", content)
        return bench.call(*_LIST, env={"FAZHI_HOME": str(bench.folder)})

    return Case(category="设置", what=what, due="报错", act=act, must_say=("fazhi.toml", *must))


def _made(what: str, act: Callable[[Bench], Outcome], *, must: tuple[str, ...] = ()) -> Case:
    return Case(category="设置", what=what, due="报错", act=act, must_say=must)


def _home_is_a_file(bench: Bench) -> Outcome:
    path = bench.file("home", "一个文件")
    outcome = bench.call(*_LIST, env={"FAZHI_HOME": path})
    kept = Path(path).read_text(encoding="utf-8") == "一个文件"
    return outcome if kept else replace(outcome, crash="文件被改动")


def _home_below_a_file(bench: Bench) -> Outcome:
    return bench.call(*_LIST, env={"FAZHI_HOME": bench.file("home", "一个文件") + "/下面"})


def _home_not_writable(bench: Bench) -> Outcome:
    """Use a folder that this user may not write; the superuser may write all but the kernel's own."""
    if os.geteuid() == 0:
        return bench.call(*_LIST, env={"FAZHI_HOME": "/sys/fazhi"})
    closed = bench.folder / "closed"
    closed.mkdir(mode=0o500)
    return bench.call(*_LIST, env={"FAZHI_HOME": str(closed)})


def _database_is_rubbish(bench: Bench) -> Outcome:
    content = b"SQLite format 3\0" + b"\xff" * 8000
    path = bench.file("library.sqlite3", content)
    outcome = bench.call(*_LIST, env={"FAZHI_HOME": str(bench.folder)})
    return outcome if Path(path).read_bytes() == content else replace(outcome, crash="数据库文件被改动")


def _database_of_later_version(bench: Bench) -> Outcome:
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - needed here alone

    engine = create_engine(f"sqlite:///{bench.folder / 'library.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("create table alembic_version (version_num varchar(32) not null)"))
        connection.execute(text("insert into alembic_version values ('r9999')"))
    engine.dispose()
    return bench.call(*_LIST, env={"FAZHI_HOME": str(bench.folder)})


def _model_file_is_text(bench: Bench) -> Outcome:
    path = bench.file("model.gguf", "这不是模型")
    return bench.call("model", "status", "--json", env={"FAZHI_MODEL": "embedded", "FAZHI_MODEL_FILE": path})


def _model_file_is_text_when_asked(bench: Bench) -> Outcome:
    path = bench.file("model.gguf", "这不是模型")
    words = ("ask", "云岭县公安局2023年法治宣传是怎样开展的？", "--json")
    return bench.call(*words, env={"FAZHI_MODEL": "embedded", "FAZHI_MODEL_FILE": path})


def _embedder_folder_is_empty(bench: Bench) -> Outcome:
    return bench.call(*_ASK, env={"FAZHI_EMBEDDER": str(bench.folder)})


def _reranker_folder_is_empty(bench: Bench) -> Outcome:
    return bench.call(*_ASK, env={"FAZHI_RERANKER": str(bench.folder)})


def _port_in_use(bench: Bench) -> Outcome:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        return bench.call("serve", env={"FAZHI_HOME": str(bench.folder), "FAZHI_PORT": str(port)})


def _lexical_index_is_rubbish(bench: Bench) -> Outcome:
    """Put rubbish where the index of words was: derived, so it comes back by itself."""
    home = {"FAZHI_HOME": str(bench.folder / "home")}
    path = bench.file("云岭县林业站2023年总结.txt", "云岭县林业站2023年总结\n全年巡山护林312次。\n")
    bench.call("ingest", path, "--json", env=home)
    for file in (bench.folder / "home" / "lexical").iterdir():
        file.write_bytes(b"rubbish")
    return bench.call("ask", "2023年巡山护林多少次？", "--json", env=home)


def _key_of_wrong_kind(bench: Bench) -> Outcome:
    bench.file("fazhi.toml", "model_key = 20231204\n")
    outcome = bench.call(*_LIST, env={"FAZHI_HOME": str(bench.folder)})
    return replace(outcome, crash="提示里有密钥") if "20231204" in outcome.message else outcome


def _misspelt(bench: Bench) -> Outcome:
    """Set a variable that nothing reads: it is told on stderr, and the command itself goes on."""
    return bench.process("documents", env={"FAZHI_PROT": "8080"})


_ENDPOINT = {"FAZHI_MODEL": "endpoint", "FAZHI_MODEL_NAME": "m"}
SETTINGS: tuple[Case, ...] = (
    _set("FAZHI_MODEL 不认识", {"FAZHI_MODEL": "gpt5"}, must=("FAZHI_MODEL", "embedded")),
    _set("用模型服务却没有地址", {**_ENDPOINT}, must=("FAZHI_MODEL_URL",)),
    _set(
        "用模型服务却没有模型名",
        {"FAZHI_MODEL": "endpoint", "FAZHI_MODEL_URL": "http://127.0.0.1:9/v1"},
        must=("FAZHI_MODEL_NAME",),
    ),
    _set("模型服务的地址不是网址", {**_ENDPOINT, "FAZHI_MODEL_URL": "随便写的"}, must=("FAZHI_MODEL_URL",)),
    _set(
        "模型服务的地址是 ftp", {**_ENDPOINT, "FAZHI_MODEL_URL": "ftp://example.invalid/v1"}, must=("FAZHI_MODEL_URL",)
    ),
    _set("等待秒数是负数", {"FAZHI_MODEL_TIMEOUT": "-1"}, must=("FAZHI_MODEL_TIMEOUT",)),
    _set("端口 99999", {"FAZHI_PORT": "99999"}, must=("FAZHI_PORT",)),
    _set("端口是文字", {"FAZHI_PORT": "七千"}, must=("FAZHI_PORT",)),
    _set("端口是 0", {"FAZHI_PORT": "0"}, must=("FAZHI_PORT",)),
    _set("线程数 0", {"FAZHI_THREADS": "0"}, must=("FAZHI_THREADS",)),
    _set("对外监听 0.0.0.0", {"FAZHI_HOST": "0.0.0.0"}, must=("FAZHI_HOST", "127.0.0.1")),  # noqa: S104
    _set("两个设置同时错", {"FAZHI_PORT": "x", "FAZHI_MODEL": "y"}, must=("FAZHI_PORT", "FAZHI_MODEL")),
    _made("端口已被占用", _port_in_use, must=("FAZHI_PORT",)),
    _made("资料库目录是一个文件", _home_is_a_file, must=("FAZHI_HOME",)),
    _made("资料库目录在一个文件下面", _home_below_a_file, must=("FAZHI_HOME",)),
    _made("资料库目录不可写", _home_not_writable, must=("FAZHI_HOME",)),
    _made("数据库文件是乱码", _database_is_rubbish),
    _made("数据库来自更新的版本", _database_of_later_version),
    _set("数据库地址不成形", {"FAZHI_DATABASE_URL": "随便"}, must=("FAZHI_DATABASE_URL",)),
    _set("数据库种类不认识", {"FAZHI_DATABASE_URL": "foodb://h/d"}, must=("FAZHI_DATABASE_URL",)),
    _set(
        "没有装驱动的数据库",
        {"FAZHI_DATABASE_URL": "postgresql://u:geheim@127.0.0.1:9/d"},
        must=("FAZHI_DATABASE_URL",),
    ),
    _set("数据库在不存在的目录", {"FAZHI_DATABASE_URL": "sqlite:////no/such/x.db"}, must=("FAZHI_DATABASE_URL",)),
    _toml("fazhi.toml 语法错", "port = = 7860\n"),
    _toml("fazhi.toml 不是 UTF-8", "# 端口\nport = 7860\n".encode("gb18030")),
    _set("资料库目录写成别人的 ~", {"FAZHI_HOME": "~meiyou-zhege-ren/x"}, must=("~",)),
    _made("fazhi.toml 里的密钥种类不对", _key_of_wrong_kind, must=("model_key",)),
    Case(category="设置", what="环境变量拼错", due="提醒", act=_misspelt, must_say=("FAZHI_PORT",)),
    _toml("fazhi.toml 有不认识的设置", 'modle = "none"\n', must=("modle",)),
    _toml("fazhi.toml 里的值种类不对", 'port = "很多"\n', must=("port",)),
    _set("向量模型的目录不存在", {"FAZHI_EMBEDDER": "/没有/这个模型"}, words=_ASK, must=("向量模型",)),
    _made("向量模型的目录是空的", _embedder_folder_is_empty, must=("向量模型",)),
    _made("重排模型的目录是空的", _reranker_folder_is_empty),
    _set("Chroma 地址不是网址", {"FAZHI_CHROMA_URL": "chroma"}, must=("FAZHI_CHROMA_URL",)),
    _set("Chroma 地址没有人应答", {"FAZHI_CHROMA_URL": "http://127.0.0.1:9"}, words=_ASK, must=("FAZHI_CHROMA_URL",)),
    _set(
        "模型文件不存在",
        {"FAZHI_MODEL": "embedded", "FAZHI_MODEL_FILE": "/没有.gguf"},
        words=("model", "status", "--json"),
        must=("FAZHI_MODEL_FILE",),
    ),
    _made("模型文件不是 GGUF", _model_file_is_text, must=("GGUF",)),
    _made("模型文件不是 GGUF，照样提问", _model_file_is_text_when_asked, must=("GGUF",)),
    Case(category="设置", what="索引文件是乱码", due="照常", act=_lexical_index_is_rubbish),
    _set("日志级别不认识", {"FAZHI_LOG": "LOUD"}, alone=True, must=("FAZHI_LOG",)),
    _set(
        "终端编码是 ASCII",
        {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        words=("documents",),
        due="照常",
        alone=True,
    ),
)
