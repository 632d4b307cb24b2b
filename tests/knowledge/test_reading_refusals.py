"""Files that are not read: each refusal says, in Chinese, what the matter is and what to do."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.errors import UnreadableFile
from knowledge.reading import Limits, read
from tests.knowledge.reading_files import p, relations, word_xml, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def ole(stream: str) -> bytes:
    return OLE + (stream + "\0").encode("utf-16-le") + b"\0" * 512


def archive(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "what", "advice"),
    [
        ("a.docx", b"", "空文件", "重新导入"),
        ("a.txt", b"  \r\n\t ", "没有可读的文字", "OCR"),
        ("a.doc", ole("WordDocument"), "旧版 Word", "另存为 .docx"),
        ("a.wps", ole("WordDocument"), "旧版 Word", "另存为 .docx"),
        ("a.docx", ole("WordDocument"), "旧版 Word", "另存为 .docx"),
        ("a.xls", ole("Workbook"), "旧版 Excel", "另存为 .xlsx"),
        ("a.ppt", ole("PowerPoint Document"), "演示文稿", "保存为 .docx"),
        ("a.docx", ole("EncryptedPackage"), "加密", "取消密码"),
        ("a.xlsx", ole("EncryptedPackage"), "加密", "取消密码"),
        ("a.dat", OLE, "旧版 Office", "另存为"),
        ("a.rtf", b"{\\rtf1\\ansi text}", "RTF", "另存为 .docx"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片", "OCR"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + b"\0" * 50, "图片", "OCR"),
        ("a.exe", b"MZ\x90\x00" + b"\0" * 50, "可执行程序", "不能导入"),
        ("a.docx", b"\x7fELF" + b"\0" * 50, "可执行程序", "不能导入"),
        ("a.rar", b"Rar!\x1a\x07" + b"\0" * 50, "压缩包", "解压"),
        ("a.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "mht", "另存为"),
        ("a.docx", b"PK\x03\x04" + b"broken" * 20, "损坏", "重新保存"),
        ("a.zip", archive(readme="x"), "压缩包", "解压"),
        ("a.pptx", archive(ppt__presentation_xml="<p/>"), "演示文稿", "保存为 .docx"),
        ("a.odt", archive(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument", "另存为 .docx"),
        ("a.docx", archive(word__other_xml="<a/>"), "损坏", "重新保存"),
        ("a.xml", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "XML", "另存为"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_it_is_and_what_to_do(
    tmp_path: Path, name: str, data: bytes, what: str, advice: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert what in str(caught.value)
    assert advice in str(caught.value)
    assert name in str(caught.value)


def test_an_ofd_file_is_told_by_name(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.ofd", {"OFD.xml": "<ofd/>"})
    with pytest.raises(UnreadableFile, match="OFD"):
        read(path)


def test_a_file_over_the_limit_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="200 MB，超过 100 MB"):
        read(path)


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", p("正文") + " " * 12_000_000)
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        read(path)


def test_the_total_of_what_unpacks_is_limited(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", p("正文") + " " * 500_000)
    assert read(path).text == "正文"
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        read(path, limits=Limits(expanded_bytes=400_000))


def test_a_bomb_in_a_part_that_is_never_read_is_refused_too(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", p("正文"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/media/image1.bmp", b"\0" * 500_000)
    assert read(path).text == "正文"
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        read(path, limits=Limits(expanded_bytes=400_000))


def test_a_directory_that_lies_about_sizes_does_not_help_a_bomb(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", p("正文") + " " * 500_000)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as source:
        true = source.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    assert data.count(true) >= 1
    path.write_bytes(bytes(data).replace(true, (1000).to_bytes(4, "little")))
    with pytest.raises(UnreadableFile):
        read(path, limits=Limits(expanded_bytes=400_000))


def test_one_part_too_large_to_parse_is_refused(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", p("正文") + " " * 500_000)
    with pytest.raises(UnreadableFile, match="异常庞大"):
        read(path, limits=Limits(xml_bytes=100_000))


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>', '<!DOCTYPE d [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>'],
)
def test_entities_are_never_resolved(tmp_path: Path, doctype: str) -> None:
    path = word_xml(tmp_path / "a.docx", p("&x;"))
    with zipfile.ZipFile(path) as source:
        files = {name: source.read(name) for name in source.namelist()}
    files["word/document.xml"] = doctype.encode() + files["word/document.xml"]
    with pytest.raises(UnreadableFile, match="文档类型声明"):
        read(zipped(tmp_path / "b.docx", files))


def test_entities_in_a_workbook_are_refused_too(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["甲", 1])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source:
        files = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    files[sheet] = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + files[sheet]
    with pytest.raises(UnreadableFile, match="文档类型声明"):
        read(zipped(tmp_path / "b.xlsx", files))


def test_macros_are_left_alone_with_a_warning(tmp_path: Path) -> None:
    files = {
        "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": "<document><body><p><r><t>正文</t></r></p></body></document>",
        "word/vbaProject.bin": b"\0\1\2",
    }
    reading = read(zipped(tmp_path / "a.docm", files))
    assert reading.text == "正文"
    assert reading.warnings == ("文件含有宏；宏没有运行，也没有读入。",)


def test_broken_xml_inside_a_good_zip_is_refused(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", "<w:p><w:r>")
    with pytest.raises(UnreadableFile, match="损坏"):
        read(path)


def test_a_flipped_byte_in_the_zip_is_noticed(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", p("调解矛盾纠纷9644起") * 50)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as source:
        at = source.getinfo("word/document.xml").header_offset + 80
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableFile, match="损坏"):
        read(path)


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = word_xml(tmp_path / "a.docx", p("正文"))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableFile, match="密码"):
        read(path)


def test_absurdly_deep_nesting_is_refused(tmp_path: Path) -> None:
    depth = 5000
    path = word_xml(tmp_path / "a.docx", "<w:sdt>" * depth + p("正文") + "</w:sdt>" * depth)
    with pytest.raises(UnreadableFile, match="嵌套过深"):
        read(path)


def test_a_folder_a_missing_file_and_an_impossible_path_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="文件夹"):
        read(tmp_path)
    with pytest.raises(UnreadableFile, match="找不到"):
        read(tmp_path / "none.docx")
    (tmp_path / "a.txt").write_text("正文", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        read(tmp_path / "a.txt" / "b.docx")
    with pytest.raises(UnreadableFile):
        read(tmp_path / ("长" * 300 + ".docx"))
    with pytest.raises(UnreadableFile):
        read(Path("a\0b.txt"))


def test_a_device_is_not_read() -> None:
    device = Path("/dev/null")
    if not device.exists():
        pytest.skip("no /dev/null on this system")
    with pytest.raises(UnreadableFile, match="不是普通文件"):
        read(device)


def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("正文", encoding="utf-8")
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        with pytest.raises(UnreadableFile, match="没有权限"):
            read(path)
    else:
        pytest.skip("this user may read every file")


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/styles.xml", "[Content_Types].xml", "xl/workbook.xml"])
def test_a_workbook_with_a_broken_part_is_refused(tmp_path: Path, part: str) -> None:
    book = Workbook()
    book.worksheets[0].append(["甲", 1])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source:
        files = {name: source.read(name) for name in source.namelist()}
    files[part] = files[part][: len(files[part]) // 2]
    with pytest.raises(UnreadableFile, match="损坏"):
        read(zipped(tmp_path / "b.xlsx", files))
