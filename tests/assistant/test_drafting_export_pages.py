"""The exported draft in other people's programs: LibreOffice's pages, and the checker of gongwen-skill."""

import json
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from assistant.drafting.exporting import draft_docx
from tests.assistant.drafting_export_draft import a_draft, full_page

pytestmark = pytest.mark.integration
MARGINS = {"CHK-C001", "CHK-C011"}
"""Top and bottom margin of 28 mm: a province's rule where the standard has 37 and 35 mm."""
STANDARD = {"page_setup": {"margins": {"top": "3.7cm", "bottom": "3.5cm", "left": "2.8cm", "right": "2.6cm"}}}
EXPLAINED = {
    "CHK-C006", "CHK-C032", "CHK-C033", "CHK-C035", "CHK-C037", "CHK-C049",  # line pitch 33 pt: 19 lines a page
    "CHK-C016",  # signature centred
}  # fmt: skip
"""What docs/decisions/0009-gongwen-layout.md explains."""
EXPLAINED_UNSIGNED = {"CHK-C012", "CHK-C013"}
"""Without a date at the very end the signature is taken for body text."""
EXPLAINED_ANNEX = {*EXPLAINED_UNSIGNED, "CHK-C022"}
"""The same, and 附 stands at the left edge."""


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"本机没有 {name}，跳过")
    return path


def pages(body: bytes, folder: Path) -> list[list[str]]:
    """Return the lines of each page as LibreOffice sets them, page numbers included."""
    soffice, pdftotext = program("soffice"), program("pdftotext")
    (folder / "a.docx").write_bytes(body)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "a.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603
    made = subprocess.run([pdftotext, "-layout", str(folder / "a.pdf"), "-"], check=True, capture_output=True)  # noqa: S603
    return [
        [line.strip() for line in page.split("\n") if line.strip()]
        for page in made.stdout.decode().split("\f")
        if page.strip()
    ]


def issues(body: bytes, folder: Path, *options: str) -> set[tuple[str, str]]:
    """Return severity and rule of each finding of the peer's checker."""
    (folder / "a.docx").write_bytes(body)
    command = [program("gongwen"), "check", "-t", "report", "--json", *options, str(folder / "a.docx")]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, check=False, capture_output=True, timeout=60, cwd=folder, env=environment)  # noqa: S603
    return {(issue["severity"], issue["rule_id"]) for issue in json.loads(ran.stdout)}


def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    first, second, third = pages(draft_docx(full_page(26 + 28 * 60)), tmp_path)
    assert first[:3] == ["报告", "法" * 26, "法" * 28]
    assert second[:-1] == ["法" * 28] * 22
    assert [re.sub(r"\s", "", page[-1]) for page in (first, second, third)] == ["—1—", "—2—", "—3—"]


def test_the_title_is_parted_between_words(tmp_path: Path) -> None:
    lines = pages(draft_docx(a_draft(title="云岭县公安局关于本年度法治政府建设情况的报告")), tmp_path)[0]
    assert lines[:2] == ["云岭县公安局关于本年度", "法治政府建设情况的报告"]


@pytest.mark.parametrize("annex", [False, True])
@pytest.mark.parametrize("signed", [None, date(2025, 2, 9)])
def test_the_peer_s_checker_finds_only_where_it_departs_from_the_standard(
    tmp_path: Path, *, annex: bool, signed: date | None
) -> None:
    found = issues(draft_docx(a_draft("14次"), annex=annex, signed=signed), tmp_path)
    assert {rule for severity, rule in found if severity == "P0"} == MARGINS
    allowed = EXPLAINED | (EXPLAINED_ANNEX if annex else set()) | (set() if signed else EXPLAINED_UNSIGNED)
    assert {rule for severity, rule in found if severity == "P1"} <= allowed


def test_the_peer_s_checker_finds_no_p0_once_it_knows_the_standard_s_margins(tmp_path: Path) -> None:
    found = issues(draft_docx(a_draft()), tmp_path, "--config-overrides", json.dumps(STANDARD))
    assert found
    assert "P0" not in {severity for severity, _ in found}
