"""What a writer meant to fill in and left: 【待补充：…】, XX件, ××, ____."""

import re
from collections.abc import Iterator

from assistant.checking.types import Finding, FindingKind, Severity

_UNITS = "件起人次个份场期名条家项年月日万亿%％元户篇批宗例天"
_PLACEHOLDER = re.compile(
    r"【[^【】\n]{0,4}(?:待|补充|填写|填入|核实|此处)[^【】\n]{0,60}】"
    r"|[（(\[［](?:数据|数字|内容|情况)?(?:待|请)(?:补充?|填写?|核实?|定|完善)[^（）()\[\]\n]{0,20}[）)\]］]"
    r"|⟦[^⟦⟧\n]{0,40}⟧"
    rf"|(?<![0-9A-Za-zＸ×XxＡ-Ｚ.])[XxＸ×✕]{{1,6}}(?=余?多?[{_UNITS}])"
    r"|(?<![0-9A-Za-zＸ×Ａ-Ｚ“])(?:X{2,6}|Ｘ{2,6}|×{2,6}|✕{2,6})(?![0-9A-Za-z])"
    r"|[_＿]{2,}"
    r"|(?<![A-Za-z])(?:TODO|TBD|FIXME)(?![A-Za-z])"
    r"|(?<=[：:为共计达有])\s?[?？]{2,}|[?？]{2,}(?=[件起人次个份%％])"
    r"|待(?:补充|填写|填报)(?=[。；;，,）)\n]|$)"
    r"|[○◯]{2,}(?=[县市区局年月件人次])"
)


_NAMED = re.compile(r"【(?:待补充|待核实)：[^【】\n]{1,60}】")
"""The drafts' own marks: they name what is missing, so that nothing in them is wrong; they only have to be settled."""


def placeholders(text: str) -> Iterator[Finding]:
    """Yield a finding for each placeholder of ``text``; a warning for a mark that names what is missing."""
    for match in _PLACEHOLDER.finditer(text):
        yield Finding(
            kind=FindingKind.PLACEHOLDER_LEFT,
            severity=Severity.WARNING if _NAMED.fullmatch(match.group()) else Severity.ERROR,
            surface=match.group(),
            start=match.start(),
            end=match.end(),
            message=f"“{match.group()}”还没有填写，请补上内容或删去。",
        )
