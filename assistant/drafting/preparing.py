"""What a kept draft is written from, made ready: last year's report opened, material read, slots filled."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from assistant.chat import ChatModel
from assistant.drafting.drafts import Drafts, GivenText, Project
from assistant.drafting.ground import Prepared, Previous, Tools, prepare
from assistant.drafting.materials import from_document, numbered
from assistant.drafting.types import Brief, Material
from knowledge.documents import Document, text_hash
from knowledge.errors import NotInLibrary
from knowledge.figures.metric_decisions import MetricDecisions
from knowledge.library import Library
from knowledge.norms.resolving import Norms

_KEPT_PREPARED = 4
_KEPT_MATERIALS = 400


class Preparing:
    """Makes drafts ready and keeps what was made until something has changed."""

    def __init__(
        self, drafts: Drafts, library: Library, decisions: MetricDecisions, model: Callable[[], ChatModel | None]
    ) -> None:
        """Read drafts of ``drafts``; ``model`` opens the chat model when it is first needed."""
        self._drafts = drafts
        self._library = library
        self._decisions = decisions
        self._model = model
        self._norms: tuple[str, Norms] | None = None
        self._prepared: OrderedDict[str, tuple[str, Prepared]] = OrderedDict()
        self._materials: OrderedDict[tuple[str, str, int], Material] = OrderedDict()
        self._lock = threading.Lock()

    def prepared(self, user: str, draft_id: str) -> Prepared:
        """Return everything that a draft is written from, made again only where something has changed.

        Raises:
            NotInLibrary: the draft is gone.
        """
        project = self._drafts.get(user, draft_id)
        decided = self._decisions.load()
        previous = self.previous(project)
        before = (previous.document_id, previous.year, text_hash(previous.text)) if previous else None
        inputs = (project.brief, before, [t.id for t in project.texts], project.outline, self._regulations())
        key = text_hash(repr((inputs, sorted(decided.pairs.items()))))
        with self._lock:
            kept = self._prepared.get(draft_id)
        if kept is not None and kept[0] == key:
            return kept[1]
        materials = numbered([self.material(text, project.brief) for text in project.materials])
        notices = [f"材料 {m.title}：{w}" for m in materials for w in m.warnings]
        if project.previous_id and previous is None:
            notices.append("所选的上年报告已不在资料库里，本稿没有用它。请在第一步另选一份。")
        made = prepare(
            project.brief,
            previous=previous,
            materials=materials,
            tools=Tools(library=self._library, norms=self._known_norms(), decided=decided),
            outline=project.outline,
            notices=notices,
        )
        with self._lock:
            self._prepared[draft_id] = (key, made)
            self._prepared.move_to_end(draft_id)
            while len(self._prepared) > _KEPT_PREPARED:
                self._prepared.popitem(last=False)
        return made

    def material(self, given: GivenText, brief: Brief) -> Material:
        """Return what is read of a text of a draft's material."""
        key = (given.id, brief.organ, brief.year)
        with self._lock:
            kept = self._materials.get(key)
        if kept is None:
            kept = from_document(document_of(given), organ=brief.organ, year=brief.year)
            with self._lock:
                self._materials[key] = kept
                while len(self._materials) > _KEPT_MATERIALS:
                    self._materials.popitem(last=False)
        return kept

    def previous(self, project: Project) -> Previous | None:
        """Return last year's report; None where there is none, or it is no longer in the library."""
        given = project.previous
        if given is not None:
            document = document_of(given)
        elif project.previous_id:
            try:
                document = self._library.get(project.previous_id)
            except NotInLibrary:
                return None
        else:
            return None
        year = document.metadata.year or project.brief.year - 1
        return Previous(document_id=document.id, title=document.metadata.title, text=document.text, year=year)

    def tools(self) -> Tools:
        """Return what sections are written with.

        Raises:
            AssistantError: the chat model cannot be opened.
        """
        return replace(self.quiet_tools(), model=self._model())

    def quiet_tools(self) -> Tools:
        """Return what a draft is checked and filled with; no model."""
        return Tools(library=self._library, norms=self._known_norms(), decided=self._decisions.load())

    def _regulations(self) -> str:
        return text_hash("".join(sorted(document_id for document_id, _ in self._library.regulations())))

    def _known_norms(self) -> Norms:
        """Return what is known of norms, built again only where the library's regulations have changed."""
        key = self._regulations()
        known = self._norms
        if known is None or known[0] != key:
            known = (key, Norms(self._library))
            self._norms = known
        return known[1]


def document_of(given: GivenText) -> Document:
    """Return a text of a draft as a document of its own id."""
    return Document(id=given.id, metadata=given.metadata, text=given.text, sha256=given.sha256, warnings=given.warnings)
