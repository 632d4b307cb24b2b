"""Write a section with a model: point by point around named slots, each sentence verified, the rest plain."""

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.terms import bigrams
from assistant.chat import ChatModel, Message
from assistant.drafting.grammar import grammar_of
from assistant.drafting.masking import NAMED, has_digit, masked
from assistant.drafting.plain import DISPUTED_MARK, NOTHING, Told, assembled, heading_name, plain_point
from assistant.drafting.points import Point, points_of
from assistant.drafting.rendering import filled
from assistant.drafting.tasks import SectionTask
from assistant.drafting.types import DraftParagraph, DraftSentence, MaterialSentence
from assistant.drafting.typography import full_width
from assistant.drafting.verifying import Ground, verify
from assistant.errors import ModelError
from assistant.prompting import load
from knowledge.outline import sentences as cut
from knowledge.tokens import count_tokens

MAX_PROMPT_TOKENS = 700
MAX_TOKENS = 260
TRIES = 2
_ROLE_TOKENS = 8
"""What the chat template adds around a message."""
_LONGEST_REPLY = 2000
_MOST_SHOWN = 700
"""Code points of material in a prompt; about as many tokens."""
_ECHO, _ECHOES = 10, 4
"""A reply that says the same ten characters four times goes round in circles."""
_MOST_SENTENCES = 4
_MOST_RULES = 3
_MOST_REASONS = 3
_SUMMED = re.compile(r"(共计|总计|合计|共有|共达|共)⟦([^⟦⟧\n]{1,40})⟧")
_OWN_LABEL = re.compile(r"^[一二三四五六七八九十]{1,2}是(?=[\u4e00-\u9fff⟦])")
_KEPT = 0.5
"""Share of a material sentence's letter pairs that the model's sentences must tell for it to count as told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A section as written."""

    paragraphs: tuple[DraftParagraph, ...]
    notices: tuple[str, ...] = ()
    """What the person should know, in Chinese: the model failed, or was stopped."""
    accepted: int = 0
    """Model sentences that stand."""
    refused: int = 0
    """Model sentences that were verified and dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    text: str
    rests_on: tuple[MaterialSentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    """A reply after verification."""

    kept: tuple[_Sentence, ...] = ()
    dropped: int = 0
    reasons: tuple[str, ...] = ()


def write_section(
    task: SectionTask,
    model: ChatModel,
    *,
    on_text: Callable[[str], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Written:
    """Write a section point by point; ``on_text`` is given each finished point as printed text.

    Every figure stands in a slot or is the material's; what the model's verified sentences do not tell comes back as
    last year's sentence or the material's own. A model that fails, or ``stop``, leaves the rest of the section plain.
    """
    written: list[tuple[Point, Sequence[DraftSentence]]] = []
    notices: list[str] = []
    accepted = refused = 0
    asking = True
    for point in points_of(task):
        asked = replace(point, sentences=_readable(point.sentences))
        ground = Ground(task=task, point=asked, masked=masked(asked, task))
        reply = _Reply()
        if asking and asked.sentences and not stop():
            try:
                reply = _ask(ground, model, stop)
            except ModelError as error:
                asking = False
                name = heading_name(task.section.heading) or "开头"
                notices.append(f"“{name}”没有用模型写完，其余按资料原文写出，可以稍后用模型重写。原因：{error}")
        standing = _standing(reply.kept, ground)
        accepted += len(standing)
        refused += len(reply.kept) - len(standing) + reply.dropped
        sentences = _point(standing, ground, point)
        written.append((point, sentences))
        if sentences:
            on_text(filled("".join(s.text for s in sentences), task.slots, task.fillings).text)
    return Written(
        paragraphs=assembled(task, written), notices=tuple(notices), accepted=accepted, refused=refused
    )  # fmt: skip


def _readable(sentences: Sequence[MaterialSentence]) -> tuple[MaterialSentence, ...]:
    """Return the sentences that a prompt has room for, from the first; the others stay as they are."""
    room = _MOST_SHOWN
    shown: list[MaterialSentence] = []
    for sentence in sentences:
        room -= len(sentence.text)
        if room < 0:
            break
        shown.append(sentence)
    return tuple(shown)


def _ask(ground: Ground, model: ChatModel, stop: Callable[[], bool]) -> _Reply:
    """Ask for a point, again with what was wrong where no grammar binds the model; return the better reply."""
    best = _Reply()
    wrong: tuple[str, ...] = ()
    for _ in range(1 if model.obeys_grammar else TRIES):
        shown, messages = _messages(ground, wrong)
        names, dates = _slots_in_order(ground, shown)
        titles = [f"《{rule.title.strip('《》')}》" for rule in ground.task.rules]
        grammar = grammar_of(names, [*shown, *titles], optional=dates) if model.obeys_grammar else None
        limit = min(MAX_TOKENS, 60 + count_tokens("".join(shown)))
        text = _listened(model.stream(messages, max_tokens=limit, grammar=grammar, stop=stop))
        reply = _judged(text, ground)
        if len(reply.kept) > len(best.kept) or not best.reasons:
            best = reply
        if not reply.reasons or stop():
            break
        wrong = reply.reasons
    return best


def _listened(pieces: Generator[str]) -> str:
    """Return a reply, cut where it only repeats itself."""
    text = ""
    for piece in pieces:
        text += piece
        end = text[-_ECHO:]
        if len(text) > _LONGEST_REPLY or (len(end) == _ECHO and text.count(end) >= _ECHOES):
            pieces.close()
            break
    return text


def _slots_in_order(ground: Ground, shown: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the names of the numbers in ``shown`` in order, computed ones after their neighbour of last year's.

    Also those that need not be told: dates and other numbers that count nothing.
    """
    tokens = ground.masked.tokens
    names = [name for text in shown for name in NAMED.findall(text)]
    for sentence in ground.masked.exemplar:
        before = ""
        for name in NAMED.findall(sentence):
            if name not in names and not tokens[name].sentence:
                names.insert(names.index(before) + 1 if before in names else len(names), name)
            before = name
    return tuple(names), frozenset(n for n in names if tokens[n].figure is None and tokens[n].sentence)


def _judged(text: str, ground: Ground) -> _Reply:
    """Verify a reply sentence by sentence; what the length limit cut off is no sentence."""
    kept: list[_Sentence] = []
    used: set[str] = set()
    reasons: list[str] = []
    pieces = [text[span.start : span.end].strip() for span in cut(full_width(text.strip()[:_LONGEST_REPLY]))]
    for piece in pieces[:_MOST_SENTENCES]:
        sentence = _tidied(piece, ground)
        verdict = verify(sentence, ground, used=used, before_it=[k.text for k in kept])
        if verdict.ok:
            kept.append(_Sentence(text=sentence, rests_on=verdict.rests_on))
            used |= {*NAMED.findall(sentence)}
        else:
            reasons += verdict.reasons
    if not pieces:
        reasons.append("没有写出正文")
    dropped = min(len(pieces), _MOST_SENTENCES) - len(kept)
    return _Reply(kept=tuple(kept), dropped=dropped, reasons=tuple(dict.fromkeys(reasons)))


def _tidied(sentence: str, ground: Ground) -> str:
    """Return a sentence without a label of its own, and without 共计 before a number where the material has none."""
    shown = "\n".join(ground.masked.sentences)

    def without(match: re.Match[str]) -> str:
        return match[0] if match[0] in shown else f"⟦{match[2]}⟧"

    return _SUMMED.sub(without, _OWN_LABEL.sub("", sentence))


def _messages(ground: Ground, wrong: Sequence[str]) -> tuple[tuple[str, ...], tuple[Message, ...]]:
    """Return as many of the material's sentences as fit the prompt, and the prompt."""
    fixed = (
        Message(role="system", content=load("draft_system").text),
        Message(role="user", content=load("draft_example_user").text),
        Message(role="assistant", content=load("draft_example_reply").text),
    )
    base = sum(count_tokens(message.content) + _ROLE_TOKENS for message in fixed)
    shown = list(ground.masked.sentences)
    exemplar = list(ground.masked.exemplar)
    rules = [f"《{rule.title.strip('《》')}》" for rule in ground.task.rules if not has_digit(rule.title)][:_MOST_RULES]
    while True:
        user = _user(ground, shown, exemplar, rules, wrong)
        if base + count_tokens(user) <= MAX_PROMPT_TOKENS or not shown:
            break
        if exemplar or rules:
            (exemplar or rules).pop()
        else:
            shown.pop()
    return tuple(shown), (*fixed, Message(role="user", content=user))


def _user(
    ground: Ground, shown: Sequence[str], exemplar: Sequence[str], rules: Sequence[str], wrong: Sequence[str]
) -> str:
    note = ground.task.requirement.note if ground.task.requirement else ""
    manner = f"【往年写法，只学语气和句式】\n{''.join(exemplar)}\n" if exemplar else ""
    return load("draft_user").fill(
        heading=_no_digits(heading_name(ground.task.section.heading)) or "开头",
        manner=(f"写作要求：{_no_digits(note)}\n" if note else "") + manner,
        material="\n".join(shown),
        rules=f"可以提到的文件：{'、'.join(rules)}\n" if rules else "",
        wrong=f"上次写的有这些毛病，请改正：{'；'.join(wrong[:_MOST_REASONS])}。\n" if wrong else "",
    )


def _no_digits(text: str) -> str:
    return re.sub(r"[0-9０-９]+年?", "", text)


def _standing(kept: Sequence[_Sentence], ground: Ground) -> tuple[_Sentence, ...]:
    """Return the model's sentences that tell the material's sentences which they use to the end.

    A sentence of the material that is told by half must come back whole, and nothing is to be said twice.
    """
    standing = tuple(kept)
    while standing:
        told = _told(standing, ground)
        left = tuple(s for s in standing if _needs(s, ground) <= told.sentences)
        if len(left) == len(standing):
            break
        standing = left
    return standing


def _needs(sentence: _Sentence, ground: Ground) -> frozenset[str]:
    """Return the ids of the material's sentences that a sentence draws on: those of its numbers, or all."""
    own = {ground.masked.tokens[name].sentence for name in NAMED.findall(sentence.text)} - {""}
    return frozenset(own or (s.id for s in sentence.rests_on))


def _told(standing: Sequence[_Sentence], ground: Ground) -> Told:
    """Return what the model's sentences tell: slots, and material sentences with all of their figures."""
    names = {name for s in standing for name in NAMED.findall(s.text)}
    tokens = ground.masked.tokens
    said = frozenset[str]().union(*(bigrams(NAMED.sub("\n", s.text)) for s in standing))
    whole: set[str] = set()
    for sentence in ground.point.sentences:
        figures = {n for n, t in tokens.items() if t.sentence == sentence.id and t.figure is not None}
        words = bigrams(NAMED.sub("\n", ground.shown(sentence)))
        if figures <= names and words and len(words & said) / len(words) >= _KEPT:
            whole.add(sentence.id)
    slots = frozenset(tokens[name].slot for name in names if tokens[name].slot)
    return Told(slots=slots, sentences=frozenset(whole))


def _point(standing: Sequence[_Sentence], ground: Ground, point: Point) -> tuple[DraftSentence, ...]:
    """Return the model's sentences, and after them what they do not tell."""
    told = _told(standing, ground) if standing else NOTHING
    task = ground.task
    made = [
        DraftSentence(
            text=ground.masked.written(sentence.text),
            origin="model",
            sources=tuple(dict.fromkeys(task.sources(m) for m in sentence.rests_on)),
            mark=DISPUTED_MARK if any(ground.masked.tokens[n].marked for n in NAMED.findall(sentence.text)) else "",
        )
        for sentence in standing
    ]
    return _in_order(made, [s.rests_on for s in standing], plain_point(task, point, told), task, point)


def _in_order(
    made: Sequence[DraftSentence],
    rests_on: Sequence[tuple[MaterialSentence, ...]],
    plain: Sequence[DraftSentence],
    task: SectionTask,
    point: Point,
) -> tuple[DraftSentence, ...]:
    """Return the model's sentences and the plain ones as the material has them; marks stay behind what they follow."""
    place = {task.sources(s): n for n, s in enumerate(point.sentences)}
    keyed = [(min(point.sentences.index(m) for m in on), sentence) for sentence, on in zip(made, rests_on, strict=True)]
    last = len(place) if made else -1
    for sentence in plain:
        last = min((place[s] for s in sentence.sources if s in place), default=last)
        keyed.append((last, sentence))
    return tuple(sentence for _, sentence in sorted(keyed, key=lambda item: item[0]))


__all__ = ["SectionTask", "Written", "write_section"]
