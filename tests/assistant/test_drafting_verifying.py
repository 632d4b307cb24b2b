"""What a model's sentence may say: each fault is named, and honest paraphrases pass."""

import pytest

from assistant.drafting.verifying import Ground, verify
from tests.assistant.drafting_sections import ground_of, material, section_task

TEXT = (
    "2024年，法制大队组织行政执法人员培训15场次，参训人员410人次，重点学习新修订的《行政复议法》。"
    "全年共审核行政处罚案件236件，提出审核意见51条，与去年相比下降12.5%。"
    "未发生执法过错案件。对审核中发现的共性问题，编印“执法提示”4期下发派出所，落实“三项制度”。"
)
PLAN = "下一步，将组织行政执法人员培训20场次，计划审核行政处罚案件300件。"
TWO = "信访室共收到群众来信来访120件，已化解102件。法制大队审核行政处罚案件236件，纠正程序瑕疵9处。"


def ground(text: str = TEXT, *, requirement: str = "done") -> Ground:
    task = section_task([], material(text), requirement=requirement)
    return ground_of(task)


GOOD = (
    "法制大队组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧，重点学习新修订的《行政复议法》。",
    "组织行政执法人员培训⟦几场次⟧，参训人员达⟦几人次⟧。",
    "审核行政处罚案件⟦几件⟧，提出审核意见⟦几条⟧，与去年相比下降⟦几成几⟧。",
    "全年未发生执法过错案件。",
    "编印“执法提示”⟦几期⟧下发派出所，落实“三项制度”。",
    "我局对审核中发现的共性问题，编印“执法提示”⟦几期⟧，下发派出所。",
)


@pytest.mark.parametrize("sentence", GOOD)
def test_an_honest_paraphrase_passes(sentence: str) -> None:
    verdict = verify(sentence, ground())
    assert verdict.ok, verdict.reasons
    assert verdict.rests_on


BAD = (
    ("组织行政执法人员培训15场次，参训人员⟦几人次⟧。", "数字"),
    ("组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧，合格率百分之九十。", "数字"),
    ("组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧，编印两期。", "数字"),
    ("组织行政执法人员培训⟦几场次⟧，参训人员⟦参训人次⟧。", "没有的⟦"),
    ("组织行政执法人员培训⟦几场次，参训人员⟦几人次⟧。", "⟦"),
    ("组织行政执法人员培训⟦几人次⟧，参训人员⟦几场次⟧。", "别的事情"),
    ("提出审核意见⟦几件⟧，审核行政处罚案件⟦几条⟧。", "别的事情"),
    ("组织行政执法人员培训⟦几场次⟧次，参训人员⟦几人次⟧。", "量词"),
    ("组织行政执法人员培训第⟦几场次⟧，参训人员⟦几人次⟧。", "量词"),
    ("组织行政执法人员培训⟦几场次⟧余次，参训人员⟦几人次⟧。", "量词"),
    ("组织行政执法人员培训不少于⟦几场次⟧，参训人员⟦几人次⟧。", "量词"),
    ("审核行政处罚案件⟦几件⟧，提出审核意见⟦几条⟧，与去年相比上升⟦几成几⟧。", "上升"),
    ("发生执法过错案件。", "否定"),
    ("未组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧。", "未"),
    ("组织行政执法人员培训⟦几场次⟧，重点学习新修订的《行政处罚法》。", "《行政处罚法》"),
    ("编印“普法提示”⟦几期⟧下发派出所，落实“三项制度”。", "“普法提示”"),
    ("在云河镇组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧。", "云河镇"),
    ("组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧，李明局长出席。", "局长"),
    ("组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧，位居全市前列。", "前列"),
    ("首次组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧。", "首次"),
    ("组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧，有力提升了执法水平。", "资料里没有"),
    ("组织全体行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧。", "全体"),
    ("上半年组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧。", "上半年"),
    ("将组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧。", "打算"),
    ("多次组织行政执法人员培训⟦几场次⟧，参训人员⟦几人次⟧。", "多次"),
    ("落实“四项制度”，编印“执法提示”⟦几期⟧下发派出所。", "“四项制度”"),
    ("组织行政执法人员培训⟦几场次⟧，组织行政执法人员培训。", "重复"),
    ("档案室牵头修订保管细则。", "资料里"),
    ("治安形势持续平稳，人民群众的获得感幸福感安全感不断增强。", "资料里没有"),
    ("审核行政处罚案件⟦几件⟧，提出审核意见⟦几条⟧ 。\n## 小结", "不是一句"),
)


@pytest.mark.parametrize(("sentence", "reason"), BAD, ids=[f"{n}" for n in range(len(BAD))])
def test_a_fault_is_refused_and_named(sentence: str, reason: str) -> None:
    verdict = verify(sentence, ground())
    assert not verdict.ok
    assert reason in "；".join(verdict.reasons)


def test_a_plan_is_not_told_as_done() -> None:
    assert not verify("组织行政执法人员培训⟦几场次⟧，审核行政处罚案件⟦几件⟧。", ground(PLAN)).ok
    assert verify("组织行政执法人员培训⟦几场次⟧，审核行政处罚案件⟦几件⟧。", ground(PLAN, requirement="next")).ok
    assert verify("下一步，将组织行政执法人员培训⟦几场次⟧，审核行政处罚案件⟦几件⟧。", ground(PLAN)).ok


def test_an_office_is_not_credited_with_what_another_did() -> None:
    two = ground(TWO)
    assert verify("法制大队审核行政处罚案件⟦几件乙⟧，纠正程序瑕疵⟦几处⟧。", two).ok
    assert not verify("信访室审核行政处罚案件⟦几件乙⟧，纠正程序瑕疵⟦几处⟧。", two).ok
    assert not verify("法制大队共收到群众来信来访⟦几件⟧，已化解⟦几件甲⟧。", two).ok


def test_words_that_only_last_year_has_are_no_support() -> None:
    last_year = [["县局信访室收到群众来信来访150件，已化解100件。"]]
    grounds = ground_of(section_task(last_year, material(TWO.split("。", maxsplit=1)[0] + "。")))
    assert "县局" in "".join(grounds.masked.exemplar)
    assert not verify("县局信访室共收到群众来信来访⟦几件⟧，已化解⟦几件甲⟧。", grounds).ok
    assert verify("信访室共收到群众来信来访⟦几件⟧，已化解⟦几件甲⟧。", grounds).ok


def test_a_number_stands_once_in_a_point() -> None:
    first = GOOD[1]
    used = frozenset({"几场次", "几人次"})
    assert not verify(first, ground(), used=used, before_it=[first]).ok


def test_what_was_said_is_not_said_again() -> None:
    said = "全年未发生执法过错案件。"
    verdict = verify(said, ground(), before_it=[said])
    assert verdict.reasons == ("重复了前面的话",)
