"""The text of a passage as both indexes and the embedder see it."""

_STATE = "中华人民共和国"


def index_text(title: str, locator: str, text: str) -> str:
    """Return what is indexed for a passage: the document's short title, where the passage stands, its words.

    Pure and stable: shipped vectors are keyed by this text's SHA-256.
    """
    short = title.strip().removeprefix(_STATE) or title.strip()
    return f"{short} {locator.strip()}\n{text.strip()}"
