"""Question to cited answer: understand, find evidence, let the model word it, verify, freeze the citations."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from assistant.answering.alignment import Aligned, align, says_not_found
from assistant.answering.articles import Found, Shelf, look_up
from assistant.answering.evidence import Evidence, choose, excerpt, table_header
from assistant.answering.figure_answer import FigureAnswer, answer_figure, nearest_lines
from assistant.answering.terms import asks_amount, asks_list
from assistant.answering.types import (
    Answer,
    AnswerFigure,
    Citation,
    Event,
    Finished,
    Route,
    Searched,
    SourcesFound,
    TextArrived,
    Timing,
)
from assistant.answering.understanding import Known, Understanding, understand
from assistant.chat import ChatModel, Message
from assistant.errors import ModelError
from assistant.prompting import load
from knowledge.documents import Kind
from knowledge.errors import BadRequest
from knowledge.figures import agree, read_quantities
from knowledge.figures.ledger import Ledger
from knowledge.filters import Filters
from knowledge.retrieval import Hit
from knowledge.typed_text import typed

MAX_QUESTION = 500
MAX_TOKENS = 320
_CANDIDATES = 16
_LOCAL_KINDS = (Kind.REPORT, Kind.PLAN, Kind.DATA)
"""What an organ writes of itself; only these have an organ and a year."""
_CANDIDATES_OF_LIST = 60
_KIND_NAMES = {
    Kind.REPORT: "报告",
    Kind.REGULATION: "法规",
    Kind.PLAN: "规划方案",
    Kind.DATA: "数据表",
    Kind.CATALOGUE: "目录",
}


class Search(Protocol):
    """Finds passages."""

    def search(self, query: str, *, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best passages under hard filters, best first."""
        ...


class Source(Known, Shelf, Protocol):
    """The library, as answering needs it."""

    def headings(self, document_id: str, position: int) -> str:
        """Return the words of the headings above a position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Answers questions over one library."""

    library: Source
    search: Search
    model: Callable[[], ChatModel | None]
    """Opens the chat model when it is first needed; None without one."""
    today: Callable[[], date] = date.today
    ledger: Ledger | None = None
    """Answers figure questions without a model; None leaves them to the open route."""

    def answer(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        """Return the finished answer.

        Raises:
            BadRequest: the question is empty or too long.
        """
        for event in self.ask(question, history=history):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("ask() always finishes")

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        removed: frozenset[str] = frozenset(),
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event]:
        """Yield the sources, then prose as it arrives, then the verified answer.

        Raises:
            BadRequest: the question is empty or longer than 500 characters.
        """
        clock = _Clock()
        question, history = typed(question), tuple(typed(earlier) for earlier in history)
        if not question.strip():
            raise BadRequest("问题是空的，请写上要问的内容。")
        if len(question) > MAX_QUESTION:
            raise BadRequest(f"问题有 {len(question)} 个字，最多 {MAX_QUESTION} 个。请缩短，或分几次问。")
        read = understand(question, self.library, history=history, removed=removed, today=self.today())
        if any(c.articles for c in read.citations):
            yield from self._article(read, clock)
        elif self.ledger and (found := answer_figure(read, self.ledger, self.library)):
            clock.source()
            yield SourcesFound(searched=read.searched(), sources=found.citations)
            yield Finished(answer=_figure_answer(read, found, clock))
        else:
            yield from self._open(read, clock, stop)

    def _article(self, read: Understanding, clock: "_Clock") -> Iterator[Event]:
        found = look_up(read.citations, read.years, self.library)
        clock.source()
        citations = tuple(evidence.cite(n) for n, evidence in enumerate(found.evidence, 1))
        yield SourcesFound(searched=read.searched(), sources=citations)
        yield Finished(answer=_article_answer(read, found, citations, clock))

    def _open(self, read: Understanding, clock: "_Clock", stop: Callable[[], bool]) -> Iterator[Event]:
        evidence = self._evidence(read)
        clock.source()
        if not evidence:
            yield SourcesFound(searched=read.searched(), sources=())
            near = nearest_lines(read, self.ledger) if self.ledger and read.organ_known else []
            yield Finished(answer=_refusal(read, clock, self.library.years(read.organ), near))
            return
        citations = tuple(item.cite(n) for n, item in enumerate(evidence, 1))
        yield SourcesFound(searched=read.searched(), sources=citations)
        foreign = _foreign_figures(read.standalone, evidence)
        if foreign:
            yield Finished(answer=_false_premise(read, evidence, foreign, clock))
            return
        yield from self._word(read, evidence, clock, stop)

    def _evidence(self, read: Understanding) -> list[Evidence]:
        if not read.organ_known:
            return []
        local = bool(read.organ or read.years)
        # Without a year the organ's own rules may answer too; a rule's year is that of its version.
        own = (*_LOCAL_KINDS, Kind.REGULATION) if not read.years else _LOCAL_KINDS
        kinds = read.kinds or (own if local else ())
        found = self._search(read, kinds)
        # A word such as 计划 may name a document or a matter: where no document of that kind answers, all may.
        return found or (self._search(read, _LOCAL_KINDS if local else ()) if read.kinds else [])

    def _search(self, read: Understanding, kinds: tuple[Kind, ...]) -> list[Evidence]:
        local = bool(read.organ or read.years)
        plan = kinds == (Kind.PLAN,)
        # A report says in its last part what the next year will bring: that alone may speak of a later year.
        earlier = tuple(year - 1 for year in read.years) if read.forward else ()
        filters = Filters(
            kinds=kinds,
            years=() if plan or kinds == (Kind.REGULATION,) else tuple(sorted({*read.years, *earlier})),
            organs=(read.organ,) if read.organ and kinds != (Kind.REGULATION,) else (),
            current_only=not read.years,
        )
        k = _CANDIDATES_OF_LIST if local and asks_list(read.standalone) else _CANDIDATES
        hits = self.search.search(read.topic, k=k, filters=filters)
        above = {hit.passage_id: self.library.headings(hit.document_id, hit.start) for hit in hits}

        texts: dict[str, str] = {}

        def header(hit: Hit, start: int) -> str:
            if hit.document_id not in texts:
                texts[hit.document_id] = self.library.get(hit.document_id).text
            return table_header(texts[hit.document_id], start)

        def admits(hit: Hit, text: str) -> bool:
            late = earlier and hit.year is not None and hit.year not in read.years
            return not late or any(f"{year}年" in text for year in read.years)

        chosen = choose(read.topic, read.standalone, hits, lambda hit: above[hit.passage_id], header, admits)
        # What the report before says of a later year belongs to that year.
        return [
            item if not earlier or item.year in read.years else replace(item, year=read.years[-1]) for item in chosen
        ]

    def _word(
        self, read: Understanding, evidence: Sequence[Evidence], clock: "_Clock", stop: Callable[[], bool]
    ) -> Iterator[Event]:
        """Let the model word the answer; whatever it gives is verified, whatever it lacks is quoted."""
        model = None
        notice = ""
        pieces: list[str] = []
        try:
            # The law's own words decide: a paraphrase that drops one condition is wrong, so no model rewords them.
            model = None if evidence[0].kind is Kind.REGULATION else self.model()
            if model:
                for piece in model.stream(_messages(read, evidence), max_tokens=MAX_TOKENS, stop=stop):
                    clock.token()
                    pieces.append(piece)
                    yield TextArrived(text=piece)
        except ModelError as error:
            notice = f"{error}" + ("以下保留已收到的部分。" if pieces else "以下直接摘录资料原文。")
        if stop() and not notice:
            notice = "已按要求停止，以下是停止前的内容。"
        answer = _compose(read, evidence, "".join(pieces), clock, notice)
        yield Finished(answer=replace(answer, model=model.name if model else None, prompt_sha256=_prompt_hash()))


class _Clock:
    """Milliseconds since the question at the moments that matter."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self._source: float | None = None
        self._token: float | None = None

    def _elapsed(self) -> float:
        return round((time.perf_counter() - self._begin) * 1000, 1)

    def source(self) -> None:
        self._source = self._source or self._elapsed()

    def token(self) -> None:
        self._token = self._token or self._elapsed()

    def timing(self) -> Timing:
        return Timing(first_source_ms=self._source, first_token_ms=self._token, total_ms=self._elapsed())


def _messages(read: Understanding, evidence: Sequence[Evidence]) -> list[Message]:
    lines = [
        f"[{n}]《{item.title}》{item.locator}：{_columns(item)}{_fence(excerpt(item.text, read.topic))}"
        for n, item in enumerate(evidence, 1)
    ]
    user = load("answer_user").fill(evidence="\n".join(lines), question=_fence(read.standalone))
    return [Message(role="system", content=load("answer_system").text), Message(role="user", content=user)]


def _columns(item: Evidence) -> str:
    return f"（各列：{_fence(item.header)}）" if item.header else ""


def _fence(text: str) -> str:
    """Keep what a document or question says from looking like the prompt's own marks."""
    return text.replace("【", "〔").replace("】", "〕").replace("\n", " ").replace("<|", "＜|")


def _prompt_hash() -> str:
    return load("answer_system").sha256[:32] + load("answer_user").sha256[:32]


def _compose(read: Understanding, evidence: Sequence[Evidence], prose: str, clock: _Clock, notice: str) -> Answer:
    aligned = align(prose, evidence, read.topic) if prose and not says_not_found(prose) else None
    if aligned is None or not aligned.text or _misses(read, evidence, aligned):
        text, figures, used = _quoted(read.standalone, evidence)
        route: Route = "open"
    else:
        text, figures, used = aligned.text, aligned.figures, aligned.used
        route = "open"
        if aligned.dropped:
            notice = f"{notice}有 {aligned.dropped} 句在资料中找不到依据，已略去。"
    return Answer(
        question=read.question,
        refused=False,
        answer=text,
        route=route,
        citations=tuple(item.cite(n) for n, item in enumerate(used, 1)),
        figures=figures,
        searched=read.searched(),
        timing=clock.timing(),
        notice=notice,
    )


def _misses(read: Understanding, evidence: Sequence[Evidence], aligned: Aligned) -> bool:
    """Say whether the prose leaves out what was asked for: the number, or most of the points of a list."""
    if asks_list(read.standalone) and len(evidence) > 1 and 2 * len(aligned.used) <= len(evidence):
        return True
    return _misses_the_amount(read, evidence, aligned)


def _misses_the_amount(read: Understanding, evidence: Sequence[Evidence], aligned: Aligned) -> bool:
    """Say whether a number was asked for, the best evidence has one, and the prose proves none or leaves one open."""
    if not asks_amount(read.standalone) or not read_quantities(evidence[0].text):
        return False
    proven = [f for f in aligned.figures if f.status == "supported"]
    best = {quantity.surface for quantity in read_quantities(evidence[0].text)}
    return not any(figure.surface in best for figure in proven) or any(
        f.status == "unsupported" for f in aligned.figures
    )


def _quoted(question: str, evidence: Sequence[Evidence]) -> tuple[str, tuple[AnswerFigure, ...], tuple[Evidence, ...]]:
    """Return an answer that only quotes: the best sentences with their sources."""
    best = max(item.score for item in evidence)
    used = tuple(item for item in evidence if item.score >= 0.85 * best)[:3]
    if asks_list(question):
        used = tuple(evidence)
    out = ""
    figures: list[AnswerFigure] = []
    for n, item in enumerate(used, 1):
        head = f"《{item.title}》{item.locator}：{_columns(item)}“"
        for quantity in read_quantities(item.text):
            start = len(out) + len(head) + quantity.start
            figures.append(
                AnswerFigure(
                    surface=quantity.surface,
                    start=start,
                    end=start + len(quantity.surface),
                    status="supported",
                    citation=n,
                )
            )
        out += f"{head}{item.text}”[{n}]" + ("\n" if n < len(used) else "")
    return out, tuple(figures), used


def _foreign_figures(question: str, evidence: Sequence[Evidence]) -> list[str]:
    """Return the figures that a question takes for granted and no evidence has."""
    present = [q for item in evidence for q in read_quantities(item.text)]
    return [q.surface for q in read_quantities(question) if q.unit and not any(agree(q, other) for other in present)]


def _false_premise(read: Understanding, evidence: Sequence[Evidence], foreign: Sequence[str], clock: _Clock) -> Answer:
    text, figures, used = _quoted(read.standalone, evidence[:2])
    lead = f"资料中未找到“{'”“'.join(foreign)}”这一数字，不能据此回答。资料的原文是：\n"
    shifted = tuple(replace(f, start=f.start + len(lead), end=f.end + len(lead)) for f in figures)
    return Answer(
        question=read.question,
        refused=True,
        answer=lead + text,
        route="open",
        citations=tuple(item.cite(n) for n, item in enumerate(used, 1)),
        figures=shifted,
        searched=read.searched(),
        timing=clock.timing(),
    )


def _article_answer(read: Understanding, found: Found, citations: tuple[Citation, ...], clock: _Clock) -> Answer:
    parts = [f"《{c.title}》{c.locator}：\n{c.quote}[{c.n}]" for c in citations]
    parts.extend(found.problems)
    text = "\n\n".join(parts) or "没有读出要查的法规名称。请写全法规名称和条号，例如“行政处罚法第三十三条”。"
    return Answer(
        question=read.question,
        refused=not citations,
        answer=text,
        route="article",
        citations=citations,
        searched=read.searched(),
        timing=clock.timing(),
        notice="".join(found.notices),
    )


def _figure_answer(read: Understanding, found: FigureAnswer, clock: _Clock) -> Answer:
    return Answer(
        question=read.question,
        refused=found.refused,
        answer=found.text,
        route="none" if found.refused else "figure",
        citations=found.citations,
        figures=found.figures,
        series=found.series,
        searched=read.searched(),
        timing=clock.timing(),
        notice=found.notice,
    )


def _refusal(read: Understanding, clock: _Clock, covered: Sequence[int], near: Sequence[str] = ()) -> Answer:
    searched = read.searched()
    lines = [f"资料中未找到与“{read.topic}”直接相关的内容。", f"已查找：{_describe(searched)}。"]
    if not read.organ_known:
        lines.append(f"资料库里没有{read.organ}的资料。请在“资料库”页上传，或改问已有的机关。")
    elif read.years and not set(read.years) & set(covered):
        have = "、".join(f"{year}年" for year in covered) or "没有任何年度"
        lines.append(f"资料库现有报告的年度：{have}。")
    else:
        lines.append("可以换一种说法，或先在“资料库”页上传相关资料。")
    lines.extend(near)
    return Answer(
        question=read.question,
        refused=True,
        answer="\n".join(lines),
        route="none",
        searched=searched,
        timing=clock.timing(),
    )


def _describe(searched: Searched) -> str:
    years = "、".join(f"{year}年" for year in searched.years) or "不限年度"
    kinds = "、".join(_KIND_NAMES[kind] for kind in searched.kinds) or "全部种类"
    return f"{searched.organ or '不限机关'}，{years}，{kinds}"
