"""A law's rows made into one plain text: headings on their own lines, articles whole, known faults repaired."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.norms.corrections import Corrections, Swallowed
from knowledge.norms.statute_rows import ArticleRow, LawRow

_HAN = "\u4e00-\u9fff"
_NUMBER = "[零〇一二三四五六七八九十百]{1,5}"
_HEADING = re.compile(rf"(第{_NUMBER}(?:编|分编|章|节))[ 　]*(.*)")
_PART = re.compile(rf"第{_NUMBER}(?:编|分编|章|节)[ 　]*[^。；：，]{{1,40}}|附[ 　]*则")
_SPACES = re.compile(r"[ \t\u2009\u3000]+")
_INNER_SPACE = re.compile(rf"(?<=[{_HAN}，。、；：）》”])[ \u3000]+(?=[{_HAN}（《“])")
_SPACE_BEFORE_YEAR = re.compile(rf"(?<=[{_HAN}]) (?=\d{{4}}年)")
_RULE_LINE = re.compile(r"[-+=| ]+")
_IMAGE = re.compile(r"!\[?([^\n{}\]]{0,40})\]?(?:\([^\n)]*\))?\{[^{}]*\}")
_ITEM = re.compile(rf"[（(](?:{_NUMBER}|\d+)[）)]|\d+[．.、]|第{_NUMBER}|[一二三四五六七八九十]+、|附|[\"“《]")
_OPEN_END = re.compile(rf"[{_HAN}，、]$")
_WRAPPED = 18
"""A line shorter than this that ends without a stop is a list entry, not half of a wrapped sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One article with the headings that stand before it."""

    headings: tuple[str, ...]
    label: str
    body: str

    def lines(self) -> Iterator[str]:
        """Yield the block's lines as they stand in the law's plain text."""
        yield from self.headings
        if self.label == "全文":
            yield self.body
        elif self.label.startswith("条目"):
            yield f"{self.label.removeprefix('条目')}、{self.body}"
        else:
            yield f"{self.label}　{self.body}"


def plain_text(law: LawRow, rows: Sequence[ArticleRow], corrections: Corrections) -> str:
    """Return the canonical text of one version: title line, headings, articles; ends with a newline."""
    lines = [law.title]
    for block in blocks(law, rows, corrections):
        lines.extend(block.lines())
    return "\n".join(lines) + "\n"


def blocks(law: LawRow, rows: Sequence[ArticleRow], corrections: Corrections) -> list[Block]:
    """Return the articles in order, each with the headings that open before it."""
    first = corrections.first_parts.get(law.title)
    waiting = [first] if first else []
    chapter: str | None = None
    section: str | None = None
    found: list[Block] = []
    for row in rows:
        changed = row.chapter is not None and row.chapter != chapter
        # After a glued 附则 the package goes on naming the chapter before it: that heading is not said twice.
        if changed and row.chapter:
            waiting.append(_heading(row.chapter))
        if row.section and (changed or row.section != section):
            waiting.append(_heading(row.section))
        chapter, section = row.chapter, row.section
        body, glued = _without_glued_headings(_clean(row.text))
        block = Block(headings=tuple(waiting), label=row.label, body=body)
        found.extend(_split(block, law, corrections.swallowed))
        waiting = [_heading(line) for line in glued]
    return found


def _heading(line: str) -> str:
    """Return 第二编　物权 for 第二编 物 权, 附则 for 附 则."""
    match = _HEADING.fullmatch(line.strip())
    if match is None:
        return _SPACES.sub("", line)
    name = _SPACES.sub("", match[2])
    return f"{match[1]}　{name}" if name else match[1]


def _without_glued_headings(body: str) -> tuple[str, list[str]]:
    """Take the headings of the next part off the end of an article."""
    lines = body.split("\n")
    end = len(lines)
    while end > 1 and _PART.fullmatch(lines[end - 1].strip()):
        end -= 1
    return "\n".join(lines[:end]), lines[end:]


def _split(block: Block, law: LawRow, swallowed: Sequence[Swallowed]) -> list[Block]:
    """Give an article that was swallowed by the one before it its own place again."""
    for fault in swallowed:
        if (fault.title, fault.version, fault.inside) != (law.title, law.version, block.label):
            continue
        before, found, after = block.body.partition(f"\n{fault.line_starts}")
        if found:
            lost = Block(headings=(), label=fault.label, body=f"{fault.opening}{fault.line_starts}{after}")
            return [replace(block, body=before), lost]
    return [block]


def _clean(text: str) -> str:
    """Undo escapes, layout spaces, wrapped lines, table rules and picture sizes; letters and digits stay."""
    text = text.replace("\r", "").replace("\\<", "<").replace("\\>", ">").replace("\\\n", "\n").replace("\u2009", "")
    text = _IMAGE.sub(lambda match: f"（图：{match[1].strip()}）" if match[1].strip() else "（图）", text)
    lines: list[str] = []
    for raw in text.split("\n"):
        line = _spaced(raw.strip())
        if line and not _RULE_LINE.fullmatch(line):
            lines.append(line)
    return "\n".join(_quoted(line) for line in _unwrapped(lines))


def _quoted(line: str) -> str:
    """Set paired straight quotation marks as the official text prints them; an odd one out stays as it is."""
    pieces = line.split('"')
    if len(pieces) % 2 == 0:
        return line
    return "".join(piece if n == 0 else ("“" if n % 2 else "”") + piece for n, piece in enumerate(pieces))


def _spaced(line: str) -> str:
    """Drop spaces between Chinese characters; in a table row they may divide cells, and stay."""
    if "|" in line or _PART.fullmatch(line):
        return line
    return _INNER_SPACE.sub("", _SPACE_BEFORE_YEAR.sub("", line))


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Join a line that breaks off in mid-sentence to its continuation."""
    joined: list[str] = []
    last_length = 0
    for line in lines:
        continues = (
            joined
            and last_length >= _WRAPPED
            and _OPEN_END.search(joined[-1])
            and "|" not in joined[-1] + line
            and not _ITEM.match(line)
            and not _PART.fullmatch(line)
        )
        if continues:
            joined[-1] += line
        else:
            joined.append(line)
        last_length = len(line)
    return joined
