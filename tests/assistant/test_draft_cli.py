"""`fazhi draft` as people call it: texts written, one JSON document, stated failures."""

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app

LAST = """云岭县公安局2024年法治政府建设年度报告
2024年，云岭县公安局扎实推进法治政府建设。现将有关情况报告如下：
一、2024年推进法治政府建设的主要举措和成效
（一）化解矛盾纠纷。2024年，共收到信访事项131件，办结118件。
二、党政主要负责人履行推进法治建设第一责任人职责情况
2024年，主要负责人听取法治工作汇报4次。
三、存在的不足和原因
执法能力仍有不足，原因是培训不够。
四、2025年主要工作安排
继续加强执法培训。
"""
MATERIAL = "云岭县公安局信访室2025年工作情况\n2025年，共收到信访事项142件，办结137件。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    (tmp_path / "上年.txt").write_text(LAST, encoding="utf-8")
    (tmp_path / "材料").mkdir()
    (tmp_path / "材料" / "信访室.txt").write_text(MATERIAL, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: object, materials: str = "材料", year: int = 2025) -> Result:
    fixed = ["draft", "--organ", "云岭县公安局", "--year", year, "--materials", folder / materials]
    return CliRunner().invoke(app, [str(word) for word in (*fixed, *words)])


def test_json_is_one_document_with_this_years_figures_and_no_other(folder: Path) -> None:
    result = run(folder, "--previous", folder / "上年.txt", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert len(result.stdout.splitlines()) == 1
    text = json.dumps(document["sections"], ensure_ascii=False)
    assert "142件" in text
    assert "131件" not in text
    assert "正在写第" in result.stderr


@pytest.mark.integration
def test_the_text_fills_what_the_material_states_and_marks_the_rest(folder: Path) -> None:
    result = run(folder, "--previous", folder / "上年.txt")
    assert result.exit_code == 0, result.output
    assert "142件" in result.stdout
    assert "137件" in result.stdout
    assert "131件" not in result.stdout
    assert "118件" not in result.stdout
    assert "【待补充：" in result.stdout
    assert "待补" in result.stderr


@pytest.mark.integration
@pytest.mark.parametrize("suffix", [".docx", ".md", ".txt"])
def test_a_file_is_written(folder: Path, suffix: str) -> None:
    out = folder / f"稿{suffix}"
    result = run(folder, "--previous", folder / "上年.txt", "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    if suffix == ".docx":
        body = zipfile.ZipFile(out).read("word/document.xml").decode()
    else:
        body = out.read_text(encoding="utf-8")
    assert "142件" in body
    assert [p.name for p in folder.iterdir() if p.name.endswith(".part")] == []


@pytest.mark.integration
def test_without_last_year_the_required_contents_are_drafted(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert "第一责任人" in result.stdout
    assert "按规定的内容起草" in result.stderr


@pytest.mark.integration
def test_a_single_section(folder: Path) -> None:
    result = run(folder, "--previous", folder / "上年.txt", "--section", "化解矛盾纠纷")
    assert result.exit_code == 0, result.output
    assert "化解矛盾纠纷" in result.stdout
    assert "第一责任人" not in result.stdout


@pytest.mark.integration
def test_an_empty_folder_gives_no_figure_at_all(folder: Path) -> None:
    (folder / "空").mkdir()
    result = run(folder, "--previous", folder / "上年.txt", materials="空")
    assert result.exit_code == 0, result.output
    assert "【待补充：" in result.stdout
    for figure in ("131", "118", "4次"):
        assert figure not in result.stdout


@pytest.mark.integration
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "novel"], "annual_report"),
        (["--previous", "上年.txt", "--year", "2024"], "2024年度的报告"),
        (["--out", "稿.pdf"], ".docx"),
        (["--out", "没有/稿.docx"], "文件夹"),
        (["--previous", "没有.txt"], "没有.txt"),
        (["--organ", " "], "--organ"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    result = run(folder, *words, "--json")
    assert result.exit_code == 1
    assert said in json.loads(result.stdout)["error"]["message"]


@pytest.mark.integration
def test_a_missing_folder_is_a_stated_failure(folder: Path) -> None:
    result = run(folder, "--json", materials="没有的文件夹")
    assert result.exit_code == 1
    assert "没有的文件夹" in json.loads(result.stdout)["error"]["message"]
