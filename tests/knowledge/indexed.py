"""Invented passages for the tests of the indexes."""

from dataclasses import replace

from knowledge.documents import Kind
from knowledge.filters import IndexedPassage


def passage(
    passage_id: int,
    text: str,
    *,
    document_id: str = "云岭2023",
    kind: Kind = Kind.REPORT,
    year: int | None = 2023,
    organ: str | None = "云岭县公安局",
    current: bool = True,
) -> IndexedPassage:
    """Return a passage of the fictional 云岭县公安局, with the labels given."""
    return IndexedPassage(
        passage_id=passage_id,
        document_id=document_id,
        kind=kind,
        year=year,
        organ=organ,
        current=current,
        text=text,
    )


def library() -> list[IndexedPassage]:
    """Return six passages that differ in every label; all of them speak of 信访."""
    rule = passage(
        4,
        "第三条　信访事项应当登记。",
        document_id="信访办法",
        kind=Kind.REGULATION,
        year=2019,
        organ=None,
        current=False,
    )
    return [
        passage(1, "云岭县公安局全年受理信访事项四十一件，化解三十九件。"),
        passage(2, "云岭县公安局开展信访积案清理。", document_id="云岭2022", year=2022),
        passage(3, "青石镇政府接待来信来访群众，办理信访事项。", document_id="青石2023", organ="青石镇政府"),
        rule,
        replace(rule, passage_id=5, year=None, current=True, text="第四条　信访答复应当书面作出。"),
        passage(6, "信访普法宣传计划，宪法宣传周走进校园。", document_id="普法方案", kind=Kind.PLAN, year=2021),
    ]
