"""The sentences of a material: what part of a report each belongs to, and which are set aside and why."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.drafting.types import Material, MaterialFigure, MaterialSentence, Use
from assistant.injections import instructs
from knowledge.documents import Span
from knowledge.figures.agreement import agree
from knowledge.outline import sentences as split

_LABEL = re.compile(
    r"(?:[#*\s>]*)(?:(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[是要则、．.]|第[一二三四五六七八九十][，,、]"
    r"|[（(]?[1-9][0-9]?[)）.．、](?!\d)|[①-⑳]|[-•·●■]\s)\s*)?(?:\*\*)?"
)
_TOP = re.compile(
    r"[#*\s]*(?:[一二三四五六七八九十]{1,3}[、．.]|第[一二三四五六七八九十]部分|[（(][一二三四五六七八九十]{1,3}[)）])"
)
_STOPS = "。！？!?；;"
_HEAD = re.compile(r"第一责任人|党政主要负责人|主要负责人履(?:行|职)|亲自[一-龥]{2}|带头(?:述法|出庭|讲)")
_SHORT = re.compile(
    r"不足|存在(?:的|一些|以下)?(?:主要)?(?:问题|差距|短板|困难)|短板|薄弱|有待(?:进一步)?(?:提升|提高|加强|增强|改进|完善|规范)|差距|不够|不到位|不平衡|滞后"
)
_MENDED = re.compile(r"整改|解决|破解|补齐|针对|克服|消除|改进了|减少|避免|防止|杜绝|好转|改善|扭转|缓解")
_NEXT = re.compile(r"下一?步|明年|下一?年度?|来年|今后|工作打算|工作安排|努力方向|主要安排|工作计划|工作思路")
_SHORT_HEADING = re.compile(r"不足|问题|短板|差距|困难")
_HEAD_HEADING = re.compile(r"第一责任人|主要负责人")
_DONE_HEADING = re.compile(r"工作情况|成效|举措|措施|完成情况|开展情况|做法|亮点")
_HEADINGS: tuple[tuple[re.Pattern[str], Use], ...] = (
    (_HEAD_HEADING, "head"),
    (_NEXT, "next"),
    (_SHORT_HEADING, "short"),
    (_DONE_HEADING, "done"),
)
_CONTACT = re.compile(
    r"(?:联系人|联系电话|联系方式|电话|手机|传真|邮编|邮箱|地址|微信|QQ|填[表报]人|审核人|制表人|经办人|负责人(?:签字|签名)?|附件)\s*[：:]"
    r"|^抄[送报]\s*[：:]|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}[-－ ]\d{7,8}(?!\d)"
)
_DATE = re.compile(
    r"[（(]?\s*(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?\s*[)）]?$|[二〇○零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日$"
)
_SIGNED = re.compile(
    r"[一-龥（）()]{2,28}(?:局|委|院|府|室|科|股|处|队|所|办|中心|部|厅|会)(?:[（(](?:盖章|印章|公章)[)）])?$"
)
_GREETING = re.compile(
    r"(?:尊敬的|各位|敬爱的)[^。]{0,20}[：:，,]?|你[们]?好|您好|此致|敬礼|谢谢|感谢(?:大家|聆听)?|[一-龥、]{2,30}[：:]|特此(?:报告|汇报|函告|报送)[。]?"
    r"|(?:以上)?(?:汇报|报告)(?:完毕|如有不当[^。]{0,20})[。]?|现将[^。]{0,60}如下[：:。]?|(?:示例|样例)[^。]{0,30}"
)
_OTHER_YEAR = re.compile(r"(?<![\d“《〔(（])((?:19|20)\d{2})年(?!前|之前|度?(?:修订|修正|版))")
_NAMES = re.compile(r"《[^《》]{1,80}》|“[^“”]{1,40}”")
_COMPARED = re.compile(r"(?:较|比|同比|相比|与|对比|由|从|自|增长|下降|减少|增加|提高|以来|起)")
_ANY = re.compile(r"[一-龥]")
HEADING = "标题"
ROW = "表格中的行，数字已另行采用"
INSTRUCTION = "对写作或模型的指令，不采用"
_SHORTEST = 6
_LONGEST_NAME = 30
_LONGEST_HEADING = 45
_NOT_WORDS = re.compile(r"[^一-龥A-Za-z]+")
_ALIKE = 0.8
"""Share of letters from which on two sentences with the same figures are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What is known where a sentence stands."""

    year: int
    of_year: int
    doings: bool
    table: bool
    heading: str
    part: Use
    last: bool
    """It is one of the last lines, where signatures stand."""


def sift(
    text: str, *, document_id: str, figures: Sequence[MaterialFigure], year: int, of_year: int, doings: bool
) -> tuple[MaterialSentence, ...]:
    """Return the sentences of one material in order, headings and signatures among them as ``set_aside``.

    ``year`` is the reporting year, ``of_year`` the year that the text is about, ``doings`` whether it tells what was
    done (a rule or a plan does not). Ids are ``m1``, ``m2`` … within this text.
    """
    starts = [f.figure.start for f in figures]
    heading, part = "", "done"
    found: list[MaterialSentence] = []
    spans = [span for span in split(text) if text[span.start : span.end].strip()]
    ends_of_body = _body_end(text)
    for span in spans:
        whole = _trimmed(text, span)
        line_start = text.rfind("\n", 0, whole.start) + 1
        opens_line = not text[line_start : whole.start].strip()
        raw = text[whole.start : whole.end]
        label = _LABEL.match(raw)
        start = whole.start + (label.end() if label else 0)
        words = text[start : whole.end].strip().rstrip("*").strip()
        here = tuple(figures[bisect.bisect_left(starts, whole.start) : bisect.bisect_left(starts, whole.end)])
        table = " | " in raw or "\t" in raw
        signed = whole.start >= ends_of_body and bool(_SIGNED.fullmatch(raw))
        is_heading = opens_line and not table and not signed and _is_heading(text, raw, whole)
        if opens_line and not table and (is_heading or _TOP.match(raw)):
            named = re.split(r"[。；]", words)[0][:_LONGEST_HEADING]
            if is_heading or len(words) <= _LONGEST_HEADING:
                heading = words.rstrip("。") if is_heading else named
                part = _part_of(heading, part)
        context = _Context(
            year=year,
            of_year=of_year,
            doings=doings,
            table=table,
            heading=heading,
            part=part,
            last=start >= ends_of_body,
        )
        reason = HEADING if is_heading else _aside(words, here, context)
        found.append(
            MaterialSentence(
                id=f"m{len(found) + 1}",
                document_id=document_id,
                text=words,
                start=start,
                end=start + len(words),
                heading=heading if not is_heading else "",
                figures=here,
                use="set_aside" if reason else _use(words, part),
                reason=reason,
            )
        )
    return tuple(found)


def _trimmed(text: str, span: Span) -> Span:
    raw = text[span.start : span.end]
    return Span(start=span.start + len(raw) - len(raw.lstrip()), end=span.end - len(raw) + len(raw.rstrip()))


def _body_end(text: str) -> int:
    """Return where the last lines begin that may be a signature."""
    lines = text.rstrip().rsplit("\n", 4)
    return len(text.rstrip()) - sum(len(line) + 1 for line in lines[1:]) if len(lines) > 1 else len(text)


def _is_heading(text: str, raw: str, span: Span) -> bool:
    """Say whether a whole line is a heading: short, without a stop at its end, marked or followed by text."""
    after = text[span.end : span.end + 1]
    if after not in {"", "\n"} and text[span.end : span.end + 2].strip():
        return False
    marked = bool(_TOP.match(raw) or raw.startswith("#") or re.match(r"[1-9][0-9]?[.．、](?!\d)", raw))
    # A numbered heading may hold a comma (（一）突出政治引领，强化法治思维), a bare line may not.
    inside = r"[。；：:]" if marked else r"[。；，,：:]"
    if len(raw) > _LONGEST_HEADING or raw[-1] in "；;，,：:、！？!?" or re.search(inside, raw[:-1]):
        return False
    if raw[-1] == "。":
        return marked and len(raw) <= _LONGEST_HEADING // 2 and not re.search(r"\d", raw[3:])
    return marked or (not _DATE.fullmatch(raw) and not re.search(r"\d(?!\d{3}年|年)[^年]*$", raw))


def _part_of(heading: str, before: Use) -> Use:
    """Return the part of a report that a heading opens; one that says nothing leaves it as it is."""
    for pattern, use in _HEADINGS:
        if pattern.search(heading):
            return use
    return before if not re.match(r"[一二三四五六七八九十]", heading) else "done"


def _use(words: str, part: Use) -> Use:
    if part != "done":
        return part
    opening = words[:30]
    if re.match(r"(?:下一?步|明年|下一?年度?|来年|今后|(?:19|20)\d{2}年将)", words) or re.match(
        r"[^，,]{0,10}(?:下一?步|明年)[，,]", words
    ):
        return "next"
    if _HEAD.search(words):
        return "head"
    if re.search(
        r"存在(?:的|一些|以下)?(?:主要)?(?:问题|不足|差距|短板)|(?:问题|不足)(?:主要)?(?:有|是|表现)", opening
    ):
        return "short"
    if _SHORT.search(words) and not _MENDED.search(words):
        return "short"
    return "done"


def _aside(  # noqa: PLR0911 - one return a reason
    words: str, figures: Sequence[MaterialFigure], context: _Context
) -> str:
    """Return in Chinese why a sentence is set aside; empty where it may be used."""
    if instructs(words):
        return INSTRUCTION
    if context.table:
        return ROW
    if not _ANY.search(words):
        return "没有文字"
    bare = words.strip("。；;")
    if _DATE.fullmatch(bare) or (context.last and len(words) <= _LONGEST_NAME and _SIGNED.fullmatch(bare)):
        return "落款"
    if _CONTACT.search(words):
        return "联系方式、填报人等，不属报告内容"
    if _GREETING.fullmatch(words):
        return "称谓或套话"
    if not context.doings:
        return "规定、计划中的要求，不是已完成的情况"
    if other := _of_other_year(words, figures, context):
        return other
    if (
        (len(_NOT_WORDS.sub("", words)) < _SHORTEST and not figures)
        or words[-1] not in _STOPS
        or words[0] in "，,、；;）)"
    ):
        return "不是完整句子"
    return ""


def _of_other_year(words: str, figures: Sequence[MaterialFigure], context: _Context) -> str:
    """Say whether a sentence tells of another year only; a comparison with one does not count."""
    if context.of_year != context.year:
        return f"说的是{context.of_year}年，不是{context.year}年"
    words = _NAMES.sub("", words)
    forward = (
        context.part == "next" or _NEXT.search(words) or re.match(rf"{context.year + 1}年[^，,。]{{0,6}}将", words)
    )
    years = [
        int(m[1]) for m in _OTHER_YEAR.finditer(words) if not _COMPARED.search(words[max(0, m.start() - 4) : m.start()])
    ]
    after = {int(m[1]) for m in _OTHER_YEAR.finditer(words)} - {context.year}
    if years and context.year not in years and str(context.year) not in words:
        if forward and all(y == context.year + 1 for y in years):
            return ""
        levels = [f for f in figures if f.role == "level" and f.figure.period]
        if not levels or not any(f.usable for f in levels):
            return f"说的是{years[0]}年，不是{context.year}年" if after else ""
    if re.match(r"(?:上一?年度?|去年|前年)(?!同期)(?:[，,]|[一-龥])", words) and not any(f.usable for f in figures):
        return "说的是上年"
    return ""


def without_repeats(materials: Sequence[Material]) -> tuple[Material, ...]:
    """Return the materials with each sentence that another already says set aside.

    Two sentences are one where their words are equal, or their figures are equal and their words nearly.
    """
    seen: dict[str, str] = {}
    by_figures: dict[tuple[str, ...], list[tuple[MaterialSentence, str]]] = {}
    renewed: list[Material] = []
    for material in materials:
        kept: list[MaterialSentence] = []
        for sentence in material.sentences:
            kept.append(sentence)
            if sentence.use == "set_aside":
                continue
            words = re.sub(r"\s", "", sentence.text)
            numbers = tuple(f"{f.figure.value}{f.figure.unit}" for f in sentence.figures)
            twin = seen.get(words) or _twin(sentence, by_figures.get(numbers, []) if numbers else [])
            if twin:
                kept[-1] = replace(sentence, use="set_aside", reason=f"重复：{twin}已有")
                continue
            seen[words] = f"《{material.title}》"
            if numbers:
                by_figures.setdefault(numbers, []).append((sentence, f"《{material.title}》"))
        renewed.append(replace(material, sentences=tuple(kept)))
    return tuple(renewed)


def _twin(sentence: MaterialSentence, others: Sequence[tuple[MaterialSentence, str]]) -> str:
    mine = _pairs(sentence.text)
    for other, title in others:
        if not all(agree(a.figure, b.figure) for a, b in zip(sentence.figures, other.figures, strict=True)):
            continue
        theirs = _pairs(other.text)
        if len(mine & theirs) >= _ALIKE * max(1, min(len(mine), len(theirs))):
            return title
    return ""


def _pairs(text: str) -> set[str]:
    words = _NOT_WORDS.sub("", text)
    return {words[i : i + 2] for i in range(len(words) - 1)}
