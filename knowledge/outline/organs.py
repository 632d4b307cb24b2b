"""Names of organs (机关名称) at the places where a document names its own."""

import re

_TAILS = (
    "公安局|公安厅|公安部|分局|人民政府办公室|人民政府办公厅|人民政府|政府办公室|司法局|司法厅|委员会办公室|委员会|人民检察院|人民法院"
    "|管理局|监督管理局|执法局|常委会|办公厅|办公室|办事处|管委会|总局|总队|支队|大队|中心|局|厅|委|部|署|院|政府"
)
_HAN = "[\u4e00-\u9fff]"
ORGAN = rf"{_HAN}{{2,28}}?(?:{_TAILS})"
"""A pattern for what may be an organ's name; shortest first, so that what must follow decides."""
_YEAR = r"(?:\d{4}|二[〇○零]{1}" + _HAN + r"{2})\s*年"
_IN_TITLE = re.compile(
    rf"(?:关于(?:印发|转发|报送))?《?(?P<organ>{ORGAN})(?:关于|\s|[“《（(]|(?={_YEAR})|(?=年度|法治|普法|工作|依法|行政|责任|权责|执法|统计|$))"
)
_IN_TITLE_AFTER_YEAR = re.compile(rf"{_YEAR}度?(?P<organ>{ORGAN})(?=法治|普法|工作|年度|依法|行政|执法|统计|$)")
_AS_SUBJECT = re.compile(
    rf"(?:^|\n|[。，,：:])[ \u3000]*(?:{_YEAR}(?:度|以来|来)?[，,]?)?(?P<organ>{ORGAN})"
    r"(?=党委|[，,]|始终|坚持|认真|深入|紧紧|紧扣|围绕|按照|以|在|全面|积极|高度|严格|切实|持续|不断|牢固|立足|聚焦|根据|贯彻|对|严|扎实|着力|共)"
)
_WITH_PLACE = re.compile(
    rf"(?P<organ>{_HAN}{{2,9}}?(?:省|市|县|区|州|盟|旗|镇|乡|街道){_HAN}{{0,12}}?(?:{_TAILS}))(?![长一-鿿]?长)"
)
_SIGNED = re.compile(rf"(?P<organ>(?:中共)?{ORGAN})")
_GENERIC = re.compile(
    r"(?:我|本|各|该|全|省|市|县|区|乡|镇|上级|同级|有关|相关|地方|中央)*(?:党委|委|政府|人民政府|党委政府|公安局|公安厅|公安机关|局|厅|部|部门|单位|院|委员会|办公室|大队|支队|中心)"
)
_LEADING_WORDS = re.compile(
    r"^(?:在|由|经|按|按照|根据|依据|依照|关于|报|现将|为|对|和|与|及|向|以|是|将|认真|贯彻|落实|今年|全年|年来|年以来|以来|来|度|年度|年)+"
)


def organ_in_title(title: str) -> str | None:
    """Return the organ that a title begins with: "云岭县公安局2023年…", "国务院办公厅关于…"."""
    match = _IN_TITLE.match(title) or _IN_TITLE_AFTER_YEAR.match(title)
    return _named(match["organ"]) if match else None


def organ_in_text(text: str) -> str | None:
    """Return the organ that a text without a title speaks of as itself: its first subject, else its signature."""
    opening = text[:800]
    for match in _AS_SUBJECT.finditer(opening):
        found = _named(match["organ"])
        if found and _WITH_PLACE.search(found):
            return found
    return organ_signed(text) or organ_with_place(opening)


def organ_with_place(text: str) -> str | None:
    """Return the first organ of a named place in ``text``."""
    for match in _WITH_PLACE.finditer(text):
        found = _named(match["organ"])
        if found:
            return found
    return None


def organ_signed(text: str) -> str | None:
    """Return the organ that signs: a line of its own among the last ones."""
    for line in reversed(text[-400:].split("\n")[-6:]):
        match = _SIGNED.fullmatch(line.strip())
        if match and (found := _named(match["organ"])):
            return found
    return None


def _named(organ: str) -> str | None:
    """Drop words before the name; a name that any place could have (县政府, 我局) names nobody."""
    name = _LEADING_WORDS.sub("", organ)
    return name if len(name) > 2 and not _GENERIC.fullmatch(name) else None  # noqa: PLR2004 - 我局
