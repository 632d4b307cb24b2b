"""Numbers that are no figures: names, titles, ordinals, articles, document numbers, hotlines, codes, enumerators.

Every rule is one pattern over folded text that starts at a rare character or at the first of a run, so that the
whole stays linear. Where two rules meet, the earlier in the table wins.
"""

import re
from collections.abc import Callable, Iterable

from knowledge.figures.numerals import ARABIC, CHINESE, fold
from knowledge.figures.time_words import TimeWord
from knowledge.figures.times import find_times
from knowledge.figures.types import NamedNumber
from knowledge.figures.units import MEASURE

_LONGEST_QUOTED = 24
_N = f"(?:[0-9]+|[{CHINESE}]+)"
_HAN = "[一-龥]"
_HAS_NUMBER = re.compile(f"[0-9{CHINESE}]")
_PROVABLE = re.compile(
    r"^(?:超|近|约)?[0-9]+(?:\.[0-9]+)?(?:%|[万亿]?(?:余|多)?(?:元|件|起|人次|人|次|户|家)(?:以上)?)$|率.{0,3}[0-9.]+%|零"
)
ZERO_OF = (
    "发生|败诉|撤改|撤销|纠错|赔付|赔偿|投诉|差错|失误|事故|伤亡|死亡|上访|非访|信访|复议|变更|违纪|违法|违规|发案|案发|新增|逾期|超期|延误|"
    "补正|通报|举报|感染|火灾|受伤|遗漏|积压|退回|退补|错案|冤案|起诉|增长|办理|受理|申请"
)
_CHINESE_ZERO = re.compile(f"^零(?:{ZERO_OF})")
_SCHEDULED = (
    "自助|值班|值守|在线|巡|不打烊|不间断|服务|专线|热线|受理|警务|响应|运行|待命|备勤|畅通|轮班|轮流|监控|监测|全天|开放|守护|动态|应急|执勤|勤务|制度|机制|"
    "网上|无人|接警|咨询"
)
_UNIT_LETTERS = "km|KM|kg|KG|kW|KW|kWh|MW|GB|TB|MB|PB|cm|mm|dB|ml|mL|hm|mg|m|g|L"
_SERVICES = ("平台", "系统", "窗口", "热线", "专线", "网站", "网上", "网络", "工单", "网格")
_ALARMS = "110|119|120|122|114"
_ALARM_AFTER = (
    "报警|接处?警|警情|平台|指挥|联动|电话|热线|系统|宣传日|消防|急救|中心|出警|等|举报|专线|非警务|盗抢|服务|警务|工作|智能|移动|社会|"
    "[、/和与](?:110|119|120|122|12[0-9]{3})(?![0-9.])"
)


def _plain(_: re.Match[str]) -> bool:
    return True


def _holds_number(match: re.Match[str]) -> bool:
    return bool(_HAS_NUMBER.search(match.group()))


def _is_quoted_name(match: re.Match[str]) -> bool:
    """Tell a quoted name (“昆仑2023”, “六个100%”) from a quoted figure (“100%”, “办结率100%”, “零发生”)."""
    inner = match.group()[1:-1]
    if len(inner) > _LONGEST_QUOTED or not _HAS_NUMBER.search(inner):
        return False
    return not (_PROVABLE.search(inner) and not _CHINESE_HUNDREDS.match(inner)) or (
        inner.startswith("零") and not _CHINESE_ZERO.match(inner)
    )


def _follows_no_measure(match: re.Match[str]) -> bool:
    """Keep 12345件 and 110余起 as figures; a hotline or a bare year has no measure word."""
    return not MEASURE.match(match.string, match.end()) and not match.string.startswith(
        ("余", "多", "万", "亿", "%", "(次)", "个", "千"), match.end()
    )


def _in_no_quantity(match: re.Match[str]) -> bool:
    text, end = match.string, match.end()
    if text.startswith(_SERVICES, end):
        return True
    return _follows_no_measure(match) and not (text.startswith(" ") and MEASURE.match(text, end + 1))


def _is_bare_year(match: re.Match[str]) -> bool:
    """Keep 立案2012、结案1980 as figures: behind a verb of counting a year-like number is a count."""
    before = match.string[max(0, match.start() - 4) : match.start()].rstrip(" :")
    return _in_no_quantity(match) and not before.endswith(_COUNTING)


def _letters_are_no_unit(match: re.Match[str]) -> bool:
    return not re.fullmatch(_UNIT_LETTERS, match["letters"]) or match["tail"] != ""


_CHINESE_HUNDREDS = re.compile(f"^[{CHINESE}]+个[0-9]+%")
_Rule = tuple[str, str, Callable[[re.Match[str]], bool]]
_AT_DIGITS: tuple[_Rule, ...] = (
    ("document_number", r"(?<![0-9.])[0-9]+(?:-[0-9]+)?号(?:[文令楼院线岗桌室]|公告|文件|议案|提案)?", _plain),
    ("event_day", r"(?<![0-9.])[0-9]{1,2}[·•・‧∙][0-9]{1,2}(?:[一-龥]{0,10}?日)?", _plain),
    ("event_day", r"(?<![0-9.])(?:1[0-2]|[1-9])\.[0-9]{1,2}(?=全民|国家|国际|世界|全国|消费者|活动|期间|主题|系列|普法|法制|法治|宪法|禁毒|宣传|经侦|消防|反恐)", _plain),
    ("formula", r"(?<![0-9A-Za-z.])[0-9]{1,2}[xX][0-9]{1,2}(?:小时)?", _plain),
    ("schedule", rf"(?<![0-9.])24小时(?=[^,，。;、内以\n]{{0,2}}(?:{_SCHEDULED}))", _plain),
    ("hotline", rf"(?<![0-9],)(?<![0-9.])(?:{_ALARMS})(?=(?:{_ALARM_AFTER}))", _plain),
    ("hotline", rf"(?<=[、/和与])(?:{_ALARMS})(?![0-9.,])", _in_no_quantity),
    ("hotline", r"(?<![0-9],)(?<![0-9.])(?:123[0-9]{2}|12123|12110|96[0-9]{3,4})(?![0-9.])", _in_no_quantity),
    ("code", r"(?<![0-9A-Za-z])(?:0[0-9]{2,3}-?[0-9]{7,8}|1[3-9][0-9]{9}|[48]00-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9])", _in_no_quantity),
    ("code", r"(?<![0-9])[0-9]{13,}", _plain),
    ("code", r"(?<![0-9A-Za-z.,])[0-9]+(?:\.[0-9]+)?(?P<letters>[A-Za-z]+)(?P<tail>[0-9]*)(?:级|版)?(?![0-9A-Za-z])", _letters_are_no_unit),
    ("time", r"(?<![0-9],)(?<![0-9.:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])", _plain),
    ("time", r"(?<![0-9],)(?<![0-9.])[0-9]{1,2}时(?:[0-9]{1,2}分)?(?![长效段])", _plain),
    ("time", r"(?<=[上下]午)[0-9]{1,2}点(?:[0-9]{1,2}分)?", _plain),
    ("ratio", r"(?<![0-9],)(?<![0-9.:])[0-9]+(?:\.[0-9]+)?:[0-9]+(?:\.[0-9]+)?", _plain),
    ("date", r"(?<![0-9],)(?<![0-9.近满续期历超约])(?:1[5-9]|2[0-9])年(?!以|内|期|来|多|余|有期|间|[,，。;、\n])", _plain),
    ("address", r"(?<=[号楼栋幢层座元])[0-9]+(?:号楼|楼|室|栋|幢|单元|层|座)(?:[0-9]+室)?", _plain),
    ("address", r"(?<![0-9.])[0-9]{1,3}(?:栋|幢|单元|号楼)(?=[0-9]+(?:单元|室|层|楼))", _plain),
    ("name", r"(?<!满)(?<!连续)(?<!历时)[0-9]{1,4}周年", _plain),
    ("name", r"(?<![0-9.])[0-9]{1,3}(?:分钟|小时|公里|千米|米)(?=[一-龥]{0,8}圈)", _plain),
    ("date", r"(?<![0-9.])(?:[1-9]0年代|[12]?[0-9]世纪(?:[1-9]0年代)?)", _plain),
    ("name", r"(?<![0-9.])(?:[5-9]0|00|[5-9]5|05)后(?![续期面勤来方顾])", _plain),
    ("name", r"(?<=从)0到1(?![0-9.])", _plain),
    ("grade", r"(?<![0-9],)(?<![0-9.])[0-9]{1,2}级", _plain),
    ("name", r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?版", _plain),
    ("name", r"(?<![0-9],)(?<![0-9.])[0-9]{1,2}(?=个(?:意识|自信|维护|确立|坚持|亲自|必须|务必|明确))", _plain),
    ("date", r"(?<![0-9],)(?<![0-9.近约超逾达足共过])(?:19[5-9][0-9]|20[0-4][0-9])(?![0-9]|[.,][0-9]|\s?(?:[-—–―~～至到]|——)\s?[0-9])", _is_bare_year),
)  # fmt: skip
_COUNTING = (
    "立案", "结案", "收案", "破案", "执结", "审结", "办结", "办理", "受理", "查处", "化解", "调解", "检查", "新收", "收到", "完成", "召开", "培训", "发放",
    "接待", "处理", "处置", "总数", "人数", "件数", "合计", "共计", "总计", "累计", "数为", "共有", "整改", "发现", "登记", "排查", "处罚", "抓获", "起诉", "拘留",
)  # fmt: skip
_ANYWHERE: tuple[_Rule, ...] = (
    ("title", r"《[^《》\n]*》", _holds_number),
    ("name", r"“[^“”\n]*”", _is_quoted_name),
    ("name", r'"[^"\n]*"', _is_quoted_name),
    ("name", r"「[^「」\n]*」|『[^『』\n]*』|‘[^‘’\n]*’", _is_quoted_name),
    ("document_number", r"[〔\[(](?:19|20)[0-9]{2}[〕\])][一-龥]{1,3}[0-9]{0,6}[一-龥]{1,4}[0-9]+号(?:之[一二三四五六])?", _plain),
    ("document_number", r"[〔\[(【](?:19|20)[0-9]{2,6}[〕\])】]\s?第?[0-9]+\s?号", _plain),
    ("document_number", r"[〔\[](?:19|20)[0-9]{2,6}[〕\])]|〔[0-9]{1,12}\)", _plain),
    ("article", rf"第\s?{_N}(?:[、,和及至到—-]第?{_N}){{0,20}}(?:条|款|章|节|编|目)(?:之{_N})?(?:第{_N}[款项目])*(?!例)", _plain),
    ("article", rf"(?<=[条款])第{_N}项", _plain),
    ("article", rf"(?<=[法例定则程典》])(?<!办法)(?<!方法)(?<!做法)(?<!违法)(?<!执法)(?<!普法)(?<!司法)(?<!立法)(?<!守法)(?<!依法)[{CHINESE}]{{1,6}}条(?:之{_N})?(?:第?{_N}[款项])*", _plain),
    ("article", rf"(?<=[法例定则程典》])(?<!办法)(?<!方法)(?<!做法)(?<!违法)(?<!执法)(?<!普法)(?<!司法)(?<!立法)(?<!守法)(?<!依法)[0-9]{{1,3}}条(?:之{_N})?(?:第?{_N}[款项])*(?=第|的?规定|之规定|的?要求|[、和]第?[0-9]+条)", _plain),
    ("code", r"(?<![A-Za-z])(?:GB|GA|DB|SF|ISO|JGJ|HJ|NY|SB|YY|CJJ|DL|JT|WS|XF|LY|TD|RB|CNAS)[A-Z0-9]{0,4}(?:/[A-Z0-9]{1,4}){0,2}[ -]?[0-9]+(?:\.[0-9]+)?(?:(?:[-—–:]|——)[0-9]{2,4})?", _plain),
    ("name", r"(?:(?<=金税)|(?<=工程)|(?<=项目)|(?<=系统)|(?<=园区)|(?<=基地)|(?<=小区)|(?<=广场)|(?<=公园))[一二三四五六七八九十]期|[一二三四五六七八九十]期(?=工程|建设|项目|改造|扩建|上线)", _plain),
    ("name", r"(?:(?<=[、,，。;“”和及与以])|(?<=开展|推进|组织|深化|参与|聚焦|实施|结合|落实|围绕))[一-龥]{2}(?:19|20)[0-9]{2}(?=[、”]|等|专项|行动|系列|集群|集中|战役|攻坚|活动|建设|打击)", _plain),
    ("ordinal", rf"第\s?{_N}(?:季度|议题|责任人|主体|时间|书记|方阵|梯队|(?![近约超逾不]){_HAN})?", _plain),
    ("formula", r"(?<![0-9A-Za-z.])(?=[0-9A-Za-z.]*[+×*])(?:[0-9]+(?:\.[0-9]+)?|[A-Za-z])(?:[+×*](?:[0-9]+|[A-Za-z]+))+(?:小时)?", _holds_number),
    ("code", r"(?:索引号|代码|编号|电话|邮编|邮政编码|传真|信箱|备案号|序号|证号|账号|标识码|区号|QQ群?|群号|微信号|工号|警号|卡号|票号|单号|批号|车牌号?|网安备|ICP备)\s?[::]?\s{0,2}[0-9A-Za-z][0-9A-Za-z-]{2,}", _in_no_quantity),
    ("code", r"(?<![0-9A-Za-z])[A-Za-z]+[-./]?[0-9][0-9A-Za-z]*(?:[-./][0-9A-Za-z]+)*", _plain),
    ("ordinal", rf"前{_N}(?:名|位|强|列)", _plain),
    ("name", rf"(?<![0-9],)(?<![0-9.第近{CHINESE}])(?:[0-9]{{1,2}}|[{CHINESE}]{{1,2}})年(?=行动|规划|计划|攻坚|专项|任务|提升|大会战)", _plain),
    ("name", rf"(?<![{CHINESE}])[{CHINESE}]{{1,3}}个100%", _plain),
    ("enumerator", r"(?:^|(?<=[\n。;:!?]))[ \t]{0,4}(?:\([0-9]{1,2}\)|[0-9]{1,2}(?:[.、)](?![0-9])))", _plain),
    ("enumerator", r"(?<=[^0-9)起件人次])\([0-9]{1,2}\)(?=[一-龥])|[①-⑳]", _plain),
    ("enumerator", rf"(?:^|(?<=[\n。;:!? ]))(?:\([{CHINESE}]{{1,3}}\)|[{CHINESE}]{{1,3}}、)|\([{CHINESE}]{{1,3}}\)(?=[一-龥])", _plain),
    ("enumerator", rf"(?:^|(?<=[\n。;:,，!? )]))[{CHINESE}]{{1,3}}(?:是|要|则)", _plain),
)  # fmt: skip
_SCANNED = tuple((kind, re.compile(pattern, re.MULTILINE), test) for kind, pattern, test in _ANYWHERE)
_TRIED = tuple((kind, re.compile(pattern), test) for kind, pattern, test in _AT_DIGITS)
_DIGITS = re.compile("[0-9]+")
_VAGUE = re.compile(r"数[十百千万亿]+|几[十百千万亿]+|[十百千]几|若干")
_LEXICAL = re.compile(f"[{CHINESE}]+|{ARABIC.pattern}")


def named_spans(folded: str, times: Iterable[TimeWord]) -> list[tuple[int, int, str]]:
    """Return (start, end, kind) of every name, date and the like in a folded text, sorted, none overlapping."""
    found: list[tuple[int, int, int, str]] = []
    for rank, (kind, pattern, test) in enumerate(_SCANNED):
        found.extend((m.start(), rank, m.end(), kind) for m in pattern.finditer(folded) if test(m))
    for digits in _DIGITS.finditer(folded):
        start = digits.start()
        for rank, (kind, pattern, test) in enumerate(_TRIED, len(_SCANNED)):
            if (match := pattern.match(folded, start)) and test(match):
                found.append((start, rank, match.end(), kind))
                break
    dates = ((w.start, w.end) for w in times)
    found.extend((a, 8, b, "date") for a, b in dates if _HAS_NUMBER.search(folded, a, b))
    found.sort()
    return list(_apart((start, end, kind) for start, _, end, kind in found))


def _apart(spans: Iterable[tuple[int, int, str]]) -> Iterable[tuple[int, int, str]]:
    """Drop each span that begins inside the one kept before it."""
    reached = 0
    for start, end, kind in spans:
        if start >= reached and end > start:
            reached = end
            yield start, end, kind


def remaining(folded: str, taken: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return the numerals outside the sorted spans ``taken``: vague ones (数十) and words (进一步)."""
    rest: list[tuple[int, int, str]] = []
    position = 0
    for start, end in [*taken, (len(folded), len(folded))]:
        rest.extend((m.start(), m.end(), "vague") for m in _VAGUE.finditer(folded, position, start))
        rest.extend((m.start(), m.end(), "lexical") for m in _LEXICAL.finditer(folded, position, start))
        position = max(position, end)
    rest.sort(key=lambda span: (span[0], -span[1]))
    return list(_apart(rest))


def named(text: str, spans: Iterable[tuple[int, int, str]]) -> tuple[NamedNumber, ...]:
    """Return spans as values with their printed form."""
    return tuple(NamedNumber(kind=kind, surface=text[a:b], start=a, end=b) for a, b, kind in spans)


def folded_names(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the folded text with its named spans."""
    folded = fold(text)
    return folded, named_spans(folded, find_times(folded))
