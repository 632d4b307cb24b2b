"""Errors in what is no figure: years, dates, ordinals, names, articles, plans, laws, directions."""

import re
from random import Random

from eval.planting.types import Planted, put
from knowledge.figures import NamedNumber, non_figures
from knowledge.figures.numerals import fold

_TURNED = {
    "上升": "下降", "下降": "上升", "增长": "下降", "增加": "减少", "减少": "增加", "提高": "降低", "降低": "提高",
    "提升": "下降", "回落": "上升",
}  # fmt: skip
_REPEALED = (
    "《中华人民共和国合同法》",
    "《信访条例》",
    "《中华人民共和国侵权责任法》",
    "《中华人民共和国治安管理处罚条例》",
)
_PLAN = re.compile(r"((?:19|20)[0-9]{2})年?[-—–－~～至]{1,2}((?:19|20)[0-9]{2})年?[)）]")
_LAW = re.compile(r"《[^《》\n]{2,30}(?:法|条例|规定|办法|宪法)(?:（试行）)?》")


def _named(text: str, rng: Random, kind: str, pattern: str = r"[0-9]+") -> re.Match[str] | None:
    """Return a numeral inside a number of ``kind``."""
    found: list[re.Match[str]] = []
    for name in non_figures(text):
        if name.kind == kind:
            found.extend(re.finditer(pattern, _padded(fold(text), name)))
    return rng.choice(found) if found else None


def _padded(folded: str, name: NamedNumber) -> str:
    """Return the text with everything outside ``name`` blanked, so that offsets stay."""
    return " " * name.start + folded[name.start : name.end]


def _other(number: str, rng: Random) -> str:
    return str(int(number) + rng.choice([1, 2, 3]))


def year(text: str, rng: Random) -> Planted | None:
    """Move a year by one."""
    match = _named(text, rng, "date", r"(?:19|20)[0-9]{2}(?=年)")
    return put("year", text, match.span(), str(int(match.group()) + rng.choice([-1, 1]))) if match else None


def date(text: str, rng: Random) -> Planted | None:
    """Change a month or a day."""
    match = _named(text, rng, "date", r"(?<![0-9])[0-9]{1,2}(?=[月日])")
    return put("date", text, match.span(), str(int(match.group()) % 12 + 1)) if match else None


def ordinal(text: str, rng: Random) -> Planted | None:
    """Change the number of 第8次."""
    match = _named(text, rng, "ordinal")
    return put("ordinal", text, match.span(), _other(match.group(), rng)) if match else None


def name(text: str, rng: Random) -> Planted | None:
    """Change a number inside a name."""
    match = _named(text, rng, "name")
    return put("name", text, match.span(), _other(match.group(), rng)) if match else None


def article(text: str, rng: Random) -> Planted | None:
    """Cite another article."""
    match = _named(text, rng, "article")
    return put("article", text, match.span(), _other(match.group(), rng)) if match else None


def plan_years(text: str, rng: Random) -> Planted | None:
    """Give a plan other years."""
    found = list(_PLAN.finditer(fold(text)))
    if not found:
        return None
    group = rng.choice([1, 2])
    match = rng.choice(found)
    return put("plan_years", text, match.span(group), str(int(match[group]) + 1))


def repealed(text: str, rng: Random) -> Planted | None:
    """Cite a law that is no longer in force."""
    found = list(_LAW.finditer(text))
    return put("repealed", text, rng.choice(found).span(), rng.choice(_REPEALED)) if found else None


def direction(text: str, rng: Random) -> Planted | None:
    """Turn 上升 into 下降 before a figure."""
    found = list(re.finditer(rf"(?:{'|'.join(_TURNED)})(?=了?[到至为]?[0-9])", fold(text)))
    if not found:
        return None
    match = rng.choice(found)
    return put("direction", text, match.span(), _TURNED[match.group()])


def plan_name(text: str, rng: Random) -> Planted | None:
    """Name the plan before or after: 七五 or 九五 for 八五."""
    found = list(re.finditer(r"“([七八九十][五])”(?=普法)|(?<=“)(?:十[三四])五", text))
    if not found:
        return None
    match = rng.choice(found)
    wrong = "七五" if "八" in match.group() else "八五"
    return put("plan_name", text, match.span(), f"“{wrong}”" if match.group().startswith("“") else "十二五")


def placeholder(text: str, rng: Random) -> Planted | None:
    """Leave a number to be filled in."""
    found = list(re.finditer(r"[0-9]+(?=[件次人份起场期])", fold(text)))
    return put("placeholder", text, rng.choice(found).span(), rng.choice(["XX", "××", "【待补充】"])) if found else None
