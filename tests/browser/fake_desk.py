"""A desk with a small invented library: every kind of event and failure that the pages must show."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.answering.types import (
    Answer,
    AnswerFigure,
    Citation,
    Event,
    Finished,
    Searched,
    SourcesFound,
    TextArrived,
    Timing,
)
from assistant.chat import ChatModel
from assistant.checking.desk import CheckingDesk
from assistant.drafting.desk import DraftingDesk
from assistant.drafting.drafts import Drafts
from assistant.errors import ModelUnavailable
from assistant.ingesting import Ingested, Overrides
from assistant.ledger_desk import LedgerDesk
from knowledge.catching_up import Progress
from knowledge.documents import Document, Kind, Metadata, Outline, Passage, Section, text_hash
from knowledge.errors import NotInLibrary, UnreadableFile
from knowledge.figures.ledger import Ledger
from knowledge.library import Library, Summary
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

REPORT = """云岭县公安局2023年法治政府建设年度报告（虚构示例）

一、2023年主要工作
（一）依法化解矛盾纠纷。全年排查矛盾纠纷1286起，化解1209起，化解成功率94%。
一是推行“一站式”调处，联合司法所、村委会办理疑难纠纷87件。
二是开展回访，满意率达到96.5%。
（二）规范行政执法。办理行政案件2043件，组织案卷评查4次，抽查案卷320份，发现问题41处，均已整改。
（三）普法宣传。开展法治讲座62场，受教育群众1.8万余人次。

二、存在的问题
一是基层执法力量不足，派出所法制员配备率仅为78%。
二是部分民警运用法治思维化解矛盾的能力有待提高。

三、2024年工作安排
（一）补齐法制员，年底前配备率达到100%。
（二）每季度组织一次旁听庭审。
"""
STATUTE = """云岭县行政执法规定（虚构示例）

第一章　总则
第一条　为了规范行政执法行为，制定本规定。
第二条　当事人有权进行陈述和申辩。执法机关应当充分听取意见，对提出的事实、理由和证据进行复核。

第二章　程序
第三条　执法人员不得少于两人，并应当出示执法证件。
"""
HOSTILE = "<img src=x onerror=\"window.hacked='document'\">"
HOSTILE_REPLY = (
    "<script>window.hacked='model'</script><img src=x onerror=\"window.hacked='model'\">${window.hacked='template'}"
)
ORGAN = "云岭县公安局"


def outline_of(text: str) -> Outline:
    """Return a plain outline: a section for each line that looks like a heading, the text as one passage."""
    sections: list[Section] = []
    position = 0
    for line in text.split("\n"):
        level = (
            1 if (line[:1] in "一二三四" and line[1:2] == "、") or (line.startswith("第") and "章" in line[:4]) else 0
        )
        level = level or (2 if line.startswith("（") or (line.startswith("第") and "条" in line[:4]) else 0)
        if level:
            heading = line.split("。")[0].split("　")[0] if level == 2 else line
            above = next((s.heading for s in reversed(sections) if s.level == 1), "")
            path = f"{above} › {heading}" if level == 2 and above else heading
            sections.append(Section(heading=heading, level=level, path=path, start=position, end=len(text)))
        position += len(line) + 1
    closed = [
        replace(s, end=next((t.start for t in sections[i + 1 :] if t.level <= s.level), len(text)))
        for i, s in enumerate(sections)
    ]
    return Outline(sections=tuple(closed), passages=(Passage(locator="", start=0, end=len(text), text=text),))


def document(identity: str, text: str, metadata: Metadata, warnings: tuple[str, ...] = ()) -> Document:
    """Return a document with its hash."""
    return Document(id=identity, metadata=metadata, text=text, sha256=text_hash(text), warnings=warnings)


def _library() -> dict[str, Document]:
    report = Metadata(
        title="云岭县公安局2023年法治政府建设年度报告", kind=Kind.REPORT, organ=ORGAN, year=2023, source="2023.docx"
    )
    earlier = replace(report, title="云岭县公安局2022年法治政府建设年度报告", year=2022, source="2022.pdf")
    statute = Metadata(
        title="云岭县行政执法规定",
        kind=Kind.REGULATION,
        year=2021,
        status="现行有效",
        verified="示例文本，效力未经核实。",
    )
    hostile = Metadata(title=f"题名{HOSTILE}", kind=Kind.DATA, organ=f"机关{HOSTILE}", year=2020)
    warning = ("第3页的图片中的文字没有读出。",)
    made = [
        document("report-2023", REPORT, report),
        document("report-2022", REPORT.replace("2023", "2022").replace("1286", "1102"), earlier, warning),
        document("statute", STATUTE, statute),
        document("hostile", f"{HOSTILE}\n第二行{HOSTILE}", hostile, (f"警告{HOSTILE}",)),
    ]
    return {item.id: item for item in made}


@dataclass
class FakeDesk:
    """Answers by what the question contains; ``pause_s`` lies between two pieces of prose."""

    pause_s: float = 0.02
    library: dict[str, Document] = field(default_factory=_library)
    indexed: Progress = field(default_factory=lambda: Progress(done=12, total=12))
    asked: list[tuple[str, tuple[str, ...], frozenset[str]]] = field(default_factory=list)
    model: ChatModel | None = None
    """What drafts are written with."""
    checking: CheckingDesk = field(init=False)
    figures: LedgerDesk = field(init=False)
    drafting: DraftingDesk = field(init=False)

    def __post_init__(self) -> None:
        """Check against, and read the ledger of, an empty database: these pages are tested on a real desk."""
        self._folder = TemporaryDirectory()
        folder = Path(self._folder.name)
        store = migrated_store(folder)
        library = Library(store, WriterLock(folder))
        self.checking = CheckingDesk(library)
        ledger = Ledger(store)
        self.figures = LedgerDesk(ledger, store, library)
        self.drafting = DraftingDesk(Drafts(store.engine), library, ledger.decisions, lambda: self.model)

    def ask(
        self, question: str, *, history: Sequence[str], removed: frozenset[str], stop: Callable[[], bool]
    ) -> Iterator[Event]:
        """Play the answer that belongs to a word of the question."""
        self.asked.append((question, tuple(history), removed))
        if "失败" in question:
            raise ModelUnavailable("连不上模型服务。请检查 FAZHI_MODEL_URL。")
        if "崩溃" in question:
            raise RuntimeError("secret detail")
        if "火星" in question:
            searched = Searched(organ=ORGAN, years=(2023,))
            yield SourcesFound(searched=searched, sources=())
            text = f"资料中未找到与“火星”直接相关的内容。\n已查找：{ORGAN}，2023年，全部种类。"
            yield Finished(answer=Answer(question=question, refused=True, answer=text, route="none", searched=searched))
            return
        searched = Searched(
            organ=None if "organ" in removed else ORGAN,
            years=() if "years" in removed else (2023,),
            kinds=() if "kinds" in removed else (Kind.REPORT,),
        )
        sources = (
            self.cite(1, "report-2023", "全年排查矛盾纠纷1286起，化解1209起，化解成功率94%。"),
            self.cite(2, "report-2023", "一是推行“一站式”调处，联合司法所、村委会办理疑难纠纷87件。"),
        )
        yield SourcesFound(searched=searched, sources=sources)
        time.sleep(self.pause_s * 4)
        text = "2023年全年排查矛盾纠纷1286起，化解1209起，化解成功率94%。[1]\n其中联合办理疑难纠纷87件，[2]回访【待核实】人次。"
        if "脚本" in question:
            text = f"{HOSTILE_REPLY}：排查1286起。[1]"
        if "很长" in question:
            text = text + "\n" + "继续推进规范化建设。[2]" * 40
        for at in range(0, len(text), 4):
            if stop():
                break
            time.sleep(self.pause_s)
            yield TextArrived(text=text[at : at + 4].replace("【待核实】", "352"))
        at = text.find("【待核实】")
        unproven = AnswerFigure(
            surface="352人次",
            start=at,
            end=at + 5,
            status="unsupported",
            citation=2,
            reason="模型写的是352人次，所引资料里没有这个数字。",
        )
        yield Finished(
            answer=Answer(
                question=question,
                refused=False,
                answer=text,
                route="open",
                citations=sources,
                figures=(unproven,) if at >= 0 else (),
                searched=searched,
                timing=Timing(first_source_ms=120.0, first_token_ms=900.0, total_ms=3200.0),
                notice="已按要求停止，以下是停止前的内容。" if stop() else "",
            )
        )

    def cite(self, n: int, document_id: str, quote: str) -> Citation:
        """Return a citation of a sentence of the library."""
        item = self.library.get(document_id) or _library()[document_id]
        start = item.text.find(quote)
        return Citation(
            n=n,
            document_id=document_id,
            title=item.metadata.title,
            kind=item.metadata.kind,
            locator="一、2023年主要工作 › （一）",
            quote=quote,
            quote_sha256=text_hash(quote),
            start=start,
            end=start + len(quote),
        )

    def documents(self) -> list[Summary]:
        """List the library."""
        return [
            Summary(id=d.id, metadata=d.metadata, passages=len(d.text) // 40, warnings=d.warnings, added="2026-01-05")
            for d in self.library.values()
        ]

    def document(self, document_id: str) -> tuple[Document, Outline]:
        """Return a document."""
        if document_id not in self.library:
            raise NotInLibrary("资料库里没有这份资料。")
        return self.library[document_id], outline_of(self.library[document_id].text)

    def ingest(self, path: Path, overrides: Overrides) -> Ingested:
        """Add a text file; anything else is refused like a broken file."""
        time.sleep(self.pause_s * 5)
        try:
            made = self._read(path, overrides)
        except UnreadableFile as error:
            return Ingested(path=str(path), document_id=None, metadata=None, error=str(error), code=error.code)
        self.library[made.id] = made
        return Ingested(path=str(path), document_id=made.id, metadata=made.metadata, warnings=made.warnings)

    def replace(self, document_id: str, path: Path, overrides: Overrides) -> str:
        """Put a file in a document's place."""
        made = self._read(path, overrides)
        if document_id not in self.library:
            raise NotInLibrary("资料库里没有这份资料。")
        del self.library[document_id]
        self.library[made.id] = made
        return made.id

    def remove(self, document_id: str) -> None:
        """Remove a document."""
        if self.library.pop(document_id, None) is None:
            raise NotInLibrary("资料库里没有这份资料。")

    def progress(self) -> Progress:
        """Return how far the vectors are."""
        return self.indexed

    @staticmethod
    def _read(path: Path, overrides: Overrides) -> Document:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableFile("文件损坏，不是能读的 Word 文档。请用 Word 重新另存后再试。") from error
        metadata = Metadata(
            title=path.stem,
            kind=overrides.kind or Kind.REPORT,
            organ=overrides.organ or ORGAN,
            year=overrides.year or 2024,
            source=path.name,
        )
        warnings = ("有1处数字没有读出：第2页表格。",) if "表格" in text else ()
        return document(f"up-{text_hash(text)[:12]}", text, metadata, warnings)
