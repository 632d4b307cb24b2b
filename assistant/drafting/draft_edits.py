"""A person's work on a written draft: each change is checked again as a whole and kept as a version of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant.drafting import editing
from assistant.drafting.comparing import Row, compare
from assistant.drafting.composing import write
from assistant.drafting.draft_runs import same_slots
from assistant.drafting.drafts import Drafts, Version, conflict
from assistant.drafting.finishing import recheck, refilled, unused
from assistant.drafting.ground import Prepared
from assistant.drafting.preparing import Preparing
from assistant.drafting.rendering import fillings_of, paragraph_text
from assistant.drafting.typed_figures import given_surface
from assistant.drafting.types import Candidate, Draft, DraftSection, Gap, Slot, SlotStatus, Source
from knowledge.errors import BadRequest

_OTHER_SLOTS = "上年报告已更换或读法已更新，这份草稿的空位与它对不上了。请先重新生成全文；您改过的段落会保留。"
_LONGEST_HEADING = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A draft's version with its number."""

    draft: Draft
    version: int
    latest: int


class DraftEdits:
    """Edits of drafts; ``based_on`` is the number of the version that the person sees.

    Every edit raises ``EditConflict`` where somebody saved another version meanwhile, and ``NotInLibrary`` where the
    draft is gone; nothing is changed then.
    """

    def __init__(self, drafts: Drafts, preparing: Preparing) -> None:
        """Edit drafts of ``drafts``."""
        self._drafts = drafts
        self._preparing = preparing

    def open(self, user: str, draft_id: str, version: int | None = None) -> Opened:
        """Return the newest version, or the one asked for.

        Raises:
            NotInLibrary: there is none (any more).
        """
        draft, number = self._drafts.draft(user, draft_id, version)
        return Opened(draft=draft, version=number, latest=self._drafts.head(user, draft_id).version)

    def edit_paragraph(self, user: str, draft_id: str, paragraph_id: str, text: str, *, based_on: int) -> Opened:
        """Keep a paragraph as a person wrote it.

        Raises:
            BadRequest: the text is empty or too long.
        """
        return self._change(
            user,
            draft_id,
            based_on,
            lambda d: f"修改{_named(d, paragraph_id)}",
            lambda d: editing.edit_paragraph(d, paragraph_id, text),
        )

    def add_paragraph(
        self, user: str, draft_id: str, section_id: str, after: str, text: str, *, based_on: int
    ) -> Opened:
        """Add a paragraph behind ``after`` (empty: at the beginning); raises as :meth:`edit_paragraph`."""
        return self._change(
            user,
            draft_id,
            based_on,
            lambda d: f"在“{_heading(editing.section_of(d, section_id))}”添加一段",
            lambda d: editing.add_paragraph(d, section_id, after, text),
        )

    def remove_paragraph(self, user: str, draft_id: str, paragraph_id: str, *, based_on: int) -> Opened:
        """Remove a paragraph; raises as :meth:`edit_paragraph`."""
        return self._change(
            user,
            draft_id,
            based_on,
            lambda d: f"删除{_named(d, paragraph_id)}",
            lambda d: editing.remove_paragraph(d, paragraph_id),
        )

    def unlock(self, user: str, draft_id: str, paragraph_id: str, *, based_on: int) -> Opened:
        """Let a paragraph that a person edited be written anew again."""
        return self._change(
            user,
            draft_id,
            based_on,
            lambda d: f"不再保留对{_named(d, paragraph_id)}的修改",
            lambda d: editing.unlock(d, paragraph_id),
        )

    def rename_section(self, user: str, draft_id: str, section_id: str, heading: str, *, based_on: int) -> Opened:
        """Give a section another heading.

        Raises:
            BadRequest: it is empty.
        """
        return self._change(
            user,
            draft_id,
            based_on,
            lambda _: f"改标题“{heading.strip()[:_LONGEST_HEADING]}”",
            lambda d: editing.rename_section(d, section_id, heading),
        )

    # slots

    def fill_gap(self, user: str, draft_id: str, slot_id: str, typed: str, *, based_on: int) -> Opened:
        """Put what a person typed into a slot; rates that follow from it are computed again.

        Raises:
            BadRequest: it is not one figure of such a unit.
        """
        return self._fill(
            user, draft_id, slot_id, lambda d: (given_surface(_slot(d, slot_id), typed), ()), based_on, "填写"
        )

    def choose(self, user: str, draft_id: str, slot_id: str, index: int, *, based_on: int) -> Opened:
        """Take a candidate for a slot; its source stays with it.

        Raises:
            BadRequest: there is no such candidate.
        """

        def chosen(draft: Draft) -> tuple[str, tuple[Source, ...]]:
            candidates = _candidates(draft, slot_id)
            if not 0 <= index < len(candidates):
                raise BadRequest("这个候选已不在待补清单里。请刷新页面。")
            return candidates[index].surface, (candidates[index].source,)

        return self._fill(user, draft_id, slot_id, chosen, based_on, "选用")

    def accept_proposal(self, user: str, draft_id: str, slot_id: str, *, based_on: int) -> Opened:
        """Take what was computed for a slot but left to a person.

        Raises:
            BadRequest: nothing is proposed.
        """

        def proposed(draft: Draft) -> tuple[str, tuple[Source, ...]]:
            gap = _gap(draft, slot_id)
            if gap is None or not gap.proposal:
                raise BadRequest("这一项没有建议的数字。请自己填写。")
            return gap.proposal, tuple(dict.fromkeys(c.source for c in gap.candidates))

        return self._fill(user, draft_id, slot_id, proposed, based_on, "采用建议数")

    def clear_slot(self, user: str, draft_id: str, slot_id: str, *, based_on: int) -> Opened:
        """Take back what a person gave for a slot.

        Raises:
            BadRequest: nobody gave anything.
        """

        def empty(draft: Draft) -> tuple[str, tuple[Source, ...]]:
            filling = fillings_of(draft).get(slot_id)
            if filling is None or filling.status is not SlotStatus.GIVEN:
                raise BadRequest("这一项不是人工填写的，不用撤回。")
            return "", ()

        return self._fill(user, draft_id, slot_id, empty, based_on, "撤回填写")

    # writing anew

    def rewrite_section(
        self,
        user: str,
        draft_id: str,
        section_id: str,
        *,
        based_on: int,
        force: bool = False,
        on_text: Callable[[str], None] = lambda _: None,
    ) -> tuple[Opened, int]:
        """Write one section again from the material; return also how many edited paragraphs were kept.

        Edits of other sections that are saved while it is written stay.

        Raises:
            BadRequest: there is no such section, or the draft's slots are not those of last year's report any more.
        """
        kept = 0

        def change(draft: Draft, section: DraftSection) -> Draft:
            nonlocal kept
            new, kept = editing.replace_section(draft, section, force=force)
            return new

        opened = self._rewrite(
            user, draft_id, section_id, based_on, lambda s: f"重写“{_heading(s)}”", change, on_text
        )  # fmt: skip
        return opened, kept

    def rewrite_paragraph(
        self,
        user: str,
        draft_id: str,
        paragraph_id: str,
        *,
        based_on: int,
        force: bool = False,
        on_text: Callable[[str], None] = lambda _: None,
    ) -> tuple[Opened, bool]:
        """Write one paragraph again from the material (用资料重写本段).

        A paragraph that a person edited is left as it is unless ``force``; the second value then is True: ask first.

        Raises:
            BadRequest: the paragraph is gone, or the material has nothing for it.
        """
        opened = self.open(user, draft_id)
        section = editing.section_with(opened.draft, paragraph_id)
        if editing.paragraph_of(opened.draft, paragraph_id).locked and not force:
            return opened, True
        why = f"用资料重写{_named(opened.draft, paragraph_id)}"

        def change(draft: Draft, new: DraftSection) -> Draft:
            return editing.replace_paragraph(draft, paragraph_id, new)

        return self._rewrite(user, draft_id, section.id, based_on, lambda _: why, change, on_text), False

    # versions

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
        """
        old = self._drafts.draft(user, draft_id, version)[0]
        number = self._drafts.save(user, draft_id, old, based_on=based_on, why=f"恢复第{version}版", by=user)
        return Opened(draft=old, version=number, latest=number)

    def sources(self, user: str, draft_id: str, paragraph_id: str) -> tuple[Source, ...]:
        """Return what a paragraph of the newest version rests on: sources of its sentences, then of its figures.

        Raises:
            BadRequest: the paragraph is gone.
        """
        draft = self.open(user, draft_id).draft
        paragraph = editing.paragraph_of(draft, paragraph_id)
        fillings = fillings_of(draft)
        found = [source for sentence in paragraph.sentences for source in sentence.sources]
        for placed in paragraph_text(paragraph, draft).placed:
            filling = fillings.get(placed.slot)
            found += filling.sources if filling else ()
        return tuple(dict.fromkeys(found))

    # how a change is made

    def _current(self, user: str, draft_id: str, based_on: int) -> Draft:
        draft, version = self._drafts.draft(user, draft_id)
        if version != based_on:
            raise conflict(version)
        return draft

    def _change(
        self,
        user: str,
        draft_id: str,
        based_on: int,
        why: Callable[[Draft], str],
        change: Callable[[Draft], Draft],
    ) -> Opened:
        """Apply a change to the version that the person sees, check the whole again, and keep it as the next."""
        draft = self._current(user, draft_id, based_on)
        said = why(draft)
        changed = self._rechecked(change(draft), self._preparing.prepared(user, draft_id))
        saved = self._drafts.save(user, draft_id, changed, based_on=based_on, why=said, by=user)
        return Opened(draft=changed, version=saved, latest=saved)

    def _rechecked(self, draft: Draft, prepared: Prepared) -> Draft:
        """Check again; where last year's report is another by now, the list of gaps stays as it was."""
        new = recheck(draft, prepared, tools=self._preparing.quiet_tools())
        return new if same_slots(draft, prepared) else replace(new, gaps=draft.gaps)

    def _fill(
        self,
        user: str,
        draft_id: str,
        slot_id: str,
        taken: Callable[[Draft], tuple[str, tuple[Source, ...]]],
        based_on: int,
        verb: str,
    ) -> Opened:
        """Give a slot a surface and its sources; an empty surface takes back."""

        def change(draft: Draft) -> Draft:
            surface, sources = taken(draft)
            new = self._refilled(draft, prepared, {slot_id: surface}, by=user)
            if not surface:
                return new
            return replace(
                new, fillings=tuple(replace(f, sources=sources) if f.slot == slot_id else f for f in new.fillings)
            )

        prepared = self._preparing.prepared(user, draft_id)
        return self._change(user, draft_id, based_on, lambda d: f"{verb}“{_slot(d, slot_id).name}”", change)

    def _refilled(self, draft: Draft, prepared: Prepared, given: Mapping[str, str], *, by: str) -> Draft:
        """Fill all slots again from the material of now.

        Raises:
            BadRequest: the slots are not those of last year's report any more.
        """
        if not same_slots(draft, prepared):
            raise BadRequest(_OTHER_SLOTS)
        tools = self._preparing.quiet_tools()
        return editing.with_sources(refilled(draft, prepared, given, tools=tools, by=by), draft)

    def _rewrite(
        self,
        user: str,
        draft_id: str,
        section_id: str,
        based_on: int,
        why: Callable[[DraftSection], str],
        change: Callable[[Draft, DraftSection], Draft],
        on_text: Callable[[str], None],
    ) -> Opened:
        """Write a section from the material of now and put it, or a part of it, into the newest version."""
        begun = self._current(user, draft_id, based_on)
        old = editing.section_of(begun, section_id)
        prepared = self._preparing.prepared(user, draft_id)
        index = next((n for n, s in enumerate(prepared.outline) if s.id == section_id), None)
        if index is None:
            raise BadRequest("这一节已不在提纲里，没有可以重写的依据。请恢复提纲，或直接修改段落。")
        fillings = self._refilled(begun, prepared, {}, by=user).fillings
        made, notices = write(
            replace(prepared, fillings=fillings), index, tools=self._preparing.tools(), on_text=on_text
        )
        made = replace(made, heading=old.heading, level=old.level)
        draft, version = self._drafts.draft(user, draft_id)
        if editing.section_of(draft, section_id) != old or not same_slots(draft, prepared):
            raise conflict(version)
        changed = self._refilled(change(draft, made), prepared, {}, by=user)
        changed = replace(
            changed,
            unused=unused(prepared),
            materials=tuple(material.title for material in prepared.materials),
            notices=tuple(dict.fromkeys((*changed.notices, *notices))),
        )
        changed = self._rechecked(changed, prepared)
        saved = self._drafts.save(user, draft_id, changed, based_on=version, why=why(old), by=user)
        return Opened(draft=changed, version=saved, latest=saved)


def _slot(draft: Draft, slot_id: str) -> Slot:
    for slot in draft.slots:
        if slot.id == slot_id:
            return slot
    raise BadRequest("这一项已不在草稿里。请刷新页面。")


def _gap(draft: Draft, slot_id: str) -> Gap | None:
    return next((gap for gap in draft.gaps if gap.slot == slot_id), None)


def _candidates(draft: Draft, slot_id: str) -> tuple[Candidate, ...]:
    gap = _gap(draft, slot_id)
    return gap.candidates if gap else ()


def _heading(section: DraftSection) -> str:
    return section.heading[:_LONGEST_HEADING] or "开头"


def _named(draft: Draft, paragraph_id: str) -> str:
    """Return what a paragraph is called in the list of versions: “二、存在的不足”第1段."""
    section = editing.section_with(draft, paragraph_id)
    number = next(n for n, p in enumerate(section.paragraphs, 1) if p.id == paragraph_id)
    return f"“{_heading(section)}”第{number}段"
