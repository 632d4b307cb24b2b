"""Render every sample from its source: ``python -m knowledge.samples.build``."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

from knowledge.samples import sample_files
from knowledge.samples.blocks import Block, Heading, Item, Note, Table, read_source
from knowledge.samples.office import sheet_file, word_file
from knowledge.samples.printed import pdf_file

_PAGE = Path(__file__).parent / "page.html"
_SCRAPED = str.maketrans("，：；（）", ",:;()")
_INFO = re.compile(r"来源：(?P<source>\S+)\s发布时间：(?P<date>\S+)\s文号：(?P<number>\S+)")


def plain_file(blocks: Sequence[Block]) -> bytes:
    """Return .txt in the half-width punctuation that reports copied from web pages often have."""
    return "\n".join(_line(block) for block in blocks).translate(_SCRAPED).encode() + b"\n"


def _line(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join("\t".join(row) for row in block.rows)
    return f"{block.label} {block.text}" if isinstance(block, Item) else block.text


def web_file(blocks: Sequence[Block]) -> bytes:
    """Return a page as saved from a government site: navigation, origin and date around the text."""
    title = next(block.text for block in blocks if isinstance(block, Heading))
    info = next(found for block in blocks if isinstance(block, Note) and (found := _INFO.fullmatch(block.text)))
    body = [block for block in blocks if not isinstance(block, Table) and block.text not in {title, info.string}]
    html = "\n".join(_element(block) for block in body)
    page = Template(_PAGE.read_text(encoding="utf-8"))
    return page.substitute(title=escape(title), body=html, **info.groupdict()).encode()


def _element(block: Heading | Note | Item | Block) -> str:
    text = escape(_line(block))
    return f"    <h{block.level}>{text}</h{block.level}>" if isinstance(block, Heading) else f"    <p>{text}</p>"


_RENDERERS: Mapping[str, tuple[str, Callable[[Sequence[Block]], bytes]]] = {
    "2021年法治政府建设年度报告.txt": ("report_2021", plain_file),
    "2022年法治政府建设年度报告.docx": ("report_2022", word_file),
    "2023年法治政府建设年度报告.pdf": ("report_2023", pdf_file),
    "八五普法实施方案.html": ("plan", web_file),
    "2023年度普法责任清单.xlsx": ("duties", sheet_file),
    "行政执法案件审核规定（试行）.docx": ("rules", word_file),
}


def render(path: Path) -> bytes:
    """Return what the sample at ``path`` must hold, made anew from its source."""
    source, renderer = next(made for ending, made in _RENDERERS.items() if path.name.endswith(ending))
    return renderer(read_source(source))


def main() -> None:
    """Write every sample file and name it."""
    for path in sample_files():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(render(path))
        print(f"{path.name}  {path.stat().st_size} 字节")  # noqa: T201 - the command's own output


if __name__ == "__main__":
    main()
