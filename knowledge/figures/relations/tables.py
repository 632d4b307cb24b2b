"""Tables of yearly figures inside a report: which cell holds which indicator in which year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.figures.relations.mentions import Mention, Scene

_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?![0-9])")
_HAN = re.compile("[一-龥]{2}")
_NAME_NOISE = re.compile(r"[^一-龥A-Za-z]|\(.*?\)")
_FILLER = re.compile(
    r"[^一-龥A-Za-z]|共计|总计|合计|累计|全年|今年以来|今年|本年度|年内|年度|[年月日]|[全我本][局县市区省院]|截至目前|已|共|了|达到|达|为|是"
)
_PLACE = re.compile(r"^[一-龥]{1,6}?(?:县|市|区|州|镇|乡)(?:公安局|司法局|法院|政府|局)?")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table, with the row's name and the column's year."""

    name: str
    year: int
    mention: Mention


def names(words: str) -> tuple[str, ...]:
    """Return what a table may call a figure that the text calls ``words``: without fillers, without the organ's place."""
    name = _FILLER.sub("", words)
    placed = _PLACE.sub("", name)
    return (name,) if placed == name or len(placed) < _SHORTEST else (name, placed)


def read_cells(scene: Scene) -> Iterator[Cell]:
    """Yield the cells of markdown-like tables whose header names years."""
    headers: dict[int, list[int | None]] = {}
    by_line: dict[int, list[Mention]] = {}
    for mention in scene.mentions:
        if mention.table:
            by_line.setdefault(mention.line, []).append(mention)
    for line, mentions in by_line.items():
        years = _header(scene.folded, line, headers)
        end = scene.folded.find("\n", line)
        row = scene.folded[line : end if end >= 0 else len(scene.folded)]
        cells = row.split("|")
        name = next((_NAME_NOISE.sub("", cell) for cell in cells if _HAN.search(cell)), "")
        column, counted = 0, line
        for mention in mentions:
            column += scene.folded.count("|", counted, mention.figure.start)
            counted = mention.figure.start
            year = years[column] if column < len(years) else None
            if name and year is not None:
                yield Cell(name, year, mention)


def _header(folded: str, line: int, headers: dict[int, list[int | None]]) -> list[int | None]:
    """Return the year of each column, from the first row of the table that ``line`` belongs to."""
    start = line
    while start > 0:
        above = folded.rfind("\n", 0, start - 1) + 1
        if folded.find("|", above, start) < 0:
            break
        start = above
        if start in headers:
            return headers.setdefault(line, headers[start])
    end = folded.find("\n", start)
    cells = folded[start : end if end >= 0 else len(folded)].split("|")
    found = [int(match[1]) if (match := _YEAR.search(cell)) else None for cell in cells]
    headers[start] = found
    return headers.setdefault(line, found)
