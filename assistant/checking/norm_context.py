"""In what sense a text mentions a norm: as past, as plan for next year, or as what is followed now."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOP = re.compile(
    r"(?m)^[ \t\u3000#]{0,6}(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}部分)[^\n]{0,60}"
)
_AHEAD_HEADING = re.compile(r"安排|下一步|下步|打算|计划|展望|思路|下一年|下年度|今后|工作重点|努力方向")
_STOP = re.compile(r"[。；;\n！？!]")
_PAUSE = re.compile(r"[，,、。；;\n！？!：:]")
_SENTENCE = 200
_CLAUSE = 60
"""How many characters on each side are looked at, at most."""
_PAST = re.compile(
    r"总结|验收|收官|终期|评估|期间|以来|回顾|圆满|结束|废止|失效|废除|清理|曾|取代|替代|代替|到期|期满|届满|过渡|"
    r"表彰|先进|荣获|获评|时期|成果|成效|基础上|完成|修订前|旧法|旧版|不再|停止执行|历次|此前|以前|过去|历史|上一轮|延续"
)
_PAST_BEFORE = re.compile(r"(?:原|旧)[“\"]?$")
_PAST_BEHIND = re.compile(r"总结|验收|收官|终期|回顾|评估|废止|失效|已被|已由|圆满|结束")
_AHEAD = re.compile(
    r"明年|下一年|下一步|下步|下年度|即将|谋划|筹备|起草|编制|启动|筹划|衔接|将于|展望|准备|征求意见|草案|远景|今后|做好.{0,6}开局"
)
_FOLLOWED = re.compile(
    r"(?:按照|依照|根据|依据|遵照|参照|对照|落实|贯彻|执行|实施|推进|推动|开展|加强|深化|抓好|做好|围绕|聚焦|结合|制定|印发|出台|"
    r"宣传|学习|普及|严守|遵守|适用|高标准|全面|深入|扎实)[^。；;\n，,]{0,16}$"
)
_FOLLOWED_BEHIND = re.compile(
    r"^[^。；;\n，,]{0,12}?(?:要求|规定|精神|部署|深入|推进|开展|落实|实施|第.{1,6}条|工作|规划|方案|规范|任务)"
)
_YEAR = re.compile(r"(?<![0-9〔\[（(])((?:19|20)[0-9]{2})(?=年)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """How one mention is meant."""

    past: bool
    ahead: bool
    followed: bool
    years: tuple[int, ...]
    """Years that the mention's sentence names, outside titles."""


class Senses:
    """Reads the sense of mentions of one text."""

    def __init__(self, text: str, year: int | None) -> None:
        """``year`` is the reporting year; None where it is unknown."""
        self._text = text
        self._year = year
        self._ahead = tuple(_sections_ahead(text, year))
        self._stops = tuple(match.start() for match in _STOP.finditer(text))
        self._pauses = tuple(match.start() for match in _PAUSE.finditer(text))

    def at(self, start: int, end: int) -> Sense:
        """Return how the mention at ``start`` to ``end`` is meant; every look around is bounded."""
        begin, stop = _bounds(self._stops, start, end, _SENTENCE, len(self._text))
        left, right = _bounds(self._pauses, start, end, _CLAUSE, len(self._text))
        near = self._text[left:start] + " " + self._text[end:right]
        following = self._text[right + 1 : min(stop, right + 26)]
        before = re.sub(r"《[^》]*》?", "", self._text[begin:start])
        years = tuple(int(match[1]) for match in _YEAR.finditer(before))
        return Sense(
            past=bool(
                _PAST.search(near) or _PAST_BEFORE.search(self._text[left:start]) or _PAST_BEHIND.search(following)
            ),
            ahead=self._is_ahead(start, near + following, years),
            followed=bool(
                _FOLLOWED.search(self._text[left:start])
                or _FOLLOWED_BEHIND.search(self._text[end : min(stop, end + 24)])
            ),
            years=years,
        )

    def _is_ahead(self, start: int, near: str, years: Sequence[int]) -> bool:
        if any(begin <= start < end for begin, end in self._ahead):
            return True
        return bool(_AHEAD.search(near)) or (self._year is not None and any(year > self._year for year in years))


def _bounds(stops: Sequence[int], start: int, end: int, most: int, length: int) -> tuple[int, int]:
    """Return where the piece between two stops begins and ends that holds a mention, at most ``most`` away from it."""
    before, behind = bisect_left(stops, start), bisect_left(stops, end)
    begin = stops[before - 1] + 1 if before else 0
    stop = stops[behind] if behind < len(stops) else length
    return max(begin, start - most), min(stop, end + most)


def _sections_ahead(text: str, year: int | None) -> Iterator[tuple[int, int]]:
    """Yield the sections about next year: from their heading to the next heading of the first level."""
    tops = list(_TOP.finditer(text))
    ends = [heading.start() for heading in tops[1:]] + [len(text)]
    for heading, end in zip(tops, ends, strict=False):
        next_year = f"{year + 1}年" in heading[0] if year is not None else False
        if next_year or _AHEAD_HEADING.search(heading[0].split("。", 1)[0]):
            yield heading.start(), end
