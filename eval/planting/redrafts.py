"""Redraft a text without changing what its figures say: sentences reordered, clauses dropped and reworded."""

import re
from random import Random

_REWRITES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("共计", ("共", "累计", "总共")),
    ("我局", ("局机关", "县局", "全局")),
    ("今年以来", ("年内", "一年来")),
    ("今年来", ("年内", "一年来")),
    ("开展", ("组织开展", "举办")),
    ("组织召开", ("召开", "先后召开")),
    ("深入", ("扎实", "")),
    ("成功", ("", "顺利")),
    ("进一步", ("不断", "持续")),
    ("抓获嫌疑人", ("抓获犯罪嫌疑人",)),
    ("发放宣传资料", ("散发宣传资料", "发放宣传材料")),
    ("收到", ("接到", "受理")),
    ("积极", ("主动", "")),
    ("切实", ("", "着力")),
    ("率为", ("率达", "率达到")),
    ("化解率", ("化解率达",)),
    ("比上年", ("较上年", "较去年")),
    ("同比", ("与上年相比",)),
    ("其中", ("这当中", "其中")),
    ("全年", ("2023年全年", "年内")),
)
_SENTENCE = re.compile(r"[^。\n]+。")
_CLAUSE = re.compile(r"[^,，]+[,，]?")
_ORDER = re.compile(r"^[一二三四五六七八九十]{1,2}是")
_NUMBER = re.compile(r"[0-9０-９]")


def redraft(text: str, rng: Random, *, year: int) -> str:
    """Return ``text`` with the sentences of each paragraph reordered and its clauses thinned and reworded."""
    return "\n".join(_paragraph(line, rng, year) for line in text.split("\n"))


def _paragraph(line: str, rng: Random, year: int) -> str:
    sentences = _SENTENCE.findall(line)
    rest = _SENTENCE.sub("", line)
    if len(sentences) < 2 or "|" in line:  # noqa: PLR2004 - nothing to reorder
        return line
    head = sentences[:1] if re.match(r"[（(]?[一二三四五六七八九十]+[)）、]", sentences[0]) else []
    body = [_ORDER.sub("", s) for s in sentences[len(head) :]]
    blocks = _blocks(body)
    rng.shuffle(blocks)
    return "".join(head + [_reworded(s, rng, year) for block in blocks for s in block]) + rest


def _blocks(sentences: list[str]) -> list[list[str]]:
    """Keep a sentence that leans on the one before it (其中, 化解) behind it: pairs are moved together."""
    return [sentences[i : i + 2] for i in range(0, len(sentences), 2)]


def _reworded(sentence: str, rng: Random, year: int) -> str:
    clauses = _CLAUSE.findall(sentence)
    kept = [c for i, c in enumerate(clauses) if i in {0, len(clauses) - 1} or _NUMBER.search(c) or rng.random() < 0.6]  # noqa: PLR2004 - some clauses without a figure go
    out = "".join(kept)
    for old, news in _REWRITES:
        if old in out and rng.random() < 0.7:  # noqa: PLR2004 - most, not all
            out = out.replace(old, rng.choice(news).replace("2023", str(year)))
    return out
