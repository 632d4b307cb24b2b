"""The `draft` document: every figure of the text with its status and citation; citations numbered once, quotes hashed."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from assistant.drafting.editing import edit_paragraph
from assistant.drafting.rendering import plain_text
from assistant.drafting.shapes import draft_json
from assistant.drafting.types import Draft, DraftParagraph, Filling, SlotStatus, Source, Unused
from tests.assistant.drafting_draft import LETTERS, a_draft, said

MEETINGS = Source(
    document_id="t2",
    title="办公室2024年情况",
    kind="data",
    locator="",
    quote="局长主持召开专题会议6次。",
    start=0,
    end=13,
)


def full() -> Draft:
    """Return a draft with figures of every status."""
    draft = a_draft()
    first, second = draft.sections
    material = DraftParagraph(
        id="o1p3", sentences=(said("局长主持召开专题会议6次。", LETTERS, MEETINGS, origin="material"),)
    )
    mine = DraftParagraph(id="o1p4", sentences=(said("走访企业23家。", origin="person"),), locked=True)
    given = tuple(
        Filling(slot="s4", status=SlotStatus.GIVEN, surface="9件", value="9", unit="件", by="li")
        if f.slot == "s4"
        else f
        for f in draft.fillings
    )
    unused = (Unused(text="另有一句。", source=MEETINGS, reason="没有合适的章节"),)
    sections = (replace(first, paragraphs=(*first.paragraphs, material, mine)), second)
    return replace(draft, sections=sections, fillings=given, unused=unused)


def shape(draft: Draft) -> dict[str, Any]:
    return json.loads(json.dumps(draft_json(draft), ensure_ascii=False))


def test_every_figure_with_its_place_status_and_citation() -> None:
    made = shape(full())
    text = made["text"]
    assert text == plain_text(full())
    told = {f["surface"]: (f["status"], f["slot"], f["citation"]) for f in made["figures"]}
    assert told == {
        "131件": ("filled", "s1", 1),
        "118件": ("filled", "s2", 1),
        "90.08%": ("computed", "s3", 1),
        "9件": ("given", "s4", None),
        "6次": ("material", None, 2),
        "23家": ("person", None, None),
    }
    for figure in made["figures"]:
        assert text[figure["start"] : figure["end"]] == figure["surface"]
    rate = next(f for f in made["figures"] if f["slot"] == "s3")
    assert (rate["formula"], rate["value"], rate["unit"], rate["metric"]) == (
        "118 ÷ 131 = 90.08%",
        "90.08",
        "%",
        "信访事项化解率",
    )
    assert [f["start"] for f in made["figures"]] == sorted(f["start"] for f in made["figures"])


def test_a_word_before_the_slot_does_not_hide_it() -> None:
    draft = full()
    first = draft.sections[0]
    about = DraftParagraph(id="o1p1", sentences=(said("全年受理信访事项约⟦s1⟧。"),))
    made = shape(replace(draft, sections=(replace(first, paragraphs=(about,)),)))
    (figure,) = made["figures"]
    assert (figure["slot"], figure["status"]) == ("s1", "filled")
    assert made["text"][figure["start"] : figure["end"]] == figure["surface"]


def test_citations_are_numbered_once_and_hashed() -> None:
    made = shape(full())
    assert [(c["n"], c["document_id"]) for c in made["citations"]] == [(1, "t1"), (2, "t2")]
    for citation in made["citations"]:
        assert citation["quote_sha256"] == hashlib.sha256(citation["quote"].encode()).hexdigest()
    first = made["sections"][0]["paragraphs"][0]
    assert first["citations"] == [1]
    assert first["text"].startswith("全年受理信访事项131件")
    assert made["sections"][0]["paragraphs"][3]["locked"] is True


def test_gaps_findings_and_the_rest() -> None:
    made = shape(a_draft())
    (gap,) = made["gaps"]
    assert gap["last_year"] == {"surface": "7件", "quote": "办理行政复议案件7件。"}
    assert (gap["slot"], gap["status"], gap["candidates"]) == ("s4", "missing", [])
    assert made["findings"][0]["kind"] == "placeholder_left"
    assert made["brief"]["organ"] == "云岭县公安局"
    assert shape(full())["unused"][0]["reason"] == "没有合适的章节"
    assert made["notices"] == ["材料 a.xls：有两张空表。"]


def test_an_open_slot_is_no_figure() -> None:
    made = shape(edit_paragraph(a_draft(), "o1p1", "受理【待补充：行政复议案件数】。"))
    assert made["figures"] == []


def test_a_source_that_does_not_state_a_figure_is_no_proof_of_it() -> None:
    draft = full()
    first, second = draft.sections
    kept = DraftParagraph(
        id="o1p5", sentences=(said("开展走访27次。", LETTERS, MEETINGS, origin="person"),), locked=True
    )
    draft = replace(draft, sections=(replace(first, paragraphs=(*first.paragraphs, kept)), second))
    (figure,) = [f for f in shape(draft)["figures"] if f["surface"] == "27次"]
    assert (figure["status"], figure["citation"]) == ("person", None)
