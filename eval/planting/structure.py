"""Errors in the structure: a section that is gone, a heading with nothing below."""

import re
from random import Random

from eval.planting.types import Planted
from knowledge.documents import Kind
from knowledge.outline import outline

_LEAST = 80


def dropped_section(text: str, rng: Random) -> Planted | None:
    """Drop a section 一、 or (二) with all below it."""
    sections = [s for s in outline(text, Kind.REPORT).sections if s.level <= 2 and s.end - s.start >= _LEAST]  # noqa: PLR2004 - 一、 and (一)
    sections = [s for s in sections if not s.path.endswith(("是", "要"))]
    if not sections:
        return None
    section = rng.choice(sections)
    return Planted(
        text=text[: section.start] + text[section.end :],
        operator="dropped_section",
        start=section.start,
        end=section.start + 1,
        original=text[section.start : section.end],
        replacement="",
        anywhere=True,
    )


def emptied_section(text: str, rng: Random) -> Planted | None:
    """Drop what stands below a heading of the first level."""
    sections = [s for s in outline(text, Kind.REPORT).sections if s.level == 1 and s.end - s.start >= _LEAST]
    sections = [s for s in sections if "\n" in text[s.start : s.end - 1]]
    if not sections:
        return None
    section = rng.choice(sections)
    stop = text.index("\n", section.start) + 1
    return Planted(
        text=text[:stop] + text[section.end :],
        operator="emptied_section",
        start=section.start,
        end=stop,
        original=text[stop : section.end],
        replacement="",
    )


def doubled_year(text: str, rng: Random) -> Planted | None:
    """Give the last section the reporting year instead of the next."""
    found = list(re.finditer(r"20[0-9]{2}(?=年[^\n。]{0,20}(?:安排|打算|计划|思路))", text))
    if not found:
        return None
    match = rng.choice(found)
    year = str(int(match.group()) - 1)
    return Planted(
        text=text[: match.start()] + year + text[match.end() :],
        operator="doubled_year",
        start=match.start(),
        end=match.end(),
        original=match.group(),
        replacement=year,
    )
