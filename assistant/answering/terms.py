"""What a question is about, as weighted words, and how well a sentence speaks of it."""

import logging
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import jieba

from knowledge.norms.statutes import DEFAULT_NAMES

_STOP = frozenset(
    """
    的 了 是 在 和 与 及 或 有 多少 几 什么 哪些 哪个 哪 怎么 怎样 如何 为什么 为何 吗 呢 请 请问 一下 情况 包括
    包含 方面 是否 可以 能 应当 应该 需要 规定 关于 对于 进行 开展 工作 我 我们 我局 本局 该局 全年 共 共计 一共
    总共 分别 主要 具体 相关 有关 当年 年 年度 报告 资料 数 数量 人 次 件 起 个 名 做 做了 采取 组织 举措 这 那
    这个 那个 其中 以及 对 向 为 由 于 把 被 让 到 从 中 上 下 里 都 也 就 会 要 想 还 又 不 没有 没 谁 何 时候
    时间 哪里 地方 达到 占 比例 一年 全局 单位 本 介绍 说说 告诉 知道 谈谈 搞 过 获得 得到 取得 是多少 有多少
    有没有 多大 多长 多久 几个 几次 几件 几起 叫 名字 最 新 年份 看 看看 看一看 变化 趋势 走势 百分之 百分之几
    多少钱 钱 最少 最多 至少 才 才能 暴露 那件 这件 帮 帮助 法律依据 依据 怎么办 怎么着 报 分 开始 期间 这份
    起来 定
    """.split()  # noqa: SIM905 - a list of a hundred strings reads worse
)
"""Words that carry no topic in a question to an office."""
_ASKS_AMOUNT = re.compile(
    r"多少|(?<!哪)几(?:次|件|起|个|人|名|家|项|场|期|份|条|部|户|成|批|处|类|篇|天|年|倍|种|位)|多大|多高|比例|占比"
    r"|(?:率|数量|数|总量|人次|金额|数额)(?:是|为|有|达|[?？]|$)"
)
_HOW_MANY = re.compile(r"(?:最少|至少|最多)?(?:多少|(?<!哪)几)(?:个|名|位|次|件|起|天|年|种|类|家|户|份)?(?:人|钱)?")
_INTERROGATIVE = re.compile(r"哪(?:一|几|些)?\w?$|几\w{1,2}$|什么|怎么|怎样")
"""The cutter keeps 哪几个 and its like in one piece; they carry no topic."""
_ASKS_WHO = re.compile(r"谁(?!执法)|哪(?:一)?位|什么人")
_ASKS_LIST = re.compile(r"哪些|哪几|有什么|怎么做|如何|什么(?:问题|不足|措施|安排|打算|计划|内容|举措)|做了什么|怎样")


_SYNONYMS = (
    ("荣誉", "荣获", "表彰", "称号", "获评", "先进集体", "先进个人", "嘉奖"),
    ("不足", "问题", "短板", "差距", "薄弱"),
    ("安排", "打算", "计划", "下一步", "思路"),
    ("群众", "老百姓", "百姓"),
    ("化解", "调解", "调处"),
    ("培训", "轮训", "集训"),
    ("宣传", "普法", "宣讲"),
    ("局长", "主要负责人", "一把手", "第一责任人"),
    ("信访", "上访"),
    ("抓获", "抓", "抓捕"),
    ("原因", "缘由", "成因"),
    ("发放", "发", "分发", "散发"),
    ("开庭", "出庭", "庭审"),
    ("不服", "异议"),
    ("负责", "责任", "分管", "主管"),
    ("司法考试", "法考", "法律职业资格考试"),
)
"""Words of this genre that ask for the same thing; kept short, since each pair can also mislead."""


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters and digits of ``text``."""
    plain = re.sub(r"[^\w%]", "", text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


@cache
def _cutter() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    # Else 禁毒法由 is cut into 禁毒 and 法由.
    for name in DEFAULT_NAMES:
        cutter.add_word(name)
    return cutter


@cache
def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` that carry meaning, each once, in order."""
    found = (word.strip().removesuffix("了") for word in _cutter().cut(_HOW_MANY.sub(" ", text)))
    return tuple(
        dict.fromkeys(w for w in found if w and w not in _STOP and re.search(r"\w", w) and not _INTERROGATIVE.match(w))
    )


def asks_amount(question: str) -> bool:
    """Say whether a question wants a number."""
    return bool(_ASKS_AMOUNT.search(question))


def asks_who(question: str) -> bool:
    """Say whether a question wants a person."""
    return bool(_ASKS_WHO.search(question))


def asks_list(question: str) -> bool:
    """Say whether a question wants several points."""
    return bool(_ASKS_LIST.search(question)) and not asks_amount(question)


@dataclass(frozen=True, slots=True)
class Topic:
    """Words of a question with weights: rarer among the candidates weighs more, absent from all weighs most."""

    weights: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, text: str, candidates: Sequence[str]) -> "Topic":
        """Weigh the words of ``text`` against the texts that might answer."""
        n = len(candidates) + 1
        counted = ((word, sum(_presence(word, c) >= 1 for c in candidates)) for word in words(text))
        return cls(tuple((word, math.log(1 + n / (1 + df)) * min(len(word), 4)) for word, df in counted))

    def coverage(self, sentence: str, context: str = "") -> float:
        """Return 0..1: the weight of words that ``sentence`` (or, at a discount, its headings) speaks of."""
        total = sum(weight for _, weight in self.weights)
        if not total:
            return 0.0
        got = sum(w * max(_presence(word, sentence), 0.8 * _presence(word, context)) for word, w in self.weights)
        return got / total


def speaks_of(text: str, word: str) -> bool:
    """Say whether ``text`` has the word, one like it, or at least half of its parts."""
    return _presence(word, text) >= 0.5  # noqa: PLR2004 - half of a word


def _presence(word: str, text: str) -> float:
    """Return 1 where the word stands in the text, less for a word like it, a share where parts of a longer word do."""
    if word in text:
        return 1.0
    if any(other in text for group in _SYNONYMS if word in group for other in group):
        return 0.9
    if len(word) == 2:  # noqa: PLR2004 - two characters: both must stand near each other
        return 0.6 if re.search(f"{re.escape(word[0])}.{{1,3}}{re.escape(word[1])}", text) else 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return 0.8 * sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
