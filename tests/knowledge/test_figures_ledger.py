"""The ledger of figures: filled with its documents, grouped over wordings, contradictions listed, decisions kept."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from knowledge.documents import Kind, Metadata
from knowledge.errors import BadRequest, NotInLibrary
from knowledge.figures.ledger import Ledger
from knowledge.library import Library, NewDocument
from knowledge.store import FigureReadingRow, FigureRow
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

ORGAN = "云岭县公安局"


class Shelf:
    """A library with its ledger."""

    def __init__(self, folder: Path) -> None:
        self.store = migrated_store(folder)
        self.lock = WriterLock(folder)
        self.library = Library(self.store, self.lock)
        self.ledger = Ledger(self.store)

    def new(self, body: str, year: int, *, kind: Kind = Kind.REPORT, organ: str = ORGAN) -> NewDocument:
        title = f"{organ}{year}年法治政府建设年度报告"
        return NewDocument(text=f"{title}\n{body}\n", metadata=Metadata(title=title, kind=kind, organ=organ, year=year))

    def add(self, body: str, year: int, *, kind: Kind = Kind.REPORT, organ: str = ORGAN) -> str:
        return self.library.add(self.new(body, year, kind=kind, organ=organ))

    def surfaces(self) -> list[str]:
        return [row.surface for row in self.ledger.rows()]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.store.close()
    made.lock.release()


def test_a_report_is_filed_with_its_spans_and_removed_with_it(shelf: Shelf) -> None:
    document = shelf.add("2023年共受理信访事项120件，办结96件，办结率80%。", 2023)
    rows = shelf.ledger.rows(organ=ORGAN)
    body = shelf.library.get(document).text
    assert [(r.metric, r.value, r.unit, r.year) for r in rows] == [
        ("信访事项受理数", Decimal(120), "件", 2023),
        ("信访事项办结数", Decimal(96), "件", 2023),
        ("信访事项办结率", Decimal(80), "%", 2023),
    ]
    assert all(body[r.start : r.end] == r.surface for r in rows)
    shelf.library.remove(document)
    assert shelf.ledger.rows() == []
    with shelf.store.begin() as session:
        assert session.scalar(text("select count(*) from figure_readings")) == 0


def test_only_reports_and_data_sheets_are_filed(shelf: Shelf) -> None:
    shelf.add("每年开展普法讲座不少于12场次。", 2023, kind=Kind.PLAN)
    shelf.add("指标 | 数值 | 单位\n信访事项受理数 | 120 | 件", 2023, kind=Kind.DATA)
    assert [(r.document_kind, r.metric, r.surface) for r in shelf.ledger.rows()] == [
        (Kind.DATA, "信访事项受理数", "120")
    ]


def test_replacing_a_document_replaces_its_rows_in_one_step(shelf: Shelf) -> None:
    document = shelf.add("2023年受理信访事项120件。", 2023)
    shelf.library.replace(document, shelf.new("2023年受理信访事项125件。", 2023))
    assert shelf.surfaces() == ["125件"]


def test_a_replacement_that_fails_leaves_the_rows(shelf: Shelf) -> None:
    shelf.add("2023年受理信访事项120件。", 2023)
    with pytest.raises(NotInLibrary):
        shelf.library.replace("没有这份", shelf.new("2023年受理信访事项125件。", 2023))
    assert shelf.surfaces() == ["120件"]


def test_documents_from_before_the_ledger_are_filed_at_the_next_opening(shelf: Shelf) -> None:
    shelf.add("2023年受理信访事项120件。", 2023)
    with shelf.store.begin() as session:
        session.execute(delete(FigureRow))
        session.execute(delete(FigureReadingRow))
    assert shelf.surfaces() == []
    assert shelf.ledger.catch_up() == 1
    assert shelf.surfaces() == ["120件"]
    assert shelf.ledger.catch_up() == 0


def test_what_an_older_reader_filed_is_read_again(shelf: Shelf) -> None:
    shelf.add("2023年受理信访事项120件。", 2023)
    with shelf.store.begin() as session:
        session.execute(update(FigureReadingRow).values(version="older"))
        session.execute(update(FigureRow).values(surface="旧"))
    assert shelf.ledger.catch_up() == 1
    assert shelf.surfaces() == ["120件"]


def test_rows_are_filtered_by_organ_metric_year_kind_and_document(shelf: Shelf) -> None:
    first = shelf.add("2022年受理信访事项110件。查处治安案件31起。", 2022)
    shelf.add("2023年收到信访事项120件。", 2023)
    shelf.add("2023年受理信访事项77件。", 2023, organ="青屏县公安局")
    ledger = shelf.ledger
    assert [r.surface for r in ledger.rows(organ=ORGAN, metric="受理信访事项数")] == ["110件", "120件"]
    assert [r.surface for r in ledger.rows(years=[2023])] == ["120件", "77件"]
    assert [r.surface for r in ledger.rows(documents=[first])] == ["110件", "31起"]
    assert ledger.rows(kinds=[Kind.DATA]) == []
    assert ledger.organs() == (ORGAN, "青屏县公安局")
    assert ledger.years(ORGAN) == (2022, 2023)


def test_one_metric_is_grouped_over_years_and_wordings(shelf: Shelf) -> None:
    shelf.add("2022年召开党委理论学习中心组学习13次。", 2022)
    shelf.add("2023年党委中心组集中学习15次。", 2023)
    group = shelf.ledger.metrics(ORGAN)[0]
    assert group.years == (2022, 2023)
    assert len(group.names) == 2


def test_names_that_one_text_gives_different_values_are_not_grouped(shelf: Shelf) -> None:
    shelf.add("指标 | 数值 | 单位\n矛盾纠纷化解率 | 91 | %\n矛盾纠纷调解成功率 | 88 | %", 2023, kind=Kind.DATA)
    assert sorted(len(group.names) for group in shelf.ledger.metrics(ORGAN)) == [1, 1]


def test_a_person_merges_and_splits_and_the_decision_wins(shelf: Shelf) -> None:
    shelf.add("指标 | 数值 | 单位\n案件退查率 | 4.7 | %", 2023, kind=Kind.DATA)
    shelf.add("指标 | 数值 | 单位\n卷宗退补比例 | 6.0 | %", 2022, kind=Kind.DATA)
    assert len(shelf.ledger.metrics()) == 2
    shelf.ledger.merge("案件退查率", "卷宗退补比例", by="复核员")
    assert [group.years for group in shelf.ledger.metrics()] == [(2022, 2023)]
    assert [r.surface for r in shelf.ledger.rows(metric="案件退查率")] == ["6.0", "4.7"]
    shelf.ledger.split("卷宗退补比例", "案件退查率")
    assert len(shelf.ledger.metrics()) == 2


@pytest.mark.parametrize(("first", "second"), [("", "甲率"), ("甲率", "甲率")])
def test_a_decision_needs_two_names(shelf: Shelf, first: str, second: str) -> None:
    with pytest.raises(BadRequest, match="两个不同"):
        shelf.ledger.merge(first, second)


def test_a_later_report_that_tells_the_earlier_year_otherwise_is_a_conflict(shelf: Shelf) -> None:
    shelf.add("2022年共受理信访事项110件。", 2022)
    shelf.add("2023年共受理信访事项120件。\n指标 | 2022年 | 2023年 | 单位\n信访事项受理数 | 112 | 120 | 件", 2023)
    found = shelf.ledger.conflicts(ORGAN)
    assert [({c.first.surface, c.second.surface}, c.first.year) for c in found] == [({"110件", "112"}, 2022)]


def test_a_contradiction_inside_one_report_is_a_conflict(shelf: Shelf) -> None:
    shelf.add("一、概况\n2023年共受理信访事项120件。\n二、工作\n全年受理信访事项123件，办结96件。", 2023)
    assert [{c.first.surface, c.second.surface} for c in shelf.ledger.conflicts()] == [{"120件", "123件"}]


@pytest.mark.parametrize(
    "body",
    [
        "2023年受理信访事项120件。城关派出所受理信访事项23件。",
        "2023年受理信访事项120件，其中受理重复信访事项23件。",
        "联合调解室由12个增加到15个。",
        "受理信访事项100余件。全年受理信访事项103件。",
        "58名民警参加考试。5名民警参加高级执法资格考试。",
        "2022年受理信访事项110件。2023年受理信访事项120件。",
        "上半年受理信访事项60件。全年受理信访事项120件。",
        "受理信访事项120件。受理行政复议案件12件。",
    ],
)
def test_what_only_looks_alike_is_no_conflict(shelf: Shelf, body: str) -> None:
    shelf.add(body, 2023)
    assert shelf.ledger.conflicts() == []


def test_split_names_are_no_conflict(shelf: Shelf) -> None:
    shelf.add("2023年受理信访事项120件。", 2023)
    shelf.add("指标 | 数值 | 单位\n收到信访事项数 | 125 | 件", 2023, kind=Kind.DATA)
    assert len(shelf.ledger.conflicts()) == 1
    shelf.ledger.split("信访事项受理数", "收到信访事项数")
    assert shelf.ledger.conflicts() == []


def test_the_nearest_metrics_name_the_years_that_exist(shelf: Shelf) -> None:
    shelf.add("2022年信访事项化解率为75.8%。", 2022)
    shelf.add("2023年信访事项化解率为78.9%。", 2023)
    near = shelf.ledger.nearest("信访化解率", ORGAN)
    assert near[0].metric == "信访事项化解率"
    assert near[0].years == (2022, 2023)
    assert shelf.ledger.nearest("无人机飞行时长", ORGAN) == []
