"""What the page 起草 asks for: drafts with their material, outline, writing, edits, versions and files; no markup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.chat import ChatModel
from assistant.drafting.draft_edits import DraftEdits, Opened
from assistant.drafting.draft_runs import DraftRuns, Progress
from assistant.drafting.drafts import Drafts, GivenText, Project
from assistant.drafting.exporting import draft_docx, draft_markdown
from assistant.drafting.ground import Prepared
from assistant.drafting.outline import edited, missing_requirements
from assistant.drafting.preparing import Preparing, document_of
from assistant.drafting.rendering import filled
from assistant.drafting.requirements import deadline_of, kinds, title_of
from assistant.drafting.requirements import kind as kind_of
from assistant.drafting.shapes import draft_json
from assistant.drafting.types import Brief, DraftSection, OutlineSection, Requirement, Source, TextKind
from assistant.ingesting import Overrides, load, shown
from assistant.rendering import Json
from knowledge.documents import Document, Kind
from knowledge.errors import BadRequest, KnowledgeError
from knowledge.figures.metric_decisions import MetricDecisions
from knowledge.library import Library

__all__ = ["Added", "DraftingDesk", "Opened", "Plan", "PlannedSection", "PreviousChoice", "Recognised", "section_text"]

_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_MOST_MATERIALS = 200
_WRITING = "正在写稿，材料、提纲和基本信息暂时不能改。请先点“停止”，再改。"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousChoice:
    """A report of the library that may be last year's."""

    document_id: str
    title: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one file."""

    name: str
    text_id: str | None
    figures: int = 0
    sentences: int = 0
    office: str = ""
    year: int | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSection:
    """A section of the outline with what it will be written from."""

    section: OutlineSection
    sentences: int
    figures: int
    slots: int
    rules: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The outline of a draft as it stands."""

    sections: tuple[PlannedSection, ...]
    missing: tuple[Requirement, ...]
    """Required contents that no section fulfils."""
    unused: int
    """Sentences of the material that no section will use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a file says of itself."""

    title: str
    organ: str | None
    year: int | None
    kind: Kind


class DraftingDesk(DraftEdits):
    """The drafts of one open library."""

    def __init__(
        self,
        drafts: Drafts,
        library: Library,
        decisions: MetricDecisions,
        model: Callable[[], ChatModel | None],
    ) -> None:
        """Keep drafts in ``drafts``; ``model`` opens the chat model when it is first needed."""
        super().__init__(drafts, Preparing(drafts, library, decisions, model))
        self._library = library
        self.runs = DraftRuns(drafts, self._preparing.prepared, self._preparing.tools)

    # what may be drafted

    def kinds(self) -> tuple[TextKind, ...]:
        """Return the kinds of text."""
        return kinds()

    def organs(self) -> tuple[str, ...]:
        """Return the organs that the library names."""
        return self._library.organs()

    def previous_choices(self, organ: str, year: int) -> tuple[PreviousChoice, ...]:
        """Return the reports of earlier years, those of the organ and the nearest year first."""
        found = [
            PreviousChoice(document_id=s.id, title=s.metadata.title, year=s.metadata.year)
            for s in self._library.documents()
            if s.metadata.kind is Kind.REPORT
            and s.metadata.year is not None
            and s.metadata.year < year
            and (not organ or s.metadata.organ == organ)
        ]
        return tuple(sorted(found, key=lambda c: -c.year))

    def deadline(self, brief: Brief) -> str:
        """Return by when such a text is due, with its basis; empty where none is known."""
        return deadline_of(brief)

    # drafts

    def all_of(self, user: str) -> list[Project]:
        """Return a user's drafts, the latest first."""
        return self._drafts.all_of(user)

    def project(self, user: str, draft_id: str) -> Project:
        """Return a draft with its texts.

        Raises:
            NotInLibrary: it is gone.
        """
        return self._drafts.get(user, draft_id)

    def create(self, user: str, brief: Brief, *, previous_id: str | None = None) -> str:
        """Begin a draft and return its id.

        Raises:
            BadRequest: organ, year or kind are not given, or last year's report is not of an earlier year.
        """
        brief = self._checked(brief, previous_id)
        return self._drafts.create(user, brief, previous_id=previous_id)

    def set_brief(self, user: str, draft_id: str, brief: Brief, *, previous_id: str | None) -> None:
        """Change what is to be drafted.

        Raises:
            BadRequest: as for :meth:`create`.
        """
        self._idle(draft_id)
        self._drafts.set_brief(user, draft_id, self._checked(brief, previous_id), previous_id=previous_id)

    def remove(self, user: str, draft_id: str) -> None:
        """Remove a draft with all its versions; stops its writing."""
        self._drafts.remove(user, draft_id)
        self.runs.stop(draft_id)

    def _checked(self, brief: Brief, previous_id: str | None) -> Brief:
        if not brief.organ.strip():
            raise BadRequest("请填写机关名称，例如 云岭县公安局。")
        if not _FIRST_YEAR <= brief.year <= _LAST_YEAR:
            raise BadRequest(f"年度“{brief.year}”不对。请填四位数字，例如 2024。")
        kind_of(brief.kind)
        if previous_id:
            year = self._library.get(previous_id).metadata.year
            if year is not None and year >= brief.year:
                raise BadRequest(
                    f"所选的上年报告是{year}年度的，不早于要起草的{brief.year}年度。请换一份，或改正年度。"
                )
        return replace(brief, organ=brief.organ.strip(), title=brief.title.strip(), section=brief.section.strip())

    def _running(self, draft_id: str) -> bool:
        found = self.runs.progress(draft_id)
        return found is not None and found.running

    def _idle(self, draft_id: str) -> None:
        if self._running(draft_id):
            raise BadRequest(_WRITING)

    # material

    def recognise(self, path: Path) -> Recognised:
        """Return what a file says of itself, to fill in the brief.

        Raises:
            UnreadableFile: the file cannot be read whole.
        """
        metadata = load(path, Overrides()).metadata
        return Recognised(title=metadata.title, organ=metadata.organ, year=metadata.year, kind=metadata.kind)

    def add_material(self, user: str, draft_id: str, path: Path, *, name: str = "") -> Added:
        """Read a file into a draft's material; a failure is in the result."""
        label = name or shown(path.name)
        project = self._drafts.get(user, draft_id)
        if self._running(draft_id):
            return Added(name=label, text_id=None, error=_WRITING)
        if len(project.materials) >= _MOST_MATERIALS:
            return Added(name=label, text_id=None, error=f"已有 {_MOST_MATERIALS} 份材料，请先删去不用的。")
        try:
            new = load(path, Overrides())
        except KnowledgeError as error:
            return Added(name=label, text_id=None, error=str(error))
        metadata = replace(new.metadata, source=label)
        text_id = self._drafts.add_text(
            user, draft_id, role="material", name=label, metadata=metadata, text=new.text, warnings=new.warnings
        )
        given = next(t for t in self._drafts.get(user, draft_id).materials if t.id == text_id)
        return self._read(given, project.brief)

    def add_previous(self, user: str, draft_id: str, path: Path, *, name: str = "") -> str:
        """Read a file as last year's report and return its title.

        Raises:
            UnreadableFile: the file cannot be read whole.
            BadRequest: it reports on the year that is to be drafted, or a later one.
        """
        self._idle(draft_id)
        project = self._drafts.head(user, draft_id)
        new = load(path, Overrides())
        year = new.metadata.year
        if year is not None and year >= project.brief.year:
            raise BadRequest(f"这份报告是{year}年度的，不早于要起草的{project.brief.year}年度。请换一份更早的报告。")
        label = name or shown(path.name)
        self._drafts.add_text(
            user, draft_id, role="previous", name=label, metadata=replace(new.metadata, source=label), text=new.text,
            warnings=new.warnings,
        )  # fmt: skip
        return new.metadata.title

    def remove_text(self, user: str, draft_id: str, text_id: str) -> None:
        """Take a text away from a draft.

        Raises:
            BadRequest: the draft is being written.
        """
        self._idle(draft_id)
        self._drafts.remove_text(user, draft_id, text_id)

    def materials(self, user: str, draft_id: str) -> tuple[Added, ...]:
        """Return what was read of each file of a draft's material."""
        project = self._drafts.get(user, draft_id)
        return tuple(self._read(text, project.brief) for text in project.materials)

    def _read(self, given: GivenText, brief: Brief) -> Added:
        material = self._preparing.material(given, brief)
        return Added(
            name=given.name,
            text_id=given.id,
            figures=sum(f.usable for f in material.figures),
            sentences=sum(s.use != "set_aside" for s in material.sentences),
            office=material.office,
            year=material.year,
            warnings=material.warnings,
        )

    # outline and writing

    def prepared(self, user: str, draft_id: str) -> Prepared:
        """Return everything that a draft is written from, made again only where something has changed.

        Raises:
            NotInLibrary: the draft is gone.
        """
        return self._preparing.prepared(user, draft_id)

    def plan(self, user: str, draft_id: str) -> Plan:
        """Return the outline with what each section will be written from, and what is missing."""
        prepared = self.prepared(user, draft_id)
        sentences = {s.id: s for m in prepared.materials for s in m.sentences}
        planned: list[PlannedSection] = []
        used: set[str] = set()
        for section in prepared.outline:
            used |= set(section.materials)
            mine = [sentences[i] for i in section.materials if i in sentences]
            template = (
                prepared.template.sections[section.template]
                if prepared.template and section.template is not None
                else None
            )
            planned.append(
                PlannedSection(
                    section=section,
                    sentences=len(mine),
                    figures=sum(len(s.figures) for s in mine),
                    slots=sum(len(s.slots) for p in (template.paragraphs if template else ()) for s in p),
                    rules=section.rules,
                )
            )
        free = sum(s.use != "set_aside" and s.id not in used for s in sentences.values())
        return Plan(sections=tuple(planned), missing=missing_requirements(prepared.kind, prepared.outline), unused=free)

    def save_outline(self, user: str, draft_id: str, lines: Sequence[tuple[str, str, int]]) -> Plan:
        """Keep the outline as a person rearranged it; a line is (id or empty, heading, level).

        Raises:
            BadRequest: a heading is empty, a level is skipped, or the draft is being written.
        """
        self._idle(draft_id)
        prepared = self.prepared(user, draft_id)
        self._drafts.set_outline(user, draft_id, edited(prepared.outline, lines, kind=prepared.kind))
        return self.plan(user, draft_id)

    def start(self, user: str, draft_id: str, *, anew: bool = False, force: bool = False) -> bool:
        """Write the draft in the background, or go on with it; False where it is being written already.

        ``anew`` forgets the sections of an interrupted writing. Figures that a person gave, and paragraphs that one
        edited in the newest version, stay; with ``force`` the paragraphs are written anew as well.

        Raises:
            NotInLibrary: the draft is gone.
        """
        project = self._drafts.head(user, draft_id)
        if self._running(draft_id):
            return False
        if anew:
            self._drafts.forget_written(user, draft_id)
        if project.outline is None:  # from now on the sections keep their ids
            self._drafts.set_outline(user, draft_id, self.prepared(user, draft_id).outline)
        return self.runs.start(user, draft_id, force=force)

    def stop(self, user: str, draft_id: str) -> None:
        """Stop the writing; finished sections are kept."""
        self._drafts.head(user, draft_id)
        self.runs.stop(draft_id)

    def progress(self, user: str, draft_id: str) -> Progress | None:
        """Return how far the writing is; a draft that a restart interrupted is ``stopped``."""
        project = self._drafts.head(user, draft_id)
        found = self.runs.progress(draft_id)
        if found is None and project.stage == "writing":
            done = len(self._drafts.written(user, draft_id).sections)
            total = len(project.outline or ())
            return Progress(state="stopped", done=done, total=total, message="上次写作被中断，已写好的部分都在。")
        return found

    def written(self, user: str, draft_id: str) -> tuple[tuple[str, str], ...]:
        """Return heading and text of the sections written so far of a draft in the making, in order."""
        prepared = self.prepared(user, draft_id)
        written = self._drafts.written(user, draft_id).sections
        return tuple(
            (written[s.id].heading, section_text(written[s.id], prepared)) for s in prepared.outline if s.id in written
        )

    # files

    def as_docx(self, user: str, draft_id: str, *, annex: bool = False) -> tuple[str, bytes]:
        """Return a file name and the newest version as .docx."""
        draft = self.open(user, draft_id).draft
        return f"{draft.title}.docx", draft_docx(draft, annex=annex)

    def as_markdown(self, user: str, draft_id: str) -> tuple[str, str]:
        """Return a file name and the newest version as Markdown."""
        draft = self.open(user, draft_id).draft
        return f"{draft.title}.md", draft_markdown(draft)

    def as_json(self, user: str, draft_id: str) -> Json:
        """Return design.md's ``draft`` document of the newest version."""
        return draft_json(self.open(user, draft_id).draft)

    def source(self, user: str, draft_id: str, document_id: str) -> Document:
        """Return a text that a draft cites: one of its own, or a document of the library.

        Raises:
            NotInLibrary: it is gone.
        """
        project = self._drafts.get(user, draft_id)
        own = next((t for t in project.texts if t.id == document_id), None)
        return document_of(own) if own else self._library.get(document_id)

    def title(self, brief: Brief) -> str:
        """Return the title that the text will have."""
        return title_of(brief)

    def close(self) -> None:
        """Stop what is being written; finished sections are kept."""
        self.runs.close()


def section_text(section: DraftSection, prepared: Prepared) -> str:
    """Return a section in the making as printed text, a paragraph a line."""
    slots = {slot.id: slot for slot in prepared.template.slots} if prepared.template else {}
    fillings = {f.slot: f for f in prepared.fillings}
    return "\n".join(
        filled("".join(s.text for s in paragraph.sentences), slots, fillings).text for paragraph in section.paragraphs
    )
