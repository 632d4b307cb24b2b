"""The sample library: six invented documents of a fictional county police, one of each kind and format."""

from pathlib import Path

FILES = Path(__file__).parent / "files"
MATERIALS = Path(__file__).parent / "materials" / "files"
"""Invented material of 2024: what the offices of the same organ send in for the next report."""

_NAMES = (
    "云岭县公安局2021年法治政府建设年度报告.txt",
    "云岭县公安局2022年法治政府建设年度报告.docx",
    "云岭县公安局2023年法治政府建设年度报告.pdf",
    "云岭县公安局八五普法实施方案.html",
    "云岭县公安局2023年度普法责任清单.xlsx",
    "云岭县公安机关行政执法案件审核规定（试行）.docx",
)


def sample_files() -> tuple[Path, ...]:
    """Return the files that a fresh library is filled with, reports first in order of year."""
    return tuple(FILES / name for name in _NAMES)


def sample_materials() -> list[Path]:
    """Return the files of the invented material of 2024, by name."""
    return sorted(path for path in MATERIALS.iterdir() if not path.name.startswith("."))
