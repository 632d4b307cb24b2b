"""Reports of organs and years of every kind, right in every figure: the check must have nothing to say about them."""

from functools import cache
from pathlib import Path

import pytest

from assistant.checking.check import check
from assistant.checking.types import CheckedText, Severity, SourceText
from assistant.ingesting import Overrides, load
from knowledge.norms.resolving import Norms

REPORTS = sorted((Path(__file__).parent / "clean_reports").glob("*.txt"))
CHANGES = [
    ("法院", "结案率96.19%", "结案率96.91%"),
    ("法院", "多9次，增长15.5%", "多9次，增长25.5%"),
    ("市监", "合格率98.13%", "合格率93.18%"),
    ("卫健", "罚没款合计150.15万元", "罚没款合计155.10万元"),
    ("教育局", "整改完成率97.33%", "整改完成率93.73%"),
    ("县政府", "占比97.6%", "占比96.7%"),
    ("县政府", "提高5.5个百分点", "提高6.5个百分点"),
    ("城管", "三类案件合计6412起", "三类案件合计6421起"),
    ("城管", "占96.7%", "占97.6%"),
    ("司法局", "成功率98.6%", "成功率96.8%"),
    ("乡镇", "化解率97%", "化解率79%"),
]


@cache
def norms() -> Norms:
    return Norms(None)


def checked(text: str, path: Path, *, against: str | None = None) -> CheckedText:
    """Check a text by its report's own labels, against ``against`` where that is given."""
    known = load(path, Overrides()).metadata
    source = SourceText(document_id="来源", title=known.title, text=against or "", organ=known.organ, year=known.year)
    return check(
        text,
        path=path.name,
        sources=[source] if against else [],
        year=known.year,
        organ=known.organ,
        norms=norms(),
    )


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_right_report_is_neither_wrong_nor_doubtful(path: Path) -> None:
    text = load(path, Overrides()).text
    alone = checked(text, path)
    assert alone.figures_checked > 20
    assert [f for f in alone.findings if f.severity is not Severity.NOTE] == []
    assert checked(text, path, against=text).findings == ()


@pytest.mark.parametrize(("name", "right", "wrong"), CHANGES)
def test_its_wrong_twin_is_found_on_the_spot(name: str, right: str, wrong: str) -> None:
    path = next(path for path in REPORTS if path.stem == name)
    text = load(path, Overrides()).text
    assert text.count(right) == 1
    changed = text.replace(right, wrong)
    at = changed.index(wrong)
    found = checked(changed, path, against=text).findings
    assert [f for f in found if f.start < at + len(wrong) and at < f.end and f.severity is Severity.ERROR]
    assert all(at <= f.start <= at + len(wrong) for f in found)
