"""Every way in which a known norm is written: its forms, its plan's stem, its document number."""

import re
from collections.abc import Callable, Mapping

from knowledge.norms.catalogue import entries
from knowledge.norms.near_titles import plan_title
from knowledge.norms.titles import key, without_trial
from knowledge.norms.versions import Register

_SHORT_ORGANS = (("全国人大常委会", "全国人民代表大会常务委员会"), ("最高法", "最高人民法院"), ("国办", "国务院办公厅"))


def normal_number(number: str | None) -> str | None:
    """Return a document number in the form in which two spellings of one are equal."""
    return re.sub(r"\s", "", number).upper().replace("－", "-") if number else None


def form(title: str) -> str:
    """Return a title's normal form, with the issuing organ's name in full."""
    made = key(title)
    for short, full in _SHORT_ORGANS:
        if made.startswith(f"{short}关于"):
            made = full + made[len(short) :]
    return made


def forms(known: Register) -> Mapping[str, str]:
    """Return every way to write a known title in full, each with the name of its versions."""
    forms: dict[str, str] = {}
    ways: tuple[Callable[[str], str], ...] = (
        str,
        without_trial,
        without_organ,
        bare,
        lambda n: bare(without_organ(n)),
    )
    for way in ways:
        claimed: dict[str, set[str]] = {}
        for name in known.versions:
            claimed.setdefault(way(name), set()).add(name)
        for form, names in claimed.items():
            if len(names) == 1:
                forms.setdefault(form, next(iter(names)))
    return forms


def bare(name: str) -> str:
    """Return a title's form without what people leave out or add when they copy it."""
    return re.sub("[、，,·的]", "", name)


def without_organ(name: str) -> str:
    """Return 关于推行…的意见 for 国务院办公厅关于推行…的意见."""
    organ, about, rest = name.partition("关于")
    return about + rest if about and len(organ) <= 24 and organ.endswith(("院", "厅", "部", "会", "局", "署")) else name  # noqa: PLR2004


def plans(known: Register, aliases: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return the plans of each title without its years; several follow one another in time."""
    named = [(name, name) for name in known.versions] + [(a, n) for a, n in aliases.items() if n in known.versions]
    named += [(without_organ(name), name) for name in known.versions]
    stems: dict[str, list[str]] = {}
    for written, name in named:
        if known.versions[name][-1].period is None:
            continue
        plan = plan_title(written)
        same = stems.setdefault(plan.stem if plan else written, [])
        if name not in same:
            same.append(name)
    return {
        stem: tuple(sorted(names, key=lambda n: known.versions[n][-1].period or (0, 0)))
        for stem, names in stems.items()
    }


def numbers(known: Register) -> Mapping[str, str]:
    """Return the norm that bears each known document number."""
    found: dict[str, str] = {}
    for name, versions in known.versions.items():
        for version in versions:
            number = normal_number(version.document_number)
            if number:
                found.setdefault(number, name)
    for entry in entries():
        for alias in entry.aliases:
            if alias.startswith("GB"):
                found.setdefault(normal_number(alias) or alias, key(entry.title))
    return found
