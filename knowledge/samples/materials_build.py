"""Render this year's sample material from its sources: ``python -m knowledge.samples.materials_build``."""

from collections.abc import Callable, Mapping, Sequence

from knowledge.samples import MATERIALS
from knowledge.samples.blocks import Block, Table, parse
from knowledge.samples.build import plain_file, web_file
from knowledge.samples.office import statistics_file, word_file
from knowledge.samples.printed import pdf_file

MATERIAL_TEXTS = MATERIALS.parent / "text"


def _mail(blocks: Sequence[Block]) -> bytes:
    """Return a message as it was typed, full-width punctuation and all."""
    return "\n".join(block.text for block in blocks if not isinstance(block, Table)).encode() + b"\n"


_MADE: Mapping[str, tuple[str, Callable[[Sequence[Block]], bytes]]] = {
    "办公室2024年主要负责人推进法治建设情况.docx": ("leadership", word_file),
    "法制大队2024年工作情况.docx": ("legal", word_file),
    "法制大队存在问题和2025年打算.docx": ("outlook", word_file),
    "政工室2024年法治学习培训情况.docx": ("training", word_file),
    "政工室补报.txt": ("mail", _mail),
    "户政大队2024年政务服务情况.html": ("service", web_file),
    "经侦大队2024年服务企业情况.docx": ("enterprise", word_file),
    "治安大队2024年工作情况.docx": ("order", word_file),
    "督察大队2024年信访与监督情况.docx": ("supervision", word_file),
    "执法办案管理中心2024年运行情况.txt": ("centre", plain_file),
    "刑侦大队2024年打击治理电信网络诈骗情况.docx": ("fraud", word_file),
    "法治宣传工作专班2024年普法情况.pdf": ("publicity", pdf_file),
    "网安大队工作情况.docx": ("cyber_2023", word_file),
    "交警大队2024年法治工作情况.txt": ("traffic", plain_file),
    "2024年执法主要数据统计表.xlsx": ("enforcement_sheet", statistics_file),
    "2024年服务与普法数据统计表.xlsx": ("service_sheet", statistics_file),
}


def material_names() -> tuple[str, ...]:
    """Return the names of the files that the folder must hold."""
    return tuple(_MADE)


def render(name: str) -> bytes:
    """Return what the material file ``name`` must hold, made anew from its source."""
    source, renderer = _MADE[name]
    return renderer(tuple(parse((MATERIAL_TEXTS / f"{source}.md").read_text(encoding="utf-8"))))


def main() -> None:
    """Write every file of the material and name it."""
    MATERIALS.mkdir(exist_ok=True)
    for name in material_names():
        data = render(name)
        (MATERIALS / name).write_bytes(data)
        print(f"{name}  {len(data)} 字节")  # noqa: T201 - the command's own output


if __name__ == "__main__":
    main()
