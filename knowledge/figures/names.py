"""Numbers that are not figures: names, ordinals, enumerators, articles, dates, document numbers, codes."""

import re
from dataclasses import dataclass

_N = r"[零〇一二三四五六七八九十百千两\d]+"
_RULES: tuple[tuple[str, str], ...] = (
    ("document_number", r"[〔\[【(（](?:19|20)\d{2}[〕\]】)）]\s*\d+\s*号"),
    ("name", r"[“\"'‘][^”\"'’\d，。；\n]{0,8}(?:19|20)\d{2}[^”\"'’\d，。；\n]{0,8}[”\"'’]"),
    ("name", r"[“\"'‘]\d+(?:[+＋]\w+)*[”\"'’](?!\s*[起件人次场份条家户])"),
    ("name", r"[“\"'‘][一二三四五六七八九十百千万两\d]{1,4}[^”\"'’，。；\n]{0,8}[”\"'’]"),
    ("name", r"\d+\s*[×xX*]\s*\d+\s*小时|[1-9]\s*[+＋]\s*[N\dXn]+(?:[+＋][N\dXn]+)*"),
    (
        "name",
        r"123\d{2}(?=热线|平台|举报|电话|政务|便民|投诉|、|”|和|公共|网|服务)|(?:110|119|122|120)(?=警情|接警|接处警|报警|指挥|平台|热线|联网|宣传|、)",
    ),
    ("name", r"(?<![A-Za-z\d])[A-Za-z]+[-－]?\d+(?:\.\d+)*|\d+[GK](?![BbHh])"),
    ("article", rf"第{_N}(?:条|款|项|章|节|编)(?:之[一二三四五六七八九十]+)?"),
    ("ordinal", rf"第{_N}(?:次|个|届|期|批|号|名|位|轮|季度|阶段|方面|部分|场|组|类)?"),
    ("date", r"(?:19|20)\d{2}\s*(?:年)?\s*[—–\-－~～至到]+\s*(?:19|20)\d{2}\s*年"),
    (
        "date",
        r"(?:19|20)\d{2}\s*年(?:度)?(?:\s*\d{1,2}\s*(?:月)?\s*[—–\-－~～至到]\s*\d{1,2}\s*月|\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?)?",
    ),
    (
        "date",
        r"\d{1,2}\s*月\s*\d{1,2}\s*[日号](?:\s*[—–\-－~～至到]\s*(?:\d{1,2}\s*月)?\s*\d{1,2}\s*[日号])?|\d{1,2}\s*月?\s*[—–\-－~～至到]\s*\d{1,2}\s*月(?!\d)",
    ),
    ("date", r"(?<![\d个])\d{1,2}\s*月(?:份|底|初|末|中旬|上旬|下旬)?(?!\d)"),
    ("date", r"(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"),
    ("date", r"(?<![\d.])\d{1,2}[·•]\d{1,2}(?!\d)"),
    ("date", r"[二一][〇零一二三四五六七八九]{3}年"),
    ("code", r"\d{3,4}-\d{7,8}|(?<!\d)\d{12,}(?!\d)"),
    ("enumerator", r"(?m:^[ \t\u3000]*(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]))|[①-⑳]"),
    (
        "enumerator",
        r"[（(][一二三四五六七八九十]{1,3}[)）]|(?m:^[ \t\u3000]*[一二三四五六七八九十]{1,3}、)|[一二三四五六七八九十]{1,3}是",
    ),
    (
        "name",
        r"[一二三四五六七八九两]个(?:意识|自信|维护|确立|坚持|亲自|必须|务必|结合|转变|一律|率先|责任|规范|到位|全覆盖)",
    ),
    ("name", r"[一二三四五六七八九十]{1,2}个?100[%％]"),
    (
        "name",
        r"三项制度|两法衔接|双随机|三会一课|法律[一二三四五六七八九十]进|[一二三四五六七八九十]{1,3}届|一[站网窗案事键号]",
    ),
)
_ANY = re.compile("|".join(f"(?P<r{i}>{pattern})" for i, (_, pattern) in enumerate(_RULES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNumber:
    """A number that counts nothing, with what it is. Offsets are code points."""

    kind: str
    surface: str
    start: int
    end: int


def non_figures(text: str) -> tuple[NamedNumber, ...]:
    """Return every number of ``text`` that belongs to a name, date, ordinal, article or code."""
    return tuple(
        NamedNumber(kind=_RULES[int((m.lastgroup or "r0")[1:])][0], surface=m.group(), start=m.start(), end=m.end())
        for m in _ANY.finditer(text)
    )
