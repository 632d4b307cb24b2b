"""Kinds of text as data, and which content a heading is about."""

from pathlib import Path

import pytest

from assistant.drafting.requirements import deadline_of, kind, kinds, opening_of, requirement_for, title_of
from assistant.drafting.types import Brief
from knowledge.errors import BadRequest

DONE, HEAD, SHORT, NEXT, OTHER = "done", "head", "short", "next", "other"


def brief(kind_id: str, year: int = 2026) -> Brief:
    return Brief(organ="云岭县公安局", year=year, kind=kind_id)


def test_every_kind_fills_its_phrases_without_a_brace_or_a_figure_but_years() -> None:
    assert next(one.id for one in kinds()) == "annual_report"
    for one in kinds():
        for text in (title_of(brief(one.id)), opening_of(brief(one.id)), deadline_of(brief(one.id))):
            assert "{" not in text
        assert "云岭县公安局2026年" in title_of(brief(one.id))


@pytest.mark.parametrize(("year", "plan"), [(2020, "“七五”"), (2025, "“八五”"), (2026, "“九五”")])
def test_the_title_names_the_plan_in_force(year: int, plan: str) -> None:
    assert f"{year}年{plan}普法" in title_of(brief("law_popularisation", year))


def test_a_year_without_a_known_plan_names_none() -> None:
    assert "五”" not in title_of(brief("law_popularisation", 2031))


def test_the_report_cites_the_duty_and_its_day() -> None:
    assert "第二十三条" in opening_of(brief("annual_report"))
    assert "2027年3月1日" in deadline_of(brief("annual_report"))


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(BadRequest, match="annual_report"):
        kind("novel")


def test_a_file_more_is_a_kind_more(tmp_path: Path) -> None:
    body = 'name: 述法报告\ntitle: "{organ}{year}年述法报告"\nopening: ""\nrequirements:\n  - {id: done, heading: 履职情况}\n'
    (tmp_path / "duty_report.yaml").write_text(body, encoding="utf-8")
    assert kind("duty_report", tmp_path).name == "述法报告"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("colour: 红", "colour"),
        ("name: [", "YAML"),
        ('closing: "{when}"\ntitle: "{when}"', "title"),
        ("requirements: []", "requirements"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, line: str, said: str) -> None:
    body = 'name: 述法报告\nopening: ""\n' + ("" if "title" in line else "title: 甲\n")
    body += "" if "requirements" in line else "requirements:\n  - {id: done, heading: 履职情况}\n"
    (tmp_path / "x.yaml").write_text(body + line, encoding="utf-8")
    with pytest.raises(BadRequest) as caught:
        kinds(tmp_path)
    assert "x.yaml" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("heading", "due"),
    [
        ("2025年法治政府工作情况", DONE),
        ("推进法治政府建设的主要举措和成效", DONE),
        ("主要工作措施和成效", DONE),
        ("工作开展情况", DONE),
        ("主要做法", DONE),
        ("取得的成绩", DONE),
        ("法治政府建设工作亮点", DONE),
        ("2025年重点工作完成情况", DONE),
        ("工作安排部署情况", DONE),
        ("法治政府建设总体情况", DONE),
        ("党政主要负责人履行推进法治建设第一责任人职责情况", HEAD),
        ("主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况", HEAD),
        ("落实第一责任人职责", HEAD),
        ("党委主要负责同志履职情况", HEAD),
        ("存在问题与不足", SHORT),
        ("存在的不足和原因", SHORT),
        ("存在的主要问题及原因分析", SHORT),
        ("工作中的薄弱环节", SHORT),
        ("困难和问题", SHORT),
        ("存在的短板", SHORT),
        ("2026年主要工作安排", NEXT),
        ("下一年度推进法治政府建设的主要安排", NEXT),
        ("下一步工作", NEXT),
        ("下一步改进措施", NEXT),
        ("2026年工作计划", NEXT),
        ("2026年法治政府建设工作思路", NEXT),
        ("今后努力方向", NEXT),
        ("2026年工作重点", NEXT),
        ("其他需要报告的情况", OTHER),
        ("其他需要说明的事项", OTHER),
        ("突出政治引领，深入学习贯彻习近平法治思想", None),
        ("坚持问题导向，深化执法规范化建设", None),
        ("化解矛盾纠纷，解决群众急难愁盼问题", None),
        ("强化重点领域执法，解决突出问题", None),
        ("补齐执法短板", None),
        ("落实“九五”普法规划", None),
        ("规划引领法治建设", None),
        ("规范行政执法", None),
        ("依法全面履行政府职能", None),
        ("健全行政决策制度", None),
    ],
)
def test_what_a_heading_is_about(heading: str, due: str | None) -> None:
    found = requirement_for(kind("annual_report"), heading)
    assert (found.id if found else None) == due


def test_the_body_speaks_only_for_a_heading_that_says_nothing() -> None:
    report = kind("annual_report")
    found = requirement_for(report, "概述", "执法队伍仍有不足，能力存在差距。")
    assert found is not None
    assert found.id == SHORT
    assert requirement_for(report, "突出政治引领，强化法治思维", "着力查找不足。") is None
