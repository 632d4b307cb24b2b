"""No figure is told twice in nearly the same words; a part of the year gives way to the whole year."""

from pathlib import Path

from assistant.drafting.condensing import condensed
from assistant.drafting.materials import read_materials
from assistant.drafting.part_years import REASON, without_part_years
from assistant.drafting.types import DraftParagraph, DraftSentence, Origin

ORGAN = "云岭县公安局"


def _paragraph(*texts: str, locked: bool = False, origin: Origin = "material") -> DraftParagraph:
    sentences = tuple(DraftSentence(text=text, origin=origin) for text in texts)
    return DraftParagraph(id="p1", sentences=sentences, locked=locked)


def _texts(*paragraphs: DraftParagraph) -> list[str]:
    return [s.text for p in condensed(paragraphs, {}, {}, 2024) for s in p.sentences]


def test_the_sentence_that_tells_less_goes() -> None:
    short, long = "全年化解矛盾纠纷86起。", "全年排查矛盾纠纷112起，化解矛盾纠纷86起。"
    assert _texts(_paragraph(short, long)) == [long]
    assert _texts(_paragraph(long), _paragraph(short)) == [long]


def test_of_two_that_tell_the_same_the_first_stays() -> None:
    one, two = "全年化解矛盾纠纷86起。", "2024年全年化解矛盾纠纷86起。"
    assert len(_texts(_paragraph(one, two))) == 1


def test_equal_figures_of_different_things_stay() -> None:
    texts = ["举办执法培训12期。", "走访企业12期。", "召开联席会议4次。", "组织旁听庭审4次。"]
    assert _texts(_paragraph(*texts)) == texts


def test_another_direction_period_or_qualifier_is_another_figure() -> None:
    for one, two in (
        ("电信诈骗案件立案数上升12件。", "电信诈骗案件立案数下降12件。"),
        ("2023年排查矛盾纠纷112起。", "2024年排查矛盾纠纷112起。"),
        ("发放宣传资料1200余份。", "发放宣传资料1200份。"),
        ("电信诈骗案件立案12件。", "电信诈骗案件立案同比下降12件。"),
        ("问题整改到位12个。", "问题未整改到位12个。"),
    ):
        assert _texts(_paragraph(one, two)) == [one, two]


def test_sentences_without_figures_stay() -> None:
    texts = ["推进执法规范化建设。", "推进执法规范化建设工作。"]
    assert _texts(_paragraph(*texts)) == texts


def test_what_a_person_edited_stays() -> None:
    short, long = "全年化解矛盾纠纷86起。", "全年排查矛盾纠纷112起，化解矛盾纠纷86起。"
    assert _texts(_paragraph(short, locked=True), _paragraph(long)) == [short, long]


def test_a_label_goes_on_to_the_next_sentence() -> None:
    assert _texts(
        _paragraph("一是全年化解矛盾纠纷86起。", "推广品牌调解室。", "二是全年排查矛盾纠纷112起，化解矛盾纠纷86起。")
    ) == ["一是推广品牌调解室。", "二是全年排查矛盾纠纷112起，化解矛盾纠纷86起。"]


def test_half_a_year_gives_way_only_where_the_whole_year_is_known(tmp_path: Path) -> None:
    path = tmp_path / "法制大队2024年材料.txt"
    path.write_text(
        "云岭县公安局法制大队2024年工作情况\n2024年上半年评查案卷150卷。2024年全年评查案卷320卷。2024年上半年组织演练3次。\n",
        encoding="utf-8",
    )
    (material,) = without_part_years(read_materials([path], organ=ORGAN, year=2024).materials, 2024)
    aside = [s.text for s in material.sentences if s.reason == REASON]
    assert aside == ["2024年上半年评查案卷150卷。"]
    assert any("演练3次" in s.text and s.use != "set_aside" for s in material.sentences)
