"""What a clause says before (or after) its figure: the object that is counted and the verb that counts it."""

import re
from dataclasses import dataclass

from knowledge.documents import Span
from knowledge.figures import words
from knowledge.figures.types import FigureKind, Quantity

_LONGEST_OBJECT = 36
_LONGEST_BEHIND = 24
_LONGEST_VERB = 8
_LONGEST_FROM = 6
_LONGEST_ATTRIBUTE = 8
_SHORT = 2
_MASK = "某"
ENDS = "、,，。;:!?\n\t| ()"
PERSONS = frozenset({"人", "名", "位", "人次"})
COUNTED_TIMES = frozenset({"次", "场", "场次", "期", "轮", "班次", "批次", "堂", "讲", "课"})
_NO_NOUNS = frozenset({"工作日", "自然日", "小时", "分钟", "人份", "学时", "课时", "百分点", "公里", "台套"})
_MEASURED = re.compile("米|克|公顷|元|时")
_SHORT_BRACKET = re.compile(r"^[^(]{1,6}\([^()]{1,6}\)[^(]*$")
# 法律援助案件, 行政处罚事项: a verb between a noun and one of these is part of the name.
_NOMINAL = ("案件", "事项", "类案件", "案卷")
_QUOTES = str.maketrans("", "", '“”"「」‘’')


@dataclass(frozen=True, slots=True)
class Said:
    """Object and verb of a clause, either of which may be empty, and where the words stand."""

    noun: str = ""
    verb: str = ""
    start: int = 0
    end: int = 0


def is_noun(unit: str) -> bool:
    """Say whether a measure word is itself the thing counted: 案例 is, 件次 and 小时 are not."""
    return len(unit) > 1 and not unit.endswith("次") and unit not in _NO_NOUNS and not _MEASURED.search(unit)


class ClauseReader:
    """Reads clauses of one folded text whose dates are blanked out."""

    def __init__(self, text: str) -> None:
        """Read from ``text``."""
        self._printed = text
        self._text = words.OPAQUE.sub(lambda name: _MASK * len(name.group()), text)

    def clause(self, start: int, end: int) -> Said:
        """Read object and verb of a clause that ends where its figure begins."""
        trimmed = self.trimmed(start, end)
        start, end = trimmed.start, trimmed.end
        if start >= end:
            return Said()
        if words.NAMED.search(self._text, start, end) and not words.LIGHT_VERB.search(
            self._text, start, max(start, end - _SHORT)
        ):
            return self.plain(start, end)
        if per := words.PER.search(self._text, start, max(start, end - 1)):
            said = self.clause(per.end(), end)
            return Said(f"{per.group()}{said.noun}", said.verb, min(per.start(), said.start or start), end)
        light = self._light(start, end)
        if light and not light.noun:
            if words.LIGHT_VERB.fullmatch(self._text, start, end):
                return Said("", "", start, end)
            light = None
        strong = self._second(light.start, end) if light else self._strong(start, end)
        return light if light and not (strong and strong.noun) else strong or self.plain(start, end)

    def trimmed(self, start: int, end: int) -> Span:
        """Return the range without connectives at its start and copulas at its end."""
        if source := words.FROM.search(self._text, max(start, end - _LONGEST_FROM), end):
            end = source.start()
        if copula := words.COPULA.search(self._text, max(start, end - 16), end):
            end = copula.start()
        bracket = self._text.rfind("(", start, end)
        if bracket >= 0 and self._text.find(")", bracket, end) < 0:
            start = bracket + 1
        if leading := words.LEADING.match(self._text, start, end):
            start = leading.end()
        while start < end and (self._text[start] in ENDS or self._text[start] == "的"):
            start += 1
        return Span(start=start, end=max(start, end))

    def _light(self, start: int, end: int) -> Said | None:
        found = None
        for match in words.LIGHT_VERB.finditer(self._text, start, end):
            if match.end() < end - 1 or found is None:
                found = match
        return self._said("", found.end(), end) if found else None

    def _strong(self, start: int, end: int) -> Said | None:
        """Read the verb that stands where a predicate begins, or at the clause's end."""
        chosen = words.VERB_CHAIN.match(self._text, start, end)
        for match in words.AFTER_ADVERB.finditer(self._text, start, end):
            if chosen and match.end() < chosen.end():
                continue
            chain = words.VERB_CHAIN.match(self._text, match.end(), end)
            if chain and (chain.end() <= end - _SHORT or chosen is None) and self._starts_predicate(match, end, chain):
                chosen = chain
        if chosen and chosen.end() == end - 1 and chosen.start("first") == start:
            return self.plain(start, end)
        if chosen and chosen.end() < end:
            return self._said(chosen["first"], chosen.end(), end, chosen.start("first"))
        return self._final(start, end) or (
            Said("", chosen["first"], chosen.start("first"), end) if chosen else self._inner(start, end)
        )

    def _final(self, start: int, end: int) -> Said | None:
        """Read a verb that closes the clause behind its object: 行政复议案件受理."""
        for match in words.STRONG_VERB.finditer(self._text, max(start, end - _LONGEST_VERB), end):
            if match.end() == end:
                noun = self.plain(start, match.start())
                return Said(noun.noun, match.group(), noun.start if noun.noun else match.start(), end)
        return None

    def _inner(self, start: int, end: int) -> Said | None:
        """Read the first verb anywhere, or the last one that a title follows: 进校宣传《…》."""
        inner = None
        for match in words.STRONG_VERB.finditer(self._text, start, max(start, end - _SHORT)):
            if inner is None or self._text.startswith("《", match.end()):
                inner = match
        if inner and self._text.startswith(_NOMINAL, inner.end()):
            return self.plain(start, end)
        return self._said(inner.group(), inner.end(), end, inner.start()) if inner else None

    def _second(self, start: int, end: int) -> Said | None:
        """Read a further predicate after a light verb and 、: 组织民警旁听、观看庭审视频."""
        chosen = None
        for match in words.AFTER_ADVERB.finditer(self._text, start, end):
            chain = words.VERB_CHAIN.match(self._text, match.end(), end)
            if chain and chain.end() <= end - _SHORT and "等" not in self._text[chain.end() : end]:
                chosen = chain
        return self._said(chosen["first"], chosen.end(), end, chosen.start("first")) if chosen else None

    def _starts_predicate(self, match: re.Match[str], end: int, chain: re.Match[str]) -> bool:
        """Say whether a verb after 、 begins a new predicate rather than continuing a list of nouns."""
        return match.end() > match.start() or "等" not in self._text[chain.end() : end]

    def plain(self, start: int, end: int) -> Said:
        """Read a bare noun phrase, without the organ in front of it."""
        if (organ := words.ORGAN.match(self._text, start, end)) and organ.end() <= end - _SHORT:
            start = organ.end()
        return self._said("", start, end)

    def _said(self, verb: str, start: int, end: int, verb_start: int | None = None) -> Said:
        """Clean an object: no 各类, no giver (转交办), no long attribute before 的."""
        trimmed = self.trimmed(start, end)
        start, end = trimmed.start, trimmed.end
        for pattern in (words.HANDED, words.MODIFIER):
            match = pattern.match(self._text[start:end])
            if match and match.end() < end - start:
                start += match.end()
        possessive = self._text.rfind("的", start, end)
        if (
            possessive >= 0
            and end - possessive > _SHORT
            and (possessive - start > _LONGEST_ATTRIBUTE or "、" in self._text[start:possessive])
        ):
            start = possessive + 1
        noun = self._printed[start:end].translate(_QUOTES).replace(" ", "").strip(ENDS)
        if noun.count("(") > noun.count(")"):
            noun += ")"
        return Said(noun[-_LONGEST_OBJECT:], verb, start if verb_start is None else verb_start, end)

    def behind(self, quantity: Quantity, high: int, *, whole: bool = False) -> Said | None:
        """Read what follows the measure word: 12件行政复议案件, 10人通过法考.

        ``whole``: the clause has no other words, so that persons are told by what they did (12名同志荣立三等功).
        """
        start = quantity.end
        end = min(high, start + 24)
        if quantity.kind is FigureKind.RATE and self._text.startswith("的", start):
            start += 1
        text = self._printed[start:end].rstrip(ENDS)
        for mark in "、\n":
            text = text.split(mark)[0]
        bracket = _SHORT_BRACKET.search(text)
        text = text if bracket else text.split("(")[0]
        if not text or words.NOT_OBJECT.match(text) or is_noun(quantity.unit):
            return None
        lead = words.LEADING.match(text)
        offset = lead.end() if lead else 0
        body = text[offset:]
        if not body or body[0] == "占":
            return None
        verb = words.VERB_CHAIN.match(body)
        if verb is None and not (whole and (quantity.unit in PERSONS or words.HONOURED.search(body))):
            body = _cut(body, verbal=quantity.unit in COUNTED_TIMES)
        if verb and quantity.unit not in PERSONS and quantity.unit not in COUNTED_TIMES:
            return None
        return Said(body.replace("了", ""), "", start + offset, start + offset + len(body))


def _cut(body: str, *, verbal: bool) -> str:
    """Return what is counted without the predicate behind it; a ``verbal`` one may itself end in a verb (案卷评查)."""
    found = words.LIGHT_VERB.search(body) or words.STRONG_VERB.search(body)
    if found and found.start() >= _SHORT and not (verbal and found.end() == len(body)):
        body = body[: found.start()]
    if body.find("的") >= _SHORT:
        body = body[: body.find("的")]
    found = words.CUT_BEHIND.search(body)
    return body[: found.start()] if found and found.start() >= _SHORT else body
