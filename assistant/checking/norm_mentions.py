"""Laws named without book marks that were not in force in the reporting year: 学习宣传民法通则."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from knowledge.norms.citations import NormCitation
from knowledge.norms.resolving import Norms

_STATE = "中华人民共和国"
_LONGER = 24
"""How far to the left a longer known title is looked for, as 劳动合同法 around 合同法."""
_SHORTEST = 3
_PLACE = "省市县区州盟旗镇乡"
_MOST = 50
"""How many places of one law are told: the rest say the same."""
_GOES_ON = "律规院官学系治定庭务案典修实解条制"
"""Characters that make another word of a title: 合同法律, 民法典; or another norm: 合同法实施条例."""


def bare_mentions(
    text: str, norms: Norms, citations: Sequence[NormCitation], year: int | None
) -> Iterator[NormCitation]:
    """Yield every mention without book marks of a law that was not in force in ``year``, outside ``citations``."""
    if year is None:
        return
    starts = [citation.start for citation in citations]
    for form in norms.not_in_force((date(year, 1, 1), date(year, 12, 31))):
        if len(form) < _SHORTEST:
            continue
        position, told = text.find(form), 0
        while position >= 0 and told < _MOST:
            end = position + len(form)
            cited = bisect_right(starts, position)
            covered = cited > 0 and citations[cited - 1].end > position
            if not covered and _stands_alone(text, position, end, norms):
                told += 1
                start = position - len(_STATE) if text.endswith(_STATE, 0, position) else position
                yield NormCitation(title=form, surface=text[start:end], start=start, end=end)
            position = text.find(form, end)


def _stands_alone(text: str, start: int, end: int, norms: Norms) -> bool:
    """Tell whether the name is no part of a longer one, nor of a title in book marks."""
    if text[end : end + 1] in _GOES_ON and end < len(text):
        return False
    line = text[max(0, start - 60) : start].rpartition("\n")[2]
    if line.rfind("《") > line.rfind("》") or (line and line[-1] in _PLACE):
        return False
    longest = min(len(line), _LONGER)
    return not any(norms.is_known(line[-n:] + text[start:end]) for n in range(1, longest + 1))
