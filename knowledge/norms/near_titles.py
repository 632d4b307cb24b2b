"""A title that is only nearly right: one slip away from exactly one known title, or a plan with wrong years."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from knowledge.norms.titles import key

_YEARS_BEHIND = re.compile(r"\((?P<from>(?:19|20)\d{2})年?(?P<dash>-?)(?P<to>(?:19|20)\d{2})年?\)$")
_YEARS_BEFORE = re.compile(r"^(?P<from>(?:19|20)\d{2})年?(?P<dash>-?)(?P<to>(?:19|20)\d{2})年(?=.{4})")
_SHORTEST_LAW = 4
_SHORTEST_OTHER = 8
_LONGEST_GAP = 4
"""Characters of a title that may be left out."""
_LEAST_SHARED = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTitle:
    """A plan's title in normal form, apart from its years."""

    stem: str
    first: int
    last: int
    dashed: bool
    """False for （20212025年）, whose dash was lost."""


def plan_title(name: str) -> PlanTitle | None:
    """Return stem and years of 法治政府建设实施纲要（2021－2025年）, or None where the title has no span of years."""
    form = key(name)
    match = _YEARS_BEHIND.search(form) or _YEARS_BEFORE.match(form)
    if match is None:
        return None
    stem = form[: match.start()] + form[match.end() :]
    return PlanTitle(stem=stem, first=int(match["from"]), last=int(match["to"]), dashed=bool(match["dash"]))


def near(wanted: str, known: Mapping[str, str]) -> str | None:
    """Return the one norm that ``wanted`` is a single slip away from; None where none or several are.

    ``known`` maps each normal form of a title to the norm that it names.

    A slip is one other character, two swapped ones, one doubled one, or up to four left out inside the title. Words
    added to a title, or put for others (法治云岭建设规划), make another title, which is no slip.
    """
    least = _SHORTEST_LAW if wanted.endswith(("法", "法典")) else _SHORTEST_OTHER
    if len(wanted) < least:
        return None
    found = {norm for form, norm in known.items() if _may_be(wanted, form) and _one_slip(wanted, form)}
    return found.pop() if len(found) == 1 else None


def _may_be(wanted: str, form: str) -> bool:
    if not -1 <= len(form) - len(wanted) <= _LONGEST_GAP or len(form) < _SHORTEST_LAW:
        return False
    return len(_characters(form) & set(wanted)) >= _LEAST_SHARED * len(_characters(form))


@cache
def _characters(form: str) -> frozenset[str]:
    return frozenset(form)


def _one_slip(wanted: str, form: str) -> bool:
    codes = SequenceMatcher(None, form, wanted, autojunk=False).get_opcodes()
    edits = [code for code in codes if code[0] != "equal"]
    if len(edits) == 1:
        return _is_slip(edits[0], wanted, form)
    return len(form) == len(wanted) and _is_swap(wanted, form)


def _is_slip(edit: tuple[str, int, int, int, int], wanted: str, form: str) -> bool:
    kind, a, b, c, d = edit
    if kind == "replace":
        return b - a == d - c == 1 and b < len(form)
    if kind == "insert":
        return d - c == 1 and wanted[c] in {form[a - 1 : a], form[a : a + 1]}
    short = len(form) < _SHORTEST_OTHER
    return (
        a > 0 and b < len(form) and b - a <= (2 if short else _LONGEST_GAP) and len(wanted) >= _LEAST_SHARED * len(form)
    )


def _is_swap(wanted: str, form: str) -> bool:
    wrong = [n for n, (one, other) in enumerate(zip(wanted, form, strict=True)) if one != other]
    if not wrong:
        return False
    first, behind = wrong[0], wrong[0] + 2
    return wrong == [first, first + 1] and wanted[first:behind] == form[first:behind][::-1]
