"""The ledger page's desk: 1,000 reports within half a second; charts never join what disagrees or has other units."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ledger_desk import LedgerDesk, LedgerFilter
from assistant.web.charts import charts_html
from assistant.web.ledger_rendering import conflicts_html, table_html
from knowledge.documents import Kind, Metadata
from knowledge.errors import BadRequest
from knowledge.figures.ledger import Ledger
from knowledge.library import Library, NewDocument
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

ORGAN = "云岭县公安局"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LedgerDesk]:
    store = migrated_store(tmp_path)
    library = Library(store, WriterLock(tmp_path))
    bodies = {
        2020: "全年受理信访事项90件，办结70件。",
        2022: "全年受理信访事项110件，办结93件。目前执法资格持证民警45名。",
        2023: "全年受理信访事项1200余件，办结96件。目前执法资格持证民警47名。",
    }
    for year, body in bodies.items():
        title = f"{ORGAN}{year}年法治政府建设年度报告"
        metadata = Metadata(title=title, kind=Kind.REPORT, organ=ORGAN, year=year)
        library.add(NewDocument(text=f"{title}\n一、工作\n{body}\n", metadata=metadata))
    yield LedgerDesk(Ledger(store), store, library)
    store.close()


def test_a_year_without_a_figure_stays_a_gap_and_an_approximate_one_is_an_open_mark(desk: LedgerDesk) -> None:
    series = desk.series(ORGAN, "信访事项受理数")
    assert series is not None
    assert [(p.year, p.surface) for p in series.points] == [(2020, "90件"), (2022, "110件"), (2023, "1200余件")]
    drawn = charts_html(series.points)
    assert "&quot;y&quot;: [90.0, null, 110.0, 1200.0]" in drawn
    assert "&quot;connectgaps&quot;: false" in drawn
    assert drawn.count("circle-open") == 1


def test_a_stock_is_marked_and_unlike_units_never_share_a_chart(desk: LedgerDesk) -> None:
    name = next(g.name for g in desk.groups(ORGAN) if "持证" in g.name)
    series = desk.series(ORGAN, name)
    assert series is not None
    assert series.stock
    drawn = charts_html(series.points, stock=series.stock)
    assert "diamond" in drawn
    assert "时点数" in drawn
    other = desk.series(ORGAN, "信访事项受理数")
    assert other is not None
    assert charts_html((*series.points, *other.points)).count("<figure") == 2


def test_a_merge_that_a_person_forbade_is_refused_and_undone(desk: LedgerDesk) -> None:
    first, second = "信访事项受理数", next(g.name for g in desk.groups(ORGAN) if "持证" in g.name)
    made = desk.merge(ORGAN, first, second)
    group = desk.group(ORGAN, first)
    assert group is not None
    assert second in group.names
    desk.undo([(d.first, d.second) for d in made])
    assert desk.decisions() == []
    group = desk.group(ORGAN, first)
    assert group is not None
    assert second not in group.names
    with pytest.raises(BadRequest, match="已没有这个指标"):
        desk.merge(ORGAN, first, "没有的指标")
    with pytest.raises(BadRequest, match="不用拆分"):
        desk.split(ORGAN, first)


def test_text_of_documents_is_escaped(desk: LedgerDesk) -> None:
    view = desk.view(LedgerFilter(organ=ORGAN))
    assert view.years == (2020, 2022, 2023)
    shown = table_html(view, LedgerFilter(organ=ORGAN), rows=60, chosen=("", ""))
    assert "1200余件" in shown
    assert "没有发现" in conflicts_html(view.conflicts)
