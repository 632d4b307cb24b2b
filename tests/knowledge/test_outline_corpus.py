"""Real statutes and a real report: every article found, every passage in place."""

import json
import time
from pathlib import Path

import pytest

from knowledge.documents import Kind
from knowledge.outline import outline, recognise
from knowledge.tokens import count_tokens
from tests.conftest import CORPUS

pytestmark = pytest.mark.integration
SIDECARS = sorted((CORPUS / "regulations").glob("*.json"))


@pytest.mark.parametrize("sidecar", SIDECARS, ids=lambda path: path.stem)
def test_the_articles_of_a_statute_are_those_its_numbering_implies(sidecar: Path, corpus: Path) -> None:
    assert corpus.is_dir()
    facts = json.loads(sidecar.read_text("utf-8"))
    text = sidecar.with_suffix(".md").read_text("utf-8")
    found = outline(text, Kind.REGULATION)
    assert "".join(p.text for p in found.passages) == text
    assert max(count_tokens(p.text) for p in found.passages) <= 300
    last = [p.locator.split(" › ")[-1] for p in found.passages]
    assert len({label for label in last if label.startswith("第") and "条" in label}) == facts["articles"]


@pytest.mark.parametrize("sidecar", SIDECARS, ids=lambda path: path.stem)
def test_a_statute_is_recognised_with_its_title_and_no_wrong_year(sidecar: Path) -> None:
    facts = json.loads(sidecar.read_text("utf-8"))
    found = recognise(sidecar.with_suffix(".md").read_text("utf-8"), filename=f"{sidecar.stem}.md")
    assert (found.kind, found.title) == (Kind.REGULATION, facts["title"])
    assert found.issued is None or abs(found.issued.year - int(facts["version_date"][:4])) <= 1


def test_the_real_report_is_cut_by_its_headings_and_known_by_its_first_sentence(corpus: Path) -> None:
    text = (corpus / "reports" / "seed.txt").read_text("utf-8")
    found = outline(text, Kind.REPORT)
    assert "".join(p.text for p in found.passages) == text
    paths = [s.path for s in found.sections]
    assert [p for p in paths if p.endswith("、")] == ["一、", "二、", "三、", "四、"]
    assert [p for p in paths if p.startswith("一、(") and p.endswith(")")] == [f"一、({n})" for n in "一二三四五六七"]
    assert sum(" › " in p for p in paths) == 29
    metadata = recognise(text, filename="seed.txt")
    assert (metadata.organ, metadata.year, metadata.kind) == ("习水县公安局", 2023, Kind.REPORT)
    assert metadata.title == "习水县公安局2023年法治政府建设工作报告"


def test_a_thousand_passages_take_a_second_at_most(corpus: Path) -> None:
    texts = [path.with_suffix(".md").read_text("utf-8") for path in SIDECARS if corpus]
    outline(texts[0], Kind.REGULATION)
    start = time.process_time()
    passages = sum(len(outline(text, Kind.REGULATION).passages) for text in texts)
    assert passages / (time.process_time() - start) >= 1000
