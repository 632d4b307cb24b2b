"""Zip-based office files: opened within limits, their XML parsed without DTDs or entities."""

import io
import posixpath
import zipfile
import zlib
from xml.etree import ElementTree as ET

from knowledge.errors import UnreadableFile
from knowledge.reading.types import Source

_ENCRYPTED_ENTRY = 0x1
_RATIO_FLOOR = 10 * 1024 * 1024
_CHUNK = 1024 * 1024


class _DoctypeFound(Exception):
    """The XML declares a document type."""


class _WithoutDoctype(ET.TreeBuilder):
    """Builds a tree and stops at a document type: office XML has none, attacks by entities need one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        del name, pubid, system
        raise _DoctypeFound


def local(element: ET.Element) -> str:
    """Return an element's name without its namespace: strict and transitional files differ only there."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str | None:
    """Return the attribute with this local name, in whatever namespace."""
    for key, value in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return value
    return None


def child(element: ET.Element, name: str) -> ET.Element | None:
    """Return the first direct child with this local name."""
    return next((each for each in element if local(each) == name), None)


class OfficePackage:
    """The parts of a .docx or .xlsx file, each read at most up to the limits."""

    def __init__(self, source: Source) -> None:
        """Open the zip directory and refuse what is broken, encrypted or a zip bomb."""
        self._name = source.name
        self._limits = source.limits
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise self._broken() from error
        self.parts = frozenset(self._zip.namelist())
        self._check_directory()

    def _broken(self) -> UnreadableFile:
        return UnreadableFile(
            f"「{self._name}」已损坏，无法完整解压。请用 Word 或 WPS 打开并重新保存，或向提供者重新索取。"
        )

    def _bomb(self) -> UnreadableFile:
        megabytes = self._limits.expanded_bytes // (1024 * 1024)
        return UnreadableFile(
            f"「{self._name}」解压后异常庞大（上限 {megabytes} MB），可能是压缩炸弹，未读入。"
            "请确认来源；若文件正常，请删去其中的大图后另存再试。"
        )

    def _check_directory(self) -> None:
        entries = self._zip.infolist()
        if any(entry.flag_bits & _ENCRYPTED_ENTRY for entry in entries):
            raise UnreadableFile(f"「{self._name}」的压缩包设有密码。请取消密码后重新保存再导入。")
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(1, sum(entry.compress_size for entry in entries))
        ratio = unpacked / packed
        if unpacked > self._limits.expanded_bytes:
            raise self._bomb()
        if unpacked > _RATIO_FLOOR and ratio > self._limits.expansion_ratio:
            raise self._bomb()

    def read(self, part: str) -> bytes:
        """Return a part's bytes; what is really unpacked counts, whatever the directory claims."""
        content = bytearray()
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    content += chunk
                    self._unpacked += len(chunk)
                    if len(content) > self._limits.xml_bytes or self._unpacked > self._limits.expanded_bytes:
                        raise self._bomb()
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            KeyError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise self._broken() from error
        return bytes(content)

    def tree(self, part: str) -> ET.Element:
        """Parse a part; a DTD is refused, so no entity is ever resolved."""
        parser = ET.XMLParser(target=_WithoutDoctype())  # noqa: S314 - the builder refuses DTDs
        try:
            parser.feed(self.read(part))
            return parser.close()
        except _DoctypeFound as error:
            raise UnreadableFile(
                f"「{self._name}」的 XML 含有文档类型声明，可能有害，未读入。"
                "请用 Word、Excel 或 WPS 打开，另存为新文件再导入。"
            ) from error
        except (ET.ParseError, ValueError, LookupError) as error:
            raise self._broken() from error

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """Return ``(id, last word of the type, target part)`` of a part's internal relationships; "" is the root."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            return []
        found: list[tuple[str, str, str]] = []
        for relation in self.tree(rels):
            if attribute(relation, "TargetMode") == "External":
                continue
            target = attribute(relation, "Target") or ""
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            kind = (attribute(relation, "Type") or "").rpartition("/")[2]
            found.append((attribute(relation, "Id") or "", kind, target))
        return found

    def one_related(self, part: str, kind: str) -> str | None:
        """Return the target of the first relationship of this kind that is in the package."""
        targets = (target for _, of, target in self.related(part) if of == kind)
        return next((target for target in targets if target in self.parts), None)
