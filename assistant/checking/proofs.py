"""A place in a source as evidence that people can open."""

from assistant.checking.alignment import Place, Source
from assistant.checking.types import Proof


def proof_at(place: Place) -> Proof:
    """Return the sentence at ``place`` with its document and heading path; ``start`` and ``end`` bound the quote."""
    text = place.source.given.text
    start, end = place.sentence.start, place.sentence.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Proof(
        document_id=place.source.given.document_id,
        title=place.source.given.title,
        locator=_locator(place.source, start),
        quote=text[start:end],
        start=start,
        end=end,
    )


def _locator(source: Source, position: int) -> str:
    path = ""
    for section in source.sections:
        if section.start > position:
            break
        if position < section.end:
            path = section.path
    return path
