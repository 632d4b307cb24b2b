"""Verify a sentence that a model wrote against the material of its point; what cannot be proven does not pass."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from assistant.answering.terms import bigrams, words
from assistant.drafting.claims import untold_claims
from assistant.drafting.masking import NAMED, Masked, Token, has_digit
from assistant.drafting.points import Point
from assistant.drafting.tasks import SectionTask
from assistant.drafting.types import MaterialSentence
from assistant.drafting.typography import full_width
from knowledge.figures import Figure, agree, matching, read_figures
from knowledge.figures.qualifiers import after, before
from knowledge.figures.units import MEASURE

SUPPORT = 0.72
"""Share of a sentence's letter pairs that must stand in the material's sentences that it rests on."""
CLAUSE_SUPPORT = 0.5
"""The same for a clause, against one sentence of the material."""
_SHORT_CLAUSE = 4
_LIGHT = frozenset(
    """
    共计 总计 合计 累计 达到 并对 同时 全年 组织 开展 进行 通过 以及 其中 分别 完成 并且 我局 我县 全县
    有关 相关 工作 对此 方面 期间 年内 一年来 采取 方式 形式 内容 为此 此外 另外 针对 围绕 结合 参与 参加
    涉及 用于 包括 主要 均已 已经 予以 给予 今年 本年 本年度 年度 今年以来
    """.split()  # noqa: SIM905 - a list of words reads worse
)
"""Words that add no fact."""
_SHORTEST, _LONGEST = 6, 260
_ALLOWED = re.compile(r"[\u4e00-\u9fff，。、；：（）《》“”—·⟦⟧]*")
_META = re.compile(
    r"以下是|如下是|(?:根据|依据|按照|依照|按|据)(?:以上|上述|所给|提供|给出|现有|有关)?的?(?:资料|材料|信息|内容)[，、可]"
    r"|根据(?:以上|上述|所给)|(?:本段|该段|这段|上述|以上)(?:文字|内容|正文|资料)|资料(?:中|里|显示|所|表明|提到)"
    r"|改写|润色|作为(?:一个|一名)?(?:人工智能|助手|模型|语言模型)|人工智能助手|语言模型|抱歉|请注意|希望(?:以上|这)|指令|提示词"
    r"|好的[，。]|当然[，。]|正文[：:]|标题[：:]|注[：:]"
)
"""Talk about the writing itself; a word of it that the material has may stand."""
_COUNTED_TWICE = re.compile(r"共[^，；。、\n]{1,30}(?:共计|总计|合计|共\n)")
_CLAUSES = re.compile(r"[^，；：。]+")
_TOUCHING = frozenset("第十百千万亿约近超逾满仅每数几余多各上下以左个")
"""Characters that change a number that they touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a sentence may stand, why not (in Chinese, for the model's second try), and what it rests on."""

    ok: bool
    reasons: tuple[str, ...] = ()
    rests_on: tuple[MaterialSentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a point's sentences may be written from."""

    task: SectionTask
    point: Point
    masked: Masked

    def shown(self, sentence: MaterialSentence) -> str:
        """Return a sentence of the material as the model saw it."""
        return self.masked.sentences[self.point.sentences.index(sentence)]

    @property
    def frame(self) -> str:
        """Names that any sentence may use: the organ, the heading, the rules, fixed phrases of last year's."""
        carried = [s.text for s in self.point.template if s.carried]
        titles = [f"《{rule.title.strip('《》')}》" for rule in self.task.rules]
        return "\n".join([self.task.brief.organ, self.task.section.heading, "我局", *titles, *carried])


def verify(sentence: str, ground: Ground, *, used: Set[str] = frozenset(), before_it: Sequence[str] = ()) -> Verdict:
    """Judge one sentence with ``⟦名称⟧`` for its numbers.

    ``used`` are the names that stand in the section already, ``before_it`` the point's accepted sentences.
    """
    said = "".join(s.text for s in ground.point.sentences)
    if reasons := [*_malformed(sentence, said), *_wrong_slots(sentence, ground, used)]:
        return Verdict(ok=False, reasons=tuple(reasons))
    rests_on = _support(sentence, ground)
    told = [full_width(s.text) for s in rests_on or ground.point.sentences]
    future = ground.task.section.requirement == "next"
    reasons = [
        *([] if rests_on else ["有的话资料里没有"]),
        *_repeated(sentence, before_it),
        *_unsupported_clauses(sentence, ground, rests_on),
        *untold_claims(sentence, told, frame=ground.frame, future=future),
        *_wrong_figures(sentence, ground, before_it),
    ]
    return Verdict(ok=not reasons, reasons=tuple(dict.fromkeys(reasons)), rests_on=rests_on)


def _malformed(sentence: str, told: str) -> list[str]:
    reasons: list[str] = []
    bare = NAMED.sub("", sentence)
    if not _SHORTEST <= len(bare) <= _LONGEST or not sentence.endswith("。"):
        reasons.append("不是一句完整的话")
    if has_digit(bare):
        reasons.append("写了数字")
    elif not _ALLOWED.fullmatch(sentence):
        reasons.append("用了正文里不该有的符号或外文")
    if any(m[0].rstrip("，。：:") not in told for m in _META.finditer(sentence)):
        reasons.append("写了正文以外的话")
    if any(sentence.count(a) != sentence.count(b) for a, b in ("“”", "《》", "（）")):
        reasons.append("引号或书名号不成对")
    return reasons


def _wrong_slots(sentence: str, ground: Ground, used: Set[str]) -> list[str]:
    names = NAMED.findall(sentence)
    reasons: list[str] = []
    if any(name not in ground.masked.tokens for name in names) or re.search(r"[⟦⟧]", NAMED.sub("", sentence)):
        reasons.append("用了资料里没有的⟦…⟧")
    own = NAMED.sub("\n", sentence)
    known = full_width("".join(s.text for s in ground.point.sentences)) + ground.frame
    if any(len(name) > 1 and name in own and name not in known for name in ground.masked.tokens):
        reasons.append("把⟦…⟧里的字写成了正文")
    if len(set(names)) < len(names) or set(names) & used:
        reasons.append("同一个⟦…⟧用了两次")
    return reasons


def _words(text: str) -> str:
    """Return a text without its numbers, which its clauses do not run across."""
    return NAMED.sub("\n", text)


def _pairs(text: str) -> frozenset[str]:
    return frozenset().union(*(bigrams(piece) for piece in re.split(r"[\n，。；：、]", _words(text))))


def _support(sentence: str, ground: Ground) -> tuple[MaterialSentence, ...]:
    """Return the sentences of the material that carry a sentence: those of its numbers, then what adds most."""
    pairs = _pairs(sentence)
    told = _pairs(ground.frame)
    mine = {ground.masked.tokens[name].sentence for name in NAMED.findall(sentence)}
    chosen = [s for s in ground.point.sentences if s.id in mine]
    for one in chosen:
        told |= _pairs(ground.shown(one))
    others = [s for s in ground.point.sentences if s not in chosen]
    while others:
        best = max(others, key=lambda s: len((pairs & _pairs(ground.shown(s))) - told))
        if len((pairs & _pairs(ground.shown(best))) - told) < max(3, len(pairs) // 8):
            break
        chosen.append(best)
        told |= _pairs(ground.shown(best))
        others.remove(best)
    if not pairs or len(pairs & told) / len(pairs) < SUPPORT:
        return ()
    return tuple(s for s in ground.point.sentences if s in chosen)


def _unsupported_clauses(sentence: str, ground: Ground, rests_on: Sequence[MaterialSentence]) -> list[str]:
    """Return reasons where a clause rests on no single sentence of the material, or has a word that those lack.

    A clause with a number rests on the sentence that the number stands in. Words of last year's are no support.
    """
    frame = _pairs(ground.frame)
    for match in _CLAUSES.finditer(sentence):
        pairs = _pairs(match[0])
        homes = {ground.masked.tokens[n].sentence for n in NAMED.findall(match[0])} - {""}
        grounds = [s for s in rests_on if not homes or s.id in homes]
        told = [ground.shown(s) for s in grounds]
        if pairs and max((len(pairs & (_pairs(t) | frame)) for t in told), default=0) < CLAUSE_SUPPORT * len(pairs):
            return ["有的话资料里没有"]
        known = "\n".join([*told, *(s.heading for s in grounds), ground.frame])
        new = [w for piece in _words(match[0]).split("\n") for w in words(piece) if w not in known and w not in _LIGHT]
        if any(len(word) > 1 for word in new):
            return [f"资料里这件事没有写“{next(w for w in new if len(w) > 1)}”"]
    return []


def _repeated(sentence: str, before_it: Sequence[str]) -> list[str]:
    pairs = _pairs(sentence)
    if any(pairs and len(pairs & _pairs(other)) / len(pairs) > 0.8 for other in before_it):  # noqa: PLR2004 - said again
        return ["重复了前面的话"]
    if _COUNTED_TWICE.search(_words(sentence)):
        return ["一处写了两个“共”字，删去一个"]
    clauses = [c for c in (c.strip() for c in _CLAUSES.findall(_words(sentence))) if len(c) > _SHORT_CLAUSE]
    return ["一句里有重复的话"] if len(set(clauses)) < len(clauses) else []


def _wrong_figures(sentence: str, ground: Ground, before_it: Sequence[str]) -> list[str]:
    """Read the sentence as it will be printed, and compare each number with the one that stands in the material."""
    text, places = _printed(sentence, ground, before_it)
    read = read_figures(text, organ=ground.task.brief.organ, year=ground.task.brief.year)
    at = {figure.start: figure for figure in read}
    begin = len(text) - len(_printed(sentence, ground, ())[0])
    for start, end, token in places:
        if token.figure is None and not token.slot:
            continue
        if _doubled(text, start, end, token, ground):
            return ["⟦…⟧前后多写了量词或约数"]
        if not token.marked and _misplaced(at.get(start), end, text, token, ground):
            return ["⟦…⟧放在了别的事情后面"]
    extra = [f for f in read if f.start >= begin and not any(s <= f.start < e for s, e, _ in places)]
    return ["写了数字"] if extra else []


def _printed(sentence: str, ground: Ground, before_it: Sequence[str]) -> tuple[str, list[tuple[int, int, Token]]]:
    """Return the printed text of the accepted sentences and this one, and where this one's numbers stand."""
    text = "".join(ground.masked.printed(other) for other in before_it)
    places: list[tuple[int, int, Token]] = []
    at = 0
    for match in NAMED.finditer(sentence):
        token = ground.masked.tokens[match[1]]
        text += sentence[at : match.start()]
        places.append((len(text), len(text) + len(token.printed), token))
        text += token.printed
        at = match.end()
    return text + sentence[at:], places


def _doubled(text: str, start: int, end: int, token: Token, ground: Ground) -> bool:
    """Say whether a measure word or a bound is written beside a number that the material has not there."""
    home = next((s for s in ground.point.sentences if s.id == token.sentence), None)
    shown = ground.shown(home) if home else ""
    mark = f"⟦{token.name}⟧"
    at = shown.find(mark)
    left, right = (shown[:at][-1:], shown[at + len(mark) :][:1]) if at >= 0 else ("", "")
    if text[start - 1 : start] in _TOUCHING and text[start - 1 : start] != left:
        return True
    if text[end : end + 1] in _TOUCHING and text[end : end + 1] != right:
        return True
    if before(text, start)[1] is not None and before(shown, max(at, 0))[1] is None:
        return True
    if after(text, end)[1] is not None and (at < 0 or after(shown, at + len(mark))[1] is None):
        return True
    measure = MEASURE.match(text, end)
    return bool(measure) and not (at >= 0 and shown.startswith(measure[0], at + len(mark)))


def _misplaced(figure: Figure | None, end: int, text: str, token: Token, ground: Ground) -> bool:
    """Say whether a number reads as another than it is: what it counts, its measure word, its time."""
    if figure is None or figure.end != end:
        return True
    wanted = token.figure
    metric = wanted.metric if wanted else ground.task.slots[token.slot].metric
    if not metric or not figure.metric:
        return not _same_words(figure.start, text, token, ground)
    if matching.score(metric, figure.metric) < matching.DOUBTFUL:
        return not (_same_words(figure.start, text, token, ground) and _same_act(metric, figure.metric))
    if wanted is None:
        return False
    if ground.task.section.requirement == "next":
        return not agree(wanted, figure)
    other_time = bool(wanted.period and figure.period and wanted.period.label != figure.period.label)
    return other_time or not agree(wanted, figure)


def _same_act(one: str, other: str) -> bool:
    """Say whether two names speak of the same doing and measure, whatever the things."""
    a, b = matching.parts(one), matching.parts(other)
    return a.head == b.head and a.change == b.change and a.actions == b.actions


def _same_words(start: int, text: str, token: Token, ground: Ground) -> bool:
    """Say whether the words right before a number are the very words that stand before it in the material."""
    home = next((s for s in ground.point.sentences if s.id == token.sentence), None)
    if home is None:
        return False
    shown = ground.shown(home)
    ahead = shown[: shown.find(f"⟦{token.name}⟧")]
    own = re.split(r"[，；。：\n⟧]", ahead)[-1]
    mine = re.split(r"[，；。：\n]", text[:start])[-1]
    return own == mine or (len(own) > 1 and mine.endswith(own[-6:]))
