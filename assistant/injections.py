"""Whether a sentence of a source tells a writer or a model what to do, rather than the report what happened.

请示、要求各所队…、按照…指示 are ordinary prose of the genre; what counts is that the writer, the draft or the
model is meant.
"""

import re
import unicodedata

from knowledge.outline import sentences

_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
"""Signs that turn or hide text: no honest copy holds them."""
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")
_MOST_ZERO_WIDTH = 2
"""A stray one comes with copying from a web page; more of them are there to hide something."""
_TEXT = r"(?:报告|文稿|草稿|初稿|正文|文章|本段|这段|此段|该段|全文|总结|材料|内容|答案|回答|输出|回复|结果)"
_MODEL = (
    r"(?:模型|大模型|语言模型|AI|人工智能|智能助手|助手|机器人|系统提示|提示词|ChatGPT|GPT|LLM|DeepSeek|通义|文心"
    r"|起草人员?|撰稿人|写稿人|执笔人)"
)
_LEAVE = r"(?:忽略|无视|忘记|忘掉|抛开|不要理会|不要遵守|不要管|不必理会|不必遵守|跳过|推翻|取代|覆盖|绕过|解除)"
_ORDERS = r"(?:指令|指示|提示|规则|要求|设定|限制|约束|内容|说明|命令|文字)"
_WRITE = (
    r"(?:写成|写为|写作|改写|改成|改为|输出|生成|撰写|续写|补写|翻译|复述|扩写|润色|写入|写上|写明|写出|填上|填入|填为|填成"
    r"|编造|起草|代写|写一)"
)
_OTHERS = (
    r"(?!求|示|假|愿|战|功|专家|律师|人大|代表|教授|群众|老师|第三方|高校|各|当事人|企业|媒体|检察|法官|法院|局领导|领导"
    r"|乡贤|调解)"
)
_PATTERNS = (
    # Earlier instructions are to be left aside.
    rf"{_LEAVE}[^。；，,]{{0,6}}(?:以上|上述|之前|前面|先前|此前|所有|一切|任何|全部|系统|原有|上面|前文|你)[^。；，,]{{0,10}}{_ORDERS}",
    rf"{_LEAVE}[^。；，,]{{0,4}}(?:指令|提示词|系统提示|前文|上文)",
    # A role for the model.
    r"(?:^|[。；，,：:“\"\s])(?:你|您)(?:现在|从现在起|此刻|将|要|应当?|必须|需要?)?(?:是|扮演|作为|充当|变成|成为)(?:一[个名位])?",
    rf"(?:从现在(?:起|开始)|接下来)[，,]?\s*(?:你|您|请|{_MODEL})",
    r"(?:切换(?:为|到|成)|进入)[^。；，,]{0,10}(?:开发者|管理员|越狱|调试|无限制)模式",
    rf"(?:作为|身为)(?:一[个名])?(?:{_MODEL})",
    rf"(?:致|给|告诉|告知|提醒|提示|请|要求|指示|命令|允许|禁止)(?:本|该|各)?(?:{_MODEL})",
    rf"(?:{_MODEL})(?:请|应[当该]|必须|需要?|务必|不得|不要|只能)[^。]{{0,30}}",
    # What is to be written.
    rf"(?:^|[。；，,：:、“\"\s])(?:请{_OTHERS}|务必|烦请|麻烦)[^。；，,]{{0,16}}{_WRITE}",
    rf"(?:请|务必|必须|应当?|直接|只需?|一律|统一)[^。；，,]{{0,8}}(?:在)?{_TEXT}(?:中|里|内)[^。；，,]{{0,8}}{_WRITE}",
    rf"(?:务必|必须|直接|只需?|一律|统一){_WRITE}[^。；，,]{{0,6}}(?:{_TEXT}|终稿|数字|百分之|[0-9]{{1,3}}%)",
    r"(?:把|将)[^。；]{0,20}(?:数字|数据|数|比例|率|日期|金额|年份|名称|姓名)[^。；由从]{0,10}(?:写成|写为|改成|改为|改写|替换成|替换为|填成|填为)",
    rf"(?:写|起草|撰写)(?:{_TEXT})?(?:时|的时候)[，,]?(?:请|务必|必须|应|要|不要|不得|可以)",
    r"(?:此处|这里|该处|本处|下面|以下)(?:请|应|须|需|可)?(?:(?:写|填|补)(?:上|入|成|为|写)?(?![种植砌实报])|插入|改写|改成|改为)",
    rf"(?:不要|不得|请勿|切勿|禁止|无需|不必)(?:在{_TEXT}(?:中|里))?(?:提到|提及|写出?|写进|标注|标明|注明|核实|核对|输出|透露|泄露)"
    rf"[^。；]{{0,20}}(?:{_TEXT}|来源|出处|数字|指令|提示|本句|这句|待核实|待补充)",
    r"(?:重复|打印|显示|透露|泄露|输出|说出|公开)[^。；]{0,10}(?:系统提示|提示词|系统指令|你的指令|开发者指令)",
    r"(?:本句|这句话|上一句|下一句|本段文字|以下文字)[^。；]{0,10}(?:优先|替换|原样|照抄|照录|最高)",
    r"(?:照抄|照录)(?=本|这|以|此|上|下|如|[：:])|原样(?:输出|写入|照录|照抄)",
    r"(?:格式|语气|篇幅|字数)(?:要|应|须|请)[^。；]{0,12}(?:字|以上|以内|严肃|活泼|一些)",
    r"(?:领导|局长|上级)(?:已|已经)?(?:授权|批准|同意)(?:你|您|模型|直接)[^。；]{0,12}(?:写|填|改|编|输出)",
    # Forms of chat and mark-up.
    r"(?:^|[\s\[<【|#*])(?:system|assistant|user|human|developer|instruction|prompt)\s*[:：\]>】|]",
    r"<\|?[a-z_/]{2,20}\|?>|\[/?(?:INST|SYS|SYSTEM)\]|<</?SYS>>|###\s*(?:Instruction|System|指令|系统)",
    r"(?:^|[【\[（(])(?:系统|管理员|开发者|指令|提示词?|系统提示|系统消息|写作提示|写作要求|编者按|备注给作者)\s*[】\])）]?\s*[:：]",
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|prior)",
    r"\b(?:you are|act as|pretend|respond with|output|print|write|reveal)\b.{0,40}"
    r"\b(?:assistant|model|ai|prompt|exactly|only|the following|system)",
    r"</?(?:script|style|iframe|img|a|system|instructions?|prompt)\b[^<>]{0,80}>",
)
_LINKS = (
    r"(?:https?|ftp|file|javascript|data)\s*[:：]\s*(?://|[a-z])|www\.[a-z0-9\-]+\.|!?\[[^\]\n]{0,40}\]\([^)\n]{1,200}\)",
    r"[\[【〔](?:来源|引用|出处|cite|citation|ref|source|证据|依据)\s*[:：]?\s*[a-z]?\d{0,4}\s*[\]】〕]|\[\^?\d{1,3}\]|【\d{1,3}[†:：]",
    r"⟦|⟧|\{\{|\}\}|【待(?:补充|核实)",
)
_SPEECH = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in (*_PATTERNS, *_LINKS)), re.IGNORECASE)
_LONGEST = 2000


def instructs(sentence: str) -> bool:
    """Say whether ``sentence`` speaks to the writer or a model, hides letters, or carries links or false citations."""
    if _HIDDEN.search(sentence):
        return True
    seen, count = _ZERO_WIDTH.subn("", sentence[:_LONGEST])
    return count > _MOST_ZERO_WIDTH or bool(_ANY.search(unicodedata.normalize("NFKC", seen)))


def without_speech(text: str) -> str:
    """Return ``text`` with blanks in the place of sentences that speak to the writer or a model; offsets hold.

    What such a sentence says proves nothing and contradicts nothing.
    """
    kept = [
        " " * (span.end - span.start) if _speaks(text[span.start : span.end]) else text[span.start : span.end]
        for span in sentences(text)
    ]
    return "".join(kept)


def _speaks(sentence: str) -> bool:
    return len(sentence) <= _LONGEST and bool(_SPEECH.search(unicodedata.normalize("NFKC", sentence)))
