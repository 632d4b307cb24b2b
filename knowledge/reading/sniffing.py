"""What a file really is, told from its bytes; what cannot be read is refused with what to do instead."""

import io
import re
import zipfile
from enum import StrEnum

from knowledge.errors import UnreadableFile
from knowledge.reading.types import Source


class Format(StrEnum):
    """The formats that can be read; the value is what people call them."""

    DOCX = "Word 文档（.docx）"
    XLSX = "Excel 工作簿（.xlsx）"
    PDF = "PDF"
    HTML = "网页"
    CSV = "CSV 表格"
    TEXT = "纯文本"


_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 再导入。"
_SAVE_XLSX = "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
_SAVE_SLIDES = "请把其中的文字复制到 Word，保存为 .docx 再导入。"
_RECOGNISE = "请先用 OCR 软件识别成文字，校对后存为 .docx 再导入。"
_UNPACK = "请先解压，再逐个导入里面的文件。"
_EXTRACT = "请在阅读器中导出为带文字的 PDF 或 .docx 再导入。"

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "图片", _RECOGNISE),
    (b"\xff\xd8\xff", "图片", _RECOGNISE),
    (b"GIF8", "图片", _RECOGNISE),
    (b"II*\x00", "图片", _RECOGNISE),
    (b"MM\x00*", "图片", _RECOGNISE),
    (b"{\\rtf", "RTF 文档", _SAVE_DOCX),
    (b"Rar!", "压缩包", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "压缩包", _UNPACK),
    (b"\x1f\x8b", "压缩包", _UNPACK),
    (b"MZ", "可执行程序", "程序不能导入资料库。"),
    (b"\x7fELF", "可执行程序", "程序不能导入资料库。"),
    (b"\xca\xfe\xba\xbe", "可执行程序", "程序不能导入资料库。"),
    (b"\xcf\xfa\xed\xfe", "可执行程序", "程序不能导入资料库。"),
)
_OLE_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("EncryptedPackage", "加密（设有打开密码）的 Office 文件", "请打开后取消密码，重新保存再导入。"),
    ("WordDocument", "旧版 Word 文档（.doc 或 .wps）", _SAVE_DOCX),
    ("Workbook", "旧版 Excel 工作簿（.xls 或 .et）", _SAVE_XLSX),
    ("Book", "旧版 Excel 工作簿（.xls）", _SAVE_XLSX),
    ("PowerPoint Document", "旧版演示文稿（.ppt 或 .dps）", _SAVE_SLIDES),
)
_ZIP_MEMBERS: tuple[tuple[str, str, str], ...] = (
    ("ppt/presentation.xml", "演示文稿（.pptx）", _SAVE_SLIDES),
    ("xl/workbook.bin", "二进制工作簿（.xlsb）", _SAVE_XLSX),
    ("OFD.xml", "OFD 版式文件", _EXTRACT),
)
_OPEN_DOCUMENT = {"text": _SAVE_DOCX, "spreadsheet": _SAVE_XLSX, "presentation": _SAVE_SLIDES}
_HTML_START = re.compile(
    r"(?:<\?xml[^>]*\?>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_HTML_TAG = re.compile(r"<(?:p|div|table|span|br|h[1-6]|body|meta)\b", re.IGNORECASE)


def _refusal(source: Source, what: str, advice: str) -> UnreadableFile:
    return UnreadableFile(f"「{source.name}」是{what}，不能直接读入。{advice}")


def sniff(source: Source) -> Format:
    """Return the format that the bytes have.

    Raises UnreadableFile, with the way out, for old office files, images, archives, programs and the like.
    """
    data = source.data
    if data.startswith(_OLE):
        raise _ole_refusal(source)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(source)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    for magic, what, advice in _MAGIC:
        if data.startswith(magic):
            raise _refusal(source, what, advice)
    if (data.startswith(b"RIFF") and data[8:12] == b"WEBP") or (data.startswith(b"BM") and b"\x00" in data[2:32]):
        raise _refusal(source, "图片", _RECOGNISE)
    return _sniff_text(source)


def _ole_refusal(source: Source) -> UnreadableFile:
    for stream, what, advice in _OLE_STREAMS:
        if (stream + "\0").encode("utf-16-le") in source.data:
            return _refusal(source, what, advice)
    return _refusal(source, "旧版 Office 格式的文件", "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 再导入。")


def _sniff_zip(source: Source) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = frozenset(archive.namelist())
            mime = archive.read("mimetype")[:80].decode("latin-1") if "mimetype" in names else ""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        message = f"「{source.name}」已损坏，不是完整的文件。请用 Word 或 WPS 打开并重新保存，或向提供者重新索取。"
        raise UnreadableFile(message) from error
    for member, what, advice in _ZIP_MEMBERS:
        if member in names:
            raise _refusal(source, what, advice)
    for family, advice in _OPEN_DOCUMENT.items():
        if mime.startswith(f"application/vnd.oasis.opendocument.{family}"):
            raise _refusal(source, "OpenDocument 文件", advice)
    if any(name.startswith("word/") for name in names):
        return Format.DOCX
    if any(name.startswith("xl/") for name in names):
        return Format.XLSX
    raise _refusal(source, "压缩包", _UNPACK)


def _sniff_text(source: Source) -> Format:
    data = source.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:_HEAD].decode("utf-16", errors="replace")
    else:
        head = data[:_HEAD].decode("latin-1").removeprefix("\xef\xbb\xbf")
    if head.lstrip().lower().startswith("mime-version:") and "multipart/" in head.lower():
        raise _refusal(source, "单一文件网页（.mht）", "请在浏览器中另存为“网页，仅 HTML”，或复制到 Word 存为 .docx。")
    if "<?mso-application" in head:
        raise _refusal(source, "XML 格式的 Office 文件", "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 再导入。")
    if _HTML_START.match(head) or (source.suffix in {".html", ".htm"} and _HTML_TAG.search(head)):
        return Format.HTML
    return Format.CSV if source.suffix == ".csv" else Format.TEXT
