"""What the page 起草 asks for: drafts with their material, outline, writing, edits, versions and files; no markup."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.chat import ChatModel
from assistant.drafting import editing
from assistant.drafting.comparing import Row, compare
from assistant.drafting.composing import Prepared, Previous, Tools, prepare, recheck, refilled, write
from assistant.drafting.draft_runs import DraftRuns, Progress
from assistant.drafting.drafts import Drafts, GivenText, Project, Version
from assistant.drafting.exporting import draft_docx, draft_markdown
from assistant.drafting.materials import from_document, numbered
from assistant.drafting.outline import edited, missing_requirements
from assistant.drafting.rendering import filled
from assistant.drafting.requirements import deadline_of, kinds, title_of
from assistant.drafting.requirements import kind as kind_of
from assistant.drafting.shapes import draft_json
from assistant.drafting.types import Brief, Draft, DraftSection, OutlineSection, Requirement, Slot, Source, TextKind
from assistant.ingesting import Overrides, load, shown
from assistant.rendering import Json
from knowledge.documents import Document, Kind, Metadata, text_hash
from knowledge.errors import BadRequest, KnowledgeError, NotInLibrary
from knowledge.figures.metric_decisions import MetricDecisions
from knowledge.library import Library
from knowledge.norms.resolving import Norms

_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_MOST_MATERIALS = 200


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
class Opened:
    """A draft's version with its number."""

    draft: Draft
    version: int
    latest: int


class DraftingDesk:
    """The drafts of one open library."""

    def __init__(
        self,
        drafts: Drafts,
        library: Library,
        decisions: MetricDecisions,
        model: Callable[[], ChatModel | None],
    ) -> None:
        """Keep drafts in ``drafts``; ``model`` opens the chat model when it is first needed."""
        self._drafts = drafts
        self._library = library
        self._decisions = decisions
        self._model = model
        self._norms: tuple[str, Norms] | None = None
        self._prepared: dict[str, tuple[str, Prepared]] = {}
        self._lock = threading.Lock()
        self._editing = threading.Lock()
        self.runs = DraftRuns(drafts, self.prepared, self.tools)

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
        self._drafts.set_brief(user, draft_id, self._checked(brief, previous_id), previous_id=previous_id)

    def remove(self, user: str, draft_id: str) -> None:
        """Remove a draft with all its versions; stops its writing."""
        self.runs.stop(draft_id)
        self._drafts.remove(user, draft_id)

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

    # material

    def add_material(self, user: str, draft_id: str, path: Path, *, name: str = "") -> Added:
        """Read a file into a draft's material; a failure is in the result."""
        label = name or shown(path.name)
        project = self._drafts.get(user, draft_id)
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
        project = self._drafts.get(user, draft_id)
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
        """Take a text away from a draft."""
        self._drafts.remove_text(user, draft_id, text_id)

    def materials(self, user: str, draft_id: str) -> tuple[Added, ...]:
        """Return what was read of each file of a draft's material."""
        project = self._drafts.get(user, draft_id)
        return tuple(self._read(text, project.brief) for text in project.materials)

    @staticmethod
    def _read(given: GivenText, brief: Brief) -> Added:
        material = from_document(_document(given), organ=brief.organ, year=brief.year)
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
        """Return everything that a draft is written from, made again only where something has changed."""
        project = self._drafts.get(user, draft_id)
        decided = self._decisions.load()
        inputs = (project.brief, project.previous_id, [t.id for t in project.texts], project.outline)
        key = text_hash(repr((inputs, sorted(decided.pairs.items()))))
        with self._lock:
            kept = self._prepared.get(draft_id)
        if kept is not None and kept[0] == key:
            return kept[1]
        brief = project.brief
        materials = numbered(
            [from_document(_document(t), organ=brief.organ, year=brief.year) for t in project.materials]
        )
        made = prepare(
            brief,
            previous=self._previous(project),
            materials=materials,
            tools=Tools(library=self._library, norms=self._known_norms(), decided=decided),
            outline=project.outline,
            notices=[f"材料 {m.title}：{w}" for m in materials for w in m.warnings],
        )
        with self._lock:
            self._prepared[draft_id] = (key, made)
            while len(self._prepared) > _KEPT_PREPARED:
                self._prepared.pop(next(iter(self._prepared)))
        return made

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
            BadRequest: a heading is empty, or a level is skipped.
        """
        prepared = self.prepared(user, draft_id)
        self._drafts.set_outline(user, draft_id, edited(prepared.outline, lines, kind=prepared.kind))
        return self.plan(user, draft_id)

    def start(self, user: str, draft_id: str, *, anew: bool = False) -> bool:
        """Write the draft in the background, or go on with it; ``anew`` forgets the sections written so far."""
        if anew:
            self._drafts.forget_written(user, draft_id)
        project = self._drafts.get(user, draft_id)
        if project.outline is None:  # from now on the sections keep their ids
            self._drafts.set_outline(user, draft_id, self.prepared(user, draft_id).outline)
        return self.runs.start(user, draft_id)

    def stop(self, user: str, draft_id: str) -> None:
        """Stop the writing; finished sections are kept."""
        self._drafts.get(user, draft_id)
        self.runs.stop(draft_id)

    def progress(self, user: str, draft_id: str) -> Progress | None:
        """Return how far the writing is; a draft that a restart interrupted is ``stopped``."""
        project = self._drafts.get(user, draft_id)
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

    # the draft

    def open(self, user: str, draft_id: str, version: int | None = None) -> Opened:
        """Return the newest version, or the one asked for.

        Raises:
            NotInLibrary: there is none (any more).
        """
        draft, number = self._drafts.draft(user, draft_id, version)
        return Opened(draft=draft, version=number, latest=self._drafts.get(user, draft_id).version)

    def edit_paragraph(self, user: str, draft_id: str, paragraph_id: str, text: str, *, based_on: int) -> Opened:
        """Keep a paragraph as a person wrote it.

        Raises:
            BadRequest: the text is empty or too long.
            EditConflict: somebody saved another version meanwhile.
        """
        return self._change(
            user, draft_id, based_on, "修改段落", lambda d: editing.edit_paragraph(d, paragraph_id, text)
        )

    def add_paragraph(
        self, user: str, draft_id: str, section_id: str, after: str, text: str, *, based_on: int
    ) -> Opened:
        """Add a paragraph behind ``after``; raises as :meth:`edit_paragraph`."""
        return self._change(
            user, draft_id, based_on, "添加段落", lambda d: editing.add_paragraph(d, section_id, after, text)
        )

    def remove_paragraph(self, user: str, draft_id: str, paragraph_id: str, *, based_on: int) -> Opened:
        """Remove a paragraph; raises as :meth:`edit_paragraph`."""
        return self._change(user, draft_id, based_on, "删除段落", lambda d: editing.remove_paragraph(d, paragraph_id))

    def fill_gap(self, user: str, draft_id: str, slot_id: str, typed: str, *, based_on: int) -> Opened:
        """Put what a person typed into a slot; rates that follow from it are computed again.

        Raises:
            BadRequest: it is not one figure of such a unit.
            EditConflict: somebody saved another version meanwhile.
        """
        opened = self.open(user, draft_id)
        slot = _slot(opened.draft, slot_id)
        surface = editing.given_surface(slot, typed)
        prepared = self.prepared(user, draft_id)
        tools = self._quiet_tools()
        return self._change(
            user, draft_id, based_on, f"填写“{slot.name}”",
            lambda d: refilled(d, prepared, {slot_id: surface}, tools=tools, by=user),
        )  # fmt: skip

    def choose(self, user: str, draft_id: str, slot_id: str, index: int, *, based_on: int) -> Opened:
        """Take a candidate for a slot.

        Raises:
            BadRequest: there is no such candidate.
        """
        draft = self.open(user, draft_id).draft
        gap = next((g for g in draft.gaps if g.slot == slot_id), None)
        if gap is None or not 0 <= index < len(gap.candidates):
            raise BadRequest("这个候选已不在待补清单里。请刷新页面。")
        return self._take(user, draft_id, slot_id, gap.candidates[index].surface, based_on)

    def accept_proposal(self, user: str, draft_id: str, slot_id: str, *, based_on: int) -> Opened:
        """Take what was computed for a slot but left to a person.

        Raises:
            BadRequest: nothing is proposed.
        """
        draft = self.open(user, draft_id).draft
        gap = next((g for g in draft.gaps if g.slot == slot_id), None)
        if gap is None or not gap.proposal:
            raise BadRequest("这一项没有建议的数字。请自己填写。")
        return self._take(user, draft_id, slot_id, gap.proposal, based_on)

    def clear_slot(self, user: str, draft_id: str, slot_id: str, *, based_on: int) -> Opened:
        """Take back what a person gave for a slot."""
        prepared = self.prepared(user, draft_id)
        tools = self._quiet_tools()
        return self._change(
            user, draft_id, based_on, "撤回填写", lambda d: refilled(d, prepared, {slot_id: ""}, tools=tools, by=user)
        )

    def rewrite_section(
        self, user: str, draft_id: str, section_id: str, *, based_on: int, force: bool = False
    ) -> tuple[Opened, int]:
        """Write one section again from the material; return also how many edited paragraphs were kept.

        Raises:
            BadRequest: there is no such section.
            EditConflict: somebody saved another version meanwhile.
        """
        prepared = self.prepared(user, draft_id)
        index = next((n for n, s in enumerate(prepared.outline) if s.id == section_id), None)
        if index is None:
            raise BadRequest("这一节已不在提纲里。请刷新页面。")
        current = self.open(user, draft_id).draft
        prepared = replace(prepared, fillings=current.fillings)
        section, notices = write(prepared, index, tools=self.tools())
        kept = 0

        def change(draft: Draft) -> Draft:
            nonlocal kept
            new, kept = editing.replace_section(draft, section, force=force)
            return replace(new, notices=tuple(dict.fromkeys((*new.notices, *notices))))

        heading = section.heading or "开头"
        return self._change(user, draft_id, based_on, f"重写“{heading[:20]}”", change), kept

    def versions(self, user: str, draft_id: str) -> list[Version]:
        """Return the kept versions, the newest first."""
        return self._drafts.versions(user, draft_id)

    def compare(self, user: str, draft_id: str, left: int, right: int) -> tuple[Row, ...]:
        """Return two versions side by side.

        Raises:
            NotInLibrary: one of them is not kept (any more).
        """
        return compare(self._drafts.draft(user, draft_id, left)[0], self._drafts.draft(user, draft_id, right)[0])

    def restore(self, user: str, draft_id: str, version: int, *, based_on: int) -> Opened:
        """Make an older version the newest, as a version of its own.

        Raises:
            NotInLibrary: it is not kept (any more).
            EditConflict: somebody saved another version meanwhile.
        """
        old = self._drafts.draft(user, draft_id, version)[0]
        number = self._drafts.save(user, draft_id, old, based_on=based_on, why=f"恢复第{version}版", by=user)
        return Opened(draft=old, version=number, latest=number)

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
        return _document(own) if own else self._library.get(document_id)

    def previous_title(self, project: Project) -> str:
        """Return the title of last year's report; empty where there is none."""
        found = self._previous(project)
        return found.title if found else ""

    def title(self, brief: Brief) -> str:
        """Return the title that the text will have."""
        return title_of(brief)

    def tools(self) -> Tools:
        """Return what sections are written with.

        Raises:
            AssistantError: the chat model cannot be opened.
        """
        return replace(self._quiet_tools(), model=self._model())

    def close(self) -> None:
        """Stop what is being written; finished sections are kept."""
        self.runs.close()

    def _quiet_tools(self) -> Tools:
        return Tools(library=self._library, norms=self._known_norms(), decided=self._decisions.load())

    def _take(self, user: str, draft_id: str, slot_id: str, surface: str, based_on: int) -> Opened:
        prepared = self.prepared(user, draft_id)
        tools = self._quiet_tools()
        name = _slot(self.open(user, draft_id).draft, slot_id).name
        return self._change(
            user, draft_id, based_on, f"采用“{name}”",
            lambda d: refilled(d, prepared, {slot_id: surface}, tools=tools, by=user),
        )  # fmt: skip

    def _change(self, user: str, draft_id: str, based_on: int, why: str, change: Callable[[Draft], Draft]) -> Opened:
        """Apply a change to the newest version, check the whole again, and keep it as the next."""
        prepared = self.prepared(user, draft_id)
        tools = self._quiet_tools()
        draft, _ = self._drafts.draft(user, draft_id)
        changed = recheck(change(draft), prepared, tools=tools)
        saved = self._drafts.save(user, draft_id, changed, based_on=based_on, why=why, by=user)
        return Opened(draft=changed, version=saved, latest=saved)

    def _previous(self, project: Project) -> Previous | None:
        given = project.previous
        if given is not None:
            year = given.metadata.year or project.brief.year - 1
            return Previous(document_id=given.id, title=given.metadata.title, text=given.text, year=year)
        if not project.previous_id:
            return None
        try:
            document = self._library.get(project.previous_id)
        except NotInLibrary:
            return None
        year = document.metadata.year or project.brief.year - 1
        return Previous(document_id=document.id, title=document.metadata.title, text=document.text, year=year)

    def _known_norms(self) -> Norms:
        """Return what is known of norms, built again only where the library's regulations have changed."""
        key = text_hash("".join(sorted(document_id for document_id, _ in self._library.regulations())))
        if self._norms is None or self._norms[0] != key:
            self._norms = (key, Norms(self._library))
        return self._norms[1]


_KEPT_PREPARED = 4


def section_text(section: DraftSection, prepared: Prepared) -> str:
    """Return a section in the making as printed text, a paragraph a line."""
    slots = {slot.id: slot for slot in prepared.template.slots} if prepared.template else {}
    fillings = {f.slot: f for f in prepared.fillings}
    return "\n".join(
        filled("".join(s.text for s in paragraph.sentences), slots, fillings).text for paragraph in section.paragraphs
    )


def _document(given: GivenText) -> Document:
    metadata: Metadata = given.metadata
    return Document(id=given.id, metadata=metadata, text=given.text, sha256=given.sha256, warnings=given.warnings)


def _slot(draft: Draft, slot_id: str) -> Slot:
    for slot in draft.slots:
        if slot.id == slot_id:
            return slot
    raise BadRequest("这一项已不在草稿里。请刷新页面。")
