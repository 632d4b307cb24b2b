"""The outline of a draft to be: last year's headings in this year's years, and what the rules require besides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.drafting.requirements import fulfils, heading_of, opening_of, requirement_for
from assistant.drafting.standing import standing
from assistant.drafting.types import (
    Brief,
    MaterialSentence,
    OutlineSection,
    Requirement,
    Source,
    Template,
    TemplateSection,
    TextKind,
)
from knowledge.errors import BadRequest
from knowledge.library import Library
from knowledge.norms.citations import find_citations
from knowledge.norms.numerals import to_chinese
from knowledge.norms.resolving import Norms

_LABEL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[.．、](?![0-9])|[（(][0-9]{1,2}[)）])\s*"
)
_DEEPEST = 4
_LONGEST = 80
_LIKE = 0.5


def make_outline(kind: TextKind, brief: Brief, template: Template | None) -> tuple[OutlineSection, ...]:
    """Return last year's headings in order, with the required contents that last year lacked at their usual places.

    Without last year the kind's own contents are the outline.
    """
    if kind.id == "single_section":
        return _single(kind, brief, template)
    sections = _from_template(kind, brief, template) if template else []
    if not any(section.level == 0 for section in sections):
        sections.insert(0, _new("", 0, ""))
    if not any(section.level for section in sections):
        sections += [
            _new(heading_of(r, brief), 1, r.id) for r in kind.requirements if r.required or not template
        ]  # fmt: skip
        sections = [s for s in sections if s.requirement != "other"]
    for missing in missing_requirements(kind, sections):
        _insert(sections, _new(heading_of(missing, brief), 1, missing.id), kind)
    return renumbered([replace(s, id=f"o{n}") for n, s in enumerate(sections, 1)], style=_style(template))


def missing_requirements(kind: TextKind, outline: Sequence[OutlineSection]) -> tuple[Requirement, ...]:
    """Return the required contents that no section fulfils; 存在问题及下一步打算 fulfils two."""
    there = {section.requirement for section in outline}
    told = [section.heading for section in outline if section.level == 1]
    return tuple(
        r for r in kind.requirements if r.required and r.id not in there and not any(fulfils(h, r) for h in told)
    )


def edited(
    outline: Sequence[OutlineSection], lines: Sequence[tuple[str, str, int]], *, kind: TextKind
) -> tuple[OutlineSection, ...]:
    """Return the outline as a person rearranged it; a line is (id or empty for a new one, heading, level).

    Raises:
        BadRequest: a heading is empty or too long, a level is skipped, a section stands twice, or nothing is left.
    """
    known = {section.id: section for section in outline}
    made: list[OutlineSection] = []
    number = max((int(s.id[1:]) for s in outline if s.id[1:].isdigit()), default=0)
    above = 0
    parents = [""] * (_DEEPEST + 1)
    used: set[str] = set()
    for position, (section_id, heading, level) in enumerate(lines, 1):
        bare = " ".join(_LABEL.sub("", heading).split())
        if level and not bare:
            raise BadRequest(f"第 {position} 行没有标题。请写上标题，或删去这一行。")
        if len(bare) > _LONGEST:
            raise BadRequest(f"第 {position} 行的标题有 {len(bare)} 字，请缩短到 {_LONGEST} 字以内。")
        if not 0 <= level <= _DEEPEST or level > above + 1 or (level == 0 and position > 1):
            raise BadRequest(f"第 {position} 行“{bare[:20]}”的层级跳了一级。请先加上一级标题，或调整层级。")
        above = level
        old = known.get(section_id)
        if section_id in used and old is not None:
            raise BadRequest(f"第 {position} 行“{bare[:20]}”在提纲里出现了两次。请删去一行。")
        used.add(section_id)
        if old is None:
            number += 1
            found = requirement_for(kind, bare)
            own = (found.id if found else "") if level == 1 else parents[max(level - 1, 0)]
            made.append(_new(bare, level, own, f"o{number}"))
        else:
            same = bare == _LABEL.sub("", old.heading).strip()
            made.append(replace(old, level=level, heading=old.heading if same else bare))
        parents[level] = made[-1].requirement
    if not any(section.level for section in made):
        raise BadRequest("提纲里一个标题也没有。请至少保留一个标题。")
    return renumbered(made, style=_style_of(outline))


def renumbered(outline: Sequence[OutlineSection], *, style: str = "（") -> tuple[OutlineSection, ...]:
    """Return the outline with its headings numbered anew: 一、 / （一） / 1. / （1）; ``style`` is the bracket."""
    counts = [0] * (_DEEPEST + 1)
    made: list[OutlineSection] = []
    for section in outline:
        level = section.level
        if level == 0:
            made.append(section)
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (_DEEPEST - level)
        bare = _LABEL.sub("", section.heading).strip()
        made.append(replace(section, heading=_label(level, counts[level], style) + bare))
    return tuple(made)


def rules_for(
    section: OutlineSection,
    template: Template | None,
    sentences: Iterable[MaterialSentence],
    library: Library | None,
    norms: Norms | None,
    year: int,
) -> tuple[Source, ...]:
    """Return the articles that last year's section or this year's material cites, as the library has them."""
    if norms is None or library is None:
        return ()
    before = template.sections[section.template] if template and section.template is not None else None
    words = "".join(s.original for p in (before.paragraphs if before else ()) for s in p)
    words += "\n" + "\n".join(sentence.text for sentence in sentences)
    return _articles(words, library, norms, year)


def _articles(words: str, library: Library, norms: Norms, year: int) -> tuple[Source, ...]:
    """Return the cited articles in the version of the year; a norm whose text the library lacks is left out."""
    found: dict[tuple[str, str], Source] = {}
    whole = (date(year, 1, 1), date(year, 12, 31))
    held = {document_id for document_id, _ in library.regulations()}
    for citation in find_citations(words):
        resolved = norms.resolve(citation, on=None, period=whole)
        if resolved.version is None or resolved.ended or resolved.begins:
            continue
        document_id = resolved.version.document_id  # of that very version: the library may hold several
        if document_id not in held:
            continue
        for ref in citation.articles:
            article = norms.article(resolved, ref)
            if article is not None:
                found.setdefault(
                    (document_id, article.locator),
                    Source(
                        document_id=document_id,
                        title=resolved.title or "",
                        kind="regulation",
                        locator=article.locator,
                        quote=article.text,
                        start=article.start,
                        end=article.end,
                    ),
                )
    return tuple(found.values())


def _label(level: int, number: int, style: str) -> str:
    shut = "）" if style == "（" else ")"
    if level == 1:
        return f"{to_chinese(number)}、"
    if level == 2:  # noqa: PLR2004 - the standard's second level
        return f"{style}{to_chinese(number)}{shut}"
    return f"{number}." if level == 3 else f"{style}{number}{shut}"  # noqa: PLR2004 - the standard's third level


def _style(template: Template | None) -> str:
    return _bracket(section.heading for section in template.sections) if template else "（"


def _style_of(outline: Sequence[OutlineSection]) -> str:
    return _bracket(section.heading for section in outline)


def _bracket(headings: Iterable[str]) -> str:
    return "(" if any(heading.startswith("(") for heading in headings) else "（"


def _new(heading: str, level: int, requirement: str, section_id: str = "") -> OutlineSection:
    return OutlineSection(id=section_id, heading=heading, level=level, requirement=requirement, template=None)


def _from_template(kind: TextKind, brief: Brief, template: Template) -> list[OutlineSection]:
    made: list[OutlineSection] = []
    above = [""] * (_DEEPEST + 1)
    for index, section in enumerate(template.sections):
        level = min(section.level, _DEEPEST)
        bare = _bare(section)
        if level == 1:
            found = requirement_for(kind, bare, "".join(s.original for p in section.paragraphs for s in p))
            own = found.id if found else _first_done(kind, made)
        else:
            own = _narrower(kind, bare, above[level - 1]) if level else ""
        above[level:] = [own] * (len(above) - level)
        made.append(
            OutlineSection(
                id="", heading=_stands(kind, brief, bare, own, level), level=level, template=index, requirement=own
            )
        )
    return made


_COMMON = frozenset({"done", "short", "next", "other"})


def _narrower(kind: TextKind, heading: str, above: str) -> str:
    """Return what a heading below an account of the work is about, where the kind names it, as 行政应诉."""
    found = requirement_for(kind, heading) if above == "done" else None
    return found.id if found and found.id not in _COMMON else above


def _stands(kind: TextKind, brief: Brief, heading: str, requirement: str, level: int) -> str:
    """Return last year's heading as this year may have it; the usual one where nothing of it may stand."""
    kept = standing(heading, brief.year) if heading else ""
    if kept or not level:
        return kept
    usual = next((r for r in kind.requirements if r.id == requirement), None)
    return heading_of(usual, brief) if usual and level == 1 else "其他有关工作"


def _first_done(kind: TextKind, made: Sequence[OutlineSection]) -> str:
    """Return what a heading without cues is: an account of the work, as 一、突出政治引领."""
    ids = [r.id for r in kind.requirements]
    return "done" if "done" in ids else (made[-1].requirement if made else ids[0])


def _bare(section: TemplateSection) -> str:
    return _LABEL.sub("", section.heading)


def _insert(sections: list[OutlineSection], new: OutlineSection, kind: TextKind) -> None:
    """Put a required content before the first later one that is there."""
    order = [r.id for r in kind.requirements]
    later = set(order[order.index(new.requirement) + 1 :])
    for at, section in enumerate(sections):
        if section.level == 1 and section.requirement in later:
            sections.insert(at, new)
            return
    sections.append(new)


def _single(kind: TextKind, brief: Brief, template: Template | None) -> tuple[OutlineSection, ...]:
    """Return the one section that is asked for, with last year's section of the like heading."""
    wanted = _LABEL.sub("", brief.section or heading_of(kind.requirements[0], brief))
    best, index = 0.0, None
    for at, section in enumerate(template.sections if template else ()):
        like = _alike(wanted, _bare(section))
        if section.level and like > best:
            best, index = like, at
    chosen = index if best >= _LIKE else None
    made = [OutlineSection(id="o1", heading=wanted, level=1, requirement="done", template=chosen)]
    if template and chosen is not None:
        level = template.sections[chosen].level
        for at in range(chosen + 1, len(template.sections)):
            below = template.sections[at]
            if below.level <= level:
                break
            made.append(
                OutlineSection(
                    id=f"o{len(made) + 1}",
                    heading=_stands(kind, brief, _bare(below), "", 2),
                    level=min(1 + below.level - level, _DEEPEST),
                    requirement="done",
                    template=at,
                )
            )
    return renumbered(made, style=_style(template))


def _alike(one: str, other: str) -> float:
    pairs = {one[i : i + 2] for i in range(len(one) - 1)}
    there = {other[i : i + 2] for i in range(len(other) - 1)}
    return len(pairs & there) / len(pairs) if pairs else 0.0


__all__ = ["edited", "make_outline", "missing_requirements", "opening_of", "renumbered", "rules_for"]
