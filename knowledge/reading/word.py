"""Word documents (.docx): what the page shows of the body, in reading order, with notes at the end."""

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from knowledge.errors import UnreadableFile
from knowledge.reading.canonical import digit_runs, without_invisible
from knowledge.reading.packages import OfficePackage, attribute, local
from knowledge.reading.types import Extract, Hints, Source
from knowledge.reading.word_blocks import Body, Paragraph, lines
from knowledge.reading.word_digits import shown_digits
from knowledge.reading.word_numbering import Numbering, read_styles

_DEFAULT_MAIN = "word/document.xml"
_PICTURE_NAMES = ("blip", "imagedata")
_NOTE_PARTS = ("footnotes", "endnotes")
_TITLES = frozenset({"title", "标题"})
_DRAWN = frozenset({"chart", "diagramData", "chartEx"})


def read_docx(source: Source) -> Extract:
    """Read a .docx as its final version: insertions kept, deletions, hidden text and comments left out."""
    package = OfficePackage(source)
    main = package.one_related("", "officeDocument") or _DEFAULT_MAIN
    if main not in package.parts:
        raise UnreadableFile(f"「{source.name}」缺少正文部分，已损坏。请用 Word 或 WPS 打开并重新保存。")
    root = package.tree(main)
    styles_part, numbering_part = package.one_related(main, "styles"), package.one_related(main, "numbering")
    styles = read_styles(package.tree(styles_part) if styles_part else None)
    body = Body(Numbering(package.tree(numbering_part) if numbering_part else None, styles), styles)
    blocks = list(body.blocks(root))
    text_lines = [line for block in blocks for line in lines(block)]
    shown = shown_digits(root)
    for part in filter(None, (package.one_related(main, kind) for kind in _NOTE_PARTS)):
        noted, seen = _notes(package.tree(part), body)
        text_lines += noted
        shown += seen
    shown += body.generated
    for line in body.contents:
        shown -= digit_runs(line)
    title = next((each.text for each in blocks if isinstance(each, Paragraph) and each.style in _TITLES), "").strip()
    return Extract(
        text=without_invisible("\n".join(text_lines)),
        shown=shown,
        warnings=tuple(_warnings(package, main, root, body)),
        hints=Hints(title=title or None),
    )


def _notes(root: ET.Element, body: Body) -> tuple[list[str], Counter[str]]:
    """Return the notes that the text refers to, each behind its mark, and the digits that they show."""
    found: list[str] = []
    shown: Counter[str] = Counter()
    for note in root:
        mark = body.notes.get(f"{local(note)} {attribute(note, 'id') or ''}")
        if mark is None:
            continue
        text = "\n".join(line for block in list(body.blocks(note)) for line in lines(block))
        found.append(f"{mark}{text.strip()}")
        shown += shown_digits(note) + digit_runs(mark)
    return found, shown


def _warnings(package: OfficePackage, main: str, root: ET.Element, body: Body) -> Iterator[str]:
    names = Counter(local(each) for each in root.iter())
    if body.contents:
        yield f"目录（{len(body.contents)} 行，含页码）没有读入正文。"
    if pictures := sum(names[name] for name in _PICTURE_NAMES):
        yield f"文中有 {pictures} 张图片，图片里的文字和数字没有读入。"
    if names["object"]:
        yield f"文中有 {names['object']} 个嵌入对象（如 Excel 表），其内容没有读入。"
    if names["altChunk"]:
        yield f"文中嵌有 {names['altChunk']} 份外部文档，没有读入。请用 Word 打开并重新保存后再导入。"
    if names["del"] or names["ins"] or names["moveFrom"]:
        yield "文件带有修订痕迹：已按接受全部修订读入（插入的保留，删除的去掉）。"
    drawn = [target for _, kind, target in package.related(main) if kind in _DRAWN]
    if drawn:
        yield _drawn_warning(package, drawn)
    if any(part.endswith("vbaProject.bin") for part in package.parts):
        yield "文件含有宏；宏没有运行，也没有读入。"


def _drawn_warning(package: OfficePackage, drawn: list[str]) -> str:
    digits: Counter[str] = Counter()
    for part in (each for each in drawn if each in package.parts):
        for element in package.tree(part).iter():
            if local(element) in {"t", "v"}:
                digits += digit_runs(element.text or "")
    named = f"（含数字 {'、'.join(list(digits)[:10])}）" if digits else ""
    return f"文中有 {len(drawn)} 个图表或 SmartArt，其中的文字没有读入{named}。"
