"""The fonts that GB/T 9704-2012 names, and what may stand in their place."""

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

SONG_TITLE = "方正小标宋简体"
BLACK, KAI, FANG, SONG = "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
_FALLBACKS = {SONG_TITLE: "宋体", FANG: "仿宋", KAI: "楷体", BLACK: "SimHei", SONG: "SimSun"}


def name_fallbacks(document: WordDocument) -> None:
    """Name in the font table what Word takes where a machine lacks a font."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, other in _FALLBACKS.items():
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
                '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
            )
        )
    part._blob = serialize_part_xml(table)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
