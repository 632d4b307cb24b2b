"""Statutes: the package's faults are repaired, versions kept apart, and dates claimed only where they are known."""

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from knowledge.documents import Kind
from knowledge.errors import NotInLibrary, UnreadableFile
from knowledge.norms.corrections import Checked, Corrections, Dated, Remark, Swallowed
from knowledge.norms.marked_titles import looks_like_norm
from knowledge.norms.numerals import article_number
from knowledge.norms.statute_dates import Standing, Timeline, Version, own_date, repealed_by
from knowledge.norms.statute_rows import ArticleRow, LawRow, StatuteDatabase
from knowledge.norms.statute_text import plain_text
from knowledge.norms.statutes import DEFAULT_NAMES, Statute, statutes

TODAY = date(2026, 11, 25)
V = date(2020, 5, 1)
NO_CORRECTIONS = Corrections(first_parts={}, swallowed=(), dated=(), remarks=(), checked=())


def _law(**changes: object) -> LawRow:
    values: dict[str, object] = {
        "law_id": "a1", "title": "云岭法", "genre": "法律", "organ": "云岭大会", "version": V, "effective": V,
        "status": "现行有效", "department": None,
    }  # fmt: skip
    return LawRow(**(values | changes))  # pyright: ignore[reportArgumentType]


def _row(label: str, text: str, chapter: str | None = None, section: str | None = None) -> ArticleRow:
    return ArticleRow(chapter=chapter, section=section, label=label, text=text)


def _text(rows: Sequence[ArticleRow], corrections: Corrections = NO_CORRECTIONS) -> str:
    return plain_text(_law(), rows, corrections)


def test_headings_stand_once_on_lines_of_their_own() -> None:
    rows = [
        _row("第一条", "甲。\n乙。", "第一章 总 则"),
        _row("第二条", "丙。", "第二章 分则", "第一节 甲"),
        _row("第三条", "丁。", "第二章 分则", "第二节 乙"),
    ]
    assert _text(rows) == (
        "云岭法\n第一章　总则\n第一条　甲。\n乙。\n第二章　分则\n第一节　甲\n第二条　丙。\n第二节　乙\n第三条　丁。\n"
    )


def test_part_headings_glued_to_an_article_move_before_the_next_one() -> None:
    rows = [
        _row("第一条", "甲。\n第二编 物 权\n第一分编 通 则", "第一章 甲"),
        _row("第二条", "乙。\n附 则", "第一章 乙"),
        _row("第三条", "丙。", "第一章 乙"),
    ]
    corrections = NO_CORRECTIONS.model_copy(update={"first_parts": {"云岭法": "第一编　总则"}})
    assert _text(rows, corrections).split("\n")[1:-1] == [
        "第一编　总则", "第一章　甲", "第一条　甲。", "第二编　物权", "第一分编　通则", "第一章　乙", "第二条　乙。",
        "附则", "第三条　丙。",
    ]  # fmt: skip


def test_a_swallowed_article_gets_its_place_and_its_opening_again() -> None:
    fault = Swallowed(title="云岭法", version=V, inside="第一条", label="第二条", line_starts="境部门", opening="由环")
    corrections = NO_CORRECTIONS.model_copy(update={"swallowed": (fault,)})
    rows = [_row("第一条", "甲。\n境部门责令改正。\n（一）乙。"), _row("第三条", "丙。")]
    assert _text(rows, corrections) == "云岭法\n第一条　甲。\n第二条　由环境部门责令改正。\n（一）乙。\n第三条　丙。\n"


def test_inserted_articles_keep_their_suffix() -> None:
    rows = [_row("第十七条", "甲。"), _row("第十七条之一", "乙。")]
    assert "第十七条　甲。\n第十七条之一　乙。\n" in _text(rows)


def test_rows_without_article_numbers_are_kept() -> None:
    assert _text([_row("全文", "甲。\n乙。")]) == "云岭法\n甲。\n乙。\n"
    assert _text([_row("条目十二", "将甲改为乙。")]) == "云岭法\n十二、将甲改为乙。\n"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"依\<云岭办法\>办。", "依<云岭办法>办。"),
        ("停产、 整治 措施。", "停产、整治措施。"),
        ("0.\u200914元。", "0.14元。"),
        ("称\"甲\"、\"乙\"。", "称“甲”、“乙”。"),
        ("称\"甲。", "称\"甲。"),
        ("甲。\n+----+---+\n| 一 | 2 |", "甲。\n| 一 | 2 |"),
        ("甲。\n!图样{width=\"1.5in\"\nheight=\"2in\"}", "甲。\n（图：图样）"),
        ("各级行政机关和有关部门应当依法及时开展\n监督。", "各级行政机关和有关部门应当依法及时开展监督。"),
        ("主任，\n副主任若干人，\n委员若干人。", "主任，\n副主任若干人，\n委员若干人。"),
        ("各级机关和有关部门应当依法开展下列工作\n（一）甲；", "各级机关和有关部门应当依法开展下列工作\n（一）甲；"),
        ("本法自 2026年1月1日起施行。", "本法自2026年1月1日起施行。"),
    ],
)  # fmt: skip
def test_layout_faults_are_cleaned_and_words_stay(raw: str, clean: str) -> None:
    assert _text([_row("第一条", raw)]) == f"云岭法\n第一条　{clean}\n"


def test_a_laws_own_date_is_read_before_its_annexes() -> None:
    assert own_date("第九条　本法自2021年7月1日起施行。\n附件一\n本办法自2025年3月1日起施行。") == date(2021, 7, 1)
    assert own_date("第九条　本法自公布之日起施行。") is None


def test_repealed_titles_are_read_from_the_closing_lines() -> None:
    assert repealed_by("第九条　本法自2026年8月1日起施行。《甲云法》、《乙云法》同时废止。\n") == ("甲云法", "乙云法")
    assert repealed_by("《甲云法》另行制定。") == ()


def _standing(
    law: LawRow, text: str, *others: Version, corrections: Corrections = NO_CORRECTIONS, today: date = TODAY
) -> Standing:
    versions = [Version(law=law, text=text), *others]
    return Timeline(versions, corrections, source="数据包").standing(law, today)


def test_a_date_in_the_text_after_its_adoption_is_trusted() -> None:
    found = _standing(_law(), "第九条　本法自2020年7月15日起施行。")
    assert (found.in_force_from, found.status) == (date(2020, 7, 15), "现行有效")
    assert "正文自述" in found.verified


def test_the_first_ever_date_of_an_amended_law_is_not_claimed() -> None:
    law = _law(effective=date(1999, 1, 1))
    found = _standing(law, "第九条　本法自1999年1月1日起施行。")
    assert found.in_force_from is None
    assert "未核实" in found.verified


def test_a_day_of_adoption_alone_proves_no_entry_into_force() -> None:
    assert _standing(_law(), "第九条　本法自公布之日起施行。").in_force_from is None


def test_an_amending_decision_of_the_same_day_dates_the_law() -> None:
    decision = _law(law_id="d", title="云岭大会关于修改《云岭法》的决定", genre="修改决定")
    other = Version(law=decision, text="二、甲。\n本决定自2020年9月1日起施行。")
    found = _standing(_law(effective=date(1999, 1, 1)), "本法自1999年1月1日起施行。", other)
    assert found.in_force_from == date(2020, 9, 1)


def test_a_law_is_not_in_force_before_its_day() -> None:
    text = "第九条　本法自2027年1月1日起施行。"
    assert _standing(_law(), text).status == "尚未施行"
    assert _standing(_law(), text, today=date(2027, 1, 1)).status == "现行有效"


def test_an_old_version_ends_when_its_successor_begins_and_holds_until_then() -> None:
    old = _law(law_id="o", version=date(2010, 1, 1), status="历史版本")
    new = Version(law=_law(), text="第九条　本法自2020年7月15日起施行。")
    found = _standing(old, "甲", new)
    assert (found.in_force_to, found.status) == (date(2020, 7, 15), "历史版本")
    assert _standing(old, "甲", new, today=date(2020, 7, 14)).status == "现行有效"


def test_a_repeal_is_dated_by_the_law_that_repeals() -> None:
    old = _law(law_id="o", title="云岭旧法", status="已废止")
    new = Version(law=_law(), text="第九条　本法自2020年7月15日起施行。《云岭旧法》同时废止。")
    found = _standing(old, "甲", new)
    assert (found.in_force_to, found.status) == (date(2020, 7, 15), "已废止")
    assert "《云岭法》" in found.verified


def test_a_doubtful_status_is_said_to_be_doubtful() -> None:
    remark = Remark(title="云岭法", version=V, remark="没有收录废止它的法律，状态存疑", doubtful=True)
    corrections = NO_CORRECTIONS.model_copy(update={"remarks": (remark,)})
    found = _standing(_law(status="已废止"), "甲", corrections=corrections)
    assert found.status == "存疑"
    assert "状态存疑" in found.verified


def test_curated_dates_and_checks_are_told() -> None:
    dated = Dated(title="云岭法", version=V, in_force_from=date(2020, 6, 1), basis="据公告")
    corrections = NO_CORRECTIONS.model_copy(
        update={"dated": (dated,), "checked": (Checked(title="云岭法", version=V),)}
    )
    found = _standing(_law(), "本法自2021年1月1日起施行。", corrections=corrections)
    assert found.in_force_from == date(2020, 6, 1)
    assert "据公告" in found.verified
    assert "逐条核对一致" in found.verified


@pytest.fixture
def database(tmp_path: Path) -> StatuteDatabase:
    path = tmp_path / "laws of 云岭.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE laws (law_id, law_name, doc_type, issuing_body, version_date, effective_date, status, "
            "law_department)"
        )
        connection.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id, chapter, section, article_no, article_text)"
        )
        laws = [
            ("x", "中华人民共和国云岭法", "法律", "大会", "2010-01-01", "2010-02-01", "历史版本", "行政法"),
            ("y", "中华人民共和国云岭法", "法律", "大会", "2020-01-01", "2010-02-01", "现行有效", "行政法"),
            ("z", "中华人民共和国雾川法", "法律", None, "2021-01-01", None, "现行有效", None),
        ]
        connection.executemany("INSERT INTO laws VALUES (?,?,?,?,?,?,?,?)", laws)
        articles = [(n, i, None, None, "第一条", "甲。") for n, i in enumerate("xyz")]
        connection.executemany("INSERT INTO articles VALUES (?,?,?,?,?,?)", articles)
    return StatuteDatabase(path)


def test_versions_of_one_name_are_kept_apart(database: StatuteDatabase) -> None:
    found = list(statutes(["云岭法"], today=TODAY, database=database))
    assert [(s.metadata.title, s.metadata.year) for s in found] == [("中华人民共和国云岭法", y) for y in (2010, 2020)]
    assert {s.metadata.kind for s in found} == {Kind.REGULATION}


def test_no_names_mean_every_law(database: StatuteDatabase) -> None:
    assert len(list(statutes(today=TODAY, database=database))) == 3


def test_an_unknown_name_is_refused_with_the_nearest(database: StatuteDatabase) -> None:
    with pytest.raises(NotInLibrary, match="中华人民共和国云岭法"):
        list(statutes(["云岭县法"], today=TODAY, database=database))


def test_a_damaged_database_is_a_stated_failure(tmp_path: Path) -> None:
    path = tmp_path / "laws.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(UnreadableFile, match="make setup"):
        StatuteDatabase(path).laws()


@pytest.fixture(scope="module")
def everything() -> list[Statute]:
    return list(statutes(today=TODAY))


def _labels(text: str) -> list[tuple[int, int]]:
    return [
        article_number(label)
        for label in re.findall(
            r"^(第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)　", text, re.MULTILINE
        )
    ]


@pytest.mark.integration
def test_the_whole_package_is_imported(everything: list[Statute]) -> None:
    assert len(everything) == 378
    assert len({(s.metadata.title, s.metadata.year) for s in everything}) == 378
    assert all(s.metadata.verified and s.text.startswith(f"{s.metadata.title}\n") for s in everything)
    assert not [s.metadata.title for s in everything if "\\<" in s.text or "\u2009" in s.text or "{width" in s.text]


@pytest.mark.integration
def test_the_usual_laws_are_all_there(everything: list[Statute]) -> None:
    found = {s.metadata.title for s in statutes(DEFAULT_NAMES, today=TODAY)}
    assert len(found) == len(DEFAULT_NAMES)
    assert found <= {s.metadata.title for s in everything}


@pytest.mark.integration
def test_article_numbers_have_no_gap_where_a_law_numbers_itself(everything: list[Statute]) -> None:
    """Amendments of the constitution and two decisions number what they quote; they start above one, and jump."""
    jumping: set[str] = set()
    for statute in everything:
        before = (0, 0)
        for label in _labels(statute.text):
            if label not in {(before[0] + 1, 0), (before[0], before[1] + 1)}:
                jumping.add(statute.metadata.title)
            before = label
    assert jumping == {
        "中华人民共和国宪法修正案（1993年）",
        "中华人民共和国宪法修正案（1999年）",
        "中华人民共和国宪法修正案（2004年）",
        "中华人民共和国宪法修正案（2018年）",
        "全国人民代表大会常务委员会关于授权国务院在中国（新疆）自由贸易试验区暂时调整适用《中华人民共和国种子法》有关规定的决定",
        "全国人民代表大会常务委员会关于对中华人民共和国缔结或者参加的国际条约所规定的罪行行使刑事管辖权的决定",
    }


@pytest.mark.integration
@pytest.mark.parametrize(
    ("title", "count"), [("生态环境法典", 1242), ("民法典", 1260), ("治安管理处罚法", 144), ("刑法", 505)]
)
def test_the_great_laws_have_all_their_articles(everything: list[Statute], title: str, count: int) -> None:
    (found,) = [s for s in everything if s.metadata.title == f"中华人民共和国{title}"]
    assert len(set(_labels(found.text))) == count


@pytest.mark.integration
def test_only_laws_of_2027_are_not_yet_in_force(everything: list[Statute]) -> None:
    waiting = {s.metadata.title.removeprefix("中华人民共和国") for s in everything if s.metadata.status == "尚未施行"}
    assert waiting == {"农业法", "医疗保障法", "商标法", "耕地保护和质量提升法"}


@pytest.mark.integration
def test_no_version_claims_to_be_in_force_before_it_was_made(everything: list[Statute]) -> None:
    for statute in everything:
        metadata = statute.metadata
        assert metadata.issued
        assert metadata.in_force_from is None or metadata.in_force_from >= metadata.issued
        assert metadata.in_force_to is None or metadata.in_force_to > metadata.issued


@pytest.mark.integration
def test_every_law_of_the_package_looks_like_a_norm(everything: list[Statute]) -> None:
    odd = {s.metadata.title for s in everything if not looks_like_norm(s.metadata.title)}
    assert odd == set()


_HEADING = re.compile(r"^(?:第[一二三四五六七八九十百]+(?:编|分编|章|节)　.*|附则)$", re.MULTILINE)


def _articles_of(text: str) -> dict[str, str]:
    """Return the articles without headings, spaces and the kinds of quotation mark and colon that copies differ in."""
    without_headings = re.sub(r"^#.*$", "", _HEADING.sub("", text), flags=re.MULTILINE)
    pieces = re.split(r"^(第[零一二三四五六七八九十百千]+条)[　 ]", without_headings, flags=re.MULTILINE)
    even = str.maketrans({":": "：", "〈": "<", "〉": ">"})
    return {
        label: re.sub(r"[\s\"“”‘’']", "", body).translate(even)
        for label, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


@pytest.mark.integration
def test_cleaned_laws_agree_with_an_independent_copy_article_by_article(
    everything: list[Statute], corpus: Path
) -> None:
    by_version = {(s.metadata.title, str(s.metadata.issued)): s for s in everything}
    compared = 0
    for sidecar in sorted((corpus / "regulations").glob("*.json")):
        facts = json.loads(sidecar.read_text(encoding="utf-8"))
        statute = by_version.get((facts["title"], facts["version_date"]))
        if statute is None:
            continue
        compared += 1
        copy = sidecar.with_name(facts["file"]).read_text(encoding="utf-8")
        assert _articles_of(statute.text) == _articles_of(copy), facts["title"]
        headings = [line.lstrip("# ").replace(" ", "　") for line in copy.split("\n")[1:] if line.startswith("#")]
        assert _HEADING.findall(statute.text) == [h for h in headings if h != "序言"], facts["title"]
        assert statute.metadata.verified
        assert "逐条核对一致" in statute.metadata.verified
    assert compared >= 47
