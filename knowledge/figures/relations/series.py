"""Series: a count beside the list of what it counts. 四次(2015、2017、2018、2019年), 《甲》《乙》《丙》3项制度, 第8次 of 13次."""

import re
from collections.abc import Iterator

from knowledge.figures.relations import arithmetic
from knowledge.figures.relations.mentions import Mention, Role, Scene
from knowledge.figures.relations.types import Relation, RelationKind
from knowledge.figures.types import Qualifier

_YEAR = r"(?:19|20)[0-9]{2}"
_YEARS = re.compile(rf"(?P<words>[^,，。;()0-9]{{0,20}})\((?P<list>{_YEAR}年?(?:[、,，和及]{_YEAR}年?){{1,14}}度?)\)")
_TITLES = re.compile(r"(?P<list>(?:《[^《》]{1,60}》[、和及]?){2,12})(?:共|这)?\Z")
_NAMED_TITLES = re.compile(
    r"(?:部|项|个|件)?(?:制度|法律|法规|规章|条例|办法|规定|文件|方案|规范性文件|地方性法规|意见|细则)"
)
_ORDINAL = re.compile(r"(?P<year>(?:19|20)[0-9]{2}年|今年|全年|本年度)第(?P<n>[0-9]{1,3})次(?P<noun>[一-龥]{2,8})")
_COUNTED = frozenset({"次", "年", "届", "个", "度", "年度"})
_TITLED = frozenset({"部", "项", "个", "件"})
_MOST_TITLES = 12
_LONGEST_LIST = 800


def read_series(scene: Scene) -> Iterator[Relation]:
    """Yield a relation for each count with its list, and for each ordinal of a series that is counted before it."""
    for mention in scene.mentions:
        figure = mention.figure
        if mention.table or mention.role is not Role.LEVEL or figure.qualifier is not Qualifier.EXACT:
            continue
        yield from filter(None, (_years(scene, mention), _titles(scene, mention), _ordinal(scene, mention)))


def _years(scene: Scene, mention: Mention) -> Relation | None:
    behind = _YEARS.match(scene.after(mention, 140)) if mention.figure.unit in _COUNTED else None
    if not behind or (mention.figure.unit == "个" and "年" not in behind["words"]):
        return None
    years = re.findall(_YEAR, behind["list"])
    return _listed(mention, len(years), f"列出{len(years)}个年份：{'、'.join(years)}")


def _titles(scene: Scene, mention: Mention) -> Relation | None:
    """Count titles right before a number: 《甲》《乙》2项制度; behind 等 the number may be larger."""
    if mention.figure.unit not in _TITLED or not _NAMED_TITLES.match(scene.after(mention)):
        return None
    low = max(0, mention.figure.start - _LONGEST_LIST)
    start = scene.folded.rfind("\n", low, mention.figure.start) + 1
    titles = _TITLES.search(scene.folded, max(low, start), mention.figure.start)
    if not titles or mention.figure.value > _MOST_TITLES:
        return None
    count = titles["list"].count("《")
    return _listed(mention, count, f"列出{count}个名称")


def _ordinal(scene: Scene, mention: Mention) -> Relation | None:
    """Judge 集中学习13次…2023年第8次集中学习 in one sentence: an ordinal is at most its count."""
    if mention.figure.unit not in {"次", "场", "期"}:
        return None
    period = mention.figure.period
    behind = scene.after(mention, 120).split("。")[0]
    ordinal = _ORDINAL.search(behind)
    if not ordinal or ordinal["noun"][:4] not in mention.before or len(ordinal["noun"]) < len("集中学习"):
        return None
    year = ordinal["year"][:4]
    if year.isdigit() and (period is None or period.label != year):
        return None
    holds = int(ordinal["n"]) <= mention.figure.value
    return Relation(
        kind=RelationKind.SERIES,
        holds=holds,
        figure=mention.figure,
        operands=(),
        formula=f"第{ordinal['n']}次 {'≤' if holds else '>'} {arithmetic.plain(mention.figure.value)}次",
        expected=None,
    )


def _listed(mention: Mention, count: int, formula: str) -> Relation:
    value = mention.figure.value
    return Relation(
        kind=RelationKind.SERIES,
        holds=value == count,
        figure=mention.figure,
        operands=(),
        formula=formula,
        expected=arithmetic.expected(mention.figure, value * 0 + count),
    )
