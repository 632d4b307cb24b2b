"""A small draft of an invented organ for the tests of editing, keeping and comparing."""

from datetime import date
from decimal import Decimal

from assistant.checking.types import Finding, FindingKind, Severity
from assistant.drafting.types import (
    Brief,
    Candidate,
    Draft,
    DraftParagraph,
    DraftSection,
    DraftSentence,
    Filling,
    Formula,
    Gap,
    Operand,
    Slot,
    SlotStatus,
    Source,
)
from knowledge.figures.types import Figure, FigureKind, Period

ORGAN = "云岭县公安局"
LETTERS = Source(
    document_id="t1",
    title="信访室2024年情况",
    kind="data",
    locator="一、受理",
    quote="2024年受理信访事项131件,化解118件。",
    start=12,
    end=33,
)


def last(surface: str, value: str, unit: str, metric: str) -> Figure:
    """Return a figure of the report of 2023."""
    return Figure(
        surface=surface,
        value=Decimal(value),
        unit=unit,
        kind=FigureKind.COUNT,
        start=0,
        end=len(surface),
        metric=metric,
        period=Period(start=date(2023, 1, 1), end=date(2023, 12, 31), label="2023"),
        organ=ORGAN,
        sentence=f"{metric}{surface}。",
    )


def slot(number: int, name: str, unit: str, figure: Figure | None = None, *, chinese: bool = False) -> Slot:
    """Return a slot of last year's text."""
    numerals = "chinese" if chinese else "arabic"
    return Slot(id=f"s{number}", metric=name, unit=unit, numerals=numerals, name=name, last=figure)


SLOTS = (
    slot(1, "信访事项受理数", "件", last("120件", "120", "件", "信访事项受理数")),
    slot(2, "信访事项化解数", "件", last("96件", "96", "件", "信访事项化解数")),
    Slot(
        id="s3",
        metric="信访事项化解率",
        unit="%",
        numerals="arabic",
        name="信访事项化解率",
        last=last("80%", "80", "%", "信访事项化解率"),
        formula=Formula(kind="rate", operands=(Operand(slot="s2"), Operand(slot="s1")), decimals=2),
    ),
    slot(4, "行政复议案件数", "件", last("7件", "7", "件", "行政复议案件数")),
    slot(5, "反诈宣讲场次", "场", last("18场", "18", "场", "反诈宣讲场次")),
)
FILLINGS = (
    Filling(slot="s1", status=SlotStatus.FILLED, surface="131件", value="131", unit="件", sources=(LETTERS,)),
    Filling(slot="s2", status=SlotStatus.FILLED, surface="118件", value="118", unit="件", sources=(LETTERS,)),
    Filling(
        slot="s3",
        status=SlotStatus.COMPUTED,
        surface="90.08%",
        value="90.08",
        unit="%",
        formula="118 ÷ 131 = 90.08%",
        sources=(LETTERS,),
    ),
    Filling(slot="s4", status=SlotStatus.MISSING),
    Filling(
        slot="s5",
        status=SlotStatus.DOUBTFUL,
        candidates=(
            Candidate(surface="21场", value="21", unit="场", metric="反诈宣传场次", score=0.8, source=LETTERS),
        ),
    ),
)


def said(text: str, *sources: Source, origin: str = "template") -> DraftSentence:
    """Return a sentence."""
    return DraftSentence(text=text, origin=origin, sources=sources)  # pyright: ignore[reportArgumentType]


def a_draft() -> Draft:
    """Return two sections with four paragraphs and the closing phrase."""
    return Draft(
        brief=Brief(organ=ORGAN, year=2024),
        title=f"{ORGAN}2024年法治政府建设年度报告",
        sections=(
            DraftSection(
                id="o1",
                heading="一、2024年主要举措和成效",
                level=1,
                requirement="done",
                state="done",
                paragraphs=(
                    DraftParagraph(
                        id="o1p1",
                        sentences=(
                            said("全年受理信访事项⟦s1⟧，化解⟦s2⟧，化解率⟦s3⟧。"),
                            said("信访室每周五下午公开接访。", LETTERS, origin="material"),
                        ),
                    ),
                    DraftParagraph(id="o1p2", sentences=(said("办理行政复议案件⟦s4⟧。"),)),
                ),
            ),
            DraftSection(
                id="o2",
                heading="二、存在的不足和原因",
                level=1,
                requirement="short",
                state="done",
                paragraphs=(
                    DraftParagraph(id="o2p1", sentences=(said("反诈宣讲⟦s5⟧，覆盖面还不够。"),)),
                    DraftParagraph(id="closing", sentences=(said("特此报告。", origin="frame"),)),
                ),
            ),
        ),
        slots=SLOTS,
        fillings=FILLINGS,
        gaps=(
            Gap(
                slot="s4",
                metric="行政复议案件数",
                unit="件",
                section="一、2024年主要举措和成效",
                last_surface="7件",
                last_quote="办理行政复议案件7件。",
                ask="请向法制部门核要。",
                reason="材料没有这个数字。",
                status=SlotStatus.MISSING,
            ),
        ),
        findings=(
            Finding(
                kind=FindingKind.PLACEHOLDER_LEFT,
                severity=Severity.WARNING,
                surface="【待补充：行政复议案件数】",
                start=80,
                end=93,
                message="还没有填写。",
            ),
        ),
        materials=("信访室2024年情况",),
        notices=("材料 a.xls：有两张空表。",),
    )
