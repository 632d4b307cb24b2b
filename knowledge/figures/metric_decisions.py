"""What people decided on pairs of metric names; a decision wins over every score."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from knowledge.errors import BadRequest
from knowledge.figures.matching import SAME, score
from knowledge.store import MetricNameRow, Store, now


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions as they stand now."""

    pairs: dict[tuple[str, str], bool]

    def verdict(self, first: str, second: str) -> bool | None:
        """Return what was decided on two names; None where nothing was."""
        return self.pairs.get(_pair(first, second)) if self.pairs else None

    def score(self, first: str, second: str) -> float:
        """Return 0..1 as ``matching.score``, or what a person decided: 1 or 0."""
        decided = self.verdict(first, second)
        return score(first, second) if decided is None else float(decided)

    def same(self, first: str, second: str) -> bool:
        """Say whether two names count as one metric."""
        return self.score(first, second) >= SAME


class MetricDecisions:
    """Keeps the decisions of people on metric names."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``."""
        self._store = store

    def load(self) -> Decided:
        """Return all decisions."""
        with self._store.begin() as session:
            rows = session.execute(select(MetricNameRow.first, MetricNameRow.second, MetricNameRow.same))
            return Decided({(first, second): same for first, second, same in rows})

    def decide(self, first: str, second: str, *, same: bool, by: str | None) -> None:
        """Keep a decision in the place of any earlier one on the same pair.

        Raises:
            BadRequest: a name is empty, or both are the same text.
        """
        if not first.strip() or not second.strip() or first == second:
            raise BadRequest("请给出两个不同的指标名称。")
        one, two = _pair(first, second)
        with self._store.begin() as session:
            row = session.scalars(
                select(MetricNameRow).where(MetricNameRow.first == one, MetricNameRow.second == two)
            ).first()
            if row is None:
                session.add(MetricNameRow(first=one, second=two, same=same, decided_by=by))
            else:
                row.same, row.decided_by, row.decided = same, by, now()

    def forget(self, first: str, second: str) -> None:
        """Drop the decision on a pair, if there is one: the matching decides again."""
        one, two = _pair(first, second)
        with self._store.begin() as session:
            session.execute(delete(MetricNameRow).where(MetricNameRow.first == one, MetricNameRow.second == two))


def _pair(first: str, second: str) -> tuple[str, str]:
    """Return two names in a fixed order: names by which people decided, not keys, so that each wording is theirs."""
    return (first, second) if first <= second else (second, first)
