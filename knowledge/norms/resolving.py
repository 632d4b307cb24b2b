"""Which norm a citation means, and which version of it was in force in the time that a text reports on."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from knowledge.norms import title_forms
from knowledge.norms.article_texts import Articles, ArticleText, ArticleTexts
from knowledge.norms.articles import ArticleRef
from knowledge.norms.citations import NormCitation
from knowledge.norms.near_titles import PlanTitle, near, plan_title
from knowledge.norms.titles import shipped_aliases, without_trial
from knowledge.norms.versions import NormVersion, Origin, Register, Repeal, Shelf, register

Period = tuple[date, date]
_STATE = "中华人民共和国"
_DOUBTFUL = timedelta(days=365)
"""A version whose first day is not recorded may begin this long after it was issued."""


class Match(StrEnum):
    """How surely a citation's title is known."""

    KNOWN = "known"
    NEAR = "near"
    """One slip away from the one title that is meant."""
    WRONG_YEARS = "wrong_years"
    """A known plan with years that it does not have."""
    UNKNOWN = "unknown"
    UNNAMED = "unnamed"
    """The citation has no title: 第三条, or a document number that nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a citation means; everything that is not known is None or False."""

    match: Match
    title: str | None = None
    """The right title of the norm meant."""
    version: NormVersion | None = None
    """The version in force in the period; the newest one where no period is given."""
    also: tuple[NormVersion, ...] = ()
    """Further versions that were in force in a part of the period."""
    older_unknown: bool = False
    """In the whole period or a part of it an older version may have been in force, of which nothing is known."""
    existed: bool = False
    """The norm is known to be older than its first known version."""
    ended: date | None = None
    """It ended on this day, before the period."""
    begins: date | None = None
    """It came into force on this day only, after the period."""
    new: bool = False
    """There was no such norm before that day; where False, that is not certain."""
    issued: date | None = None
    """When the version of ``begins`` was issued."""
    successor: str | None = None
    named: NormVersion | None = None
    """The version of the year that the citation names."""
    named_missing: bool = False
    """The citation names a year in which no version was issued."""
    named_older: bool = False
    """The citation names a year before the first known version: an older version, of which nothing is known."""
    repeal: Repeal | None = None
    """The norm is known by its repeal only."""
    years: tuple[int, int] | None = None
    """The years that the plan really covers."""
    numbered: str | None = None
    """Title of the norm that bears the citation's document number, where that is known."""
    right_number: str | None = None
    """The document number of the norm that the title means, where that is known."""


class Norms:
    """Everything that is known of norms; built once, thread-safe to read."""

    def __init__(self, shelf: Shelf | None = None, *, today: date | None = None) -> None:
        """Read titles and dates of the library, the statutes package and the catalogue (about half a second)."""
        self._register: Register = register(shelf, today=today or date.today())  # noqa: DTZ011
        self._texts = ArticleTexts(shelf)
        self._aliases = shipped_aliases()
        self._forms = title_forms.forms(self._register)
        self._plans = title_forms.plans(self._register, self._aliases)
        self._numbers = title_forms.numbers(self._register)
        self._near: dict[str, str | None] = {}
        self._new = _new(self._register)
        self._amended = frozenset(name.split("修正案", 1)[0] for name in self._register.versions if "修正案" in name)

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all known norms."""
        return tuple(versions[0].title for versions in self._register.versions.values())

    def resolve(self, citation: NormCitation, *, on: date | None, period: Period | None) -> Resolved:
        """Return what ``citation`` means, as in force ``on`` that day, else in ``period``, ends included."""
        span = (on, on) if on else period
        by_number = (
            self._numbers.get(numbered) if (numbered := title_forms.normal_number(citation.document_number)) else None
        )
        if citation.title is None:
            found = self._known(by_number, citation, span) if by_number else Resolved(match=Match.UNNAMED)
        else:
            found = self._titled(citation, span)
        title = self._register.versions[by_number][0].title if by_number else None
        return replace(found, numbered=title)

    def not_in_force(self, period: Period) -> tuple[str, ...]:
        """Return the normal forms of all laws that had ended before ``period``, or came into being after it only."""
        ended = [
            name
            for name, repeal in self._register.repeals.items()
            if _is_telling(repeal) and (repeal.day or repeal.latest) <= period[0]
        ]
        for name, versions in self._register.versions.items():
            gone = versions[-1].until is not None and versions[-1].until <= period[0]
            coming = (versions[0].begins or date.min) > period[1] and name in self._new
            if (gone or coming) and versions[0].period is None:
                ended.append(name)
        return tuple(ended)

    def is_known(self, form: str) -> bool:
        """Tell whether a title in normal form is a known one, or a well-known short one."""
        return form in self._forms or form in self._aliases or form in self._register.repeals

    def articles(self, version: NormVersion) -> Articles:
        """Return the version's articles by number and suffix; empty where only facts are known."""
        return self._texts.of(version)

    def article(self, resolved: Resolved, ref: ArticleRef) -> ArticleText | None:
        """Return the article's text in the version in force, or None where it has none or no text is known."""
        return self._texts.of(resolved.version).get((ref.article, ref.suffix)) if resolved.version else None

    def article_count(self, version: NormVersion) -> int | None:
        """Return the number of the version's last article; None where that is not known."""
        known = self._texts.of(version)
        return max(number for number, _ in known) if known else version.article_count

    def has_article(self, version: NormVersion, ref: ArticleRef) -> bool | None:
        """Tell whether the version has that article; None where neither text nor number of articles is known."""
        known = self._texts.of(version)
        if known:
            return (ref.article, ref.suffix) in known
        if version.article_count is None:
            return None
        if not 1 <= ref.article <= version.article_count:
            return False
        return None if ref.suffix else True

    def _titled(self, citation: NormCitation, span: Period | None) -> Resolved:
        wanted = title_forms.form(citation.title or "")
        plan = plan_title(wanted)
        name = self._name(wanted)
        if name and name in self._register.versions and not (plan and not plan.dashed):
            return self._known(self._in_series(name, wanted, span), citation, span)
        if plan and plan.stem in self._plans:
            return self._plan(self._plans[plan.stem], plan, citation, span)
        if not plan and wanted in self._plans:
            return self._known(_current(self._plans[wanted], self._register, span), citation, span)
        repeal = self._register.repeals.get(wanted)
        if repeal and (_is_telling(repeal) or (citation.title or "").startswith(_STATE)):
            return _repealed(repeal, span)
        close = self._nearest(wanted, plan)
        if close:
            return replace(self._known(close, citation, span), match=Match.NEAR)
        return Resolved(match=Match.UNKNOWN)

    def _name(self, wanted: str) -> str | None:
        """Return the name of the versions that a title in normal form means, by its forms and the short names."""
        found = self._forms.get(wanted) or self._forms.get(without_trial(wanted)) or self._aliases.get(wanted)
        return found or self._forms.get(title_forms.bare(wanted))

    def _in_series(self, name: str, wanted: str, span: Period | None) -> str:
        """Return the plan of the time for a name that fits several of one series."""
        series = self._plans.get(wanted, ())
        return _current(series, self._register, span) if len(series) > 1 else name

    def _known(self, name: str, citation: NormCitation, span: Period | None) -> Resolved:
        versions = self._register.versions[name]
        first = Resolved(
            match=Match.KNOWN,
            title=versions[0].title,
            existed=name in self._register.existed,
            years=versions[-1].period,
            right_number=next((v.document_number for v in reversed(versions) if v.document_number), None),
        )
        timed = _in_time(first, versions, span, new=name in self._new)
        return _with_named(timed, versions, citation.version_year, complete=self._is_complete(name))

    def _is_complete(self, name: str) -> bool:
        """Tell whether no other later version is to be expected: a law of the package that is amended as a whole."""
        return bool(self._register.versions[name][-1].law_id) and name not in self._amended

    def _plan(self, names: tuple[str, ...], plan: PlanTitle, citation: NormCitation, span: Period | None) -> Resolved:
        periods = {name: self._register.versions[name][-1].period or (0, 0) for name in names}
        meant = min(names, key=lambda n: abs(periods[n][0] - plan.first) + abs(periods[n][1] - plan.last))
        found = self._known(meant, citation, span)
        right = periods[meant] == (plan.first, plan.last) and plan.dashed
        return found if right else replace(found, match=Match.WRONG_YEARS, years=periods[meant])

    def _nearest(self, wanted: str, plan: PlanTitle | None) -> str | None:
        """Return the name of the one norm whose title is a slip away, by the stem where both are plans with years."""
        if wanted not in self._near:
            close = near(wanted, self._forms)
            if close is None and plan:
                covering = {
                    stem: name for stem, names in self._plans.items() for name in names if self._covers(name, plan)
                }
                close = near(plan.stem, covering)
            self._near[wanted] = close
        return self._near[wanted]

    def _covers(self, name: str, plan: PlanTitle) -> bool:
        return self._register.versions[name][-1].period == (plan.first, plan.last)


def _is_telling(repeal: Repeal) -> bool:
    """Tell whether the bare title can mean no living local norm, as 气象条例 may."""
    return repeal.day is not None or repeal.title.endswith(("法", "通则", "总则"))


def _current(names: tuple[str, ...], known: Register, span: Period | None) -> str:
    """Return the plan that covers the end of the time, else the last one that had begun by then."""
    if span is None:
        return names[-1]
    begun = [n for n in names if (known.versions[n][-1].period or (0, 0))[0] <= span[1].year]
    return begun[-1] if begun else names[0]


def _new(known: Register) -> frozenset[str]:
    """Return the norms that did not exist before their first version: plans, successors, laws known to be new."""
    successors = {v.successor for versions in known.versions.values() for v in versions if v.origin is Origin.CATALOGUE}
    firsts = {name: versions[0] for name, versions in known.versions.items()}
    return known.new | {n for n, first in firsts.items() if first.period is not None or first.title in successors}


def _repealed(repeal: Repeal, span: Period | None) -> Resolved:
    ended = repeal.day or repeal.latest
    base = Resolved(match=Match.KNOWN, title=repeal.title, successor=repeal.by, repeal=repeal)
    return replace(base, ended=ended) if span is None or ended <= span[0] else replace(base, older_unknown=True)


def _in_time(base: Resolved, versions: tuple[NormVersion, ...], span: Period | None, *, new: bool) -> Resolved:
    last = versions[-1]
    base = replace(base, successor=last.successor)
    if span is None:
        return replace(base, version=last, also=versions[:-1])
    start, end = span
    valid = [v for v in versions if (v.begins or date.min) <= end and (v.until is None or v.until > start)]
    if valid:
        first = valid[0]
        doubtful = first.since is None and first.issued is not None and first.issued + _DOUBTFUL > start
        late = first.begins is not None and first.begins > start
        older = first is versions[0] and not new and (late or (doubtful and first.origin is Origin.STATUTES))
        return replace(base, version=valid[-1], also=tuple(valid[:-1]), older_unknown=older)
    if (versions[0].begins or date.min) > end:
        first = versions[0]
        return replace(base, begins=first.begins, issued=first.issued, new=new, older_unknown=not new)
    return replace(base, ended=last.until)


def _with_named(found: Resolved, versions: tuple[NormVersion, ...], year: int | None, *, complete: bool) -> Resolved:
    """Add the version of the year that the citation names, or that there is none."""
    if year is None:
        return found
    named = next((v for v in versions if v.issued and v.issued.year == year), None)
    named = named or next((v for v in versions if v.since and v.since.year == year), None)
    first = versions[0].issued
    if named or first is None or not complete:
        return replace(found, named=named)
    return replace(found, named_missing=year > first.year, named_older=year < first.year)
