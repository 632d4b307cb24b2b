"""What a model writes is tied to evidence, figure by figure, or marked."""

from assistant.answering.alignment import UNPROVEN, align, says_not_found
from assistant.answering.evidence import Evidence
from knowledge.documents import Kind


def evidence(text: str, year: int = 2023, start: int = 0) -> Evidence:
    return Evidence(
        document_id="d1",
        title=f"云岭县公安局{year}年法治政府建设年度报告",
        kind=Kind.REPORT,
        year=year,
        organ="云岭县公安局",
        locator="一、(五)",
        text=text,
        start=start,
        end=start + len(text),
        score=0.9,
    )


SOURCE = evidence("2023年共受理信访事项120件，办结96件，办结率80%，开展普法讲座35场次。")


def test_a_true_sentence_keeps_its_figures_and_gets_its_mark() -> None:
    got = align("2023年共受理信访事项120件，办结率80%。", [SOURCE])
    assert got.text == "2023年共受理信访事项120件，办结率80%[1]。"
    assert [(f.surface, f.status, f.citation) for f in got.figures] == [
        ("120件", "supported", 1),
        ("80%", "supported", 1),
    ]
    assert all(got.text[f.start : f.end] == f.surface for f in got.figures)


def test_a_wrong_figure_is_replaced_and_never_shown() -> None:
    got = align("2023年共受理信访事项121件，办结率80%。", [SOURCE])
    assert "121" not in got.text
    assert UNPROVEN in got.text
    assert [f.status for f in got.figures] == ["unsupported", "supported"]
    assert got.figures[0].reason


def test_a_figure_with_another_unit_is_not_proven() -> None:
    assert UNPROVEN in align("2023年共受理信访事项120起。", [SOURCE]).text


def test_a_figure_of_another_thing_is_not_proven() -> None:
    got = align("共受理信访事项35场次。", [evidence("全年受理信访事项。开展普法讲座35场次。")])
    assert UNPROVEN in got.text


def test_another_year_is_not_proven() -> None:
    got = align("2022年共受理信访事项120件，办结96件。", [SOURCE])
    assert "2022年" not in got.text
    assert UNPROVEN in got.text


def test_a_figure_moved_to_another_indicator_of_the_same_unit_is_not_proven() -> None:
    got = align("2023年共受理信访事项96件。", [SOURCE])
    assert "96" not in got.text
    assert UNPROVEN in got.text
    assert "另一件事" in got.figures[0].reason


def test_the_other_years_figure_in_the_same_sentence_is_not_proven() -> None:
    both = evidence("受理信访事项2022年110件，2023年120件。")
    assert "110" not in align("2023年受理信访事项110件。", [both]).text
    assert "120件" in align("2023年受理信访事项120件。", [both]).text


def test_a_sentence_without_evidence_is_dropped() -> None:
    got = align("2023年共受理信访事项120件。该局还荣获全国先进集体光荣称号并得到通报嘉奖。", [SOURCE])
    assert "荣获" not in got.text
    assert got.dropped == 1


def test_a_sentence_that_lists_several_points_is_carried_by_all_of_them() -> None:
    points = [
        evidence("一是执法培训覆盖面还不够广。", start=0),
        evidence("二是普法宣传形式仍然比较单一。", start=100),
        evidence("三是行政检查统筹力度有待加强。", start=200),
    ]
    got = align("存在执法培训覆盖面还不够广、普法宣传形式仍然比较单一、行政检查统筹力度有待加强等不足。", points)
    assert sorted(item.start for item in got.used) == [0, 100, 200]


def test_marks_that_a_model_invents_are_taken_out() -> None:
    got = align("2023年共受理信访事项120件[7]。", [SOURCE])
    assert "[7]" not in got.text
    assert got.text.endswith("[1]。")


def test_each_sentence_is_tied_to_its_own_evidence() -> None:
    other = evidence("组织执法培训14次，参训民警560人次。", start=500)
    got = align("组织执法培训14次。2023年共受理信访事项120件。", [SOURCE, other])
    assert [item.start for item in got.used] == [500, 0]
    assert got.text == "组织执法培训14次[1]。2023年共受理信访事项120件[2]。"


def test_a_model_that_finds_nothing_is_understood() -> None:
    assert says_not_found("资料中未找到相关内容。")
    assert not says_not_found("2023年共受理信访事项120件。")


def test_a_sentence_about_a_matter_that_its_evidence_never_names_is_dropped() -> None:
    source = evidence("普法责任清单由各责任部门负责宣传，完成时间为每年年底。")
    aligned = align("禁毒法由各责任部门负责宣传，完成时间为年底。", [source], topic="禁毒法由哪个部门宣传")
    assert aligned.text == ""
    assert aligned.dropped == 1


def test_a_count_in_words_must_stand_in_the_evidence() -> None:
    source = evidence("普法工作分三个阶段组织实施。")
    assert align("普法工作分四个阶段组织实施。", [source]).text == f"普法工作分{UNPROVEN}阶段组织实施[1]。"
    assert align("普法工作分三个阶段组织实施。", [source]).text == "普法工作分三个阶段组织实施[1]。"
