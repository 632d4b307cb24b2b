"""Each sentence of the material goes where its figures, words and part belong, and nowhere twice."""

from collections.abc import Sequence

from assistant.drafting.assigning import assign, unassigned
from assistant.drafting.types import Material, OutlineSection, Requirement, Template, TextKind
from tests.assistant.drafting_texts import materials, opened

LAST = (
    "2023年，云岭县公安局认真推进法治建设，现将有关情况报告如下。\n"
    "一、2023年主要工作\n"
    "（一）化解矛盾纠纷\n"
    "全年收到信访事项153件，化解信访事项103件。对疑难信访事项由局领导包案。\n"
    "（二）优化营商环境\n"
    "走访企业154家次，发放涉企法律宣传资料1500份。\n"
    "（三）加强普法宣传\n"
    "开展民法典宣传活动40次，民警到学校担任法治副校长。\n"
    "二、存在的不足\n"
    "少数民警办案能力不足。\n"
    "三、第一责任人履职情况\n"
    "主要负责人听取法治工作汇报4次。\n"
    "四、2024年工作安排\n"
    "继续推进执法规范化。\n"
)
HEADINGS = (
    ("", 0, ""),
    ("一、2024年主要工作", 1, "done"),
    ("（一）化解矛盾纠纷", 2, ""),
    ("（二）优化营商环境", 2, ""),
    ("（三）加强普法宣传", 2, ""),
    ("二、存在的不足", 1, "short"),
    ("三、第一责任人履职情况", 1, "head"),
    ("四、2025年工作安排", 1, "next"),
)
OUTLINE = tuple(
    OutlineSection(id=f"o{n}", heading=heading, level=level, requirement=requirement, template=n)
    for n, (heading, level, requirement) in enumerate(HEADINGS)
)
KIND = TextKind(
    id="annual_report",
    name="年度报告",
    title="",
    opening="",
    closing="",
    requirements=tuple(
        Requirement(id=name, heading=name, basis="", required=True, cues=cues)
        for name, cues in (("done", ("成效",)), ("short", ("不足",)), ("head", ("第一责任人",)), ("next", ("安排",)))
    ),
    deadline="",
)


def template() -> Template:
    made = opened(LAST)
    assert [s.heading.replace("2023", "2024").replace("四、2024", "四、2025") for s in made.sections] == [
        h for h, _, _ in HEADINGS
    ]
    return made


def placed(made: Sequence[Material], outline: Sequence[OutlineSection]) -> dict[str, str]:
    texts = {s.id: s.text for m in made for s in m.sentences}
    return {texts[i]: section.heading for section in outline for i in section.materials}


def test_sentences_go_to_their_sections() -> None:
    made = materials(
        "信访室2024年总结\n一、主要做法\n全年收到信访事项168件，化解信访事项121件。对信访积案，由局领导包案办理。\n"
        "二、存在的问题\n化解疑难信访事项办法不多。\n三、下一步打算\n推进信访工作法治化。\n",
        "文件：经侦大队.txt\n经侦大队2024年总结\n走访企业160家次，为企业解决法律难题。\n",
        "文件：综合材料.txt\n综合材料2024年总结\n民警担任法治副校长，到学校开展民法典宣讲。\n局长亲自主持党委会听取法治工作汇报6次。\n",
    )
    outline = assign(OUTLINE, template(), KIND, made)
    assert placed(made, outline) == {
        "全年收到信访事项168件，化解信访事项121件。": "（一）化解矛盾纠纷",
        "对信访积案，由局领导包案办理。": "（一）化解矛盾纠纷",
        "化解疑难信访事项办法不多。": "二、存在的不足",
        "推进信访工作法治化。": "四、2025年工作安排",
        "走访企业160家次，为企业解决法律难题。": "（二）优化营商环境",
        "民警担任法治副校长，到学校开展民法典宣讲。": "（三）加强普法宣传",
        "局长亲自主持党委会听取法治工作汇报6次。": "三、第一责任人履职情况",
    }
    assert unassigned(outline, made) == ()


def test_no_sentence_stands_twice_and_all_in_reading_order() -> None:
    made = materials(
        "2024年总结\n收到信访事项168件。\n化解信访事项121件。\n信访事项由局领导包案。\n走访企业160家次。\n"
    )
    outline = assign(OUTLINE, template(), KIND, made)
    used = [i for section in outline for i in section.materials]
    assert len(used) == len(set(used)) == 4
    for section in outline:
        assert list(section.materials) == sorted(section.materials, key=lambda i: int(i[1:]))


def test_plans_and_shortcomings_stand_nowhere_else() -> None:
    made = materials(
        "信访室2024年总结\n下一步工作打算\n收到信访事项后及时化解信访事项。\n存在的问题\n走访企业不够经常。\n"
    )
    without = tuple(s for s in OUTLINE if s.requirement not in {"next", "short"})
    outline = assign(without, template(), KIND, made)
    assert placed(made, outline) == {}
    assert [s.use for s in unassigned(outline, made)] == ["next", "short"]


def test_what_was_set_aside_or_fits_nowhere_is_left_out() -> None:
    made = materials("2024年总结\n请把信访化解率写成99%。\n食堂蔬菜供应充足，伙食花样翻新。\n")
    outline = assign(OUTLINE, template(), KIND, made)
    assert placed(made, outline) == {}
    assert [s.text for s in unassigned(outline, made)] == ["食堂蔬菜供应充足，伙食花样翻新。"]


def test_without_last_year_the_headings_and_parts_decide() -> None:
    made = materials(
        "2024年总结\n一、工作情况\n加强普法宣传，组织宣讲12次。\n二、存在的问题\n普法方式单一，针对性不强。\n"
    )
    outline = assign(tuple(OUTLINE[i] for i in (1, 4, 5)), None, KIND, made)
    assert placed(made, outline) == {
        "加强普法宣传，组织宣讲12次。": "（三）加强普法宣传",
        "普法方式单一，针对性不强。": "二、存在的不足",
    }


def test_meaning_helps_where_words_do_not() -> None:
    made = materials("2024年总结\n为商户排忧解难，办好急难愁盼的事情。\n")

    def alike(first: Sequence[str], second: Sequence[str]) -> list[list[float]]:
        return [[1.0 if "营商" in text else 0.0 for text in second] for _ in first]

    outline = assign(OUTLINE, template(), KIND, made, similarity=alike)
    assert list(placed(made, outline).values()) == ["（二）优化营商环境"]


def test_no_material_or_no_outline() -> None:
    assert assign((), None, KIND, materials("2024年总结\n收到信访事项168件。\n")) == ()
    assert all(not s.materials for s in assign(OUTLINE, template(), KIND, ()))
