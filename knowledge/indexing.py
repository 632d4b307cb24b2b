"""The text of a passage as both indexes and the embedder see it."""

_STATE = "中华人民共和国"


def index_text(title: str, locator: str, text: str) -> str:
    """Return what is indexed for a passage: the document's short title and its words.

    The locator stays out: it is made of numbers ("第二章 › 第二十三条"), which the words repeat where they matter. Pure
    and stable: shipped vectors are keyed by this text's SHA-256.
    """
    del locator
    name = title.strip()
    return f"{name.removeprefix(_STATE) or name}\n{text.strip()}"
