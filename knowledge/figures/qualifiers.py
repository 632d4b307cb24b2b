"""Words that touch a number and bound it: 近、约、超、不少于 before; 余、多、以上、左右 after."""

import re

from knowledge.figures.types import Qualifier

_BEFORE: dict[Qualifier, str] = {
    Qualifier.OVER: "不少于 不低于 不小于 不下于 不下 不止 至少 最少 超过 超出 超 逾 高于 多于 大于",
    Qualifier.UNDER: "将近 接近 近 不足 不到 不超过 不超 未超过 不高于 不多于 不大于 至多 最多 少于 低于 小于",
    Qualifier.ABOUT: "大约 大概 约为 约",
}
_AFTER: dict[Qualifier, str] = {
    Qualifier.OVER: "及以上 (含)以上 以上",
    Qualifier.UNDER: "及以下 (含)以下 以下 以内 之内",
    Qualifier.ABOUT: "左右 上下",
}
_BEFORE_OF = {word: qualifier for qualifier, words in _BEFORE.items() for word in words.split()}
_AFTER_OF = {word: qualifier for qualifier, words in _AFTER.items() for word in words.split()}
_PREFIX = re.compile(
    "(?:"
    + "|".join(sorted((re.escape(w) for w in _BEFORE_OF if w not in {"近", "约", "超"}), key=len, reverse=True))
    + r"|(?<![最附邻临靠贴远走亲就新切])近|(?<![节预签条制违公合契邀履协特])约(?!为)|(?<![赶治严查纠])超) {0,2}\Z"
)
_SUFFIX = re.compile("|".join(sorted((re.escape(w) for w in _AFTER_OF), key=len, reverse=True)) + "(?!述|级)")
_LONGEST = max(len(word) for word in _BEFORE_OF) + 3


def before(folded: str, start: int) -> tuple[int, Qualifier | None]:
    """Return where the qualifier that ends at ``start`` begins, and which it is."""
    low = max(0, start - _LONGEST)
    match = _PREFIX.search(folded[low:start])
    return (low + match.start(), _BEFORE_OF[match.group().rstrip()]) if match else (start, None)


def after(folded: str, end: int) -> tuple[int, Qualifier | None]:
    """Return where the qualifier that begins at ``end`` ends, and which it is."""
    match = _SUFFIX.match(folded, end)
    return (match.end(), _AFTER_OF[match.group()]) if match else (end, None)
