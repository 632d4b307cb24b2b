"""Paths given by people: folders, long names, names from other systems."""

from pathlib import Path

import pytest

from assistant.ingesting import Overrides, files_in, is_file, load, shown
from knowledge.errors import UnreadableFile


def test_a_folder_stands_for_its_files_without_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("甲.txt", "sub/乙.txt", ".hidden", "~$甲.docx"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in files_in([tmp_path])] == ["乙.txt", "甲.txt"]


@pytest.mark.parametrize(
    ("name", "what"), [("", "没有文件"), ("没有.docx", "找不到"), ("长" * 300 + ".docx", "路径太长")]
)
def test_paths_that_lead_to_no_file_are_refused(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(UnreadableFile, match=what):
        files_in([tmp_path / name])


def test_a_name_in_another_encoding_is_stored_as_text(tmp_path: Path) -> None:
    path = tmp_path / "总结\udcff.txt"
    try:
        path.write_text("云岭县林业站2023年总结\n全年巡山护林312次。\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert load(path, Overrides()).metadata.source == "总结\ufffd.txt"
    assert shown(path).endswith("总结\ufffd.txt")


def test_a_long_text_is_no_file() -> None:
    assert is_file(__file__)
    assert not is_file("全年办结案件12件。" * 500)
    assert not is_file("a\0b")
