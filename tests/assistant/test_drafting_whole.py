"""A whole draft by `fazhi draft` without a model: this year's figures and no others, gaps that are the missing ones."""

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from assistant.cli import app
from assistant.ingesting import Overrides, load
from knowledge.figures.document_figures import read_document
from knowledge.samples import sample_files, sample_materials

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
TRUTH: dict[str, Any] = yaml.safe_load((ROOT / "eval" / "drafting_cases" / "yunling_2024.yaml").read_text("utf-8"))
SEED = ROOT.parent / "shared" / "corpus" / "reports" / "seed.txt"
ORGAN = "云岭县公安局"
MARK = re.compile(r"【待(?:补充|核实)：[^】\n]*】")
PARTS = {
    "done": "主要举措和成效",
    "short": "不足和原因",
    "head": "第一责任人",
    "next": "2025年",
}


def run(*words: object) -> dict[str, Any]:
    result = CliRunner().invoke(app, [str(word) for word in (*words, "--json")])
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def drafted(home: Path, monkeypatch: pytest.MonkeyPatch, organ: str, materials: Path, previous: Path) -> dict[str, Any]:
    monkeypatch.setenv("FAZHI_HOME", str(home))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    return run("draft", "--organ", organ, "--year", 2024, "--materials", materials, "--previous", previous)


def text_of(draft: dict[str, Any]) -> str:
    lines = [line for s in draft["sections"] for line in (s["heading"], *(p["text"] for p in s["paragraphs"]))]
    return "\n".join(line for line in lines if line)


def quantities(text: str, year: int) -> set[tuple[Decimal, str]]:
    """Return value and unit of every figure in a text, its open marks taken out."""
    figures = read_document(MARK.sub("", text), organ=ORGAN, year=year)
    return {(figure.value, figure.unit) for figure in figures}


def last_surfaces(draft: dict[str, Any]) -> Counter[str]:
    """Return how many gaps ask for each of last year's figures."""
    return Counter(gap["last_year"]["surface"] for gap in draft["gaps"] if gap["last_year"])


def truth(*statuses: str) -> Counter[str]:
    return Counter(slot["last"] for slot in TRUTH["slots"] if slot["status"] in statuses)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    (previous,) = [path for path in sample_files() if path.name == TRUTH["previous"]]
    with pytest.MonkeyPatch.context() as patched:
        return drafted(tmp_path_factory.mktemp("home"), patched, ORGAN, sample_materials()[0].parent, previous)


def test_every_figure_is_this_years_or_computed(draft: dict[str, Any]) -> None:
    allowed = {(Decimal(f["value"]), f["unit"]) for f in TRUTH["figures"]}
    for slot in TRUTH["slots"]:
        if "now" in slot:
            allowed |= quantities("完成" + str(slot["now"]), 2024)
    strange = quantities(text_of(draft), 2024) - allowed
    assert not strange
    for surface in (*TRUTH["other_year"], *TRUTH["injected"]):
        assert not re.search(rf"(?<![\d.]){re.escape(surface)}", text_of(draft))


def test_stated_and_computed_figures_are_in_the_draft(draft: dict[str, Any]) -> None:
    text = text_of(draft)
    absent = [
        slot
        for slot in TRUTH["slots"]
        if slot["status"] in {"stated", "computed"} and not re.search(rf"(?<![\d.]){re.escape(str(slot['now']))}", text)
    ]
    assert not absent


def test_a_figure_of_half_a_year_never_stands_as_the_years(draft: dict[str, Any]) -> None:
    for sentence in re.split(r"[。\n]", text_of(draft)):
        if any(re.search(rf"(?<!\d){surface}", sentence) for surface in TRUTH["half_year"]):
            assert "上半年" in sentence


def test_gaps_are_exactly_the_missing_ones(draft: dict[str, Any]) -> None:
    asked = last_surfaces(draft)
    must = truth("missing", "split", "contradictory")
    assert not must - asked, "missing but not asked for"
    assert not asked - must - truth("reworded"), "asked for though the material states it"
    assert all(gap["last_year"] for gap in draft["gaps"] if gap["slot"])


def test_the_contradiction_and_the_split_are_reported(draft: dict[str, Any]) -> None:
    (disputed,) = [gap for gap in draft["gaps"] if gap["last_year"] and gap["last_year"]["surface"] == "88场次"]
    told = json.dumps(disputed, ensure_ascii=False)
    assert "96场次" in told
    assert "92场次" in told
    assert not re.search(r"(?:96|92)场次", text_of(draft)), "a figure that the material contradicts stands in the text"
    assert "【待核实：" in text_of(draft)


def test_required_parts_are_there_and_full(draft: dict[str, Any]) -> None:
    headings = [section["heading"] for section in draft["sections"]]
    for part in TRUTH["required"]:
        assert any(PARTS[part] in heading for heading in headings), part
    paragraphs = [p["text"] for section in draft["sections"] for p in section["paragraphs"]]
    assert len(text_of(draft)) >= 6000
    assert len(paragraphs) >= 15


def test_this_years_story_is_told_and_last_years_is_not(draft: dict[str, Any]) -> None:
    text = text_of(draft)
    assert [word for word in TRUTH["last_year_only"] if word in text] == []
    assert [word for word in TRUTH["instructions"] if word in text] == []
    assert [word for word in TRUTH["this_year"] if word not in text + json.dumps(draft, ensure_ascii=False)] == []
    assert "何雁秋" in text


def test_the_check_of_the_draft_against_the_material_has_no_error(
    draft: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    path = tmp_path / "稿.txt"
    path.write_text(text_of(draft), encoding="utf-8")
    against = [word for file in sample_materials() for word in ("--against", file)]
    (file,) = run("check", path, *against, "--year", 2024, "--organ", ORGAN)["files"]
    assert [finding for finding in file["findings"] if finding["severity"] == "error"] == []


def empty_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, organ: str, previous: Path) -> dict[str, Any]:
    folder = tmp_path / "材料"
    folder.mkdir()
    return drafted(tmp_path / "home", monkeypatch, organ, folder, previous)


def test_an_empty_folder_gives_a_gap_for_every_figure_and_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (previous,) = [path for path in sample_files() if path.name == TRUTH["previous"]]
    draft = empty_draft(tmp_path, monkeypatch, ORGAN, previous)
    assert quantities(text_of(draft), 2024) == set()
    every = truth("stated", "computed", "reworded", "missing", "split", "contradictory")
    assert not every - last_surfaces(draft)
    for word in (*TRUTH["last_year_only"], "何雁秋"):
        assert word not in text_of(draft)


def test_the_seed_with_an_empty_folder_has_no_figure_and_nothing_of_2023(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not SEED.exists():
        pytest.skip("没有 ../shared/corpus/reports/seed.txt，无法起草")
    new = load(SEED, Overrides())
    organ = new.metadata.organ or ""
    draft = empty_draft(tmp_path, monkeypatch, organ, SEED)
    assert quantities(text_of(draft), 2024) == set()
    assert "2023" not in MARK.sub("", text_of(draft))
    last = Counter(
        figure.surface
        for figure in read_document(new.text, organ=organ, year=2023)
        if figure.period and "2023" in figure.period.label
    )
    assert not set(last) - set(last_surfaces(draft))
