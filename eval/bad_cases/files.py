"""Files that are broken, hostile, empty, too large, or not what their name says; each is given to `fazhi ingest`."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

from docx import Document
from openpyxl import Workbook
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from eval.bad_cases.bench import Bench
from eval.bad_cases.case import Case, Due, Outcome

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
_MEGABYTE = 1024 * 1024
_TEXT = "云岭县林业站2023年工作报告\n一、工作情况\n全年巡山护林312次，制止违规用火7起。\n"


def noise(size: int) -> bytes:
    """Return the same random bytes on every run."""
    return random.Random(20231).randbytes(size)  # noqa: S311 - test data


def ole(stream: str) -> bytes:
    """Return the head of an old office file that holds this stream."""
    return _OLE + (stream + "\0").encode("utf-16-le") + b"\0" * 512


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_parts(body: str) -> dict[str, str | bytes]:
    """Return the parts of a minimal .docx with this XML as its body."""
    kinds = "http://schemas.openxmlformats.org/package/2006"
    default = '<Default Extension="xml" ContentType="x"/>'
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/content-types">{default}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}/relationships">{relation}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
    }


def paragraph(text: str) -> str:
    """Return the XML of one paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word() -> bytes:
    """Return a good .docx."""
    stream = io.BytesIO()
    document = Document()
    for line in _TEXT.splitlines():
        document.add_paragraph(line)
    document.save(stream)
    return stream.getvalue()


def workbook() -> bytes:
    """Return a good .xlsx."""
    stream = io.BytesIO()
    book = Workbook()
    book.worksheets[0].append(["巡山护林", 312])
    book.save(stream)
    return stream.getvalue()


def pdf(*, password: str | None = None, text: bool = True) -> bytes:
    """Return a PDF of one page: a line of text, or a drawing only."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, encrypt=password)
    if text:
        canvas.drawString(72, 700, "2023 312 7")
    else:
        canvas.rect(72, 500, 300, 200, fill=1)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _with_password(data: bytes) -> bytes:
    """Return a zip whose members are marked as encrypted."""
    marked = bytearray(data)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = marked.find(mark)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(mark, at + 4)
    return bytes(marked)


def _flipped(data: bytes) -> bytes:
    """Return a .docx in whose text one byte is wrong."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo("word/document.xml").header_offset
    changed[at + 80] ^= 0xFF
    return bytes(changed)


def _external_entity() -> bytes:
    parts = word_parts(paragraph("&x;"))
    document = parts["word/document.xml"]
    parts["word/document.xml"] = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{document}'
    return zipped(parts)


def _word_bomb() -> bytes:
    return zipped(word_parts(paragraph("正文") + " " * (60 * _MEGABYTE)))


def _sheet_bomb() -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    return zipped(
        {
            **parts,
            "xl/worksheets/sheet1.xml": bytes(sheet, "utf-8")
            if isinstance(sheet, str)
            else sheet + b" " * (60 * _MEGABYTE),
        }
    )


def _broken_gb18030() -> bytes:
    data = _TEXT.encode("gb18030")
    at = len("云岭县林业站".encode("gb18030"))
    return data[: at + 40] + b"\xff\x81" + data[at + 40 :]


def _file(
    name: str,
    content: bytes | Callable[[], bytes],
    what: str,
    due: Due = "报错",
    *,
    must: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
) -> Case:
    def act(bench: Bench) -> Outcome:
        return bench.call("ingest", bench.file(name, content() if callable(content) else content), "--json")

    return Case(category="文件", what=what, due=due, act=act, must_say=must, must_not_say=never)


def _huge(bench: Bench) -> Outcome:
    path = bench.file("报告.txt", "")
    with open(path, "wb") as stream:  # noqa: PTH123 - a sparse file
        stream.truncate(200 * _MEGABYTE)
    return bench.call("ingest", path, "--json")


def _missing(bench: Bench) -> Outcome:
    return bench.call("ingest", str(bench.folder / "没有这个文件.docx"), "--json")


def _empty_folder(bench: Bench) -> Outcome:
    return bench.call("ingest", str(bench.folder), "--json")


def _one_bad_of_two(bench: Bench) -> Outcome:
    good = bench.file("云岭县林业站2022年工作报告.txt", _TEXT.replace("2023", "2022"))
    bad = bench.file("坏.docx", noise(3000))
    return bench.call("ingest", good, bad, "--json").partly(1)


def _one_long_line(bench: Bench) -> Outcome:
    sentence = "全年巡山护林312次，制止违规用火7起，同比下降12.5%，其中移送2起；"
    text = sentence * (_MEGABYTE // len(sentence.encode()))
    outcome = bench.call("figures", bench.file("长行.txt", text), "--year", "2023", "--json")
    owed = 4 * text.count("全年")
    return (
        outcome if outcome.figures == owed else replace(outcome, crash=f"应有 {owed} 个数字，读出 {outcome.figures} 个")
    )


def _name_too_long(bench: Bench) -> Outcome:
    return bench.call("ingest", str(bench.folder / ("长" * 300 + ".docx")), "--json")


def _name_not_utf8(bench: Bench) -> Outcome:
    """Give a file whose name came from a system with another encoding: read, or refused in words."""
    path = bench.file("总结\udcff\udcfe.txt", _TEXT.replace("2023", "2018"))
    return bench.call("ingest", path, "--json")


def _circular_link(bench: Bench) -> Outcome:
    (bench.folder / "环.docx").symlink_to(bench.folder / "环.docx")
    return bench.call("ingest", str(bench.folder / "环.docx"), "--json")


FILES: tuple[Case, ...] = (
    _file("空.docx", b"", "空文件", must=("空文件",)),
    _file("空白.txt", b" \r\n\t \xe3\x80\x80\r\n", "只有空白的 .txt"),
    _file("乱.txt", noise(20_000), "随机字节的 .txt"),
    _file("乱.docx", noise(20_000), "随机字节的 .docx"),
    _file("乱.pdf", noise(20_000), "随机字节的 .pdf"),
    _file("乱.xlsx", noise(20_000), "随机字节的 .xlsx"),
    _file("乱.html", noise(20_000), "随机字节的 .html"),
    _file("零.txt", b"\0" * 5000, "全是 NUL 字节的 .txt"),
    _file("夹零.txt", _TEXT.encode().replace("，".encode(), b"\0"), "夹着 NUL 字节的 .txt"),
    _file("断.docx", lambda: word()[:-600], "截断的 .docx", must=("损坏",)),
    _file("断.xlsx", lambda: workbook()[:2000], "截断的 .xlsx", must=("损坏",)),
    _file("断.pdf", lambda: pdf()[:400], "截断的 .pdf"),
    _file("翻转.docx", lambda: _flipped(word()), "正文里有一个字节翻转的 .docx", must=("损坏",)),
    _file("密.docx", ole("EncryptedPackage"), "设了打开密码的 .docx", must=("密码",)),
    _file("密.xlsx", ole("EncryptedPackage"), "设了打开密码的 .xlsx", must=("密码",)),
    _file("密包.docx", lambda: _with_password(word()), "压缩包一级加密的 .docx", must=("密码",)),
    _file("密.pdf", lambda: pdf(password="1234"), "设了打开密码的 .pdf", must=("密码",)),  # noqa: S106
    _file("旧.doc", ole("WordDocument"), "旧版 .doc", must=(".docx",)),
    _file("旧.xls", ole("Workbook"), "旧版 .xls", must=(".xlsx",)),
    _file("扫描.pdf", lambda: pdf(text=False), "没有文字层的扫描 .pdf", must=("OCR",)),
    Case(category="文件", what="200 MB 的文件", due="报错", act=_huge, must_say=("200 MB", "上限")),
    _file("炸弹.docx", _word_bomb, "压缩炸弹 .docx（解压 60 MB）", must=("压缩炸弹",)),
    _file("炸弹.xlsx", _sheet_bomb, "压缩炸弹 .xlsx（解压 60 MB）", must=("压缩炸弹",)),
    _file("实体.docx", _external_entity, "外部实体指向 /etc/passwd 的 .docx（XXE）", never=("root:",)),
    _file(
        "深.docx",
        lambda: zipped(word_parts("<w:sdt>" * 5000 + paragraph("正文") + "</w:sdt>" * 5000)),
        "嵌套五千层的 .docx",
    ),
    _file("图.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 400, "图片 .png", must=("OCR",)),
    _file("包.zip", lambda: zipped({"报告.txt": _TEXT}), "压缩包 .zip", must=("解压",)),
    _file("演示.pptx", lambda: zipped({"ppt/presentation.xml": "<p/>"}), "演示文稿 .pptx"),
    _file("程序.exe", b"MZ\x90\0" + noise(2000), "可执行程序 .exe"),
    _file("程序.docx", b"\x7fELF" + noise(2000), "改名为 .docx 的可执行程序"),
    _file(
        "其实是网页.docx",
        "<!DOCTYPE html><html><body><p>云岭县林业站2021年巡山护林298次。</p></body></html>".encode(),
        "改名为 .docx 的网页",
        "提醒",
        must=("扩展名",),
    ),
    _file("其实是文字.pdf", _TEXT.replace("2023", "2020").encode(), "改名为 .pdf 的文本", "提醒", must=("扩展名",)),
    _file("坏编码.txt", _broken_gb18030, "有坏字节的 GB18030 文本", must=("编码",)),
    _file(
        "坏编码u.txt",
        _TEXT.encode()[:60] + b"\xff\xfe" + _TEXT.encode()[60:],
        "有坏字节的 UTF-8 文本",
        "提醒",
        must=("损坏",),
    ),
    Case(category="文件", what="不存在的路径", due="报错", act=_missing, must_say=("找不到",)),
    Case(category="文件", what="文件名有 300 个字", due="报错", act=_name_too_long),
    Case(category="文件", what="文件名不是 UTF-8", due="照常", act=_name_not_utf8),
    Case(category="文件", what="指向自己的链接", due="报错", act=_circular_link),
    Case(category="文件", what="没有文件的文件夹", due="报错", act=_empty_folder),
    Case(category="文件", what="两个文件，一个是坏的", due="提醒", act=_one_bad_of_two),
    Case(category="文件", what="1 MB 只有一行的文本（读数字）", due="照常", act=_one_long_line),
)
