"""What of a heading of last year's may stand this year: no event of a day, no named action, no ended plan."""

import re

from assistant.drafting.terms import expired, has_event_date, named_actions

_CLAUSE = re.compile(r"[，,；;]|(?<=[一-龥”》])[ \u3000]+(?=[一-龥“])")
_DAY = re.compile(r"(?:20[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号])?(?:上午|下午|起)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\s?年")
_SPAN = re.compile(r"[（(]20[0-9]{2}年?[-－—–~～至]20[0-9]{2}年?[）)]")
_BEGUN = re.compile(r"(?:全面|正式)?(?:启动|迎接)(?=[“\"]?[七八九]五[”\"]?普法)")
_FIXED = re.compile(
    r"12345|12389|12337|12309|12348|110|7[×xX*]24|4[·.]15|12[·.]4|6[·.]26|《[^《》]{1,80}》|第[0-9]{1,3}条"
)
_WORDLESS = re.compile(
    r"贯彻|落实|实施|推进|推动|深入|扎实|开展|全面|组织|做好|抓好|认真|持续|加强|强化|召开|举办|学习|完成|启动|积极|专项|行动|工作|[的了和与等、“”\"（）()]"
)
_LEAST = 2


def standing(heading: str, year: int) -> str:
    """Return ``heading``, without number, as a report on ``year`` may have it; empty where nothing may stand.

    A quoted name with a year in it and a day are cut off; a clause that still has a figure, another year or a plan
    that is not in force is left out.
    """
    whole = _BEGUN.sub("推进", heading.strip())
    if _clean(whole, year):
        return whole
    cut = whole
    for name in named_actions(whole):
        if str(year) not in name:
            cut = cut.replace(name, "")
    cut = _DAY.sub("", cut)
    mark = "，" if "，" in cut else ","
    kept = [part for part in _CLAUSE.split(cut) if _clean(part, year)]
    return mark.join(part.strip() for part in kept if len(_WORDLESS.sub("", part)) >= _LEAST)


def _clean(words: str, year: int) -> bool:
    if expired(words, year) or has_event_date(words) or any(str(year) not in name for name in named_actions(words)):
        return False
    words = _FIXED.sub("", _SPAN.sub("", words))
    years = {int(found[:4]) for found in _YEAR.findall(words)}
    bare = _YEAR.sub("", words)
    return years <= {year - 1, year, year + 1} and not re.search(r"[0-9]", bare)
