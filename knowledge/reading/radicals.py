"""Radical signs read as the characters that they picture: PDF fonts give both the same glyph and mix them up.

Only signs that look like a whole character are mapped (Unicode's EquivalentUnifiedIdeograph.txt).
"""

import re
import unicodedata

_SIGNS = "⺁⺈⺊⺎⺒⺓⺜⺝⺞⺟⺠⺧⺩⺫⺬⺶⺷⺻⺼⺽⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
_CHARACTERS = (
    "厂刀卜兀巳幺日月歺母民牛王目示羊羊聿肉臼虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_MAINLAND = {"⼾": "户", "⾭": "青"}
"""Compatibility mapping gives the traditional form of these; mainland fonts draw the simplified one."""
_SUPPLEMENT = str.maketrans(dict(zip(_SIGNS, _CHARACTERS, strict=True)) | _MAINLAND)
_KANGXI = re.compile("[\u2f00-\u2fd5]")


def unified(text: str) -> str:
    """Return ``text`` with ordinary characters for radical signs; nothing else changes."""
    return _KANGXI.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_SUPPLEMENT))
