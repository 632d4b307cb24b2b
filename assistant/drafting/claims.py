"""Claims of a model's sentence that must stand in the material: names, boasts, times, negations, plans."""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.directions import directions
from assistant.drafting.grammar import NUMERALS
from assistant.drafting.masking import NAMED
from knowledge.figures import non_figures, read_figures

_QUOTED = re.compile(r"《([^《》\n]{1,80})》|“([^“”\n]{1,60})”")
_NAMED_THINGS = re.compile(
    r"[\u4e00-\u9fff]{2}(?:会议|大会|例会|研讨会|座谈会|听证会|推进会|部署会|协调会|活动|行动|专项|战役|称号|荣誉|表彰|嘉奖|先进|示范|标兵|金奖|奖项|大奖|一等奖|"
    r"中心|平台|基地|机制|制度|办法|方案|条例|规定|专班|小组|委员会|办公室|派出所|司法所|大队|支队|中队|总队|公安局|公安厅|司法局|检察院|法院|政府|党委|政法委|"
    r"市委|县委|区委|省委|街道|社区|学校|企业|公司|银行|医院|律所|高校|讲座|论坛|大赛|竞赛|培训班|联盟|模式|品牌|工程|热线|系统|栏目|专栏|公众号)"
)
_PLACES = re.compile(r"[\u4e00-\u9fff]{2}(?:省|市|县|区|镇|乡|村)(?![\u4e00-\u9fff]?(?:域|别|级|民|场))")
_PEOPLE = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?=同志)|[\u4e00-\u9fff]{0,3}(?:书记|局长|厅长|主任|部长|县长|市长|区长|省长|所长|大队长|支队长|政委|院长|检察长|总书记|主席|组长)[\u4e00-\u9fff]{0,3}"
)
_BOASTS = re.compile(
    r"首次|首创|首个|首批|率先|第一|最|领先|名列前茅|前列|位居|居全|显著|明显|大幅|圆满|历史性|极大|巨大|卓有成效|突出|重大(?:成果|进展|突破|成就)|一流|优异|卓越|"
    r"充分肯定|高度(?:评价|赞扬|认可)|广泛(?:好评|赞誉)|一致好评|好评|赞誉|赞扬|先进|荣获|获评|获得|典型|标杆|样板|创新|突破|飞跃|新台阶|新高|全覆盖|无死角|零|"
    r"全部|所有|均|全员|全体|百分之百|彻底|完全|杜绝|根本|始终|从未|无一|有力|有效|扎实|良好|满意|成功|圆满"
)
_VAGUE = re.compile(
    r"数[十百千万次起件名]|多[次起名人项个场批]|大批|大量|许多|众多|不少|若干|几(?!乎)|一系列|一批|多数|少数|半数|大部分|过半|翻番|翻倍|成倍"
)
_TIMES = re.compile(
    r"去年|上年|前年|明年|次年|同期|同比|环比|上半年|下半年|第?[一二三四]季度|年初|年中|年末|年底|岁末|近年来|近年|多年来|历年|连续|截至|截止|目前|今年以来|今年|全年|本年度?|"
    r"当年|当前|日前|近日|近期|每年|每月|每周|每季度?|月底|月初|随后|此后|之前|以来"
)
_OWN_YEAR = frozenset({"今年", "全年", "今年以来", "本年", "本年度", "以来"})
"""Words for the reporting year: every sentence of the draft speaks of it."""
_NEGATION = re.compile(
    r"(?<![是与])(?:未|没有|没|无(?!论|缝|障|人机)|不(?!断|仅|但|动产|法|良|当|定期|同|止|忘|够)|拒绝|避免|非(?!法|公|常|遗|诉|机动|税))[\u4e00-\u9fff]{1,3}"
)
_NEGATORS = re.compile(r"未|没有|没|无|不|零|非|拒绝|避免")
_PLANNED = re.compile(
    r"(?:^|[，；：。])[^，；：。]{0,14}?(?:将|拟|计划|力争|争取|打算|下一步|明年|准备|预计|有待|仍需|需要|应当|应)"
)
_CAUSE = re.compile(
    r"因此|从而|使得|促使|推动了|带动了|由于|得益于|归因|导致|取得了|实现了|赢得|确保了|达到了|提升了|增强了|提高了|营造了"
)
_LEXICAL = re.compile(
    r"进一步|统一|一致|一定|一方面|一体|一并|一律|一些|一如既往|一线|一批|逐一|同一|唯一|单一|专一|万一|一道|一起|一站式|一次性|一旦|一直|一般|其一"
)


def untold_claims(sentence: str, material: Sequence[str], *, frame: str, future: bool) -> list[str]:
    """Return in Chinese what a sentence claims beyond the material's sentences that it rests on.

    ``material`` are these sentences, unmasked; ``frame`` holds names that any sentence may use; ``future`` says whether
    the section is about plans.
    """
    words = NAMED.sub("\n", sentence)
    told = "\n".join(material)
    known = f"{told}\n{frame}"
    reasons = [f"写了资料里没有的“{name}”" for name in _names(words, known)]
    reasons += [
        f"资料里没有“{m[0]}”的说法" for p in (_BOASTS, _VAGUE, _CAUSE) for m in p.finditer(words) if m[0] not in told
    ]
    reasons += [
        f"资料里没有“{m[0]}”的说法" for m in _TIMES.finditer(words) if m[0] not in told and m[0] not in _OWN_YEAR
    ]
    reasons += _numerals(words, known)
    reasons += _negations(words, told)
    reasons += _turned(words, told)
    if not future and any(_PLANNED.search(text) for text in material) and not _PLANNED.search(words):
        reasons.append("把打算写成了已做的事")
    if _PLANNED.search(words) and not any(_PLANNED.search(text) for text in material) and not future:
        reasons.append("把已做的事写成了打算")
    return reasons


def _names(words: str, known: str) -> Iterator[str]:
    for match in _QUOTED.finditer(words):
        if (match[1] or match[2]) not in known:
            yield match[0]
    for pattern in (_NAMED_THINGS, _PLACES, _PEOPLE):
        for match in pattern.finditer(words):
            if match[0] not in known:
                yield match[0]


def _numerals(words: str, known: str) -> list[str]:
    """Return reasons for numbers in Chinese characters, and for names and dates with them, that the material lacks."""
    if read_figures(words):
        return ["写了数字"]
    if any(n.kind != "lexical" and n.surface not in known for n in non_figures(words)):
        return ["写了资料里没有的次序、日期或名称"]
    for match in re.finditer(rf"[{NUMERALS}一]+", words):
        start, end = match.span()
        around = words[max(0, start - 2) : end + 2]
        if words[start : end + 1] in known and words[start : end + 1].strip():
            continue
        if match[0] == "一" and (_LEXICAL.search(around) or words[max(0, start - 1) : end] in known):
            continue
        return ["写了数字"]
    return []


def _negations(words: str, told: str) -> list[str]:
    """Return a reason where something is denied that the material does not deny, or the other way round."""
    for match in _NEGATION.finditer(words):
        if match[0][:3] not in told:
            return [f"资料里没有“{match[0]}”的说法"]
    for match in _NEGATION.finditer(told):
        denied = _NEGATORS.sub("", match[0], count=1)
        for at in re.finditer(re.escape(denied[:2]), words) if len(denied) > 1 else ():
            if not _NEGATORS.search(words, max(0, at.start() - 3), at.start()) and told.count(denied[:2]) == told.count(
                match[0][: len(match[0]) - len(denied) + 2]
            ):
                return ["漏了资料里的否定"]
    return []


def _turned(words: str, told: str) -> list[str]:
    """Return a reason where something rises or falls that does not in the material."""
    theirs = {d.up for d in directions(told, 0, len(told))}
    stated = {told[d.start : d.end] for d in directions(told, 0, len(told))}
    for one in directions(words, 0, len(words)):
        if one.up not in theirs or (len(theirs) > 1 and one.word not in stated):
            return [f"资料里没有“{one.word}”的说法"]
    return []
