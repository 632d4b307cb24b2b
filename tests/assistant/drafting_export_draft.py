"""A draft of an invented organ, built by hand, with every thing that an export has to show."""

from assistant.checking.types import Finding, FindingKind, Severity
from assistant.drafting.rendering import plain_text
from assistant.drafting.types import (
    Brief,
    Draft,
    DraftParagraph,
    DraftSection,
    DraftSentence,
    Filling,
    Gap,
    Slot,
    SlotStatus,
    Source,
)

ORGAN = "云岭县公安局"
TRAINING = Source(
    document_id="d1",
    title="法制大队2024年工作情况",
    kind="data",
    locator="第2段",
    quote="全年开展执法培训14次,参训1260人次。",
    start=10,
    end=30,
)
MEDIATION = Source(
    document_id="d2",
    title="治安大队2024年统计表",
    kind="data",
    locator="第3行",
    quote="受理矛盾纠纷1350起,化解1300起。",
    start=0,
    end=18,
)


def slot(number: int, name: str, unit: str) -> Slot:
    return Slot(id=f"s{number}", metric=name, unit=unit, numerals="arabic", name=name, last=None)


SLOTS = (
    slot(1, "执法培训次数", "次"),
    slot(2, "矛盾纠纷化解率", "%"),
    slot(3, "行政复议案件数", "件"),
    slot(4, "行政诉讼案件数", "起"),
    slot(5, "法律顾问人数", "名"),
)
FILLINGS = (
    Filling(slot="s1", status=SlotStatus.FILLED, surface="14次", value="14", unit="次", sources=(TRAINING,)),
    Filling(
        slot="s2",
        status=SlotStatus.COMPUTED,
        surface="96.3%",
        value="96.3",
        unit="%",
        formula="1300 ÷ 1350 = 96.3%",
        sources=(MEDIATION,),
    ),
    Filling(slot="s3", status=SlotStatus.MISSING),
    Filling(slot="s4", status=SlotStatus.CONTRADICTED),
    Filling(slot="s5", status=SlotStatus.GIVEN, surface="3名", value="3", unit="名", by="李经办"),
)
PLAIN = (
    "围绕群众反映较多的办证、报案、调解等事项逐项梳理流程,健全首问负责、限时办结、定期回访的工作机制,推动窗口服务"
    "与执法办案同向发力;各派出所每月对照清单自查一次,发现的问题当月整改,由督察部门抽查。"
)


def paragraph(name: str, *sentences: DraftSentence) -> DraftParagraph:
    return DraftParagraph(id=name, sentences=sentences)


def said(text: str, *sources: Source) -> DraftSentence:
    return DraftSentence(text=text, origin="material" if sources else "frame", sources=sources)


def section(number: int, heading: str, level: int, *paragraphs: DraftParagraph) -> DraftSection:
    return DraftSection(
        id=f"o{number}", heading=heading, level=level, requirement="", paragraphs=paragraphs, state="done"
    )


SECTIONS = (
    section(
        0,
        "",
        0,
        paragraph("p0", said("县委、县人民政府:")),
        paragraph("p1", said("2024年,本局在县委、县人民政府领导下推进法治公安建设。"), said("现将有关情况报告如下:")),
    ),
    section(1, "一、2024年法治政府建设工作情况", 1),
    section(
        2,
        "(一)健全执法制度",
        2,
        paragraph("p2", said("一是开展执法培训⟦s1⟧。", TRAINING), said(PLAIN, MEDIATION)),
        paragraph("p3", said("二是实行7×24小时值守,按《云岭县公安局案件审核办法(试行)》发放手册1,234份。")),
    ),
    section(3, "1.抓实调解", 3, paragraph("p4", said("矛盾纠纷化解率⟦s2⟧,办理行政复议案件⟦s3⟧、行政诉讼案件⟦s4⟧。"))),
    section(4, "(1)用好顾问", 4, paragraph("p5", said("聘请法律顾问⟦s5⟧。"), said(PLAIN))),
    section(5, "二、存在的不足和原因", 1, paragraph("p6", said(PLAIN * 2))),
    section(6, "三、2025年工作安排", 1, paragraph("p7", said(PLAIN * 2)), paragraph("p8", said("特此报告。"))),
)
GAP = Gap(
    slot="s3",
    metric="行政复议案件数",
    unit="件",
    section="1.抓实调解",
    last_surface="9件",
    last_quote="办理行政复议案件9件。",
    ask="请向法制大队核实。",
    reason="材料中没有这个数字。",
    status=SlotStatus.MISSING,
)


def finding(text: str, surface: str, kind: FindingKind = FindingKind.UNSUPPORTED_FIGURE) -> Finding:
    start = text.index(surface)
    return Finding(
        kind=kind,
        severity=Severity.WARNING,
        surface=surface,
        start=start,
        end=start + len(surface),
        message=f"“{surface}”没有出处，请核对。",
    )


def a_draft(*surfaces: str, sections: tuple[DraftSection, ...] = SECTIONS, title: str = "") -> Draft:
    """Return the draft, with a finding on each of ``surfaces``."""
    bare = Draft(
        brief=Brief(organ=ORGAN, year=2024),
        title=title or f"{ORGAN}关于2024年度法治政府建设情况的报告",
        sections=sections,
        slots=SLOTS,
        fillings=FILLINGS,
        gaps=(GAP,),
    )
    text = plain_text(bare)
    return Draft(
        brief=bare.brief,
        title=bare.title,
        sections=sections,
        slots=SLOTS,
        fillings=FILLINGS,
        gaps=bare.gaps,
        findings=tuple(finding(text, surface) for surface in surfaces),
    )


def full_page(letters: int) -> Draft:
    """Return a draft with one paragraph of Chinese letters without punctuation, to count lines and letters."""
    return a_draft(sections=(section(1, "", 0, paragraph("p1", said("法" * letters))),), title="报告")
