"""The chat tab: conversations at the left, questions and answers in the middle, sources at the right."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import gradio as gr

from assistant.conversations import Conversations, Turn
from assistant.web.rendering import cards_html, conversations_html, live_html, turns_html, welcome_html
from assistant.web.runs import Runs
from assistant.web.service import USER
from knowledge.errors import KnowledgeError

MAX_QUESTION = 500
_EVERY_S = 0.12
"""Seconds between two looks at an answer in the making."""
_PARTS = 5
"""Outputs of every handler: conversation, list, turns, answer in the making, sources."""
Shown = tuple[Any, ...]


class ChatTab:
    """Builds the tab and answers its events; a tab knows its conversation's id, all else is kept on the server."""

    def __init__(self, conversations: Conversations, runs: Runs) -> None:
        """Show ``conversations``, begin and follow answers in ``runs``."""
        self._conversations = conversations
        self._runs = runs

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the tab inside the current Blocks and bind its events."""
        bind = "fazhi.bind(element, trigger)"
        with gr.Row(elem_id="fz-chat", equal_height=False):
            with gr.Column(elem_id="fz-side", min_width=0):
                listing = gr.HTML(js_on_load=bind, apply_default_css=False, elem_id="fz-conversations")
            with gr.Column(elem_id="fz-talk", min_width=0):
                with gr.Column(elem_id="fz-transcript", min_width=0):
                    turns = gr.HTML(js_on_load=bind, apply_default_css=False, elem_id="fz-turns")
                    live = gr.HTML(
                        js_on_load="fazhi.live(element, trigger)", apply_default_css=False, elem_id="fz-live"
                    )
                with gr.Row(elem_id="fz-composer", equal_height=True):
                    question = gr.Textbox(
                        value="",
                        label="您的问题",
                        placeholder="写下要查的内容，回车发送",
                        lines=1,
                        max_lines=6,
                        max_length=MAX_QUESTION,
                        show_label=False,
                        container=False,
                        elem_id="fz-question",
                    )
                    send = gr.Button("提问", variant="primary", elem_id="fz-send", min_width=88, scale=0)
                    stop = gr.Button("停止", variant="stop", elem_id="fz-stop", min_width=88, scale=0)
            with gr.Column(elem_id="fz-sources", min_width=0):
                gr.HTML('<h2 class="fz-heading">来源</h2>', js_on_load=None, apply_default_css=False)
                cards = gr.HTML(elem_id="fz-cards", js_on_load=None, apply_default_css=False)

        conversation = gr.Textbox(
            value="", visible="hidden", label="对话编号", elem_id="fz-conversation", container=False
        )

        shown = [conversation, listing, turns, live, cards]
        quick: dict[str, Any] = {
            "show_progress": "hidden",
            "concurrency_id": "chat",
            "concurrency_limit": 16,
            "api_visibility": "private",
        }
        watch: dict[str, Any] = quick | {"concurrency_id": "watch", "concurrency_limit": 32}
        started = [
            blocks.load(self.load, None, shown, **quick),
            gr.on([question.submit, send.click], self.ask, [question, conversation], [question, *shown], **quick),
            turns.click(self.act_on_turn, [conversation], shown, **quick),
        ]
        follow = [event.then(self.watch, [conversation], shown, **watch) for event in started]
        follow.append(live.submit(self.watch, [conversation], shown, **watch))
        switched = listing.click(self.act_on_list, [conversation], shown, cancels=cast("Any", follow), **quick)
        switched.then(self.watch, [conversation], shown, **watch)
        stop.click(self.stop, [conversation], None, queue=False, show_progress="hidden", api_visibility="private")
        conversation.change(None, [conversation], None, js="(id) => fazhi.remember(id)")

    def load(self, request: gr.Request) -> Shown:
        """Open the conversation that the address names, or an empty one."""
        return self._show(str(dict(request.query_params).get("c", "")))

    def ask(self, question: str, conversation: str) -> Shown:
        """Begin an answer; the question leaves its box only when that worked."""
        question = question.strip()
        if not question:
            return gr.skip(), *_unchanged()
        try:
            if not conversation:
                conversation = self._conversations.create(USER, question).id
            earlier = self._conversations.turns(USER, conversation)
        except KnowledgeError as error:
            gr.Warning(str(error), title="没有提交")
            return gr.skip(), *_unchanged()
        if not self._start(conversation, question, earlier):
            return gr.skip(), *_unchanged()
        return "", *self._show(conversation)

    def act_on_turn(self, conversation: str, event: gr.EventData) -> Shown:
        """Ask an example, ask the last question again, or ask it with one filter fewer or more."""
        action, value = _action(event)
        if action == "example":
            return self.ask(value, conversation)[1:]
        try:
            turns = self._conversations.turns(USER, conversation)
        except KnowledgeError as error:
            gr.Warning(str(error), title="没有提交")
            return _unchanged()
        if not turns:
            return _unchanged()
        last = turns[-1]
        change = {"remove": last.removed | {value}, "restore": last.removed - {value}}
        self._start(conversation, last.question, turns[:-1], change.get(action, last.removed), last.id)
        return self._show(conversation)

    def act_on_list(self, conversation: str, event: gr.EventData) -> Shown:
        """Begin, open, rename or delete a conversation."""
        action, value = _action(event)
        try:
            if action == "rename":
                self._conversations.rename(USER, value, _text(event))
                return self._show(conversation)
            if action == "delete":
                self._runs.stop(USER, value)
                self._conversations.delete(USER, value)
                return self._show("" if value == conversation else conversation)
        except KnowledgeError as error:
            gr.Warning(str(error), title="没有完成")
            return self._show("")
        return self._show(value if action == "open" else "")

    def stop(self, conversation: str) -> None:
        """Stop the answer in the making; what has arrived is verified and kept."""
        self._runs.stop(USER, conversation)

    async def watch(self, conversation: str) -> AsyncIterator[Shown]:
        """Show the answer in the making until it is there; one that waits its turn is looked at again by the page.

        Waiting answers hold no stream open, so that many tabs of one browser do not use up its connections.
        """
        if not conversation:
            yield _unchanged()
            return
        run = self._runs.of(USER, conversation)
        seen = None
        while run is not None and run.progress.stage != "over":
            progress = run.progress
            if progress is not seen:
                cards = cards_html(progress.sources) if progress.sources else gr.skip()
                yield gr.skip(), gr.skip(), gr.skip(), live_html(progress), cards
                seen = progress
            if progress.stage == "waiting":
                return
            await asyncio.sleep(_EVERY_S)
        yield await asyncio.to_thread(self._show, conversation)

    def _start(
        self,
        conversation: str,
        question: str,
        earlier: list[Turn],
        removed: frozenset[str] = frozenset(),
        replaces: int | None = None,
    ) -> bool:
        history = [turn.question for turn in earlier]
        begun = self._runs.start(USER, conversation, question, history=history, removed=removed, replaces=replaces)
        if not begun:
            gr.Warning("上一个问题还在回答，请等它完成，或先按“停止”。", title="请稍候")
        return begun

    def _show(self, conversation: str) -> Shown:
        """Return all parts of the tab for a conversation; an unknown one is shown as a new one."""
        turns: list[Turn] = []
        if conversation:
            try:
                turns = self._conversations.turns(USER, conversation)
            except KnowledgeError:
                conversation = ""
        run = self._runs.of(USER, conversation)
        progress = run.progress if run else None
        listing = conversations_html(self._conversations.all_of(USER), conversation)
        said = turns_html(turns, answering=progress) or ("" if progress else welcome_html())
        cards = cards_html(turns[-1].answer.citations, turns[-1].id) if turns and not progress else cards_html(())
        return conversation, listing, said, live_html(progress), cards


def _unchanged() -> Shown:
    return tuple(gr.skip() for _ in range(_PARTS))


def _action(event: gr.EventData) -> tuple[str, str]:
    """Return what was clicked and its value, as page.js sends them."""
    return str(getattr(event, "act", "")), str(getattr(event, "value", ""))


def _text(event: gr.EventData) -> str:
    return str(getattr(event, "text", ""))
