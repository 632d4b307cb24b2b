"""What the check contradicts is taken back from a draft; what a person wrote stays and is reported."""

import pytest

from assistant.checking.check import check
from assistant.checking.types import CheckedText, Severity, SourceText
from assistant.drafting.rendering import plain_text
from assistant.drafting.settling import places, settled
from assistant.drafting.types import (
    Brief,
    Draft,
    DraftParagraph,
    DraftSection,
    DraftSentence,
    Filling,
    Origin,
    Slot,
    SlotStatus,
)

ORGAN = "云岭县公安局"
SOURCE = "云岭县公安局2024年信访工作情况\n2024年，收到信访事项120件，化解102件，信访事项化解率为85%。"


def _check(text: str) -> CheckedText:
    source = SourceText(document_id="m1", title="信访室材料", text=SOURCE, organ=ORGAN, year=2024)
    return check(text, path="草稿", sources=[source], year=2024, organ=ORGAN)


def _slot(number: int, metric: str, unit: str) -> Slot:
    return Slot(id=f"s{number}", metric=metric, unit=unit, numerals="arabic", name=metric, last=None)


def _filling(number: int, surface: str, status: SlotStatus = SlotStatus.FILLED) -> Filling:
    return Filling(slot=f"s{number}", status=status, surface=surface)


def _draft(
    sentences: tuple[DraftSentence, ...],
    slots: tuple[Slot, ...] = (),
    fillings: tuple[Filling, ...] = (),
    *,
    locked: bool = False,
) -> Draft:
    paragraph = DraftParagraph(id="p1", sentences=sentences, locked=locked)
    section = DraftSection(id="o1", heading="一、信访工作", level=1, requirement="done", paragraphs=(paragraph,))
    return Draft(
        brief=Brief(organ=ORGAN, year=2024),
        title="云岭县公安局2024年法治政府建设年度报告",
        sections=(section,),
        slots=slots,
        fillings=fillings,
    )


def _sentence(text: str, origin: Origin = "template") -> DraftSentence:
    return DraftSentence(text=text, origin=origin)


SLOTS = (_slot(1, "信访事项收到数", "件"), _slot(2, "信访事项化解数", "件"), _slot(3, "信访事项化解率", "%"))
TEXT = "2024年，收到信访事项⟦s1⟧，化解⟦s2⟧，信访事项化解率为⟦s3⟧。"


def test_every_sentence_is_found_at_its_place() -> None:
    draft = _draft((_sentence(TEXT), _sentence("群众满意。")), SLOTS, (_filling(1, "120件"), _filling(2, "102件")))
    text = plain_text(draft)
    for place in places(draft):
        assert text[place.start : place.end] == place.rendered.text


def test_a_true_draft_stays_as_it_is() -> None:
    fillings = (_filling(1, "120件"), _filling(2, "102件"), _filling(3, "85%"))
    draft = settled(_draft((_sentence(TEXT),), SLOTS, fillings), _check)
    assert draft.fillings == fillings
    assert not [f for f in draft.findings if f.severity is Severity.ERROR and f.kind.value != "missing_section"]


def test_a_slot_that_the_material_contradicts_is_taken_back() -> None:
    fillings = (_filling(1, "130件"), _filling(2, "102件"), _filling(3, "85%"))
    draft = settled(_draft((_sentence(TEXT),), SLOTS, fillings), _check)
    assert draft.fillings[0].status is SlotStatus.CONTRADICTED
    assert "130" not in plain_text(draft)
    assert "【待核实：信访事项收到数】" in plain_text(draft)
    assert "102件" in plain_text(draft)


@pytest.mark.parametrize("origin", ["material", "model"])
def test_a_figure_inside_a_sentence_is_taken_back_at_its_very_spot(origin: Origin) -> None:
    text = "收到信访事项⟦s1⟧，化解99件，信访事项化解率为⟦s3⟧。"
    fillings = (_filling(1, "120件"), _filling(2, "102件"), _filling(3, "85%"))
    draft = settled(_draft((_sentence(text, origin),), SLOTS, fillings), _check)
    printed = plain_text(draft)
    assert "99件" not in printed
    assert "收到信访事项120件，化解【待核实：" in printed
    assert "信访事项化解率为85%。" in printed


def test_what_a_person_wrote_stays_and_is_reported() -> None:
    draft = settled(_draft((_sentence("化解信访事项99件。", "person"),), locked=True), _check)
    assert "99件" in plain_text(draft)
    assert any(f.surface == "99件" and f.severity is Severity.ERROR for f in draft.findings)


def test_what_a_person_gave_stays_and_is_reported() -> None:
    fillings = (_filling(1, "130件", SlotStatus.GIVEN), _filling(2, "102件"), _filling(3, "85%"))
    draft = settled(_draft((_sentence(TEXT),), SLOTS, fillings), _check)
    assert "130件" in plain_text(draft)
    assert any(f.surface == "130件" for f in draft.findings)
