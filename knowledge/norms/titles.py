"""Titles of norms: one normal form, and what a name in a text may mean; never a fuzzy silent match."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources

import yaml
from pydantic import TypeAdapter

from knowledge.norms.catalogue import entries

_STATE = "中华人民共和国"
_MARKS = re.compile(r"[《》〈〉<>“”\"'‘’「」『』\s]")
_DASHES = re.compile(r"[—–－―~～]+|-+|至(?=\d{4}年)")
_VERSION = re.compile(
    r"[（(\[〔]\s*(?P<year>(?:19|20)\d{2})\s*年?\s*(?:\d{1,2}月(?:\d{1,2}日)?)?\s*"
    r"(?:第[一二三四五六七八九十]次)?(?:修订|修正|修改|版|公布|通过|颁布)?(?:版|本|稿)?\s*[）)\]〕]\s*》?\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A title apart from the version year that was written behind it."""

    title: str
    version_year: int | None


def split_version(name: str) -> Named:
    """Return 治安管理处罚法 and 2025 for "《治安管理处罚法（2025年修订）》"; a plan's span of years stays in its title.

    The year of 修正案（2018年） names the amendment itself, and stays too.
    """
    bare = name.strip().removeprefix("《").removesuffix("》").strip()
    match = _VERSION.search(bare)
    if match is None or bare[: match.start()].rstrip("》 ").endswith("修正案"):
        return Named(title=bare, version_year=None)
    title = bare[: match.start()].strip().removesuffix("》").strip()
    return Named(title=title, version_year=int(match["year"]))


def key(name: str) -> str:
    """Return the form in which two spellings of one title are equal.

    Without book marks, quotation marks, spaces and a leading 中华人民共和国; full-width forms made half-width;
    every dash, or 至 between years, made one hyphen; "2021-2025年" and "2021年-2025年" the same.
    """
    text = unicodedata.normalize("NFKC", _MARKS.sub("", name))
    text = _DASHES.sub("-", text)
    text = re.sub(r"(?<=\d{4})年(?=-\d{4})", "", text)
    return text.removeprefix(_STATE) or text


def without_trial(form: str) -> str:
    """Return a title's normal form without a closing (试行) or (暂行), which people leave out when they cite."""
    return re.sub(r"\((?:试行|暂行)\)$", "", form)


def resolve(name: str, known_titles: Iterable[str], aliases: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the known titles that ``name`` means: the exact one, else equal in normal form, else by a listed alias.

    Empty where none does; more than one where known titles differ in spelling alone. ``aliases`` maps a name's
    normal form to the normal form of a title; the shipped short names and the catalogue's aliases where not given.
    """
    titles = tuple(dict.fromkeys(known_titles))
    bare = split_version(name).title
    if bare in titles:
        return (bare,)
    wanted = key(bare)
    found = tuple(title for title in titles if key(title) == wanted)
    found = found or tuple(title for title in titles if without_trial(key(title)) == without_trial(wanted))
    if found or not wanted:
        return found
    table = shipped_aliases() if aliases is None else aliases
    meant = table.get(wanted)
    return tuple(title for title in titles if key(title) == meant) if meant else ()


def nearest(name: str, known_titles: Sequence[str], *, count: int = 3) -> tuple[str, ...]:
    """Return titles that look like ``name``, to be shown as suggestions and never used unasked."""
    by_key = {key(title): title for title in known_titles}
    wanted = key(split_version(name).title)
    holding = sorted((k for k in by_key if wanted and wanted in k), key=len)[:count]
    close = get_close_matches(wanted, list(by_key), n=count, cutoff=0.5)
    return tuple(by_key[k] for k in tuple(dict.fromkeys((*holding, *close)))[:count])


@cache
def shipped_aliases() -> Mapping[str, str]:
    """Return the shipped short names and the catalogue's aliases, in normal form.

    An alias that two titles claim is left out: it means neither.
    """
    text = resources.files("knowledge.norms").joinpath("short_names.yaml").read_text(encoding="utf-8")
    pairs = list(TypeAdapter(dict[str, str]).validate_python(yaml.safe_load(text)).items())
    pairs.extend((alias, entry.title) for entry in entries() for alias in entry.aliases)
    claimed: dict[str, set[str]] = {}
    for alias, title in pairs:
        claimed.setdefault(key(alias), set()).add(key(title))
    return {alias: titles.pop() for alias, titles in claimed.items() if len(titles) == 1}
