"""Drafting cases by seed: an invented organ, last year's report, and material with gaps, contradictions and renames."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from eval.drafting_cases.types import Case, Expected
from knowledge.figures import read_quantities

_ORGANS = ("松溪县司法局", "临泽县应急管理局", "望川市市场监督管理局", "青禾县自然资源局", "龙潭县公安局")
_SINGLE = (
    ("举办执法培训", "期", 5, 30), ("出具法律意见", "份", 20, 90), ("开展专题普法宣传", "场次", 20, 120),
    ("评估规范性文件", "件", 6, 40), ("发放宣传资料", "份", 500, 9000), ("走访企业", "家", 40, 400),
)  # fmt: skip
_RATED = (
    ("收到信访事项", "化解", "信访事项化解率", "件"), ("排查矛盾纠纷", "化解", "矛盾纠纷化解率", "起"),
    ("抽查行政执法案卷", "优秀", "案卷优秀率", "卷"), ("受理举报投诉", "按期办结", "按期办结率", "条"),
)  # fmt: skip
_YEAR = 2024


@dataclass(slots=True)
class _Story:
    """Both years' sentences as they are told, with what the draft must hold."""

    last: list[str] = field(default_factory=list)
    now: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    """Sentences of a second office that contradicts the first."""
    slots: list[Expected] = field(default_factory=list)


def generated(folder: Path, seed: int) -> Case:
    """Write the files of case ``seed`` under ``folder``, which must not exist, and return the case."""
    dice = Random(seed)  # noqa: S311 - a test's dice
    organ = dice.choice(_ORGANS)
    story = _Story()
    for name, unit, low, high in dice.sample(_SINGLE, k=5):
        _single(story, dice, (name, unit), (low, high))
    for rated in dice.sample(_RATED, k=3):
        _rated(story, dice, *rated)
    materials = folder / "材料"
    materials.mkdir(parents=True)
    previous = folder / f"{organ}{_YEAR - 1}年法治政府建设年度报告.txt"
    previous.write_text(_report(organ, story.last), encoding="utf-8")
    half = len(story.now) // 2
    files = {"法制科": story.now[:half], "执法科": story.now[half:], "办公室": story.again}
    paths: list[Path] = []
    for office, sentences in files.items():
        path = materials / f"{office}{_YEAR}年工作情况.txt"
        title = f"{organ}{office}{_YEAR}年工作情况"
        path.write_text("\n".join([title, *(f"{_YEAR}年，{s}" for s in sentences)]) + "\n", encoding="utf-8")
        paths.append(path)
    told = "\n".join((*story.now, *story.again))
    return Case(
        name=f"generated-{seed}",
        organ=organ,
        year=_YEAR,
        previous=previous,
        materials=tuple(paths),
        slots=tuple(story.slots),
        figures=frozenset((q.value, q.unit) for q in read_quantities(told)),
        required=(),
    )


def _single(story: _Story, dice: Random, named: tuple[str, str], bounds: tuple[int, int]) -> None:
    name, unit = named
    last, now, other = dice.sample(range(*bounds), k=3)
    story.last.append(f"{name}{last}{unit}。")
    status = dice.choices(("stated", "missing", "contradictory"), weights=(6, 2, 1))[0]
    if status != "missing":
        story.now.append(f"{name}{now}{unit}。")
    if status == "contradictory":
        story.again.append(f"{name}{other}{unit}。")
    story.slots.append(Expected(last=f"{last}{unit}", status=status, now=f"{now}{unit}" if status == "stated" else ""))


def _rated(story: _Story, dice: Random, whole_name: str, part_name: str, rate_name: str, unit: str) -> None:
    wholes = dice.sample(range(40, 800), k=2)
    parts = [dice.randrange(whole // 2, whole) for whole in wholes]
    last_rate, now_rate = (_rate(part, whole) for part, whole in zip(parts, wholes, strict=True))
    story.last.append(f"{whole_name}{wholes[0]}{unit}，{part_name}{parts[0]}{unit}，{rate_name}为{last_rate}。")
    status = dice.choice(("stated", "computed", "missing"))
    told = f"{whole_name}{wholes[1]}{unit}"
    if status != "missing":
        told += f"，{part_name}{parts[1]}{unit}"
    if status == "stated":
        told += f"，{rate_name}为{now_rate}"
    story.now.append(f"{told}。")
    known = status != "missing"
    story.slots += [
        Expected(last=f"{wholes[0]}{unit}", status="stated", now=f"{wholes[1]}{unit}"),
        Expected(
            last=f"{parts[0]}{unit}", status="stated" if known else "missing", now=f"{parts[1]}{unit}" if known else ""
        ),
        Expected(last=last_rate, status=status, now=now_rate if known else ""),
    ]


def _rate(part: int, whole: int) -> str:
    return f"{(Decimal(100 * part) / whole).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)}%"


def _report(organ: str, sentences: list[str]) -> str:
    last = _YEAR - 1
    body = "".join(f"{label}是{sentence}" for label, sentence in zip("一二三四五六七八", sentences, strict=True))
    return (
        f"{organ}{last}年法治政府建设年度报告\n现将{last}年度法治政府建设情况报告如下：\n"
        f"一、{last}年度法治政府建设的主要举措和成效\n{body}\n"
        f"二、存在的不足和原因\n执法人员新法学习还不够及时，原因是集中学习安排偏少。\n"
        f"三、{last + 1}年法治政府建设主要安排\n继续抓好执法监督和普法宣传。\n特此报告。\n"
    )
