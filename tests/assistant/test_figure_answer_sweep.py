"""Generated reports and questions: an answer holds the year's own figure, or the ledger leaves the question alone."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from assistant.answering.figure_answer import answer_figure
from assistant.answering.understanding import understand
from knowledge.documents import Kind, Metadata
from knowledge.figures.ledger import Ledger
from knowledge.library import Library, NewDocument
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

ORGANS = ("云岭县公安局", "青屏县公安局")
YEARS = (2021, 2022, 2023)
TEMPLATES = (
    ("{y}年共受理信访事项{v}件。", "受理信访事项多少件", "件"),
    ("全年办结行政复议案件{v}件。", "办结行政复议案件多少件", "件"),
    ("开庭审理行政诉讼案件{v}件。", "开庭审理行政诉讼案件多少件", "件"),
    ("排查矛盾纠纷{v}起。", "排查了多少起矛盾纠纷", "起"),
    ("成功化解矛盾纠纷{v}起。", "成功化解矛盾纠纷多少起", "起"),
    ("电信网络诈骗案件立案{v}起。", "电信网络诈骗案件立案多少起", "起"),
    ("破获电信网络诈骗案件{v}起。", "破获电信网络诈骗案件多少起", "起"),
    ("抓获犯罪嫌疑人{v}人。", "抓获犯罪嫌疑人多少人", "人"),
    ("举办法治讲座{v}场次。", "举办法治讲座多少场次", "场次"),
    ("发放宣传资料{v}份。", "发放宣传资料多少份", "份"),
    ("走访企业{v}家。", "走访企业多少家", "家"),
    ("审核行政处罚案件{v}件。", "审核行政处罚案件多少件", "件"),
    ("修改规范性文件{v}件。", "修改规范性文件多少件", "件"),
    ("废止规范性文件{v}件。", "废止规范性文件多少件", "件"),
    ("培训执法人员{v}人次。", "培训执法人员多少人次", "人次"),
    ("案卷评查优秀率为{v}%。", "案卷评查优秀率是多少", "%"),
    ("负责人出庭应诉率为{v}%。", "负责人出庭应诉率是多少", "%"),
    ("挽回经济损失{v}万元。", "挽回经济损失多少万元", "万元"),
)


@dataclass(frozen=True)
class World:
    """A library with what each report says."""

    library: Library
    ledger: Ledger
    values: dict[tuple[str, int, str], str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("sweep")
    store = migrated_store(folder)
    lock = WriterLock(folder)
    library = Library(store, lock)
    dice = random.Random(7)  # noqa: S311 - a repeatable sweep, no secret
    values: dict[tuple[str, int, str], str] = {}
    for organ in ORGANS:
        for year in YEARS:
            chosen = dice.sample(TEMPLATES, len(TEMPLATES))
            body: list[str] = []
            for sentence, question, unit in chosen:
                value = str(dice.randint(11, 99))
                values[organ, year, question] = f"{value}{unit}"
                body.append(sentence.format(y=year, v=value))
            title = f"{organ}{year}年法治政府建设年度报告"
            text = f"{title}\n一、主要举措\n{''.join(body)}\n"
            library.add(
                NewDocument(text=text, metadata=Metadata(title=title, kind=Kind.REPORT, organ=organ, year=year))
            )
    yield World(library, Ledger(store), values)
    store.close()
    lock.release()


def _first_line(world: World, question: str) -> str | None:
    read = understand(question, world.library, today=date(2026, 11, 24))
    answer = answer_figure(read, world.ledger, world.library)
    return None if answer is None else answer.text.splitlines()[0]


def test_every_answer_is_the_right_years_right_organs_figure(world: World) -> None:
    answered = 0
    for (organ, year, question), expected in world.values.items():
        line = _first_line(world, f"{organ}{year}年{question}？")
        if line is not None:
            answered += 1
            assert f"为{expected}[1]" in line, (organ, year, question, expected, line)
    assert answered >= 0.9 * len(world.values), f"{answered}/{len(world.values)}"


@pytest.mark.parametrize(
    "question",
    [
        "受理行政复议案件多少件",
        "办结信访事项多少件",
        "行政诉讼案件败诉多少件",
        "刑事案件立案多少起",
        "举办法治讲座多少人次",
        "发放宣传资料多少万元",
        "案卷评查合格率是多少",
        "负责人出庭应诉多少件",
        "制定规范性文件多少件",
        "走访群众多少户",
        "培训辅警多少人次",
        "逮捕犯罪嫌疑人多少人",
    ],
)
def test_a_metric_that_no_report_has_is_never_answered_with_another(world: World, question: str) -> None:
    assert _first_line(world, f"云岭县公安局2022年{question}？") is None
