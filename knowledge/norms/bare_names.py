"""Names of norms without book marks, read backwards from the article that follows them."""

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from knowledge.errors import NotInLibrary, UnreadableFile
from knowledge.norms.catalogue import entries
from knowledge.norms.marked_titles import is_common_word
from knowledge.norms.statutes import statute_titles
from knowledge.norms.titles import key, shipped_aliases

_ENDING = re.compile(r"(?:法典|法|条例|规定|办法|细则|规则|决定|决议|解释|意见|准则|修正案|通则|规程)$")
_VERSION = re.compile(r"[（(]\s?((?:19|20)\d{2})\s?年?(?:修订|修正|修改|版|公布)?(?:版|本)?\s?[）)]$")
_TRIAL = re.compile(r"[（(](?:试行|暂行)[）)]$")
_LINK = re.compile(r"(?:第[零〇一二三四五六七八九十百0-9]{1,4}[编章节]|[的中里之]|[ \t\u3000]){1,3}$")
_CUT = re.compile(
    r"根据|依据|依照|按照|遵照|参照|对照|违反|适用|符合|触犯|贯彻|落实|执行|遵守|学习|围绕|结合|援引|引用|认定|规定的|"
    r"我国|我省|我市|我县|现行|以及|修订后|修正后|的|了|在于|就是|请问|查询|查一下|看看|说说|什么是|关于(?=[^的]*法第?$)"
)
_JOIN = re.compile(r"和|与|及|或者|或|、")
_JOINABLE = re.compile(r"(?:法典|法|条例|规定|办法|细则|规则|条|款|项)$")
_PREFIX = "依按据如因经则即且故原新旧对在以将由从是为有就向查问"
_GENERIC = frozenset(
    {
        "法",
        "法典",
        "条例",
        "规定",
        "办法",
        "细则",
        "规则",
        "决定",
        "决议",
        "解释",
        "意见",
        "准则",
        "修正案",
        "通则",
        "规程",
        "法律",
    }
)
_POINTER = re.compile(r"(?:前款|前条|上述|下列|以下|有关|相关|其他|法律|法规|规章)(?:规定|决定|意见|办法)$")
_REGION = re.compile(r"[省市县区州盟旗镇乡村局厅委院]$")
"""A local norm is never taken for the national one whose name ends it: 云岭县优化营商环境条例."""
_LONGEST = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class BareName:
    """A name that ends where its article begins."""

    title: str
    start: int
    version_year: int | None


def name_before(text: str, end: int, floor: int, known: frozenset[str]) -> BareName | None:
    """Return the norm's name that ends at ``end``, looking back no further than ``floor``.

    A name of ``known``, of the short names, of the catalogue or of the statutes package is taken whole; another one
    begins behind the verb or conjunction before it. None where no norm's name stands there.
    """
    link = _LINK.search(text, max(floor, end - 8), end)
    position = link.start() if link else end
    version = _VERSION.search(text, max(floor, position - 14), position)
    position = version.start() if version else position
    trial = _TRIAL.search(text, max(floor, position - 4), position)
    stem = trial.start() if trial else position
    start = stem
    while start > floor and ("\u4e00" <= text[start - 1] <= "\u9fff" or text[start - 1] in "“”、"):
        start -= 1
    run = text[start:stem]
    if not _ENDING.search(run) or is_common_word(run) or _POINTER.search(run):
        return None
    offset = _known_start(run, known)
    if offset is None:
        offset = _guessed_start(run, known)
    if offset is None:
        return None
    year = int(version[1]) if version else None
    return BareName(title=run[offset:] + text[stem:position], start=start + offset, version_year=year)


def _known_start(run: str, known: frozenset[str]) -> int | None:
    """Return where the longest known name begins that ends the run."""
    shipped = _shipped()
    for offset in range(max(0, len(run) - _LONGEST), len(run) - 1):
        wanted = key(run[offset:])
        if (wanted in shipped or wanted in known) and run[offset] not in "“”、":
            return None if _REGION.search(run[:offset]) else offset
    return None


def _guessed_start(run: str, known: frozenset[str]) -> int | None:
    """Return where an unknown name most likely begins; None where nothing that may be a name is left."""
    offset = 0
    if "关于" in run:
        return _beginning_with_about(run)
    for cut in _CUT.finditer(run):
        if run[cut.end() :] not in _GENERIC and len(run) - cut.end() > 1:
            offset = cut.end()
    for join in _JOIN.finditer(run, offset):
        left = run[offset : join.start()]
        if (_JOINABLE.search(left) or join[0] == "、") and run[join.end() :] not in _GENERIC:
            offset = join.end()
    if run[offset : offset + 1] and run[offset] in _PREFIX:
        rest = run[offset + 1 :]
        if key(rest) in _shipped() or key(rest) in known or run[offset] in "依按据如因经":
            offset += 1
    name = run[offset:]
    return None if name in _GENERIC or not 1 < len(name) <= _LONGEST else offset


def _beginning_with_about(run: str) -> int | None:
    """Return where 最高人民法院关于…的解释 begins: with the organ before 关于, else with 关于 itself."""
    about = run.rfind("关于")
    organ = re.search(r"(?:最高人民法院|最高人民检察院|国务院办公厅|国务院|全国人民代表大会常务委员会)$", run[:about])
    offset = organ.start() if organ else about
    return offset if len(run) - offset <= _LONGEST else None


@cache
def _shipped() -> frozenset[str]:
    titles = [name for e in entries() for name in (e.title, *e.aliases)]
    with suppress(NotInLibrary, UnreadableFile):  # without the package, guessing where a name begins must do
        titles.extend(statute_titles())
    return frozenset(key(name) for name in titles) | frozenset(shipped_aliases())
