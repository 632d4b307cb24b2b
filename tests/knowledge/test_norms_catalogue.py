"""The catalogue: strict, searchable, and never taken for an original text."""

from datetime import date

import pytest
from pydantic import ValidationError

from knowledge.documents import Kind
from knowledge.errors import BadRequest
from knowledge.norms.catalogue import NOTICE, Entry, entries, entry
from knowledge.norms.titles import key, resolve


def _entry(**changes: object) -> Entry:
    base: dict[str, object] = {
        "id": "yunling",
        "title": "云岭县执法规划（2021－2025年）",
        "status": "效力未核实",
        "official_page": None,
        "verified": "虚构",
    }
    return Entry.model_validate(base | changes)


def test_every_entry_is_searchable_as_catalogue_information() -> None:
    for found in entries():
        lines = found.as_text().split("\n")
        metadata = found.metadata()
        assert lines[:2] == [found.title, NOTICE]
        assert found.as_text().endswith("\n")
        assert metadata.kind is Kind.CATALOGUE
        assert metadata.verified
        assert NOTICE in metadata.verified


@pytest.mark.parametrize(
    "name",
    [
        "督察工作规定",
        "“八五”普法规划",
        "八五规划",
        "九五普法",
        "第一责任人职责规定",
        "三项制度指导意见",
        "公文处理条例",
        "信息公开条例",
        "GB/T 9704-2012",
        "法治中国建设规划（2020-2025年）",
        "法治社会建设实施纲要（2020—2025年）",
        "八五决议",
        "双随机意见",
        "重大行政决策程序暂行条例",
        "谁执法谁普法意见",
        "规范性文件合法性审核指导意见",
        "优化营商环境条例",
        "信访工作条例",
    ],
)
def test_the_wanted_norms_are_found_by_their_usual_names(name: str) -> None:
    assert len(resolve(name, [e.title for e in entries()])) == 1


def test_no_two_entries_share_a_name() -> None:
    names = [name for e in entries() for name in {key(name) for name in (e.title, *e.aliases)}]
    assert sorted(names) == sorted(set(names))


def test_a_plan_that_ran_out_ends_with_its_last_year() -> None:
    metadata = entry("fazhi-zhengfu-gangyao-2021").metadata()
    assert metadata.in_force_to == date(2026, 1, 1)
    assert metadata.status == "已到期"
    assert (metadata.extra["period_start"], metadata.extra["period_end"]) == ("2021", "2025")


def test_the_report_duty_names_its_dates_and_its_five_contents() -> None:
    text = entry("ducha-guiding").as_text()
    assert "3月1日" in text
    assert "4月1日" in text
    assert "不足和原因" in text


def test_the_replacement_is_named_by_its_title() -> None:
    text = entry("pufa-8").as_text()
    assert "法治宣传教育第九个五年规划" in text


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(BadRequest, match="meiyou"):
        entry("meiyou")


@pytest.mark.parametrize(
    "changes",
    [
        {"surprise": "x"},
        {"status": "有效"},
        {"status": "已到期"},
        {"status": "已被取代"},
        {"period": {"start": 2025, "end": 2021}},
        {"official_page": "ftp://yunling.example/a"},
        {"id": "云岭"},
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _entry(**changes)
