"""Generated sentences through the whole check: it never fails, and a text never accuses itself."""

import os
import random
import time

import pytest

from assistant.checking.check import check
from assistant.checking.types import SourceText
from tests.knowledge.test_figures_fuzz import generated_sentence

SENTENCES = int(os.environ.get("FAZHI_FUZZ", "2000"))
_TOGETHER = 20


def _texts(seed: int, sentences: int) -> list[str]:
    source = random.Random(seed)  # noqa: S311 - a fixed seed, no secret
    return [
        "".join(generated_sentence(source) for _ in range(_TOGETHER)) for _ in range(max(2, sentences // _TOGETHER))
    ]


def _check(text: str, against: str) -> None:
    sources = [SourceText(document_id="来源", title="来源", text=against, organ="云岭县公安局", year=2023)]
    checked = check(text, path="生成.txt", sources=sources, year=2023, organ="云岭县公安局")
    for finding in checked.findings:
        assert text[finding.start : finding.end] == finding.surface, text
    for mark in checked.marks:
        assert text[mark.start : mark.end] == mark.surface, text
    if text == against:
        internal = {"rate_mismatch", "sum_mismatch", "part_exceeds_whole", "change_mismatch", "internal_conflict"}
        accused = [
            f for f in checked.findings if f.evidence and f.kind.value not in internal and f.evidence[0].document_id
        ]
        assert accused == [], text


@pytest.mark.parametrize("seed", [1, 2])
def test_some_generated_texts_are_checked(seed: int) -> None:
    for text in _texts(seed, 60):
        _check(text, text)


@pytest.mark.integration
def test_generated_texts_are_checked_in_bounded_time() -> None:
    begin = time.process_time()
    texts = _texts(20232, SENTENCES)
    for text, other in zip(texts, [*texts[1:], texts[0]], strict=True):
        _check(text, text)
        _check(text, other)
    assert time.process_time() - begin <= 20 + SENTENCES * 0.02
