"""The registry: which module reads which format, and the one door through which every file comes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import UnreadableFile
from knowledge.reading.canonical import canonical, digit_loss
from knowledge.reading.pdf import read_pdf
from knowledge.reading.plain import read_plain
from knowledge.reading.sheets import read_csv, read_xlsx
from knowledge.reading.sniffing import Format, sniff
from knowledge.reading.types import Extract, Limits, Reading, Source
from knowledge.reading.webpage import read_webpage
from knowledge.reading.word import read_docx


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """How one format is read, and the extensions that its files properly have."""

    reader: Callable[[Source], Extract]
    media_type: str
    suffixes: frozenset[str]


_OFFICE = "application/vnd.openxmlformats-officedocument"
HANDLERS: Mapping[Format, Handler] = {
    Format.DOCX: Handler(
        reader=read_docx,
        media_type=f"{_OFFICE}.wordprocessingml.document",
        suffixes=frozenset({".docx", ".docm", ".dotx"}),
    ),
    Format.XLSX: Handler(
        reader=read_xlsx,
        media_type=f"{_OFFICE}.spreadsheetml.sheet",
        suffixes=frozenset({".xlsx", ".xlsm", ".xltx"}),
    ),
    Format.PDF: Handler(reader=read_pdf, media_type="application/pdf", suffixes=frozenset({".pdf"})),
    Format.HTML: Handler(
        reader=read_webpage, media_type="text/html", suffixes=frozenset({".html", ".htm", ".shtml", ".xhtml"})
    ),
    Format.CSV: Handler(reader=read_csv, media_type="text/csv", suffixes=frozenset({".csv"})),
    Format.TEXT: Handler(reader=read_plain, media_type="text/plain", suffixes=frozenset({".txt", ".md", ".text"})),
}


def read(path: Path, *, limits: Limits = Limits()) -> Reading:  # noqa: B008 - frozen, so one default serves all
    """Read a file whole and return its canonical text, the losses as warnings, and what it says of itself.

    The format is told by content, not by name. Raises UnreadableFile with what to do where that is impossible.
    """
    source = _load(path, limits)
    form = sniff(source)
    handler = HANDLERS[form]
    try:
        extract = handler.reader(source)
    except (RecursionError, MemoryError) as error:
        raise UnreadableFile(
            f"「{source.name}」的结构嵌套过深或过大，无法读入。请复制正文另存为新文件再导入。"
        ) from error
    text = canonical(extract.text)
    if not text.strip():
        raise UnreadableFile(f"「{source.name}」里没有可读的文字。若内容是图片，请先用 OCR 识别成文字再导入。")
    loss = digit_loss(extract.shown, text)
    warnings = (*_name_warning(source, form, handler), *extract.warnings, *([loss] if loss else ()))
    return Reading(text=text, warnings=warnings, media_type=handler.media_type, hints=extract.hints)


def _name_warning(source: Source, form: Format, handler: Handler) -> tuple[str, ...]:
    if not source.suffix or source.suffix in handler.suffixes:
        return ()
    return (f"文件扩展名是 {source.suffix}，内容却是{form}；已按内容读入。",)


def _load(path: Path, limits: Limits) -> Source:
    try:
        if path.is_dir():
            raise UnreadableFile(f"「{path}」是文件夹。请选择其中的文件。")
        if not path.exists():
            raise UnreadableFile(f"找不到文件「{path}」。请核对路径和文件名。")
        if not path.is_file():
            raise UnreadableFile(f"「{path}」不是普通文件，不能读入。")
        size = path.stat().st_size
        if size > limits.file_bytes:
            allowed = limits.file_bytes // (1024 * 1024)
            is_now = f"「{path.name}」有 {size / (1024 * 1024):.0f} MB，超过 {allowed} MB 的上限。"
            raise UnreadableFile(is_now + "请拆分，或压缩其中的图片后再导入。")
        data = path.read_bytes()
    except PermissionError as error:
        raise UnreadableFile(f"没有权限读取「{path}」。请检查文件权限，或复制到自己的文件夹再导入。") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"无法打开「{path}」：{error}。请核对路径，或把文件复制到本机再导入。") from error
    if not data:
        raise UnreadableFile(f"「{path.name}」是空文件。请确认文件已保存完整，再重新导入。")
    return Source(name=path.name, suffix=path.suffix.lower(), data=data, limits=limits)
