"""Saved web pages: the article with its title and tables; navigation, scripts, foot and hidden parts dropped."""

import codecs
import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from knowledge.errors import UnreadableFile
from knowledge.reading.canonical import without_invisible
from knowledge.reading.plain import decode
from knowledge.reading.types import Extract, Source
from knowledge.reading.webpage_digits import shown_digits
from knowledge.reading.webpage_hints import page_hints
from knowledge.reading.webpage_text import node_lines

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DROPPED_TAGS = (
    "script", "style", "noscript", "template", "iframe", "object", "svg", "nav", "footer", "aside", "button", "select",
    "input", "textarea", "dialog", "head", "rt", "rp", "audio", "video",
)  # fmt: skip
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE
)
_NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|breadcrumbs?|crumbs?|mbx|bread|position|location|dqwz|wz|foot\w*|copyright|share\w*"
    r"|bdsharebuttonbox|sidebar|pagination|pager|toolbar|qrcode|ewm|login|search\w*|friendlinks?|links?|related\w*"
    r"|recommend\w*|print|topbar|banner|gotop|skip\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"^(?:您?(?:当前|现在)(?:的)?(?:所在)?位置|您?所在(?:的)?位置)\s*[:：]")
_ARTICLES = (
    "#UCAP-CONTENT", ".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", "#zoom", "#zoomcon", "#Zoom", ".pages_content",
    ".article-content", ".article_content", ".xxgk_content", ".news_content", ".v_news_content",
    "[itemprop=articleBody]", "article", "[role=main]", "main",
)  # fmt: skip
_IMPRINT = re.compile(
    r"^(?:信息来源|文章来源|来\s*源|发布(?:时间|日期|机构)|发文机关|作\s*者|浏览(?:次数|量)?|点击|阅读|字\s*[体号]|责任编辑|编\s*辑|打印)"
    r"\s*[:：【\[]"
)
_DOMINANT = 0.9
_MAJORITY = 0.6
_LEFT_OVER = 40
_ONE_LINE = 150


def read_webpage(source: Source) -> Extract:
    """Read the main text of a saved page; what people left out of it is named in a warning."""
    markup, notes = _markup(source)
    try:
        tree = LexborHTMLParser(markup)
    except (SelectolaxError, ValueError) as error:
        raise UnreadableFile(
            f"「{source.name}」不是可读的网页。请在浏览器中重新保存，或复制到 Word 存为 .docx。"
        ) from error
    hints, dated = page_hints(tree)
    body = tree.body
    if body is None:
        raise _without_text(source)
    for node in body.css(",".join(_DROPPED_TAGS)):
        node.decompose()
    _drop_hidden(body)
    _drop_navigation(body)
    main = _main(body)
    lines = node_lines(main)
    if not lines:
        raise _without_text(source)
    text = without_invisible("\n".join(lines))
    shown = shown_digits(main.html or "")
    if hints.title and _squeezed(hints.title) not in _squeezed(text[: len(hints.title) * 3 + 400]):
        text = hints.title + "\n" + text
    left = _left_over(body, main)
    if left:
        notes = (*notes, f"正文之外还有文字没有读入（如“{left[:30]}…”），请核对网页正文是否完整。")
    return Extract(text=text, shown=shown, warnings=notes, hints=replace(hints, issued=hints.issued or dated))


def _without_text(source: Source) -> UnreadableFile:
    return UnreadableFile(
        f"「{source.name}」里没有正文（内容可能由脚本生成，或在框架页里）。"
        "请在浏览器中打开，复制正文到 Word 存为 .docx。"
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _markup(source: Source) -> tuple[str, tuple[str, ...]]:
    """Decode by byte order mark, then by the page's own charset, then as plain text is decoded."""
    data = source.data
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = declared[1].decode("ascii", errors="replace").lower()
        name = "gb18030" if name in {"gb2312", "gbk", "gb_2312-80", "x-gbk"} else name
        try:
            return data.decode(name).replace("\0", ""), ()
        except (LookupError, UnicodeDecodeError):
            text, notes = decode(source)
            return text, (*notes, f"网页声明的编码（{name}）与内容不符，已按实际编码读入。")
    return decode(source)


def _drop_hidden(body: LexborNode) -> None:
    for node in body.css("[hidden], [aria-hidden=true], [style]"):
        attributes = node.attributes
        styled = bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
        if styled or "hidden" in attributes or attributes.get("aria-hidden") == "true":
            node.decompose()


def _weight(node: LexborNode) -> int:
    """Return how much text the node has outside links."""
    total = len(_squeezed(node.text()))
    return total - sum(len(_squeezed(link.text())) for link in node.css("a"))


def _drop_navigation(body: LexborNode) -> None:
    """Drop what is named as navigation or is nothing but links; never what holds most of the page's text."""
    whole = max(1, _weight(body))
    for node in body.css("header, [class], [id], [role=navigation]"):
        attributes = node.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        named = bool(_NAVIGATION.search(names)) or node.tag == "header" or attributes.get("role") == "navigation"
        if named and node.css_first("h1") is None and not _is_prose(node, whole):
            node.decompose()
    for node in body.css("ul, ol, p, div, span, td, h2, h3, h4, h5"):
        text = node.text(strip=True)
        imprint = node.tag != "td" and _IMPRINT.match(text) and "。" not in text
        if (imprint or _CRUMB.match(text)) and len(text) < _ONE_LINE and not _is_prose(node, whole):
            node.decompose()
    for node in body.css("ul, ol"):
        text = len(_squeezed(node.text()))
        if text and _weight(node) < text / 5:
            node.decompose()


def _is_prose(node: LexborNode, whole: int) -> bool:
    weight = _weight(node)
    return weight > whole / 2 or (weight > 200 and node.text().count("。") > 3)  # noqa: PLR2004 - several sentences


def _main(body: LexborNode) -> LexborNode:
    """Return the article: a container known by name if it holds most text, else the narrowest that dominates."""
    whole = _weight(body)
    for selector in _ARTICLES:
        found = body.css(selector)
        if len(found) == 1 and _weight(found[0]) >= _MAJORITY * whole:
            return found[0]
    node = body
    while True:
        children = [each for each in node.iter() if each.tag not in {"p", "table", "span", "font", "b", "strong"}]
        best = max(children, key=_weight, default=None)
        if best is None or _weight(best) < _DOMINANT * _weight(node):
            return node
        node = best


def _left_over(body: LexborNode, main: LexborNode) -> str:
    """Return the first running text outside the article; "" if there is none."""
    inside = set(node_lines(main))
    for line in node_lines(body):
        if len(line) >= _LEFT_OVER and "。" in line and line not in inside:
            return line
    return ""
