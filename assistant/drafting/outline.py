"""The outline of a draft to be: last year's headings in this year's years, and what the rules require besides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.drafting.requirements import heading_of, opening_of, requirement_for
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
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[.．、]|[（(][0-9]{1,2}[)）])\s*"
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
    sections = _from_template(kind, template) if template else []
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
    """Return the required contents that no section of the outline fulfils."""
    there = {section.requirement for section in outline}
    return tuple(r for r in kind.requirements if r.required and r.id not in there)


def edited(
    outline: Sequence[OutlineSection], lines: Sequence[tuple[str, str, int]], *, kind: TextKind
) -> tuple[OutlineSection, ...]:
    """Return the outline as a person rearranged it; a line is (id or empty for a new one, heading, level).

    Raises:
        BadRequest: a heading is empty or too long, a level is skipped, or nothing is left.
    """
    known = {section.id: section for section in outline}
    made: list[OutlineSection] = []
    number = max((int(s.id[1:]) for s in outline if s.id[1:].isdigit()), default=0)
    above = 0
    for position, (section_id, heading, level) in enumerate(lines, 1):
        bare = _LABEL.sub("", heading).strip()
        if level and not bare:
            raise BadRequest(f"第 {position} 行没有标题。请写上标题，或删去这一行。")
        if len(bare) > _LONGEST:
            raise BadRequest(f"第 {position} 行的标题有 {len(bare)} 字，请缩短到 {_LONGEST} 字以内。")
        if not 0 <= level <= _DEEPEST or level > above + 1:
            raise BadRequest(f"第 {position} 行“{bare[:20]}”的层级跳了一级。请先加上一级标题，或调整层级。")
        above = level
        old = known.get(section_id)
        if old is None:
            number += 1
            found = requirement_for(kind, bare)
            made.append(_new(bare, level, found.id if found and level == 1 else "", f"o{number}"))
        else:
            same = bare == _LABEL.sub("", old.heading).strip()
            made.append(replace(old, level=level, heading=old.heading if same else bare))
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
    titles = {metadata.title: document_id for document_id, metadata in library.regulations()}
    for citation in find_citations(words):
        resolved = norms.resolve(citation, on=None, period=whole)
        document_id = titles.get(resolved.title or "")
        if resolved.version is None or document_id is None or resolved.ended or resolved.begins:
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


def _from_template(kind: TextKind, template: Template) -> list[OutlineSection]:
    made: list[OutlineSection] = []
    above = ""
    for index, section in enumerate(template.sections):
        if section.level == 1:
            found = requirement_for(kind, _bare(section), "".join(s.original for p in section.paragraphs for s in p))
            above = found.id if found else _first_done(kind, made)
        heading = section.heading
        made.append(
            OutlineSection(
                id="",
                heading=heading,
                level=min(section.level, _DEEPEST),
                template=index,
                requirement=above if section.level else "",
            )
        )
    return made


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
                    heading=below.heading,
                    level=1 + below.level - level,
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
