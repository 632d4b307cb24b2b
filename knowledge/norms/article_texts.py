"""The articles of one version of a norm, read when they are first asked for."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from knowledge.errors import NotInLibrary, UnreadableFile
from knowledge.norms.corrections import corrections
from knowledge.norms.numerals import article_number
from knowledge.norms.statute_rows import StatuteDatabase, database_path
from knowledge.norms.statute_text import plain_text
from knowledge.norms.versions import NormVersion, Shelf
from knowledge.outline.statutes import statute_marks
from knowledge.outline.tree import build

_LABEL = re.compile(r"第[零〇一二三四五六七八九十百千]{1,9}条(?:之[一二三四五六七八九十]{1,3})?")
_ITEM = re.compile(r"\s*[（(](?:[零〇一二三四五六七八九十百]{1,5}|\d{1,3})[）)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """One article; offsets count code points of the version's own text."""

    number: int
    suffix: int
    locator: str
    text: str
    start: int
    end: int

    @property
    def paragraphs(self) -> int:
        """Return how many 款 it has: its lines that are no items."""
        return sum(1 for line in self.text.split("\n") if line.strip() and not _ITEM.match(line))

    @property
    def items(self) -> int:
        """Return how many 项 it has, over all its paragraphs."""
        return sum(1 for line in self.text.split("\n") if _ITEM.match(line))


Articles = Mapping[tuple[int, int], ArticleText]


class ArticleTexts:
    """Articles by number and suffix, of any version whose text the library or the statutes package has."""

    def __init__(self, shelf: Shelf | None) -> None:
        """Read from ``shelf`` where a version is in the library, else from the package."""
        self._shelf = shelf
        self._read: dict[tuple[str, str], Articles] = {}

    def of(self, version: NormVersion) -> Articles:
        """Return the version's articles in order; empty where there is no text of it, or it has no articles."""
        place = (version.document_id, version.law_id)
        if not any(place):
            return {}
        if place not in self._read:
            self._read[place] = self._of_library(version.document_id) or _of_package(version.law_id)
        return self._read[place]

    def _of_library(self, document_id: str) -> Articles:
        if not document_id or self._shelf is None:
            return {}
        try:
            text = self._shelf.get(document_id).text
        except NotInLibrary:
            return {}  # removed since the register was read: its facts stay, its text is gone
        return {
            (a.number, a.suffix): _article(text, a.number, a.suffix, a.path, a.start, a.end)
            for a in self._shelf.articles(document_id)
        }


def _of_package(law_id: str) -> Articles:
    found: dict[tuple[int, int], ArticleText] = {}
    with suppress(NotInLibrary, UnreadableFile):
        database = StatuteDatabase(database_path())
        law = next((row for row in database.laws() if row.law_id == law_id), None)
        text = plain_text(law, database.articles(law_id), corrections()) if law else ""
        sections, _ = build(statute_marks(text), len(text), outside="序言")
        for section in sections:
            label = section.path.rsplit(" › ", 1)[-1]
            if _LABEL.fullmatch(label):
                number, suffix = article_number(label)
                made = _article(text, number, suffix, section.path, section.start, section.end)
                found.setdefault((number, suffix), made)
    return found


def _article(text: str, number: int, suffix: int, path: str, start: int, end: int) -> ArticleText:
    body = text[start:end].rstrip()
    return ArticleText(number=number, suffix=suffix, locator=path, text=body, start=start, end=start + len(body))
