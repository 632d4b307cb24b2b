"""The chat tab: conversations at the left, questions and answers in the middle, sources at the right."""

import threading
from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr

from assistant.answering.types import SourcesFound, TextArrived
from assistant.conversations import Conversations
from assistant.desk import LocalDesk
from assistant.errors import AssistantError
from assistant.rendering import answer_json, citation_json, searched_json
from assistant.web.rendering import answer_html, chips, pending_html, sources_html, turns_html
from knowledge.errors import KnowledgeError

USER = "local"
"""Until there are accounts, everybody at this PC is one user."""
EXAMPLES = (
    "2023年矛盾纠纷化解成功率是多少？",
    "行政处罚法第三十三条怎么规定？",
    "2023年存在哪些问题和不足？",
    "2024年有哪些工作安排？",
)
_INTRO = (
    '<div class="intro"><h2>问一问资料库</h2><p>每句回答都有出处；核不上的数字标 '
    '<span class="unproven">【待核实】</span>，'
    "资料里没有的直说没有。</p></div>"
)


class ChatTab:
    """Builds the tab and answers its events; what belongs to a conversation is kept on the server by its id."""

    def __init__(self, desk: LocalDesk, conversations: Conversations) -> None:
        """Ask ``desk``, keep turns in ``conversations``."""
        self._desk = desk
        self._conversations = conversations
        self._stops: dict[str, threading.Event] = {}

    def build(self) -> None:
        """Lay out the tab inside the current Blocks."""
        conversation = gr.Textbox(visible=False)
        with gr.Row(elem_classes="desk"):
            with gr.Column(scale=2, min_width=180, elem_classes="side"):
                fresh = gr.Button("＋ 新对话", variant="secondary")
                listing = gr.Radio(label="对话", choices=[], elem_classes="conversations")
                delete = gr.Button("删除所选对话", size="sm")
            with gr.Column(scale=6, min_width=320, elem_classes="talk"):
                notice = gr.HTML()
                turns = gr.HTML(_INTRO, elem_id="turns")
                filters = gr.CheckboxGroup(label="按这些条件查找（取消勾选即放宽后重问）", choices=[], visible=False)
                with gr.Row(elem_classes="ask"):
                    question = gr.Textbox(
                        label="问题", placeholder="例如：2023年信访事项办结率是多少？", lines=2, max_lines=5, scale=6
                    )
                    with gr.Column(scale=1, min_width=90):
                        send = gr.Button("提问", variant="primary")
                        stop = gr.Button("停止")
                        retry = gr.Button("重问")
                with gr.Row(elem_classes="examples"):
                    shown = [gr.Button(example, size="sm") for example in EXAMPLES]
            with gr.Column(scale=4, min_width=300, elem_classes="sources"):
                cards = gr.HTML(sources_html([]), elem_id="cards")
                gr.HTML('<iframe name="source" title="原文" src="about:blank"></iframe>')
        outputs = [turns, cards, filters, listing, conversation, question]
        running: dict[str, Any] = {"concurrency_id": "ask", "concurrency_limit": 4, "show_progress": "hidden"}
        send.click(self.ask, [question, conversation], outputs, **running)
        question.submit(self.ask, [question, conversation], outputs, **running)
        retry.click(self.again, [conversation], outputs, **running)
        filters.input(self.relaxed, [filters, conversation], outputs, **running)
        for button in shown:
            button.click(self.ask, [button, conversation], outputs, **running)
        quick: dict[str, Any] = {"concurrency_id": "chat-list", "concurrency_limit": 8, "show_progress": "hidden"}
        stop.click(self.stop, [conversation], None, **quick)
        fresh.click(self.fresh, None, outputs, **quick)
        listing.input(self.open, [listing], outputs, **quick)
        delete.click(self.delete, [conversation], outputs, **quick)
        self.on_load = (self.loaded, [listing, notice])

    def loaded(self) -> tuple[Any, str]:
        """Fill the list when the page opens, and say whether the vectors are complete."""
        progress = self._desk.progress()
        banner = (
            ""
            if progress.complete
            else f'<p class="banner">向量正在计算（{progress.done}/{progress.total} 段），'
            "按意思检索的结果还不全；按词检索不受影响。</p>"
        )
        return self._listing(None), banner

    def ask(self, question: str, conversation: str, removed: frozenset[str] = frozenset()) -> Iterator[tuple[Any, ...]]:
        """Stream one answer and keep it; a stated failure becomes a turn that says so."""
        question = (question or "").strip()
        if not question:
            gr.Warning("请先写上要问的内容。")
            yield tuple(gr.skip() for _ in range(6))
            return
        if not conversation:
            conversation = self._conversations.create(USER, question).id
        earlier = self._conversations.turns(USER, conversation)
        history = [turn.question for turn in earlier]
        before = turns_html([(turn.question, answer_html(turn.answer)) for turn in earlier])
        flag = self._stops[conversation] = threading.Event()
        prose = ""
        yield self._state(before + turns_html([(question, pending_html(""))]), conversation)
        try:
            for event in self._desk.ask(question, history=history, removed=removed, stop=flag.is_set):
                if isinstance(event, SourcesFound):
                    sources = [citation_json(c) for c in event.sources]
                    yield (gr.skip(), sources_html(sources), _filters(searched_json(event.searched)), *_same(3))
                elif isinstance(event, TextArrived):
                    prose += event.text
                    yield (before + turns_html([(question, pending_html(prose))]), *_same(5))
                else:
                    answer = answer_json(event.answer)
                    self._conversations.append(USER, conversation, question, answer)
                    yield (
                        before + turns_html([(question, answer_html(answer))]),
                        sources_html(answer["citations"]),
                        _filters(answer["searched"], removed),
                        self._listing(conversation),
                        *_same(2),
                    )
        except (KnowledgeError, AssistantError) as error:
            failed = turns_html([(question, f'<div class="answer refused">{escape(str(error))}</div>')])
            yield (before + failed, *_same(5))
        finally:
            self._stops.pop(conversation, None)

    def again(self, conversation: str) -> Iterator[tuple[Any, ...]]:
        """Ask the last question once more."""
        yield from self._repeat(conversation, frozenset())

    def relaxed(self, kept: list[str], conversation: str) -> Iterator[tuple[Any, ...]]:
        """Ask the last question without the filters that are no longer ticked."""
        yield from self._repeat(conversation, frozenset({"organ", "years", "kinds"} - set(kept)))

    def _repeat(self, conversation: str, removed: frozenset[str]) -> Iterator[tuple[Any, ...]]:
        turns = self._conversations.turns(USER, conversation) if conversation else []
        if not turns:
            gr.Warning("还没有问过问题。")
            yield tuple(gr.skip() for _ in range(6))
            return
        yield from self.ask(turns[-1].question, conversation, removed)

    def stop(self, conversation: str) -> None:
        """Ask the running answer to stop; what has arrived is verified and kept."""
        if flag := self._stops.get(conversation):
            flag.set()

    def fresh(self) -> tuple[Any, ...]:
        """Begin anew."""
        return _INTRO, sources_html([]), gr.update(visible=False, choices=[]), self._listing(None), "", ""

    def open(self, conversation: str | None) -> tuple[Any, ...]:
        """Show a kept conversation with its last sources."""
        if not conversation:
            return self.fresh()
        try:
            turns = self._conversations.turns(USER, conversation)
        except KnowledgeError as error:
            gr.Warning(str(error))
            return self.fresh()
        shown = turns_html([(turn.question, answer_html(turn.answer)) for turn in turns]) or _INTRO
        citations = turns[-1].answer["citations"] if turns else []
        return shown, sources_html(citations), gr.update(visible=False), self._listing(conversation), conversation, ""

    def delete(self, conversation: str) -> tuple[Any, ...]:
        """Delete the open conversation."""
        if conversation:
            try:
                self._conversations.delete(USER, conversation)
            except KnowledgeError as error:
                gr.Warning(str(error))
        else:
            gr.Warning("请先选一个对话。")
        return self.fresh()

    def _listing(self, selected: str | None) -> Any:
        choices = [(c.title, c.id) for c in self._conversations.all_of(USER)]
        return gr.update(choices=choices, value=selected)

    def _state(self, turns: str, conversation: str) -> tuple[Any, ...]:
        return turns, gr.skip(), gr.skip(), self._listing(conversation), conversation, ""


def _same(count: int) -> tuple[Any, ...]:
    return tuple(gr.skip() for _ in range(count))


def _filters(searched: dict[str, Any], removed: frozenset[str] = frozenset()) -> Any:
    found = [(label, name) for label, name in chips(searched) if name != "articles"]
    return gr.update(choices=found, value=[name for _, name in found if name not in removed], visible=bool(found))
