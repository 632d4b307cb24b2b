"""Relations that a text states between its figures, recomputed: rates, parts, sums, changes, series, conflicts."""

from collections.abc import Sequence

from knowledge.figures.relations.changes import read_changes
from knowledge.figures.relations.conflicts import read_conflicts
from knowledge.figures.relations.mentions import Scene
from knowledge.figures.relations.parts import read_parts
from knowledge.figures.relations.rates import read_rates
from knowledge.figures.relations.series import read_series
from knowledge.figures.relations.shares import read_shares
from knowledge.figures.relations.sums import read_sums
from knowledge.figures.relations.types import Relation, RelationKind
from knowledge.figures.types import Figure

__all__ = ["Relation", "RelationKind", "read_relations"]

_READERS = (read_rates, read_shares, read_parts, read_sums, read_changes, read_series, read_conflicts)


def read_relations(text: str, figures: Sequence[Figure]) -> tuple[Relation, ...]:
    """Return the relations that ``text`` states between its ``figures``, in the order of the figures they are about.

    ``figures`` are those of :func:`knowledge.figures.read_figures` on the same text. A total or a share that the text
    doesn't state is never supplied.
    """
    scene = Scene(text, figures)
    found = [relation for read in _READERS for relation in read(scene)]
    return tuple(sorted(found, key=lambda relation: (relation.figure.start, relation.kind)))
