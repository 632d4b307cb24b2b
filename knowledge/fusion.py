"""Fuse the two rankings: weighted standard scores, and a prior for the document whose best passages score highest."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence

from knowledge.filters import Scored

DENSE = 0.6
"""Weight of the dense score; the lexical one has the rest (measured, see docs/decisions)."""
PRIOR = 0.3
BEST = 5
"""How many of a document's passages speak for it."""


def fuse(lexical: Sequence[Scored], dense: Sequence[Scored], *, group: Callable[[int], str]) -> list[Scored]:
    """Return all passages of both rankings by fused score, best first; ``group`` names a passage's document."""
    fused: dict[int, float] = defaultdict(float)
    for ranking, weight in ((lexical, 1 - DENSE), (dense, DENSE)):
        for passage_id, score in _standard(ranking, {s.passage_id for s in (*lexical, *dense)}).items():
            fused[passage_id] += weight * score
    groups: dict[str, list[float]] = defaultdict(list)
    for passage_id, score in fused.items():
        groups[group(passage_id)].append(score)
    prior = {name: sum(sorted(scores, reverse=True)[:BEST]) / BEST for name, scores in groups.items()}
    result = [
        Scored(passage_id=passage_id, score=score + PRIOR * prior[group(passage_id)])
        for passage_id, score in fused.items()
    ]
    return sorted(result, key=lambda s: (-s.score, s.passage_id))


def _standard(ranking: Sequence[Scored], everyone: set[int]) -> dict[int, float]:
    """Return z-scores; a passage that a ranking lacks gets that ranking's lowest score."""
    if not ranking:
        return dict.fromkeys(everyone, 0.0)
    scores = [s.score for s in ranking]
    mean = statistics.fmean(scores)
    spread = statistics.pstdev(scores) or 1.0
    lowest = (min(scores) - mean) / spread
    found = {s.passage_id: (s.score - mean) / spread for s in ranking}
    return {passage_id: found.get(passage_id, lowest) for passage_id in everyone}
