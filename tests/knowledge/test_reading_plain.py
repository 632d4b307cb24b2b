"""Reading plain text and Markdown: encodings found out, text left alone, losses named."""

from pathlib import Path

import pytest

from knowledge.errors import UnreadableFile
from knowledge.reading import read
from knowledge.reading.canonical import canonical, digit_loss, digit_runs

REPORT = "云岭县公安局2023年法治政府建设年度报告\n　　全年共调解矛盾纠纷9644起，成功9520起，群众满意度不断提高。\n"


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        REPORT.encode(),
        b"\xef\xbb\xbf" + REPORT.encode(),
        b"\xff\xfe" + REPORT.encode("utf-16-le"),
        b"\xfe\xff" + REPORT.encode("utf-16-be"),
        REPORT.encode("gb18030"),
        REPORT.replace("\n", "\r\n").encode("gb18030"),
        REPORT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 bom", "utf-16-le", "utf-16-be", "gb18030", "gb18030 crlf", "old mac breaks"],
)
def test_every_usual_encoding_gives_the_same_text(tmp_path: Path, data: bytes) -> None:
    reading = read(written(tmp_path / "a.txt", data))
    assert reading.text == REPORT
    assert reading.warnings == ()
    assert reading.media_type == "text/plain"


def test_utf16_without_a_mark_is_read_with_a_warning(tmp_path: Path) -> None:
    reading = read(written(tmp_path / "a.txt", REPORT.encode("utf-16-le")))
    assert reading.text == REPORT
    assert any("UTF-16" in warning for warning in reading.warnings)


def test_big5_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    text = (
        "本局一年來依法行政，調解的糾紛是九千六百四十四件，在這方面有人員不足的問題，我們會繼續對各項工作進行檢討。" * 2
    )
    reading = read(written(tmp_path / "a.txt", text.encode("big5")))
    assert reading.text == text
    assert any("BIG5" in warning for warning in reading.warnings)


def test_a_damaged_byte_is_named_and_the_rest_survives(tmp_path: Path) -> None:
    data = bytearray((REPORT * 5).encode())
    at = data.index("矛".encode())
    data[at] = 0xFF
    reading = read(written(tmp_path / "a.txt", bytes(data)))
    assert "盾纠纷9644起" in reading.text
    assert any("字节损坏" in warning for warning in reading.warnings)


def test_markdown_stays_as_it_is(tmp_path: Path) -> None:
    text = "# 标题\n\n| 指标 | 数值 |\n|---|---|\n| 调解数 | 9644 |\n"
    reading = read(written(tmp_path / "a.md", text.encode()))
    assert reading.text == text
    assert reading.warnings == ()


def test_control_characters_are_dropped_with_a_warning(tmp_path: Path) -> None:
    reading = read(written(tmp_path / "a.txt", REPORT.replace("成功", "\x07成功").encode()))
    assert reading.text == REPORT
    assert reading.warnings == ("文件中有 1 个看不见的控制字符，已去掉。",)


def test_binary_data_is_refused_as_text(tmp_path: Path) -> None:
    data = bytes(range(256)) * 20
    with pytest.raises(UnreadableFile, match="不是文本文件"):
        read(written(tmp_path / "a.txt", data))


def test_a_text_with_another_extension_is_read_with_a_warning(tmp_path: Path) -> None:
    reading = read(written(tmp_path / "a.docx", REPORT.encode()))
    assert reading.text == REPORT
    assert reading.warnings == ("文件扩展名是 .docx，内容却是纯文本；已按内容读入。",)


def test_canonical_text_is_composed_with_one_newline_style_and_full_width_kept() -> None:
    assert canonical("e\u0301１，\r\n２\r３\x0c４\u2028５") == "é１，\n２\n３\n４\n５"


def test_canonical_text_does_not_change_when_made_canonical_again() -> None:
    once = canonical("一\r\n\x00二\u0301１２\x85三")
    assert canonical(once) == once


def test_a_lost_digit_run_is_named_and_a_kept_one_is_not() -> None:
    shown = digit_runs("调解9644起，成功9520起，12件，12次")
    assert digit_loss(shown, "9644 9520 12 12") is None
    loss = digit_loss(shown, "调解9644起，12件")
    assert loss is not None
    assert "9520" in loss
    assert "12" in loss
    assert "9644" not in loss


def test_digit_runs_that_grew_together_count_as_lost() -> None:
    loss = digit_loss(digit_runs("96 44"), "9644")
    assert loss is not None
    assert "2 处" in loss


def test_a_long_list_of_lost_digits_is_cut_after_ten() -> None:
    loss = digit_loss(digit_runs(" ".join(str(number) for number in range(100, 120))), "")
    assert loss is not None
    assert "109 等" in loss
    assert "110" not in loss
